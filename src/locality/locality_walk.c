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
#include "locality/locality_label.h"
#include "locality/locality_walk.h"

/* The schedule goes down in 2 ^ 9 steps: a root that sqrt() gives exactly. */
#define SCHEDULE_ROOTS 9

#define DESCENT_SWEEPS 50

/* A walk stays a while in one neighbourhood, for the processor's cache. */
#define MOVES_PER_STAY 2048
#define PLACES_PER_STAY 1024

/* Labels are matched anew after so many steps of the schedule. */
#define STEPS_PER_MATCH 64
#define STEPS_PER_SORT 8

/* A search has no use for a dearer price of moving people: the dearest map is found before. */
#define KEEP_MOST 4.0

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

void
walk_everywhere(Walk *walk)
{
	for (walk->places = 0; walk->places < walk->set->map->areas; walk->places++)
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
 * Another locality without areas to found anew, or none.  One on the pile may have
 * been founded anew meanwhile.
 */
static void
take_spare(Walk *walk)
{
	walk->empty = -1;
	while (walk->empty < 0 && walk->spares > 0)
		if (walk->set->areas[walk->spare[--walk->spares]] == 0)
			walk->empty = walk->spare[walk->spares];
}

static void
add_spare(Walk *walk, int32 locality)
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
	take_spare(walk);
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
		(locality_astray_under_terms(set, to, area, 1) - locality_astray_under_terms(set, to, -1, 0) +
		 locality_astray_under_terms(set, from, area, -1) - locality_astray_under_terms(set, from, -1, 0) +
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
		add_spare(walk, from);
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
	bool		sizes = map->terms != NULL && map->terms->sizes;
	int			steps_per_match = sizes ? STEPS_PER_SORT : STEPS_PER_MATCH;

	/* What was drawn anew and taken back leaves the pile as it is not. */
	if (walk->spare != NULL && walk->empty >= 0 && walk->set->areas[walk->empty] > 0)
		take_spare(walk);
	if (walk->spare != NULL && walk->empty < 0)
		walk_may_found(walk);
	for (int i = 0; i < SCHEDULE_ROOTS; i++)
	{
		cooling = sqrt(cooling);
		rising = sqrt(rising);
	}
	for (int64 step = 0; step < steps; step++)
	{
		int64		left = moves / steps + (step < moves % steps);

		if (walk->inside == NULL && step % steps_per_match == 0)
			walk_match(walk);
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
				if (to == walk->set->of[area] || !is_inside(walk, to) ||
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
		if (to == set->of[area] || set->people[to] + map->people[area] > locality_largest(set, to) ||
			locality_must_stay_apart(set, area, to))
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
	double		price = PRICE_LAST * 1000 * walk->worth_per_person * walk->dearer;
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

