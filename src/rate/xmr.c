/*
 * xmr.c
 *		XmR charts: whether a series of single values changes by more than chance
 *		(Wheeler, Understanding Variation, 1993; rules as NHS England's Making Data
 *		Count uses them).
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "windowapi.h"

#include "rate/intervals.h"
#include "base/twofold.h"

/* From moving ranges of two values to limits of three standard deviations. */
#define LIMIT_FACTOR 2.66
#define RANGE_LIMIT_FACTOR 3.267

#define RUN_LENGTH 7
#define TREND_LENGTH 7

/* In the order in which a point that shows several names one. */
typedef enum Signal
{
	NO_SIGNAL,
	ABOVE_LIMITS,
	BELOW_LIMITS,
	RUN_ABOVE,
	RUN_BELOW,
	TREND_UP,
	TREND_DOWN,
	NEAR_UPPER,
	NEAR_LOWER
} Signal;

static const char *const signal_names[] = {
	NULL,
	"above limits",
	"below limits",
	"run above mean",
	"run below mean",
	"upward trend",
	"downward trend",
	"two of three near upper limit",
	"two of three near lower limit"
};

/*
 * One partition's chart.  The memory that the window gives is fixed at the first
 * call, when only the number of rows is known, so that is its size.
 */
typedef struct Chart
{
	bool		is_ready;
	double		mean;			/* NaN if there are no values */
	double		lower;			/* NaN if there are fewer than two */
	double		upper;
	char		signals[FLEXIBLE_ARRAY_MEMBER]; /* one each row of the partition */
} Chart;

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

static void
find_limits(Chart *chart, const double *values, int64 count)
{
	Twofold		sum = twofold(0);
	Twofold		ranges = twofold(0);
	Twofold		kept = twofold(0);
	int64		kept_count = 0;
	double		range;
	double		largest;

	chart->mean = chart->lower = chart->upper = NAN;
	if (count == 0)
		return;
	for (int64 i = 0; i < count; i++)
		sum = twofold_add_double(sum, values[i]);
	chart->mean = check_result(twofold_value(twofold_divide(sum, twofold(count))));
	if (count == 1)
		return;
	for (int64 i = 1; i < count; i++)
		ranges = twofold_add_double(ranges, fabs(values[i] - values[i - 1]));
	largest = check_result(RANGE_LIMIT_FACTOR * twofold_value(ranges) / (count - 1));
	for (int64 i = 1; i < count; i++)
	{
		range = fabs(values[i] - values[i - 1]);
		if (range <= largest)
		{
			kept = twofold_add_double(kept, range);
			kept_count++;
		}
	}
	range = twofold_value(kept) / kept_count;
	chart->lower = check_result(chart->mean - LIMIT_FACTOR * range);
	chart->upper = check_result(chart->mean + LIMIT_FACTOR * range);
}

static void
find_signals(const Chart *chart, const double *values, int64 count, char *signals)
{
	signed char *sides = MemoryContextAllocHuge(CurrentMemoryContext, count);
	double		outer_upper = chart->mean + (chart->upper - chart->mean) * 2 / 3;
	double		outer_lower = chart->mean - (chart->mean - chart->lower) * 2 / 3;

	memset(signals, NO_SIGNAL, count);

	/* Without any variation there is nothing to tell from chance. */
	if (!(chart->lower < chart->upper))
		return;
	for (int64 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (values[i] > chart->upper)
			mark(signals, i, i + 1, ABOVE_LIMITS);
		if (values[i] < chart->lower)
			mark(signals, i, i + 1, BELOW_LIMITS);
	}

	for (int64 i = 0; i < count; i++)
		sides[i] = (values[i] > chart->mean) - (values[i] < chart->mean);
	mark_stretches(signals, sides, count, RUN_LENGTH, 0, RUN_ABOVE, RUN_BELOW);

	for (int64 i = 1; i < count; i++)
		sides[i - 1] = (values[i] > values[i - 1]) - (values[i] < values[i - 1]);
	mark_stretches(signals, sides, count - 1, TREND_LENGTH - 1, 1, TREND_UP, TREND_DOWN);

	for (int64 i = 0; i < count; i++)
		sides[i] = (values[i] > outer_upper && values[i] <= chart->upper) -
			(values[i] < outer_lower && values[i] >= chart->lower);
	for (int64 i = 0; i < count; i++)
	{
		/* The next neighbour, or the one after, on the same side: mark both. */
		for (int64 j = i + 1; j <= i + 2 && j < count && sides[i] != 0; j++)
		{
			if (sides[j] == sides[i])
			{
				mark(signals, i, i + 1, sides[i] > 0 ? NEAR_UPPER : NEAR_LOWER);
				mark(signals, j, j + 1, sides[i] > 0 ? NEAR_UPPER : NEAR_LOWER);
			}
		}
	}
	pfree(sides);
}

