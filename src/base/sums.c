/*
 * sums.c
 *		Transition states that are a fixed number of sums.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "base/sums.h"
#include "base/twofold.h"

/*
 * An empty state.  It goes into the current context: the executor copies what a
 * transition function returns for the first row.
 */
ArrayType *
sums_new(int count)
{
	Size		size = ARR_OVERHEAD_NONULLS(1) + count * sizeof(float8);
	ArrayType  *state = palloc0(size);

	SET_VARSIZE(state, size);
	state->ndim = 1;
	state->elemtype = FLOAT8OID;
	ARR_DIMS(state)[0] = count;
	ARR_LBOUND(state)[0] = 1;
	return state;
}

/*
 * The state in an argument, which may be any array that somebody typed.
 */
ArrayType *
sums_state(FunctionCallInfo fcinfo, int argument, int count)
{
	ArrayType  *state = PG_GETARG_ARRAYTYPE_P(argument);

	if (ARR_NDIM(state) != 1 || ARR_DIMS(state)[0] != count ||
		ARR_HASNULL(state) || ARR_ELEMTYPE(state) != FLOAT8OID)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the state of this aggregate is an array of %d numbers", count)));
	return state;
}

void *
sums_of(ArrayType *state)
{
	return (char *) state + ARR_OVERHEAD_NONULLS(1);
}

/*
 * A setting of an aggregate, such as its confidence, is an argument of every
 * row and must be the same in all of them.  NaN is a setting not given yet.
 */
void
sums_set_option(double *option, double value, const char *name)
{
	if (isnan(*option))
		*option = value;
	else if (*option != value)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be the same in all rows of a group, not %.15g and %.15g",
						name, *option, value)));
}

void
sums_join_option(double *option, double other, const char *name)
{
	if (!isnan(other))
		sums_set_option(option, other, name);
}

/*
 * What a combine function does: adds the sums of the second state to the first.
 */
Datum
sums_combine(FunctionCallInfo fcinfo, const char *members)
{
	int			count = 0;
	ArrayType  *state;
	double	   *sum;
	double	   *other;

	aggregate_context(fcinfo);
	for (const char *member = members; *member != '\0'; member++)
		count += *member == SUM_TWOFOLD ? SUMS_COUNT(Twofold) : 1;
	state = sums_state(fcinfo, 0, count);
	sum = sums_of(state);
	other = sums_of(sums_state(fcinfo, 1, count));
	for (const char *member = members; *member != '\0'; member++)
	{
		if (*member == SUM_TWOFOLD)
		{
			*(Twofold *) sum = twofold_add(*(Twofold *) sum, *(Twofold *) other);
			sum++;
			other++;
		}
		else if (*member == SUM_FLAG)
			*sum = *other != 0 ? 1 : *sum;
		else if (*member == SUM_CONFIDENCE)
			sums_join_option(sum, *other, "confidence");
		else if (*member == SUM_MULTIPLIER)
			sums_join_option(sum, *other, "multiplier");
		else
			*sum += *other;
		sum++;
		other++;
	}
	PG_RETURN_ARRAYTYPE_P(state);
}
