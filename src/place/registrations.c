/*
 * registrations.c
 *		Where a person was registered on a day, and for how many days.
 *
 * Both aggregates fold the few registrations of one person.  They have no combine
 * function: a partial state for each person and worker would save no row.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "storage/shmem.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/rangetypes.h"

#include "base/aggregate.h"
#include "base/codes.h"

/* Days from first to the day before end. */
typedef struct Days
{
	DateADT		first;
	DateADT		end;
} Days;

/* ------------------------------------------------------------------------
 * place_at
 * ------------------------------------------------------------------------
 */

typedef struct PlaceAt
{
	DateADT		day;
	DateADT		begin;			/* of the registration that counts so far */
	uint32		length;			/* of its place; 0: no registration holds the day */
	uint32		capacity;
	char	   *place;
} PlaceAt;

static char *
day_for_message(DateADT day)
{
	return DatumGetCString(DirectFunctionCall1(date_out, DateADTGetDatum(day)));
}

/*
 * Does a period hold a day?  If so, when it began; one without a beginning began
 * before all others.  An infinite bound of a daterange keeps the side that it was
 * written with.
 */
static bool
period_holds(TypeCacheEntry *type, const RangeType *period, DateADT day, DateADT *begin)
{
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;

	range_deserialize(type, period, &lower, &upper, &empty);
	if (empty)
		return false;
	*begin = lower.infinite ? DATEVAL_NOBEGIN : DatumGetDateADT(lower.val);
	if (!lower.infinite && (lower.inclusive ? day < *begin : day <= *begin))
		return false;
	return upper.infinite ||
		(upper.inclusive ? day <= DatumGetDateADT(upper.val) : day < DatumGetDateADT(upper.val));
}

/*
 * Takes a registration that holds the day, if it began after the one taken so far,
 * or on the same day at a smaller code.
 */
static void
take_place(PlaceAt *state, DateADT begin, Code place, MemoryContext context)
{
	if (state->length > 0 &&
		(begin < state->begin ||
		 (begin == state->begin && code_compare(place, (Code) {state->place, state->length}) >= 0)))
		return;
	if (place.length > state->capacity)
	{
		if (state->place != NULL)
			pfree(state->place);
		state->capacity = Max(place.length, 16);
		state->place = MemoryContextAlloc(context, state->capacity);
	}
	memcpy(state->place, place.data, place.length);
	state->length = place.length;
	state->begin = begin;
}

PG_FUNCTION_INFO_V1(place_at_transition);

/*
 * Transition of place_at(place text, period daterange, day date), one registration
 * of a person.  A row with a NULL is left out, and so is an empty period.
 * Errors: 22023 for an empty, blank or overlong place, and for a day that changes
 * within a group.
 */
Datum
place_at_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	PlaceAt    *state = PG_ARGISNULL(0) ? NULL : (PlaceAt *) PG_GETARG_POINTER(0);
	text	   *name;
	Code		place;
	RangeType  *period;
	DateADT		day;
	DateADT		begin;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return state_unchanged(fcinfo);
	name = PG_GETARG_TEXT_PP(1);
	place = CODE_FROM_TEXT(name);
	period = PG_GETARG_RANGE_P(2);
	day = PG_GETARG_DATEADT(3);
	check_place_code(place, ERRCODE_INVALID_PARAMETER_VALUE);
	if (state == NULL)
	{
		state = MemoryContextAllocZero(context, sizeof(PlaceAt));
		state->day = day;
	}
	if (day != state->day)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("day changes within a group from %s to %s", day_for_message(state->day), day_for_message(day)),
				 errhint("Group by the day too.")));
	if (period_holds(range_get_typcache(fcinfo, RangeTypeGetOid(period)), period, day, &begin))
		take_place(state, begin, place, context);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(place_at_final);

/*
 * Final of place_at(place text, period daterange, day date).
 *
 * The place of the registration that holds the day.  Of several, the one that
 * began last counts, and of those that began on one day the one with the smallest
 * code.  A period without a beginning began first.  NULL where no period holds the
 * day, and over no rows.
 */
Datum
place_at_final(PG_FUNCTION_ARGS)
{
	PlaceAt    *state = PG_ARGISNULL(0) ? NULL : (PlaceAt *) PG_GETARG_POINTER(0);

	aggregate_context(fcinfo);
	if (state == NULL || state->length == 0)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(code_to_text((Code) {state->place, state->length}));
}

/* ------------------------------------------------------------------------
 * registered_days
 * ------------------------------------------------------------------------
 */

