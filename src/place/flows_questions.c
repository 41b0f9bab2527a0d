/*
 * flows_questions.c
 *		What one matrix over places answers.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/kept.h"
#include "base/memory.h"
#include "base/rows.h"
#include "place/place_algebra.h"

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
	PlaceFlows *flows = place_flows_with_origin(kept_detoasted(fcinfo, 0, "place_flows"), CODE_FROM_TEXT(code), &i);
	FlowsView	view;
	uint32		code_bytes = 0;
	CodeListWriter writer;
	PlaceCounts *counts;

	if (flows == NULL)
		PG_RETURN_NULL();
	view = place_flows_view(flows);
	for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
	{
		CHECK_FOR_INTERRUPTS();
		code_bytes += code_list_get(&view.destinations, view.destination[cell]).length;
	}
	counts = place_counts_allocate(view.row[i + 1] - view.row[i], code_bytes, &writer);
	for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
	{
		Code		to = code_list_get(&view.destinations, view.destination[cell]);

		CHECK_FOR_INTERRUPTS();
		check_count(view.n[cell], CODE_FROM_TEXT(code), &to, ERRCODE_DATA_CORRUPTED);
		counts->n[writer.count] = view.n[cell];
		code_list_write(&writer, to);
	}
	PG_RETURN_POINTER(counts);
}

/*
 * Writes all cells where the executor would only gather the rows of single calls:
 * each code becomes a text once, not once a cell.
 */
static void
put_cells(FunctionCallInfo fcinfo, const FlowsView *flows)
{
	Datum	   *destination = array_allocate(flows->destinations.count, sizeof(Datum));
	Datum		values[3];
	bool		nulls[3] = {false, false, false};
	ReturnSetInfo *rows = rows_start(fcinfo, lengthof(values));

	for (uint32 j = 0; j < flows->destinations.count; j++)
	{
		CHECK_FOR_INTERRUPTS();
		destination[j] = PointerGetDatum(code_to_text(code_list_get(&flows->destinations, j)));
	}
	for (uint32 i = 0; i < flows->origins.count; i++)
	{
		values[0] = PointerGetDatum(code_to_text(code_list_get(&flows->origins, i)));
		for (uint32 cell = flows->row[i]; cell < flows->row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			values[1] = destination[flows->destination[cell]];
			values[2] = Float8GetDatum(flows->n[cell]);
			rows_put(rows, values, nulls);
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

		call = rows_first_call(fcinfo, lengthof(values));
		caller = MemoryContextSwitchTo(call->multi_call_memory_ctx);
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
	SRF_RETURN_NEXT(call, rows_next(call, values, nulls));
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
	double	   *n = array_allocate(view.cells, sizeof(double));

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
		{
			CHECK_FOR_INTERRUPTS();
			n[cell] = view.n[cell] / sum[i];
		}
	}
	PG_RETURN_POINTER(place_flows_with_n(flows, n));
}
