/*
 * locality_walk.c
 *		What a walk over a map goes by: where it goes, what is connected there, and
 *		where it can found localities.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "locality/locality_label.h"
#include "locality/locality_walk.h"

/* A search has no use for a dearer price of moving people: the dearest map is found before. */
#define KEEP_MOST 4.0

/*
 * Finds what is connected, how many people live there and how many localities
 * it has.
 */
static void
find_components(Walk *walk)
{
	Localities *set = walk->set;
	const LocalityMap *map = set->map;
	int32		components = 0;
	bool	   *counted = array_allocate_zero(set->count, sizeof(bool));
	int32		start;
	int32		i;

	walk->component = array_allocate_zero(map->areas, sizeof(int32));
	walk->component_people = array_allocate_zero(map->areas, sizeof(double));
	walk->component_localities = array_allocate_zero(map->areas, sizeof(int32));
	for (start = 0; start < map->areas; start++)
		walk->component[start] = -1;
	for (start = 0; start < map->areas; start++)
	{
		int32		head = 0;
		int32		tail = 0;

		if (walk->component[start] >= 0)
			continue;
		CHECK_FOR_INTERRUPTS();
		walk->component[start] = components;
		set->queue[tail++] = start;
		while (head < tail)
		{
			int32		at = set->queue[head++];

			CHECK_FOR_INTERRUPTS();
			walk->component_people[components] += map->people[at];
			if (!counted[set->of[at]])
			{
				counted[set->of[at]] = true;
				walk->component_localities[components]++;
			}
			for (i = map->first_neighbour[at]; i < map->first_neighbour[at + 1]; i++)
				if (walk->component[map->neighbour[i]] < 0)
				{
					walk->component[map->neighbour[i]] = components;
					set->queue[tail++] = map->neighbour[i];
				}
		}
		components++;
	}
	pfree(counted);
}

void
walk_start(Walk *walk, Localities *set, Dice *dice)
{
	const LocalityMap *map = set->map;
	double		people = 0;
	double		worth = 0;
	int32		i;

	memset(walk, 0, sizeof(Walk));
	walk->set = set;
	walk->dice = dice;
	walk->empty = -1;
	walk->fullest = 1;
	for (i = 0; i < map->areas; i++)
		people += map->people[i];
	for (i = 0; i < map->practices; i++)
		worth += map->list[i];
	if (map->practices == 0)
		for (i = 0; i < map->first_neighbour[map->areas]; i++)
			worth += map->boundary[i] / 2;
	walk->worth_per_area = worth / Max(map->areas, 1);
	walk->worth_per_person = people > 0 ? worth / people : 0;
	if (worth == 0)
		walk->worth_per_area = walk->worth_per_person = 1;
	/* Where nobody lives, terms still have their price. */
	else if (people == 0 && map->terms != NULL)
		walk->worth_per_person = worth;
	walk->dearer = 1;
	if (set->label != NULL && walk->worth_per_person > 0)
	{
		walk->keep = Min(map->terms->keep, KEEP_MOST * walk->worth_per_person);
		walk->dearer = 1 + walk->keep / walk->worth_per_person;
	}
	find_components(walk);
	walk->place = array_allocate_zero(map->areas, sizeof(int32));
}

void
walk_end(Walk *walk)
{
	pfree(walk->component);
	pfree(walk->component_people);
	pfree(walk->component_localities);
	pfree(walk->place);
	if (walk->spare != NULL)
		pfree(walk->spare);
}

/*
 * Everywhere; nowhere among islands, which stay as they are.
 */
void
walk_everywhere(Walk *walk)
{
	const LocalityMap *map = walk->set->map;
	int32		places = map->first_neighbour[map->areas] > 0 ? map->areas : 0;

	for (walk->places = 0; walk->places < places; walk->places++)
		walk->place[walk->places] = walk->places;
}

/*
 * Has a locality areas that must be apart, or more of something than it may?  Then it
 * can be divided, even if it is all of its component.
 */
static bool
has_too_much(const Localities *set, int32 locality)
{
	const Terms *terms = set->map->terms;

	if (terms == NULL || set->areas[locality] < 2)
		return false;
	for (int m = 0; m < terms->measures; m++)
		if (set->measured[(Size) locality * terms->measures + m] > terms->most[m])
			return true;
	return set->broken[locality] > 0;
}

/*
 * Confines the walk to what is out of bounds and can be helped, and so many
 * localities around.  A locality that is all of its component and has too little
 * cannot be.
 */
void
walk_around_astray(Walk *walk, int hops)
{
	const Localities *set = walk->set;
	const LocalityMap *map = set->map;
	int32	   *distance = array_allocate_zero(set->count, sizeof(int32));
	int32		area;
	int32		i;
	int			hop;

	walk->astray = 0;
	walk->hopeless = 0;
	for (area = 0; area < map->areas; area++)
	{
		int32		locality = set->of[area];

		if (locality_astray(set, locality) == 0 || distance[locality] != 0)
			continue;
		walk->astray++;
		distance[locality] = walk->component_localities[walk->component[area]] > 1 || has_too_much(set, locality) ? 1 : -1;
		walk->hopeless += distance[locality] < 0;
	}
	for (hop = 1; hop <= hops; hop++)
		for (area = 0; area < map->areas; area++)
		{
			CHECK_FOR_INTERRUPTS();
			if (distance[set->of[area]] == hop)
				for (i = map->first_neighbour[area]; i < map->first_neighbour[area + 1]; i++)
					if (distance[set->of[map->neighbour[i]]] == 0)
						distance[set->of[map->neighbour[i]]] = hop + 1;
		}
	walk->places = 0;
	for (area = 0; area < map->areas; area++)
		if (distance[set->of[area]] > 0)
			walk->place[walk->places++] = area;
	pfree(distance);
}

/*
 * Another locality without areas to found anew, or none.  One on the pile may have
 * been founded anew meanwhile.
 */
void
walk_take_spare(Walk *walk)
{
	walk->empty = -1;
	while (walk->empty < 0 && walk->spares > 0)
		if (walk->set->areas[walk->spare[--walk->spares]] == 0)
			walk->empty = walk->spare[walk->spares];
}

void
walk_add_spare(Walk *walk, int32 locality)
{
	if (walk->spares == walk->set->count)
		walk_may_found(walk);
	else
		walk->spare[walk->spares++] = locality;
}

/*
 * Lets the walk found new localities: it needs one without areas at hand.  They
 * lie on a pile, since looking for one takes as long as there are localities.
 */
void
walk_may_found(Walk *walk)
{
	const Localities *set = walk->set;

	if (walk->spare == NULL)
		walk->spare = array_allocate_zero(set->count, sizeof(int32));
	walk->spares = 0;
	for (int32 i = set->count - 1; i >= 0; i--)
		if (set->areas[i] == 0)
			walk->spare[walk->spares++] = i;
	walk_take_spare(walk);
}

/*
 * Labels anew, for the fewest people moved.
 */
void
walk_match(Walk *walk)
{
	Localities *set = walk->set;

	if (set->label == NULL)
		return;
	locality_match(set);
	walk->astray = 0;
	for (int32 i = 0; i < set->count; i++)
		walk->astray += locality_astray(set, i) > 0;
}
