/*
 * estimates.c
 *		Rates, proportions and means with their confidence intervals.
 */
#include "postgres.h"

#include <math.h>

#include "base/aggregate.h"
#include "base/special.h"
#include "base/sums.h"
#include "base/twofold.h"
#include "rate/intervals.h"

typedef struct MeanSums
{
	double		count;
	Twofold		sum;
	Twofold		squares;
	double		confidence;
} MeanSums;

/*
 * byar_interval(events, confidence): a count with Byar's limits, whatever the
 * count.  Events at least 0, fractions allowed; the lower limit is NULL where
 * the approximation has none; NULL for NULL.
 * Source: Breslow & Day 1987, Statistical Methods in Cancer Research II.
 */
PG_FUNCTION_INFO_V1(byar_interval);
Datum
byar_interval(PG_FUNCTION_ARGS)
{
	double		events = PG_GETARG_FLOAT8(0);
	double		confidence = PG_GETARG_FLOAT8(1);

	check_amount(events, "events");
	check_confidence(confidence);
	PG_RETURN_DATUM(interval_estimate(fcinfo, events, byar_limits(events, confidence)));
}

/*
 * crude_rate(events, people, multiplier, confidence): events for each so many
 * people, with exact Poisson limits below 10 events and Byar's from 10.  NULL for
 * NULL and for 0 events among 0 people; an error for amounts below 0 and for
 * events among 0 people.
 * Source: Garwood 1936; Breslow & Day 1987.
 */
static Datum
crude_rate_estimate(FunctionCallInfo fcinfo)
{
	double		events = PG_GETARG_FLOAT8(0);
	double		people = PG_GETARG_FLOAT8(1);
	double		multiplier = PG_GETARG_FLOAT8(2);
	double		confidence = PG_GETARG_FLOAT8(3);
	Limits	limits;

	check_amount(events, "events");
	check_amount(people, "people");
	check_multiplier(multiplier);
	check_confidence(confidence);
	check_people_for_events(events, people);
	if (people == 0)
		PG_RETURN_NULL();
	limits = poisson_limits(events, confidence);
	limits.lower = limits.lower / people * multiplier;
	limits.upper = limits.upper / people * multiplier;
	PG_RETURN_DATUM(interval_estimate(fcinfo, events / people * multiplier, limits));
}

PG_FUNCTION_INFO_V1(crude_rate);
Datum
crude_rate(PG_FUNCTION_ARGS)
{
	return crude_rate_estimate(fcinfo);
}

/* The name that the script of 1.0.0 binds to. */
PG_FUNCTION_INFO_V1(rate);
Datum
rate(PG_FUNCTION_ARGS)
{
	return crude_rate_estimate(fcinfo);
}

/*
 * proportion(events, people, multiplier, confidence): the share of people with
 * the event, with Wilson's limits.  NULL for NULL and for 0 of 0; an error for
 * amounts below 0 and for more events than people.
 * Source: Wilson 1927; Newcombe & Altman, Statistics with Confidence, 2000.
 */
PG_FUNCTION_INFO_V1(proportion);
Datum
proportion(PG_FUNCTION_ARGS)
{
	double		events = PG_GETARG_FLOAT8(0);
	double		people = PG_GETARG_FLOAT8(1);
	double		multiplier = PG_GETARG_FLOAT8(2);
	double		confidence = PG_GETARG_FLOAT8(3);
	Limits	limits;

	check_amount(events, "events");
	check_amount(people, "people");
	check_multiplier(multiplier);
	check_confidence(confidence);
	check_part(events, people);
	if (people == 0)
		PG_RETURN_NULL();
	limits = wilson_limits(events, people, confidence);
	limits.lower *= multiplier;
	limits.upper *= multiplier;
	PG_RETURN_DATUM(interval_estimate(fcinfo, events / people * multiplier, limits));
}

/*
 * mean_estimate(x [, confidence]), one row: x finite; a row without x is left
 * out.
 */
PG_FUNCTION_INFO_V1(mean_estimate_transition);
Datum
mean_estimate_transition(PG_FUNCTION_ARGS)
{
	ArrayType  *state;
	MeanSums   *sums;
	double		x;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(1) || (PG_NARGS() > 2 && PG_ARGISNULL(2)))
		return state_unchanged(fcinfo);
	x = PG_GETARG_FLOAT8(1);
	if (!isfinite(x))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a mean needs finite numbers, not %.15g", x)));
	if (PG_ARGISNULL(0))
	{
		double		confidence = PG_NARGS() > 2 ? PG_GETARG_FLOAT8(2) : DEFAULT_CONFIDENCE;

		check_confidence(confidence);
		state = sums_new(SUMS_COUNT(MeanSums));
		sums = sums_of(state);
		sums->confidence = confidence;
	}
	else
	{
		state = sums_state(fcinfo, 0, SUMS_COUNT(MeanSums));
		sums = sums_of(state);
		if (PG_NARGS() > 2)
			sums_set_option(&sums->confidence, PG_GETARG_FLOAT8(2), "confidence");
	}
	sums->count++;
	sums->sum = twofold_add_double(sums->sum, x);
	sums->squares = twofold_add(sums->squares, exact_product(x, x));
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(mean_estimate_combine);
Datum
mean_estimate_combine(PG_FUNCTION_ARGS)
{
	ArrayType  *state = sums_state(fcinfo, 0, SUMS_COUNT(MeanSums));
	MeanSums   *sums = sums_of(state);
	MeanSums   *other = sums_of(sums_state(fcinfo, 1, SUMS_COUNT(MeanSums)));

	aggregate_context(fcinfo);
	sums_join_option(&sums->confidence, other->confidence, "confidence");
	sums->count += other->count;
	sums->sum = twofold_add(sums->sum, other->sum);
	sums->squares = twofold_add(sums->squares, other->squares);
	PG_RETURN_ARRAYTYPE_P(state);
}

/*
 * mean_estimate: the mean with its t interval.  One value has a mean and no
 * limits; no value has no mean.
 * Source: Student, Biometrika 1908;6:1-25.
 */
PG_FUNCTION_INFO_V1(mean_estimate_final);
Datum
mean_estimate_final(PG_FUNCTION_ARGS)
{
	MeanSums   *sums = sums_of(sums_state(fcinfo, 0, SUMS_COUNT(MeanSums)));
	Limits	limits = {NAN, NAN};
	double		mean;

	check_confidence(sums->confidence);
	mean = check_result(twofold_value(twofold_divide(sums->sum, twofold(sums->count))));
	if (sums->count > 1)
	{
		Twofold		spread = twofold_subtract(sums->squares,
											  twofold_divide(twofold_multiply(sums->sum, sums->sum),
															 twofold(sums->count)));
		double		squared = check_result(twofold_value(spread));
		double		variance;
		double		reach;

		/* What rounding leaves of a constant is not a spread; it grows with the rows. */
		if (squared <= ldexp(sums->squares.high, -101) * Max(1, sums->count / 100))
			squared = 0;
		variance = squared / (sums->count - 1);
		reach = student_quantile(upper_tail(sums->confidence), sums->count - 1) *
			sqrt(variance / sums->count);
		limits = (Limits)
		{
			mean - reach, mean + reach
		};
	}
	PG_RETURN_DATUM(interval_estimate(fcinfo, mean, limits));
}
