/*
 * chart_gaps.c
 *		Control charts of rare events: of the cases between them (g) and of the time
 *		between them (t) (Benneyan, Health Care Management Science 2001;4:305-318;
 *		Montgomery, Introduction to Statistical Quality Control, section 7.3.5).
 *
 * Counts of rare events are mostly 0, and a chart of them says nothing; the gaps
 * between them vary.
 */
#include "postgres.h"

#include <math.h>

#include "base/amounts.h"
#include "rate/chart.h"
#include "rate/intervals.h"

/* Times between events, to this power, vary nearly as a normal variable does. */
#define NORMAL_POWER 3.6

#define ST_SORT sort_numbers
#define ST_ELEMENT_TYPE double
#define ST_COMPARE(a, b) ((*(a) > *(b)) - (*(a) < *(b)))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "miscadmin.h"
#include "lib/sort_template.h"

typedef void (*GapLimits) (Chart *chart, Series *series, Series *baseline);

/*
 * The median of a series, which is sorted for it; NaN for that of nothing.
 */
static double
series_median(Series *series)
{
	int64		middle = series->count / 2;

	if (series->count == 0)
		return NAN;
	sort_numbers(series->value, series->count);
	if (series->count % 2 == 1)
		return series->value[middle];
	return series->value[middle - 1] / 2 + series->value[middle] / 2;
}

static void
limits_of_cases(Chart *chart, Series *series, Series *baseline)
{
	double		mean;

	for (int64 i = 0; i < series->count; i++)
		check_amount(series->value[i], "gap");
	mean = series_mean(baseline);
	chart->centre = series_median(baseline);
	if (baseline->count < 2)
		return;
	chart->lower = 0;
	chart->upper = check_result(mean + LIMIT_DEVIATIONS * sqrt(mean) * sqrt(mean + 1));
}

static void
limits_of_times(Chart *chart, Series *series, Series *baseline)
{
	double		mean;
	double		reach;

	for (int64 i = 0; i < series->count; i++)
		if (series->value[i] <= 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the time between two events must be above 0, not %.15g", series->value[i]),
					 errhint("Measure finer time, such as hours.")));
	for (int64 i = 0; i < baseline->count; i++)
		baseline->value[i] = pow(baseline->value[i], 1 / NORMAL_POWER);
	mean = series_mean(baseline);
	chart->centre = isnan(mean) ? NAN : check_result(pow(mean, NORMAL_POWER));
	if (baseline->count < 2)
		return;
	reach = LIMIT_DEVIATIONS / RANGE_OF_TWO * series_mean_range(baseline, INFINITY);
	chart->lower = pow(Max(mean - reach, 0), NORMAL_POWER);
	chart->upper = check_result(pow(mean + reach, NORMAL_POWER));
}

static Datum
gap_point(FunctionCallInfo fcinfo, GapLimits find_limits, const char *function)
{
	WindowObject window = chart_window(fcinfo, function);
	Chart	   *chart = chart_memory(window);

	if (!chart->is_ready)
	{
		Series		series = series_read(window, -1, 1);
		Series		baseline = series_baseline(&series);

		chart->lower = chart->upper = NAN;
		find_limits(chart, &series, &baseline);
		chart->rules = (ChartRules) {0, USUAL_RUN, false};
		series_set_limits(&series, chart->lower, chart->upper);
		chart_judge(chart, &series);
		series_free(&baseline);
		series_free(&series);
	}
	return chart_point(fcinfo, chart, window);
}

PG_FUNCTION_INFO_V1(g_chart);

/*
 * g_chart(gap float8, baseline boolean) over (partition by ... order by ...) ->
 *		(value, centre, lower, upper, signal)
 *
 * The chart of the cases between two rare events (operations between infections):
 * centre the median of the baseline; limits 0 and m + 3 sqrt(m (m + 1)) with its
 * mean m.  Signals are points above the limits and runs of 7 on one side of the
 * centre, named as in xmr(); above is good where the event is bad.  A row without
 * a gap is left out; a baseline of fewer than two rows has no limits and no
 * signals.  Errors: 22003 for gaps below 0, NaN or infinite.
 * Source: Benneyan 2001.  NULL for NULL.
 */
Datum
g_chart(PG_FUNCTION_ARGS)
{
	return gap_point(fcinfo, limits_of_cases, "g_chart");
}

PG_FUNCTION_INFO_V1(t_chart);

/*
 * t_chart(days_between float8, baseline boolean) over (...) ->
 *		(value, centre, lower, upper, signal)
 *
 * The same of the time between two rare events, in any unit: an XmR chart of the
 * times to the power of 1/3.6, not screened, and back to the power of 3.6; a
 * lower limit below 0 is 0.  Errors: 22003 for NaN and infinity, 22023 for times
 * that are not above 0.
 * Source: Nelson, Journal of Quality Technology 1994;26:239-243; Montgomery.  NULL for NULL.
 */
Datum
t_chart(PG_FUNCTION_ARGS)
{
	return gap_point(fcinfo, limits_of_times, "t_chart");
}
