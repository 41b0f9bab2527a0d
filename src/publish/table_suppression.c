/*
 * table_suppression.c
 *		Which counts of a table to hide, so that no small one can be worked out.
 *
 * The small counts are hidden.  Then each in turn is protected: as long as it can
 * be too few numbers, the cheapest way that lets it change further is hidden too.
 * What was hidden early may not be needed any more: each added count is shown
 * again where no small one fails by that.  At last each added count is exchanged:
 * it is banned, what then fails is mended, and the result is kept if it is
 * cheaper.  The fewest counts are NP-hard to find; this is within a few per cent.
 *
 * All ties are broken by the order of the edges, and the exchange is bounded by a
 * number of visits to edges, so that every machine hides the same counts.
 *
 * Sources: Gusfield 1988; Kelly, Golden & Assad 1992; Cox 1995.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "publish/table_suppression.h"

#define EXCHANGE_ROUNDS 3
#define EXCHANGE_VISITS UINT64CONST(200000000)

/* ------------------------------------------------------------------------
 * Showing again what is not needed, and exchanging
 * ------------------------------------------------------------------------
 */

/*
 * Shows an added count if every small one stays safe without it.
 */
static bool
drop(Suppression *here, uint32 edge)
{
	NumberList *relying = &here->relying[edge];

	suppression_turn(here, edge, false);
	for (uint32 i = 0; i < relying->count; i++)
	{
		SmallCount *small = &here->small[relying->number[i]];

		if (!small->is_exposed && number_list_has(&small->relied_on, edge) && !small_count_is_safe(here, small))
		{
			suppression_turn(here, edge, true);

			/* It relied on ways with this edge, which are open again. */
			small_count_is_safe(here, small);
			return false;
		}
	}
	return true;
}

/* The added edges by falling price. */
static int
dearer_first(const void *a, const void *b, void *network)
{
	uint32		first = *(const uint32 *) a;
	uint32		second = *(const uint32 *) b;
	int			order = table_price_compare(table_network_price(network, first), table_network_price(network, second));

	CHECK_FOR_INTERRUPTS();
	return order != 0 ? -order : (first > second) - (first < second);
}

static NumberList
added_edges(const Suppression *here)
{
	NumberList	added = {0};

	for (uint32 i = 0; i < here->network->edges; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (here->network->edge[i].is_hidden && !here->is_small[i])
			number_list_append(&added, i);
	}
	if (added.count > 0)
		qsort_arg(added.number, added.count, sizeof(uint32), dearer_first, here->network);
	return added;
}

static void
drop_all(Suppression *here, NumberList *candidates)
{
	for (uint32 i = 0; i < candidates->count; i++)
		if (here->network->edge[candidates->number[i]].is_hidden && !here->is_small[candidates->number[i]])
			drop(here, candidates->number[i]);
}

/* The added edges on which the small counts of the journal rely or relied. */
static NumberList
neighbours_of_exchange(Suppression *here)
{
	Journal    *journal = &here->journal;
	NumberList	neighbours = {0};
	uint32		kept = 0;

	for (uint32 i = 0; i < journal->smalls.count; i++)
	{
		const NumberList *lists[2] = {&journal->relied_on[i], &here->small[journal->smalls.number[i]].relied_on};

		for (int which = 0; which < 2; which++)
			for (uint32 j = 0; j < lists[which]->count; j++)
				number_list_append(&neighbours, lists[which]->number[j]);
	}
	if (neighbours.count > 0)
		qsort_arg(neighbours.number, neighbours.count, sizeof(uint32), dearer_first, here->network);
	for (uint32 i = 0; i < neighbours.count; i++)
		if (i == 0 || neighbours.number[i] != neighbours.number[i - 1])
			neighbours.number[kept++] = neighbours.number[i];
	neighbours.count = kept;
	return neighbours;
}

/*
 * Does without an added count and mends what fails by that.  Kept if cheaper.
 */
static bool
exchange(Suppression *here, uint32 edge)
{
	TablePrice	before = here->price;
	NumberList *relying = &here->relying[edge];
	bool		is_mended = true;

	here->journal.is_open = true;
	here->network->edge[edge].is_banned = true;
	suppression_turn(here, edge, false);
	for (uint32 i = 0; i < relying->count && is_mended; i++)
	{
		SmallCount *small = &here->small[relying->number[i]];

		if (!small->is_exposed && number_list_has(&small->relied_on, edge))
			is_mended = small_count_protect(here, small);
	}
	if (is_mended)
	{
		NumberList	neighbours = neighbours_of_exchange(here);

		drop_all(here, &neighbours);
		if (neighbours.number != NULL)
			pfree(neighbours.number);
	}
	here->network->edge[edge].is_banned = false;
	is_mended = is_mended && table_price_compare(here->price, before) < 0;
	suppression_close_journal(here, is_mended);
	return is_mended;
}

