/*
 * flows_operators.c
 *		Matrices over places, added, taken away, scaled and multiplied.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "place/place_algebra.h"

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
 * The cells of the first, less what the second has of them.  Errors: 22003 if a
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
	double	   *n = array_allocate(whole.cells, sizeof(double));

	copy_bytes(n, whole.n, (Size) whole.cells * sizeof(double));
	for (uint32 i = 0; i < part.origins.count; i++)
		for (uint32 cell = part.row[i]; cell < part.row[i + 1]; cell++)
		{
			Code		from = code_list_get(&part.origins, i);
			Code		to = code_list_get(&part.destinations, part.destination[cell]);
			uint32		into;

			CHECK_FOR_INTERRUPTS();
			if (origin[i] != NOWHERE && destination[part.destination[cell]] != NOWHERE &&
				place_flows_find(&whole, origin[i], destination[part.destination[cell]], &into))
				n[into] = take_away(n[into], part.n[cell], from, &to);
			else
				take_away(0, part.n[cell], from, &to);
		}
	PG_RETURN_POINTER(place_flows_with_n(flows, n));
}

/*
 * Every cell times one number and divided by another.
 */
static PlaceFlows *
scaled(const PlaceFlows *flows, double factor, double divisor)
{
	double	   *n = array_allocate(flows->cells, sizeof(double));

	for (uint32 cell = 0; cell < flows->cells; cell++)
	{
		CHECK_FOR_INTERRUPTS();
		n[cell] = flows->n[cell] * factor / divisor;
	}
	return place_flows_with_n(flows, n);
}

PG_FUNCTION_INFO_V1(place_flows_scale);

/*
 * place_flows * float8 -> place_flows
 *
 * Every cell times the factor.
 * Errors: 22003 for a negative or infinite factor or one that is not a number, or
 * if a cell overflows.
 */
Datum
place_flows_scale(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(scaled(PG_GETARG_PLACE_FLOWS(0), check_factor(PG_GETARG_FLOAT8(1)), 1));
}

PG_FUNCTION_INFO_V1(place_flows_scale_from_left);

/*
 * float8 * place_flows -> place_flows
 *
 * The same with the factor first.
 */
Datum
place_flows_scale_from_left(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(scaled(PG_GETARG_PLACE_FLOWS(1), check_factor(PG_GETARG_FLOAT8(0)), 1));
}

PG_FUNCTION_INFO_V1(place_flows_divide);

/*
 * place_flows / float8 -> place_flows
 *
 * Every cell divided by a number.
 * Errors: 22012 for 0; 22003 for a divisor that is negative, infinite or not a
 * number, or if a cell overflows.
 */
Datum
place_flows_divide(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(scaled(PG_GETARG_PLACE_FLOWS(0), 1, check_divisor(PG_GETARG_FLOAT8(1))));
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
