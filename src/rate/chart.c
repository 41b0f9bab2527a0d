/*
 * chart.c
 *		What all control charts share: a series read from a window, and the rules
 *		that tell a change from chance.
 *
 * The rules are those that NHS England publishes (Making Data Count, with its
 * change of November 2023); doc/rates-and-variation.md has them in words.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/memory.h"
#include "base/rows.h"
#include "base/twofold.h"
#include "rate/chart.h"
#include "rate/intervals.h"

/* In the order in which a point that shows several names one. */
typedef enum Signal
{
	NO_SIGNAL,
	ABOVE_LIMITS,
	BELOW_LIMITS,
	TREND_UP,
	TREND_DOWN,
	NEAR_UPPER,
	NEAR_LOWER,
	RUN_ABOVE,
	RUN_BELOW
} Signal;

static const char *const signal_names[] = {
	NULL,
	"above limits",
	"below limits",
	"upward trend",
	"downward trend",
	"two of three near upper limit",
	"two of three near lower limit",
	"run above mean",
	"run below mean"
};

/*
 * The window of a call, which must have one.
 */
WindowObject
chart_window(FunctionCallInfo fcinfo, const char *function)
{
	WindowObject window = PG_WINDOW_OBJECT();

	if (!WindowObjectIsValid(window))
		ereport(ERROR,
				(errcode(ERRCODE_WINDOWING_ERROR),
				 errmsg("%s can only be called as a window function", function)));
	return window;
}

/*
 * The partition's chart, all zeros at the first call.
 */
Chart *
chart_memory(WindowObject window)
{
	Size		size = add_size(offsetof(Chart, signals), WinGetPartitionRowCount(window));

	if (!AllocSizeIsValid(size))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a chart has at most %zu rows", MaxAllocSize - offsetof(Chart, signals))));
	return WinGetPartitionLocalMemory(window, size);
}

/*
 * An argument of the current row that says how the chart is made.
 */
Datum
chart_option(WindowObject window, int argument, const char *name)
{
	bool		is_null;
	Datum		option = WinGetFuncArgCurrent(window, argument, &is_null);

	if (is_null)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be NULL", name)));
	return option;
}

void
refuse_changed_option(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must be the same in all rows of a chart", name)));
}

static Series
series_new(int64 rows, bool has_people)
{
	return (Series)
	{
		.value = array_allocate(rows, sizeof(double)),
			.people = has_people ? array_allocate(rows, sizeof(double)) : NULL,
			.in_baseline = array_allocate(rows, sizeof(bool)),
			.row = array_allocate(rows, sizeof(int64)),
			.lower = array_allocate(rows, sizeof(double)),
			.upper = array_allocate(rows, sizeof(double))
	};
}

void
series_free(Series *series)
{
	pfree(series->value);
	if (series->people != NULL)
		pfree(series->people);
	pfree(series->in_baseline);
	pfree(series->row);
	pfree(series->lower);
	pfree(series->upper);
}

/*
 * A number in an argument of a row of the partition; false if it is NULL.
 */
static bool
number_in_row(WindowObject window, int argument, int64 row, double *number)
{
	bool		is_null;
	bool		is_out;
	Datum		datum = WinGetFuncArgInPartition(window, argument, row, WINDOW_SEEK_HEAD, false, &is_null, &is_out);

	if (is_null)
		return false;
	*number = DatumGetFloat8(datum);
	if (!isfinite(*number))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a chart needs finite numbers, not %.15g", *number)));
	return true;
}

/*
 * Reads the partition.  Rows without a value, or without people where there are
 * people, are left out: the points before and after are neighbours.  people and
 * baseline are arguments, or -1; without a baseline all rows are in it.
 */
Series
series_read(WindowObject window, int people, int baseline)
{
	int64		rows = WinGetPartitionRowCount(window);
	Series		series = series_new(rows, people >= 0);

	for (int64 row = 0; row < rows; row++)
	{
		int64		i = series.count;

		CHECK_FOR_INTERRUPTS();
		if (!number_in_row(window, 0, row, &series.value[i]) ||
			(people >= 0 && !number_in_row(window, people, row, &series.people[i])))
			continue;
		series.in_baseline[i] = true;
		if (baseline >= 0)
		{
			bool		is_null;
			bool		is_out;
			Datum		datum = WinGetFuncArgInPartition(window, baseline, row, WINDOW_SEEK_HEAD, false, &is_null, &is_out);

			series.in_baseline[i] = !is_null && DatumGetBool(datum);
		}
		series.row[i] = row;
		series.count++;
	}
	return series;
}

/*
 * The rows that set the limits, as a series of their own.
 */
Series
series_baseline(const Series *series)
{
	Series		baseline = series_new(series->count, series->people != NULL);

	for (int64 i = 0; i < series->count; i++)
	{
		if (!series->in_baseline[i])
			continue;
		baseline.value[baseline.count] = series->value[i];
		if (series->people != NULL)
			baseline.people[baseline.count] = series->people[i];
		baseline.count++;
	}
	return baseline;
}

/*
 * NaN for the mean of nothing.
 */
double
series_mean(const Series *series)
{
	Twofold		sum = twofold(0);

	if (series->count == 0)
		return NAN;
	for (int64 i = 0; i < series->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		sum = twofold_add_double(sum, series->value[i]);
	}
	return check_result(twofold_value(twofold_divide(sum, twofold(series->count))));
}

/*
 * The mean of the ranges from one value to the next, of those that are not
 * larger than this; NaN for fewer than two values.
 */
