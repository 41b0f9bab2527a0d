/*
 * persistence.c
 *		Who stays a frequent attender: how many periods in a row something held.
 */
#include "postgres.h"

#include "base/aggregate.h"

/*
 * The state is one bigint: the run that ends at the last row above the longest
 * run so far.
 */
#define RUN_STATE(current, longest) ((int64) (((uint64) (current) << 32) | (uint32) (longest)))
#define RUN_CURRENT(state) ((uint32) ((uint64) (state) >> 32))
#define RUN_LONGEST(state) ((uint32) (state))

PG_FUNCTION_INFO_V1(longest_run_transition);

/*
 * longest_run(held boolean), one period, in the order of the aggregate.
 *
 * How many rows in a row were true at most.  A NULL is a period of which nothing
 * is known: it ends a run, for years before and after it are not known to be in
 * a row, but it is no period either, so only NULLs give NULL.
 */
Datum
longest_run_transition(PG_FUNCTION_ARGS)
{
	int64		state = PG_ARGISNULL(0) ? 0 : PG_GETARG_INT64(0);
	uint32		current = RUN_CURRENT(state);

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_INT64(RUN_STATE(0, RUN_LONGEST(state)));
	}
	current = PG_GETARG_BOOL(1) ? Min(current + 1, PG_INT32_MAX) : 0;
	PG_RETURN_INT64(RUN_STATE(current, Max(current, RUN_LONGEST(state))));
}

PG_FUNCTION_INFO_V1(longest_run_final);

/*
 * Final of longest_run().
 */
Datum
longest_run_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32((int32) Min(RUN_LONGEST(PG_GETARG_INT64(0)), PG_INT32_MAX));
}
