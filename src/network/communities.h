/*
 * communities.h
 *		The engine that finds communities, on plain arrays: nodes are numbers here,
 *		and nothing knows of SQL.
 *
 * net.c			a net of nodes, a partition of them, and moves that improve it
 * communities.c	the search (Leiden, and many starts where there are few places)
 */
#ifndef PLACEBASE_COMMUNITIES_H
#define PLACEBASE_COMMUNITIES_H

#include "network/graph.h"

extern double modularity_of(const Graph *graph, const uint32 *community, double resolution);
extern uint32 *communities_of(const Graph *graph, double resolution, int seed);

#endif
