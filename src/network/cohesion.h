/*
 * cohesion.h
 *		How closely places are tied among themselves: triangles, cores, constraint.
 */
#ifndef PLACEBASE_COHESION_H
#define PLACEBASE_COHESION_H

#include "network/graph.h"

/*
 * A core of places and the rest: no core has fewer ties missing inside it and ties
 * among the rest, and no smaller one has as few.
 */
typedef struct Core
{
	uint32		size;
	uint64		misfits;		/* the missing ties and the ties */
} Core;

extern uint64 *triangles_at(const Graph *graph);
extern double *constraint_of(const Graph *graph, const double *strength);
extern uint32 *core_numbers(const Graph *graph);
extern Core core_of(const Graph *graph);

static inline uint64
pairs_of_neighbours(const Graph *graph, uint32 place)
{
	uint64		degree = graph_degree(graph, place);

	return degree * (degree - Min(degree, 1)) / 2;
}

static inline double
clustering_at(const Graph *graph, uint32 place, uint64 triangles)
{
	return triangles == 0 ? 0 : (double) triangles / pairs_of_neighbours(graph, place);
}

#endif
