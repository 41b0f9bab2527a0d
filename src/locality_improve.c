/*
 * locality_improve.c
 *		Better localities: annealing of border moves, repair of what is out of
 *		bounds, and descent.
 *
 * The walk may leave the bounds [smallest, largest] at a price for every person
 * too few or too many.  While the price is low, localities can shrink until
 * they vanish and make room for larger ones; as it rises, everything settles
 * within the bounds.  With hard bounds from the start hardly a move would be
 * open.  What is still out of bounds in the end is walked on with, at the full
 * price; what even that does not help is cut up, so that only a single area is
 * ever above the largest.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "locality_map.h"

/*
 * The annealing schedule, found on London.  Temperatures are shares of what a
 * mean area can be worth.  A person more in every locality is worth about 0.2
 * of a person, so a price below that would let the localities run together.
 */
#define HOT 0.3
#define COLD 0.03
#define PRICE_FIRST 0.3
#define PRICE_LAST 50.0

/* The schedule goes down in 2 ^ 9 steps: a root that sqrt() gives exactly. */
#define SCHEDULE_ROOTS 9

/* Walks that bring localities back within bounds. */
#define REPAIR_ROUNDS 24
#define REPAIR_MOVES_PER_AREA 500
#define REPAIR_HOPS 4
#define REPAIR_HOT 0.1
#define REPAIR_PRICE 5.0

#define DESCENT_SWEEPS 50

/* How full the localities of a component may be made on average. */
#define FULLEST 0.95

/* A walk stays a while in one neighbourhood, for the processor's cache. */
#define MOVES_PER_STAY 2048
#define PLACES_PER_STAY 1024

/* What a walk needs to know beside the localities. */
typedef struct Walk
{
	Localities *set;
	Dice	   *dice;
	double		worth_per_area;
	double		worth_per_person;
	int32	   *component;		/* of each area: what is connected */
	double	   *component_people;
	int32	   *component_localities;
	int32	   *place;			/* the areas to walk over */
	int32		places;
} Walk;

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
 * By how many people a locality is out of bounds.
 */
static inline double
people_astray(const LocalityMap *map, double people)
{
	if (people < map->smallest)
		return map->smallest - people;
	return people > map->largest ? people - map->largest : 0;
}

