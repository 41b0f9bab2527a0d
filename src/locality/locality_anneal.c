/*
 * locality_anneal.c
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

#include "base/compat.h"
#include "base/memory.h"
#include "locality/locality_label.h"
#include "locality/locality_walk.h"

/* The schedule goes down in 2 ^ 9 steps: a root that sqrt() gives exactly. */
#define SCHEDULE_ROOTS 9

#define DESCENT_SWEEPS 50

/* A walk stays a while in one neighbourhood, for the processor's cache. */
#define MOVES_PER_STAY 2048
#define PLACES_PER_STAY 1024

/*
 * A move is tried by looking at the area's neighbours and practices, which takes as long
 * as there are of them.  So many count as a move more: hardly an area on the ground has
 * as many.
 */
#define NEIGHBOURS_PER_MOVE 64
#define PARTS_PER_MOVE 512

/* Labels are matched anew after so many steps of the schedule. */
#define STEPS_PER_MATCH 64
#define STEPS_PER_SORT 8

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
 * May the last area leave its locality?  Not if the localities that remain
 * would be too full to move anything between them.
 */
static bool
may_vanish(const Walk *walk, int32 area)
{
	const LocalityMap *map = walk->set->map;
	int32		component = walk->component[area];
	int32		left = walk->component_localities[component] - 1;
	double		room = left * map->largest;

	/* A number of localities has its own price. */
	if (map->terms != NULL && map->terms->number > 0)
		return true;
	if (map->terms != NULL)
		room += map->terms->code_room;
	return walk->component_people[component] <= room * (left > 1 ? walk->fullest : 1);
}

/*
 * The code that a locality continues which an area founds: that of most of its
 * people if nothing else does, and of sizes any that nothing else meets.
 */
static int32
founding_label(const Localities *set, int32 area)
{
	const Terms *terms = set->map->terms;
	int32		label = -1;
	double		most = 0;

	if (terms->sizes)
	{
		for (int32 code = 0; set->live < terms->codes && code < terms->codes; code++)
			if (set->holder[code] < 0)
				return code;
		return -1;
	}
	for (int32 i = terms->first_home[area]; i < terms->first_home[area + 1]; i++)
		if (set->holder[terms->home[i].code] < 0 && terms->home[i].people > most)
		{
			label = terms->home[i].code;
			most = terms->home[i].people;
		}
	return label;
}

/*
 * What a move costs under terms, which include a price of moving people.
 */
static double
move_price_under_terms(const Walk *walk, int32 area, int32 to, double price)
{
	Localities *set = walk->set;
	int32		from = set->of[area];
	int32		live = set->live + (set->areas[to] == 0) - (set->areas[from] == 1);
	double		cost;

	if (set->areas[to] == 0 && set->label != NULL)
		set->label[to] = founding_label(set, area);
	cost = price *
		(locality_astray_with(set, to, area, 1) - locality_astray(set, to) +
		 locality_astray_with(set, from, area, -1) - locality_astray(set, from) +
		 number_astray(set->map, live) - number_astray(set->map, set->live));
	if (walk->keep > 0)
		cost += walk->keep *
			(area_kept(set->map->terms, area, set->label[from]) - area_kept(set->map->terms, area, set->label[to]));
	return cost;
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

	if (map->terms != NULL)
		return move_price_under_terms(walk, area, to, price);
	return price *
		(out_of_bounds(set->people[to] + people, map->smallest, map->largest) - locality_astray(set, to) +
		 (set->areas[from] == 1 ? 0 : out_of_bounds(set->people[from] - people, map->smallest, map->largest)) -
		 out_of_bounds(set->people[from], map->smallest, map->largest));
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
	if (set->label != NULL && set->areas[to] == 0)
		locality_give_label(set, to, founding_label(set, area));
	locality_move_gaining(set, area, to, gain);
	if (set->label != NULL && set->areas[from] == 0)
		locality_give_label(set, from, -1);
	walk->astray += (locality_astray(set, from) > 0) + (locality_astray(set, to) > 0) - astray;
	if (walk->spare == NULL)
		return;
	if (set->areas[from] == 0)
		walk_add_spare(walk, from);
	if (to == walk->empty || walk->empty < 0)
		walk_take_spare(walk);
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

	if (gain < needed || locality_must_stay_apart(walk->set, area, to) || !may_leave(walk, area))
		return false;
	make_move(walk, area, to, gain);
	return true;
}

/*
 * May a walk among some localities move areas to this one?
 */
static inline bool
is_inside(const Walk *walk, int32 locality)
{
	return walk->inside == NULL || walk->inside[locality] == walk->inside_mark || walk->set->areas[locality] == 0;
}

/*
 * How many moves it counts to try one of this area.
 */
static inline int32
moves_of_area(const LocalityMap *map, int32 area)
{
	return 1 + (map->first_neighbour[area + 1] - map->first_neighbour[area]) / NEIGHBOURS_PER_MOVE +
		(map->first_part[area + 1] - map->first_part[area]) / PARTS_PER_MOVE;
}

/*
 * Random border moves, from hot to cold and from one price to another.
 */
