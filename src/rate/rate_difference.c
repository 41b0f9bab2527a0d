/*
 * rate_difference.c
 *		How many more events for each person there are in one group than in another.
 */
#include "postgres.h"

#include <math.h>

#include "base/amounts.h"
#include "rate/intervals.h"

static void
check_exposure(double exposure, const char *name)
{
	check_amount(exposure, name);
	if (exposure == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DIVISION_BY_ZERO),
				 errmsg("%s must be above 0", name)));
}

/*
 * The limits of a rate: exact below 10 events, Byar's from 10.
 */
static Limits
rate_limits(double events, double exposure, double confidence)
{
	Limits		limits = poisson_limits(events, confidence);

	return (Limits)
	{
		limits.lower / exposure, limits.upper / exposure
	};
}

PG_FUNCTION_INFO_V1(rate_difference);

/*
 * rate_difference(events float8, exposure float8, events0 float8, exposure0 float8,
 *		confidence float8) -> interval_estimate
 *
 * events / exposure less events0 / exposure0, the rate of the group compared with.
 * The limits come from those of both rates (MOVER): value - sqrt((rate - lower)^2 +
 * (upper0 - rate0)^2), value + sqrt((upper - rate)^2 + (rate0 - lower0)^2).
 * Errors: 22003 for amounts that are negative, NaN or infinite; 22012 for an
 * exposure of 0; 22023 for a confidence outside 0.5 to 0.9999.
 * Source: Donner & Zou, Statistical Methods in Medical Research 2012;21:347-359.
 */
Datum
rate_difference(PG_FUNCTION_ARGS)
{
	double		events = PG_GETARG_FLOAT8(0);
	double		exposure = PG_GETARG_FLOAT8(1);
	double		events0 = PG_GETARG_FLOAT8(2);
	double		exposure0 = PG_GETARG_FLOAT8(3);
	double		confidence = PG_GETARG_FLOAT8(4);
	double		rate;
	double		rate0;
	Limits		limits;
	Limits		limits0;

	check_amount(events, "events");
	check_exposure(exposure, "exposure");
	check_amount(events0, "events0");
	check_exposure(exposure0, "exposure0");
	check_confidence(confidence);
	rate = check_result(events / exposure);
	rate0 = check_result(events0 / exposure0);
	limits = rate_limits(events, exposure, confidence);
	limits0 = rate_limits(events0, exposure0, confidence);
	PG_RETURN_DATUM(interval_estimate(fcinfo, rate - rate0, (Limits)
									  {
										  check_result(rate - rate0 - hypot(rate - limits.lower, limits0.upper - rate0)),
											  check_result(rate - rate0 + hypot(limits.upper - rate, rate0 - limits0.lower))
									  }));
}
