/*
 * recode.c
 *		The checked product: counts and flows from one set of places to another,
 *		with nobody lost and nobody made.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/memory.h"
#include "place/place_algebra.h"
#include "place/unmatched.h"

static const Naming counts_naming = {
	"place of the counts is no origin of the flows",
	"places of the counts are no origins of the flows",
	false
};
static const Naming origins_naming = {
	"origin of the flows is no origin of the weights",
	"origins of the flows are no origins of the weights",
	false
};
static const Naming destinations_naming = {
	"destination of the flows is no origin of the weights",
	"destinations of the flows are no origins of the weights",
	false
};

/* Weights that somebody computed in float8 sum to 1 as closely as this. */
#define WEIGHT_TOLERANCE 1e-9

/* ------------------------------------------------------------------------
 * Limits and checks
 * ------------------------------------------------------------------------
 */

/*
 * Weights that do not sum to 1 would make people or lose them.
 */
static void
check_weights(const FlowsView *flows)
{
	double	   *sum = place_flows_row_sums(flows);
	uint32		wrong = 0;
	uint32		first = 0;

	for (uint32 i = 0; i < flows->origins.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!(fabs(sum[i] - 1) <= WEIGHT_TOLERANCE) && wrong++ == 0)
			first = i;
	}
	if (wrong > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("weights of place \"%s\" sum to %.15g, not 1",
						code_for_message(code_list_get(&flows->origins, first)), sum[first]),
				 wrong == 1 ? 0 :
				 errdetail_plural("The weights of %u other place do not sum to 1 either.",
								  "The weights of %u other places do not sum to 1 either.",
								  wrong - 1, wrong - 1),
				 errhint("Use shares() of the flows as weights.")));
	pfree(sum);
}

/* ------------------------------------------------------------------------
 * Functions
 * ------------------------------------------------------------------------
 */

/* What recode_places() is, under whatever name it is called. */
static Datum
recoded_places(FunctionCallInfo fcinfo)
{
	PlaceCounts *counts = PG_GETARG_PLACE_COUNTS(0);
	FlowsView	weights = place_flows_view(PG_GETARG_PLACE_FLOWS(1));
	Unmatched	unmatched = unmatched_from_text(PG_GETARG_TEXT_PP(2));
	CodeList	places = place_counts_places(counts);
	bool	   *is_unmatched;
	PlaceCounts *recoded;

	check_weights(&weights);
	is_unmatched = find_unmatched(&places, &weights.origins, unmatched, counts_naming);
	recoded = place_counts_moved(counts, &weights);
	if (unmatched == UNMATCHED_KEEP)
		recoded = place_counts_sum(recoded, place_counts_select(&places, counts->n, is_unmatched));
	PG_RETURN_POINTER(recoded);
}

PG_FUNCTION_INFO_V1(recode_places);

/*
 * recode(c place_counts, f place_flows, unmatched text) -> place_counts
 *
 * Counts from one set of places to another: old codes to new, areas to boroughs,
 * practices to areas.  The weights of each origin of the flows must sum to 1, so
 * the total is kept.  A place of the counts that is no origin of the flows is an
 * error; with 'keep' it stays as it is, under its own code; with 'drop' its
 * people are left out.
 * Errors: 22023 for weights that do not sum to 1, for places without a match,
 * and for another policy.
 */
Datum
recode_places(PG_FUNCTION_ARGS)
{
	return recoded_places(fcinfo);
}

/*
 * Weights of 1 from each marked place to itself.
 */
static PlaceFlows *
staying(const CodeList *places, const bool *is_marked)
{
	uint32	   *row = array_allocate((Size) places->count + 1, sizeof(uint32));
	uint32	   *destination = array_allocate(places->count, sizeof(uint32));
	double	   *n = array_allocate(places->count, sizeof(double));
	FlowsView	view = {.origins = *places, .destinations = *places, .row = row, .destination = destination, .n = n};

	row[0] = 0;
	for (uint32 i = 0; i < places->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (is_marked[i])
		{
			destination[view.cells] = i;
			n[view.cells++] = 1;
		}
		row[i + 1] = view.cells;
	}
	return place_flows_assemble(&view);
}

