/*
 * locality_number.c
 *		As many localities as are asked for: the smallest join a neighbour, the
 *		largest are divided.
 */
#include "postgres.h"

#include <math.h>

#include "lib/binaryheap.h"
#include "miscadmin.h"

#include "base/memory.h"
#include "locality/locality_label.h"

/* A division of the map while its number changes. */
typedef struct Division
{
	const LocalityMap *map;
	int32		count;			/* numbers in use are below this */
	int32		live;
	int32	   *of;				/* of each area */
	double	   *people;			/* of each locality */
	int32	   *first;			/* the first area of each, or -1 */
	int32	   *next;			/* the next area of the same locality, or -1 */
	int32	   *joined;			/* what each has joined: itself while it stands */
} Division;

static int32
find_joined(Division *d, int32 locality)
{
	while (d->joined[locality] != locality)
		locality = d->joined[locality] = d->joined[d->joined[locality]];
	return locality;
}

/*
 * The smallest neighbour that a locality could join, or -1.
 */
static int32
smallest_beside(Division *d, int32 locality)
{
	const LocalityMap *map = d->map;
	int32		self = find_joined(d, locality);
	int32		smallest = -1;

	for (int32 area = d->first[locality]; area >= 0; area = d->next[area])
		for (int32 i = map->first_neighbour[area]; i < map->first_neighbour[area + 1]; i++)
		{
			int32		other = find_joined(d, d->of[map->neighbour[i]]);

			CHECK_FOR_INTERRUPTS();
			if (other != self && (smallest < 0 || d->people[other] < d->people[smallest] ||
								  (d->people[other] == d->people[smallest] && other < smallest)))
				smallest = other;
		}
	return smallest;
}

static int
compare_people(Datum a, Datum b, void *arg)
{
	const Division *d = arg;
	int32		x = DatumGetInt32(a);
	int32		y = DatumGetInt32(b);

	if (d->people[x] != d->people[y])
		return d->people[x] < d->people[y] ? -1 : 1;
	return (x < y) - (x > y);
}

/*
 * The smallest come first.  Each locality of the beginning joins at most one a
 * round, so every round at least halves those that have a neighbour.
 */
static void
join_smallest(Division *d, int32 number)
{
	binaryheap *heap = binaryheap_allocate(Max(d->count, 1), compare_people, d);
	int32	   *order = array_allocate(d->count, sizeof(int32));
	int32		localities = 0;
	bool		joined = true;

	for (int32 i = 0; i < d->count; i++)
		if (d->first[i] >= 0)
			binaryheap_add_unordered(heap, Int32GetDatum(i));
	binaryheap_build(heap);
	while (!binaryheap_empty(heap))
	{
		CHECK_FOR_INTERRUPTS();
		order[localities++] = DatumGetInt32(binaryheap_remove_first(heap));
	}
	while (joined && d->live > number)
	{
		joined = false;
		for (int32 i = localities - 1; i >= 0 && d->live > number; i--)
		{
			int32		to = smallest_beside(d, order[i]);
			int32		self = find_joined(d, order[i]);

			if (to < 0)
				continue;
			d->joined[self] = to;
			d->people[to] += d->people[self];
			d->live--;
			joined = true;
		}
	}
	for (int32 area = 0; area < d->map->areas; area++)
		d->of[area] = find_joined(d, d->of[area]);
	binaryheap_free(heap);
	pfree(order);
}

/*
 * Divides one locality in two halves, as far as a tree over its areas can: what hangs
 * on one of them goes to a new locality.
 */
static void
halve(Division *d, int32 locality, int32 *order, int32 *parent, double *below)
{
	const LocalityMap *map = d->map;
	int32		fresh = d->count++;
	int32		head = 0;
	int32		tail = 0;
	int32		cut = 1;

	/* Areas that are on the way have "fresh" as their locality. */
	order[tail] = d->first[locality];
	parent[tail++] = -1;
	d->of[order[0]] = fresh;
	for (; head < tail; head++)
	{
		below[head] = map->people[order[head]];
		for (int32 i = map->first_neighbour[order[head]]; i < map->first_neighbour[order[head] + 1]; i++)
		{
			CHECK_FOR_INTERRUPTS();
			if (d->of[map->neighbour[i]] != locality)
				continue;
			d->of[map->neighbour[i]] = fresh;
			order[tail] = map->neighbour[i];
			parent[tail++] = head;
		}
	}
	for (int32 i = tail - 1; i > 0; i--)
		below[parent[i]] += below[i];
	for (int32 i = 2; i < tail; i++)
		if (fabs(2 * below[i] - below[0]) < fabs(2 * below[cut] - below[0]))
			cut = i;
	d->people[fresh] = below[cut];
	d->people[locality] = below[0] - below[cut];
	d->first[locality] = d->first[fresh] = -1;
	for (int32 i = 0; i < tail; i++)
	{
		bool		goes = i == cut || (i > cut && parent[i] >= cut && d->of[order[parent[i]]] == fresh);
		int32		to = goes ? fresh : locality;

		d->of[order[i]] = to;
		d->next[order[i]] = d->first[to];
		d->first[to] = order[i];
	}
	d->live++;
}

static void
halve_largest(Division *d, int32 number)
{
	binaryheap *heap = binaryheap_allocate(number + 1, compare_people, d);
	int32	   *order = array_allocate(d->map->areas, sizeof(int32));
	int32	   *parent = array_allocate(d->map->areas, sizeof(int32));
	double	   *below = array_allocate(d->map->areas, sizeof(double));

	for (int32 i = 0; i < d->count; i++)
		if (d->first[i] >= 0)
			binaryheap_add_unordered(heap, Int32GetDatum(i));
	binaryheap_build(heap);
	while (d->live < number && !binaryheap_empty(heap))
	{
		int32		largest = DatumGetInt32(binaryheap_remove_first(heap));

		CHECK_FOR_INTERRUPTS();
		if (d->next[d->first[largest]] < 0)
			continue;
		halve(d, largest, order, parent, below);
		binaryheap_add(heap, Int32GetDatum(largest));
		binaryheap_add(heap, Int32GetDatum(d->count - 1));
	}
	binaryheap_free(heap);
	pfree(order);
	pfree(parent);
	pfree(below);
}

/*
 * Takes a set over and returns one with the number of localities that the terms ask
 * for, as far as can be.
 */
Localities *
locality_with_number(Localities *set)
{
	const LocalityMap *map = set->map;
	int32		number = map->terms == NULL ? 0 : map->terms->number;
	Division	d = {.map = map,.count = set->count,.live = set->live};
	Localities *with_number;
	int32		most = set->count + Max(number - set->live, 0);

	if (number == 0 || number == set->live || set->live == 0)
		return set;
	d.of = set->of;
	d.people = array_allocate_zero(most, sizeof(double));
	d.first = array_allocate(most, sizeof(int32));
	d.joined = array_allocate(most, sizeof(int32));
	d.next = array_allocate(map->areas, sizeof(int32));
	for (int32 i = 0; i < most; i++)
	{
		d.people[i] = i < set->count ? set->people[i] : 0;
		d.first[i] = -1;
		d.joined[i] = i;
	}
	for (int32 area = map->areas - 1; area >= 0; area--)
	{
		d.next[area] = d.first[d.of[area]];
		d.first[d.of[area]] = area;
	}
	if (d.live > number)
		join_smallest(&d, number);
	else
		halve_largest(&d, number);
	with_number = localities_new(map, d.of, Max(d.count, most));
	locality_match(with_number);
	pfree(d.people);
	pfree(d.first);
	pfree(d.joined);
	pfree(d.next);
	localities_free(set);
	return with_number;
}
