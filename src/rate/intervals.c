/*
 * intervals.c
 *		Confidence limits, and what they need of their arguments.
 *
 * Formulas as England's public-health indicators use them (APHO Technical
 * Briefing 3, 2008; R package PHEindicatormethods).
 */
#include "postgres.h"

#include <math.h>

#include "base/rows.h"
#include "base/special.h"
#include "rate/intervals.h"

#define SMALLEST_CONFIDENCE 0.5
#define LARGEST_CONFIDENCE 0.9999

/* From this many events on Byar's approximation is as good as the exact limits. */
#define EVENTS_FOR_BYAR 10

/* An even power of two. */
#define MANY_PEOPLE 0x1p600

void
check_confidence(double confidence)
{
	if (!(confidence >= SMALLEST_CONFIDENCE && confidence <= LARGEST_CONFIDENCE))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("confidence must be from %g to %g, not %.15g",
						SMALLEST_CONFIDENCE, LARGEST_CONFIDENCE, confidence),
				 confidence > 1 && confidence < 100 ?
				 errhint("Write %.15g%% as %.15g.", confidence, confidence / 100) : 0));
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

double
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
static Limits
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

	/* A power of two changes no digit, and keeps sums of very many people finite. */
	double		scale = people > MANY_PEOPLE ? 1 / MANY_PEOPLE : 1;
	double		scaled_events = events * scale;
	double		scaled_z_squared = z * z * scale;
	double		middle = 2 * scaled_events + scaled_z_squared;
	double		reach = z * sqrt(scale) * sqrt(scaled_z_squared + 4 * scaled_events * (1 - events / people));
	double		divisor = 2 * (people * scale + scaled_z_squared);

	/* At no events and at all of them rounding must not step over the edge. */
	return (Limits)
	{
		events == 0 ? 0 : (middle - reach) / divisor,
			events == people ? 1 : (middle + reach) / divisor
	};
}

/*
 * An interval_estimate as a datum.
 */
Datum
interval_estimate(FunctionCallInfo fcinfo, double value, Limits limits)
{
	Datum		values[3];
	bool		nulls[3];

	nulls[0] = isnan(value);
	nulls[1] = isnan(limits.lower);
	nulls[2] = isnan(limits.upper);
	values[0] = nulls[0] ? 0 : Float8GetDatum(check_result(value));
	values[1] = nulls[1] ? 0 : Float8GetDatum(check_result(limits.lower));
	values[2] = nulls[2] ? 0 : Float8GetDatum(check_result(limits.upper));
	return row_datum(fcinfo, 3, values, nulls);
}
