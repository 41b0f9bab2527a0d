/*
 * chart_sums.c
 *		Charts that remember: cumulative sums and weighted means see small changes
 *		that last, where a chart of single points sees large ones (Page, Biometrika
 *		1954;41:100-115; Roberts, Technometrics 1959;1:239-250).
 *
 * The executor asks for each row of a partition once and in order, so the sums so
 * far are all that is kept.
 */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"
#include "windowapi.h"

#include "base/amounts.h"
#include "base/rows.h"
#include "rate/chart.h"
#include "rate/intervals.h"

typedef struct Cusum
{
	double		up;
	double		down;
	int32		n_up;
	int32		n_down;
} Cusum;

typedef struct Ewma
{
	bool		is_begun;
	double		target;
	double		sigma;
	double		lambda;
	double		width;
	double		mean;
	double		forgotten;		/* (1 - lambda)^(2t) */
} Ewma;

/*
 * A number in an argument of the current row; false if it is NULL.
 */
static bool
number_now(WindowObject window, int argument, const char *name, double *number)
{
	bool		is_null;
	Datum		datum = WinGetFuncArgCurrent(window, argument, &is_null);

	if (is_null)
		return false;
	*number = DatumGetFloat8(datum);
	if (!isfinite(*number))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be a finite number, not %.15g", name, *number)));
	return true;
}

static double
option_now(WindowObject window, int argument, const char *name)
{
	double		number = 0;

	chart_option(window, argument, name);
	number_now(window, argument, name, &number);
	return number;
}

/*
 * One side's sum with a value so far beyond target and slack.
 */
static void
add_up(double *sum, int32 *steps, double beyond)
{
	*sum = check_result(Max(0, *sum + beyond));
	if (*sum == 0)
		*steps = 0;
	else if (*steps < PG_INT32_MAX)
		(*steps)++;
}

PG_FUNCTION_INFO_V1(cusum);

/*
 * cusum(value float8, target float8, slack float8 [, signal_limit float8])
 *		over (partition by ... order by ...) -> (up, n_up, down, n_down, signal)
 *
 * Cumulative sums in the unit of the values, in the order of the window: up is
 * the larger of 0 and itself plus value - target - slack, down the larger of 0
 * and itself plus target - slack - value; n_up and n_down count the rows since
 * each was 0 (the n_up-th row before the next one is where a change is likely to
 * have begun).  signal is 'up' or 'down' while a sum is above signal_limit, 'up'
 * where both are, and else NULL.  A row without a value leaves the sums as they
 * are.  Errors: 22003 for NaN, infinity, and slacks and limits below 0, 22004 for
 * a NULL target, slack or limit.
 * Source: Page 1954; Montgomery, section 9.1.
 */
Datum
cusum(PG_FUNCTION_ARGS)
{
	WindowObject window = chart_window(fcinfo, "cusum");
	Cusum	   *sums = WinGetPartitionLocalMemory(window, sizeof(Cusum));
	double		target = option_now(window, 1, "target");
	double		slack = option_now(window, 2, "slack");
	double		limit = PG_NARGS() > 3 ? option_now(window, 3, "signal_limit") : INFINITY;
	double		value;
	Datum		values[5];
	bool		nulls[5] = {false};

	check_amount(slack, "slack");
	if (PG_NARGS() > 3)
		check_amount(limit, "signal_limit");
	if (number_now(window, 0, "value", &value))
	{
		add_up(&sums->up, &sums->n_up, value - target - slack);
		add_up(&sums->down, &sums->n_down, target - slack - value);
	}
	nulls[4] = !(sums->up > limit || sums->down > limit);
	values[0] = Float8GetDatum(sums->up);
	values[1] = Int32GetDatum(sums->n_up);
	values[2] = Float8GetDatum(sums->down);
	values[3] = Int32GetDatum(sums->n_down);
	values[4] = nulls[4] ? (Datum) 0 : CStringGetTextDatum(sums->up > limit ? "up" : "down");
	PG_RETURN_DATUM(row_datum(fcinfo, 5, values, nulls));
}

/*
 * What the chart is made with, the same in all rows of a partition.
 */
