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
#include "utils/memutils.h"

#include "base/memory.h"
#include "publish/table_suppression.h"

#define EXCHANGE_ROUNDS 3
#define EXCHANGE_VISITS UINT64CONST(200000000)

/* A list of numbers that grows. */
typedef struct NumberList
{
	uint32		count;
	uint32		capacity;
	uint32	   *number;
} NumberList;

/* A small count, and the added ones on whose ways it relies. */
typedef struct SmallCount
{
	uint32		edge;
	uint32		cells_in_line;	/* positive cells in the shorter of its lines */
	bool		is_exposed;
	bool		is_saved;		/* relied_on before the exchange is in the journal */
	NumberList	relied_on;
} SmallCount;

/* What an exchange changed. */
typedef struct Journal
{
	bool		is_open;
	NumberList	turned;			/* edges hidden or shown */
	NumberList	smalls;
	NumberList *relied_on;		/* of those small counts, before */
	uint32		relied_on_capacity;
} Journal;

typedef struct Suppression
{
	TableNetwork *network;
	double		below;
	int64		width;
	TableInsiders insiders;
	uint32		smalls;
	SmallCount *small;
	bool	   *is_small;		/* of each edge */
	NumberList *relying;		/* of each edge: small counts that rely or relied on it */
	TablePrice	price;			/* of all that was added */
	Journal		journal;
} Suppression;

/* ------------------------------------------------------------------------
 * Lists
 * ------------------------------------------------------------------------
 */

static void
append_number(NumberList *list, uint32 number)
{
	if (list->count == list->capacity)
	{
		list->capacity = Max(4, 2 * list->capacity);
		list->number = list->number == NULL ? palloc(list->capacity * sizeof(uint32)) :
			repalloc_huge(list->number, list->capacity * sizeof(uint32));
	}
	list->number[list->count++] = number;
}

static bool
has_number(const NumberList *list, uint32 number)
{
	for (uint32 i = 0; i < list->count; i++)
		if (list->number[i] == number)
			return true;
	return false;
}

/* ------------------------------------------------------------------------
 * Hiding, with a journal
 * ------------------------------------------------------------------------
 */

static void
turn_edge(Suppression *here, uint32 edge, bool hidden)
{
	TablePrice	price = table_network_price(here->network, edge);

	table_network_hide(here->network, edge, hidden);
	if (hidden)
		here->price = table_price_sum(here->price, price);
	else
		here->price = (TablePrice)
	{
		here->price.cells - price.cells, here->price.people - price.people
	};
	if (here->journal.is_open)
		append_number(&here->journal.turned, edge);
}

/*
 * Before a small count relies on other ways: keeps what it relied on, if that may
 * have to come back.
 */
static void
begin_relying_anew(Suppression *here, SmallCount *small)
{
	Journal    *journal = &here->journal;

	if (!journal->is_open || small->is_saved)
	{
		small->relied_on.count = 0;
		return;
	}
	if (journal->smalls.count == journal->relied_on_capacity)
	{
		journal->relied_on_capacity = Max(16, 2 * journal->relied_on_capacity);
		journal->relied_on = journal->relied_on == NULL ?
			palloc(journal->relied_on_capacity * sizeof(NumberList)) :
			repalloc_huge(journal->relied_on, journal->relied_on_capacity * sizeof(NumberList));
	}
	journal->relied_on[journal->smalls.count] = small->relied_on;
	append_number(&journal->smalls, small - here->small);
	small->is_saved = true;
	small->relied_on = (NumberList) {0};
}

/*
 * Ends an exchange: what it changed stays, or all is as before.
 */
static void
close_journal(Suppression *here, bool keep)
{
	Journal    *journal = &here->journal;

	journal->is_open = false;
	while (journal->turned.count > 0)
	{
		uint32		edge = journal->turned.number[--journal->turned.count];

		if (!keep)
			turn_edge(here, edge, !here->network->edge[edge].is_hidden);
	}
	for (uint32 i = 0; i < journal->smalls.count; i++)
	{
		SmallCount *small = &here->small[journal->smalls.number[i]];
		NumberList *discarded = keep ? &journal->relied_on[i] : &small->relied_on;

		if (discarded->number != NULL)
			pfree(discarded->number);
		if (!keep)
			small->relied_on = journal->relied_on[i];
		small->is_saved = false;
	}
	journal->smalls.count = 0;
}

