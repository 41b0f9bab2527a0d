/*
 * funnel.c
 *		Funnel plots: how far from a target chance alone carries a place of its
 *		size (Spiegelhalter, Statistics in Medicine 2005;24:1185-1202).
 *
 * A place lies on a limit exactly when the target lies on the limit of the
 * place's own confidence interval, so the limits are those intervals inverted:
 * Wilson's for proportions, the exact Poisson ones for rates and ratios.
 */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"

#include "base/amounts.h"
#include "base/rows.h"
#include "base/special.h"
#include "base/words.h"
#include "rate/intervals.h"

#define WARNING_CONFIDENCE 0.95
#define ALARM_CONFIDENCE 0.998

typedef enum FunnelKind
{
	FUNNEL_PROPORTION,
	FUNNEL_RATE,
	FUNNEL_RATIO
} FunnelKind;

static FunnelKind
funnel_kind_named(text *name)
{
	static const char *const kinds[] = {"proportion", "rate", "ratio"};

	return word_position(name, kinds, lengthof(kinds), "kind");
}

/*
 * The multiplier in an argument that may be NULL.  Targets and limits are in the
 * unit in which rate, proportion and indirectly_standardised_ratio answer, unless
 * the caller says otherwise.
 */
static double
funnel_multiplier(FunctionCallInfo fcinfo, int argument, FunnelKind kind)
{
	double		multiplier;

	if (PG_ARGISNULL(argument))
		return kind == FUNNEL_RATE ? 100000 : 1;
	multiplier = PG_GETARG_FLOAT8(argument);
	check_multiplier(multiplier);
	return multiplier;
}

/*
 * The target as events for each person (or for each expected event).
 */
static double
funnel_target(double target, double multiplier, FunnelKind kind)
{
	check_amount(target, "target");
	if (kind == FUNNEL_PROPORTION && target > multiplier)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the target of a proportion must be at most %.15g, not %.15g", multiplier, target)));
	return target / multiplier;
}

/*
 * The shape at which a gamma variable is at most x with probability p; 0 if
 * there is none above 0.  The probability falls as the shape grows, so halving
 * an interval finds it.
 */
static double
gamma_shape(double x, double p)
{
	double		low = 0;
	double		high = x + 10 * sqrt(x) + 20;

	for (;;)
	{
		double		middle = low + (high - low) / 2;

		if (middle <= low || middle >= high || high - low <= 1e-14 * high)
			return middle;
		if (gamma_distribution(x, middle) > p)
			low = middle;
		else
			high = middle;
	}
}

PG_FUNCTION_INFO_V1(funnel_limits);

/*
 * funnel_limits(target, people, kind text, confidence, multiplier) ->
 *		(lower, upper)
 *
 * Between which values a place of so many people (or, of kind 'ratio', so many
 * expected events) lies with this confidence if its true value is the target.
 * kind is 'proportion', 'rate' or 'ratio' in any case; target and limits are per 1, 100,000
 * and 1 unless a multiplier says otherwise.  NULL for NULL and for 0 people.
 * Errors: 22003 for negative or infinite amounts, 22023 for an unknown kind, a
 * proportion above all, and a confidence outside 0.5 to 0.9999.
 */
Datum
funnel_limits(PG_FUNCTION_ARGS)
{
	FunnelKind	kind;
	double		people;
	double		confidence;
	double		multiplier;
	double		target;
	Limits		limits;
	Datum		values[2];
	bool		nulls[2] = {false, false};

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	people = PG_GETARG_FLOAT8(1);
	kind = funnel_kind_named(PG_GETARG_TEXT_PP(2));
	confidence = PG_GETARG_FLOAT8(3);
	multiplier = funnel_multiplier(fcinfo, 4, kind);
	target = funnel_target(PG_GETARG_FLOAT8(0), multiplier, kind);
	check_amount(people, "people");
	check_confidence(confidence);
	if (people == 0)
		PG_RETURN_NULL();

	if (kind == FUNNEL_PROPORTION)
	{
		double		reach = two_sided_z(confidence) * sqrt(target * (1 - target) / people);

		limits.lower = Max(target - reach, 0);
		limits.upper = Min(target + reach, 1);
	}
	else
	{
		double		expected = check_result(target * people);
		double		tail = (1 - confidence) / 2;

		limits.lower = limits.upper = 0;
		if (expected > 0)
		{
			limits.lower = Max(gamma_shape(expected, 1 - tail) - 1, 0) / people;
			limits.upper = gamma_shape(expected, tail) / people;
		}
	}
	values[0] = Float8GetDatum(check_result(limits.lower * multiplier));
	values[1] = Float8GetDatum(check_result(limits.upper * multiplier));
	PG_RETURN_DATUM(row_datum(fcinfo, 2, values, nulls));
}

/*
 * How a place lies to the limits of one confidence: -1 below, 0 within or on
 * them, 1 above.
 */
static int
side_of_limits(FunnelKind kind, double events, double people, double target, double confidence)
{
	double		tail = (1 - confidence) / 2;

	if (kind == FUNNEL_PROPORTION)
	{
		double		away = events / people - target;
		double		reach = two_sided_z(confidence) * sqrt(target * (1 - target) / people);

		return (away > reach) - (away < -reach);
	}
	if (target == 0)
		return events > 0;
	if (gamma_distribution(target * people, events + 1) > 1 - tail)
		return -1;
	return events > 0 && gamma_distribution(target * people, events) < tail;
}

PG_FUNCTION_INFO_V1(funnel_position);

/*
 * funnel_position(events, people, target, kind text, multiplier) -> text
 *
 * In which band of the funnel a place lies: 'below 99.8%', 'below 95%',
 * 'within 95%', 'above 95%' or 'above 99.8%'.  Units as for funnel_limits; a place
 * on a limit is within it.  NULL for NULL and for 0 people.  Errors: as
 * funnel_limits, and 22023 for more events than people in a proportion and for
 * events among 0 people.
 */
Datum
funnel_position(PG_FUNCTION_ARGS)
{
	double		events;
	double		people;
	double		target;
	FunnelKind	kind;
	int			side;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	events = PG_GETARG_FLOAT8(0);
	people = PG_GETARG_FLOAT8(1);
	kind = funnel_kind_named(PG_GETARG_TEXT_PP(3));
	target = funnel_target(PG_GETARG_FLOAT8(2), funnel_multiplier(fcinfo, 4, kind), kind);
	check_amount(events, "events");
	check_amount(people, "people");
	check_people_for_events(events, people);
	if (kind == FUNNEL_PROPORTION)
		check_part(events, people);
	if (people == 0)
		PG_RETURN_NULL();
	check_result(target * people);
	side = side_of_limits(kind, events, people, target, ALARM_CONFIDENCE);
	if (side != 0)
		PG_RETURN_TEXT_P(cstring_to_text(side < 0 ? "below 99.8%" : "above 99.8%"));
	side = side_of_limits(kind, events, people, target, WARNING_CONFIDENCE);
	if (side != 0)
		PG_RETURN_TEXT_P(cstring_to_text(side < 0 ? "below 95%" : "above 95%"));
	PG_RETURN_TEXT_P(cstring_to_text("within 95%"));
}
