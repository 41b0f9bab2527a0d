/*
 * intervals.c
 *		Rates, proportions and means with their confidence intervals.
 *
 * Formulas as England's public-health indicators use them (APHO Technical
 * Briefing 3, 2008; R package PHEindicatormethods).
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "funcapi.h"

#include "base/aggregate.h"
#include "rate/intervals.h"
#include "base/special.h"
#include "base/sums.h"
#include "base/twofold.h"

#define SMALLEST_CONFIDENCE 0.5
#define LARGEST_CONFIDENCE 0.9999

/* From this many events on Byar's approximation is as good as the exact limits. */
#define EVENTS_FOR_BYAR 10

typedef struct MeanSums
{
	double		count;
	Twofold		sum;
	Twofold		squares;
	double		confidence;
} MeanSums;

void
check_confidence(double confidence)
{
	if (!(confidence >= SMALLEST_CONFIDENCE && confidence <= LARGEST_CONFIDENCE))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("confidence must be from %g to %g, not %.15g",
						SMALLEST_CONFIDENCE, LARGEST_CONFIDENCE, confidence),
				 confidence > 1 && confidence < 100 ?
				 errhint("Write %g%% as %g.", confidence, confidence / 100) : 0));
}

void
check_multiplier(double multiplier)
{
	if (!isfinite(multiplier) || multiplier <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("multiplier must be a finite number above 0, not %.15g", multiplier)));
}

/*
 * Where there are no people, events say that the columns are wrong.
 */
void
check_people_for_events(double events, double people)
{
	if (people == 0 && events > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%.15g events among 0 people", events)));
}

/*
 * The numerator of a proportion is part of its denominator.
 */
void
check_part(double events, double people)
{
	if (events > people)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a proportion cannot have more events than people: %.15g of %.15g",
						events, people),
				 errhint("Events that a person can have twice make a rate.")));
}

/*
 * Finite arguments may still give a result beyond what a double holds.
 */
double
check_result(double result)
{
	if (!isfinite(result))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the result is out of range")));
	return result + 0.0;		/* no negative zero */
}

static double
lower_tail(double confidence)
{
	return (1 - confidence) / 2;
}

static double
upper_tail(double confidence)
{
	return confidence + (1 - confidence) / 2;
}

double
two_sided_z(double confidence)
{
	return normal_quantile(upper_tail(confidence));
}

/*
 * Byar's approximation to the limits of a Poisson count (Breslow & Day 1987,
 * Statistical Methods in Cancer Research II, p. 69).  For a count of few events
 * and a high confidence its lower limit does not exist.
 */
Limits
byar_limits(double events, double confidence)
{
	double		z = two_sided_z(confidence);
	double		next = events + 1;
	double		lower = 1 - 1 / (9 * events) - z / (3 * sqrt(events));
	double		upper = 1 - 1 / (9 * next) + z / (3 * sqrt(next));

	return (Limits)
	{
		events > 0 && lower >= 0 ? events * lower * lower * lower : NAN,
			next * upper * upper * upper
	};
}

/*
 * The exact limits of a Poisson count by way of the chi-squared distribution
 * (Garwood, Biometrika 1936;28:437-442).
 */
Limits
exact_poisson_limits(double events, double confidence)
{
	return (Limits)
	{
		events > 0 ? chi_squared_quantile(lower_tail(confidence), 2 * events) / 2 : 0,
			chi_squared_quantile(upper_tail(confidence), 2 * events + 2) / 2
	};
}

Limits
poisson_limits(double events, double confidence)
{
	if (events < EVENTS_FOR_BYAR)
		return exact_poisson_limits(events, confidence);
	return byar_limits(events, confidence);
}

/*
 * Wilson's score interval of a share (Wilson, JASA 1927;22:209-212).
 */
Limits
wilson_limits(double events, double people, double confidence)
{
	double		z = two_sided_z(confidence);
	double		middle = 2 * events + z * z;
	double		reach = z * sqrt(z * z + 4 * events * (1 - events / people));
	double		divisor = 2 * (people + z * z);

	/* At no events and at all of them rounding must not step over the edge. */
	return (Limits)
	{
		events == 0 ? 0 : (middle - reach) / divisor,
			events == people ? 1 : (middle + reach) / divisor
	};
}

/*
 * An interval_estimate as a datum.  The description of its row is looked up
 * once for each call site.
 */
Datum
interval_estimate(FunctionCallInfo fcinfo, double value, Limits limits)
{
	TupleDesc	row = fcinfo->flinfo->fn_extra;
	Datum		values[3];
	bool		nulls[3];

	if (row == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE || row->natts != 3)
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("the result must be an interval_estimate")));
		row = BlessTupleDesc(row);
		fcinfo->flinfo->fn_extra = row;
		MemoryContextSwitchTo(caller);
	}
	nulls[0] = isnan(value);
	nulls[1] = isnan(limits.lower);
	nulls[2] = isnan(limits.upper);
	values[0] = nulls[0] ? 0 : Float8GetDatum(check_result(value));
	values[1] = nulls[1] ? 0 : Float8GetDatum(check_result(limits.lower));
	values[2] = nulls[2] ? 0 : Float8GetDatum(check_result(limits.upper));
	return HeapTupleGetDatum(heap_form_tuple(row, values, nulls));
}

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
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
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
