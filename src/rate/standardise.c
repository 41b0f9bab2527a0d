/*
 * standardise.c
 *		Rates of places made comparable in age, sex or whatever else defines the
 *		strata: one row is one stratum of one place.
 *
 * Directly: the rates the place has, at the weights of a standard population.
 * Indirectly: the events the place has, against those it would have at the
 * rates of a reference.
 */
#include "postgres.h"

#include "base/amounts.h"
#include "base/aggregate.h"
#include "base/sums.h"
#include "base/twofold.h"
#include "rate/intervals.h"

/* With fewer events a directly standardised rate means nothing. */
#define FEWEST_EVENTS 10

#define RATE_MULTIPLIER 100000

/* What was asked for, the same in all rows; NaN is not given. */
typedef struct Options
{
	double		multiplier;
	double		confidence;
	double		unknown;		/* 1 if a row held a NULL: so is the result */
} Options;

typedef struct DirectSums
{
	Options		options;
	Twofold		events;
	Twofold		weight;			/* sum w */
	Twofold		rate;			/* sum w x/n */
	Twofold		variance;		/* sum x (w/n)^2 */
} DirectSums;

typedef struct IndirectSums
{
	Options		options;
	Twofold		events;
	Twofold		expected;		/* sum n X/N */
	Twofold		reference_events;
	Twofold		reference_people;
} IndirectSums;

/* What both consist of. */
#define MEMBERS "mc!2222"

StaticAssertDecl(sizeof(DirectSums) == sizeof(IndirectSums), "one size of state fits both");

/*
 * The state of a row's group, made now if this is the first row, with the
 * options that stand behind the row's figures.  Options come first in both
 * structs.
 */
static ArrayType *
state_of_row(FunctionCallInfo fcinfo, int figures)
{
	ArrayType  *state;
	Options    *options;
	int			multiplier = 1 + figures;
	int			confidence = 2 + figures;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
	{
		state = sums_new(SUMS_COUNT(DirectSums));
		options = sums_of(state);
		options->multiplier = NAN;
		options->confidence = NAN;
	}
	else
	{
		state = sums_state(fcinfo, 0, SUMS_COUNT(DirectSums));
		options = sums_of(state);
	}
	for (int i = 1; i < PG_NARGS(); i++)
		if (PG_ARGISNULL(i))
			options->unknown = 1;
	if (PG_NARGS() > multiplier && !PG_ARGISNULL(multiplier))
	{
		double		given = PG_GETARG_FLOAT8(multiplier);

		if (given != options->multiplier)
			check_multiplier(given);
		sums_set_option(&options->multiplier, given, "multiplier");
	}
	if (PG_NARGS() > confidence && !PG_ARGISNULL(confidence))
	{
		double		given = PG_GETARG_FLOAT8(confidence);

		if (given != options->confidence)
			check_confidence(given);
		sums_set_option(&options->confidence, given, "confidence");
	}
	return state;
}

static double
confidence_asked(const Options *options)
{
	if (isnan(options->confidence))
		return DEFAULT_CONFIDENCE;
	check_confidence(options->confidence);
	return options->confidence;
}

static double
multiplier_asked(const Options *options, double usual)
{
	if (isnan(options->multiplier))
		return usual;
	check_multiplier(options->multiplier);
	return options->multiplier;
}

PG_FUNCTION_INFO_V1(directly_standardised_rate_transition);

/*
 * Transition of directly_standardised_rate(events float8, people float8,
 * standard_people float8).  One stratum.  All at least 0, fractions allowed.
 * A NULL in any stratum makes the result NULL, for a missing count is not a
 * zero; so does a stratum that weighs something and has no people.
 */