/* A person has few registrations. */
#define FIRST_PERIODS 2

typedef struct RegisteredDays
{
	Days		within;
	uint32		count;
	uint32		capacity;
	Days	   *period;			/* each within the window, and not empty */
} RegisteredDays;

/*
 * The days of a range.  A bound that is infinite, or no bound, is as far as a date
 * can be.
 */
static Days
days_of_range(TypeCacheEntry *type, const RangeType *range)
{
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;

	range_deserialize(type, range, &lower, &upper, &empty);
	if (empty)
		return (Days) {0, 0};
	return (Days)
	{
		lower.infinite ? DATEVAL_NOBEGIN : DatumGetDateADT(lower.val),
		upper.infinite ? DATEVAL_NOEND : DatumGetDateADT(upper.val)
	};
}

static void
check_window(Days within)
{
	if (DATE_NOT_FINITE(within.first) || DATE_NOT_FINITE(within.end))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("days cannot be counted without end: from %s to %s",
						day_for_message(within.first), day_for_message(within.end)),
				 errhint("Give both ends of the window.")));
}

static int
days_compare(const void *a, const void *b)
{
	const Days *left = a;
	const Days *right = b;

	CHECK_FOR_INTERRUPTS();
	return (left->first > right->first) - (left->first < right->first);
}

/*
 * Joins periods that overlap or touch.
 */
static void
merge_days(RegisteredDays *state)
{
	uint32		kept = 0;

	if (state->count < 2)
		return;
	qsort(state->period, state->count, sizeof(Days), days_compare);
	for (uint32 i = 1; i < state->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (state->period[i].first <= state->period[kept].end)
			state->period[kept].end = Max(state->period[kept].end, state->period[i].end);
		else
			state->period[++kept] = state->period[i];
	}
	state->count = kept + 1;
}

/*
 * Adds what a period has within the window.  A full log is merged, and grows only
 * if that did not free half of it.
 */
static void
add_days(RegisteredDays *state, Days days)
{
	days.first = Max(days.first, state->within.first);
	days.end = Min(days.end, state->within.end);
	if (days.first >= days.end)
		return;
	if (state->count == state->capacity)
	{
		merge_days(state);
		if (state->count > state->capacity / 2)
		{
			state->capacity *= 2;
			state->period = repalloc_huge(state->period, mul_size(state->capacity, sizeof(Days)));
		}
	}
	state->period[state->count++] = days;
}

PG_FUNCTION_INFO_V1(registered_days_transition);

/*
 * Transition of registered_days(period daterange, within daterange), one
 * registration of a person.  A row with a NULL is left out; an empty period has no
 * day.
 * Errors: 22008 for a window without an end, 22023 for one that changes within a
 * group.
 */
Datum
registered_days_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	RegisteredDays *state = PG_ARGISNULL(0) ? NULL : (RegisteredDays *) PG_GETARG_POINTER(0);
	TypeCacheEntry *type;
	RangeType  *period;
	Days		within;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return state_unchanged(fcinfo);
	period = PG_GETARG_RANGE_P(1);
	type = range_get_typcache(fcinfo, RangeTypeGetOid(period));
	within = days_of_range(type, PG_GETARG_RANGE_P(2));
	if (state == NULL)
	{
		check_window(within);
		state = MemoryContextAllocZero(context, sizeof(RegisteredDays));
		state->within = within;
		state->capacity = FIRST_PERIODS;
		state->period = MemoryContextAlloc(context, FIRST_PERIODS * sizeof(Days));
	}
	if (within.first != state->within.first || within.end != state->within.end)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("window changes within a group, from %s to %s and from %s to %s",
						day_for_message(state->within.first), day_for_message(state->within.end),
						day_for_message(within.first), day_for_message(within.end)),
				 errhint("Group by the window too.")));
	add_days(state, days_of_range(type, period));
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(registered_days_final);

/*
 * Final of registered_days(period daterange, within daterange).
 *
 * On how many days of the window the person was registered; a day in several
 * periods counts once.  0 where no period meets the window, NULL over no rows.
 */
Datum
registered_days_final(PG_FUNCTION_ARGS)
{
	RegisteredDays *state = PG_ARGISNULL(0) ? NULL : (RegisteredDays *) PG_GETARG_POINTER(0);
	int32		days = 0;

	aggregate_context(fcinfo);
	if (state == NULL)
		PG_RETURN_NULL();
	merge_days(state);
	for (uint32 i = 0; i < state->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		days += state->period[i].end - state->period[i].first;
	}
	PG_RETURN_INT32(days);
}
