/*
 * network_places.c
 *		What each place is to the others.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/rows.h"
#include "network/cohesion.h"
#include "network/cuts.h"
#include "network/paths.h"

PG_FUNCTION_INFO_V1(network_places);

/*
 * network_places(ties place_flows, at_least float8, members place_counts)
 *		-> setof (place text, component integer, degree integer, strength float8,
 *			betweenness float8, closeness float8, clustering float8,
 *			core_number integer, constraint_index float8, cut_place boolean)
 *
 * One row for each place, in bytewise order of codes.  Components are numbered by
 * size, then by their smallest code.  degree counts ties, strength adds them up;
 * betweenness is the number of pairs of others between which the place stands, each
 * as the share of their shortest paths that it is on; closeness, 0 to 1, the share of
 * others that it reaches over its mean distance to them; clustering the share of its
 * neighbours' pairs that are tied, 0 with fewer than two neighbours; core_number the
 * largest k such that the place is among places that have k ties among themselves
 * each; constraint_index how much its neighbours are one group, NULL without ties;
 * cut_place whether its component falls apart without it.  Nothing for NULL ties or
 * at_least; NULL members are those of the flows.
 * Errors: those of network_structure().
 * Source: Brandes, J Math Sociol 2001;25:163-177; Wasserman and Faust, Social Network
 * Analysis, 1994; Burt, Structural Holes, 1992.
 */
Datum
network_places(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, 10);
	Graph		all;
	Graph		graph;
	double	   *strength;
	double	   *constraint;
	uint64	   *triangles;
	uint32	   *core;
	Cuts		cuts;
	Paths		paths;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	all = graph_read(PG_GETARG_DATUM(0), PG_ARGISNULL(2) ? NULL : PG_GETARG_PLACE_COUNTS(2));
	graph = graph_at_least(&all, PG_GETARG_FLOAT8(1));
	strength = graph_strengths(&graph);
	constraint = constraint_of(&graph, strength);
	triangles = triangles_at(&graph);
	core = core_numbers(&graph);
	cuts = cuts_of(&graph);
	paths = paths_of(&graph);
	for (uint32 i = 0; i < graph.places; i++)
	{
		bool		nulls[10] = {false};
		Datum		values[10] = {
			PointerGetDatum(code_to_text(code_list_get(&graph.names, i))),
			Int32GetDatum(cuts.component[i] + 1),
			Int32GetDatum(graph_degree(&graph, i)),
			Float8GetDatum(strength[i]),
			Float8GetDatum(paths.betweenness[i]),
			Float8GetDatum(closeness_at(&paths, graph.places, i)),
			Float8GetDatum(clustering_at(&graph, i, triangles[i])),
			Int32GetDatum(core[i]),
			Float8GetDatum(constraint[i]),
			BoolGetDatum(cuts.is_cut[i])
		};

		CHECK_FOR_INTERRUPTS();
		nulls[8] = graph_degree(&graph, i) == 0;
		rows_put(rows, values, nulls);
		pfree(DatumGetPointer(values[0]));
	}
	PG_RETURN_NULL();
}
