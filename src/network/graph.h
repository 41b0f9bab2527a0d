/*
 * graph.h
 *		Places and the ties between them, as plain arrays: how symmetric flows are
 *		read, and what every question of collaboration is asked of.
 *
 * graph.c		reading, and leaving weak ties out
 * paths.c		distances, and who stands between whom
 * cohesion.c	triangles, cores, constraint
 * cuts.c		components, and what falls apart without one place
 */
#ifndef PLACEBASE_GRAPH_H
#define PLACEBASE_GRAPH_H

#include "place/place_counts_layout.h"

/*
 * Places are numbered in bytewise order of their codes.  A tie stands with both of
 * its places, so that there are twice as many arcs as ties; nothing is tied to
 * itself.
 */
typedef struct Graph
{
	CodeList	names;
	uint32		places;
	uint32		ties;
	const uint32 *first;		/* arc of each place; places + 1 of them */
	const uint32 *neighbour;	/* ascending within a place */
	const double *weight;		/* above 0, the same both ways; the sum of all is finite */
} Graph;

pg_noreturn extern void refuse_asymmetry(Code a, Code b, double there, double back);
extern Graph graph_read(Datum ties, const PlaceCounts *members);
extern Graph graph_at_least(const Graph *graph, double at_least);
extern uint32 graph_arc(const Graph *graph, uint32 from, uint32 to);
extern double *graph_strengths(const Graph *graph);

static inline uint32
graph_degree(const Graph *graph, uint32 place)
{
	return graph->first[place + 1] - graph->first[place];
}

#endif
