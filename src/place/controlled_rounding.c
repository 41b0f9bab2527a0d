/*
 * controlled_rounding.c
 *		The cells that go up and those that go down: a flow of least cost.
 *
 * Every cell is first rounded to the nearest whole number, which changes the table
 * least but leaves some lines with units too many or too few.  Each unit too many
 * then goes, by the cheapest way there is, to a line with one too few.  Potentials
 * keep all costs at 0 or above, so that a way is found by Dijkstra's method; it
 * ends at the first line that is short, and few lines are ever looked at.
 */
#include "postgres.h"

#include "lib/pairingheap.h"
#include "miscadmin.h"

#include "base/memory.h"
#include "place/controlled_rounding.h"

#define NO_CELL PG_UINT32_MAX

/* Beyond 40 bits of a fraction nothing is left that anybody meant. */
#define PRICE_BITS_MAX 40

typedef struct Node
{
	pairingheap_node link;
	int64		potential;
	int64		distance;
	int64		surplus;		/* units that come in and do not go out */
	uint32		first;			/* of its cells in cells_at */
	uint32		cells;
	uint32		came_from;
	uint32		came_by;		/* the cell, or NO_CELL for the total of a line */
	uint32		search;			/* the search that reached it */
	bool		is_settled;
} Node;

typedef struct Network
{
	Rounding   *rounding;
	Node	   *node;			/* the lines, then all origins, then all destinations */
	uint32	   *cells_at;
	uint32	   *settled;		/* in the order of their distance */
	uint32		settled_count;
	uint32		reached_count;	/* with those as near as the last one settled, which follow it */
	pairingheap *heap;			/* those that are farther */
	uint32		search;
} Network;

static inline uint32
all_origins(const Network *network)
{
	return network->rounding->lines;
}

static inline uint32
all_destinations(const Network *network)
{
	return network->rounding->lines + 1;
}

/*
 * How many bits of a fraction its price may have: the prices along any way must
 * sum to less than 2^63.
 */
int
rounding_price_bits(const Rounding *rounding)
{
	int			bits = PRICE_BITS_MAX;

	while (bits > 1 && (uint64) rounding->lines + 2 > (UINT64CONST(1) << (60 - bits)))
		bits--;
	return bits;
}

static int
nearer_first(const pairingheap_node *a, const pairingheap_node *b, void *nothing)
{
	const Node *first = pairingheap_const_container(Node, link, a);
	const Node *second = pairingheap_const_container(Node, link, b);

	CHECK_FOR_INTERRUPTS();
	if (first->distance != second->distance)
		return first->distance < second->distance ? 1 : -1;
	return first < second ? 1 : -1;
}

/* ------------------------------------------------------------------------
 * The first flow
 * ------------------------------------------------------------------------
 */

/*
 * Sorts the cells by line, and rounds each to the nearest whole number.
 */
static void
place_cells(Network *network)
{
	const Rounding *rounding = network->rounding;
	uint32		first = 0;

	for (uint32 i = 0; i < rounding->cells; i++)
	{
		RoundingCell *cell = &rounding->cell[i];

		CHECK_FOR_INTERRUPTS();
		network->node[cell->origin].cells++;
		network->node[cell->destination].cells++;
		cell->is_up = cell->price < 0;
		if (cell->is_up)
		{
			network->node[cell->origin].surplus--;
			network->node[cell->destination].surplus++;
		}
	}
	for (uint32 i = 0; i < rounding->lines; i++)
	{
		CHECK_FOR_INTERRUPTS();
		network->node[i].first = first;
		first += network->node[i].cells;
		network->node[i].cells = 0;
	}
	for (uint32 i = 0; i < rounding->cells; i++)
	{
		Node	   *origin = &network->node[rounding->cell[i].origin];
		Node	   *destination = &network->node[rounding->cell[i].destination];

		CHECK_FOR_INTERRUPTS();
		network->cells_at[origin->first + origin->cells++] = i;
		network->cells_at[destination->first + destination->cells++] = i;
	}
}

/*
 * Every line takes as many units as its cells have, as far as its bounds allow.
 */
static void
fill_lines(Network *network)
{
	Rounding   *rounding = network->rounding;

	network->node[all_origins(network)].surplus = rounding->total;
	network->node[all_destinations(network)].surplus = -rounding->total;
	for (uint32 i = 0; i < rounding->lines; i++)
	{
		RoundingLine *line = &rounding->line[i];
		Node	   *node = &network->node[i];
		bool		is_origin = i < rounding->origins;
		int64		up = is_origin ? -node->surplus : node->surplus;

		CHECK_FOR_INTERRUPTS();
		line->units = up < line->least ? line->least : up > line->most ? line->most : up;
		node->surplus += is_origin ? line->units : -line->units;
		if (is_origin)
			network->node[all_origins(network)].surplus -= line->units;
		else
			network->node[all_destinations(network)].surplus += line->units;
	}
}

/* ------------------------------------------------------------------------
 * The cheapest way
 * ------------------------------------------------------------------------
 */

/*
 * Comes to a node over a cell or a total, if that is cheaper than before.  True if
 * it is short of a unit, and nothing nearer can be.
 */