/*
 * The weights that places are moved along, checked, with those that keep places
 * where they are.
 */
static PlaceFlows *
weights_of(const CodeList *places, PlaceFlows *weights, Unmatched unmatched, Naming naming)
{
	FlowsView	view = place_flows_view(weights);
	bool	   *is_unmatched;

	check_weights(&view);
	is_unmatched = find_unmatched(places, &view.origins, unmatched, naming);
	return unmatched == UNMATCHED_KEEP ? place_flows_sum(weights, staying(places, is_unmatched)) : weights;
}

/* What recode_flow_destinations() is, under whatever name it is called. */
static Datum
recoded_flow_destinations(FunctionCallInfo fcinfo)
{
	FlowsView	flows = place_flows_view(PG_GETARG_PLACE_FLOWS(0));
	Unmatched	unmatched = unmatched_from_text(PG_GETARG_TEXT_PP(2));
	FlowsView	weights = place_flows_view(weights_of(&flows.destinations, PG_GETARG_PLACE_FLOWS(1),
													  unmatched, destinations_naming));

	PG_RETURN_POINTER(place_flows_followed(&flows, &weights));
}

PG_FUNCTION_INFO_V1(recode_flow_destinations);

/*
 * recode(f place_flows, destinations place_flows, unmatched text) -> place_flows
 *
 * Flows whose destinations go from one set of places to another, as recode() of
 * counts does; the origins stay, and so does the total of each.
 * Errors: as recode() of counts.
 */
Datum
recode_flow_destinations(PG_FUNCTION_ARGS)
{
	return recoded_flow_destinations(fcinfo);
}

/* What recode_flows() is, under whatever name it is called. */
static Datum
recoded_flows(FunctionCallInfo fcinfo)
{
	FlowsView	flows = place_flows_view(PG_GETARG_PLACE_FLOWS(0));
	Unmatched	unmatched = unmatched_from_text(PG_GETARG_TEXT_PP(3));
	FlowsView	to = place_flows_view(weights_of(&flows.destinations, PG_GETARG_PLACE_FLOWS(2), unmatched, destinations_naming));
	FlowsView	from = place_flows_view(weights_of(&flows.origins, PG_GETARG_PLACE_FLOWS(1), unmatched, origins_naming));

	/* Each new origin is where the turned weights start: nothing but they is turned. */
	from = place_flows_view(place_flows_turned(&from));
	to = place_flows_view(place_flows_followed(&flows, &to));
	PG_RETURN_POINTER(place_flows_followed(&from, &to));
}

PG_FUNCTION_INFO_V1(recode_flows);

/*
 * recode(f place_flows, origins place_flows, destinations place_flows,
 *		unmatched text) -> place_flows
 *
 * Flows with both ends recoded: a register of practices and areas becomes one
 * of the boroughs where practices stand and people live.  The total is kept.
 * Errors: as recode() of counts.
 */
Datum
recode_flows(PG_FUNCTION_ARGS)
{
	return recoded_flows(fcinfo);
}

/* ------------------------------------------------------------------------
 * Their names: those of today, and those that the script of 1.0.0 binds to
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(convert_places);
Datum
convert_places(PG_FUNCTION_ARGS)
{
	return recoded_places(fcinfo);
}

PG_FUNCTION_INFO_V1(convert_flow_destinations);
Datum
convert_flow_destinations(PG_FUNCTION_ARGS)
{
	return recoded_flow_destinations(fcinfo);
}

PG_FUNCTION_INFO_V1(convert_flows);
Datum
convert_flows(PG_FUNCTION_ARGS)
{
	return recoded_flows(fcinfo);
}