static void
exchange_all(Suppression *here)
{
	uint64		last_visit = here->network->visits + EXCHANGE_VISITS;

	for (int round = 0; round < EXCHANGE_ROUNDS; round++)
	{
		NumberList	added = added_edges(here);
		bool		is_better = false;

		for (uint32 i = 0; i < added.count; i++)
		{
			CHECK_FOR_INTERRUPTS();
			if (here->network->visits > last_visit)
				return;
			if (here->network->edge[added.number[i]].is_hidden && exchange(here, added.number[i]))
				is_better = true;
		}
		if (!is_better)
			return;
	}
}

/* ------------------------------------------------------------------------
 * The whole
 * ------------------------------------------------------------------------
 */

/* Totals last; then those with the fewest cells beside them; then the smaller. */
static int
hardest_first(const void *a, const void *b, void *network)
{
	const SmallCount *first = a;
	const SmallCount *second = b;
	const TableEdge *first_edge = &((TableNetwork *) network)->edge[first->edge];
	const TableEdge *second_edge = &((TableNetwork *) network)->edge[second->edge];
	bool		is_total = table_network_price(network, first->edge).cells > 1;
	bool		is_other_total = table_network_price(network, second->edge).cells > 1;

	CHECK_FOR_INTERRUPTS();
	if (is_total != is_other_total)
		return is_total ? 1 : -1;
	if (first->cells_in_line != second->cells_in_line)
		return first->cells_in_line < second->cells_in_line ? -1 : 1;
	if (first_edge->n != second_edge->n)
		return first_edge->n < second_edge->n ? -1 : 1;
	return (first->edge > second->edge) - (first->edge < second->edge);
}

static void
find_small_counts(Suppression *here)
{
	TableNetwork *network = here->network;
	uint32	   *cells = array_allocate_zero(network->nodes, sizeof(uint32));

	here->is_small = array_allocate_zero(network->edges, sizeof(bool));
	for (uint32 i = 0; i < network->edges; i++)
	{
		CHECK_FOR_INTERRUPTS();
		here->smalls += here->is_small[i] = network->edge[i].n < here->below;
		if (table_network_price(network, i).cells > 1)
			continue;
		cells[network->edge[i].left]++;
		cells[network->edge[i].right]++;
	}
	here->small = array_allocate_zero(here->smalls, sizeof(SmallCount));
	here->smalls = 0;
	for (uint32 i = 0; i < network->edges; i++)
	{
		SmallCount *small = &here->small[here->smalls];

		CHECK_FOR_INTERRUPTS();
		if (!here->is_small[i])
			continue;
		small->edge = i;
		small->cells_in_line = Min(cells[network->edge[i].left], cells[network->edge[i].right]);
		table_network_hide(network, i, true);
		here->smalls++;
	}
	if (here->smalls > 0)
		qsort_arg(here->small, here->smalls, sizeof(SmallCount), hardest_first, network);
	pfree(cells);
}

/*
 * Hides counts of the network: those above 0 and below the threshold, and others,
 * so that each small one can be so many numbers for a reader of what is shown.
 * Tells of each edge whether it is exposed: small, and no pattern protects it.
 * All edges must be shown and above 0.
 */
bool *
table_suppress(TableNetwork *network, double below, int64 width, TableInsiders insiders)
{
	Suppression here = {.network = network,.below = below,.width = width,.insiders = insiders};
	bool	   *is_exposed = array_allocate_zero(network->edges, sizeof(bool));
	NumberList	added;

	find_small_counts(&here);
	here.relying = array_allocate_zero(network->edges, sizeof(NumberList));
	for (uint32 i = 0; i < here.smalls; i++)
		here.small[i].is_exposed = !small_count_protect(&here, &here.small[i]);
	added = added_edges(&here);
	drop_all(&here, &added);
	exchange_all(&here);
	for (uint32 i = 0; i < here.smalls; i++)
	{
		CHECK_FOR_INTERRUPTS();
		is_exposed[here.small[i].edge] = here.small[i].is_exposed;
		Assert(here.small[i].is_exposed || small_count_is_safe(&here, &here.small[i]));
	}
	return is_exposed;
}
