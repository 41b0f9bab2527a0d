/*
 * graph.c
 *		From symmetric flows to places and the ties between them.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/float.h"

#include "base/amounts.h"
#include "base/memory.h"
#include "base/search.h"
#include "base/stored.h"
#include "network/graph.h"
#include "place/place_algebra.h"
#include "place/place_flows_layout.h"

/*
 * The number of the member that each code is; any other is an error.
 */
static uint32 *
numbers_of_members(const CodeList *codes, const CodeList *members)
{
	uint32	   *number = positions_in(codes, members);

	for (uint32 i = 0; i < codes->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (number[i] == NOWHERE)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("place \"%s\" is no member", code_for_message(code_list_get(codes, i))),
					 errhint("Add it to members, or take it out of the ties with without_places().")));
	}
	return number;
}

/*
 * The arc from one place to another, or NOWHERE.
 */
uint32
graph_arc(const Graph *graph, uint32 from, uint32 to)
{
	uint32		end = graph->first[from + 1];
	uint32		arc = first_not_below(graph->neighbour, graph->first[from], end, to);

	return arc < end && graph->neighbour[arc] == to ? arc : NOWHERE;
}

/*
 * Says of a tie that it is not the same both ways.
 */
void
refuse_asymmetry(Code a, Code b, double there, double back)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("the tie from \"%s\" to \"%s\" is %s, from \"%s\" to \"%s\" %s",
					code_for_message(a), code_for_message(b), float8out_internal(there),
					code_for_message(b), code_for_message(a), float8out_internal(back)),
			 errhint("A tie has no direction: add transpose(ties) to ties.")));
}

static void
check_symmetric(const Graph *graph)
{
	for (uint32 i = 0; i < graph->places; i++)
		for (uint32 arc = graph->first[i]; arc < graph->first[i + 1]; arc++)
		{
			uint32		j = graph->neighbour[arc];
			uint32		back = graph_arc(graph, j, i);

			CHECK_FOR_INTERRUPTS();
			if (back != NOWHERE && graph->weight[back] == graph->weight[arc])
				continue;
			refuse_asymmetry(code_list_get(&graph->names, i), code_list_get(&graph->names, j),
							 graph->weight[arc], back == NOWHERE ? 0 : graph->weight[back]);
		}
}

/*
 * Every place of the flows, and every member, with its ties.  A cell of 0 makes a
 * place known and ties nothing, and so does one from a place to itself.
 */
Graph
graph_read(Datum ties, const PlaceCounts *members)
{
	FlowsView	view = place_flows_view(place_flows_from_datum(ties));
	uint32	   *first;
	uint32	   *neighbour = array_allocate(view.cells, sizeof(uint32));
	double	   *weight = array_allocate(view.cells, sizeof(double));
	uint32	   *origin;
	uint32	   *destination;
	uint32		arcs = 0;
	uint32		place = 0;
	Graph		graph;

	(void) sum_of_counts(view.n, view.cells);
	if (members != NULL)
	{
		graph.names = place_counts_places(members);
		origin = numbers_of_members(&view.origins, &graph.names);
		destination = numbers_of_members(&view.destinations, &graph.names);
	}
	else
	{
		CodeListUnion both = code_list_union(&view.origins, &view.destinations);
		CodeListWriter writer;

		code_list_writer_init(&writer);
		code_list_write_union(&writer, &view.origins, &view.destinations);
		graph.names = code_list_written(&writer);
		origin = both.left;
		destination = both.right;
	}
	graph.places = graph.names.count;
	first = array_allocate_zero((Size) graph.places + 1, sizeof(uint32));
	for (uint32 i = 0; i < view.origins.count; i++)
	{
		if (origin[i] < place)
			stored_value_damaged("place_flows");
		while (place < origin[i])
			first[++place] = arcs;
		for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
		{
			uint32		to = destination[view.destination[cell]];

			CHECK_FOR_INTERRUPTS();
			if (to == place || view.n[cell] == 0)
				continue;
			if (arcs > first[place] && neighbour[arcs - 1] >= to)
				stored_value_damaged("place_flows");
			neighbour[arcs] = to;
			weight[arcs++] = view.n[cell];
		}
	}
	while (place < graph.places)
		first[++place] = arcs;
	graph.ties = arcs / 2;
	graph.first = first;
	graph.neighbour = neighbour;
	graph.weight = weight;
	check_symmetric(&graph);
	return graph;
}

/*
 * The same places with their ties of at least so much.
 */
Graph
graph_at_least(const Graph *graph, double at_least)
{
	uint32	   *first;
	uint32	   *neighbour;
	double	   *weight;
	uint32		arcs = 0;
	Graph		kept = *graph;

	check_amount(at_least, "at_least");
	if (at_least == 0)
		return kept;
	first = array_allocate((Size) graph->places + 1, sizeof(uint32));
	neighbour = array_allocate(graph->first[graph->places], sizeof(uint32));
	weight = array_allocate(graph->first[graph->places], sizeof(double));
	for (uint32 i = 0; i < graph->places; i++)
	{
		first[i] = arcs;
		for (uint32 arc = graph->first[i]; arc < graph->first[i + 1]; arc++)
		{
			CHECK_FOR_INTERRUPTS();
			if (graph->weight[arc] < at_least)
				continue;
			neighbour[arcs] = graph->neighbour[arc];
			weight[arcs++] = graph->weight[arc];
		}
	}
	first[graph->places] = arcs;
	kept.ties = arcs / 2;
	kept.first = first;
	kept.neighbour = neighbour;
	kept.weight = weight;
	return kept;
}

/*
 * What the ties of each place add up to.
 */
double *
graph_strengths(const Graph *graph)
{
	double	   *strength = array_allocate_zero(graph->places, sizeof(double));

	for (uint32 i = 0; i < graph->places; i++)
		for (uint32 arc = graph->first[i]; arc < graph->first[i + 1]; arc++)
		{
			CHECK_FOR_INTERRUPTS();
			strength[i] += graph->weight[arc];
		}
	return strength;
}
