/*
 * reconcile.c
 *		Who are we responsible for?  Registered against resident people.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "place/reconcile.h"

/*
 * Takes the place that comes next in a list if its code is smaller than the
 * smallest so far.
 */
static void
take_smaller(Code *smallest, const CodeList *list, uint32 next)
{
	if (next < list->count &&
		(smallest->data == NULL || code_compare(code_list_get(list, next), *smallest) < 0))
		*smallest = code_list_get(list, next);
}

/*
 * Steps over a place in a list that has it.
 */
static bool
step_over(const CodeList *list, uint32 *next, Code place)
{
	if (*next >= list->count || !code_equal(code_list_get(list, *next), place))
		return false;
	(*next)++;
	return true;
}

/*
 * Starts at the first place of two sides.
 */
void
reconciliation_start(Reconciliation *here, const PlaceFlows *flows, const PlaceCounts *residents)
{
	memset(here, 0, sizeof(Reconciliation));
	here->flows = place_flows_view(flows);
	here->residents = residents;
	here->registered = place_flows_row_sums(&here->flows);
	here->living = place_flows_column_sums(&here->flows);
}

/*
 * The next place that either side knows, in bytewise order of codes.  Returns
 * false when there is none.
 */
bool
reconciliation_next(Reconciliation *here, ReconciledPlace *row)
{
	CodeList	resident_places = place_counts_places(here->residents);
	uint32		origin = here->origin;
	uint32		destination = here->destination;
	uint32		resident = here->resident;
	bool		is_origin;
	bool		is_destination;
	uint32		cell;

	memset(row, 0, sizeof(ReconciledPlace));
	take_smaller(&row->place, &here->flows.origins, origin);
	take_smaller(&row->place, &here->flows.destinations, destination);
	take_smaller(&row->place, &resident_places, resident);
	if (row->place.data == NULL)
		return false;
	is_origin = step_over(&here->flows.origins, &here->origin, row->place);
	is_destination = step_over(&here->flows.destinations, &here->destination, row->place);
	row->has_lists = is_origin || is_destination;
	row->has_residents = step_over(&resident_places, &here->resident, row->place);

	if (is_origin)
		row->registered = here->registered[origin];
	if (is_destination)
		row->living = here->living[destination];
	if (is_origin && is_destination && place_flows_find(&here->flows, origin, destination, &cell))
		row->both = here->flows.n[cell];
	if (row->has_residents)
		row->resident = here->residents->n[resident];
	return true;
}

PG_FUNCTION_INFO_V1(reconcile);

/*
 * reconcile(registered place_flows, residents place_counts)
 *
 * One row for every place that either side knows, in bytewise order of codes.
 * The flows go from the place of registration to the place of residence, both of
 * the same kind (boroughs, say).  All figures are people.
 *
 *	registered							on the lists of the place
 *	resident							living there, as counted by the council's side
 *	registered_here_living_here
 *	registered_here_living_elsewhere	registered less those living here
 *	living_here_registered_elsewhere	living_here_registered less those registered here
 *	living_here_registered				living there, on whatever list
 *	unregistered						residents beyond those who are on any list, or 0
 *	list_excess							people on lists beyond the residents, or 0
 *	registered_per_resident				living_here_registered / resident
 *
 * NULL is what is not known: the figures from lists for a place that the flows
 * do not name; the figures that need residents for a place without them (an
 * unknown residence, a place over the border); a ratio to 0 residents.
 * Source: NHS England, Who Pays? (2022), for the two rules of responsibility.
 */
Datum
reconcile(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	ReconciledPlace row;
	Datum		values[10];
	bool		nulls[10] = {false};

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext caller;
		TupleDesc	desc;

		call = SRF_FIRSTCALL_INIT();
		caller = MemoryContextSwitchTo(call->multi_call_memory_ctx);
		if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		call->tuple_desc = BlessTupleDesc(desc);
		call->user_fctx = palloc(sizeof(Reconciliation));
		reconciliation_start(call->user_fctx, PG_GETARG_PLACE_FLOWS(0), PG_GETARG_PLACE_COUNTS(1));
		MemoryContextSwitchTo(caller);
	}
	call = SRF_PERCALL_SETUP();
	if (!reconciliation_next(call->user_fctx, &row))
		SRF_RETURN_DONE(call);

	values[0] = PointerGetDatum(code_to_text(row.place));
	values[1] = Float8GetDatum(row.registered);
	values[2] = Float8GetDatum(row.resident);
	values[3] = Float8GetDatum(row.both);
	values[4] = Float8GetDatum(row.registered - row.both);
	values[5] = Float8GetDatum(row.living - row.both);
	values[6] = Float8GetDatum(row.living);
	values[7] = Float8GetDatum(Max(0, row.resident - row.living));
	values[8] = Float8GetDatum(Max(0, row.living - row.resident));
	nulls[1] = nulls[3] = nulls[4] = nulls[5] = nulls[6] = !row.has_lists;
	nulls[2] = !row.has_residents;
	nulls[7] = nulls[8] = !row.has_residents || !row.has_lists;
	nulls[9] = nulls[7] || row.resident == 0;
	if (!nulls[9])
	{
		double		ratio = row.living / row.resident;

		check_count(ratio, row.place, NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		values[9] = Float8GetDatum(ratio);
	}
	SRF_RETURN_NEXT(call, HeapTupleGetDatum(heap_form_tuple(call->tuple_desc, values, nulls)));
}
