/*
 * locality_improve.c
 *		Better localities: repair of what is out of bounds, and descent.
 *
 * What is still out of bounds when a walk ends is walked on with, at the full
 * price; what even that does not help is cut up, so that only a single area is
 * ever above the largest.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "locality/locality_label.h"
#include "locality/locality_walk.h"

/* Walks that bring localities back within bounds. */
#define REPAIR_ROUNDS 24
#define REPAIR_MOVES_PER_AREA 500
#define REPAIR_HOPS 4
#define REPAIR_HOT 0.1
#define REPAIR_PRICE 5.0

/*
 * How long a repair goes on that gets nowhere.  Around a hub most areas may be
 * beyond help, and every round would walk over all of them.  A round counts as a
 * step forward if it brings back at least this share of the people out of bounds.
 */
#define PATIENCE_MOVES 1000000
#define PATIENCE_MOVES_PER_AREA 100
#define PATIENCE_LOOKS 1000000
#define PATIENCE_LOOKS_PER_AREA 1000
#define STEP_FORWARD 0.05

/* What is left of the moves, and of the looks of trees, that may lead nowhere. */
typedef struct Patience
{
	int64		moves;
	int64		looks;
	double		astray;			/* people out of bounds after the last step forward */
} Patience;

/*
 * Merges each locality that is out of bounds with one beside it, or divides
 * the two anew, where that brings both within.
 */
static void
divide_anew(Walk *walk, Patience *patience)
{
	Localities *set = walk->set;
	const LocalityMap *map = set->map;
	int32		area;
	int32		i;

	for (area = 0; area < map->areas; area++)
	{
		CHECK_FOR_INTERRUPTS();
		for (i = map->first_neighbour[area]; i < map->first_neighbour[area + 1]; i++)
		{
			int32		locality = set->of[area];
			int32		other = set->of[map->neighbour[i]];
			bool		merge = set->people[locality] + set->people[other] <= map->largest;

			if (other == locality || locality_astray(set, locality) == 0)
				continue;
			if (locality_divide(set, area, map->neighbour[i], walk->dice, &patience->looks) && merge)
				walk->component_localities[walk->component[area]]--;
		}
	}
}

/*
 * Walks on around the localities that are out of bounds, ever further and from
 * time to time at a low price, until there is none.  New ones may be founded.
 */
static void
walk_back(Walk *walk, Patience *patience)
{
	int			round;

	for (round = 0; round < REPAIR_ROUNDS && patience->moves > 0; round++)
	{
		int64		moves;
		double		astray;

		divide_anew(walk, patience);
		walk_around_astray(walk, 1 + round % REPAIR_HOPS);
		if (walk->places == 0)
			return;
		walk_may_found(walk);
		moves = Min((int64) walk->places * REPAIR_MOVES_PER_AREA, patience->moves);
		if (round / REPAIR_HOPS % 2 == 0)
			walk_anneal(walk, moves, REPAIR_HOT, COLD, REPAIR_PRICE, PRICE_LAST);
		else
		{
			/* Where bounds are tight, a free walk meets what a cold one misses. */
			walk->stop = true;
			walk_anneal(walk, moves, HOT, COLD, PRICE_FIRST, PRICE_LAST);
			walk->stop = false;
		}
		astray = locality_people_astray(walk->set);
		if (astray < (1 - STEP_FORWARD) * patience->astray)
			patience->astray = astray;
		else
			patience->moves -= moves;
	}
}

/*
 * Brings every locality within the bounds where that can be done.  Takes the
 * set over and returns what has become of it.
 */
static Localities *
repair(Localities *set, Dice *dice)
{
	int32		areas = set->map->areas;
	Patience	patience = {
		.moves = PATIENCE_MOVES + (int64) PATIENCE_MOVES_PER_AREA * areas,
		.looks = PATIENCE_LOOKS + (int64) PATIENCE_LOOKS_PER_AREA * areas,
		.astray = locality_people_astray(set)
	};
	int			pass;

	set = locality_with_number(set);
	for (pass = 0; pass < 2; pass++)
	{
		Walk		walk;

		locality_match(set);
		walk_start(&walk, set, dice);
		walk_back(&walk, &patience);
		walk_end(&walk);
		set = locality_with_number(locality_cut_large(set));
	}
	return set;
}

/*
 * Brings a set within bounds as far as that can be done, then makes every move that
 * gains something.  Takes the set over and returns what has become of it.
 */
Localities *
locality_mend(Localities *set, Dice *dice)
{
	Walk		walk;

	set = repair(set, dice);
	locality_match(set);
	walk_start(&walk, set, dice);
	walk_descend(&walk);
	walk_end(&walk);
	return set;
}
