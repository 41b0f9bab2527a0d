/*
 * floating_catchment.c
 *		How much of a capacity the people of each area can reach: two-step floating
 *		catchment areas, and how reach falls with distance.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"

#include "base/memory.h"
#include "place/place_algebra.h"

/* ------------------------------------------------------------------------
 * Limits and checks
 * ------------------------------------------------------------------------
 */

/*
 * How much of a practice an area reaches is a share.
 */
static void
check_reach(const FlowsView *reach)
{
	for (uint32 i = 0; i < reach->origins.count; i++)
		for (uint32 cell = reach->row[i]; cell < reach->row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			if (reach->n[cell] > 1)
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("reach from place \"%s\" to \"%s\" must be at most 1, not %.15g",
								code_for_message(code_list_get(&reach->origins, i)),
								code_for_message(code_list_get(&reach->destinations, reach->destination[cell])),
								reach->n[cell])));
		}
}

static double
check_distance(double distance)
{
	if (!(distance >= 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("distance must be at least 0, not %.15g", distance)));
	return distance;
}

/* ------------------------------------------------------------------------
 * Access
 * ------------------------------------------------------------------------
 */

/*
 * The capacity of each destination for each of the people who reach it; 0 where
 * nobody does.
 */
static double *
capacity_per_person(const FlowsView *reach, const PlaceCounts *people, const PlaceCounts *capacity)
{
	CodeList	areas = place_counts_places(people);
	CodeList	practices = place_counts_places(capacity);
	uint32	   *area = positions_in(&reach->origins, &areas);
	uint32	   *practice = positions_in(&reach->destinations, &practices);
	double	   *ratio = array_allocate_zero(reach->destinations.count, sizeof(double));

	for (uint32 i = 0; i < reach->origins.count; i++)
	{
		if (area[i] == NOWHERE)
			continue;
		for (uint32 cell = reach->row[i]; cell < reach->row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			ratio[reach->destination[cell]] += reach->n[cell] * people->n[area[i]];
		}
	}
	for (uint32 j = 0; j < reach->destinations.count; j++)
	{
		CHECK_FOR_INTERRUPTS();
		check_count(ratio[j], code_list_get(&reach->destinations, j), NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		ratio[j] = ratio[j] > 0 && practice[j] != NOWHERE ? capacity->n[practice[j]] / ratio[j] : 0;
	}
	return ratio;
}

static double
first_of(double a, double b)
{
	(void) b;
	return a;
}

PG_FUNCTION_INFO_V1(floating_catchment);

/*
 * floating_catchment(reach place_flows, people place_counts, capacity place_counts)
 *		-> place_counts
 *
 * Access: the capacity for each person of each area (two-step floating catchment
 * areas).  reach is how much of each practice an area reaches, from 0 to 1; the
 * capacity of a practice is shared among all who reach it, each counted by his
 * reach, and an area adds up the shares of the practices that it reaches.  It has
 * every area of people or of reach: 0 without reach, and access without people.
 * total(people * access) is the capacity that somebody reaches.
 * Errors: 22023 for a reach above 1; 22003 for sums that are out of range.
 * Sources: Luo & Wang, Environment and Planning B 2003;30:865-884; Luo & Qi,
 * Health & Place 2009;15:1100-1107.
 */
Datum
floating_catchment(PG_FUNCTION_ARGS)
{
	PlaceFlows *flows = PG_GETARG_PLACE_FLOWS(0);
	PlaceCounts *people = PG_GETARG_PLACE_COUNTS(1);
	FlowsView	reach = place_flows_view(flows);
	double	   *ratio;
	double	   *access = array_allocate_zero(reach.origins.count, sizeof(double));
	bool	   *all = array_allocate(reach.origins.count, sizeof(bool));
	PlaceCounts *none;

	check_reach(&reach);
	ratio = capacity_per_person(&reach, people, PG_GETARG_PLACE_COUNTS(2));
	for (uint32 i = 0; i < reach.origins.count; i++)
	{
		all[i] = true;
		for (uint32 cell = reach.row[i]; cell < reach.row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			access[i] += reach.n[cell] * ratio[reach.destination[cell]];
		}
	}

	/* The areas of people that reach nothing are known to have no access. */
	none = place_counts_with_n(people, array_allocate_zero(people->count, sizeof(double)));
	PG_RETURN_POINTER(place_counts_combined(place_counts_select(&reach.origins, access, all), none, first_of));
}

/* ------------------------------------------------------------------------
 * How reach falls with distance
 * ------------------------------------------------------------------------
 */

/*
 * The figures of an array of one dimension.
 */
static double *
figures_of(ArrayType *array, const char *name, int *count)
{
	double	   *figure;

	if (ARR_NDIM(array) > 1 || ARR_HASNULL(array))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must have one dimension and no NULL", name)));
	*count = ARR_NDIM(array) == 0 ? 0 : ARR_DIMS(array)[0];
	figure = (double *) ((char *) array + ARR_OVERHEAD_NONULLS(ARR_NDIM(array)));
	for (int i = 0; i < *count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!isfinite(figure[i]))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s must be finite numbers, not %.15g", name, figure[i])));
	}
	return figure;
}

