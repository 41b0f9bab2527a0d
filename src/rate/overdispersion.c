/*
 * overdispersion.c
 *		Funnels where places differ by more than chance: how much more, and limits
 *		that allow for it (Spiegelhalter, Statistics in Medicine 2005;24:1185-1202,
 *		as NHS England's SHMI and the Care Quality Commission use it).
 */
#include "postgres.h"

#include <math.h>

#include "base/amounts.h"
#include "base/aggregate.h"
#include "base/rows.h"
#include "base/sums.h"
#include "base/twofold.h"
#include "base/words.h"
#include "rate/intervals.h"
#include "rate/samples.h"

#define USUAL_TRIMMED 0.1
#define MOST_TRIMMED 0.5

typedef enum TrimMethod
{
	TRIM_WINSORISE,
	TRIM_TRUNCATE,
	TRIM_NONE
} TrimMethod;

/* On which scale figures vary by about the same everywhere. */
typedef enum FunnelScale
{
	SCALE_ARCSINE,				/* of a proportion's square root */
	SCALE_ROOT,					/* of a ratio */
	SCALE_LOG					/* of a ratio */
} FunnelScale;

static FunnelScale
scale_named(text *name)
{
	static const char *const kinds[] = {"proportion", "ratio", "log ratio"};

	return word_position(name, kinds, lengthof(kinds), "kind");
}

static TrimMethod
method_named(text *name)
{
	static const char *const methods[] = {"winsorise", "truncate", "none"};

	return word_position(name, methods, lengthof(methods), "method");
}

static void
check_target(FunnelScale scale, double target)
{
	check_amount(target, "target");
	if (scale == SCALE_ARCSINE && target > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the target of a proportion must be at most 1, not %.15g", target)));
	if (scale == SCALE_LOG && target == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a target of 0 has no logarithm"),
				 errhint("Use the square root: kind 'ratio'.")));
}

/*
 * The standard error on the scale of the kind.
 */
static double
error_of(FunnelScale scale, double people)
{
	return scale == SCALE_LOG ? 1 / sqrt(people) : 1 / (2 * sqrt(people));
}

PG_FUNCTION_INFO_V1(funnel_z);

/*
 * funnel_z(events float8, people float8, target float8, kind text) -> float8
 *
 * How many standard errors a place lies from the target.  Of kind 'proportion'
 * (asin sqrt(x/n) - asin sqrt(target)) 2 sqrt(n); 'ratio', where people are the
 * expected events E, (sqrt(x/E) - sqrt(target)) 2 sqrt(E); 'log ratio' sqrt(E)
 * log(x / (E target)).  Its standard error on that scale, which overdispersion()
 * wants beside it, is 1 / (2 sqrt(n)), 1 / (2 sqrt(E)) and 1 / sqrt(E).  NULL for
 * NULL and for 0 people.  Errors: 22003 for amounts that are negative, NaN or
 * infinite; 22023 for an unknown kind, a target or proportion above 1, events
 * among 0 people, and a log ratio of no events.
 * Source: Spiegelhalter 2005.
 */
Datum
funnel_z(PG_FUNCTION_ARGS)
{
	double		events = amount_argument(fcinfo, 0, "events");
	double		people = amount_argument(fcinfo, 1, "people");
	double		target = PG_GETARG_FLOAT8(2);
	FunnelScale scale = scale_named(PG_GETARG_TEXT_PP(3));
	double		value;
	double		away;

	check_people_for_events(events, people);
	check_target(scale, target);
	if (scale == SCALE_ARCSINE)
		check_part(events, people);
	if (people == 0)
		PG_RETURN_NULL();
	value = check_result(events / people);
	if (scale == SCALE_LOG && value == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a ratio of 0 has no logarithm"),
				 errhint("Use the square root: kind 'ratio'.")));
	if (scale == SCALE_ARCSINE)
		away = asin(sqrt(value)) - asin(sqrt(target));
	else
		away = scale == SCALE_ROOT ? sqrt(value) - sqrt(target) : log(value) - log(target);
	PG_RETURN_FLOAT8(check_result(away / error_of(scale, people)));
}

PG_FUNCTION_INFO_V1(funnel_limits_overdispersed);

/*
 * funnel_limits(target float8, people float8, kind text, confidence float8,
 *				 multiplier float8, tau_squared float8) -> (lower, upper)
 *
 * Between which values a place of so many people (or expected events) lies with
 * this confidence if its true value varies about the target with the variance
 * tau_squared on the scale of funnel_z(): sin^2 of asin sqrt(target) -/+ z s, the
 * square of sqrt(target) -/+ z s, or target exp(-/+ z s), with s^2 = error^2 +
 * tau_squared; cut to 0, and to 1 for proportions.  Target and limits are per 1
 * unless a multiplier says otherwise.  NULL for another NULL and for 0 people.
 * Errors: as funnel_z, 22003 for a negative tau_squared, 22023 for a confidence
 * outside 0.5 to 0.9999 and a multiplier that is not above 0.
 * Source: Spiegelhalter 2005.
 */
