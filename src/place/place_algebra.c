/*
 * place_algebra.c
 *		What counts and flows answer, and how they combine: a small linear algebra
 *		over places.
 *
 * Sums are taken in the order of the codes, so equal values always give equal
 * answers to the last bit.
 */
#include "postgres.h"

#include <math.h>

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "place/place_algebra.h"

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
		check_count(sum[i], code_list_get(places, i), NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	return sum;
}

/*
 * How many go out of each origin.
 */
double *
place_flows_row_sums(const FlowsView *flows)
{
	double	   *sum = palloc0(mul_size(Max(flows->origins.count, 1), sizeof(double)));

	for (uint32 i = 0; i < flows->origins.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (uint32 cell = flows->row[i]; cell < flows->row[i + 1]; cell++)
			sum[i] += flows->n[cell];
	}
	return check_sums(sum, &flows->origins);
}

/*
 * How many come into each destination.
 */
double *
place_flows_column_sums(const FlowsView *flows)
{
	double	   *sum = palloc0(mul_size(Max(flows->destinations.count, 1), sizeof(double)));

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
	uint32		low = flows->row[origin];
	uint32		high = flows->row[origin + 1];

	while (low < high)
	{
		uint32		middle = low + (high - low) / 2;

		if (flows->destination[middle] < destination)
			low = middle + 1;
		else
			high = middle;
	}
	*cell = low;
	return low < flows->row[origin + 1] && flows->destination[low] == destination;
}

/*
 * Where each code of one list stands in another, NOWHERE if it does not.
 */
uint32 *
positions_in(const CodeList *list, const CodeList *other)
{
	uint32	   *position = palloc(mul_size(Max(list->count, 1), sizeof(uint32)));
	uint32		j = 0;

	for (uint32 i = 0; i < list->count; i++)
	{
		Code		code = code_list_get(list, i);

		CHECK_FOR_INTERRUPTS();
		while (j < other->count && code_compare(code_list_get(other, j), code) < 0)
			j++;
		position[i] = j < other->count && code_equal(code_list_get(other, j), code) ? j : NOWHERE;
	}
	return position;
}

/* ------------------------------------------------------------------------
 * Questions
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(place_flows_total);

/*
 * total(place_flows) -> float8
 *
 * All cells together; 0 for a value with no cell.
 */
Datum
place_flows_total(PG_FUNCTION_ARGS)
{
	PlaceFlows *flows = PG_GETARG_PLACE_FLOWS(0);

	PG_RETURN_FLOAT8(sum_of_counts(flows->n, flows->cells));
}

PG_FUNCTION_INFO_V1(place_flows_get);

/*
 * place_flows -> text -> place_counts
 *
 * Where those of one origin go; NULL if nothing is known of that origin.
 */
Datum
place_flows_get(PG_FUNCTION_ARGS)
{
	text	   *code = PG_GETARG_TEXT_PP(1);
	uint32		i;
	PlaceFlows *flows = place_flows_with_origin(PG_GETARG_DATUM(0), CODE_FROM_TEXT(code), &i);
	FlowsView	view;
	double	   *n;
	bool	   *keep;

	if (flows == NULL)
		PG_RETURN_NULL();
	view = place_flows_view(flows);
	n = palloc(mul_size(view.destinations.count, sizeof(double)));
	keep = palloc0(view.destinations.count);
	for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
	{
		n[view.destination[cell]] = view.n[cell];
		keep[view.destination[cell]] = true;
	}
	PG_RETURN_POINTER(place_counts_select(&view.destinations, n, keep));
}

/*
 * Writes all cells where the executor would only gather the rows of single calls:
 * each code becomes a text once, not once a cell.
 */
static void
put_cells(FunctionCallInfo fcinfo, const FlowsView *flows)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum	   *destination = palloc_extended(mul_size(Max(flows->destinations.count, 1), sizeof(Datum)), MCXT_ALLOC_HUGE);
	Datum		values[3];
	bool		nulls[3] = {false, false, false};

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	for (uint32 j = 0; j < flows->destinations.count; j++)
		destination[j] = PointerGetDatum(code_to_text(code_list_get(&flows->destinations, j)));
	for (uint32 i = 0; i < flows->origins.count; i++)
	{
		values[0] = PointerGetDatum(code_to_text(code_list_get(&flows->origins, i)));
		for (uint32 cell = flows->row[i]; cell < flows->row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			values[1] = destination[flows->destination[cell]];
			values[2] = Float8GetDatum(flows->n[cell]);
			tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
		}
		pfree(DatumGetPointer(values[0]));
	}
}

