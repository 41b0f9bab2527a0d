/*
 * place_algebra.c
 *		How counts and flows combine: a small linear algebra over places.
 *
 * Sums are taken in the order of the codes, so equal values always give equal
 * answers to the last bit.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/memory.h"
#include "base/search.h"
#include "base/stored.h"
#include "place/place_algebra.h"

/* A difference this small beside what was taken away is rounding, not a debt. */
#define ROUNDING 1e-12

#define ST_SORT sort_numbers
#define ST_ELEMENT_TYPE uint32
#define ST_COMPARE(a, b) ((*(a) > *(b)) - (*(a) < *(b)))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/* ------------------------------------------------------------------------
 * Limits and checks
 * ------------------------------------------------------------------------
 */

/*
 * What counts are multiplied with.
 */
double
check_factor(double factor)
{
	if (!(factor >= 0) || isinf(factor))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("factor must be a finite number of at least 0, not %.15g", factor)));
	return factor == 0 ? 0 : factor;
}

/*
 * What counts are divided by.
 */
double
check_divisor(double divisor)
{
	if (divisor == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DIVISION_BY_ZERO),
				 errmsg("division by zero")));
	if (!(divisor > 0) || isinf(divisor))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("divisor must be a finite number above 0, not %.15g", divisor)));
	return divisor;
}

/*
 * What is left of whole when part is taken away.  Fractions that were added and
 * taken away again may miss 0 by a rounding error, which is no debt; among whole
 * numbers there is none.
 */
