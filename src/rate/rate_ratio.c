/*
 * rate_ratio.c
 *		Two rates side by side, exactly.
 *
 * Of all events together each falls on the first side with the same probability,
 * which is that side's part of the time if the rates are the same.  So whatever is
 * asked of two counts is asked of one binomial.
 */
#include "postgres.h"

#include <math.h>

#include "base/special.h"
#include "rate/intervals.h"

static void
check_whole_events(double events)
{
	if (!(events >= 0 && isfinite(events) && events == floor(events)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("exact limits need whole events, not %.15g", events)));
}

static void
check_exposure(double exposure)
{
	if (!isfinite(exposure))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("exposure must be a finite number, not %.15g", exposure)));
	if (!(exposure > 0))
		ereport(ERROR,
				(errcode(ERRCODE_DIVISION_BY_ZERO),
				 errmsg("exposure must be above 0, not %.15g", exposure)));
}

/*
 * The first side's part of all events below which it lies with probability p, as
 * odds.  The part and what it leaves are both worked out, since each may be tiny.
 */
static double
odds_quantile(double p, double rest, double events, double events0)
{
	return beta_quantile(p, events, events0) / beta_quantile(rest, events0, events);
}

PG_FUNCTION_INFO_V1(rate_ratio);

/*
 * rate_ratio(events float8, exposure float8, events0 float8, exposure0 float8,
 *		confidence float8) -> interval_estimate
 *
 * How many times the second rate the first is, with exact limits given all events
 * (those of Clopper and Pearson for the first side's part).  Exposures in one unit:
 * person-years, days.  Value and upper limit are NULL where the second side has no
 * event; all of it is where neither has one.  NULL for NULL.  Errors: 22012 for an
 * exposure that is not above 0; 22003 for one that is NaN or infinite, and for
 * results out of range; 22023 for events that are no whole number of at least 0
 * and a confidence out of range.
 * Source: Clopper & Pearson, Biometrika 1934;26:404-413; Przyborowski & Wilenski,
 * Biometrika 1940;31:313-323.
 */
Datum
rate_ratio(PG_FUNCTION_ARGS)
{
	double		events = PG_GETARG_FLOAT8(0);
	double		exposure = PG_GETARG_FLOAT8(1);
	double		events0 = PG_GETARG_FLOAT8(2);
	double		exposure0 = PG_GETARG_FLOAT8(3);
	double		confidence = PG_GETARG_FLOAT8(4);
	double		lower_tail = (1 - confidence) / 2;
	double		times;
	Limits		limits = {NAN, NAN};

	check_whole_events(events);
	check_whole_events(events0);
	check_exposure(exposure);
	check_exposure(exposure0);
	check_confidence(confidence);
	if (events == 0 && events0 == 0)
		PG_RETURN_NULL();
	times = check_result(exposure0 / exposure);
	limits.lower = events == 0 ? 0 :
		odds_quantile(lower_tail, upper_tail(confidence), events, events0 + 1) * times;
	if (events0 > 0)
		limits.upper = odds_quantile(upper_tail(confidence), lower_tail, events + 1, events0) * times;
	PG_RETURN_DATUM(interval_estimate(fcinfo, events0 > 0 ? events / events0 * times : NAN, limits));
}

PG_FUNCTION_INFO_V1(rate_rise_p);

/*
 * rate_rise_p(events float8, exposure float8, events0 float8, exposure0 float8)
 *		-> float8
 *
 * The probability of so many events on the first side, or more, if its rate were
 * that of the second: small where the first is higher.  It is one-sided because
 * the question is.  1 where there is no event at all.  NULL for NULL.  Errors:
 * 22012 for an exposure that is not above 0, 22003 for one that is NaN or infinite,
 * 22023 for events that are no whole number of at least 0.
 * Source: Przyborowski & Wilenski 1940.
 */
Datum
rate_rise_p(PG_FUNCTION_ARGS)
{
	double		events = PG_GETARG_FLOAT8(0);
	double		exposure = PG_GETARG_FLOAT8(1);
	double		events0 = PG_GETARG_FLOAT8(2);
	double		exposure0 = PG_GETARG_FLOAT8(3);
	double		part;

	check_whole_events(events);
	check_whole_events(events0);
	check_exposure(exposure);
	check_exposure(exposure0);
	part = 1 / (1 + exposure0 / exposure);
	if (events == 0 || part == 1)
		PG_RETURN_FLOAT8(1);
	if (part == 0)
		PG_RETURN_FLOAT8(0);
	PG_RETURN_FLOAT8(beta_distribution(part, events, events0 + 1));
}
