/*
 * table_network.h
 *		A two-way table with hidden counts as a network, so that what a reader can
 *		work out of it is a question of flows.  Knows no SQL.
 *
 * Every line of the table that adds up is a node: the origins and "all origins"
 * on the left, the destinations and "all destinations" on the right.  Every count
 * that is or may be hidden is an edge between its two lines: a cell between its
 * origin and its destination, the total of an origin between it and all
 * destinations, the total of a destination between all origins and it, and the
 * grand total between the two nodes of all.  A total of one line counts with a
 * minus, so that every line adds up to what is shown.
 *
 * A reader who knows the lines and what is shown can change a hidden count only
 * along a cycle of hidden ones: up on the way from left to right, down on the way
 * back (for totals with a minus the other way round).  So a hidden count can be
 * every whole number of one interval, and how far it reaches is a largest flow.
 * The matrix is totally unimodular: no fraction is needed.
 *
 * Source: Gusfield 1988, SIAM J Comput 17:552; Kelly, Golden & Assad 1992.
 */
#ifndef PLACEBASE_TABLE_NETWORK_H
#define PLACEBASE_TABLE_NETWORK_H

#include "lib/pairingheap.h"

/* No edge, no node; and no limit. */
#define TABLE_NONE PG_UINT32_MAX
#define TABLE_UNLIMITED PG_INT64_MAX

typedef struct TableEdge
{
	uint32		left;
	uint32		right;
	int64		n;
	int64		least;			/* what the reader knows it to be at least */
	int64		change;			/* of what counts in its lines, while a flow is found */
	uint32		place[2];		/* where it stands among the edges of left and right */
	bool		counts_negative;	/* the total of one line */
	bool		is_hidden;
	bool		is_banned;		/* must stay shown */
	bool		is_touched;		/* change was set */
} TableEdge;

/* What hiding costs: totals before cells before people. */
typedef struct TablePrice
{
	uint64		cells;			/* a total weighs more than all cells together */
	uint64		people;
} TablePrice;

typedef struct TableNode
{
	pairingheap_node link;
	TablePrice	price;			/* of the way to here */
	uint32		first;			/* of its edges in edges_at */
	uint32		edges;
	uint32		hidden;			/* so many of them, and they come first */
	uint32		came_by;		/* the edge that led here */
	uint32		search;			/* the search that reached it */
	bool		is_settled;
} TableNode;

typedef struct TableNetwork
{
	uint32		left;			/* nodes; those of the right have numbers from here on */
	uint32		nodes;
	uint32		edges;
	TableNode  *node;
	TableEdge  *edge;
	uint32	   *edges_at;
	uint32	   *queue;
	uint32	   *touched;		/* edges with a change */
	uint32		touched_count;
	uint32		search;
	uint64		visits;			/* of edges, in all searches */
	uint64		price_of_total;
} TableNetwork;

/* A way through the network: which edge is to be passed by, and which node. */
typedef struct TableSearch
{
	uint32		from;
	uint32		to;
	uint32		without_edge;
	uint32		without_node;
} TableSearch;

extern TableNetwork *table_network_create(uint32 left, uint32 right, uint32 capacity);
extern uint32 table_network_add(TableNetwork *network, uint32 left, uint32 right, int64 n, bool counts_negative);
extern void table_network_ready(TableNetwork *network);
extern void table_network_hide(TableNetwork *network, uint32 edge, bool hidden);
extern TableSearch table_network_rise(const TableNetwork *network, uint32 edge);
extern TableSearch table_network_fall(const TableNetwork *network, uint32 edge);
extern int64 table_network_flow(TableNetwork *network, TableSearch search, int64 most);
extern bool table_network_cheapest(TableNetwork *network, TableSearch search, int64 room, TablePrice *price);
extern void table_network_still(TableNetwork *network);
extern TablePrice table_network_price(const TableNetwork *network, uint32 edge);

static inline int
table_price_compare(TablePrice a, TablePrice b)
{
	if (a.cells != b.cells)
		return a.cells < b.cells ? -1 : 1;
	return (a.people > b.people) - (a.people < b.people);
}

static inline TablePrice
table_price_sum(TablePrice a, TablePrice b)
{
	return (TablePrice)
	{
		a.cells + b.cells, a.people + b.people
	};
}

static inline uint32
table_other_end(const TableEdge *edge, uint32 node)
{
	return edge->left == node ? edge->right : edge->left;
}

#endif