/* Where cells() stands between two calls. */
typedef struct CellsCall
{
	FlowsView	view;
	uint32		origin;
	text	   *origin_text;	/* NULL: not made yet */
} CellsCall;

PG_FUNCTION_INFO_V1(place_flows_cells);

/*
 * cells(place_flows) -> setof (origin text, destination text, n float8)
 *
 * One row a cell, by origin, then destination, in bytewise order of the codes.
 * Rows are read straight from the value; there is no second copy, but the one
 * that the executor makes, in work_mem and beyond it on disk, of any function in
 * FROM.
 */
Datum
place_flows_cells(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	CellsCall  *here;
	uint32		cell;
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum		values[3];
	bool		nulls[3] = {false, false, false};

	if (result != NULL && IsA(result, ReturnSetInfo) && (result->allowedModes & SFRM_Materialize_Preferred) != 0)
	{
		FlowsView	flows = place_flows_view(PG_GETARG_PLACE_FLOWS(0));

		put_cells(fcinfo, &flows);
		PG_RETURN_NULL();
	}
	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext caller;
		TupleDesc	row;

		call = SRF_FIRSTCALL_INIT();
		caller = MemoryContextSwitchTo(call->multi_call_memory_ctx);
		if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		call->tuple_desc = BlessTupleDesc(row);
		call->user_fctx = here = palloc0(sizeof(CellsCall));
		here->view = place_flows_view(PG_GETARG_PLACE_FLOWS(0));
		MemoryContextSwitchTo(caller);
	}
	call = SRF_PERCALL_SETUP();
	here = call->user_fctx;
	cell = call->call_cntr;
	if (cell >= here->view.cells)
		SRF_RETURN_DONE(call);
	while (cell >= here->view.row[here->origin + 1])
	{
		here->origin++;
		if (here->origin_text != NULL)
			pfree(here->origin_text);
		here->origin_text = NULL;
	}
	if (here->origin_text == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(call->multi_call_memory_ctx);

		here->origin_text = code_to_text(code_list_get(&here->view.origins, here->origin));
		MemoryContextSwitchTo(caller);
	}
	values[0] = PointerGetDatum(here->origin_text);
	values[1] = PointerGetDatum(code_to_text(code_list_get(&here->view.destinations,
														   here->view.destination[cell])));
	values[2] = Float8GetDatum(here->view.n[cell]);
	SRF_RETURN_NEXT(call, HeapTupleGetDatum(heap_form_tuple(call->tuple_desc, values, nulls)));
}

PG_FUNCTION_INFO_V1(place_flows_origins);

/*
 * origins(place_flows) -> place_counts
 *
 * How many go out of each origin.  The total is that of the flows.
 */
Datum
place_flows_origins(PG_FUNCTION_ARGS)
{
	FlowsView	view = place_flows_view(PG_GETARG_PLACE_FLOWS(0));

	PG_RETURN_POINTER(place_counts_select(&view.origins, place_flows_row_sums(&view), NULL));
}

PG_FUNCTION_INFO_V1(place_flows_destinations);

/*
 * destinations(place_flows) -> place_counts
 *
 * How many come into each destination.  The total is that of the flows.
 */
Datum
place_flows_destinations(PG_FUNCTION_ARGS)
{
	FlowsView	view = place_flows_view(PG_GETARG_PLACE_FLOWS(0));

	PG_RETURN_POINTER(place_counts_select(&view.destinations, place_flows_column_sums(&view), NULL));
}

PG_FUNCTION_INFO_V1(place_flows_transpose);

/*
 * transpose(place_flows) -> place_flows
 *
 * The same flows seen from their destinations.
 */
Datum
place_flows_transpose(PG_FUNCTION_ARGS)
{
	FlowsView	view = place_flows_view(PG_GETARG_PLACE_FLOWS(0));

	PG_RETURN_POINTER(place_flows_turned(&view));
}

/*
 * A matrix turned over.  Cells are dropped into one bucket a destination, in the
 * order of their origins, so that they come out sorted.
 */