Datum
directly_standardised_rate_transition(PG_FUNCTION_ARGS)
{
	ArrayType  *state = state_of_row(fcinfo, 3);
	DirectSums *sums = sums_of(state);
	double		events;
	double		people;
	double		weight;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		PG_RETURN_ARRAYTYPE_P(state);
	events = amount_argument(fcinfo, 1, "events");
	people = amount_argument(fcinfo, 2, "people");
	weight = amount_argument(fcinfo, 3, "standard_people");
	check_people_for_events(events, people);

	sums->events = twofold_add_double(sums->events, events);
	sums->weight = twofold_add_double(sums->weight, weight);
	if (people > 0)
	{
		double		scale = weight / people;

		sums->rate = twofold_add_double(sums->rate, scale * events);
		sums->variance = twofold_add_double(sums->variance, events * scale * scale);
	}
	else if (weight > 0)
		sums->options.unknown = 1;
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(directly_standardised_rate_combine);

/*
 * Combine of directly_standardised_rate().
 */
Datum
directly_standardised_rate_combine(PG_FUNCTION_ARGS)
{
	return sums_combine(fcinfo, MEMBERS);
}

PG_FUNCTION_INFO_V1(directly_standardised_rate_final);

/*
 * Final of directly_standardised_rate().  Sum(w x/n) / sum w with Dobson's
 * limits.  NULL for fewer than 10 events and where no stratum weighs anything.
 * Source: Dobson, Kuulasmaa, Eberle & Scherer, Statistics in Medicine
 * 1991;10:457-462.
 */
Datum
directly_standardised_rate_final(PG_FUNCTION_ARGS)
{
	DirectSums *sums = sums_of(sums_state(fcinfo, 0, SUMS_COUNT(DirectSums)));
	double		multiplier = multiplier_asked(&sums->options, RATE_MULTIPLIER);
	double		confidence = confidence_asked(&sums->options);
	double		events = check_result(twofold_value(sums->events));
	double		weight = check_result(twofold_value(sums->weight));
	double		rate;
	double		reach;
	Limits	limits;

	if (sums->options.unknown != 0 || events < FEWEST_EVENTS || weight <= 0)
		PG_RETURN_NULL();
	rate = twofold_value(sums->rate) / weight;
	reach = sqrt(twofold_value(sums->variance) / events) / weight;
	check_result(rate * multiplier);
	check_result(reach * multiplier);
	limits = byar_limits(events, confidence);
	limits.lower = (rate + reach * (limits.lower - events)) * multiplier;
	limits.upper = (rate + reach * (limits.upper - events)) * multiplier;
	PG_RETURN_DATUM(interval_estimate(fcinfo, rate * multiplier, limits));
}

PG_FUNCTION_INFO_V1(indirectly_standardised_transition);

/*
 * Transition of indirectly_standardised_ratio(events float8, people float8,
 * reference_events float8, reference_people float8) and
 * indirectly_standardised_rate().  One stratum.  All at least 0, fractions
 * allowed; a NULL in any stratum makes the result NULL.  A stratum without
 * people expects nothing, and its events count all the same, as in the
 * published figures of England; one with people needs people in the reference.
 */
Datum
indirectly_standardised_transition(PG_FUNCTION_ARGS)
{
	ArrayType  *state = state_of_row(fcinfo, 4);
	IndirectSums *sums = sums_of(state);
	double		events;
	double		people;
	double		reference_events;
	double		reference_people;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3) || PG_ARGISNULL(4))
		PG_RETURN_ARRAYTYPE_P(state);
	events = amount_argument(fcinfo, 1, "events");
	people = amount_argument(fcinfo, 2, "people");
	reference_events = amount_argument(fcinfo, 3, "reference_events");
	reference_people = amount_argument(fcinfo, 4, "reference_people");
	check_people_for_events(reference_events, reference_people);

	sums->events = twofold_add_double(sums->events, events);
	sums->reference_events = twofold_add_double(sums->reference_events, reference_events);
	sums->reference_people = twofold_add_double(sums->reference_people, reference_people);
	if (reference_people > 0)
		sums->expected = twofold_add_double(sums->expected,
											people * reference_events / reference_people);
	else if (people > 0)
		sums->options.unknown = 1;
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(indirectly_standardised_combine);

/*
 * Combine of indirectly_standardised_ratio() and
 * indirectly_standardised_rate().
 */
Datum
indirectly_standardised_combine(PG_FUNCTION_ARGS)
{
	return sums_combine(fcinfo, MEMBERS);
}

/*
 * Observed over expected events, times scale; NULL where nothing is expected.
 */
static Datum
observed_over_expected(FunctionCallInfo fcinfo, IndirectSums *sums, double scale)
{
	double		events = check_result(twofold_value(sums->events));
	double		expected = check_result(twofold_value(sums->expected));
	Limits	limits;

	if (sums->options.unknown != 0 || expected <= 0)
		PG_RETURN_NULL();
	limits = poisson_limits(events, confidence_asked(&sums->options));
	limits.lower = limits.lower / expected * scale;
	limits.upper = limits.upper / expected * scale;
	PG_RETURN_DATUM(interval_estimate(fcinfo, events / expected * scale, limits));
}

PG_FUNCTION_INFO_V1(indirectly_standardised_ratio_final);

/*
 * Final of indirectly_standardised_ratio().  Observed over expected events,
 * exact Poisson limits below 10 events and Byar's from 10.
 * Source: Breslow & Day 1987, Statistical Methods in Cancer Research II, p.
 * 65.
 */
Datum
indirectly_standardised_ratio_final(PG_FUNCTION_ARGS)
{
	IndirectSums *sums = sums_of(sums_state(fcinfo, 0, SUMS_COUNT(IndirectSums)));

	return observed_over_expected(fcinfo, sums, multiplier_asked(&sums->options, 1));
}

PG_FUNCTION_INFO_V1(indirectly_standardised_rate_final);

/*
 * Final of indirectly_standardised_rate().  The same ratio times the rate of
 * the reference.
 */
Datum
indirectly_standardised_rate_final(PG_FUNCTION_ARGS)
{
	IndirectSums *sums = sums_of(sums_state(fcinfo, 0, SUMS_COUNT(IndirectSums)));
	double		people = check_result(twofold_value(sums->reference_people));

	if (people <= 0)
		PG_RETURN_NULL();
	return observed_over_expected(fcinfo, sums,
								  check_result(twofold_value(sums->reference_events) / people *
											   multiplier_asked(&sums->options, RATE_MULTIPLIER)));
}