/* ------------------------------------------------------------------------
 * Is a small count safe?
 * ------------------------------------------------------------------------
 */

/* The small count relies on an added one. */
static void
rely_on(Suppression *here, SmallCount *small, uint32 edge)
{
	if (here->is_small[edge])
		return;
	if (has_number(&small->relied_on, edge))
		return;
	append_number(&small->relied_on, edge);
	if (!has_number(&here->relying[edge], small - here->small))
		append_number(&here->relying[edge], small - here->small);
}

/* It relies on all that a flow changes. */
static void
rely_on_flow(Suppression *here, SmallCount *small)
{
	for (uint32 i = 0; i < here->network->touched_count; i++)
		rely_on(here, small, here->network->touched[i]);
}

/*
 * How far the small count can fall by itself: the reader knows what it is at least.
 */
static int64
own_fall(const Suppression *here, const SmallCount *small)
{
	const TableEdge *edge = &here->network->edge[small->edge];

	return edge->n - edge->least;
}

/*
 * How many numbers more the small count must be able to be: 0 if it is safe from
 * a reader who owns no line.
 */
static int64
numbers_wanting(Suppression *here, SmallCount *small)
{
	TableNetwork *network = here->network;
	int64		wanting = here->width - 1;

	wanting -= table_network_flow(network, table_network_rise(network, small->edge), wanting);
	rely_on_flow(here, small);
	table_network_still(network);
	if (wanting == 0)
		return 0;
	wanting -= table_network_flow(network, table_network_fall(network, small->edge),
								  Min(wanting, own_fall(here, small)));
	rely_on_flow(here, small);
	table_network_still(network);
	return wanting;
}

/* Can the owner of this node be somebody who looks at the small count of another line? */
static bool
is_insider(const Suppression *here, const SmallCount *small, uint32 node)
{
	const TableNetwork *network = here->network;
	const TableEdge *edge = &network->edge[small->edge];
	bool		is_left = node < network->left;

	if (node == edge->left || node == edge->right)
		return false;
	if (node == network->left - 1 || node == network->nodes - 1)
		return false;
	return here->insiders == INSIDERS_BOTH ||
		here->insiders == (is_left ? INSIDERS_ORIGINS : INSIDERS_DESTINATIONS);
}

/* A way without a node by which the count can change at all. */
static bool
can_change(Suppression *here, SmallCount *small, uint32 without_node)
{
	TableNetwork *network = here->network;
	TableSearch search = table_network_rise(network, small->edge);
	int64		flow;

	search.without_node = without_node;
	flow = table_network_flow(network, search, 1);
	if (flow == 0 && own_fall(here, small) > 0)
	{
		search = table_network_fall(network, small->edge);
		search.without_node = without_node;
		flow = table_network_flow(network, search, 1);
	}
	rely_on_flow(here, small);
	return flow > 0;
}

/*
 * A node whose owner works the small count out, or TABLE_NONE.  Only owners of
 * the nodes on one way by which it can change need be looked at: for all others
 * that way is open.
 */
static uint32
find_insider(Suppression *here, SmallCount *small)
{
	TableNetwork *network = here->network;
	NumberList	on_way = {0};
	uint32		found = TABLE_NONE;

	if (here->insiders == INSIDERS_NONE)
		return TABLE_NONE;
	can_change(here, small, TABLE_NONE);
	for (uint32 i = 0; i < network->touched_count; i++)
	{
		const TableEdge *edge = &network->edge[network->touched[i]];

		append_number(&on_way, edge->left);
		append_number(&on_way, edge->right);
	}
	table_network_still(network);
	for (uint32 i = 0; i < on_way.count && found == TABLE_NONE; i++)
	{
		if (!is_insider(here, small, on_way.number[i]))
			continue;
		if (!can_change(here, small, on_way.number[i]))
			found = on_way.number[i];
		table_network_still(network);
	}
	if (on_way.number != NULL)
		pfree(on_way.number);
	return found;
}

/*
 * True if the small count is safe as things stand; it then relies on the ways
 * that were found.
 */
static bool
is_safe(Suppression *here, SmallCount *small)
{
	begin_relying_anew(here, small);
	return numbers_wanting(here, small) == 0 && find_insider(here, small) == TABLE_NONE;
}

/* ------------------------------------------------------------------------
 * Protecting one
 * ------------------------------------------------------------------------
 */

