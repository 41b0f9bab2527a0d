/*
 * estimates.c
 *		Rates, proportions and means with their confidence intervals.
 */
#include "postgres.h"

#include <math.h>

#include "base/amounts.h"
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

#define MEAN_MEMBERS "+22c"

/* Of k in the numerator and v in the denominator of each row. */
typedef struct RatioSums
{
	double		count;
	Twofold		k;
	Twofold		v;
	Twofold		kk;
	Twofold		kv;
	Twofold		vv;
	double		confidence;
} RatioSums;

#define RATIO_MEMBERS "+22222c"

PG_FUNCTION_INFO_V1(byar_interval);

/*
 * byar_interval(events float8, confidence float8) -> interval_estimate
 *
 * A count with Byar's limits, whatever the count.  Events at least 0,
 * fractions allowed; the lower limit is NULL where the approximation has none;
 * NULL for NULL.
 * Source: Breslow & Day 1987, Statistical Methods in Cancer Research II.
 */
Datum
byar_interval(PG_FUNCTION_ARGS)
{
	double		events = PG_GETARG_FLOAT8(0);
	double		confidence = PG_GETARG_FLOAT8(1);

	check_amount(events, "events");
	check_confidence(confidence);
	PG_RETURN_DATUM(interval_estimate(fcinfo, events, byar_limits(events, confidence)));
}

/* Events among people, for each so many, at a confidence. */
typedef struct Share
{
	double		events;
	double		people;
	double		multiplier;
	double		confidence;
} Share;

static Share
share_asked(FunctionCallInfo fcinfo)
{
	Share		share;

	share.events = amount_argument(fcinfo, 0, "events");
	share.people = amount_argument(fcinfo, 1, "people");
	share.multiplier = PG_GETARG_FLOAT8(2);
	share.confidence = PG_GETARG_FLOAT8(3);
	check_multiplier(share.multiplier);
	check_confidence(share.confidence);
	return share;
}

/* What crude_rate() is, under whatever name it is called. */
static Datum
crude_rate_estimate(FunctionCallInfo fcinfo)
{
	Share		share = share_asked(fcinfo);
	Limits	limits;

	check_people_for_events(share.events, share.people);
	if (share.people == 0)
		PG_RETURN_NULL();
	limits = poisson_limits(share.events, share.confidence);
	limits.lower = limits.lower / share.people * share.multiplier;
	limits.upper = limits.upper / share.people * share.multiplier;
	PG_RETURN_DATUM(interval_estimate(fcinfo, share.events / share.people * share.multiplier, limits));
}

PG_FUNCTION_INFO_V1(crude_rate);

/*
 * crude_rate(events float8, people float8, multiplier float8, confidence float8)
 *		-> interval_estimate
 *
 * Events for each so many people, with exact Poisson limits below 10 events and
 * Byar's from 10.  NULL for NULL and for 0 events among 0 people.  Errors: 22003
 * for amounts below 0, NaN or infinite; 22023 for events among 0 people, a
 * multiplier that is not above 0 or a confidence out of range.
 * Source: Garwood 1936; Breslow & Day 1987.
 */
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

PG_FUNCTION_INFO_V1(proportion);

/*
 * proportion(events float8, people float8, multiplier float8, confidence float8)
 *		-> interval_estimate
 *
 * The share of people with the event, with Wilson's limits.  NULL for NULL and
 * for 0 of 0; an error for amounts below 0 and for more events than people.
 * Source: Wilson 1927; Newcombe & Altman, Statistics with Confidence, 2000.
 */
Datum
proportion(PG_FUNCTION_ARGS)
{
	Share		share = share_asked(fcinfo);
	Limits	limits;

	check_part(share.events, share.people);
	if (share.people == 0)
		PG_RETURN_NULL();
	limits = wilson_limits(share.events, share.people, share.confidence);
	limits.lower *= share.multiplier;
	limits.upper *= share.multiplier;
	PG_RETURN_DATUM(interval_estimate(fcinfo, share.events / share.people * share.multiplier, limits));
}

/*
 * The state of an aggregate whose last sum is its confidence, made now if this is
 * the first row; the confidence is an argument of each row, or nowhere.
 */
static ArrayType *
state_with_confidence(FunctionCallInfo fcinfo, int count, int argument)
{
	ArrayType  *state = PG_ARGISNULL(0) ? sums_new(count) : sums_state(fcinfo, 0, count);
	double	   *confidence = (double *) sums_of(state) + count - 1;

	if (PG_ARGISNULL(0))
	{
		*confidence = PG_NARGS() > argument ? PG_GETARG_FLOAT8(argument) : DEFAULT_CONFIDENCE;
		check_confidence(*confidence);
	}
	else if (PG_NARGS() > argument)
		sums_set_option(confidence, PG_GETARG_FLOAT8(argument), "confidence");
	return state;
}