Datum
funnel_limits_overdispersed(PG_FUNCTION_ARGS)
{
	FunnelScale scale;
	double		people;
	double		confidence;
	double		multiplier = PG_ARGISNULL(4) ? 1 : PG_GETARG_FLOAT8(4);
	double		target;
	double		middle;
	double		reach;
	Limits		limits;
	Datum		values[2];
	bool		nulls[2] = {false, false};

	for (int i = 0; i < 6; i++)
		if (PG_ARGISNULL(i) && i != 4)
			PG_RETURN_NULL();
	people = PG_GETARG_FLOAT8(1);
	scale = scale_named(PG_GETARG_TEXT_PP(2));
	confidence = PG_GETARG_FLOAT8(3);
	check_multiplier(multiplier);
	target = PG_GETARG_FLOAT8(0) / multiplier;
	check_target(scale, target);
	check_amount(people, "people");
	check_confidence(confidence);
	check_amount(PG_GETARG_FLOAT8(5), "tau_squared");
	if (people == 0)
		PG_RETURN_NULL();
	reach = two_sided_z(confidence) * hypot(error_of(scale, people), sqrt(PG_GETARG_FLOAT8(5)));
	if (scale == SCALE_LOG)
		limits = (Limits) {target * exp(-reach), target * exp(reach)};
	else if (scale == SCALE_ROOT)
	{
		middle = sqrt(target);
		limits.lower = Max(middle - reach, 0) * Max(middle - reach, 0);
		limits.upper = (middle + reach) * (middle + reach);
	}
	else
	{
		/* Beyond a quarter of a circle the sine would come back. */
		middle = asin(sqrt(target));
		limits.lower = sin(Max(middle - reach, 0)) * sin(Max(middle - reach, 0));
		limits.upper = middle + reach >= M_PI / 2 ? 1 : sin(middle + reach) * sin(middle + reach);
	}
	values[0] = Float8GetDatum(check_result(limits.lower * multiplier));
	values[1] = Float8GetDatum(check_result(limits.upper * multiplier));
	PG_RETURN_DATUM(row_datum(fcinfo, 2, values, nulls));
}

PG_FUNCTION_INFO_V1(overdispersion_transition);

/*
 * overdispersion(z float8, standard_error float8 [, trimmed float8, method text]),
 * one place.  A row with a NULL is left out.  Errors: 22003 for a z that is NaN or
 * infinite; 22023 for a standard error that is not above 0, a trimmed share
 * outside 0 to 0.5, an unknown method, and options that change.
 */
Datum
overdispersion_transition(PG_FUNCTION_ARGS)
{
	ArrayType  *state;
	Samples    *samples;
	Sample		sample;

	aggregate_context(fcinfo);
	for (int i = 1; i < PG_NARGS(); i++)
		if (PG_ARGISNULL(i))
			return state_unchanged(fcinfo);
	sample = (Sample) {PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2)};
	if (!isfinite(sample.value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("z must be a finite number, not %.15g", sample.value)));
	if (!(sample.error > 0 && isfinite(sample.error)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("standard_error must be a finite number above 0, not %.15g", sample.error)));
	state = PG_ARGISNULL(0) ? samples_new(SAMPLE_FIGURES) : samples_state(fcinfo, 0, SAMPLE_FIGURES);
	samples = sums_of(state);
	if (PG_NARGS() > 3)
	{
		double		trimmed = PG_GETARG_FLOAT8(3);

		if (!(trimmed >= 0 && trimmed <= MOST_TRIMMED))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("trimmed must be from 0 to %g, not %.15g", MOST_TRIMMED, trimmed)));
		sums_set_option(&samples->option, trimmed, "trimmed");
		sums_set_option(&samples->method, method_named(PG_GETARG_TEXT_PP(4)), "method");
	}
	PG_RETURN_ARRAYTYPE_P(samples_add(state, (const double *) &sample, 1, SAMPLE_FIGURES));
}

PG_FUNCTION_INFO_V1(overdispersion_combine);

/*
 * Combine of overdispersion().
 */
