/*
 * empirical_bayes.c
 *		Rates of small places drawn towards that of all (Marshall, Journal of the
 *		Royal Statistical Society C 1991;40:283-294).
 */
#include "postgres.h"

#include <math.h>

#include "base/amounts.h"
#include "base/aggregate.h"
#include "base/rows.h"
#include "base/sums.h"
#include "base/twofold.h"
#include "rate/smoothing.h"

typedef struct RateSums
{
	double		places;
	Twofold		events;
	Twofold		people;
	Twofold		squares;		/* sum x^2 / n */
} RateSums;

static void
check_some_people(double people)
{
	if (!(people > 0 && isfinite(people)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("people must be a finite number above 0, not %.15g", people)));
}

PG_FUNCTION_INFO_V1(empirical_bayes_transition);

/*
 * empirical_bayes(events float8, people float8), one place.  A row with a NULL is
 * left out.  Errors: 22003 for events that are negative, NaN or infinite, 22023
 * for people that are not above 0.
 */
Datum
empirical_bayes_transition(PG_FUNCTION_ARGS)
{
	ArrayType  *state;
	RateSums   *sums;
	double		events;
	double		people;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return state_unchanged(fcinfo);
	events = PG_GETARG_FLOAT8(1);
	people = PG_GETARG_FLOAT8(2);
	check_amount(events, "events");
	check_some_people(people);
	state = PG_ARGISNULL(0) ? sums_new(SUMS_COUNT(RateSums)) : sums_state(fcinfo, 0, SUMS_COUNT(RateSums));
	sums = sums_of(state);
	sums->places++;
	sums->events = twofold_add_double(sums->events, events);
	sums->people = twofold_add_double(sums->people, people);
	sums->squares = twofold_add(sums->squares, twofold_divide(exact_product(events, events), twofold(people)));
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(empirical_bayes_combine);

/*
 * Combine of empirical_bayes().
 */
Datum
empirical_bayes_combine(PG_FUNCTION_ARGS)
{
	return sums_combine(fcinfo, "+222");
}

PG_FUNCTION_INFO_V1(empirical_bayes_final);

/*
 * Final of empirical_bayes().  Empirical_bayes -> (rate, variance)
 *
 * The rate b of all places together, and the variance between places beyond
 * chance: sum n (x/n - b)^2 / sum n - b / (people of a mean place), 0 where
 * that is negative.  NULL for no place.
 * Source: Marshall 1991.
 */
Datum
empirical_bayes_final(PG_FUNCTION_ARGS)
{
	RateSums   *sums = sums_of(sums_state(fcinfo, 0, SUMS_COUNT(RateSums)));
	Twofold		rate;
	Twofold		spread;
	double		variance;
	Datum		values[2];
	bool		nulls[2] = {false, false};

	if (!(sums->people.high > 0))
		PG_RETURN_NULL();
	rate = twofold_divide(sums->events, sums->people);
	spread = twofold_subtract(twofold_divide(sums->squares, sums->people), twofold_multiply(rate, rate));
	variance = check_result(twofold_value(twofold_subtract(spread,
														   twofold_divide(twofold_multiply(rate, twofold(sums->places)), sums->people))));
	values[0] = Float8GetDatum(check_result(twofold_value(rate)));
	values[1] = Float8GetDatum(Max(variance, 0));
	PG_RETURN_DATUM(row_datum(fcinfo, 2, values, nulls));
}

PG_FUNCTION_INFO_V1(smoothed_rate);

/*
 * smoothed_rate(events float8, people float8, rate float8, variance float8)
 *		-> float8
 *
 * A place's events for each person, drawn towards the rate of all the more the
 * fewer people it has: rate + variance (events / people - rate) / (variance + rate
 * / people); the rate of all where nothing varies.  NULL for NULL.  Errors: 22003
 * for amounts that are negative, NaN or infinite, 22023 for people that are not
 * above 0.
 * Source: Marshall 1991.
 */
Datum
smoothed_rate(PG_FUNCTION_ARGS)
{
	double		events = PG_GETARG_FLOAT8(0);
	double		people = PG_GETARG_FLOAT8(1);
	double		rate = PG_GETARG_FLOAT8(2);
	double		variance = PG_GETARG_FLOAT8(3);

	check_amount(events, "events");
	check_some_people(people);
	check_amount(rate, "rate");
	check_amount(variance, "variance");
	PG_RETURN_FLOAT8(drawn_rate(events / people, people, rate, variance));
}
