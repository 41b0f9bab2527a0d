/*
 * reconciliation.c
 *		Registered and resident people of every place, side by side.
 */
#include "postgres.h"

#include "place/place_algebra.h"
#include "place/reconciliation.h"
#include "place/unmatched.h"

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
 * Starts at the first place of two sides, which must have places in common.
 */
void
reconciliation_start(Reconciliation *here, const PlaceFlows *flows, const PlaceCounts *residents)
{
	CodeList	resident_places = place_counts_places(residents);

	memset(here, 0, sizeof(Reconciliation));
	here->flows = place_flows_view(flows);
	check_common_codes(&here->flows.destinations, &resident_places, "destination of the flows", "places with residents");
	check_common_codes(&here->flows.origins, &here->flows.destinations, "origin of the flows", "destinations");
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
