/*
 * paths.h
 *		Shortest paths between places, counted in ties.
 */
#ifndef PLACEBASE_PATHS_H
#define PLACEBASE_PATHS_H

#include "network/graph.h"

/*
 * Of each place: how many pairs of others it stands between, how many places it
 * reaches, itself included, and how far they are in all.
 */
typedef struct Paths
{
	double	   *betweenness;
	uint32	   *reached;
	uint64	   *distance;
	uint32		diameter;		/* 0 where there is no tie */
} Paths;

extern Paths paths_of(const Graph *graph);
extern bool mean_distance(const Graph *graph, uint32 without, double *mean);

/*
 * How close a place is to all others: the share of them that it reaches, times one
 * over its mean distance to those (Wasserman and Faust, Social Network Analysis,
 * 1994, 5.2).
 */
static inline double
closeness_at(const Paths *paths, uint32 places, uint32 place)
{
	double		others = paths->reached[place] - 1.0;

	return others == 0 ? 0 : others / (places - 1.0) * (others / paths->distance[place]);
}

#endif
