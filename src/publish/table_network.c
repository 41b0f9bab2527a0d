/*
 * table_network.c
 *		Flows and cheapest ways in the network of a table.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "publish/table_network.h"

/* People beyond this make no difference to a price, so that prices cannot overflow. */
#define MOST_PEOPLE_PRICED (UINT64CONST(1) << 40)

static int
nearer_first(const pairingheap_node *a, const pairingheap_node *b, void *network)
{
	const TableNode *first = pairingheap_const_container(TableNode, link, a);
	const TableNode *second = pairingheap_const_container(TableNode, link, b);
	int			order = table_price_compare(first->price, second->price);

	CHECK_FOR_INTERRUPTS();
	if (order != 0)
		return -order;
	return first < second ? 1 : -1;
}

/*
 * A network of so many lines on each side, with room for so many edges.
 */
TableNetwork *
table_network_create(uint32 left, uint32 right, uint32 capacity)
{
	TableNetwork *network = palloc0(sizeof(TableNetwork));

	network->left = left;
	network->nodes = left + right;
	network->node = array_allocate_zero(network->nodes, sizeof(TableNode));
	network->edge = array_allocate(capacity, sizeof(TableEdge));
	network->queue = array_allocate(network->nodes, sizeof(uint32));
	network->touched = array_allocate(capacity, sizeof(uint32));
	network->edges_at = array_allocate(2 * (Size) capacity, sizeof(uint32));
	return network;
}

/*
 * Adds a count, shown so far.  left and right are counted from 0 on each side.
 */
uint32
table_network_add(TableNetwork *network, uint32 left, uint32 right, int64 n, bool counts_negative)
{
	TableEdge  *edge = &network->edge[network->edges];

	*edge = (TableEdge)
	{
		.left = left,
			.right = network->left + right,
			.n = n,
			.least = Min(n, 1),
			.counts_negative = counts_negative
	};
	network->node[edge->left].edges++;
	network->node[edge->right].edges++;
	return network->edges++;
}

/*
 * When all edges are there: sorts them by line.
 */
void
table_network_ready(TableNetwork *network)
{
	uint32		first = 0;

	network->price_of_total = (uint64) network->edges + 1;
	for (uint32 i = 0; i < network->nodes; i++)
	{
		CHECK_FOR_INTERRUPTS();
		network->node[i].first = first;
		first += network->node[i].edges;
		network->node[i].edges = 0;
	}
	for (uint32 i = 0; i < network->edges; i++)
	{
		TableEdge  *edge = &network->edge[i];

		CHECK_FOR_INTERRUPTS();
		for (int side = 0; side < 2; side++)
		{
			TableNode  *node = &network->node[side == 0 ? edge->left : edge->right];

			edge->place[side] = node->first + node->edges++;
			network->edges_at[edge->place[side]] = i;
		}
	}
}

/* Puts two edges of one node into each other's places. */
static void
swap_places(TableNetwork *network, uint32 node, uint32 a, uint32 b)
{
	uint32		first = network->edges_at[a];
	uint32		second = network->edges_at[b];

	network->edges_at[a] = second;
	network->edges_at[b] = first;
	network->edge[first].place[network->edge[first].left != node] = b;
	network->edge[second].place[network->edge[second].left != node] = a;
}

/*
 * Hides a count, or shows it.  The hidden edges of a node stand before the shown
 * ones, so that a flow never looks at a shown one.
 */
void
table_network_hide(TableNetwork *network, uint32 edge, bool hidden)
{
	TableEdge  *changed = &network->edge[edge];

	Assert(changed->is_hidden != hidden);
	for (int side = 0; side < 2; side++)
	{
		uint32		number = side == 0 ? changed->left : changed->right;
		TableNode  *node = &network->node[number];

		if (!hidden)
			node->hidden--;
		swap_places(network, number, changed->place[side], node->first + node->hidden);
		if (hidden)
			node->hidden++;
	}
	changed->is_hidden = hidden;
}

/*
 * The way along which the counts must change, one up and the next down, when the
 * count of this edge rises.
 */
TableSearch
table_network_rise(const TableNetwork *network, uint32 edge)
{
	const TableEdge *e = &network->edge[edge];

	if (e->counts_negative)
		return (TableSearch) {e->left, e->right, edge, TABLE_NONE};
	return (TableSearch) {e->right, e->left, edge, TABLE_NONE};
}

/* The same when it falls. */
TableSearch
table_network_fall(const TableNetwork *network, uint32 edge)
{
	TableSearch rise = table_network_rise(network, edge);

	return (TableSearch) {rise.to, rise.from, edge, TABLE_NONE};
}

/*
 * How far a count can still change when the way leads over its edge from this
 * node.  From the left what counts in the lines rises, from the right it falls.
 */
static inline int64
room_from(const TableEdge *edge, uint32 node)
{
	bool		rises = edge->left == node;

	if (rises != edge->counts_negative)
	{
		/* The count itself rises, and nothing bounds it but what was taken before. */
		return TABLE_UNLIMITED;
	}
	return edge->n - edge->least + (rises ? -edge->change : edge->change);
}

