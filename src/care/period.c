/*
 * period.c
 *		Periods of time, as ranges of instants or of days say them.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/multirangetypes.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"

#include "base/memory.h"
#include "base/zones.h"
#include "care/period.h"

/*
 * Adds what a range covers.  Its bounds are instants, or where zone is not NULL
 * the days of a zone.
 */
static void
add_range(Periods *periods, TypeCacheEntry *type, const RangeType *range, pg_tz *zone)
{
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;
	Period		period = {DT_NOBEGIN, DT_NOEND};

	range_deserialize(type, range, &lower, &upper, &empty);
	if (empty)
		return;
	if (!lower.infinite)
		period.first = zone == NULL ? DatumGetTimestampTz(lower.val) : zone_day_start(DatumGetDateADT(lower.val), zone);
	if (!upper.infinite)
		period.last = zone == NULL ? DatumGetTimestampTz(upper.val) : zone_day_start(DatumGetDateADT(upper.val), zone);

	/*
	 * Visits are at neither infinity, so that its side does not matter.  A range of
	 * days has its first day and not the day after its last.
	 */
	if (!lower.infinite && !lower.inclusive && !TIMESTAMP_NOT_FINITE(period.first))
		period.first++;
	if (!upper.infinite && !upper.inclusive && !TIMESTAMP_NOT_FINITE(period.last))
		period.last--;
	periods->period[periods->count++] = period;
}

/*
 * The period of a range: of instants, or of the days of a zone.
 */
static Periods
periods_of_range(FunctionCallInfo fcinfo, const RangeType *range, pg_tz *zone)
{
	Periods		periods = {0, palloc(sizeof(Period))};

	add_range(&periods, range_get_typcache(fcinfo, RangeTypeGetOid(range)), range, zone);
	return periods;
}

/*
 * The periods of a tstzmultirange.
 */
static Periods
periods_of_multirange(FunctionCallInfo fcinfo, const MultirangeType *multirange)
{
	TypeCacheEntry *type = multirange_get_typcache(fcinfo, MultirangeTypeGetOid(multirange))->rngtype;
	RangeType **ranges;
	int32		count;
	Periods		periods = {0};

	multirange_deserialize(type, multirange, &count, &ranges);
	periods.period = array_allocate(count, sizeof(Period));
	for (int32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		add_range(&periods, type, ranges[i], NULL);
	}
	return periods;
}

/*
 * The periods of an argument.  A value says of itself whether it is a tstzrange, a
 * tstzmultirange or a daterange, whose days are those of the zone that the next
 * argument names, or of the session's.
 */
Periods
periods_argument(FunctionCallInfo fcinfo, int argument)
{
	RangeType  *range = PG_GETARG_RANGE_P(argument);

	StaticAssertStmt(offsetof(RangeType, rangetypid) == offsetof(MultirangeType, multirangetypid),
					 "ranges and multiranges have their type in one place");
	if (RangeTypeGetOid(range) == TSTZMULTIRANGEOID)
		return periods_of_multirange(fcinfo, (const MultirangeType *) range);
	return periods_of_range(fcinfo, range,
							RangeTypeGetOid(range) == DATERANGEOID ? zone_argument(fcinfo, argument + 1) : NULL);
}
