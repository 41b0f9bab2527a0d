/*
 * third_next_available.c
 *		How long until the third appointment that is free: the first two may be chance.
 *
 * The three earliest free slots are all that a state keeps, so that it folds in parts.
 */
#include "postgres.h"

#include <math.h>

#include "utils/date.h"

#include "base/aggregate.h"
#include "base/sums.h"

#define SLOTS 3

typedef struct FreeSlots
{
	double		asked_on;		/* days since 2000; NaN is not known yet */
	double		free;			/* how many there are, at most three */
	double		day[SLOTS];		/* by day */
} FreeSlots;

static int32
check_day(DateADT day, const char *name)
{
	if (DATE_NOT_FINITE(day))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a finite date", name)));
	return day;
}

/*
 * So many slots on one day take their place among the earliest three.
 */
static void
add_slots(FreeSlots *slots, double day, int64 count)
{
	for (; count > 0; count--)
	{
		int			at = (int) slots->free;

		while (at > 0 && slots->day[at - 1] > day)
			at--;
		if (at == SLOTS)
			return;
		if (slots->free < SLOTS)
			slots->free++;
		for (int i = (int) slots->free - 1; i > at; i--)
			slots->day[i] = slots->day[i - 1];
		slots->day[at] = day;
	}
}

/*
 * The state in an argument, which may be any array that somebody typed.
 */
static FreeSlots *
slots_of(ArrayType *state)
{
	FreeSlots  *slots = sums_of(state);

	if (!(slots->free >= 0 && slots->free <= SLOTS && slots->free == floor(slots->free)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the state of this aggregate has no %.15g slots", slots->free)));
	return slots;
}

PG_FUNCTION_INFO_V1(third_next_available_transition);

/*
 * Transition of third_next_available(free_on date, slots bigint, asked_on date).  One
 * day of one diary, or one slot.  A row with a NULL is left out.  Errors: 22023 for
 * slots below 0, dates that are infinite, and an asked_on that changes.
 */
Datum
third_next_available_transition(PG_FUNCTION_ARGS)
{
	ArrayType  *state;
	FreeSlots  *slots;
	int32		day;
	int64		count;
	int32		asked_on;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return state_unchanged(fcinfo);
	day = check_day(PG_GETARG_DATEADT(1), "free_on");
	count = PG_GETARG_INT64(2);
	asked_on = check_day(PG_GETARG_DATEADT(3), "asked_on");
	if (count < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("slots must be at least 0, not %lld", (long long) count)));
	state = PG_ARGISNULL(0) ? sums_new(SUMS_COUNT(FreeSlots)) : sums_state(fcinfo, 0, SUMS_COUNT(FreeSlots));
	slots = slots_of(state);
	if (PG_ARGISNULL(0))
		slots->asked_on = asked_on;
	else if (slots->asked_on != asked_on)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("asked_on must be the same in all rows of a group")));
	if (day >= asked_on)
		add_slots(slots, day, Min(count, SLOTS));
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(third_next_available_combine);

/*
 * Combine of third_next_available().
 */
Datum
third_next_available_combine(PG_FUNCTION_ARGS)
{
	ArrayType  *state = sums_state(fcinfo, 0, SUMS_COUNT(FreeSlots));
	FreeSlots  *slots = slots_of(state);
	FreeSlots  *other = slots_of(sums_state(fcinfo, 1, SUMS_COUNT(FreeSlots)));

	aggregate_context(fcinfo);
	sums_set_option(&slots->asked_on, other->asked_on, "asked_on");
	for (int i = 0; i < (int) other->free; i++)
		add_slots(slots, other->day[i], 1);
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(third_next_available_final);

/*
 * Final of third_next_available().  The days from asked_on to the day of the third
 * slot that is free, 0 for the same day.  Slots of days before asked_on do not count.
 * NULL for fewer than three.  Errors: 22003 for a state without days.
 * Source: Murray & Berwick, JAMA 2003;289:1035-1040.
 */
Datum
third_next_available_final(PG_FUNCTION_ARGS)
{
	FreeSlots  *slots = slots_of(sums_state(fcinfo, 0, SUMS_COUNT(FreeSlots)));
	double		days = slots->day[SLOTS - 1] - slots->asked_on;

	if (slots->free < SLOTS)
		PG_RETURN_NULL();
	if (!(days >= 0 && days <= PG_INT32_MAX))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the state of this aggregate has no %.15g days", days)));
	PG_RETURN_INT32((int32) days);
}