Datum
overdispersion_combine(PG_FUNCTION_ARGS)
{
	ArrayType  *state = samples_state(fcinfo, 0, SAMPLE_FIGURES);
	Samples    *samples = sums_of(state);
	Samples    *other = sums_of(samples_state(fcinfo, 1, SAMPLE_FIGURES));

	aggregate_context(fcinfo);
	sums_join_option(&samples->option, other->option, "trimmed");
	sums_join_option(&samples->method, other->method, "method");
	PG_RETURN_ARRAYTYPE_P(samples_add(state, (const double *) other->sample, (int64) other->count, SAMPLE_FIGURES));
}

/*
 * The quantile of sorted figures between its two neighbours (type 7 of Hyndman &
 * Fan, American Statistician 1996;50:361-365).
 */
static double
quantile(const Samples *samples, double share)
{
	double		place = share * (samples->count - 1);
	int64		below = (int64) place;
	int64		above = Min(below + 1, (int64) samples->count - 1);

	return samples->sample[below].value + (place - below) * (samples->sample[above].value - samples->sample[below].value);
}

/*
 * Pulls the outermost figures in to where the trimmed share begins.
 */
static void
winsorise(Samples *samples, double trimmed)
{
	double		lower = quantile(samples, trimmed);
	double		upper = quantile(samples, 1 - trimmed);

	for (int64 i = 0; i < (int64) samples->count; i++)
		samples->sample[i].value = Max(lower, Min(upper, samples->sample[i].value));
}

/*
 * Drops the outermost figures: those of the first and last of 1 / trimmed classes
 * of ranks.  Equal figures have the mean of their ranks.
 */
static void
truncate_samples(Samples *samples, double trimmed)
{
	int64		count = (int64) samples->count;
	int64		kept = 0;
	double		classes = 1 / trimmed;

	for (int64 first = 0; first < count;)
	{
		int64		end = first + 1;
		double		class;

		while (end < count && samples->sample[end].value == samples->sample[first].value)
			end++;
		class = floor(((double) first + 1 + end) / 2 * classes / (count + 1));
		for (; first < end; first++)
			if (class > 0 && class < classes - 1)
				samples->sample[kept++] = samples->sample[first];
	}
	samples->count = kept;
}

PG_FUNCTION_INFO_V1(overdispersion_final);

/*
 * Final of overdispersion().  Overdispersion -> (places, phi, tau_squared)
 *
 * How much more places vary than by chance: phi, the mean z^2, and
 * tau_squared, the variance between places on the scale of the standard
 * errors, 0 where phi is not above what chance makes it.  Before, the
 * outermost places are pulled in ('winsorise', beyond the percentiles that
 * trimmed, 0.1, cuts off), dropped ('truncate') or kept ('none').  Trimming
 * lowers both, and nothing makes up for it.  One place has no tau_squared;
 * NULL where none is left.  Errors: 22023 for a state that is none.
 * Source: Spiegelhalter 2005; NHS Digital, SHMI methodology.
 */
Datum
overdispersion_final(PG_FUNCTION_ARGS)
{
	Samples    *samples = samples_sorted(fcinfo);
	double		trimmed = isnan(samples->option) ? USUAL_TRIMMED : samples->option;
	double		method = isnan(samples->method) ? TRIM_WINSORISE : samples->method;
	Twofold		squares = twofold(0);
	Twofold		weights = twofold(0);
	Twofold		weights_squared = twofold(0);
	double		all;
	double		divisor;
	Datum		values[3];
	bool		nulls[3] = {false, false, false};

	if (!(trimmed >= 0 && trimmed <= MOST_TRIMMED))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the state of this aggregate has no trimmed share %.15g", trimmed)));
	if (trimmed > 0 && samples->count > 0 && method == TRIM_WINSORISE)
		winsorise(samples, trimmed);
	else if (trimmed > 0 && method == TRIM_TRUNCATE)
		truncate_samples(samples, trimmed);
	if (samples->count == 0)
		PG_RETURN_NULL();
	for (int64 i = 0; i < (int64) samples->count; i++)
	{
		double		weight = check_result(1 / (samples->sample[i].error * samples->sample[i].error));

		squares = twofold_add(squares, exact_product(samples->sample[i].value, samples->sample[i].value));
		weights = twofold_add_double(weights, weight);
		weights_squared = twofold_add(weights_squared, exact_product(weight, weight));
	}
	all = check_result(twofold_value(squares));
	divisor = check_result(twofold_value(twofold_subtract(weights, twofold_divide(weights_squared, weights))));
	nulls[2] = samples->count == 1;
	values[0] = Int32GetDatum((int32) samples->count);
	values[1] = Float8GetDatum(all / samples->count);
	values[2] = Float8GetDatum(all > samples->count - 1 && !nulls[2] ? check_result((all - (samples->count - 1)) / divisor) : 0);
	PG_RETURN_DATUM(row_datum(fcinfo, 3, values, nulls));
}