void
walk_anneal(Walk *walk, int64 moves, double hot, double cold, double price_first, double price_last)
{
	const LocalityMap *map = walk->set->map;
	double		temperature = hot * walk->worth_per_area * walk->dearer;
	double		price = price_first * walk->worth_per_person * walk->dearer;
	double		cooling = cold / hot;
	double		rising = price_last / price_first;
	int64		steps = 1 << SCHEDULE_ROOTS;
	int64		left = 0;
	bool		sizes = map->terms != NULL && map->terms->sizes;
	int			steps_per_match = sizes ? STEPS_PER_SORT : STEPS_PER_MATCH;

	if (walk->places == 0)
		return;
	/* What was drawn anew and taken back leaves the pile as it is not. */
	if (walk->spare != NULL && walk->empty >= 0 && walk->set->areas[walk->empty] > 0)
		walk_take_spare(walk);
	if (walk->spare != NULL && walk->empty < 0)
		walk_may_found(walk);
	for (int i = 0; i < SCHEDULE_ROOTS; i++)
	{
		cooling = sqrt(cooling);
		rising = sqrt(rising);
	}
	for (int64 step = 0; step < steps; step++)
	{
		left += moves / steps + (step < moves % steps);
		if (walk->inside == NULL && step % steps_per_match == 0)
			walk_match(walk);
		while (left > 0)
		{
			int32		stay = Min(left, MOVES_PER_STAY);
			int32		end = 1 + dice_below(walk->dice, walk->places + PLACES_PER_STAY - 1);
			int32		begin = Max(end - PLACES_PER_STAY, 0);

			end = Min(end, walk->places);
			for (; stay > 0 && left > 0; stay--, left--)
			{
				int32		area = walk->place[begin + dice_below(walk->dice, end - begin)];
				int32		first = map->first_neighbour[area];
				int32		neighbours = map->first_neighbour[area + 1] - first;
				int32		choice = dice_below(walk->dice, neighbours + (walk->empty >= 0));
				int32		to;

				CHECK_FOR_INTERRUPTS();
				if (neighbours == 0)
					continue;
				compat_prefetch(&map->part[map->first_part[area]]);
				to = choice < neighbours ? walk->set->of[map->neighbour[first + choice]] : walk->empty;
				if (to == walk->set->of[area] || !is_inside(walk, to))
					continue;
				left -= moves_of_area(map, area) - 1;
				if (!try_move(walk, area, to, price, -temperature * dice_exponential(walk->dice)))
					continue;
				if (walk->stop && walk->astray <= walk->hopeless)
					return;
			}
		}
		temperature *= cooling;
		price *= rising;
	}
}

/* What a descent keeps of each locality. */
typedef struct Beside
{
	double		boundary;		/* with the area that is looked at, else 0 */
	int64		tried;			/* when a move there was tried last */
} Beside;

/*
 * Moves one area to each locality beside it in turn by which something is gained.
 *
 * An area may touch most of the map, so what does not depend on where it goes is
 * found out once: how much boundary it has with each locality, and whether its own
 * can do without it.  Whatever it comes to on the way held together before.  A move
 * is not tried twice while nothing else has moved.
 */
static bool
descend_from(Walk *walk, int32 area, double price, double enough, Beside *beside, int64 *now)
{
	Localities *set = walk->set;
	const LocalityMap *map = set->map;
	int32		first = map->first_neighbour[area];
	int32		end = map->first_neighbour[area + 1];
	bool		is_free = false;
	bool		moved = false;

	++*now;
	for (int32 i = first; i < end; i++)
		beside[set->of[map->neighbour[i]]].boundary += map->boundary[i];
	for (int32 i = first; i < end; i++)
	{
		int32		to = set->of[map->neighbour[i]];
		double		needed;
		double		gain;

		CHECK_FOR_INTERRUPTS();
		if (to == set->of[area] || beside[to].tried == *now)
			continue;
		beside[to].tried = *now;
		if (set->people[to] + map->people[area] > locality_largest(set, to) || locality_must_stay_apart(set, area, to))
			continue;
		needed = enough + move_price(walk, area, to, price);
		gain = map->practices == 0 ? beside[to].boundary - beside[set->of[area]].boundary : locality_gain(set, area, to, needed);
		if (gain < needed)
			continue;
		if (!is_free && !may_leave(walk, area))
			break;
		make_move(walk, area, to, gain);
		is_free = moved = true;
		++*now;
	}
	for (int32 i = first; i < end; i++)
		beside[set->of[map->neighbour[i]]].boundary = 0;
	return moved;
}

/*
 * Every move that gains something, until there is none.
 */
void
walk_descend(Walk *walk)
{
	const Localities *set = walk->set;
	double		price = PRICE_LAST * 1000 * walk->worth_per_person * walk->dearer;
	double		enough = 1e-9 * walk->worth_per_area;
	Beside	   *beside = array_allocate_zero(set->count, sizeof(Beside));
	int64		now = 0;
	bool		moved = true;

	for (int sweep = 0; moved && sweep < DESCENT_SWEEPS; sweep++)
	{
		moved = false;
		for (int32 area = 0; area < set->map->areas; area++)
			if (descend_from(walk, area, price, enough, beside, &now))
				moved = true;
	}
	pfree(beside);
}
