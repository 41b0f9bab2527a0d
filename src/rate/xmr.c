/*
 * xmr.c
 *		XmR charts: whether a series of single values changes by more than chance
 *		(Wheeler, Understanding Variation, 1993), and what is to be expected of it.
 */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"

#include "base/rows.h"
#include "rate/chart.h"
#include "rate/intervals.h"

/* From moving ranges of two values to limits of three standard deviations. */
#define LIMIT_FACTOR 2.66
#define RANGE_LIMIT_FACTOR 3.267

#define FEWEST_POINTS 3
#define MOST_POINTS 100

static int
points_asked(WindowObject window, int argument, const char *name)
{
	int			points = DatumGetInt32(chart_option(window, argument, name));

	if (points < FEWEST_POINTS || points > MOST_POINTS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be from %d to %d, not %d", name, FEWEST_POINTS, MOST_POINTS, points)));
	return points;
}

/*
 * How the chart is to be made; the same in all rows.
 */
static void
read_options(FunctionCallInfo fcinfo, WindowObject window, Chart *chart)
{
	ChartRules	rules = {USUAL_TREND, USUAL_RUN, true};
	bool		screen = true;

	if (PG_NARGS() > 1)
	{
		screen = DatumGetBool(chart_option(window, 2, "screen"));
		rules.trend = points_asked(window, 3, "trend_points");
		rules.run = points_asked(window, 4, "run_points");
		if (chart->is_ready && screen != chart->screen)
			refuse_changed_option("screen");
		if (chart->is_ready && rules.trend != chart->rules.trend)
			refuse_changed_option("trend_points");
		if (chart->is_ready && rules.run != chart->rules.run)
			refuse_changed_option("run_points");
	}
	chart->screen = screen;
	chart->rules = rules;
}

static void
find_limits(Chart *chart, const Series *baseline)
{
	double		range = series_mean_range(baseline, INFINITY);

	chart->centre = series_mean(baseline);
	chart->lower = chart->upper = NAN;
	if (isnan(range))
		return;
	if (chart->screen)
		range = series_mean_range(baseline, check_result(RANGE_LIMIT_FACTOR * range));
	chart->lower = check_result(chart->centre - LIMIT_FACTOR * range);
	chart->upper = check_result(chart->centre + LIMIT_FACTOR * range);
}

PG_FUNCTION_INFO_V1(xmr);

/*
 * xmr(value float8 [, baseline boolean, screen boolean, trend_points int,
 *	   run_points int]) over (partition by ... order by ...) ->
 *		(mean, lower, upper, signal)
 *
 * The chart of a partition's values in the order of the window, whatever its
 * frame: mean; limits mean -/+ 2.66 times the mean moving range, from which
 * ranges above 3.267 times their mean are left out once unless screen is false;
 * and what makes the row's point more than chance, NULL if nothing does:
 *
 *	above limits, below limits
 *	upward trend, downward trend		one of at least 7 that rise or fall
 *	two of three near ... limit			of three neighbours on one side of the mean,
 *										one of two or three beyond two thirds of
 *										the way to the limit
 *	run above mean, run below mean		one of at least 7 in a row on one side
 *
 * A point with several names the first of these.  Only rows of the baseline set
 * mean and limits, which are those of a chart of these rows alone; all rows are
 * judged.  A row without a value has the same mean and limits, no signal, and is
 * left out.  A baseline of one value has no limits, one of none no mean, and
 * neither has signals.  A constant series has limits at its mean and no signal.
 * Errors: 22003 for NaN and infinity, 22004 for a NULL option (a NULL baseline is
 * false), 22023 for points outside 3 to 100 and options that change.
 * Source: NHS England, Making Data Count, with its change of November 2023.
 */
Datum
xmr(PG_FUNCTION_ARGS)
{
	WindowObject window = chart_window(fcinfo, "xmr");
	Chart	   *chart = chart_memory(window);
	Datum		values[4];
	bool		nulls[4];

	read_options(fcinfo, window, chart);
	if (!chart->is_ready)
	{
		Series		series = series_read(window, -1, PG_NARGS() > 1 ? 1 : -1);
		Series		baseline = series_baseline(&series);

		find_limits(chart, &baseline);
		series_set_limits(&series, chart->lower, chart->upper);
		chart_judge(chart, &series);
		series_free(&baseline);
		series_free(&series);
	}
	nulls[0] = isnan(chart->centre);
	nulls[1] = nulls[2] = isnan(chart->lower);
	values[0] = Float8GetDatum(chart->centre);
	values[1] = Float8GetDatum(chart->lower);
	values[2] = Float8GetDatum(chart->upper);
	values[3] = chart_signal(chart, window, &nulls[3]);
	PG_RETURN_DATUM(row_datum(fcinfo, 4, values, nulls));
}

static double
limit_argument(FunctionCallInfo fcinfo, int argument)
{
	double		limit = PG_GETARG_FLOAT8(argument);

	if (!isfinite(limit))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("limits and target must be finite numbers, not %.15g", limit)));
	return limit;
}

PG_FUNCTION_INFO_V1(target_assurance);

/*
 * target_assurance(lower float8, upper float8, target float8,
 *					higher_is_better boolean) -> text
 *
 * What a process that stays as it is can be expected to do against a target:
 * 'consistently passing' if all that lies between the limits of its chart meets
 * the target, 'consistently failing' if nothing does, and else 'hit or miss'.  A
 * value on the target meets it.  NULL for NULL.  Errors: 22003 for NaN and
 * infinity, 22023 for a lower limit above the upper.
 * Source: NHS England, Making Data Count (assurance icons).
 */
Datum
target_assurance(PG_FUNCTION_ARGS)
{
	double		lower = limit_argument(fcinfo, 0);
	double		upper = limit_argument(fcinfo, 1);
	double		target = limit_argument(fcinfo, 2);
	bool		higher = PG_GETARG_BOOL(3);

	if (lower > upper)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the lower limit %.15g is above the upper limit %.15g", lower, upper)));
	if (higher ? lower >= target : upper <= target)
		PG_RETURN_TEXT_P(cstring_to_text("consistently passing"));
	if (higher ? upper < target : lower > target)
		PG_RETURN_TEXT_P(cstring_to_text("consistently failing"));
	PG_RETURN_TEXT_P(cstring_to_text("hit or miss"));
}