static void
read_ewma_options(WindowObject window, Ewma *ewma)
{
	Ewma		now = {
		.is_begun = true,
		.target = option_now(window, 1, "target"),
		.sigma = option_now(window, 2, "sigma"),
		.lambda = option_now(window, 3, "lambda"),
		.width = option_now(window, 4, "width"),
		.forgotten = 1
	};

	check_amount(now.sigma, "sigma");
	check_amount(now.width, "width");
	if (!(now.lambda > 0 && now.lambda <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lambda must be above 0 and at most 1, not %.15g", now.lambda)));
	now.mean = now.target;
	if (!ewma->is_begun)
		*ewma = now;
	if (now.target != ewma->target)
		refuse_changed_option("target");
	if (now.sigma != ewma->sigma)
		refuse_changed_option("sigma");
	if (now.lambda != ewma->lambda)
		refuse_changed_option("lambda");
	if (now.width != ewma->width)
		refuse_changed_option("width");
}

PG_FUNCTION_INFO_V1(ewma);

/*
 * ewma(value float8, target float8, sigma float8, lambda float8, width float8)
 *		over (partition by ... order by ...) -> (value, lower, upper, signal)
 *
 * The mean so far that weighs each new value by lambda and begins at target;
 * limits target -/+ width sigma sqrt(lambda / (2 - lambda) (1 - (1 - lambda)^(2t)))
 * at the t-th value, where sigma is the standard deviation of a value; signal
 * 'above limits' or 'below limits'.  A row without a value keeps mean and limits
 * of the one before and has no signal; before the first value the limits are at
 * target.  Errors: 22003 for NaN, infinity, and sigma and width below 0, 22004 for
 * NULL options, 22023 for a lambda outside (0, 1] and options that change.
 * Source: Roberts 1959; Lucas & Saccucci, Technometrics 1990;32:1-12.
 */
Datum
ewma(PG_FUNCTION_ARGS)
{
	WindowObject window = chart_window(fcinfo, "ewma");
	Ewma	   *ewma = WinGetPartitionLocalMemory(window, sizeof(Ewma));
	bool		has_value;
	double		value;
	double		reach;
	double		lower;
	double		upper;
	Datum		values[4];
	bool		nulls[4] = {false};

	read_ewma_options(window, ewma);
	has_value = number_now(window, 0, "value", &value);
	if (has_value)
	{
		ewma->mean = check_result(ewma->lambda * value + (1 - ewma->lambda) * ewma->mean);
		ewma->forgotten *= (1 - ewma->lambda) * (1 - ewma->lambda);
	}
	reach = ewma->width * ewma->sigma * sqrt(ewma->lambda / (2 - ewma->lambda) * (1 - ewma->forgotten));
	lower = check_result(ewma->target - reach);
	upper = check_result(ewma->target + reach);
	nulls[3] = !has_value || (ewma->mean >= lower && ewma->mean <= upper);
	values[0] = Float8GetDatum(ewma->mean);
	values[1] = Float8GetDatum(lower);
	values[2] = Float8GetDatum(upper);
	values[3] = nulls[3] ? (Datum) 0 : CStringGetTextDatum(ewma->mean > upper ? "above limits" : "below limits");
	PG_RETURN_DATUM(row_datum(fcinfo, 4, values, nulls));
}

PG_FUNCTION_INFO_V1(risk_cusum_weight);

/*
 * risk_cusum_weight(risk float8, outcome boolean, odds_ratio float8) -> float8
 *
 * What one case adds to a cumulative sum that looks for a change of the odds by
 * odds_ratio, when its outcome was expected with this risk:
 * outcome ln(odds_ratio) - ln(1 - risk + odds_ratio risk).  Sum it with
 * cusum(weight, 0, 0).  NULL for NULL.  Errors: 22023 for a risk outside (0, 1)
 * and an odds ratio that is not above 0 or is 1, which no sum can look for.
 * Source: Steiner, Cook, Farewell & Treasure, Biostatistics 2000;1:441-452.
 */
Datum
risk_cusum_weight(PG_FUNCTION_ARGS)
{
	double		risk = PG_GETARG_FLOAT8(0);
	bool		outcome = PG_GETARG_BOOL(1);
	double		odds_ratio = PG_GETARG_FLOAT8(2);

	if (!(risk > 0 && risk < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("risk must be above 0 and below 1, not %.15g", risk)));
	if (!(odds_ratio > 0 && isfinite(odds_ratio) && odds_ratio != 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("odds_ratio must be a finite number above 0 other than 1, not %.15g", odds_ratio)));
	PG_RETURN_FLOAT8(check_result((outcome ? log(odds_ratio) : 0) - log(1 - risk + odds_ratio * risk)));
}