double
take_away(double whole, double part, Code place, const Code *destination)
{
	double		left = whole - part;

	if (left < 0 && -left <= ROUNDING * part && (whole != floor(whole) || part != floor(part)))
		left = 0;
	check_count(left, place, destination, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	return left;
}

/* ------------------------------------------------------------------------
 * Sums and positions
 * ------------------------------------------------------------------------
 */

/*
 * Finite cells may sum to more than a float8 holds.
 */
static double *
check_sums(double *sum, const CodeList *places)
{
	for (uint32 i = 0; i < places->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		check_count(sum[i], code_list_get(places, i), NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	}
	return sum;
}

/*
 * How many go out of each origin.
 */
double *
place_flows_row_sums(const FlowsView *flows)
{
	double	   *sum = array_allocate_zero(flows->origins.count, sizeof(double));

	for (uint32 i = 0; i < flows->origins.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (uint32 cell = flows->row[i]; cell < flows->row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			sum[i] += flows->n[cell];
		}
	}
	return check_sums(sum, &flows->origins);
}

/*
 * How many come into each destination.
 */
double *
place_flows_column_sums(const FlowsView *flows)
{
	double	   *sum = array_allocate_zero(flows->destinations.count, sizeof(double));

	for (uint32 cell = 0; cell < flows->cells; cell++)
	{
		CHECK_FOR_INTERRUPTS();
		sum[flows->destination[cell]] += flows->n[cell];
	}
	return check_sums(sum, &flows->destinations);
}

/*
 * The cell from one origin to one destination, if there is one.
 */
bool
place_flows_find(const FlowsView *flows, uint32 origin, uint32 destination, uint32 *cell)
{
	uint32		end = flows->row[origin + 1];

	*cell = first_not_below(flows->destination, flows->row[origin], end, destination);
	return *cell < end && flows->destination[*cell] == destination;
}

/*
 * Where each code of one list stands in another, NOWHERE if it does not.
 */
uint32 *
positions_in(const CodeList *list, const CodeList *other)
{
	uint32	   *position = array_allocate(list->count, sizeof(uint32));
	uint32		j = 0;

	for (uint32 i = 0; i < list->count; i++)
	{
		Code		code = code_list_get(list, i);

		CHECK_FOR_INTERRUPTS();
		while (j < other->count && code_compare(code_list_get(other, j), code) < 0)
		{
			CHECK_FOR_INTERRUPTS();
			j++;
		}
		position[i] = j < other->count && code_equal(code_list_get(other, j), code) ? j : NOWHERE;
	}
	return position;
}

/* ------------------------------------------------------------------------
 * Two values, place by place
 * ------------------------------------------------------------------------
 */

/*
 * The places of both, each with what the operation makes of its two counts.
 * Both lists are sorted, so they become one in a single walk.
 */
PlaceCounts *
place_counts_combined(const PlaceCounts *a, const PlaceCounts *b, CountsOperation operation)
{
	CountsPair	pair;
	CodeListUnion both;
	CodeListWriter writer;
	PlaceCounts *counts;

	counts_pair_start(&pair, a, b);
	both = code_list_union(&pair.a_places, &pair.b_places);
	counts = place_counts_allocate(both.count, both.bytes, &writer);
	while (counts_pair_next(&pair))
	{
		double		n = operation(pair.a_n, pair.b_n);

		check_count(n, pair.place, NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		counts->n[writer.count] = n == 0 ? 0 : n;
		code_list_write(&writer, pair.place);
	}
	code_list_union_free(&both);
	Assert(place_counts_is_valid(counts));
	return counts;
}

static double
add(double a, double b)
{
	return a + b;
}

PlaceCounts *
place_counts_sum(const PlaceCounts *a, const PlaceCounts *b)
{
	return place_counts_combined(a, b, add);
}

/* One of two matrices that become one. */
typedef struct Addend
{
	FlowsView	view;
	const uint32 *number;		/* of each destination in both together */
} Addend;

/*
 * Merges a row of either matrix, both in the order of destinations, into the
 * cells from cell on; without a writer it only counts them.  A row of NOWHERE has
 * no cells.  Returns where the row ends.
 */
static uint32
merge_rows(const Addend *a, uint32 a_row, const Addend *b, uint32 b_row, Code from,
		   FlowsWriter *writer, uint32 cell)
{
	uint32		x = a_row == NOWHERE ? 0 : a->view.row[a_row];
	uint32		y = b_row == NOWHERE ? 0 : b->view.row[b_row];
	uint32		x_end = a_row == NOWHERE ? 0 : a->view.row[a_row + 1];
	uint32		y_end = b_row == NOWHERE ? 0 : b->view.row[b_row + 1];

	while (x < x_end || y < y_end)
	{
		uint32		a_to = x < x_end ? a->number[a->view.destination[x]] : NOWHERE;
		uint32		b_to = y < y_end ? b->number[b->view.destination[y]] : NOWHERE;

		CHECK_FOR_INTERRUPTS();
		if (writer != NULL)
		{
			double		n = (a_to <= b_to ? a->view.n[x] : 0) + (b_to <= a_to ? b->view.n[y] : 0);

			/* Two finite counts may sum to more than a float8 holds. */
			if (isinf(n))
			{
				Code		to = code_list_get(&a->view.destinations, a->view.destination[x]);

				check_count(n, from, &to, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
			}
			writer->destination[cell] = Min(a_to, b_to);
			writer->n[cell] = n;
		}
		x += a_to <= b_to;
		y += b_to <= a_to;
		cell++;
	}
	return cell;
}

/*
 * The cells of both matrices, merged row by row.  What it takes beside the
 * result are the numbers of the places.
 */
PlaceFlows *
place_flows_sum(const PlaceFlows *a, const PlaceFlows *b)
{
	Addend		first = {.view = place_flows_view(a)};
	Addend		second = {.view = place_flows_view(b)};
	CodeListUnion origins = code_list_union(&first.view.origins, &second.view.origins);
	CodeListUnion destinations = code_list_union(&first.view.destinations, &second.view.destinations);
	CodeListPair pair = code_list_pair(&first.view.origins, &second.view.origins);
	FlowsSize	size = {
		.origins = origins.count, .origin_bytes = origins.bytes,
		.destinations = destinations.count, .destination_bytes = destinations.bytes
	};
	FlowsWriter writer;
	PlaceFlows *flows;
	Code		from;
	uint32		i;
	uint32		j;

	first.number = destinations.left;
	second.number = destinations.right;
	while (code_list_pair_next(&pair, &from, &i, &j))
		size.cells = merge_rows(&first, i, &second, j, from, NULL, size.cells);
	flows = place_flows_allocate(size, &writer);
	code_list_write_union(&writer.destinations, &first.view.destinations, &second.view.destinations);
	writer.row[0] = 0;
	pair = code_list_pair(&first.view.origins, &second.view.origins);
	while (code_list_pair_next(&pair, &from, &i, &j))
	{
		uint32		start = writer.row[writer.origins.count];

		code_list_write(&writer.origins, from);
		writer.row[writer.origins.count] = merge_rows(&first, i, &second, j, from, &writer, start);
	}
	code_list_union_free(&origins);
	code_list_union_free(&destinations);
	Assert(place_flows_is_valid(flows));
	return flows;
}

/* ------------------------------------------------------------------------
 * Transpose and products
 * ------------------------------------------------------------------------
 */

/*
 * The parts of a matrix turned over: its origins are all destinations of the
 * other.  Cells are dropped into one bucket a destination, in the order of their
 * origins, so that they come out sorted.
 */
FlowsView
place_flows_turned_view(const FlowsView *view)
{
	uint32	   *row = array_allocate_zero((Size) view->destinations.count + 2, sizeof(uint32));
	uint32	   *destination = array_allocate(view->cells, sizeof(uint32));
	double	   *n = array_allocate(view->cells, sizeof(double));
	uint32	   *next = row + 1;

	/* next[d] starts as where d's cells begin, and ends as where they end. */
	for (uint32 cell = 0; cell < view->cells; cell++)
	{
		CHECK_FOR_INTERRUPTS();
		row[view->destination[cell] + 2]++;
	}
	for (uint32 i = 0; i < view->destinations.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		row[i + 2] += row[i + 1];
	}
	for (uint32 i = 0; i < view->origins.count; i++)
		for (uint32 cell = view->row[i]; cell < view->row[i + 1]; cell++)
		{
			uint32		to = next[view->destination[cell]]++;

			CHECK_FOR_INTERRUPTS();
			destination[to] = i;
			n[to] = view->n[cell];
		}
	return (FlowsView)
	{
		.origins = view->destinations,
			.destinations = view->origins,
			.cells = view->cells,
			.row = row,
			.destination = destination,
			.n = n
	};
}

/*
 * A matrix turned over, as a value.
 */
PlaceFlows *
place_flows_turned(const FlowsView *view)
{
	FlowsView	turned = place_flows_turned_view(view);
	PlaceFlows *flows = place_flows_assemble(&turned);

	pfree(unconstify(uint32 *, turned.row));
	pfree(unconstify(uint32 *, turned.destination));
	pfree(unconstify(double *, turned.n));
	return flows;
}

/*
 * Counts moved along flows: vector times matrix.
 */
PlaceCounts *
place_counts_moved(const PlaceCounts *counts, const FlowsView *flows)
{
	CodeList	places = place_counts_places(counts);
	uint32	   *origin = positions_in(&places, &flows->origins);
	double	   *n = array_allocate_zero(flows->destinations.count, sizeof(double));
	bool	   *reached = array_allocate_zero(flows->destinations.count, sizeof(bool));

	for (uint32 i = 0; i < places.count; i++)
	{
		if (origin[i] == NOWHERE)
			continue;
		CHECK_FOR_INTERRUPTS();
		for (uint32 cell = flows->row[origin[i]]; cell < flows->row[origin[i] + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			n[flows->destination[cell]] += counts->n[i] * flows->n[cell];
			reached[flows->destination[cell]] = true;
		}
	}
	return place_counts_select(&flows->destinations, n, reached);
}

/* A product of two matrices as it grows. */
typedef struct Product
{
	Size		capacity;
	uint32		cells;
	uint32	   *destination;
	double	   *n;
} Product;

static void
product_make_room(Product *product, uint32 more)
{
	Size		wanted = (Size) product->cells + more;

	if (wanted > MaxAllocSize / (sizeof(double) + sizeof(uint32)))
		value_too_large("place_flows", NULL);
	if (wanted <= product->capacity)
		return;
	product->capacity = Max(2 * product->capacity, wanted);
	product->destination = repalloc_huge(product->destination, product->capacity * sizeof(uint32));
	product->n = repalloc_huge(product->n, product->capacity * sizeof(double));
}

/*
 * Row by row (Gustavson 1978): the row of the product is gathered in one array
 * over all destinations, and only those that were touched are taken out again.
 */
PlaceFlows *
place_flows_followed(const FlowsView *first, const FlowsView *second)
{
	uint32	   *between = positions_in(&first->destinations, &second->origins);
	double	   *sum = array_allocate_zero(second->destinations.count, sizeof(double));
	bool	   *is_touched = array_allocate_zero(second->destinations.count, sizeof(bool));
	uint32	   *touched = array_allocate(second->destinations.count, sizeof(uint32));
	uint32	   *row = array_allocate_zero((Size) first->origins.count + 1, sizeof(uint32));
	Product		product = {1, 0, palloc(sizeof(uint32)), palloc(sizeof(double))};
	FlowsView	view;

	for (uint32 i = 0; i < first->origins.count; i++)
	{
		uint32		touched_count = 0;

		CHECK_FOR_INTERRUPTS();
		for (uint32 cell = first->row[i]; cell < first->row[i + 1]; cell++)
		{
			uint32		over = between[first->destination[cell]];

			if (over == NOWHERE)
				continue;
			for (uint32 next = second->row[over]; next < second->row[over + 1]; next++)
			{
				uint32		to = second->destination[next];

				CHECK_FOR_INTERRUPTS();
				if (!is_touched[to])
				{
					is_touched[to] = true;
					touched[touched_count++] = to;
				}
				sum[to] += first->n[cell] * second->n[next];
			}
		}
		sort_numbers(touched, touched_count);
		product_make_room(&product, touched_count);
		for (uint32 t = 0; t < touched_count; t++)
		{
			CHECK_FOR_INTERRUPTS();
			product.destination[product.cells] = touched[t];
			product.n[product.cells++] = sum[touched[t]];
			sum[touched[t]] = 0;
			is_touched[touched[t]] = false;
		}
		row[i + 1] = product.cells;
	}
	view.origins = first->origins;
	view.destinations = second->destinations;
	view.cells = product.cells;
	view.row = row;
	view.destination = product.destination;
	view.n = product.n;
	return place_flows_assemble(&view);
}
