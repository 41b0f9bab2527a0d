/*
 * locality_walk.c
 *		Walks over a map: border moves at random while it cools, and descent.
 *
 * The walk may leave the bounds [smallest, largest] at a price for every person
 * too few or too many.  While the price is low, localities can shrink until
 * they vanish and make room for larger ones; as it rises, everything settles
 * within the bounds.  With hard bounds from the start hardly a move would be
 * open.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/memory.h"
#include "locality/locality_walk.h"

/* The schedule goes down in 2 ^ 9 steps: a root that sqrt() gives exactly. */
#define SCHEDULE_ROOTS 9

#define DESCENT_SWEEPS 50

/* A walk stays a while in one neighbourhood, for the processor's cache. */
#define MOVES_PER_STAY 2048
#define PLACES_PER_STAY 1024

/*
 * An exponentially distributed number by comparisons alone (von Neumann 1951):
 * the last bit of a logarithm differs between machines.
 */
static double
dice_exponential(Dice *dice)
{
	double		whole = 0;

	for (;;)
	{
		double		first = dice_share(dice);
		double		last = first;
		bool		odd = true;

		for (;;)
		{
			double		next = dice_share(dice);

			if (next >= last)
				break;
			last = next;
			odd = !odd;
		}
		if (odd)
			return whole + first;
		whole++;
	}
}

/*
 * By how many people all localities are out of bounds.
 */
double
locality_people_astray(const Localities *set)
{
	double		sum = 0;
	int32		i;

	for (i = 0; i < set->count; i++)
		sum += locality_astray(set, i);
	return sum;
}

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

void
walk_everywhere(Walk *walk)
{
	for (walk->places = 0; walk->places < walk->set->map->areas; walk->places++)
		walk->place[walk->places] = walk->places;
}

/*
 * Confines the walk to what is out of bounds and can be helped, and so many
 * localities around.  A locality that is all of its component cannot be.
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
		distance[locality] = walk->component_localities[walk->component[area]] > 1 ? 1 : -1;
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
 * May the last area leave its locality?  Not if the localities that remain
 * would be too full to move anything between them.
 */
static bool
may_vanish(const Walk *walk, int32 area)
{
	int32		component = walk->component[area];
	int32		left = walk->component_localities[component] - 1;

	return walk->component_people[component] <=
		left * walk->set->map->largest * (left > 1 ? walk->fullest : 1);
}

/*
 * Another locality without areas to found anew, or none.
 */
static void
take_spare(Walk *walk)
{
	walk->empty = walk->spares > 0 ? walk->spare[--walk->spares] : -1;
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
	take_spare(walk);
}

/*
 * What it costs to bring people out of bounds, or saves to bring them back, if an
 * area goes to another locality.
 */
static inline double
move_price(const Walk *walk, int32 area, int32 to, double price)
{
	const Localities *set = walk->set;
	const LocalityMap *map = set->map;
	int32		from = set->of[area];
	double		people = map->people[area];

	return price *
		(people_astray(map, set->people[to] + people) - locality_astray(set, to) +
		 (set->areas[from] == 1 ? 0 : people_astray(map, set->people[from] - people)) -
		 people_astray(map, set->people[from]));
}

/*
 * May an area leave its locality, wherever it goes?
 */
static inline bool
may_leave(const Walk *walk, int32 area)
{
	Localities *set = walk->set;

	return set->areas[set->of[area]] == 1 ? may_vanish(walk, area) : locality_holds_without(set, area);
}

static inline void
make_move(Walk *walk, int32 area, int32 to, double gain)
{
	Localities *set = walk->set;
	int32		from = set->of[area];
	int32		astray = (locality_astray(set, from) > 0) + (locality_astray(set, to) > 0);

	walk->component_localities[walk->component[area]] += (set->areas[to] == 0) - (set->areas[from] == 1);
	locality_move_gaining(set, area, to, gain);
	walk->astray += (locality_astray(set, from) > 0) + (locality_astray(set, to) > 0) - astray;
	if (walk->spare == NULL)
		return;
	if (set->areas[from] == 0)
		walk->spare[walk->spares++] = from;
	if (to == walk->empty || walk->empty < 0)
		take_spare(walk);
}

/*
 * Tries to move one area to a locality beside it, or to an empty one.  The
 * move is made if what it gains, less the price of the people it brings out of
 * bounds, is at least "enough".
 */
