/*
 * disclosure.c
 *		Statistical disclosure control: what may be published of small counts.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "windowapi.h"

#include "base/amounts.h"
#include "base/memory.h"
#include "publish/small_counts.h"
#include "rate/intervals.h"

PG_FUNCTION_INFO_V1(suppress);

/*
 * suppress(n float8, below float8) -> float8
 *
 * The count, or NULL where it is above 0 and under the threshold.  A zero stays:
 * it says nothing of a person.  Errors: 22003 for a count below 0, NaN or
 * infinite, 22023 for a threshold that is not above 0.
 * Source: NHS England, disclosure control for published hospital and practice
 * statistics; ONS, Policy on protecting confidentiality in tables.
 */
Datum
suppress(PG_FUNCTION_ARGS)
{
	double		n = PG_GETARG_FLOAT8(0);
	double		below = PG_GETARG_FLOAT8(1);

	check_amount(n, "count");
	check_below(below);
	if (is_small(n, below))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(n);
}

PG_FUNCTION_INFO_V1(round_to);

/*
 * round_to(n float8, base float8) -> float8
 *
 * The multiple of the base that is nearest; halves away from 0.  Errors: 22003
 * for NaN and infinity, 22023 for a base that is not above 0.
 */
Datum
round_to(PG_FUNCTION_ARGS)
{
	double		n = PG_GETARG_FLOAT8(0);
	double		base = PG_GETARG_FLOAT8(1);
	double		steps;

	if (!isfinite(n))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%.15g cannot be rounded", n)));
	if (!isfinite(base) || base <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the base of rounding must be a finite number above 0, not %.15g", base)));
	steps = check_result(round(n / base));
	PG_RETURN_FLOAT8(check_result(steps * base));
}

/* One row of a set with a published total. */
typedef struct Cell
{
	double		n;
	int64		row;
} Cell;

/* What a partition shows; as many rows as the partition has. */
typedef struct ShownSet
{
	bool		is_ready;
	bool		is_hidden[FLEXIBLE_ARRAY_MEMBER];
} ShownSet;

/* Cells above 0 by size, then the zeros. */
static inline int
cell_compare(const Cell *a, const Cell *b)
{
	if ((a->n == 0) != (b->n == 0))
		return a->n == 0 ? 1 : -1;
	return (a->n > b->n) - (a->n < b->n);
}

#define ST_SORT sort_cells
#define ST_ELEMENT_TYPE Cell
#define ST_COMPARE(a, b) cell_compare(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * True if so many hidden counts that come to this sum may stand.  One alone is
 * the total less the others.  For a reader who knows only that all are 1 at
 * least, each lies in a range of sum - hidden + 1 numbers, which shall be as
 * many as the threshold hides.  Small ones alone that are all just below the
 * threshold could not be anything else.  A reader who knows the rule cannot
 * tell what any one of them is, but may be left with fewer numbers, or know
 * the counts up to their order.
 */
static bool
is_safe(int64 hidden, double sum, double below, bool only_small)
{
	return hidden >= 2 && sum >= below && sum - hidden >= below - 1 &&
		!(only_small && sum == hidden * (ceil(below) - 1));
}

static void
hide_cells(ShownSet *set, WindowObject window, int64 rows, double below)
{
	Cell	   *cells = array_allocate(rows, sizeof(Cell));
	int64		count = 0;
	double		sum = 0;
	int64		hidden = 0;

	for (int64 i = 0; i < rows; i++)
	{
		Datum		datum;
		bool		is_null;
		bool		is_out;

		CHECK_FOR_INTERRUPTS();
		datum = WinGetFuncArgInPartition(window, 0, i, WINDOW_SEEK_HEAD, false, &is_null, &is_out);
		set->is_hidden[i] = is_null;
		if (is_null)
			continue;
		check_amount(DatumGetFloat8(datum), "count");
		cells[count++] = (Cell)
		{
			DatumGetFloat8(datum), i
		};
	}
	sort_cells(cells, count);

	/* Equal counts go together: which of them was hidden would tell something. */
	while (hidden < count)
	{
		double		n = cells[hidden].n;

		if (!is_small(n, below) &&
			(hidden == 0 || is_safe(hidden, sum, below, is_small(cells[hidden - 1].n, below))))
			break;
		for (; hidden < count && cells[hidden].n == n; hidden++)
		{
			CHECK_FOR_INTERRUPTS();
			set->is_hidden[cells[hidden].row] = true;
			sum += n;
		}
	}
	set->is_ready = true;
	pfree(cells);
}

PG_FUNCTION_INFO_V1(suppress_set);

/*
 * suppress_set(n float8, below float8) over (partition by ...) -> float8
 *
 * suppress() for the counts of a partition whose total is published.  As long
 * as any is hidden, so many others are that the total and what is shown give
 * none away (see is_safe): the next smallest counts, equal ones together, and
 * zeros last.  What cannot be helped: a set of one count is its own total, and
 * where even hiding everything is not enough, everything is hidden.
 *
 * The threshold is that of the partition's first row.  NULL for a count that
 * is hidden or NULL.  Errors: as suppress; 22004 for a NULL threshold; 42P20
 * for a call without a window.
 * Source: Hundepool et al., Statistical Disclosure Control, 2012, section 4.
 */
Datum
suppress_set(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	int64		rows;
	ShownSet   *set;
	bool		is_null;
	Datum		n;

	if (!WindowObjectIsValid(window))
		ereport(ERROR,
				(errcode(ERRCODE_WINDOWING_ERROR),
				 errmsg("suppress_set can only be called as a window function")));
	rows = WinGetPartitionRowCount(window);
	set = WinGetPartitionLocalMemory(window, add_size(offsetof(ShownSet, is_hidden), rows));
	if (!set->is_ready)
	{
		Datum		below = WinGetFuncArgCurrent(window, 1, &is_null);

		if (is_null)
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("the threshold of suppression must not be null")));
		check_below(DatumGetFloat8(below));
		hide_cells(set, window, rows, DatumGetFloat8(below));
	}
	n = WinGetFuncArgCurrent(window, 0, &is_null);
	if (set->is_hidden[WinGetCurrentPosition(window)])
		PG_RETURN_NULL();
	PG_RETURN_DATUM(n);
}
