/*
 * count_trend.c
 *		Do a person's counts rise from period to period?
 */
#include "postgres.h"

#include <math.h>

#include "base/aggregate.h"
#include "base/amounts.h"
#include "base/rows.h"
#include "base/sums.h"
#include "base/twofold.h"
#include "rate/intervals.h"

/*
 * Of x events and exposure e in each period t.  Whole numbers are exact in these
 * sums up to 2^104, as far as integers of 128 bits are of use here.
 */
typedef struct TrendSums
{
	double		count;
	Twofold		x;
	Twofold		xt;
	Twofold		e;
	Twofold		et;
	Twofold		ett;
} TrendSums;

/* Above this a double no longer holds every whole number. */
#define PERIOD_AT_MOST 0x1p53

static void
check_period(double period)
{
	if (!(fabs(period) <= PERIOD_AT_MOST))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("period must be from -2^53 to 2^53, not %.15g", period)));
	if (period != floor(period))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("period must be a whole number, not %.15g", period)));
}

PG_FUNCTION_INFO_V1(count_trend_transition);

/*
 * Transition of count_trend(events float8, period float8 [, exposure float8]).  One
 * row is one period.  A row with a NULL is left out.  Errors: 22003 for events and
 * exposures below 0, NaN or infinite, and periods beyond 2^53; 22023 for a period
 * that is no whole number and for events without exposure.
 */
Datum
count_trend_transition(PG_FUNCTION_ARGS)
{
	ArrayType  *state;
	TrendSums  *sums;
	double		events;
	double		period;
	double		exposure = 1;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || (PG_NARGS() > 3 && PG_ARGISNULL(3)))
		return state_unchanged(fcinfo);
	events = amount_argument(fcinfo, 1, "events");
	period = PG_GETARG_FLOAT8(2);
	check_period(period);
	if (PG_NARGS() > 3)
		exposure = amount_argument(fcinfo, 3, "exposure");
	if (exposure == 0 && events > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("period %.15g has %.15g events and no exposure", period, events)));
	state = PG_ARGISNULL(0) ? sums_new(SUMS_COUNT(TrendSums)) : sums_state(fcinfo, 0, SUMS_COUNT(TrendSums));
	sums = sums_of(state);
	sums->count++;
	sums->x = twofold_add_double(sums->x, events);
	sums->xt = twofold_add(sums->xt, exact_product(events, period));
	sums->e = twofold_add_double(sums->e, exposure);
	sums->et = twofold_add(sums->et, exact_product(exposure, period));
	sums->ett = twofold_add(sums->ett, twofold_multiply(exact_product(exposure, period), twofold(period)));
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(count_trend_combine);

/*
 * Combine of count_trend().
 */
Datum
count_trend_combine(PG_FUNCTION_ARGS)
{
	return sums_combine(fcinfo, "+22222");
}

PG_FUNCTION_INFO_V1(count_trend_final);

#define TREND_COLUMNS 3

/*
 * Final of count_trend().  The score test of a rate exp(a + b t) against b = 0:
 * with N events, exposure T and mean period m (weighted by exposure), U = sum (x t)
 * - N m and I = N (sum (e t^2) / T - m^2), z is U / sqrt(I) and the slope U / I, a
 * rise of the logarithm for each period: one step of Newton's from 0, which is near
 * the likeliest slope while that changes the rate little over all periods.  z and
 * slope are NULL where there is no event, or all exposure is in one period.
 * Source: Cox & Lewis, The Statistical Analysis of Series of Events, 1966, section
 * 3.3; Armitage, Biometrics 1955;11:375-386.
 */
Datum
count_trend_final(PG_FUNCTION_ARGS)
{
	TrendSums  *sums = sums_of(sums_state(fcinfo, 0, SUMS_COUNT(TrendSums)));
	Twofold		squares = twofold_multiply(sums->e, sums->ett);
	Twofold		spread = twofold_subtract(squares, twofold_multiply(sums->et, sums->et));
	Datum		values[TREND_COLUMNS] = {0};
	bool		nulls[TREND_COLUMNS] = {false, true, true};
	double		rounding = ldexp(check_result(fabs(squares.high)), -98) * Max(1, sums->count / 100);

	values[0] = Float8GetDatum(check_result(twofold_value(sums->x)));
	/* What rounding leaves where there is one period is no spread of periods. */
	if (sums->x.high > 0 && sums->e.high > 0 && check_result(spread.high) > rounding)
	{
		Twofold		score = twofold_divide(twofold_subtract(twofold_multiply(sums->xt, sums->e), twofold_multiply(sums->x, sums->et)), sums->e);
		Twofold		information = twofold_divide(twofold_multiply(sums->x, twofold_divide(spread, sums->e)), sums->e);

		values[1] = Float8GetDatum(check_result(twofold_value(score) / sqrt(twofold_value(information))));
		values[2] = Float8GetDatum(check_result(twofold_value(twofold_divide(score, information))));
		nulls[1] = nulls[2] = false;
	}
	PG_RETURN_DATUM(row_datum(fcinfo, TREND_COLUMNS, values, nulls));
}
