/*
 * listed.h
 *		Which codes stand in a list that the caller gives.
 */
#ifndef PLACEBASE_LISTED_H
#define PLACEBASE_LISTED_H

#include "utils/array.h"

#include "base/codes.h"

extern bool *codes_listed(ArrayType *list, const Code *codes, uint32 count, bool listed);

#endif
