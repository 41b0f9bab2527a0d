/*
 * place_row_estimates.c
 *		How many rows come of counts and flows that the planner knows: their heads
 *		say it.
 */
#include "postgres.h"

#include "base/row_estimates.h"
#include "place/place_counts_layout.h"
#include "place/place_flows_layout.h"

static double
places_of(Datum datum)
{
	const PlaceCounts *head = (PlaceCounts *) PG_DETOAST_DATUM_SLICE(datum, 0, offsetof(PlaceCounts, n) - VARHDRSZ);

	return VARSIZE(head) < offsetof(PlaceCounts, n) ? -1.0 : head->count;
}

/*
 * The head of flows, or NULL where not even that is there.
 */
static const PlaceFlows *
flows_head(Datum datum)
{
	const PlaceFlows *head = (PlaceFlows *) PG_DETOAST_DATUM_SLICE(datum, 0, offsetof(PlaceFlows, n) - VARHDRSZ);

	return VARSIZE(head) < offsetof(PlaceFlows, n) ? NULL : head;
}

static double
rows_of_counts(const Datum *arguments)
{
	return places_of(arguments[0]);
}

static double
rows_of_cells(const Datum *arguments)
{
	const PlaceFlows *head = flows_head(arguments[0]);

	return head == NULL ? -1.0 : head->cells;
}

/*
 * Both sides mostly know the same places, so the larger stands for all.
 */
static double
rows_of_reconcile(const Datum *arguments)
{
	const PlaceFlows *head = flows_head(arguments[0]);
	double		residents = places_of(arguments[1]);

	return head == NULL ? -1 : Max(Max(head->origins, head->destinations), residents);
}

static double
rows_of_origins(const Datum *arguments)
{
	const PlaceFlows *head = flows_head(arguments[0]);

	return head == NULL ? -1.0 : head->origins;
}

static double
rows_of_destinations(const Datum *arguments)
{
	const PlaceFlows *head = flows_head(arguments[2]);

	return head == NULL ? -1.0 : head->destinations;
}

static double
rows_of_differences(const Datum *arguments)
{
	return Max(places_of(arguments[0]), places_of(arguments[1]));
}

PG_FUNCTION_INFO_V1(counts_support);

/*
 * Support function of counts(place_counts): its rows are the places.
 */
Datum
counts_support(PG_FUNCTION_ARGS)
{
	return estimate_rows(fcinfo, 1, rows_of_counts);
}

PG_FUNCTION_INFO_V1(cells_support);

/*
 * Support function of cells(), catchments() and its like: their rows are the cells.
 */
Datum
cells_support(PG_FUNCTION_ARGS)
{
	return estimate_rows(fcinfo, 1, rows_of_cells);
}

PG_FUNCTION_INFO_V1(reconcile_support);

/*
 * Support function of reconcile().
 */
Datum
reconcile_support(PG_FUNCTION_ARGS)
{
	return estimate_rows(fcinfo, 2, rows_of_reconcile);
}

PG_FUNCTION_INFO_V1(origins_support);

/*
 * Support function of main_destinations(), self_containment() and list_account(): a row an origin.
 */
Datum
origins_support(PG_FUNCTION_ARGS)
{
	return estimate_rows(fcinfo, 1, rows_of_origins);
}

PG_FUNCTION_INFO_V1(spread_support);

/*
 * Support function of spread(): a row a destination of the flows.
 */
Datum
spread_support(PG_FUNCTION_ARGS)
{
	return estimate_rows(fcinfo, 3, rows_of_destinations);
}

PG_FUNCTION_INFO_V1(differences_support);

/*
 * Support function of differences().
 */
Datum
differences_support(PG_FUNCTION_ARGS)
{
	return estimate_rows(fcinfo, 2, rows_of_differences);
}
