/*
 * locality_divide.c
 *		Divides two localities anew, and cuts one that is too large.  Border
 *		moves cannot do this where one area holds two parts together.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "locality/locality_label.h"

/* How many trees are tried for two localities. */
#define TREES 20

/* How long a cut looks through all areas of its locality. */
#define CUT_LOOKS 1000000
#define CUT_LOOKS_PER_AREA 1000

/* An area to go to, and the area from which. */
typedef struct Step
{
	int32		to;
	int32		from;			/* place of that area in the order of visits, or -1 */
} Step;

/* Areas to go to, as many as there turn out to be. */
typedef struct Steps
{
	Step	   *step;
	int64		count;
	int64		capacity;
} Steps;

/* A random tree over the areas of two localities. */
typedef struct Tree
{
	int32		areas;
	int32	   *area;			/* in the order of visits */
	int32	   *parent;			/* its place in that order, or -1 */
	int32	   *was;			/* the area's locality before */
	double	   *people;			/* of the area and all beyond it */
} Tree;

static void
steps_add(Steps *steps, int32 to, int32 from)
{
	if (steps->count == steps->capacity)
	{
		steps->capacity *= 2;
		steps->step = repalloc_huge(steps->step, steps->capacity * sizeof(Step));
	}
	steps->step[steps->count++] = (Step) {to, from};
}

/*
 * Visits the areas of two localities from one of them, going on from a random
 * area seen so far.  Returns at how many neighbours it looked.
 */
static int64
grow_tree(Localities *set, Tree *tree, int32 root, int32 other, Steps *steps, Dice *dice)
{
	const LocalityMap *map = set->map;
	uint32		visited = locality_epoch(set);
	int32		locality = set->of[root];
	int64		looked = 0;
	int32		i;

	tree->areas = 0;
	steps->count = 0;
	steps_add(steps, root, -1);
	while (steps->count > 0)
	{
		int32		chosen = dice_below(dice, steps->count);
		Step		next = steps->step[chosen];

		steps->step[chosen] = steps->step[--steps->count];
		if (set->mark[next.to] == visited)
			continue;
		CHECK_FOR_INTERRUPTS();
		set->mark[next.to] = visited;
		looked += 1 + map->first_neighbour[next.to + 1] - map->first_neighbour[next.to];
		for (i = map->first_neighbour[next.to]; i < map->first_neighbour[next.to + 1]; i++)
		{
			int32		to = map->neighbour[i];

			if ((set->of[to] == locality || set->of[to] == other) && set->mark[to] != visited)
				steps_add(steps, to, tree->areas);
		}
		tree->area[tree->areas] = next.to;
		tree->parent[tree->areas] = next.from;
		tree->was[tree->areas] = set->of[next.to];
		tree->people[tree->areas++] = map->people[next.to];
	}
	for (i = tree->areas - 1; i > 0; i--)
		tree->people[tree->parent[i]] += tree->people[i];
	return looked;
}

/*
 * What hangs on the chosen area becomes b, and the rest a; the visits tell by
 * parents.  Terms may be against it, unless fewer people are out of bounds then.
 */
static bool
take_division(Localities *set, Tree *tree, int32 from, int32 a, int32 b)
{
	bool		terms = set->map->terms != NULL;
	double		astray = terms ? locality_astray(set, a) + locality_astray(set, b) : 0;

	for (int32 i = 0; i < tree->areas; i++)
	{
		bool		to_b = i == from || (i > from && tree->parent[i] >= from && tree->people[tree->parent[i]] < 0);

		CHECK_FOR_INTERRUPTS();
		if (to_b)
			tree->people[i] = -1;
		if (set->of[tree->area[i]] != (to_b ? b : a))
			locality_move(set, tree->area[i], to_b ? b : a);
	}
	if (!terms || locality_astray(set, a) + locality_astray(set, b) < astray)
		return true;
	for (int32 i = 0; i < tree->areas; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (set->of[tree->area[i]] != tree->was[i])
			locality_move(set, tree->area[i], tree->was[i]);
	}
	return false;
}

/*
 * May two localities of so many people become one?
 */
static bool
may_merge(const LocalityMap *map, double all)
{
	return all >= map->smallest && all <= map->largest && (map->terms == NULL || map->terms->number == 0);
}

/*
 * Merges the localities of two neighbouring areas if one may have all their
 * people, or else divides them anew so that both are within the bounds.
 * Returns whether that was possible; if not, they stay as they are.
 *
 * Every look at a neighbour is taken from "looks"; nothing is tried once none is
 * left.  Beside one locality that holds most of the map there can be as many
 * that are out of bounds as there are areas, each of which would ask for trees
 * over the whole.
 */
