/*
 * locality_anew.c
 *		Better localities: neighbourhoods of a few are drawn anew.
 *
 * A longer walk over the whole map is no help: what one part gains, another loses.
 * A random locality and some around it, annealed anew from hot, are kept where they
 * are no worse than before.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "locality/locality_anew.h"
#include "locality/locality_label.h"
#include "locality/locality_walk.h"

/* Of so many localities at most, with so many tried moves an area. */
#define NEIGHBOURHOOD_MOST 24
#define MOVES_PER_AREA 1000

/*
 * People out of bounds cost less at first than on a walk over the whole map, so that a
 * locality may vanish, and the others be made as full as this for it on average.  That
 * is more than such a walk may do, since a neighbourhood that is too full to move
 * anything is not kept: at effort 60 London gets an F of 0.6781 so, 0.6768 with the
 * limit of the walk, and 0.6779 with none.
 */
#define PRICE_FIRST_ANEW 0.15
#define FULLEST_ANEW 0.95

/* A hub stays where it is: every move of it would look at all its neighbours. */
#define NEIGHBOURS_MOST 256

/* Labels are matched anew after so many neighbourhoods. */
#define NEIGHBOURHOODS_PER_MATCH 200

/* A neighbourhood: a few localities, and what they were before. */
typedef struct Neighbourhood
{
	uint32	   *mark;			/* of each locality */
	uint32		epoch;
	int32		localities;
	int32		locality[NEIGHBOURHOOD_MOST];
	int32		label[NEIGHBOURHOOD_MOST];
	int32		areas;
	int32	   *area;
	int32	   *was;			/* the locality of each */
	int64		looks;			/* at neighbours, to find all this */
	double		astray;
	double		worth;
	double		kept;
	double		people;
	int32		component;
} Neighbourhood;

static double
neighbourhood_astray(const Localities *set, const Neighbourhood *n)
{
	double		astray = number_astray(set->map, set->live);

	for (int32 i = 0; i < n->localities; i++)
		astray += locality_astray(set, n->locality[i]);
	return astray;
}

static void
neighbourhood_add(Localities *set, Neighbourhood *n, int32 locality)
{
	n->mark[locality] = n->epoch;
	n->label[n->localities] = set->label == NULL ? -1 : set->label[locality];
	n->locality[n->localities++] = locality;
	n->people += set->people[locality];
}

/*
 * Finds a random locality and up to so many around it.
 */
static void
neighbourhood_find(Walk *walk, Neighbourhood *n)
{
	Localities *set = walk->set;
	const LocalityMap *map = set->map;
	int32		start = dice_below(walk->dice, map->areas);
	int32		most = 2 + dice_below(walk->dice, NEIGHBOURHOOD_MOST - 1);
	uint32		seen = locality_epoch(set);

	if (++n->epoch == 0)
	{
		memset(n->mark, 0, sizeof(uint32) * set->count);
		n->epoch = 1;
	}
	n->localities = n->areas = 0;
	n->looks = 0;
	n->people = 0;
	walk->places = 0;
	neighbourhood_add(set, n, set->of[start]);
	set->mark[start] = seen;
	n->area[n->areas++] = start;
	for (int32 head = 0; head < n->areas; head++)
	{
		int32		at = n->area[head];
		int32		first = map->first_neighbour[at];
		int32		end = map->first_neighbour[at + 1];

		n->was[head] = set->of[at];
		n->looks += end - first;
		if (end - first <= NEIGHBOURS_MOST)
			walk->place[walk->places++] = at;
		for (int32 i = first; i < end; i++)
		{
			int32		next = map->neighbour[i];

			CHECK_FOR_INTERRUPTS();
			if (set->mark[next] == seen)
				continue;
			if (n->mark[set->of[next]] != n->epoch)
			{
				if (n->localities == most)
					continue;
				neighbourhood_add(set, n, set->of[next]);
			}
			set->mark[next] = seen;
			n->area[n->areas++] = next;
		}
	}
	n->worth = set->worth;
	n->kept = set->kept;
	n->astray = neighbourhood_astray(set, n);
	n->component = walk->component[start];
}

/*
 * Everything as it was.
 */
static void
neighbourhood_restore(Localities *set, const Neighbourhood *n)
{
	for (int32 i = 0; i < n->areas; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (set->of[n->area[i]] == n->was[i])
			continue;
		if (set->label != NULL && n->mark[set->of[n->area[i]]] != n->epoch)
			locality_give_label(set, set->of[n->area[i]], -1);
		locality_move(set, n->area[i], n->was[i]);
	}
	for (int32 i = 0; set->label != NULL && i < n->localities; i++)
		locality_give_label(set, n->locality[i], -1);
	for (int32 i = 0; set->label != NULL && i < n->localities; i++)
		locality_give_label(set, n->locality[i], n->label[i]);
	set->kept = n->kept;
}

