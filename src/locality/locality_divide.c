/*
 * locality_divide.c
 *		Divides two localities anew, and cuts one that is too large.  Border
 *		moves cannot do this where one area holds two parts together.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "locality/locality_map.h"

/* How many trees are tried for two localities. */
#define TREES 20

/* An area to go to, and the area from which. */
typedef struct Step
{
	int32		to;
	int32		from;			/* place of that area in the order of visits, or -1 */
} Step;

/* A random tree over the areas of two localities. */
typedef struct Tree
{
	int32		areas;
	int32	   *area;			/* in the order of visits */
	int32	   *parent;			/* its place in that order, or -1 */
	double	   *people;			/* of the area and all beyond it */
} Tree;

/*
 * Visits the areas of two localities from one of them, going on from a random
 * area seen so far.
 */
static void
grow_tree(Localities *set, Tree *tree, int32 root, int32 other, Step *step, Dice *dice)
{
	const LocalityMap *map = set->map;
	uint32		visited = locality_epoch(set);
	int32		locality = set->of[root];
	int32		steps = 0;
	int32		i;

	tree->areas = 0;
	step[steps++] = (Step) {root, -1};
	while (steps > 0)
	{
		int32		chosen = dice_below(dice, steps);
		Step		next = step[chosen];

		step[chosen] = step[--steps];
		if (set->mark[next.to] == visited)
			continue;
		CHECK_FOR_INTERRUPTS();
		set->mark[next.to] = visited;
		for (i = map->first_neighbour[next.to]; i < map->first_neighbour[next.to + 1]; i++)
		{
			int32		to = map->neighbour[i];

			if ((set->of[to] == locality || set->of[to] == other) && set->mark[to] != visited)
				step[steps++] = (Step) {to, tree->areas};
		}
		tree->area[tree->areas] = next.to;
		tree->parent[tree->areas] = next.from;
		tree->people[tree->areas++] = map->people[next.to];
	}
	for (i = tree->areas - 1; i > 0; i--)
		tree->people[tree->parent[i]] += tree->people[i];
}

/*
 * Merges the localities of two neighbouring areas if one may have all their
 * people, or else divides them anew so that both are within the bounds.
 * Returns whether that was possible; if not, they stay as they are.
 */
bool
locality_divide(Localities *set, int32 area, int32 neighbour, Dice *dice)
{
	const LocalityMap *map = set->map;
	int32		a = set->of[area];
	int32		b = set->of[neighbour];
	double		all = set->people[a] + set->people[b];
	int32		areas = set->areas[a] + set->areas[b];
	int32		edges = 0;
	bool		merge = all >= map->smallest && all <= map->largest;
	bool		done = false;
	Tree		tree;
	Step	   *step;
	int			round;
	int32		i;

	if (!merge && (all < 2 * map->smallest || all > 2 * map->largest))
		return false;
	tree.area = array_allocate_zero(areas, sizeof(int32));
	tree.parent = array_allocate_zero(areas, sizeof(int32));
	tree.people = array_allocate_zero(areas, sizeof(double));
	for (i = 0; i < map->areas; i++)
		if (set->of[i] == a || set->of[i] == b)
			edges += map->first_neighbour[i + 1] - map->first_neighbour[i];
	step = array_allocate_zero(edges + 1, sizeof(Step));
	for (round = 0; !done && round < TREES; round++)
	{
		int32		from = 0;

		CHECK_FOR_INTERRUPTS();
		grow_tree(set, &tree, area, b, step, dice);
		while (!merge && ++from < tree.areas)
			if (Min(tree.people[from], all - tree.people[from]) >= map->smallest &&
				Max(tree.people[from], all - tree.people[from]) <= map->largest)
				break;
		if (from == tree.areas)
			continue;
		/* What hangs on the chosen area becomes b; the visits tell by parents. */
		for (i = 0; i < tree.areas; i++)
		{
			bool		to_b = i == from || (i > from && tree.parent[i] >= from && tree.people[tree.parent[i]] < 0);

			CHECK_FOR_INTERRUPTS();
			if (to_b)
				tree.people[i] = -1;
			if (set->of[tree.area[i]] != (to_b ? b : a))
				locality_move(set, tree.area[i], to_b ? b : a);
		}
		done = true;
	}
	pfree(tree.area);
	pfree(tree.parent);
	pfree(tree.people);
	pfree(step);
	return done;
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
Localities *
locality_cut_large(Localities *set)
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
		while (cut->people[i] > map->largest && cut->areas[i] > 1 && fresh < cut->count)
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
