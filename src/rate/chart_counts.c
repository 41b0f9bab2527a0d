/*
 * chart_counts.c
 *		Control charts of counts: of people with an event (p), of events among
 *		people (u) and of events alone (c) (Montgomery, Introduction to Statistical
 *		Quality Control, chapter 7).
 *
 * Where there are very many people, their events vary by more than chance makes
 * them vary, and every point lies outside.  The prime widens or narrows the limits
 * to what neighbours are seen to differ by (Laney, Quality Engineering
 * 2002;14:531-537).
 */
#include "postgres.h"

#include <math.h>

#include "base/amounts.h"
#include "base/rows.h"
#include "base/twofold.h"
#include "rate/chart.h"
#include "rate/intervals.h"

#define EVENTS 0
#define PEOPLE 1
#define PRIME 2
#define BASELINE 3

typedef enum CountKind
{
	PEOPLE_WITH_EVENT,
	EVENTS_AMONG_PEOPLE
} CountKind;

static void
check_people(double people)
{
	check_amount(people, "people");
	if (people == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DIVISION_BY_ZERO),
				 errmsg("a chart needs people in every row, not 0"),
				 errhint("Leave such rows out: nullif(people, 0).")));
}

/*
 * Reads events and people, and turns events into shares.  Returns the share of
 * all people of the baseline.
 */
static double
read_shares(WindowObject window, CountKind kind, Series *series)
{
	Twofold		events = twofold(0);
	Twofold		people = twofold(0);

	*series = series_read(window, PEOPLE, BASELINE);
	for (int64 i = 0; i < series->count; i++)
	{
		check_amount(series->value[i], "events");
		check_people(series->people[i]);
		if (kind == PEOPLE_WITH_EVENT)
			check_part(series->value[i], series->people[i]);
		if (series->in_baseline[i])
		{
			events = twofold_add_double(events, series->value[i]);
			people = twofold_add_double(people, series->people[i]);
		}
		series->value[i] = check_result(series->value[i] / series->people[i]);
	}
	check_result(people.high);
	return people.high == 0 ? NAN : check_result(twofold_value(twofold_divide(events, people)));
}

/*
 * How much wider than by chance the limits are: the mean range between
 * neighbours of the baseline in standard deviations, over what it is by chance.
 */
static double
laney_sigma(const Chart *chart, const Series *series)
{
	Series		baseline = series_baseline(series);
	double		sigma;

	for (int64 i = 0; i < baseline.count; i++)
		baseline.value[i] = (baseline.value[i] - chart->centre) * sqrt(baseline.people[i]) / chart->deviation;
	sigma = series_mean_range(&baseline, INFINITY) / RANGE_OF_TWO;
	series_free(&baseline);
	return sigma;
}

static void
make_chart(Chart *chart, WindowObject window, CountKind kind)
{
	Series		series;
	int64		in_baseline = 0;

	chart->centre = read_shares(window, kind, &series);
	for (int64 i = 0; i < series.count; i++)
		in_baseline += series.in_baseline[i];
	chart->deviation = NAN;
	if (in_baseline >= 2)
	{
		chart->deviation = sqrt(kind == PEOPLE_WITH_EVENT ? chart->centre * (1 - chart->centre) : chart->centre);
		if (chart->prime && chart->deviation > 0)
			chart->deviation *= laney_sigma(chart, &series);
	}
	for (int64 i = 0; i < series.count; i++)
	{
		double		reach = LIMIT_DEVIATIONS * chart->deviation / sqrt(series.people[i]);

		series.lower[i] = chart->centre - reach;
		series.upper[i] = check_result(isnan(reach) ? 0 : chart->centre + reach);
	}
	chart->lower = chart->deviation;
	chart->rules = (ChartRules) {USUAL_TREND, USUAL_RUN, true};
	chart_judge(chart, &series);
	series_free(&series);
}

/*
 * The current row's point of a p or u chart.
 */