/*
 * Reads the partition and makes its chart.  Rows without a value are left out:
 * the points before and after are neighbours.
 */
static void
make_chart(Chart *chart, WindowObject window, int64 rows)
{
	double	   *values = MemoryContextAllocHuge(CurrentMemoryContext, mul_size(rows, sizeof(double)));
	char	   *signals = MemoryContextAllocHuge(CurrentMemoryContext, rows);
	bool	   *is_null = MemoryContextAllocHuge(CurrentMemoryContext, rows);
	int64		count = 0;

	for (int64 i = 0; i < rows; i++)
	{
		Datum		datum;
		bool		is_out;
		double		value;

		CHECK_FOR_INTERRUPTS();
		datum = WinGetFuncArgInPartition(window, 0, i, WINDOW_SEEK_HEAD, false, &is_null[i], &is_out);
		if (is_null[i])
			continue;
		value = DatumGetFloat8(datum);
		if (!isfinite(value))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("a chart needs finite numbers, not %.15g", value)));
		values[count++] = value;
	}
	find_limits(chart, values, count);
	find_signals(chart, values, count, signals);
	count = 0;
	for (int64 i = 0; i < rows; i++)
		chart->signals[i] = is_null[i] ? NO_SIGNAL : signals[count++];
	chart->is_ready = true;
	pfree(values);
	pfree(signals);
	pfree(is_null);
}

PG_FUNCTION_INFO_V1(xmr);

/*
 * xmr(value float8) over (partition by ... order by ...) ->
 *		(mean, lower, upper, signal)
 *
 * The chart of a partition's values in the order of the window, whatever its
 * frame: mean; limits mean -/+ 2.66 times the mean moving range, from which
 * ranges above 3.267 times their mean are left out once; and what makes the
 * row's point more than chance, NULL if nothing does:
 *
 *	above limits, below limits
 *	run above mean, run below mean		one of at least 7 in a row on one side
 *	upward trend, downward trend		one of at least 7 that rise or fall
 *	two of three near ... limit			in the outer third, as is one of the two
 *										points next to it on either side
 *
 * A point with several names the first of these.  A row without a value has the
 * same mean and limits, no signal, and is left out.  One value has no limits, no
 * value no mean.  A constant series has limits at its mean.  Errors: 22003 for NaN and
 * infinity.
 */
Datum
xmr(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	int64		rows;
	int64		row_number;
	Chart	   *chart;
	TupleDesc	row = fcinfo->flinfo->fn_extra;
	Datum		values[4];
	bool		nulls[4];

	if (!WindowObjectIsValid(window))
		ereport(ERROR,
				(errcode(ERRCODE_WINDOWING_ERROR),
				 errmsg("xmr can only be called as a window function")));
	rows = WinGetPartitionRowCount(window);
	row_number = WinGetCurrentPosition(window);
	chart = WinGetPartitionLocalMemory(window, add_size(offsetof(Chart, signals), rows));
	if (!chart->is_ready)
		make_chart(chart, window, rows);
	if (row == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		fcinfo->flinfo->fn_extra = row = BlessTupleDesc(row);
		MemoryContextSwitchTo(caller);
	}
	nulls[0] = isnan(chart->mean);
	nulls[1] = nulls[2] = isnan(chart->lower);
	nulls[3] = chart->signals[row_number] == NO_SIGNAL;
	values[0] = Float8GetDatum(chart->mean);
	values[1] = Float8GetDatum(chart->lower);
	values[2] = Float8GetDatum(chart->upper);
	values[3] = nulls[3] ? (Datum) 0 : CStringGetTextDatum(signal_names[(int) chart->signals[row_number]]);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(row, values, nulls)));
}