bool
locality_divide(Localities *set, int32 area, int32 neighbour, Dice *dice, int64 *looks)
{
	const LocalityMap *map = set->map;
	int32		a = set->of[area];
	int32		b = set->of[neighbour];
	double		all = set->people[a] + set->people[b];
	int32		areas = set->areas[a] + set->areas[b];
	bool		merge = may_merge(map, all);
	bool		done = false;
	Tree		tree;
	Steps		steps = {NULL, 0, 1024};

	if (*looks <= 0 || (!merge && (all < 2 * map->smallest || all > 2 * map->largest)) ||
		(map->terms != NULL && map->terms->sizes))
		return false;
	tree.area = array_allocate_zero(areas, sizeof(int32));
	tree.parent = array_allocate_zero(areas, sizeof(int32));
	tree.was = array_allocate_zero(areas, sizeof(int32));
	tree.people = array_allocate_zero(areas, sizeof(double));
	steps.step = array_allocate(steps.capacity, sizeof(Step));
	for (int round = 0; !done && *looks > 0 && round < TREES; round++)
	{
		int32		from = 0;

		CHECK_FOR_INTERRUPTS();
		*looks -= grow_tree(set, &tree, area, b, &steps, dice);
		while (!merge && ++from < tree.areas)
			if (Min(tree.people[from], all - tree.people[from]) >= map->smallest &&
				Max(tree.people[from], all - tree.people[from]) <= map->largest)
				break;
		if (from < tree.areas)
			done = take_division(set, &tree, from, a, b);
	}
	if (set->label != NULL && set->areas[a] == 0)
		locality_give_label(set, a, -1);
	pfree(tree.area);
	pfree(tree.parent);
	pfree(tree.was);
	pfree(tree.people);
	pfree(steps.step);
	return done;
}

/* The areas of a locality that is cut. */
typedef struct Cut
{
	int32	   *member;			/* ascending; some have gone */
	int32		members;
	int32		next;			/* to look at when there is no time to look at all of them */
	int64		looks;			/* that are left for looking at all of them */
} Cut;

/*
 * May this area go over from one locality to another?  The one must hold together
 * and keep enough people unless it is too large, and the other must not become so.
 */
static bool
may_be_cut(Localities *set, Cut *cut, int32 area, int32 locality, int32 fresh)
{
	const LocalityMap *map = set->map;
	bool		beside = set->areas[fresh] == 0;
	int32		end = map->first_neighbour[area + 1];

	CHECK_FOR_INTERRUPTS();
	cut->looks--;
	if (set->of[area] != locality || set->people[fresh] + map->people[area] > map->largest ||
		(set->people[locality] <= locality_largest(set, locality) &&
		 set->people[locality] - map->people[area] < locality_smallest(set, locality)) ||
		locality_must_stay_apart(set, area, fresh))
		return false;
	for (int32 i = map->first_neighbour[area]; !beside && i < end; i++)
		beside = set->of[map->neighbour[i]] == fresh;
	cut->looks -= end - map->first_neighbour[area];
	return beside && locality_holds_without(set, area);
}

/*
 * The first area of a locality that may go over to another one, or -1.
 *
 * That is looked for from the beginning each time, since what could not go before
 * may do so now.  Of a hub with its many leaves every cut takes one leaf off: once
 * there has been too much looking, the search goes on where it was, and no cut
 * gets a second area.
 */
static int32
area_to_cut(Localities *set, Cut *cut, int32 locality, int32 fresh)
{
	if (cut->looks > 0)
	{
		for (int32 i = 0; i < cut->members; i++)
			if (may_be_cut(set, cut, cut->member[i], locality, fresh))
				return cut->member[i];
		return -1;
	}
	for (int32 i = 0; set->areas[fresh] == 0 && i < cut->members; i++)
	{
		int32		area = cut->member[cut->next];

		cut->next = (cut->next + 1) % cut->members;
		if (may_be_cut(set, cut, area, locality, fresh))
			return area;
	}
	return -1;
}

/*
 * The areas of one locality, ascending.
 */
static void
find_members(const Localities *set, int32 locality, Cut *cut)
{
	cut->members = 0;
	cut->next = 0;
	for (int32 area = 0; area < set->map->areas; area++)
	{
		CHECK_FOR_INTERRUPTS();
		if (set->of[area] == locality)
			cut->member[cut->members++] = area;
	}
}

/*
 * Cuts what is too large: areas go over, one beside the other, to a new
 * locality, which stays too small if there is no better cut on the way.
 * Returns the new set; the old one is freed.  Where their number is given, nothing
 * is cut.
 */
Localities *
locality_cut_large(Localities *set)
{
	const LocalityMap *map = set->map;
	int32		spare = 0;
	int32		fresh = set->count;
	Localities *whole;
	Cut			cut = {.looks = CUT_LOOKS + (int64) CUT_LOOKS_PER_AREA * map->areas};
	int32		i;

	if (map->terms != NULL && map->terms->number > 0)
		return set;
	for (i = 0; i < set->count; i++)
		if (set->people[i] > locality_largest(set, i))
			spare += set->areas[i] - 1;
	if (spare == 0)
		return set;
	whole = set;
	set = localities_new(map, whole->of, whole->count + spare);
	locality_match(set);
	cut.member = array_allocate_zero(map->areas, sizeof(int32));
	for (i = 0; i < whole->count; i++)
	{
		double		largest = locality_largest(set, i);

		if (set->people[i] > largest)
			find_members(set, i, &cut);
		while (set->people[i] > largest && set->areas[i] > 1 && fresh < set->count)
		{
			while (set->people[i] > largest || set->people[fresh] < map->smallest)
			{
				int32		area = area_to_cut(set, &cut, i, fresh);

				CHECK_FOR_INTERRUPTS();
				if (area < 0)
					break;
				locality_move(set, area, fresh);
			}
			fresh++;
		}
	}
	pfree(cut.member);
	localities_free(whole);
	return set;
}
