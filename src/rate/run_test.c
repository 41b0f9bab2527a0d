/*
 * run_test.c
 *		Runs about the centre of a series, without limits: are they longer, or fewer,
 *		than chance makes them (Anhøj & Olesen, PLOS ONE 2014;9:e113825)?
 *
 * The rows come in the order of the aggregate, and what a row adds depends on the
 * row before it: there is no combine function, on purpose.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/aggregate.h"
#include "base/rows.h"
#include "base/sums.h"

/* Fewer crossings than this quantile are more than chance. */
#define CROSSINGS_SHARE 0.05

typedef struct RunSums
{
	double		useful;			/* points that are not on the centre */
	double		side;			/* of the last of them: -1, 1, or 0 for none */
	double		run;			/* how many of them have been on that side */
	double		longest;
	double		crossings;
} RunSums;

PG_FUNCTION_INFO_V1(run_test_transition);

/*
 * run_test(value float8, centre float8 ORDER BY ...), one point.  A row with a
 * NULL is left out, and so is a point on the centre.  Errors: 22003 for NaN and
 * infinity.
 */
Datum
run_test_transition(PG_FUNCTION_ARGS)
{
	ArrayType  *state;
	RunSums    *sums;
	double		value;
	double		centre;
	double		side;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return state_unchanged(fcinfo);
	value = PG_GETARG_FLOAT8(1);
	centre = PG_GETARG_FLOAT8(2);
	if (!isfinite(value) || !isfinite(centre))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value and centre must be finite numbers, not %.15g and %.15g", value, centre)));
	state = PG_ARGISNULL(0) ? sums_new(SUMS_COUNT(RunSums)) : sums_state(fcinfo, 0, SUMS_COUNT(RunSums));
	sums = sums_of(state);
	side = (value > centre) - (value < centre);
	if (side != 0)
	{
		sums->useful++;
		sums->crossings += sums->side != 0 && side != sums->side;
		sums->run = side == sums->side ? sums->run + 1 : 1;
		sums->longest = Max(sums->longest, sums->run);
		sums->side = side;
	}
	PG_RETURN_ARRAYTYPE_P(state);
}

/*
 * The smallest number of heads that so many tosses of a coin do not exceed with
 * this probability at least.
 */
static double
fewest_heads(double tosses, double probability)
{
	double		log_share = -tosses * M_LN2;
	double		heads = 0;
	double		sum = exp(log_share);

	while (sum < probability && heads < tosses)
	{
		CHECK_FOR_INTERRUPTS();
		log_share += log((tosses - heads) / (heads + 1));
		heads++;
		sum += exp(log_share);
	}
	return heads;
}

PG_FUNCTION_INFO_V1(run_test_final);

/*
 * Final of run_test().  Run_test -> (useful, longest_run, longest_allowed, crossings,
 *		crossings_required)
 *
 * Of the points off the centre: the longest run on one side, which chance does
 * not make longer than round(log2(n)) + 3, and how often the series crosses
 * the centre, which chance does not make less often than the 5 % quantile of n
 * - 1 tosses of a coin.  With no such point the others are NULL.  NULL for no
 * row.  Errors: 22003 for more points than an integer counts.
 * Source: Anhøj & Olesen 2014; Schilling, Mathematics Magazine
 * 2012;85:141-149.
 */
Datum
run_test_final(PG_FUNCTION_ARGS)
{
	RunSums    *sums = sums_of(sums_state(fcinfo, 0, SUMS_COUNT(RunSums)));
	bool		is_empty = sums->useful == 0;
	Datum		values[5];
	bool		nulls[5] = {false, is_empty, is_empty, is_empty, is_empty};

	for (int i = 0; i < SUMS_COUNT(RunSums); i++)
		if (!(fabs(((double *) sums)[i]) <= PG_INT32_MAX))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("a series has at most %d points", PG_INT32_MAX)));
	values[0] = Int32GetDatum((int32) sums->useful);
	values[1] = Int32GetDatum((int32) sums->longest);
	values[2] = Int32GetDatum(is_empty ? 0 : (int32) rint(log2(Max(sums->useful, 1))) + 3);
	values[3] = Int32GetDatum((int32) sums->crossings);
	values[4] = Int32GetDatum(is_empty ? 0 : (int32) fewest_heads(Max(sums->useful - 1, 0), CROSSINGS_SHARE));
	PG_RETURN_DATUM(row_datum(fcinfo, 5, values, nulls));
}
