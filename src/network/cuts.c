/*
 * cuts.c
 *		Components, cut places, bridges, and how much hangs on one place: one walk
 *		depth first (Hopcroft and Tarjan, Commun ACM 1973;16:372-378).
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "network/cuts.h"

/*
 * What the walk knows of a place.  What it reached from a place by one tie, and
 * what does not lead back above the place, is a piece: without the place it is on
 * its own.
 */
typedef struct Walked
{
	uint32		order;			/* when it was reached, from 1; 0: not yet */
	uint32		low;			/* the earliest place to which a tie leads back from here on */
	uint32		parent;			/* NOWHERE where the walk began */
	uint32		next_arc;
	uint32		below;			/* places reached from here on, itself included */
	uint32		pieces;
	uint32		in_pieces;		/* places in them */
	uint64		pairs_in_pieces;
} Walked;

typedef struct Ranked
{
	uint32		component;
	uint32		size;
} Ranked;

#define ST_SORT sort_components
#define ST_ELEMENT_TYPE Ranked
#define ST_COMPARE(a, b) ((a)->size != (b)->size ? ((a)->size < (b)->size ? 1 : -1) : \
	((a)->component > (b)->component) - ((a)->component < (b)->component))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

static inline uint64
pairs_among(uint32 places)
{
	return places == 0 ? 0 : (uint64) places * (places - 1) / 2;
}

static inline void
enter(Walked *walked, const Graph *graph, uint32 place, uint32 parent, uint32 *entered)
{
	walked->order = walked->low = ++*entered;
	walked->parent = parent;
	walked->next_arc = graph->first[place];
	walked->below = 1;
}

/*
 * The walk goes back from a place to the one before.
 */
static inline void
leave(Walked *walked, uint32 place, uint32 *bridges)
{
	Walked	   *child = &walked[place];
	Walked	   *parent = &walked[child->parent];

	parent->below += child->below;
	parent->low = Min(parent->low, child->low);
	if (child->low > parent->order)
		(*bridges)++;
	if (child->low >= parent->order)
	{
		parent->pieces++;
		parent->in_pieces += child->below;
		parent->pairs_in_pieces += pairs_among(child->below);
	}
}

/*
 * Walks through the component of a place.
 */
static void
walk(Walked *walked, const Graph *graph, uint32 start, uint32 *entered, Cuts *cuts)
{
	uint32		place = start;

	enter(&walked[start], graph, start, NOWHERE, entered);
	cuts->component[start] = cuts->components;
	for (;;)
	{
		Walked	   *here = &walked[place];

		CHECK_FOR_INTERRUPTS();
		if (here->next_arc < graph->first[place + 1])
		{
			uint32		next = graph->neighbour[here->next_arc++];

			if (walked[next].order == 0)
			{
				enter(&walked[next], graph, next, place, entered);
				cuts->component[next] = cuts->components;
				place = next;
			}
			else if (next != here->parent)
				here->low = Min(here->low, walked[next].order);
			continue;
		}
		if (here->parent == NOWHERE)
			break;
		leave(walked, place, &cuts->bridges);
		place = here->parent;
	}
	cuts->size[cuts->components++] = walked[start].below;
}

/*
 * Numbers components by size, then by their smallest code: they were found in the
 * order of those.
 */
static void
rank_components(Cuts *cuts, uint32 places)
{
	Ranked	   *ranked = array_allocate(cuts->components, sizeof(Ranked));
	uint32	   *rank = array_allocate(cuts->components, sizeof(uint32));

	for (uint32 i = 0; i < cuts->components; i++)
	{
		CHECK_FOR_INTERRUPTS();
		ranked[i] = (Ranked) {i, cuts->size[i]};
	}
	sort_components(ranked, cuts->components);
	for (uint32 i = 0; i < cuts->components; i++)
	{
		CHECK_FOR_INTERRUPTS();
		rank[ranked[i].component] = i;
		cuts->size[i] = ranked[i].size;
	}
	for (uint32 i = 0; i < places; i++)
	{
		CHECK_FOR_INTERRUPTS();
		cuts->component[i] = rank[cuts->component[i]];
	}
	pfree(ranked);
	pfree(rank);
}

/*
 * How many pairs of other places no longer reach each other without a place, and
 * whether the place is a cut.
 */
static uint64
pairs_lost(const Walked *walked, uint32 size, bool *is_cut)
{
	uint32		rest = size - 1 - walked->in_pieces;

	*is_cut = walked->pieces + (rest > 0) > 1;
	return pairs_among(size - 1) - walked->pairs_in_pieces - pairs_among(rest);
}

static void
find_hub(Cuts *cuts, const Walked *walked, uint32 places)
{
	uint64		all = 0;

	for (uint32 i = 0; i < cuts->components; i++)
	{
		CHECK_FOR_INTERRUPTS();
		all += pairs_among(cuts->size[i]);
	}
	for (uint32 i = 0; i < places; i++)
	{
		uint32		size = cuts->size[cuts->component[i]];
		uint64		before = all - (size - 1);
		uint64		lost = pairs_lost(&walked[i], size, &cuts->is_cut[i]);

		CHECK_FOR_INTERRUPTS();
		cuts->cut_places += cuts->is_cut[i];
		if (before == 0)
			continue;
		cuts->has_pairs = true;
		if ((double) lost / before <= cuts->dependence)
			continue;
		cuts->dependence = (double) lost / before;
		cuts->hub = i;
		cuts->pairs_before = before;
		cuts->pairs_after = before - lost;
	}
}

Cuts
cuts_of(const Graph *graph)
{
	Walked	   *walked = array_allocate_zero(graph->places, sizeof(Walked));
	uint32		entered = 0;
	Cuts		cuts = {.hub = NOWHERE};

	cuts.component = array_allocate(graph->places, sizeof(uint32));
	cuts.size = array_allocate(graph->places, sizeof(uint32));
	cuts.is_cut = array_allocate_zero(graph->places, sizeof(bool));
	for (uint32 i = 0; i < graph->places; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (walked[i].order == 0)
			walk(walked, graph, i, &entered, &cuts);
	}
	rank_components(&cuts, graph->places);
	find_hub(&cuts, walked, graph->places);
	pfree(walked);
	return cuts;
}