PG_FUNCTION_INFO_V1(mean_estimate_transition);

/*
 * Transition of mean_estimate(x float8 [, confidence float8]).  A row with a
 * NULL is left out.  Errors: 22003 for x that is NaN or infinite, 22023 for a
 * confidence outside 0.5 to 0.9999 or one that changes.
 */
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
	state = state_with_confidence(fcinfo, SUMS_COUNT(MeanSums), 2);
	sums = sums_of(state);
	sums->count++;
	sums->sum = twofold_add_double(sums->sum, x);
	sums->squares = twofold_add(sums->squares, exact_product(x, x));
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(mean_estimate_combine);

/*
 * Combine of mean_estimate().
 */
Datum
mean_estimate_combine(PG_FUNCTION_ARGS)
{
	return sums_combine(fcinfo, MEAN_MEMBERS);
}

PG_FUNCTION_INFO_V1(mean_estimate_final);

/*
 * Final of mean_estimate().  The mean with its t interval.  One value has a
 * mean and no limits; no value has no mean.
 * Source: Student, Biometrika 1908;6:1-25.
 */
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

PG_FUNCTION_INFO_V1(ratio_estimate_transition);

/*
 * Transition of ratio_estimate(numerator float8, denominator float8).  One
 * person: numerator finite, denominator at least 0; a row with a NULL is left
 * out.  Errors: 22003 for other figures, 22023 for a confidence that is out of
 * range or changes.
 */
Datum
ratio_estimate_transition(PG_FUNCTION_ARGS)
{
	ArrayType  *state;
	RatioSums  *sums;
	double		k;
	double		v;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || (PG_NARGS() > 3 && PG_ARGISNULL(3)))
		return state_unchanged(fcinfo);
	k = PG_GETARG_FLOAT8(1);
	if (!isfinite(k))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("numerator must be a finite number, not %.15g", k)));
	v = amount_argument(fcinfo, 2, "denominator");
	state = state_with_confidence(fcinfo, SUMS_COUNT(RatioSums), 3);
	sums = sums_of(state);
	sums->count++;
	sums->k = twofold_add_double(sums->k, k);
	sums->v = twofold_add_double(sums->v, v);
	sums->kk = twofold_add(sums->kk, exact_product(k, k));
	sums->kv = twofold_add(sums->kv, exact_product(k, v));
	sums->vv = twofold_add(sums->vv, exact_product(v, v));
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(ratio_estimate_combine);

/*
 * Combine of ratio_estimate().
 */
Datum
ratio_estimate_combine(PG_FUNCTION_ARGS)
{
	return sums_combine(fcinfo, RATIO_MEMBERS);
}

PG_FUNCTION_INFO_V1(ratio_estimate_final);

/*
 * Final of ratio_estimate().  All numerators over all denominators, r, with a
 * t interval of n - 1 degrees of freedom and the standard error sqrt(n / (n -
 * 1) sum (k - r v)^2) / sum v: what a person has is not independent.  One
 * person has no limits; NULL where the denominators come to 0.  Limits are not
 * cut.
 * Source: Cochran, Sampling Techniques, 1977, section 6.5.
 */
Datum
ratio_estimate_final(PG_FUNCTION_ARGS)
{
	RatioSums  *sums = sums_of(sums_state(fcinfo, 0, SUMS_COUNT(RatioSums)));
	Limits		limits = {NAN, NAN};
	Twofold		ratio;
	double		value;

	check_confidence(sums->confidence);
	if (!(twofold_value(sums->v) > 0))
		PG_RETURN_NULL();
	ratio = twofold_divide(sums->k, sums->v);
	value = check_result(twofold_value(ratio));
	if (sums->count > 1)
	{
		Twofold		cross = twofold_multiply(ratio, sums->kv);
		Twofold		squares = twofold_add(twofold_subtract(twofold_subtract(sums->kk, cross), cross),
										  twofold_multiply(twofold_multiply(ratio, ratio), sums->vv));
		double		spread = check_result(twofold_value(squares));
		double		reach;

		/* What rounding leaves where everybody has the same ratio is not a spread. */
		if (spread <= ldexp(sums->kk.high, -98) * Max(1, sums->count / 100))
			spread = 0;
		reach = student_quantile(upper_tail(sums->confidence), sums->count - 1) *
			sqrt(sums->count / (sums->count - 1) * spread) / twofold_value(sums->v);
		limits = (Limits) {value - reach, value + reach};
	}
	PG_RETURN_DATUM(interval_estimate(fcinfo, value, limits));
}
