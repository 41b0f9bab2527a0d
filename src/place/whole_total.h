/*
 * whole_total.h
 *		What whole people, pounds or pence can be counted up to, one by one.
 */
#ifndef PLACEBASE_WHOLE_TOTAL_H
#define PLACEBASE_WHOLE_TOTAL_H

#include "base/twofold.h"

/* Beyond this, 2^53, a float8 does not hold every whole number. */
#define WHOLE_NUMBER_MAX 9007199254740992.0

extern double check_whole_bigint(int64 number, const char *what);
extern double check_whole_float8(double number, const char *what);
extern double check_whole_total(Twofold total);

#endif
