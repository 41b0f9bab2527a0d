/*
 * network_communities.c
 *		Is it one network, or several?
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/amounts.h"
#include "base/memory.h"
#include "base/rows.h"
#include "network/communities.h"
#include "place/place_algebra.h"

typedef struct Ranked
{
	uint32		community;
	uint32		size;
	uint32		first;			/* its place with the smallest code */
} Ranked;

#define ST_SORT sort_communities
#define ST_ELEMENT_TYPE Ranked
#define ST_COMPARE(a, b) ((a)->size != (b)->size ? ((a)->size < (b)->size ? 1 : -1) : \
	((a)->first > (b)->first) - ((a)->first < (b)->first))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * The number of each community by size, then by its smallest code.
 */
static uint32 *
ranks(const uint32 *community, uint32 places)
{
	Ranked	   *ranked = array_allocate_zero(places, sizeof(Ranked));
	uint32	   *rank = array_allocate(places, sizeof(uint32));

	for (uint32 i = places; i > 0; i--)
	{
		Ranked	   *of = &ranked[community[i - 1]];

		CHECK_FOR_INTERRUPTS();
		of->size++;
		of->first = i - 1;
	}
	for (uint32 i = 0; i < places; i++)
		ranked[i].community = i;
	sort_communities(ranked, places);
	for (uint32 i = 0; i < places; i++)
	{
		CHECK_FOR_INTERRUPTS();
		rank[ranked[i].community] = i;
	}
	pfree(ranked);
	return rank;
}

PG_FUNCTION_INFO_V1(network_communities);

/*
 * network_communities(ties place_flows, at_least float8, members place_counts, seed integer, resolution float8)
 *		-> setof (place text, community integer)
 *
 * The community of each place, in bytewise order of codes: communities are connected,
 * and have more of the ties among themselves than chance would give places of as many
 * ties.  They are numbered by size, then by their smallest code; a place without ties
 * is one of its own.  What is sought is the largest modularity(); the same ties and
 * seed give the same answer.  A resolution above 1 gives smaller communities, one
 * below 1 larger ones.  Nothing for a NULL argument, but NULL members are those of
 * the flows.
 * Errors: 22003 for a resolution that is negative or no finite number; those of
 * network_structure().
 * Source: Traag, Waltman and van Eck, Sci Rep 2019;9:5233.
 */
Datum
network_communities(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, 2);
	Graph		all;
	Graph		graph;
	uint32	   *community;
	uint32	   *rank;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(3) || PG_ARGISNULL(4))
		PG_RETURN_NULL();
	check_amount(PG_GETARG_FLOAT8(4), "resolution");
	all = graph_read(PG_GETARG_DATUM(0), PG_ARGISNULL(2) ? NULL : PG_GETARG_PLACE_COUNTS(2));
	graph = graph_at_least(&all, PG_GETARG_FLOAT8(1));
	community = communities_of(&graph, PG_GETARG_FLOAT8(4), PG_GETARG_INT32(3));
	rank = ranks(community, graph.places);
	for (uint32 i = 0; i < graph.places; i++)
	{
		bool		nulls[2] = {false};
		Datum		values[2] = {
			PointerGetDatum(code_to_text(code_list_get(&graph.names, i))),
			Int32GetDatum(rank[community[i]] + 1)
		};

		CHECK_FOR_INTERRUPTS();
		rows_put(rows, values, nulls);
		pfree(DatumGetPointer(values[0]));
	}
	PG_RETURN_NULL();
}

/*
 * The community of each place of a graph, from flows of places to communities.
 * Communities are numbered in the order of their first places.
 */
static uint32 *
read_communities(const Graph *graph, const PlaceFlows *communities)
{
	FlowsView	view = place_flows_view(communities);
	uint32	   *origin = positions_in(&graph->names, &view.origins);
	uint32	   *number = array_allocate_zero(view.destinations.count, sizeof(uint32));	/* from 1; 0: none yet */
	uint32	   *community = array_allocate(graph->places, sizeof(uint32));
	uint32		count = 0;

	for (uint32 i = 0; i < graph->places; i++)
	{
		uint32		first = origin[i] == NOWHERE ? 0 : view.row[origin[i]];
		uint32		end = origin[i] == NOWHERE ? 0 : view.row[origin[i] + 1];
		uint32		found = 0;

		CHECK_FOR_INTERRUPTS();
		for (uint32 cell = first; cell < end; cell++)
			if (view.n[cell] > 0)
			{
				uint32	   *of = &number[view.destination[cell]];

				CHECK_FOR_INTERRUPTS();
				if (*of == 0)
					*of = ++count;
				community[i] = *of - 1;
				found++;
			}
		if (found != 1)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("place \"%s\" is in %u communities", code_for_message(code_list_get(&graph->names, i)), found),
					 errdetail("Every place of the ties must be in exactly one.")));
	}
	pfree(origin);
	pfree(number);
	return community;
}

PG_FUNCTION_INFO_V1(modularity);

/*
 * modularity(ties place_flows, communities place_flows, at_least float8, resolution float8) -> float8
 *
 * How much more of the ties is within communities than chance would put there:
 * communities go from each place to its community.  For each community the share of
 * all ties that is within it, less resolution times the square of its places' share of
 * all ends of ties.  At resolution 1 from -1/2 to 1, 0 for one community; what counts
 * as much depends on the number and size of communities.  A place's flow to itself is
 * no tie.  NULL where there are no ties.
 * Errors: 22003 for a resolution or at_least that is negative or no finite number;
 * 22023 for a place in no community or in several, and for flows that are not
 * symmetric.
 * Source: Newman and Girvan, Phys Rev E 2004;69:026113; Reichardt and Bornholdt, Phys
 * Rev E 2006;74:016110.
 */
Datum
modularity(PG_FUNCTION_ARGS)
{
	double		resolution = PG_GETARG_FLOAT8(3);
	Graph		all = graph_read(PG_GETARG_DATUM(0), NULL);
	Graph		graph = graph_at_least(&all, PG_GETARG_FLOAT8(2));
	uint32	   *community = read_communities(&graph, PG_GETARG_PLACE_FLOWS(1));

	check_amount(resolution, "resolution");
	if (graph.ties == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(modularity_of(&graph, community, resolution));
}