/*
 * Anneals a neighbourhood.  For as long as that takes it is a component of its own.
 */
static void
neighbourhood_anneal(Walk *walk, const Neighbourhood *n, int64 moves)
{
	int32		localities = walk->component_localities[n->component];
	double		people = walk->component_people[n->component];

	walk->inside_mark = n->epoch;
	walk->component_localities[n->component] = n->localities;
	walk->component_people[n->component] = n->people;
	walk_anneal(walk, moves, HOT, COLD, PRICE_FIRST_ANEW, PRICE_LAST);
	walk->component_localities[n->component] += localities - n->localities;
	walk->component_people[n->component] = people;
}

/*
 * Is more than a single area above the largest?  Nothing out of bounds elsewhere is a
 * reason for that, except a number of localities that must be kept.
 */
static bool
is_overfull(const Localities *set, int32 locality)
{
	const Terms *terms = set->map->terms;

	return set->areas[locality] > 1 && set->people[locality] > locality_largest(set, locality) &&
		(terms == NULL || terms->number == 0);
}

/*
 * Draws a neighbourhood anew; as it was, if that is no better.
 */
static void
neighbourhood_draw(Walk *walk, Neighbourhood *n, int64 moves)
{
	Localities *set = walk->set;
	double		astray;
	double		gain;
	int32		localities = walk->component_localities[n->component];
	bool		overfull = false;

	neighbourhood_anneal(walk, n, moves);
	astray = number_astray(set->map, set->live);
	/* Localities that were founded count, and those that vanished do not. */
	for (int32 i = 0; i < n->localities; i++)
		astray += locality_astray(set, n->locality[i]);
	for (int32 i = 0; i < n->areas; i++)
	{
		int32		locality = set->of[n->area[i]];

		overfull |= is_overfull(set, locality);
		if (n->mark[locality] == n->epoch)
			continue;
		n->mark[locality] = n->epoch;
		astray += locality_astray(set, locality);
	}
	gain = set->worth - n->worth + walk->keep * (set->kept - n->kept);
	if (overfull || astray > n->astray || (astray == n->astray && gain < 0))
	{
		neighbourhood_restore(set, n);
		walk->component_localities[n->component] = localities;
	}
}

/*
 * Labels anew, unless bounds that depend on them would be broken.
 */
static void
match_again(Walk *walk, int32 *holder)
{
	Localities *set = walk->set;
	double		astray;

	if (set->label == NULL)
		return;
	astray = locality_people_astray(set);
	memcpy(holder, set->holder, sizeof(int32) * set->map->terms->codes);
	walk_match(walk);
	if (locality_people_astray(set) > astray)
		locality_give_labels(set, holder);
}

/*
 * Draws neighbourhoods anew with this many tried moves, then makes every move that
 * gains something.  The set is never worse for it.
 */
void
locality_draw_anew(Localities *set, Dice *dice, int64 moves)
{
	int32		areas = set->map->areas;
	int32	   *holder = set->label == NULL ? NULL : array_allocate(set->map->terms->codes, sizeof(int32));
	Neighbourhood n = {0};
	Walk		walk;

	if (moves <= 0 || areas < 2)
		return;
	walk_start(&walk, set, dice);
	walk_may_found(&walk);
	n.mark = array_allocate_zero(set->count, sizeof(uint32));
	n.area = array_allocate(areas, sizeof(int32));
	n.was = array_allocate(areas, sizeof(int32));
	walk.inside = n.mark;
	walk.fullest = FULLEST_ANEW;
	for (int64 drawn = 1; moves > 0; drawn++)
	{
		int64		cost;

		CHECK_FOR_INTERRUPTS();
		neighbourhood_find(&walk, &n);
		cost = Max((int64) MOVES_PER_AREA * walk.places, n.looks);
		moves -= Max(cost, MOVES_PER_AREA);
		if (n.localities > 1 && walk.places > 1)
			neighbourhood_draw(&walk, &n, (int64) MOVES_PER_AREA * walk.places);
		if (drawn % NEIGHBOURHOODS_PER_MATCH == 0)
			match_again(&walk, holder);
	}
	walk.inside = NULL;
	match_again(&walk, holder);
	walk_descend(&walk);
	walk_end(&walk);
	pfree(n.mark);
	pfree(n.area);
	pfree(n.was);
	if (holder != NULL)
		pfree(holder);
}