PlaceFlows *
place_flows_turned(const FlowsView *view)
{
	FlowsView	turned;
	uint32	   *row = palloc0(mul_size((Size) view->destinations.count + 2, sizeof(uint32)));
	uint32	   *destination = MemoryContextAllocHuge(CurrentMemoryContext,
													 mul_size(Max(view->cells, 1), sizeof(uint32)));
	double	   *n = MemoryContextAllocHuge(CurrentMemoryContext,
										   mul_size(Max(view->cells, 1), sizeof(double)));
	uint32	   *next = row + 1;
	PlaceFlows *flows;

	/* next[d] starts as where d's cells begin, and ends as where they end. */
	for (uint32 cell = 0; cell < view->cells; cell++)
	{
		CHECK_FOR_INTERRUPTS();
		row[view->destination[cell] + 2]++;
	}
	for (uint32 i = 0; i < view->destinations.count; i++)
		row[i + 2] += row[i + 1];
	for (uint32 i = 0; i < view->origins.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (uint32 cell = view->row[i]; cell < view->row[i + 1]; cell++)
		{
			uint32		to = next[view->destination[cell]]++;

			destination[to] = i;
			n[to] = view->n[cell];
		}
	}
	turned.origins = view->destinations;
	turned.destinations = view->origins;
	turned.cells = view->cells;
	turned.row = row;
	turned.destination = destination;
	turned.n = n;
	flows = place_flows_assemble(&turned);
	pfree(row);
	pfree(destination);
	pfree(n);
	return flows;
}

PG_FUNCTION_INFO_V1(place_flows_shares);

/*
 * shares(place_flows) -> place_flows
 *
 * Each cell as a share, 0 to 1, of all that goes out of its origin; the shares
 * of an origin sum to 1.  Error: 22012 for an origin whose cells are all 0, as
 * nobody can say where its people would go.
 */
Datum
place_flows_shares(PG_FUNCTION_ARGS)
{
	PlaceFlows *flows = PG_GETARG_PLACE_FLOWS(0);
	FlowsView	view = place_flows_view(flows);
	double	   *sum = place_flows_row_sums(&view);
	double	   *n = MemoryContextAllocHuge(CurrentMemoryContext,
										   mul_size(Max(view.cells, 1), sizeof(double)));

	for (uint32 i = 0; i < view.origins.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (sum[i] == 0)
			ereport(ERROR,
					(errcode(ERRCODE_DIVISION_BY_ZERO),
					 errmsg("nobody goes out of place \"%s\"",
							code_for_message(code_list_get(&view.origins, i))),
					 errhint("Leave out rows with a count of 0 before taking shares.")));
		for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
			n[cell] = view.n[cell] / sum[i];
	}
	PG_RETURN_POINTER(place_flows_with_n(flows, n));
}

/* ------------------------------------------------------------------------
 * Operators
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(place_flows_add);

/*
 * place_flows + place_flows -> place_flows
 *
 * The cells of both; the counts of a cell that is in both are added.
 */
Datum
place_flows_add(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(place_flows_sum(PG_GETARG_PLACE_FLOWS(0), PG_GETARG_PLACE_FLOWS(1)));
}

PG_FUNCTION_INFO_V1(place_flows_subtract);

/*
 * place_flows - place_flows -> place_flows
 *
 * The cells of the first, less what the second has of them.  Error: 22003 if a
 * cell would be left with a negative count, also where only the second has it.
 */
Datum
place_flows_subtract(PG_FUNCTION_ARGS)
{
	PlaceFlows *flows = PG_GETARG_PLACE_FLOWS(0);
	FlowsView	whole = place_flows_view(flows);
	FlowsView	part = place_flows_view(PG_GETARG_PLACE_FLOWS(1));
	uint32	   *origin = positions_in(&part.origins, &whole.origins);
	uint32	   *destination = positions_in(&part.destinations, &whole.destinations);
	double	   *n = MemoryContextAllocHuge(CurrentMemoryContext,
										   mul_size(Max(whole.cells, 1), sizeof(double)));

	memcpy(n, whole.n, (Size) whole.cells * sizeof(double));
	for (uint32 i = 0; i < part.origins.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (uint32 cell = part.row[i]; cell < part.row[i + 1]; cell++)
		{
			Code		from = code_list_get(&part.origins, i);
			Code		to = code_list_get(&part.destinations, part.destination[cell]);
			uint32		into;

			if (origin[i] != NOWHERE && destination[part.destination[cell]] != NOWHERE &&
				place_flows_find(&whole, origin[i], destination[part.destination[cell]], &into))
				n[into] = take_away(n[into], part.n[cell], from, &to);
			else
				take_away(0, part.n[cell], from, &to);
		}
	}
	PG_RETURN_POINTER(place_flows_with_n(flows, n));
}

PG_FUNCTION_INFO_V1(place_flows_scale);

/*
 * place_flows * float8 -> place_flows
 *
 * Every cell times the factor.  Errors: 22003 for a negative or infinite factor
 * or one that is not a number, or if a cell overflows.
 */