static bool
relax(Network *network, uint32 from, uint32 to, uint32 by, int64 price)
{
	Node	   *here = &network->node[from];
	Node	   *there = &network->node[to];
	int64		distance = here->distance + price + here->potential - there->potential;

	CHECK_FOR_INTERRUPTS();
	Assert(distance >= here->distance);
	if (there->search == network->search)
	{
		if (there->is_settled || distance >= there->distance)
			return false;
		pairingheap_remove(network->heap, &there->link);
	}
	there->search = network->search;
	there->distance = distance;
	there->came_from = from;
	there->came_by = by;
	there->is_settled = distance == here->distance;
	if (!there->is_settled)
		pairingheap_add(network->heap, &there->link);
	else if (there->surplus < 0)
		return true;
	else
		network->settled[network->reached_count++] = to;
	return false;
}

/*
 * From a line over each cell along which a unit can move, and over its total.
 */
static bool
relax_line(Network *network, uint32 from, uint32 *end)
{
	const Rounding *rounding = network->rounding;
	const RoundingLine *line = &rounding->line[from];
	const Node *node = &network->node[from];
	bool		is_origin = from < rounding->origins;

	for (uint32 i = 0; i < node->cells; i++)
	{
		uint32		number = network->cells_at[node->first + i];
		const RoundingCell *cell = &rounding->cell[number];

		/* A unit goes forward through a cell that is down, and back through one that is up. */
		if (cell->is_up == is_origin)
			continue;
		*end = is_origin ? cell->destination : cell->origin;
		if (relax(network, from, *end, number, is_origin ? cell->price : -cell->price))
			return true;
	}
	if (is_origin ? line->units > line->least : line->units < line->most)
	{
		*end = is_origin ? all_origins(network) : all_destinations(network);
		return relax(network, from, *end, NO_CELL, 0);
	}
	return false;
}

/*
 * From all origins or all destinations over the total of each line that can change.
 */
static bool
relax_totals(Network *network, uint32 from, uint32 *end)
{
	const Rounding *rounding = network->rounding;
	bool		is_origin = from == all_origins(network);

	for (uint32 i = is_origin ? 0 : rounding->origins; i < (is_origin ? rounding->origins : rounding->lines); i++)
	{
		const RoundingLine *line = &rounding->line[i];

		CHECK_FOR_INTERRUPTS();
		if (is_origin ? line->units >= line->most : line->units <= line->least)
			continue;
		*end = i;
		if (relax(network, from, i, NO_CELL, 0))
			return true;
	}
	return false;
}

/*
 * The nearest node that is short of a unit.  Every table has one as long as some
 * other has a unit too many.
 */
static uint32
find_way(Network *network, uint32 from)
{
	uint32		end = from;
	Node	   *start = &network->node[from];

	network->search++;
	network->settled_count = 0;
	network->reached_count = 0;
	pairingheap_reset(network->heap);
	start->search = network->search;
	start->is_settled = true;
	start->distance = 0;
	network->settled[network->reached_count++] = from;
	for (;;)
	{
		while (network->settled_count < network->reached_count)
		{
			uint32		here = network->settled[network->settled_count++];

			if (here < network->rounding->lines ? relax_line(network, here, &end) : relax_totals(network, here, &end))
				return end;
		}
		if (pairingheap_is_empty(network->heap))
			elog(ERROR, "the cells of a table could not be rounded");
		else
		{
			Node	   *node = pairingheap_container(Node, link, pairingheap_remove_first(network->heap));

			end = node - network->node;
			if (node->surplus < 0)
				return end;
			node->is_settled = true;
			network->settled[network->reached_count++] = end;
		}
	}
}

/*
 * Moves one unit along the way that was found, and raises the potentials so that
 * no cost falls below 0.
 */
static void
move_unit(Network *network, uint32 from, uint32 to)
{
	Rounding   *rounding = network->rounding;
	int64		distance = network->node[to].distance;

	for (uint32 i = 0; i < network->reached_count; i++)
	{
		Node	   *node = &network->node[network->settled[i]];

		CHECK_FOR_INTERRUPTS();
		node->potential += node->distance - distance;
	}
	network->node[from].surplus--;
	network->node[to].surplus++;
	while (to != from)
	{
		const Node *node = &network->node[to];

		CHECK_FOR_INTERRUPTS();
		if (node->came_by != NO_CELL)
			rounding->cell[node->came_by].is_up = to >= rounding->origins;
		else if (node->came_from >= rounding->lines)
			rounding->line[to].units += to < rounding->origins ? 1 : -1;
		else
			rounding->line[node->came_from].units += to == all_destinations(network) ? 1 : -1;
		to = node->came_from;
	}
}

/*
 * Says of every cell whether it goes up, so that every line is within its bounds,
 * as many cells go up as total says, and the table changes as little as it can.
 * Of equally good tables it is always the same one.
 */
void
rounding_solve(Rounding *rounding)
{
	uint32		nodes = rounding->lines + 2;
	Network		network = {
		.rounding = rounding,
		.node = array_allocate_zero(nodes, sizeof(Node)),
		.cells_at = array_allocate(2 * (Size) rounding->cells, sizeof(uint32)),
		.settled = array_allocate(nodes, sizeof(uint32)),
		.heap = pairingheap_allocate(nearer_first, NULL)
	};

	place_cells(&network);
	fill_lines(&network);
	for (uint32 i = 0; i < nodes; i++)
	{
		CHECK_FOR_INTERRUPTS();
		while (network.node[i].surplus > 0)
			move_unit(&network, i, find_way(&network, i));
	}
	pairingheap_free(network.heap);
	pfree(network.node);
	pfree(network.cells_at);
	pfree(network.settled);
}