static Datum
share_point(FunctionCallInfo fcinfo, CountKind kind, const char *function)
{
	WindowObject window = chart_window(fcinfo, function);
	Chart	   *chart = chart_memory(window);
	bool		prime = DatumGetBool(chart_option(window, PRIME, "prime"));
	double		events;
	double		people;
	double		reach;
	Datum		values[5];
	bool		nulls[5];

	if (chart->is_ready && prime != chart->prime)
		refuse_changed_option("prime");
	chart->prime = prime;
	if (!chart->is_ready)
		make_chart(chart, window, kind);
	events = DatumGetFloat8(WinGetFuncArgCurrent(window, EVENTS, &nulls[0]));
	people = DatumGetFloat8(WinGetFuncArgCurrent(window, PEOPLE, &nulls[2]));
	nulls[0] |= nulls[2];
	nulls[1] = isnan(chart->centre);
	nulls[2] |= isnan(chart->deviation) || !(people > 0 && isfinite(people));
	nulls[3] = nulls[2];
	reach = nulls[2] ? 0 : LIMIT_DEVIATIONS * chart->deviation / sqrt(people);
	values[0] = Float8GetDatum(nulls[0] ? 0 : events / people);
	values[1] = Float8GetDatum(chart->centre);
	values[2] = Float8GetDatum(Max(chart->centre - reach, 0));
	values[3] = Float8GetDatum(kind == PEOPLE_WITH_EVENT ? Min(chart->centre + reach, 1) : chart->centre + reach);
	values[4] = chart_signal(chart, window, &nulls[4]);
	PG_RETURN_DATUM(row_datum(fcinfo, 5, values, nulls));
}

PG_FUNCTION_INFO_V1(p_chart);

/*
 * p_chart(events float8, people float8, prime boolean, baseline boolean)
 *		over (partition by ... order by ...) ->
 *		(value, centre, lower, upper, signal)
 *
 * The chart of the share of people with an event: value events / people; centre
 * the share of all people of the baseline; limits three standard deviations from
 * it, by how many people the row has, cut to 0 and 1; with prime, Laney's.
 * signal as in xmr(), where two thirds of the way are those to the limit before
 * it is cut.  Only rows of the baseline set centre and limits; all are judged.
 * A row without events or people has no value and is left out.  A baseline of
 * fewer than two rows has no limits, and no signals.  Errors: 22003 for amounts
 * below 0, NaN or infinite, 22012 for 0 people, 22023 for more events than people
 * and a prime that changes, 22004 for a NULL prime.
 */
Datum
p_chart(PG_FUNCTION_ARGS)
{
	return share_point(fcinfo, PEOPLE_WITH_EVENT, "p_chart");
}

PG_FUNCTION_INFO_V1(u_chart);

/*
 * u_chart(events float8, people float8, prime boolean, baseline boolean) over
 *		(...) -> (value, centre, lower, upper, signal)
 *
 * The same of events that a person can have more than once.  NULL for NULL.
 */
Datum
u_chart(PG_FUNCTION_ARGS)
{
	return share_point(fcinfo, EVENTS_AMONG_PEOPLE, "u_chart");
}

PG_FUNCTION_INFO_V1(c_chart);

/*
 * c_chart(events float8, baseline boolean) over (...) ->
 *		(value, centre, lower, upper, signal)
 *
 * The chart of counts of events where there are always as many chances: centre
 * their mean, limits three square roots of it away, cut to 0.  Baseline, NULL and
 * signal as in p_chart().  Errors: 22003.
 */
Datum
c_chart(PG_FUNCTION_ARGS)
{
	WindowObject window = chart_window(fcinfo, "c_chart");
	Chart	   *chart = chart_memory(window);

	if (!chart->is_ready)
	{
		Series		series = series_read(window, -1, 1);
		Series		baseline = series_baseline(&series);
		double		reach;

		for (int64 i = 0; i < series.count; i++)
			check_amount(series.value[i], "events");
		chart->centre = series_mean(&baseline);
		reach = baseline.count < 2 ? NAN : LIMIT_DEVIATIONS * sqrt(chart->centre);
		chart->lower = chart->centre - reach;
		chart->upper = chart->centre + reach;
		chart->rules = (ChartRules) {USUAL_TREND, USUAL_RUN, true};
		series_set_limits(&series, chart->lower, chart->upper);
		chart_judge(chart, &series);
		chart->lower = isnan(chart->lower) ? NAN : Max(chart->lower, 0);
		series_free(&baseline);
		series_free(&series);
	}
	return chart_point(fcinfo, chart, window);
}
