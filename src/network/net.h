/*
 * net.h
 *		Nodes with ties between them, and a partition of the nodes that moves improve.
 *
 * A node is a place or a group of places.  A partition says for each node the number
 * of its community, below the number of nodes; some numbers may be in nobody's use.
 */
#ifndef PLACEBASE_NET_H
#define PLACEBASE_NET_H

#include "base/dice.h"
#include "network/graph.h"

/* All ties together weigh 1. */
typedef struct Net
{
	uint32		nodes;
	uint32	   *first;			/* arc of each node; nodes + 1 of them */
	uint32	   *neighbour;
	double	   *weight;
	double	   *strength;		/* of each node's ties, those within it twice */
} Net;

extern Net	net_of_graph(const Graph *graph);
extern Net	net_united(const Net *net, const uint32 *group, uint32 groups);
extern void net_free(Net *net);
extern uint32 *net_alone(uint32 nodes);
extern uint32 *net_shuffled(uint32 nodes, Dice *dice);
extern uint32 net_number(uint32 *community, uint32 nodes);
extern uint32 net_move(const Net *net, uint32 *community, double resolution, Dice *dice);
extern bool net_split(const Net *net, uint32 *community);

#endif
