/*
 * period.h
 *		Periods of time, of which cuts keep the visits.
 */
#ifndef PLACEBASE_PERIOD_H
#define PLACEBASE_PERIOD_H

#include "fmgr.h"

/* From its first microsecond to its last. */
typedef struct Period
{
	int64		first;
	int64		last;
} Period;

/* Periods in the order of time, none of which meets another. */
typedef struct Periods
{
	uint32		count;
	Period	   *period;
} Periods;

extern Periods periods_argument(FunctionCallInfo fcinfo, int argument);

#endif
