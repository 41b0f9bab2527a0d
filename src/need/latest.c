/*
 * latest.c
 *		The latest of values that were measured again and again.
 *
 * The aggregates fold the few values of one person.  They have no combine function: a
 * partial state for each person and worker would save no row.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/shmem.h"
#include "utils/array.h"
#include "utils/timestamp.h"

#include "base/aggregate.h"
#include "base/memory.h"

typedef struct Measured
{
	TimestampTz at;
	double		value;
} Measured;

/* More than wanted are dropped whenever there is no room for another. */
typedef struct Latest
{
	int32		wanted;
	uint32		count;
	uint32		capacity;
	Measured   *measured;
} Latest;

/*
 * True if one comes before another: it is later, or at the same time larger.
 */
static inline bool
comes_before(const Measured *a, const Measured *b)
{
	return a->at > b->at || (a->at == b->at && a->value > b->value);
}

#define ST_SORT sort_measured
#define ST_ELEMENT_TYPE Measured
#define ST_COMPARE(a, b) (comes_before(a, b) ? -1 : comes_before(b, a))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * Leaves those that are wanted, in order.
 */
static void
leave_wanted(Latest *state)
{
	sort_measured(state->measured, state->count);
	state->count = Min(state->count, (uint32) state->wanted);
}

static void
add_measured(Latest *state, Measured measured)
{
	if (state->count == state->capacity)
	{
		leave_wanted(state);
		if (state->count > state->capacity / 2)
		{
			state->capacity *= 2;
			state->measured = repalloc_huge(state->measured, mul_size(state->capacity, sizeof(Measured)));
		}
	}
	state->measured[state->count++] = measured;
}

static Datum
fold_value(FunctionCallInfo fcinfo, int32 wanted)
{
	MemoryContext context = aggregate_context(fcinfo);
	Latest	   *state = PG_ARGISNULL(0) ? NULL : (Latest *) PG_GETARG_POINTER(0);
	double		value = PG_GETARG_FLOAT8(1);
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(2);

	if (isnan(value) || isinf(value))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("value must be a finite number, not %.15g", value)));
	if (TIMESTAMP_NOT_FINITE(at))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("time of a value must be finite, not \"%s\"",
						TIMESTAMP_IS_NOBEGIN(at) ? "-infinity" : "infinity")));
	if (state == NULL)
	{
		state = MemoryContextAllocZero(context, sizeof(Latest));
		state->wanted = wanted;
		state->capacity = 2;
		state->measured = MemoryContextAlloc(context, state->capacity * sizeof(Measured));
	}
	if (wanted != state->wanted)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("how_many changes within a group from %d to %d", state->wanted, wanted),
				 errhint("Group by it too.")));

	/* Minus zero would be another value than zero, or not, by the order of the rows. */
	add_measured(state, (Measured) {at, value == 0 ? 0 : value});
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(latest_transition);

/*
 * Transition of latest(value double precision, at timestamptz).  A row with a NULL is
 * left out.
 * Errors: 22023 for a value that is not finite; 22008 for a time that is not.
 */
Datum
latest_transition(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return state_unchanged(fcinfo);
	return fold_value(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(latest_several_transition);

/*
 * Transition of latest(value double precision, at timestamptz, how_many integer).  A
 * row with a NULL is left out.
 * Errors: as without how_many, and 22023 for a how_many below 1 or that changes
 * within a group.
 */
Datum
latest_several_transition(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return state_unchanged(fcinfo);
	if (PG_GETARG_INT32(3) < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("how_many must be 1 or more, not %d", PG_GETARG_INT32(3))));
	return fold_value(fcinfo, PG_GETARG_INT32(3));
}

PG_FUNCTION_INFO_V1(latest_final);

/*
 * Final of latest(value double precision, at timestamptz).
 *
 * The value that was measured last; of several at that time, the largest.  NULL over
 * no rows.
 */
Datum
latest_final(PG_FUNCTION_ARGS)
{
	Latest	   *state = PG_ARGISNULL(0) ? NULL : (Latest *) PG_GETARG_POINTER(0);

	aggregate_context(fcinfo);
	if (state == NULL)
		PG_RETURN_NULL();
	leave_wanted(state);
	PG_RETURN_FLOAT8(state->measured[0].value);
}

PG_FUNCTION_INFO_V1(latest_several_final);

/*
 * Final of latest(value double precision, at timestamptz, how_many integer).
 *
 * The latest values, newest first, of those at the same time the largest first; fewer
 * where there are fewer.  NULL over no rows.
 */
Datum
latest_several_final(PG_FUNCTION_ARGS)
{
	Latest	   *state = PG_ARGISNULL(0) ? NULL : (Latest *) PG_GETARG_POINTER(0);
	Datum	   *values;

	aggregate_context(fcinfo);
	if (state == NULL)
		PG_RETURN_NULL();
	leave_wanted(state);
	values = array_allocate(state->count, sizeof(Datum));
	for (uint32 i = 0; i < state->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		values[i] = Float8GetDatum(state->measured[i].value);
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(values, state->count, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}