PG_FUNCTION_INFO_V1(step_decay);

/*
 * step_decay(distance float8, edges float8[], weights float8[]) -> float8
 *
 * The reach over a distance that falls in steps: the weight of the first edge that
 * is not nearer, 0 beyond the last.  Distance and edges in one unit; weights from
 * 0 to 1.  Errors: 22023 for a distance that is negative or NaN, edges that do not
 * rise, weights outside 0 to 1 and another number of them than of edges.
 * Source: Luo & Qi 2009, whose zones end at 10, 20 and 30 minutes.
 */
Datum
step_decay(PG_FUNCTION_ARGS)
{
	double		distance = check_distance(PG_GETARG_FLOAT8(0));
	int			edges;
	int			weights;
	double	   *edge = figures_of(PG_GETARG_ARRAYTYPE_P(1), "edges", &edges);
	double	   *weight = figures_of(PG_GETARG_ARRAYTYPE_P(2), "weights", &weights);
	double		reach = 0;

	if (edges != weights)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("there must be as many weights as edges, not %d and %d", weights, edges)));
	for (int i = edges - 1; i >= 0; i--)
	{
		CHECK_FOR_INTERRUPTS();
		if (i > 0 && edge[i] <= edge[i - 1])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("edges must rise, but %.15g follows %.15g", edge[i], edge[i - 1])));
		if (weight[i] < 0 || weight[i] > 1)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("weights must be from 0 to 1, not %.15g", weight[i])));
		if (distance <= edge[i])
			reach = weight[i];
	}
	PG_RETURN_FLOAT8(reach + 0.0);
}

PG_FUNCTION_INFO_V1(gaussian_decay);

/*
 * gaussian_decay(distance float8, reach float8) -> float8
 *
 * The reach over a distance that falls as a bell: 1 at no distance, 0 at reach and
 * beyond, (exp(-(distance / reach)^2 / 2) - exp(-1/2)) / (1 - exp(-1/2)) between.
 * Both in one unit.  Errors: 22023 for a distance that is negative or NaN, and a
 * reach that is not above 0.
 * Source: Dai, Health & Place 2010;16:1038-1052.
 */
Datum
gaussian_decay(PG_FUNCTION_ARGS)
{
	double		distance = check_distance(PG_GETARG_FLOAT8(0));
	double		reach = PG_GETARG_FLOAT8(1);
	double		share;

	if (!(reach > 0 && isfinite(reach)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("reach must be a finite number above 0, not %.15g", reach)));
	if (distance >= reach)
		PG_RETURN_FLOAT8(0);
	share = distance / reach;
	PG_RETURN_FLOAT8((exp(-share * share / 2) - exp(-0.5)) / (1 - exp(-0.5)));
}
