/*
 * period.h
 *		Periods of time, of which cuts keep the visits.
 */
#ifndef PLACEBASE_PERIOD_H
#define PLACEBASE_PERIOD_H

#include "fmgr.h"
#include "pgtime.h"

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

extern Periods periods_of_range(FunctionCallInfo fcinfo, int argument);
extern Periods periods_of_days(FunctionCallInfo fcinfo, int argument, pg_tz *zone);
extern Periods periods_of_multirange(FunctionCallInfo fcinfo, int argument);

#endif