/* Breadth first over the hidden edges with room; true if the end is reached. */
static bool
find_hidden_way(TableNetwork *network, TableSearch search)
{
	uint32		head = 0;
	uint32		tail = 0;

	network->search++;
	network->node[search.from].search = network->search;
	network->queue[tail++] = search.from;
	while (head < tail)
	{
		uint32		here = network->queue[head++];
		const TableNode *node = &network->node[here];

		network->visits += node->hidden;
		for (uint32 i = 0; i < node->hidden; i++)
		{
			uint32		number = network->edges_at[node->first + i];
			const TableEdge *edge = &network->edge[number];
			uint32		there = table_other_end(edge, here);
			TableNode  *next = &network->node[there];

			CHECK_FOR_INTERRUPTS();
			if (next->search == network->search || number == search.without_edge ||
				there == search.without_node || room_from(edge, here) < 1)
				continue;
			next->search = network->search;
			next->came_by = number;
			if (there == search.to)
				return true;
			network->queue[tail++] = there;
		}
	}
	return false;
}

/* The least room on the way that was found. */
static int64
room_on_way(const TableNetwork *network, TableSearch search)
{
	int64		least = TABLE_UNLIMITED;

	for (uint32 here = search.to; here != search.from;)
	{
		const TableEdge *edge = &network->edge[network->node[here].came_by];

		here = table_other_end(edge, here);
		least = Min(least, room_from(edge, here));
	}
	return least;
}

/* Changes the counts on the way that was found. */
static void
push_along_way(TableNetwork *network, TableSearch search, int64 amount)
{
	for (uint32 here = search.to; here != search.from;)
	{
		uint32		number = network->node[here].came_by;
		TableEdge  *edge = &network->edge[number];

		here = table_other_end(edge, here);
		edge->change += edge->left == here ? amount : -amount;
		if (!edge->is_touched)
		{
			edge->is_touched = true;
			network->touched[network->touched_count++] = number;
		}
	}
}

/*
 * The largest flow over hidden edges, at most so much, beside the flows that are
 * already there; what it changes stays until table_network_still().  Unlimited
 * where it may be so and no count on a way bounds it.
 */
int64
table_network_flow(TableNetwork *network, TableSearch search, int64 most)
{
	int64		flow = 0;

	while (flow < most && find_hidden_way(network, search))
	{
		int64		amount = room_on_way(network, search);

		if (amount == TABLE_UNLIMITED && most == TABLE_UNLIMITED)
			return TABLE_UNLIMITED;
		amount = Min(amount, most - flow);
		push_along_way(network, search, amount);
		flow += amount;
	}
	return flow;
}

/* Ends all flows. */
void
table_network_still(TableNetwork *network)
{
	while (network->touched_count > 0)
	{
		TableEdge  *edge = &network->edge[network->touched[--network->touched_count]];

		edge->change = 0;
		edge->is_touched = false;
	}
}

/*
 * What hiding this edge costs.  All totals of lines together are cheaper than the
 * grand total.
 */
TablePrice
table_network_price(const TableNetwork *network, uint32 edge)
{
	const TableEdge *e = &network->edge[edge];
	TablePrice	price = {1, Min((uint64) e->n, MOST_PEOPLE_PRICED)};

	if (e->counts_negative)
		price.cells = network->price_of_total;
	else if (e->left == network->left - 1 && e->right == network->nodes - 1)
		price.cells = network->price_of_total * network->nodes;
	return price;
}

/* Comes to a neighbour over an edge, if that is cheaper than before. */
static void
relax(TableNetwork *network, pairingheap *heap, TableNode *from, uint32 number, uint32 there)
{
	TableNode  *next = &network->node[there];
	TablePrice	price = from->price;

	if (!network->edge[number].is_hidden)
		price = table_price_sum(price, table_network_price(network, number));
	if (next->search == network->search)
	{
		if (next->is_settled || table_price_compare(price, next->price) >= 0)
			return;
		pairingheap_remove(heap, &next->link);
	}
	next->search = network->search;
	next->is_settled = false;
	next->price = price;
	next->came_by = number;
	pairingheap_add(heap, &next->link);
}

/*
 * The way with enough room that costs least to hide, over hidden edges for
 * nothing and over shown ones at their price (Dijkstra).  False if there is none.
 * The way is read back by came_by.
 */
bool
table_network_cheapest(TableNetwork *network, TableSearch search, int64 room, TablePrice *price)
{
	pairingheap *heap = pairingheap_allocate(nearer_first, network);
	TableNode  *start = &network->node[search.from];
	bool		is_found = false;

	network->search++;
	start->search = network->search;
	start->is_settled = false;
	start->price = (TablePrice) {0, 0};
	pairingheap_add(heap, &start->link);
	while (!pairingheap_is_empty(heap) && !is_found)
	{
		TableNode  *node = pairingheap_container(TableNode, link, pairingheap_remove_first(heap));
		uint32		here = node - network->node;

		node->is_settled = true;
		if (here == search.to)
		{
			*price = node->price;
			is_found = true;
			break;
		}
		network->visits += node->edges;
		for (uint32 i = 0; i < node->edges; i++)
		{
			uint32		number = network->edges_at[node->first + i];
			const TableEdge *edge = &network->edge[number];
			uint32		there = table_other_end(edge, here);

			CHECK_FOR_INTERRUPTS();
			if (number != search.without_edge && there != search.without_node &&
				!edge->is_banned && room_from(edge, here) >= room)
				relax(network, heap, node, number, there);
		}
	}
	pairingheap_free(heap);
	return is_found;
}
