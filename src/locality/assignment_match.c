/*
 * assignment_match.c
 *		Which code of one assignment continues which of another: the matching that
 *		keeps the most people where they were.
 *
 * Codes before are rows, codes after are columns, people in common are worths;
 * only pairs with people in common match.  Rows enter one by one, each along a
 * shortest augmenting path (Jonker and Volgenant 1987, in the sparse form of
 * Karp 1980).  The dual prices stay: what a row and a column are paid together is
 * never less than their pair is worth, and exactly that for a pair that can stand
 * in a best matching.  Figures are exact, so "exactly" can be asked.
 *
 * A best matching is one that covers every row and every column with a price
 * above 0, and uses such tight pairs only.  So of all best matchings the one that
 * the rule of ties wants is found by walks over tight pairs alone.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "locality/assignment.h"

/* Where a path may end. */
typedef struct Reached
{
	double		distance;
	int32		column;
} Reached;

typedef struct Matching
{
	const Overlap *overlap;
	int32	   *column_first;	/* after + 1 of them: the rows of each column */
	int32	   *column_cell;	/* the cells of each column, by ascending rows */
	int32	   *cell_row;
	double	   *row_price;
	double	   *column_price;
	int32	   *column_of;		/* of each row, or -1 */
	int32	   *row_of;			/* of each column, or -1 */

	/* of one path */
	double	   *distance;		/* to each column, or -1 */
	int32	   *from;			/* the row from which a column was reached */
	bool	   *done;
	int32	   *touched;
	int32		touched_count;
	Reached    *heap;
	int32		heap_count;
	int64		heap_capacity;

	/* of the rule of ties */
	bool	   *fixed;			/* rows that have their answer */
	int32	   *way;			/* the row before, on a walk, or -1 */
	int32	   *queue;
	int32	   *seen;			/* the walk that met this row last */
	int32		walk;
} Matching;

static inline bool
reached_before(const Reached *x, const Reached *y)
{
	return x->distance != y->distance ? x->distance < y->distance : x->column < y->column;
}

static void
heap_push(Matching *m, Reached reached)
{
	int32		i = m->heap_count++;

	if (i == m->heap_capacity)
	{
		m->heap_capacity *= 2;
		m->heap = repalloc_huge(m->heap, m->heap_capacity * sizeof(Reached));
	}
	for (; i > 0 && reached_before(&reached, &m->heap[(i - 1) / 2]); i = (i - 1) / 2)
		m->heap[i] = m->heap[(i - 1) / 2];
	m->heap[i] = reached;
}

static Reached
heap_pop(Matching *m)
{
	Reached		top = m->heap[0];
	Reached		last = m->heap[--m->heap_count];
	int32		i = 0;

	for (;;)
	{
		int32		child = 2 * i + 1;

		if (child >= m->heap_count)
			break;
		if (child + 1 < m->heap_count && reached_before(&m->heap[child + 1], &m->heap[child]))
			child++;
		if (!reached_before(&m->heap[child], &last))
			break;
		m->heap[i] = m->heap[child];
		i = child;
	}
	m->heap[i] = last;
	return top;
}

static Matching
matching_new(const Overlap *overlap)
{
	Matching	m = {.overlap = overlap,.heap_capacity = 256};
	int32		cells = overlap->row[overlap->before];

	m.column_first = array_allocate_zero((Size) overlap->after + 1, sizeof(int32));
	m.column_cell = array_allocate(cells, sizeof(int32));
	m.cell_row = array_allocate(cells, sizeof(int32));
	m.row_price = array_allocate_zero(overlap->before, sizeof(double));
	m.column_price = array_allocate_zero(overlap->after, sizeof(double));
	m.column_of = array_allocate(overlap->before, sizeof(int32));
	m.row_of = array_allocate(overlap->after, sizeof(int32));
	m.distance = array_allocate(overlap->after, sizeof(double));
	m.from = array_allocate(overlap->after, sizeof(int32));
	m.done = array_allocate_zero(overlap->after, sizeof(bool));
	m.touched = array_allocate(overlap->after, sizeof(int32));
	m.heap = array_allocate(m.heap_capacity, sizeof(Reached));
	m.fixed = array_allocate_zero(overlap->before, sizeof(bool));
	m.way = array_allocate(overlap->before, sizeof(int32));
	m.queue = array_allocate(overlap->before, sizeof(int32));
	m.seen = array_allocate_zero(overlap->before, sizeof(int32));
	for (int32 row = 0; row < overlap->before; row++)
		m.column_of[row] = -1;
	for (int32 column = 0; column < overlap->after; column++)
	{
		m.row_of[column] = -1;
		m.distance[column] = -1;
	}
	for (int32 row = 0; row < overlap->before; row++)
		for (int32 cell = overlap->row[row]; cell < overlap->row[row + 1]; cell++)
		{
			m.cell_row[cell] = row;
			m.column_first[overlap->column[cell] + 1]++;
		}
	for (int32 column = 0; column < overlap->after; column++)
		m.column_first[column + 1] += m.column_first[column];
	for (int32 cell = 0; cell < cells; cell++)
		m.column_cell[m.column_first[overlap->column[cell]]++] = cell;
	for (int32 column = overlap->after; column > 0; column--)
		m.column_first[column] = m.column_first[column - 1];
	m.column_first[0] = 0;
	return m;
}

