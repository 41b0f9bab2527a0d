/*
 * structure.c
 *		What can be said of a whole graph of places.  Formulas are those of Freeman
 *		(Soc Networks 1979;1:215-239), without ties of a place to itself.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "network/cohesion.h"
#include "network/cuts.h"
#include "network/paths.h"
#include "network/structure.h"

/* Two places stand between equally many pairs if these differ by rounding only. */
#define BETWEENNESS_TOLERANCE 1e-9

/* A row that is being filled, column after column. */
typedef struct Row
{
	Datum	   *values;
	bool	   *nulls;
	int			columns;
} Row;

/* What several columns are made of; degree is the largest of any place. */
typedef struct Parts
{
	const Graph *graph;
	double		others;			/* places less one */
	double		pairs_of_others;
	uint32		isolates;
	uint32		degree;
	uint32		centre;			/* NOWHERE without ties */
	Cuts		cuts;
	Paths		paths;
} Parts;

static void
put_integer(Row *row, uint32 value)
{
	row->nulls[row->columns] = false;
	row->values[row->columns++] = Int32GetDatum(value);
}

static void
put_number_if(Row *row, bool known, double value)
{
	row->nulls[row->columns] = !known;
	row->values[row->columns++] = known ? Float8GetDatum(value) : (Datum) 0;
}

static void
put_place(Row *row, const Graph *graph, uint32 place)
{
	row->nulls[row->columns] = place == NOWHERE;
	row->values[row->columns++] = place == NOWHERE ? (Datum) 0 :
		PointerGetDatum(code_to_text(code_list_get(&graph->names, place)));
}

/*
 * Isolates and the centre: the place with most ties, then the one that stands
 * between more pairs, then the smaller code.
 */
static void
find_centre(Parts *parts)
{
	const Graph *graph = parts->graph;
	double		most = 0;

	for (uint32 i = 0; i < graph->places; i++)
	{
		uint32		degree = graph_degree(graph, i);
		double		between = parts->paths.betweenness[i];

		CHECK_FOR_INTERRUPTS();
		parts->isolates += degree == 0;
		if (degree == 0 || degree < parts->degree ||
			(degree == parts->degree && between <= most + BETWEENNESS_TOLERANCE * Max(1, most)))
			continue;
		parts->degree = degree;
		parts->centre = i;
		most = between;
	}
}

/*
 * How far one place stands out, for a figure of each place: the sum of what each
 * lacks of the largest, as a share of what it is in a star.
 */
static double
centralisation(const double *figure, uint32 places, double of_star)
{
	double		most = 0;
	double		lacking = 0;

	for (uint32 i = 0; i < places; i++)
	{
		CHECK_FOR_INTERRUPTS();
		most = Max(most, figure[i]);
	}
	for (uint32 i = 0; i < places; i++)
	{
		CHECK_FOR_INTERRUPTS();
		lacking += most - figure[i];
	}
	return lacking / of_star;
}

static void
put_centralisations(Row *row, const Parts *parts)
{
	const Graph *graph = parts->graph;
	uint32		n = graph->places;
	double	   *closeness;
	bool		known = n >= 3;

	if (!known)
	{
		put_number_if(row, false, 0);
		put_number_if(row, false, 0);
		put_number_if(row, false, 0);
		return;
	}
	put_number_if(row, true, ((double) n * parts->degree - 2.0 * graph->ties) / (2 * parts->pairs_of_others));
	put_number_if(row, true, centralisation(parts->paths.betweenness, n, parts->others * parts->pairs_of_others));
	closeness = array_allocate(n, sizeof(double));
	for (uint32 i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		closeness[i] = closeness_at(&parts->paths, n, i);
	}
	put_number_if(row, parts->cuts.components == 1,
				  centralisation(closeness, n, 2 * parts->pairs_of_others / (2.0 * n - 3)));
	pfree(closeness);
}

static void
put_triangles(Row *row, const Parts *parts)
{
	const Graph *graph = parts->graph;
	uint64	   *triangles = triangles_at(graph);
	uint64		corners = 0;
	uint64		triples = 0;
	double		clustering = 0;

	for (uint32 i = 0; i < graph->places; i++)
	{
		CHECK_FOR_INTERRUPTS();
		corners += triangles[i];
		triples += pairs_of_neighbours(graph, i);
		clustering += clustering_at(graph, i, triangles[i]);
	}
	put_number_if(row, true, (double) (corners / 3));
	put_number_if(row, triples > 0, (double) corners / triples);
	put_number_if(row, graph->places > 0, clustering / graph->places);
	pfree(triangles);
}

static void
put_distances(Row *row, const Parts *parts)
{
	uint64		distance = 0;
	uint64		pairs = 0;

	for (uint32 i = 0; i < parts->graph->places; i++)
	{
		CHECK_FOR_INTERRUPTS();
		distance += parts->paths.distance[i];
		pairs += parts->paths.reached[i] - 1;
	}
	put_number_if(row, pairs > 0, (double) distance / pairs);
	put_integer(row, parts->paths.diameter);
	row->nulls[row->columns - 1] = pairs == 0;
}

/*
 * The columns of network_structure(), in its order.
 */
void
structure_of(const Graph *graph, Datum *values, bool *nulls)
{
	Row			row = {values, nulls, 0};
	Parts		parts = {.graph = graph, .centre = NOWHERE};
	uint32		n = graph->places;
	double		mean = 0;
	bool		known;
	Core		core;

	parts.others = n - 1.0;
	parts.pairs_of_others = parts.others * (n - 2.0) / 2;
	parts.cuts = cuts_of(graph);
	parts.paths = paths_of(graph);
	find_centre(&parts);
	put_integer(&row, n);
	put_integer(&row, graph->ties);
	put_integer(&row, parts.isolates);
	put_integer(&row, parts.cuts.components);
	put_integer(&row, n == 0 ? 0 : parts.cuts.size[0]);
	put_number_if(&row, n >= 2, graph->ties / (n * parts.others / 2));
	put_centralisations(&row, &parts);
	put_triangles(&row, &parts);
	put_distances(&row, &parts);
	core = core_of(graph);
	put_integer(&row, core.size);
	put_number_if(&row, true, (double) core.misfits);
	put_integer(&row, parts.cuts.cut_places);
	put_integer(&row, parts.cuts.bridges);
	put_place(&row, graph, parts.cuts.hub);
	put_number_if(&row, parts.cuts.has_pairs, parts.cuts.dependence);
	put_place(&row, graph, parts.centre);
	put_number_if(&row, n >= 3, (graph->ties - parts.degree) / parts.pairs_of_others);
	known = parts.centre != NOWHERE && mean_distance(graph, parts.centre, &mean);
	put_number_if(&row, known, mean);
	Assert(row.columns == STRUCTURE_COLUMNS);
}
