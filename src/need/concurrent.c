/*
 * concurrent.c
 *		How many different items, such as drugs, a person has at once.
 *
 * Both aggregates fold the few periods of one person.  They have no combine function:
 * a partial state for each person and worker would save no row.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "storage/shmem.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/rangetypes.h"

#include "base/aggregate.h"
#include "base/codes.h"
#include "base/memory.h"

/* Days from first to the day before end of an item, by its number. */
typedef struct ItemPeriod
{
	uint32		item;
	DateADT		first;
	DateADT		end;
} ItemPeriod;

typedef struct Concurrent
{
	Codes		items;
	int32		at_least;
	uint32		count;
	uint32		capacity;
	ItemPeriod *period;			/* none is empty */
} Concurrent;

/* A day on which the number of items changes. */
typedef struct Change
{
	DateADT		day;
	int			by;
} Change;

/* How many items there are from a day on. */
typedef struct Concurrency
{
	int32		peak;
	int32		days;			/* with at least so many items */
} Concurrency;

#define FIRST_PERIODS 4

#define ST_SORT sort_periods
#define ST_ELEMENT_TYPE ItemPeriod
#define ST_COMPARE(a, b) \
	((a)->item != (b)->item ? ((a)->item < (b)->item ? -1 : 1) : ((a)->first > (b)->first) - ((a)->first < (b)->first))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT sort_changes
#define ST_ELEMENT_TYPE Change
#define ST_COMPARE(a, b) (((a)->day > (b)->day) - ((a)->day < (b)->day))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * Joins periods of one item that overlap or touch, and sorts them.
 */
static void
merge_periods(Concurrent *state)
{
	uint32		kept = 0;

	if (state->count < 2)
		return;
	sort_periods(state->period, state->count);
	for (uint32 i = 1; i < state->count; i++)
	{
		ItemPeriod *last = &state->period[kept];
		ItemPeriod	next = state->period[i];

		CHECK_FOR_INTERRUPTS();
		if (next.item == last->item && next.first <= last->end)
			last->end = Max(last->end, next.end);
		else
			state->period[++kept] = next;
	}
	state->count = kept + 1;
}

/*
 * Adds a period.  Full memory is merged, and grows only if that did not free half.
 */
static void
add_period(Concurrent *state, ItemPeriod period)
{
	if (state->count == state->capacity)
	{
		merge_periods(state);
		if (state->count > state->capacity / 2)
		{
			state->capacity *= 2;
			state->period = repalloc_huge(state->period, mul_size(state->capacity, sizeof(ItemPeriod)));
		}
	}
	state->period[state->count++] = period;
}

/*
 * The days of a range, which must have both ends.  False if it is empty.
 */
static bool
days_of_range(FunctionCallInfo fcinfo, RangeType *range, ItemPeriod *period)
{
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;

	range_deserialize(range_get_typcache(fcinfo, RangeTypeGetOid(range)), range, &lower, &upper, &empty);
	if (empty)
		return false;
	period->first = lower.infinite ? DATEVAL_NOBEGIN : DatumGetDateADT(lower.val);
	period->end = upper.infinite ? DATEVAL_NOEND : DatumGetDateADT(upper.val);
	if (DATE_NOT_FINITE(period->first) || DATE_NOT_FINITE(period->end))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("period must have a start and an end, but is from %s to %s",
						DatumGetCString(DirectFunctionCall1(date_out, DateADTGetDatum(period->first))),
						DatumGetCString(DirectFunctionCall1(date_out, DateADTGetDatum(period->end)))),
				 errhint("Cut it: period * daterange('2024-01-01', '2025-01-01').")));
	return true;
}

static Datum
fold_period(FunctionCallInfo fcinfo, int32 at_least)
{
	MemoryContext context = aggregate_context(fcinfo);
	Concurrent *state = PG_ARGISNULL(0) ? NULL : (Concurrent *) PG_GETARG_POINTER(0);
	text	   *name = PG_GETARG_TEXT_PP(1);
	Code		item = CODE_FROM_TEXT(name);
	ItemPeriod	period;

	check_code_not_blank(item, "item", ERRCODE_INVALID_PARAMETER_VALUE);
	if (state == NULL)
	{
		state = MemoryContextAllocZero(context, sizeof(Concurrent));
		codes_init(&state->items, context);
		state->at_least = at_least;
		state->capacity = FIRST_PERIODS;
		state->period = MemoryContextAlloc(context, FIRST_PERIODS * sizeof(ItemPeriod));
	}
	if (at_least != state->at_least)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("at_least changes within a group from %d to %d", state->at_least, at_least),
				 errhint("Group by it too.")));
	if (days_of_range(fcinfo, PG_GETARG_RANGE_P(2), &period))
	{
		period.item = codes_intern(&state->items, item);
		add_period(state, period);
	}
	PG_RETURN_POINTER(state);
}

/*
 * Goes through the days on which an item begins or ends.
 */
static Concurrency
concurrency_of(Concurrent *state)
{
	Concurrency concurrency = {0};
	Change	   *changes;
	uint32		count;
	int32		items = 0;

	merge_periods(state);
	count = 2 * state->count;
	changes = array_allocate(count, sizeof(Change));
	for (uint32 i = 0; i < state->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		changes[2 * i] = (Change) {state->period[i].first, 1};
		changes[2 * i + 1] = (Change) {state->period[i].end, -1};
	}
	sort_changes(changes, count);
	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		items += changes[i].by;

		/* All changes of a day come before the day itself. */
		if (i + 1 == count || changes[i + 1].day == changes[i].day)
			continue;
		concurrency.peak = Max(concurrency.peak, items);
		if (items >= state->at_least)
			concurrency.days += changes[i + 1].day - changes[i].day;
	}
	pfree(changes);
	return concurrency;
}

PG_FUNCTION_INFO_V1(peak_concurrent_transition);

/*
 * Transition of peak_concurrent(item text, period daterange).  A row with a NULL is
 * left out; an empty period has no day.
 * Errors: 22023 for a blank item; 22008 for a period without a start or an end.
 */
Datum
peak_concurrent_transition(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return state_unchanged(fcinfo);
	return fold_period(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(days_concurrent_transition);

/*
 * Transition of days_concurrent(item text, period daterange, at_least integer).  A
 * row with a NULL is left out; an empty period has no day.
 * Errors: 22023 for a blank item, and for an at_least below 1 or that changes within
 * a group; 22008 for a period without a start or an end.
 */
Datum
days_concurrent_transition(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return state_unchanged(fcinfo);
	if (PG_GETARG_INT32(3) < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("at_least must be 1 or more, not %d", PG_GETARG_INT32(3))));
	return fold_period(fcinfo, PG_GETARG_INT32(3));
}

PG_FUNCTION_INFO_V1(peak_concurrent_final);

/*
 * Final of peak_concurrent(item text, period daterange).
 *
 * The largest number of different items on one day.  Periods of an item that touch or
 * overlap are one.  0 where all periods are empty.  NULL over no rows.
 */
Datum
peak_concurrent_final(PG_FUNCTION_ARGS)
{
	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_INT32(concurrency_of((Concurrent *) PG_GETARG_POINTER(0)).peak);
}

PG_FUNCTION_INFO_V1(days_concurrent_final);

/*
 * Final of days_concurrent(item text, period daterange, at_least integer).
 *
 * The number of days with at least so many different items.  0 where there is none.
 * NULL over no rows.
 */
Datum
days_concurrent_final(PG_FUNCTION_ARGS)
{
	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_INT32(concurrency_of((Concurrent *) PG_GETARG_POINTER(0)).days);
}