/* Hides what is shown on the way that was found. */
static void
hide_way(Suppression *here, TableSearch search)
{
	TableNetwork *network = here->network;

	for (uint32 node = search.to; node != search.from;)
	{
		uint32		edge = network->node[node].came_by;

		node = table_other_end(&network->edge[edge], node);
		if (!network->edge[edge].is_hidden)
			turn_edge(here, edge, true);
	}
}

/*
 * The cheapest way with so much room beside the flow that is already there, which
 * stays until table_network_still().
 */
static bool
find_cheapest_way(Suppression *here, TableSearch search, int64 flow, int64 room, TablePrice *price)
{
	table_network_flow(here->network, search, flow);
	return table_network_cheapest(here->network, search, room, price);
}

/*
 * Hides the cheapest way by which the small count can rise or fall so much more
 * than it can now; rising, where both cost the same.  False if there is none.
 */
static bool
hide_cheapest_way(Suppression *here, SmallCount *small, int64 room, uint32 without_node)
{
	TableNetwork *network = here->network;
	TableSearch rise = table_network_rise(network, small->edge);
	TableSearch fall = table_network_fall(network, small->edge);
	int64		most = without_node == TABLE_NONE ? here->width - 1 : 0;
	int64		most_fall = Min(most, own_fall(here, small));
	TablePrice	price_of_rise;
	TablePrice	price_of_fall;
	bool		can_rise;
	bool		can_fall;

	rise.without_node = fall.without_node = without_node;
	can_fall = table_network_flow(network, fall, most_fall) + room <= own_fall(here, small) &&
		table_network_cheapest(network, fall, room, &price_of_fall);
	table_network_still(network);
	can_rise = find_cheapest_way(here, rise, most, room, &price_of_rise);
	if (can_rise && (!can_fall || table_price_compare(price_of_rise, price_of_fall) <= 0))
		hide_way(here, rise);
	else if (can_fall)
	{
		table_network_still(network);
		find_cheapest_way(here, fall, most_fall, room, &price_of_fall);
		hide_way(here, fall);
	}
	table_network_still(network);
	return can_rise || can_fall;
}

/*
 * Hides whatever the small count needs.  False if no pattern protects it.
 */
static bool
protect(Suppression *here, SmallCount *small)
{
	for (;;)
	{
		int64		wanting;
		uint32		insider;

		begin_relying_anew(here, small);
		wanting = numbers_wanting(here, small);
		if (wanting > 0)
		{
			if (!hide_cheapest_way(here, small, wanting, TABLE_NONE) &&
				!hide_cheapest_way(here, small, 1, TABLE_NONE))
				return false;
			continue;
		}
		insider = find_insider(here, small);
		if (insider == TABLE_NONE)
			return true;
		if (!hide_cheapest_way(here, small, 1, insider))
			return false;
	}
}

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

	turn_edge(here, edge, false);
	for (uint32 i = 0; i < relying->count; i++)
	{
		SmallCount *small = &here->small[relying->number[i]];

		if (!small->is_exposed && has_number(&small->relied_on, edge) && !is_safe(here, small))
		{
			turn_edge(here, edge, true);

			/* It relied on ways with this edge, which are open again. */
			is_safe(here, small);
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

	return order != 0 ? -order : (first > second) - (first < second);
}

static NumberList
added_edges(const Suppression *here)
{
	NumberList	added = {0};

	for (uint32 i = 0; i < here->network->edges; i++)
		if (here->network->edge[i].is_hidden && !here->is_small[i])
			append_number(&added, i);
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
				append_number(&neighbours, lists[which]->number[j]);
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
	turn_edge(here, edge, false);
	for (uint32 i = 0; i < relying->count && is_mended; i++)
	{
		SmallCount *small = &here->small[relying->number[i]];

		if (!small->is_exposed && has_number(&small->relied_on, edge))
			is_mended = protect(here, small);
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
	close_journal(here, is_mended);
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
		here.small[i].is_exposed = !protect(&here, &here.small[i]);
	added = added_edges(&here);
	drop_all(&here, &added);
	exchange_all(&here);
	for (uint32 i = 0; i < here.smalls; i++)
	{
		is_exposed[here.small[i].edge] = here.small[i].is_exposed;
		Assert(here.small[i].is_exposed || is_safe(&here, &here.small[i]));
	}
	return is_exposed;
}