static double
all_people_astray(const Localities *set)
{
	double		sum = 0;
	int32		i;

	for (i = 0; i < set->count; i++)
		if (set->areas[i] > 0)
			sum += people_astray(set->map, set->people[i]);
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
	bool	   *counted = locality_alloc(set->count, sizeof(bool));
	int32		start;
	int32		i;

	walk->component = locality_alloc(map->areas, sizeof(int32));
	walk->component_people = locality_alloc(map->areas, sizeof(double));
	walk->component_localities = locality_alloc(map->areas, sizeof(int32));
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

static void
walk_start(Walk *walk, Localities *set, Dice *dice)
{
	const LocalityMap *map = set->map;
	double		people = 0;
	double		worth = 0;
	int32		i;

	memset(walk, 0, sizeof(Walk));
	walk->set = set;
	walk->dice = dice;
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
	walk->place = locality_alloc(map->areas, sizeof(int32));
}

static void
walk_end(Walk *walk)
{
	pfree(walk->component);
	pfree(walk->component_people);
	pfree(walk->component_localities);
	pfree(walk->place);
}

static void
walk_everywhere(Walk *walk)
{
	for (walk->places = 0; walk->places < walk->set->map->areas; walk->places++)
		walk->place[walk->places] = walk->places;
}

/*
 * Confines the walk to what is out of bounds and can be helped, and so many
 * localities around.  A locality that is all of its component cannot be.
 */
static void
walk_around_astray(Walk *walk, int hops)
{
	const Localities *set = walk->set;
	const LocalityMap *map = set->map;
	int32	   *distance = locality_alloc(set->count, sizeof(int32));
	int32		area;
	int32		i;
	int			hop;

	for (area = 0; area < map->areas; area++)
		if (people_astray(map, set->people[set->of[area]]) > 0 &&
			walk->component_localities[walk->component[area]] > 1)
			distance[set->of[area]] = 1;
	for (hop = 1; hop <= hops; hop++)
		for (area = 0; area < map->areas; area++)
			if (distance[set->of[area]] == hop)
				for (i = map->first_neighbour[area]; i < map->first_neighbour[area + 1]; i++)
					if (distance[set->of[map->neighbour[i]]] == 0)
						distance[set->of[map->neighbour[i]]] = hop + 1;
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
	double		room = left * walk->set->map->largest;

	return walk->component_people[component] <= (left > 1 ? room * FULLEST : room);
}

/*
 * Tries to move one area over a border to a locality beside it.  The move is
 * made if what it gains, less the price of the people it brings out of bounds,
 * is at least "enough".
 */
static inline bool
try_move(Walk *walk, int32 area, int32 to, double price, double enough)
{
	Localities *set = walk->set;
	const LocalityMap *map = set->map;
	int32		from = set->of[area];
	double		people = map->people[area];
	bool		last = set->areas[from] == 1;

	enough += price *
		(people_astray(map, set->people[to] + people) - people_astray(map, set->people[to]) +
		 (last ? 0 : people_astray(map, set->people[from] - people)) - people_astray(map, set->people[from]));
	if (locality_gain(set, area, to, enough) < enough)
		return false;
	if (last ? !may_vanish(walk, area) : !locality_holds_without(set, area))
		return false;
	if (last)
		walk->component_localities[walk->component[area]]--;
	locality_move(set, area, to);
	return true;
}

/*
 * Random border moves, from hot to cold and from one price to another.
 */
static void
anneal(Walk *walk, int64 moves, double hot, double cold, double price_first, double price_last)
{
	const LocalityMap *map = walk->set->map;
	double		temperature = hot * walk->worth_per_area;
	double		price = price_first * walk->worth_per_person;
	double		cooling = cold / hot;
	double		rising = price_last / price_first;
	int64		steps = 1 << SCHEDULE_ROOTS;
	int64		step;
	int64		i;

	for (i = 0; i < SCHEDULE_ROOTS; i++)
	{
		cooling = sqrt(cooling);
		rising = sqrt(rising);
	}
	for (step = 0; step < steps; step++)
	{
		int64		left = moves / steps + (step < moves % steps);

		while (left > 0)
		{
			int32		stay = Min(left, MOVES_PER_STAY);
			int32		end = 1 + dice_below(walk->dice, walk->places + PLACES_PER_STAY - 1);
			int32		begin = Max(end - PLACES_PER_STAY, 0);

			CHECK_FOR_INTERRUPTS();
			end = Min(end, walk->places);
			for (left -= stay; stay > 0; stay--)
			{
				int32		area = walk->place[begin + dice_below(walk->dice, end - begin)];
				int32		first = map->first_neighbour[area];
				int32		neighbours = map->first_neighbour[area + 1] - first;
				int32		to;

				if (neighbours == 0)
					continue;
				to = walk->set->of[map->neighbour[first + dice_below(walk->dice, neighbours)]];
				if (to != walk->set->of[area])
					try_move(walk, area, to, price, -temperature * dice_exponential(walk->dice));
			}
		}
		temperature *= cooling;
		price *= rising;
	}
}

/*
 * Every move that gains something, until there is none.
 */
static void
descend(Walk *walk)
{
	Localities *set = walk->set;
	const LocalityMap *map = set->map;
	double		price = PRICE_LAST * 1000 * walk->worth_per_person;
	double		enough = 1e-9 * walk->worth_per_area;
	bool		moved = true;
	int32		sweep;
	int32		area;
	int32		i;

	for (sweep = 0; moved && sweep < DESCENT_SWEEPS; sweep++)
	{
		moved = false;
		for (area = 0; area < map->areas; area++)
		{
			CHECK_FOR_INTERRUPTS();
			for (i = map->first_neighbour[area]; i < map->first_neighbour[area + 1]; i++)
			{
				int32		to = set->of[map->neighbour[i]];

				if (to != set->of[area] && try_move(walk, area, to, price, enough))
					moved = true;
			}
		}
	}
}

/*
 * Walks on around the localities that are out of bounds, ever further and from
 * time to time at a low price, until there is none.
 */
static void
walk_back(Walk *walk)
{
	int			round;

	for (round = 0; round < REPAIR_ROUNDS; round++)
	{
		int64		moves;

		walk_around_astray(walk, 1 + round % REPAIR_HOPS);
		if (walk->places == 0)
			return;
		moves = (int64) walk->places * REPAIR_MOVES_PER_AREA;
		if (round / REPAIR_HOPS % 2 == 0)
			anneal(walk, moves, REPAIR_HOT, COLD, REPAIR_PRICE, PRICE_LAST);
		else
			anneal(walk, moves, HOT, COLD, PRICE_FIRST, PRICE_LAST);
	}
}

/*
 * One area of a locality beside another one that may go over to it: the
 * locality must hold together and keep enough people unless it is too large,
 * and the other one must not become so.
 */
static int32
area_to_cut(Localities *set, int32 locality, int32 fresh)
{
	const LocalityMap *map = set->map;
	int32		area;
	int32		i;

	for (area = 0; area < map->areas; area++)
	{
		double		left = set->people[locality] - map->people[area];
		bool		beside = set->areas[fresh] == 0;

		if (set->of[area] != locality || set->people[fresh] + map->people[area] > map->largest ||
			(set->people[locality] <= map->largest && left < map->smallest))
			continue;
		for (i = map->first_neighbour[area]; !beside && i < map->first_neighbour[area + 1]; i++)
			beside = set->of[map->neighbour[i]] == fresh;
		if (beside && locality_holds_without(set, area))
			return area;
	}
	return -1;
}

/*
 * Cuts what is too large: areas go over, one beside the other, to a new
 * locality, which stays too small if there is no better cut on the way.
 * Returns the new set; the old one is freed.
 */
static Localities *
cut_large_ones(Localities *set)
{
	const LocalityMap *map = set->map;
	int32		spare = 0;
	int32		fresh = set->count;
	Localities *cut;
	int32		i;

	for (i = 0; i < set->count; i++)
		if (set->people[i] > map->largest)
			spare += set->areas[i] - 1;
	if (spare == 0)
		return set;
	cut = localities_new(map, set->of, set->count + spare);
	for (i = 0; i < set->count; i++)
		while (cut->people[i] > map->largest && cut->areas[i] > 1)
		{
			while (cut->people[i] > map->largest || cut->people[fresh] < map->smallest)
			{
				int32		area = area_to_cut(cut, i, fresh);

				CHECK_FOR_INTERRUPTS();
				if (area < 0)
					break;
				locality_move(cut, area, fresh);
			}
			fresh++;
		}
	localities_free(set);
	return cut;
}

/*
 * Brings every locality within the bounds where that can be done.  Takes the
 * set over and returns what has become of it.
 */
static Localities *
repair(Localities *set, Dice *dice)
{
	int			pass;

	for (pass = 0; pass < 2; pass++)
	{
		Walk		walk;

		walk_start(&walk, set, dice);
		walk_back(&walk);
		walk_end(&walk);
		set = cut_large_ones(set);
	}
	return set;
}

/*
 * Is the first of two sets the better one?  People out of bounds come first.
 */
static bool
is_better(const Localities *a, const Localities *b)
{
	double		astray_a = all_people_astray(a);
	double		astray_b = all_people_astray(b);

	return astray_a != astray_b ? astray_a < astray_b : a->worth > b->worth;
}

/*
 * Draws localities with this many tried moves; with none, what has grown
 * together is repaired only.  The answer is never worse than that.
 */
Localities *
locality_draw(const LocalityMap *map, Dice *dice, int64 moves)
{
	Localities *grown = locality_agglomerate(map);
	Localities *simple = repair(localities_new(map, grown->of, grown->count), dice);
	Localities *better;
	Walk		walk;

	if (moves == 0)
		return simple;
	walk_start(&walk, grown, dice);
	walk_everywhere(&walk);
	anneal(&walk, moves, HOT, COLD, PRICE_FIRST, PRICE_LAST);
	walk_end(&walk);
	better = repair(grown, dice);
	walk_start(&walk, better, dice);
	descend(&walk);
	walk_end(&walk);
	return is_better(better, simple) ? better : simple;
}
