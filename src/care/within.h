/*
 * within.h
 *		Visits that follow within an interval of each other.
 */
#ifndef PLACEBASE_WITHIN_H
#define PLACEBASE_WITHIN_H

#include "datatype/timestamp.h"

extern void check_within(const Interval *within);

#endif