Datum
place_flows_scale(PG_FUNCTION_ARGS)
{
	PlaceFlows *flows = PG_GETARG_PLACE_FLOWS(0);
	double		factor = check_factor(PG_GETARG_FLOAT8(1));
	double	   *n = MemoryContextAllocHuge(CurrentMemoryContext,
										   mul_size(Max(flows->cells, 1), sizeof(double)));

	for (uint32 cell = 0; cell < flows->cells; cell++)
	{
		CHECK_FOR_INTERRUPTS();
		n[cell] = flows->n[cell] * factor;
	}
	PG_RETURN_POINTER(place_flows_with_n(flows, n));
}

PG_FUNCTION_INFO_V1(place_counts_times_flows);

/*
 * place_counts * place_flows -> place_counts
 *
 * Moves counts along flows: each destination gets, from each origin, the count
 * of the origin times the cell.  Where the cells of each origin sum to 1 the
 * total is kept.  As in any product of a vector and a matrix, a place of the
 * counts that is no origin of the flows goes nowhere: recode() is the product
 * that checks.
 */
Datum
place_counts_times_flows(PG_FUNCTION_ARGS)
{
	PlaceCounts *counts = PG_GETARG_PLACE_COUNTS(0);
	FlowsView	flows = place_flows_view(PG_GETARG_PLACE_FLOWS(1));

	PG_RETURN_POINTER(place_counts_moved(counts, &flows));
}

PlaceCounts *
place_counts_moved(const PlaceCounts *counts, const FlowsView *flows)
{
	CodeList	places = place_counts_places(counts);
	uint32	   *origin = positions_in(&places, &flows->origins);
	double	   *n = palloc0(mul_size(Max(flows->destinations.count, 1), sizeof(double)));
	bool	   *reached = palloc0(Max(flows->destinations.count, 1));

	for (uint32 i = 0; i < places.count; i++)
	{
		if (origin[i] == NOWHERE)
			continue;
		CHECK_FOR_INTERRUPTS();
		for (uint32 cell = flows->row[origin[i]]; cell < flows->row[origin[i] + 1]; cell++)
		{
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
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("product of place_flows values is too large"),
				 errdetail("A value may take at most 1 GB.")));
	if (wanted <= product->capacity)
		return;
	product->capacity = Max(2 * product->capacity, wanted);
	product->destination = repalloc_huge(product->destination, product->capacity * sizeof(uint32));
	product->n = repalloc_huge(product->n, product->capacity * sizeof(double));
}

static int
compare_uint32(const void *a, const void *b)
{
	uint32		x = *(const uint32 *) a;
	uint32		y = *(const uint32 *) b;

	return (x > y) - (x < y);
}

PG_FUNCTION_INFO_V1(place_flows_times_flows);

/*
 * place_flows * place_flows -> place_flows
 *
 * Flows followed by flows, a chain of lookups: from each origin of the first to
 * each destination of the second, over every place between.  A place between
 * that is no origin of the second goes nowhere: recode() is the product that
 * checks.
 */
Datum
place_flows_times_flows(PG_FUNCTION_ARGS)
{
	FlowsView	first = place_flows_view(PG_GETARG_PLACE_FLOWS(0));
	FlowsView	second = place_flows_view(PG_GETARG_PLACE_FLOWS(1));

	PG_RETURN_POINTER(place_flows_followed(&first, &second));
}

/*
 * Row by row (Gustavson 1978): the row of the product is gathered in one array
 * over all destinations, and only those that were touched are taken out again.
 */
PlaceFlows *
place_flows_followed(const FlowsView *first, const FlowsView *second)
{
	uint32	   *between = positions_in(&first->destinations, &second->origins);
	double	   *sum = palloc0(mul_size(Max(second->destinations.count, 1), sizeof(double)));
	bool	   *is_touched = palloc0(Max(second->destinations.count, 1));
	uint32	   *touched = palloc(mul_size(Max(second->destinations.count, 1), sizeof(uint32)));
	uint32	   *row = palloc0(mul_size((Size) first->origins.count + 1, sizeof(uint32)));
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

				if (!is_touched[to])
				{
					is_touched[to] = true;
					touched[touched_count++] = to;
				}
				sum[to] += first->n[cell] * second->n[next];
			}
		}
		qsort(touched, touched_count, sizeof(uint32), compare_uint32);
		product_make_room(&product, touched_count);
		for (uint32 t = 0; t < touched_count; t++)
		{
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