static void
matching_free(Matching *m)
{
	pfree(m->column_first);
	pfree(m->column_cell);
	pfree(m->cell_row);
	pfree(m->row_price);
	pfree(m->column_price);
	pfree(m->row_of);
	pfree(m->distance);
	pfree(m->from);
	pfree(m->done);
	pfree(m->touched);
	pfree(m->heap);
	pfree(m->fixed);
	pfree(m->way);
	pfree(m->queue);
	pfree(m->seen);
}

/*
 * By how much a pair is paid too much.
 */
static inline double
slack(const Matching *m, int32 row, int32 cell)
{
	return m->row_price[row] + m->column_price[m->overlap->column[cell]] - m->overlap->people[cell];
}

/*
 * Offers the columns of a row, to which a path leads over "distance".
 */
static void
path_reach(Matching *m, int32 row, double distance)
{
	const Overlap *overlap = m->overlap;

	for (int32 cell = overlap->row[row]; cell < overlap->row[row + 1]; cell++)
	{
		int32		column = overlap->column[cell];
		double		there;

		CHECK_FOR_INTERRUPTS();
		if (overlap->people[cell] <= 0 || m->done[column])
			continue;
		there = distance + slack(m, row, cell);
		if (m->distance[column] >= 0 && m->distance[column] <= there)
			continue;
		if (m->distance[column] < 0)
			m->touched[m->touched_count++] = column;
		m->distance[column] = there;
		m->from[column] = row;
		heap_push(m, (Reached) {there, column});
	}
}

/*
 * Changes the prices along the paths that were found shorter than "shortest",
 * before the matching changes.
 */
static void
path_pay(Matching *m, int32 start, double shortest)
{
	m->row_price[start] -= shortest;
	for (int32 i = 0; i < m->touched_count; i++)
	{
		int32		column = m->touched[i];

		if (m->done[column] && m->distance[column] < shortest)
		{
			m->column_price[column] += shortest - m->distance[column];
			m->row_price[m->row_of[column]] -= shortest - m->distance[column];
		}
		m->distance[column] = -1;
		m->done[column] = false;
	}
	m->touched_count = 0;
	m->heap_count = 0;
}

/*
 * A row enters.  Its shortest path ends at a column that nobody has, or leaves a
 * row, maybe this one, without a column where that costs less.
 */
static void
match_row(Matching *m, int32 start)
{
	const Overlap *overlap = m->overlap;
	double		shortest = 0;
	int32		left_out = start;	/* the row that ends without a column */
	int32		column = -1;

	for (int32 cell = overlap->row[start]; cell < overlap->row[start + 1]; cell++)
		m->row_price[start] = Max(m->row_price[start],
								  overlap->people[cell] - m->column_price[overlap->column[cell]]);
	shortest = m->row_price[start];
	path_reach(m, start, 0);
	while (m->heap_count > 0)
	{
		Reached		next = heap_pop(m);
		int32		row = m->row_of[next.column];

		CHECK_FOR_INTERRUPTS();
		if (m->done[next.column] || next.distance > m->distance[next.column])
			continue;
		if (next.distance > shortest || (next.distance == shortest && left_out != start))
			break;
		if (row < 0)
		{
			shortest = next.distance;
			column = next.column;
			break;
		}
		m->done[next.column] = true;
		if (next.distance + m->row_price[row] < shortest)
		{
			shortest = next.distance + m->row_price[row];
			left_out = row;
		}
		path_reach(m, row, next.distance);
	}
	if (column < 0 && left_out != start)
	{
		column = m->column_of[left_out];
		m->column_of[left_out] = -1;
	}
	path_pay(m, start, shortest);
	while (column >= 0)
	{
		int32		row = m->from[column];
		int32		before = m->column_of[row];

		m->row_of[column] = row;
		m->column_of[row] = column;
		column = row == start ? -1 : before;
	}
}

static inline bool
is_tight(const Matching *m, int32 row, int32 cell)
{
	return m->overlap->people[cell] > 0 && slack(m, row, cell) == 0;
}

/*
 * Finds the row another column for the one it had to give up, or leaves it without
 * one if its price is 0.  Every row on the way takes the column of the next, which
 * is noted in "way".  Returns the column at which that ends, -1 if the last row
 * ends without one (left in *last), or -2 if there is no way.  "wanted" is a free
 * column that is best taken, or -1.
 */