double
series_mean_range(const Series *series, double largest)
{
	Twofold		sum = twofold(0);
	int64		kept = 0;

	for (int64 i = 1; i < series->count; i++)
	{
		double		range = fabs(series->value[i] - series->value[i - 1]);

		CHECK_FOR_INTERRUPTS();
		if (range > largest)
			continue;
		sum = twofold_add_double(sum, range);
		kept++;
	}
	return kept == 0 ? NAN : check_result(twofold_value(sum) / kept);
}

/*
 * The same limits for every point.
 */
void
series_set_limits(Series *series, double lower, double upper)
{
	for (int64 i = 0; i < series->count; i++)
	{
		series->lower[i] = lower;
		series->upper[i] = upper;
	}
}

static void
mark(char *signals, int64 first, int64 end, Signal signal)
{
	for (int64 i = first; i < end; i++)
		if (signals[i] == NO_SIGNAL || (Signal) signals[i] > signal)
			signals[i] = signal;
}

/*
 * Marks every stretch of at least length neighbours that have the same side; the
 * stretch of a trend has one point more than it has steps.
 */
static void
mark_stretches(char *signals, const signed char *sides, int64 count, int64 length, int64 more,
			   Signal up, Signal down)
{
	int64		start = 0;

	for (int64 i = 1; i <= count; i++)
	{
		if (i < count && sides[i] == sides[start])
			continue;
		if (sides[start] != 0 && i - start >= length)
			mark(signals, start, i + more, sides[start] > 0 ? up : down);
		start = i;
	}
}

/*
 * Of three neighbours on one side of the centre, the two or three that lie
 * beyond two thirds of the way to the limit, be it within the limit or not.
 */
static void
mark_near(char *signals, const Chart *chart, const Series *series, const signed char *sides)
{
	signed char *near = array_allocate(series->count, sizeof(signed char));

	for (int64 i = 0; i < series->count; i++)
	{
		double		outer_upper = chart->centre + (series->upper[i] - chart->centre) * 2 / 3;
		double		outer_lower = chart->centre - (chart->centre - series->lower[i]) * 2 / 3;

		CHECK_FOR_INTERRUPTS();
		near[i] = (series->value[i] > outer_upper) - (series->value[i] < outer_lower);
	}
	for (int64 i = 2; i < series->count; i++)
	{
		signed char side = sides[i];

		if (side == 0 || sides[i - 1] != side || sides[i - 2] != side ||
			(near[i] == side) + (near[i - 1] == side) + (near[i - 2] == side) < 2)
			continue;
		for (int64 j = i - 2; j <= i; j++)
			if (near[j] == side)
				mark(signals, j, j + 1, side > 0 ? NEAR_UPPER : NEAR_LOWER);
	}
	pfree(near);
}

static bool
is_constant(const Series *series)
{
	for (int64 i = 1; i < series->count; i++)
		if (series->value[i] != series->value[0])
			return false;
	return true;
}

/*
 * Finds what makes points more than chance.  A constant series shows nothing,
 * and a chart without limits cannot tell.
 */
void
chart_judge(Chart *chart, const Series *series)
{
	int64		count = series->count;
	char	   *signals;
	signed char *sides;

	chart->is_ready = true;
	if (isnan(chart->lower) || is_constant(series))
		return;
	signals = array_allocate_zero(count, sizeof(char));
	sides = array_allocate(count, sizeof(signed char));
	for (int64 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (series->value[i] > series->upper[i])
			mark(signals, i, i + 1, ABOVE_LIMITS);
		if (series->value[i] < series->lower[i])
			mark(signals, i, i + 1, BELOW_LIMITS);
	}
	if (chart->rules.trend > 0)
	{
		for (int64 i = 1; i < count; i++)
			sides[i - 1] = (series->value[i] > series->value[i - 1]) - (series->value[i] < series->value[i - 1]);
		mark_stretches(signals, sides, count - 1, chart->rules.trend - 1, 1, TREND_UP, TREND_DOWN);
	}
	CHECK_FOR_INTERRUPTS();
	for (int64 i = 0; i < count; i++)
		sides[i] = (series->value[i] > chart->centre) - (series->value[i] < chart->centre);
	if (chart->rules.near)
		mark_near(signals, chart, series, sides);
	mark_stretches(signals, sides, count, chart->rules.run, 0, RUN_ABOVE, RUN_BELOW);
	for (int64 i = 0; i < count; i++)
		chart->signals[series->row[i]] = signals[i];
	pfree(signals);
	pfree(sides);
}

/*
 * What makes the current row's point more than chance.
 */
Datum
chart_signal(const Chart *chart, WindowObject window, bool *isnull)
{
	const char *name = signal_names[(int) chart->signals[WinGetCurrentPosition(window)]];

	*isnull = name == NULL;
	return name == NULL ? (Datum) 0 : CStringGetTextDatum(name);
}

/*
 * The row (value, centre, lower, upper, signal) of a chart whose first argument is
 * the value.
 */
Datum
chart_point(FunctionCallInfo fcinfo, const Chart *chart, WindowObject window)
{
	Datum		values[5];
	bool		nulls[5];

	values[0] = WinGetFuncArgCurrent(window, 0, &nulls[0]);
	nulls[1] = isnan(chart->centre);
	nulls[2] = nulls[3] = isnan(chart->lower);
	values[1] = Float8GetDatum(chart->centre);
	values[2] = Float8GetDatum(chart->lower);
	values[3] = Float8GetDatum(chart->upper);
	values[4] = chart_signal(chart, window, &nulls[4]);
	PG_RETURN_DATUM(row_datum(fcinfo, 5, values, nulls));
}
