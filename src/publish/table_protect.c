/*
 * table_protect.c
 *		Protecting one small count of a table, so that it can be as many numbers as
 *		asked for.
 *
 * As long as the count can be too few numbers, the cheapest way that lets it
 * change further is hidden.  It then relies on the ways that are hidden, and is
 * asked again only when one of those is shown.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "publish/table_protect.h"

/* ------------------------------------------------------------------------
 * Lists
 * ------------------------------------------------------------------------
 */

void
number_list_append(NumberList *list, uint32 number)
{
	if (list->count == list->capacity)
	{
		list->capacity = Max(4, 2 * list->capacity);
		list->number = list->number == NULL ? palloc(list->capacity * sizeof(uint32)) :
			repalloc_huge(list->number, list->capacity * sizeof(uint32));
	}
	list->number[list->count++] = number;
}

bool
number_list_has(const NumberList *list, uint32 number)
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

void
suppression_turn(Suppression *here, uint32 edge, bool hidden)
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
		number_list_append(&here->journal.turned, edge);
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
	number_list_append(&journal->smalls, small - here->small);
	small->is_saved = true;
	small->relied_on = (NumberList) {0};
}

/*
 * Ends an exchange: what it changed stays, or all is as before.
 */
void
suppression_close_journal(Suppression *here, bool keep)
{
	Journal    *journal = &here->journal;

	journal->is_open = false;
	while (journal->turned.count > 0)
	{
		uint32		edge = journal->turned.number[--journal->turned.count];

		if (!keep)
			suppression_turn(here, edge, !here->network->edge[edge].is_hidden);
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
	if (number_list_has(&small->relied_on, edge))
		return;
	number_list_append(&small->relied_on, edge);
	if (!number_list_has(&here->relying[edge], small - here->small))
		number_list_append(&here->relying[edge], small - here->small);
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

		number_list_append(&on_way, edge->left);
		number_list_append(&on_way, edge->right);
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
bool
small_count_is_safe(Suppression *here, SmallCount *small)
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
			suppression_turn(here, edge, true);
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
bool
small_count_protect(Suppression *here, SmallCount *small)
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