static int32
walk_rows(Matching *m, int32 start, int32 forbidden, int32 wanted, int32 *last)
{
	const Overlap *overlap = m->overlap;
	int32		end = -2;
	int32		head = 0;
	int32		tail = 0;

	m->walk++;
	m->seen[start] = m->walk;
	m->way[start] = -1;
	m->queue[tail++] = start;
	while (head < tail)
	{
		int32		row = m->queue[head++];

		if (end == -2 && m->row_price[row] == 0)
		{
			end = -1;
			*last = row;
		}
		for (int32 cell = overlap->row[row]; cell < overlap->row[row + 1]; cell++)
		{
			int32		column = overlap->column[cell];
			int32		owner = m->row_of[column];

			CHECK_FOR_INTERRUPTS();
			if (!is_tight(m, row, cell) || column == forbidden)
				continue;
			if (owner < 0 && (column == wanted || end == -2))
			{
				end = column;
				*last = row;
				if (column == wanted)
					return end;
			}
			if (owner < 0 || m->fixed[owner] || m->seen[owner] == m->walk)
				continue;
			m->seen[owner] = m->walk;
			m->way[owner] = row;
			m->queue[tail++] = owner;
		}
	}
	return end;
}

/*
 * Along a walk, from its end: every row gives its column to the one before it.
 */
static void
shift_rows(Matching *m, int32 last, int32 column)
{
	while (last >= 0)
	{
		int32		given = m->column_of[last];

		m->column_of[last] = column;
		if (column >= 0)
			m->row_of[column] = last;
		column = given;
		last = m->way[last];
	}
}

/*
 * Covers a column that must not be left: a row takes it and leaves its own, which
 * another takes, until a column is left that may be, or a row is found that had
 * none.  Returns false, and changes nothing, if there is no way.
 */
static bool
cover_column(Matching *m, int32 start)
{
	int32		head = 0;
	int32		tail = 0;
	int32		column = start;
	int32		row = -1;

	m->walk++;
	for (;;)
	{
		for (int32 i = m->column_first[column]; i < m->column_first[column + 1]; i++)
		{
			int32		other = m->cell_row[m->column_cell[i]];

			CHECK_FOR_INTERRUPTS();
			if (m->fixed[other] || m->seen[other] == m->walk || !is_tight(m, other, m->column_cell[i]))
				continue;
			m->seen[other] = m->walk;
			m->way[other] = column;
			if (m->column_of[other] < 0 || m->column_price[m->column_of[other]] == 0)
			{
				row = other;
				break;
			}
			m->queue[tail++] = other;
		}
		if (row >= 0 || head == tail)
			break;
		column = m->column_of[m->queue[head++]];
	}
	if (row < 0)
		return false;
	column = m->column_of[row];
	if (column >= 0)
		m->row_of[column] = -1;
	do
	{
		int32		owner;

		column = m->way[row];
		owner = m->row_of[column];
		m->row_of[column] = row;
		m->column_of[row] = column;
		row = owner;
	} while (column != start);
	return true;
}

/*
 * Gives a row a column, if a best matching allows that along with the answers so
 * far.  Who had the column needs another, and the column that the row had may need
 * another row: one walk from the first to the second does both.  Where there is
 * none, walks from each meet nowhere, and both are needed.
 */
static bool
take_column(Matching *m, int32 row, int32 column)
{
	int32		owner = m->row_of[column];
	int32		left = m->column_of[row];
	int32		end = -1;
	int32		last = -1;

	if (left >= 0)
		m->row_of[left] = -1;
	if (owner >= 0)
		end = walk_rows(m, owner, column, left, &last);
	if (end == -2 ||
		(left >= 0 && end != left && m->column_price[left] > 0 && !cover_column(m, left)))
	{
		if (left >= 0)
			m->row_of[left] = row;
		return false;
	}
	shift_rows(m, last, end);
	m->column_of[row] = column;
	m->row_of[column] = row;
	return true;
}

/*
 * The column that continues each row, or -1.  Of all matchings with the
 * most people in common it is the one in which the first row has the first column
 * that it can have, then the second row, and so on.
 */
int32 *
overlap_match(const Overlap *overlap)
{
	Matching	m = matching_new(overlap);

	for (int32 row = 0; row < overlap->before; row++)
		match_row(&m, row);
	for (int32 row = 0; row < overlap->before; row++)
	{
		CHECK_FOR_INTERRUPTS();
		m.fixed[row] = true;
		for (int32 cell = overlap->row[row]; cell < overlap->row[row + 1]; cell++)
		{
			int32		column = overlap->column[cell];

			if (column == m.column_of[row])
				break;
			if (is_tight(&m, row, cell) && (m.row_of[column] < 0 || !m.fixed[m.row_of[column]]) &&
				take_column(&m, row, column))
				break;
		}
	}
	matching_free(&m);
	return m.column_of;
}