static inline bool
try_move(Walk *walk, int32 area, int32 to, double price, double enough)
{
	double		needed = enough + move_price(walk, area, to, price);
	double		gain = locality_gain(walk->set, area, to, needed);

	if (gain < needed || !may_leave(walk, area))
		return false;
	make_move(walk, area, to, gain);
	return true;
}

/*
 * Random border moves, from hot to cold and from one price to another.
 */
void
walk_anneal(Walk *walk, int64 moves, double hot, double cold, double price_first, double price_last)
{
	const LocalityMap *map = walk->set->map;
	double		temperature = hot * walk->worth_per_area;
	double		price = price_first * walk->worth_per_person;
	double		cooling = cold / hot;
	double		rising = price_last / price_first;
	int64		steps = 1 << SCHEDULE_ROOTS;

	for (int i = 0; i < SCHEDULE_ROOTS; i++)
	{
		cooling = sqrt(cooling);
		rising = sqrt(rising);
	}
	for (int64 step = 0; step < steps; step++)
	{
		int64		left = moves / steps + (step < moves % steps);

		while (left > 0)
		{
			int32		stay = Min(left, MOVES_PER_STAY);
			int32		end = 1 + dice_below(walk->dice, walk->places + PLACES_PER_STAY - 1);
			int32		begin = Max(end - PLACES_PER_STAY, 0);

			end = Min(end, walk->places);
			for (left -= stay; stay > 0; stay--)
			{
				int32		area = walk->place[begin + dice_below(walk->dice, end - begin)];
				int32		first = map->first_neighbour[area];
				int32		neighbours = map->first_neighbour[area + 1] - first;
				int32		choice = dice_below(walk->dice, neighbours + (walk->empty >= 0));
				int32		to;

				CHECK_FOR_INTERRUPTS();
				if (neighbours == 0)
					continue;
				to = choice < neighbours ? walk->set->of[map->neighbour[first + choice]] : walk->empty;
				if (to == walk->set->of[area] ||
					!try_move(walk, area, to, price, -temperature * dice_exponential(walk->dice)))
					continue;
				if (walk->stop && walk->astray <= walk->hopeless)
					return;
			}
		}
		temperature *= cooling;
		price *= rising;
	}
}

/*
 * Moves one area to each locality beside it in turn by which something is gained.
 * "beside" has a 0 for each locality.
 *
 * An area may touch most of the map, so what does not depend on where it goes is
 * found out once: how much boundary it has with each locality, and whether its own
 * can do without it.  Whatever it comes to on the way held together before.
 */
static bool
descend_from(Walk *walk, int32 area, double price, double enough, double *beside)
{
	Localities *set = walk->set;
	const LocalityMap *map = set->map;
	int32		first = map->first_neighbour[area];
	int32		end = map->first_neighbour[area + 1];
	bool		is_free = false;
	bool		moved = false;

	for (int32 i = first; i < end; i++)
		beside[set->of[map->neighbour[i]]] += map->boundary[i];
	for (int32 i = first; i < end; i++)
	{
		int32		to = set->of[map->neighbour[i]];
		double		needed;
		double		gain;

		CHECK_FOR_INTERRUPTS();
		if (to == set->of[area] || set->people[to] + map->people[area] > map->largest)
			continue;
		needed = enough + move_price(walk, area, to, price);
		gain = map->practices == 0 ? beside[to] - beside[set->of[area]] : locality_gain(set, area, to, needed);
		if (gain < needed)
			continue;
		if (!is_free && !may_leave(walk, area))
			break;
		make_move(walk, area, to, gain);
		is_free = moved = true;
	}
	for (int32 i = first; i < end; i++)
		beside[set->of[map->neighbour[i]]] = 0;
	return moved;
}

/*
 * Every move that gains something, until there is none.
 */
void
walk_descend(Walk *walk)
{
	const Localities *set = walk->set;
	double		price = PRICE_LAST * 1000 * walk->worth_per_person;
	double		enough = 1e-9 * walk->worth_per_area;
	double	   *beside = array_allocate_zero(set->count, sizeof(double));
	bool		moved = true;

	for (int sweep = 0; moved && sweep < DESCENT_SWEEPS; sweep++)
	{
		moved = false;
		for (int32 area = 0; area < set->map->areas; area++)
			if (descend_from(walk, area, price, enough, beside))
				moved = true;
	}
	pfree(beside);
}

