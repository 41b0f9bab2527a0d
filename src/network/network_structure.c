/*
 * network_structure.c
 *		How collaboration is arranged: around one centre, or among members?
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "base/rows.h"
#include "network/cuts.h"
#include "network/structure.h"

/*
 * The ties that an optional list of members has.
 */
static Graph
graph_of_arguments(FunctionCallInfo fcinfo)
{
	return graph_read(PG_GETARG_DATUM(0), PG_ARGISNULL(2) ? NULL : PG_GETARG_PLACE_COUNTS(2));
}

PG_FUNCTION_INFO_V1(network_structure);

/*
 * network_structure(ties place_flows, at_least float8, members place_counts)
 *		-> (places integer, ties integer, isolates integer, components integer,
 *			largest_component integer, density float8, degree_centralisation float8,
 *			betweenness_centralisation float8, closeness_centralisation float8,
 *			triangles float8, transitivity float8, average_clustering float8,
 *			mean_distance float8, diameter integer, core_size integer,
 *			core_misfits float8, cut_places integer, bridges integer, hub text,
 *			hub_dependence float8, centre text, peer_density float8,
 *			mean_distance_without_centre float8)
 *
 * How the ties of places are arranged.  Two places are tied if their cell is above 0
 * and at least at_least; the places are those of the flows, and members, among whom
 * all must be.  Densities, clustering, centralisations and dependence are shares, 0
 * to 1; distances are counted in ties, over pairs that reach each other.
 * Centralisation of degree, betweenness and closeness is 0 in a ring and 1 in a
 * star; NULL below three places, that of closeness also where not all places reach
 * each other.  The hub is the place without which the largest share of pairs of
 * others no longer reach each other, hub_dependence that share: NULL where no two
 * others do; no hub where it is 0.  The centre is the place with most ties, then of
 * larger betweenness, then of smaller code; peer_density is the density of the ties
 * among all others.  What no places or ties can tell is NULL.  NULL for NULL ties or
 * at_least; NULL members are those of the flows.
 * Errors: 22003 for at_least that is negative or no finite number; 22023 for flows
 * that are not symmetric, and for a place that is no member.
 * Source: Freeman, Soc Networks 1979;1:215-239; Brandes, J Math Sociol
 * 2001;25:163-177; Lip, arXiv 1102.5511, 2011; Provan and Kenis, J Public Adm Res
 * Theory 2008;18:229-252.
 */
Datum
network_structure(PG_FUNCTION_ARGS)
{
	Datum		values[STRUCTURE_COLUMNS];
	bool		nulls[STRUCTURE_COLUMNS];
	Graph		all;
	Graph		graph;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	all = graph_of_arguments(fcinfo);
	graph = graph_at_least(&all, PG_GETARG_FLOAT8(1));
	structure_of(&graph, values, nulls);
	return row_datum(fcinfo, STRUCTURE_COLUMNS, values, nulls);
}

PG_FUNCTION_INFO_V1(network_thresholds);

/*
 * network_thresholds(ties place_flows, at_least float8[], members place_counts)
 *		-> setof (at_least float8, and the columns of network_structure())
 *
 * The structure at each of several thresholds, in the order given.  Nothing for NULL
 * ties or at_least; NULL members are those of the flows.
 * Errors: 22004 for a NULL among the thresholds; those of network_structure().
 */
Datum
network_thresholds(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, STRUCTURE_COLUMNS + 1);
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext once;
	Graph		all;
	Datum	   *at_least;
	bool	   *is_null;
	int			count;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
					  &at_least, &is_null, &count);
	all = graph_of_arguments(fcinfo);
	once = AllocSetContextCreate(caller, "network threshold", ALLOCSET_DEFAULT_SIZES);
	for (int i = 0; i < count; i++)
	{
		Datum		values[STRUCTURE_COLUMNS + 1];
		bool		nulls[STRUCTURE_COLUMNS + 1] = {false};
		Graph		graph;

		CHECK_FOR_INTERRUPTS();
		if (is_null[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("threshold %d of at_least is NULL", i + 1)));
		MemoryContextSwitchTo(once);
		values[0] = at_least[i];
		graph = graph_at_least(&all, DatumGetFloat8(at_least[i]));
		structure_of(&graph, values + 1, nulls + 1);
		rows_put(rows, values, nulls);
		MemoryContextSwitchTo(caller);
		MemoryContextReset(once);
	}
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(hub_dependence);

/*
 * hub_dependence(ties place_flows, at_least float8, members place_counts)
 *		-> (hub text, pairs_before float8, pairs_after float8, dependence float8)
 *
 * On which place most pairs of others depend: without the hub, pairs_after of the
 * pairs_before pairs of other places that reach each other still do, and dependence,
 * 0 to 1, is the share that do not.  1 in a star, 0 in a ring.  Of places with the
 * same share the one with the smallest code is the hub.  Where no pair depends on any
 * place, dependence is 0, and hub and pairs are NULL; where no two others reach each
 * other, all are.  NULL for NULL ties or at_least; NULL members are those of the
 * flows.
 * Errors: those of network_structure().
 */
Datum
hub_dependence(PG_FUNCTION_ARGS)
{
	Datum		values[4] = {0};
	bool		nulls[4] = {true, true, true, true};
	Graph		all;
	Graph		graph;
	Cuts		cuts;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	all = graph_of_arguments(fcinfo);
	graph = graph_at_least(&all, PG_GETARG_FLOAT8(1));
	cuts = cuts_of(&graph);
	if (cuts.hub != NOWHERE)
	{
		values[0] = PointerGetDatum(code_to_text(code_list_get(&graph.names, cuts.hub)));
		values[1] = Float8GetDatum((double) cuts.pairs_before);
		values[2] = Float8GetDatum((double) cuts.pairs_after);
		nulls[0] = nulls[1] = nulls[2] = false;
	}
	values[3] = Float8GetDatum(cuts.dependence);
	nulls[3] = !cuts.has_pairs;
	return row_datum(fcinfo, 4, values, nulls);
}
