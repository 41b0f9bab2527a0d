/*
 * paths.c
 *		Shortest paths between places: one search from each place (Brandes, J Math
 *		Sociol 2001;25:163-177).  It takes as many steps as there are places times
 *		ties.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/memory.h"
#include "network/paths.h"

#define UNREACHED PG_UINT32_MAX

/* Numbers of paths are carried in steps of so many bits: they double with every diamond. */
#define STEP_BITS 512

/* A number of paths: n times 2^STEP_BITS to the power of steps. */
typedef struct PathCount
{
	double		n;
	uint32		steps;
} PathCount;

/* A search through the graph from one place. */
typedef struct Search
{
	const Graph *graph;
	uint32	   *distance;		/* of each place */
	uint32	   *order;			/* places reached, the nearest first */
	uint32		reached;
	PathCount  *paths;			/* how many shortest ones lead to each place */
	double	   *dependence;		/* of the pairs that begin here */
} Search;

static void
search_start(Search *search, const Graph *graph)
{
	search->graph = graph;
	search->distance = array_allocate(graph->places, sizeof(uint32));
	search->order = array_allocate(graph->places, sizeof(uint32));
	search->reached = 0;
	search->paths = NULL;
	search->dependence = NULL;
	for (uint32 i = 0; i < graph->places; i++)
	{
		CHECK_FOR_INTERRUPTS();
		search->distance[i] = UNREACHED;
	}
}

static void
search_end(Search *search)
{
	pfree(search->distance);
	pfree(search->order);
	if (search->paths != NULL)
	{
		pfree(search->paths);
		pfree(search->dependence);
	}
}

static inline void
reach(Search *search, uint32 place, uint32 distance)
{
	search->distance[place] = distance;
	search->order[search->reached++] = place;
}

static void
forget(Search *search)
{
	for (uint32 i = 0; i < search->reached; i++)
		search->distance[search->order[i]] = UNREACHED;
	search->reached = 0;
}

static inline void
add_paths(PathCount *to, const PathCount *from)
{
	if (from->steps == to->steps)
		to->n += from->n;
	else if (from->steps > to->steps)
	{
		to->n = from->n + (from->steps == to->steps + 1 ? ldexp(to->n, -STEP_BITS) : 0);
		to->steps = from->steps;
	}
	else if (to->steps == from->steps + 1)
		to->n += ldexp(from->n, -STEP_BITS);
	if (unlikely(to->n >= 0x1p512))
	{
		to->n = ldexp(to->n, -STEP_BITS);
		to->steps++;
	}
}

/*
 * What share of the paths to the further place come by the nearer one.
 */
static inline double
share_of_paths(const PathCount *nearer, const PathCount *further)
{
	if (likely(nearer->steps == further->steps))
		return nearer->n / further->n;
	return nearer->steps + 1 == further->steps ? ldexp(nearer->n, -STEP_BITS) / further->n : 0;
}

/*
 * Searches from one place, and counts the paths to each.
 */
static void
search_paths(Search *search, uint32 from)
{
	const Graph *graph = search->graph;

	reach(search, from, 0);
	search->paths[from] = (PathCount) {1, 0};
	search->dependence[from] = 0;
	for (uint32 at = 0; at < search->reached; at++)
	{
		uint32		place = search->order[at];
		uint32		next_distance = search->distance[place] + 1;

		for (uint32 arc = graph->first[place]; arc < graph->first[place + 1]; arc++)
		{
			uint32		next = graph->neighbour[arc];

			CHECK_FOR_INTERRUPTS();
			if (search->distance[next] == UNREACHED)
			{
				reach(search, next, next_distance);
				search->paths[next] = search->paths[place];
				search->dependence[next] = 0;
			}
			else if (search->distance[next] == next_distance)
				add_paths(&search->paths[next], &search->paths[place]);
		}
	}
}

/*
 * From the furthest place back to the first: how much of what is reached beyond a
 * place depends on it.
 */
static void
collect_dependence(Search *search, double *betweenness)
{
	const Graph *graph = search->graph;

	for (uint32 at = search->reached - 1; at > 0; at--)
	{
		uint32		place = search->order[at];

		for (uint32 arc = graph->first[place]; arc < graph->first[place + 1]; arc++)
		{
			uint32		before = graph->neighbour[arc];

			CHECK_FOR_INTERRUPTS();
			if (search->distance[before] + 1 == search->distance[place])
				search->dependence[before] += share_of_paths(&search->paths[before], &search->paths[place]) *
					(1 + search->dependence[place]);
		}
		betweenness[place] += search->dependence[place];
	}
}

/*
 * Distances and betweenness of all places.  A pair counts once, not once from
 * either end.
 */
Paths
paths_of(const Graph *graph)
{
	Search		search;
	Paths		paths;

	search_start(&search, graph);
	search.paths = array_allocate(graph->places, sizeof(PathCount));
	search.dependence = array_allocate(graph->places, sizeof(double));
	paths.betweenness = array_allocate_zero(graph->places, sizeof(double));
	paths.reached = array_allocate(graph->places, sizeof(uint32));
	paths.distance = array_allocate(graph->places, sizeof(uint64));
	paths.diameter = 0;
	for (uint32 from = 0; from < graph->places; from++)
	{
		CHECK_FOR_INTERRUPTS();
		search_paths(&search, from);
		paths.reached[from] = search.reached;
		paths.distance[from] = 0;
		for (uint32 i = 0; i < search.reached; i++)
			paths.distance[from] += search.distance[search.order[i]];
		paths.diameter = Max(paths.diameter, search.distance[search.order[search.reached - 1]]);
		collect_dependence(&search, paths.betweenness);
		forget(&search);
	}
	for (uint32 i = 0; i < graph->places; i++)
	{
		CHECK_FOR_INTERRUPTS();
		paths.betweenness[i] /= 2;
	}
	search_end(&search);
	return paths;
}

/*
 * The mean distance between places that reach each other when one of them is not
 * there; false if no two do.
 */
bool
mean_distance(const Graph *graph, uint32 without, double *mean)
{
	Search		search;
	uint64		distance = 0;
	uint64		pairs = 0;

	search_start(&search, graph);
	for (uint32 from = 0; from < graph->places; from++)
	{
		CHECK_FOR_INTERRUPTS();
		if (from == without)
			continue;
		reach(&search, from, 0);
		for (uint32 at = 0; at < search.reached; at++)
		{
			uint32		place = search.order[at];

			distance += search.distance[place];
			for (uint32 arc = graph->first[place]; arc < graph->first[place + 1]; arc++)
			{
				uint32		next = graph->neighbour[arc];

				CHECK_FOR_INTERRUPTS();
				if (next != without && search.distance[next] == UNREACHED)
					reach(&search, next, search.distance[place] + 1);
			}
		}
		pairs += search.reached - 1;
		forget(&search);
	}
	search_end(&search);
	if (pairs > 0)
		*mean = (double) distance / pairs;
	return pairs > 0;
}
