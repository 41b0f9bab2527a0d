/*
 * reconcile.c
 *		Who are we responsible for?  Registered against resident people.
 */
#include "postgres.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "place_algebra.h"

/* Where reconcile() stands in its three sorted lists. */
typedef struct ReconcileCall
{
	FlowsView	flows;
	PlaceCounts *residents;
	double	   *registered;		/* of each origin */
	double	   *living;			/* in each destination */
	uint32		origin;
	uint32		destination;
	uint32		resident;
} ReconcileCall;

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
	ReconcileCall *here;
	CodeList	resident_places;
	Code		place = {NULL, 0};
	uint32		origin;
	uint32		destination;
	uint32		resident;
	bool		is_origin;
	bool		is_destination;
	bool		is_resident;
	double		registered = 0;
	double		living = 0;
	double		both = 0;
	uint32		cell;
	Datum		values[10];
	bool		nulls[10] = {false};

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext caller;
		TupleDesc	row;

		call = SRF_FIRSTCALL_INIT();
		caller = MemoryContextSwitchTo(call->multi_call_memory_ctx);
		if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		call->tuple_desc = BlessTupleDesc(row);
		call->user_fctx = here = palloc0(sizeof(ReconcileCall));
		here->flows = place_flows_view(PG_GETARG_PLACE_FLOWS(0));
		here->residents = PG_GETARG_PLACE_COUNTS(1);
		here->registered = place_flows_row_sums(&here->flows);
		here->living = place_flows_column_sums(&here->flows);
		MemoryContextSwitchTo(caller);
	}
	call = SRF_PERCALL_SETUP();
	here = call->user_fctx;
	resident_places = place_counts_places(here->residents);

	origin = here->origin;
	destination = here->destination;
	resident = here->resident;
	take_smaller(&place, &here->flows.origins, origin);
	take_smaller(&place, &here->flows.destinations, destination);
	take_smaller(&place, &resident_places, resident);
	if (place.data == NULL)
		SRF_RETURN_DONE(call);
	is_origin = step_over(&here->flows.origins, &here->origin, place);
	is_destination = step_over(&here->flows.destinations, &here->destination, place);
	is_resident = step_over(&resident_places, &here->resident, place);

	if (is_origin)
		registered = here->registered[origin];
	if (is_destination)
		living = here->living[destination];
	if (is_origin && is_destination && place_flows_find(&here->flows, origin, destination, &cell))
		both = here->flows.n[cell];

	values[0] = PointerGetDatum(code_to_text(place));
	values[1] = Float8GetDatum(registered);
	values[3] = Float8GetDatum(both);
	values[4] = Float8GetDatum(registered - both);
	values[5] = Float8GetDatum(living - both);
	values[6] = Float8GetDatum(living);
	if (!is_origin && !is_destination)
		nulls[1] = nulls[3] = nulls[4] = nulls[5] = nulls[6] = true;

	nulls[2] = !is_resident;
	nulls[7] = nulls[8] = nulls[9] = !is_resident || nulls[6];
	if (is_resident)
	{
		double		people = here->residents->n[resident];

		values[2] = Float8GetDatum(people);
		values[7] = Float8GetDatum(Max(0, people - living));
		values[8] = Float8GetDatum(Max(0, living - people));
		nulls[9] |= people == 0;
		if (!nulls[9])
		{
			double		ratio = living / people;

			check_count(ratio, place, NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
			values[9] = Float8GetDatum(ratio);
		}
	}
	SRF_RETURN_NEXT(call, HeapTupleGetDatum(heap_form_tuple(call->tuple_desc, values, nulls)));
}
