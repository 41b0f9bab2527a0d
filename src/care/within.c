/*
 * within.c
 *		Visits that follow within an interval of each other.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "care/within.h"

/*
 * An interval between visits is not negative.
 */
void
check_within(const Interval *within)
{
	Interval	zero = {0};

	if (DatumGetInt32(DirectFunctionCall2(interval_cmp, PointerGetDatum(within), PointerGetDatum(&zero))) < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("within must not be negative, but is \"%s\"",
						DatumGetCString(DirectFunctionCall1(interval_out, PointerGetDatum(within))))));
}

/*
 * The time so long before another, as SQL has it; the first of all times where
 * SQL's time may not reach that far: ten thousand years are as good as ever.  A month has 28 to 31 days, and time zones move by less than a day.
 */
TimestampTz
time_before(TimestampTz at, const Interval *span)
{
	float8		days = (float8) span->month * (span->month < 0 ? 28 : 31) + span->day + 1;

	if (at - days * USECS_PER_DAY - span->time < MIN_TIMESTAMP)
		return MIN_TIMESTAMP;
	if (span->month == 0 && span->day == 0)
		return at - span->time;
	return DatumGetTimestampTz(DirectFunctionCall2(timestamptz_mi_interval, TimestampTzGetDatum(at),
												   PointerGetDatum(span)));
}
