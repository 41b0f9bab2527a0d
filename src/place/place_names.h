/*
 * place_names.h
 *		Naming places in messages.
 */
#ifndef PLACEBASE_PLACE_NAMES_H
#define PLACEBASE_PLACE_NAMES_H

#include "base/codes.h"

extern char *marked_places(const CodeList *places, const bool *marked);

#endif
