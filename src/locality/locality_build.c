/*
 * locality_build.c
 *		A first set of localities: areas grow together pair by pair.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/memory.h"
#include "locality/locality_map.h"

/*
 * A growing locality with more neighbours than this is crowded.  Rating all its
 * pairs anew whenever it grows would take as long as it has neighbours, for every
 * one of them that joins it; so its pairs keep the likeness with which they came.
 * Areas that lie side by side on the ground make localities with far fewer.
 */
#define CROWDED 512

/* People of one practice in a growing locality. */
typedef struct Share
{
	int32		practice;
	double		people;
} Share;

/* A growing locality; merged ones live on in the one with the lower number. */
typedef struct Cluster
{
	int32		parent;			/* itself while it stands */
	int32		version;		/* of its people and neighbours */
	bool		crowded;		/* its neighbours are known on their side only */
	int32		shares;			/* in order */
	int32		late_shares;	/* after these, in no order, of a crowded one */
	int32		share_room;
	int32		neighbours;
	double		people;
	Share	   *share;			/* ascending practices */
	int32	   *neighbour;		/* ascending, may name merged ones */
	double	   *boundary;
} Cluster;

/* A pair that may grow together. */
typedef struct Pair
{
	double		likeness;
	int32		a;
	int32		b;				/* above a */
	int32		version_a;
	int32		version_b;
} Pair;

typedef struct Heap
{
	Pair	   *pair;
	int64		count;
	int64		capacity;
} Heap;

static inline bool
pair_before(const Pair *x, const Pair *y)
{
	if (x->likeness != y->likeness)
		return x->likeness > y->likeness;
	return x->a != y->a ? x->a < y->a : x->b < y->b;
}

static void
heap_push(Heap *heap, Pair pair)
{
	int64		i = heap->count++;

	if (i == heap->capacity)
	{
		heap->capacity *= 2;
		heap->pair = repalloc_huge(heap->pair, heap->capacity * sizeof(Pair));
	}
	for (; i > 0 && pair_before(&pair, &heap->pair[(i - 1) / 2]); i = (i - 1) / 2)
		heap->pair[i] = heap->pair[(i - 1) / 2];
	heap->pair[i] = pair;
}

static Pair
heap_pop(Heap *heap)
{
	Pair		top = heap->pair[0];
	Pair		last = heap->pair[--heap->count];
	int64		i = 0;

	for (;;)
	{
		int64		child = 2 * i + 1;

		if (child >= heap->count)
			break;
		if (child + 1 < heap->count && pair_before(&heap->pair[child + 1], &heap->pair[child]))
			child++;
		if (!pair_before(&heap->pair[child], &last))
			break;
		heap->pair[i] = heap->pair[child];
		i = child;
	}
	heap->pair[i] = last;
	return top;
}

static int32
cluster_root(Cluster *cluster, int32 i)
{
	while (cluster[i].parent != i)
		i = cluster[i].parent = cluster[cluster[i].parent].parent;
	return i;
}

/*
 * The people of a practice among shares in order, looked for from one of them on.
 */
static int32
find_share(const Cluster *c, int32 from, int32 practice)
{
	int32		high = c->shares;

	while (from < high)
	{
		int32		middle = from + (high - from) / 2;

		if (c->share[middle].practice < practice)
			from = middle + 1;
		else
			high = middle;
	}
	return from;
}

/*
 * How much two growing localities belong together, whatever their size: by the
 * practices they share, or by the boundary between them.
 */
static double
likeness(const LocalityMap *map, const Cluster *a, const Cluster *b, double boundary)
{
	double		shared = 0;
	int32		i = 0;
	int32		j = 0;

	if (map->practices == 0)
		shared = boundary;
	while (i < a->shares && j < b->shares)
	{
		if (a->share[i].practice < b->share[j].practice)
			i = a->crowded ? find_share(a, i, b->share[j].practice) : i + 1;
		else if (a->share[i].practice > b->share[j].practice)
			j = b->crowded ? find_share(b, j, a->share[i].practice) : j + 1;
		else
		{
			shared += a->share[i].people * b->share[j].people / map->list[a->share[i].practice];
			i++;
			j++;
		}
	}
	return shared / sqrt(Max(a->people, 1) * Max(b->people, 1));
}

/*
 * Is there room for both in one locality?
 */
static inline bool
fit_together(const LocalityMap *map, const Cluster *cluster, int32 a, int32 b)
{
	return cluster[a].people + cluster[b].people <= map->largest;
}

static void
push_pair(const LocalityMap *map, Heap *heap, Cluster *cluster, int32 a, int32 b, double boundary)
{
	Pair		pair;

	CHECK_FOR_INTERRUPTS();
	if (!fit_together(map, cluster, a, b))
		return;
	pair.a = Min(a, b);
	pair.b = Max(a, b);
	pair.version_a = cluster[pair.a].version;
	pair.version_b = cluster[pair.b].version;
	pair.likeness = likeness(map, &cluster[pair.a], &cluster[pair.b], boundary);
	heap_push(heap, pair);
}

#define ST_SORT sort_shares
#define ST_ELEMENT_TYPE Share
#define ST_COMPARE(a, b) (((a)->practice > (b)->practice) - ((a)->practice < (b)->practice))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * The practices of two growing localities together.
 */
static void
merge_shares(Cluster *a, Cluster *b)
{
	Share	   *share = array_allocate_zero(a->shares + b->shares, sizeof(Share));
	int32		i = 0;
	int32		j = 0;
	int32		n = 0;

	while (i < a->shares || j < b->shares)
	{
		if (j == b->shares || (i < a->shares && a->share[i].practice < b->share[j].practice))
			share[n++] = a->share[i++];
		else if (i == a->shares || a->share[i].practice > b->share[j].practice)
			share[n++] = b->share[j++];
		else
		{
			share[n] = a->share[i++];
			share[n++].people += b->share[j++].people;
		}
	}
	pfree(a->share);
	pfree(b->share);
	a->share = share;
	a->shares = n;
	b->share = NULL;
	b->shares = 0;
}

/*
 * Puts the late shares of a crowded one in their places.
 */
static void
order_shares(Cluster *c)
{
	int32		all = c->shares + c->late_shares;
	int32		n = 0;

	sort_shares(c->share, all);
	for (int32 i = 0; i < all; i++)
	{
		if (n > 0 && c->share[n - 1].practice == c->share[i].practice)
			c->share[n - 1].people += c->share[i].people;
		else
			c->share[n++] = c->share[i];
	}
	c->shares = n;
	c->late_shares = 0;
}

/*
 * The practices of two of which one is crowded.  Those of the shorter list come
 * after the longer one, until they are as many as stand there in order.
 */
static void
append_shares(Cluster *a, Cluster *b)
{
	bool		longer_b = b->shares + b->late_shares > a->shares + a->late_shares;
	Cluster    *few = longer_b ? a : b;
	Cluster    *many = longer_b ? b : a;
	int32		more = few->shares + few->late_shares;
	int32		all = many->shares + many->late_shares;
	Share	   *spent;

	if (all + more > many->share_room)
	{
		many->share_room = 2 * (all + more);
		many->share = repalloc_huge(many->share, sizeof(Share) * many->share_room);
	}
	memcpy(many->share + all, few->share, sizeof(Share) * more);
	spent = few->share;
	a->share = many->share;
	a->share_room = many->share_room;
	a->shares = many->shares;
	a->late_shares = many->late_shares + more;
	if (a->late_shares > a->shares)
		order_shares(a);
	pfree(spent);
	b->share = NULL;
	b->shares = b->late_shares = 0;
}

static void
forget_neighbours(Cluster *c)
{
	if (c->neighbour != NULL)
	{
		pfree(c->neighbour);
		pfree(c->boundary);
	}
	c->neighbour = NULL;
	c->boundary = NULL;
	c->neighbours = 0;
}

/*
 * The neighbours of two growing localities together: what still stands, each
 * once, without themselves.  The place of a neighbour in the new list is kept
 * in "place" meanwhile.
 */
static void
merge_neighbours(Cluster *cluster, int32 a, int32 b, int32 *place)
{
	int32		most = cluster[a].neighbours + cluster[b].neighbours;
	int32	   *neighbour = array_allocate_zero(most, sizeof(int32));
	double	   *boundary = array_allocate_zero(most, sizeof(double));
	int32		n = 0;
	int32		i;

	for (i = 0; i < most; i++)
	{
		bool		from_a = i < cluster[a].neighbours;
		Cluster    *of = &cluster[from_a ? a : b];
		int32		k = from_a ? i : i - cluster[a].neighbours;
		int32		root = cluster_root(cluster, of->neighbour[k]);

		if (root == a || root == b)
			continue;
		if (place[root] == 0)
		{
			neighbour[n] = root;
			place[root] = ++n;
		}
		boundary[place[root] - 1] += of->boundary[k];
	}
	for (i = 0; i < n; i++)
		place[neighbour[i]] = 0;
	forget_neighbours(&cluster[a]);
	forget_neighbours(&cluster[b]);
	cluster[a].neighbour = neighbour;
	cluster[a].boundary = boundary;
	cluster[a].neighbours = n;
}

static Cluster *
clusters_new(const LocalityMap *map)
{
	Cluster    *cluster = array_allocate_zero(map->areas, sizeof(Cluster));
	int32		a;
	int32		i;

	for (a = 0; a < map->areas; a++)
	{
		Cluster    *c = &cluster[a];
		int32		first = map->first_neighbour[a];

		CHECK_FOR_INTERRUPTS();
		c->parent = a;
		c->people = map->people[a];
		c->neighbours = map->first_neighbour[a + 1] - first;
		c->neighbour = array_allocate_zero(c->neighbours, sizeof(int32));
		c->boundary = array_allocate_zero(c->neighbours, sizeof(double));
		memcpy(c->neighbour, map->neighbour + first, sizeof(int32) * c->neighbours);
		memcpy(c->boundary, map->boundary + first, sizeof(double) * c->neighbours);
		first = map->first_part[a];
		c->shares = map->first_part[a + 1] - first;
		c->share_room = c->shares;
		c->share = array_allocate_zero(c->shares, sizeof(Share));
		for (i = 0; i < c->shares; i++)
		{
			c->share[i].practice = map->part[first + i].practice;
			c->share[i].people = map->part[first + i].people;
		}
		sort_shares(c->share, c->shares);
	}
	return cluster;
}

/*
 * The growing locality that one side of a pair means, or -1 if it is not what it
 * was when the pair was rated.
 */
static int32
pair_side(Cluster *cluster, int32 side, int32 version)
{
	int32		root = cluster_root(cluster, side);

	if (cluster[root].crowded || (root == side && cluster[root].version == version))
		return root;
	return -1;
}

/*
 * Two become one, and its pairs are rated.
 */
static void
unite(const LocalityMap *map, Heap *heap, Cluster *cluster, int32 a, int32 b, int32 *place)
{
	Cluster    *c = &cluster[a];
	Cluster    *other = &cluster[b];

	c->crowded |= other->crowded || c->neighbours + other->neighbours > CROWDED;
	if (c->crowded)
	{
		forget_neighbours(c);
		forget_neighbours(other);
		append_shares(c, other);
	}
	else
	{
		merge_neighbours(cluster, a, b, place);
		merge_shares(c, other);
	}
	c->people += other->people;
	c->version++;
	other->version++;
	other->parent = a;
	for (int32 i = 0; i < c->neighbours; i++)
		push_pair(map, heap, cluster, a, c->neighbour[i], c->boundary[i]);
}

/*
 * Grows localities: the pair that belongs together most becomes one, as long
 * as there is a pair of neighbours that fits "largest" together.  Returns the
 * number of localities and writes the locality of each area.
 */
static int32
agglomerate(const LocalityMap *map, int32 *of)
{
	Cluster    *cluster = clusters_new(map);
	int32	   *place = array_allocate_zero(map->areas, sizeof(int32));
	Heap		heap = {NULL, 0, 1024};
	int32		count = 0;
	int32		a;
	int32		i;

	heap.pair = array_allocate_zero(heap.capacity, sizeof(Pair));
	for (a = 0; a < map->areas; a++)
		for (i = map->first_neighbour[a]; i < map->first_neighbour[a + 1]; i++)
			if (map->neighbour[i] > a)
				push_pair(map, &heap, cluster, a, map->neighbour[i], map->boundary[i]);
	while (heap.count > 0)
	{
		Pair		pair = heap_pop(&heap);
		int32		one = pair_side(cluster, pair.a, pair.version_a);
		int32		two = pair_side(cluster, pair.b, pair.version_b);

		CHECK_FOR_INTERRUPTS();
		if (one >= 0 && two >= 0 && one != two && fit_together(map, cluster, one, two))
			unite(map, &heap, cluster, Min(one, two), Max(one, two), place);
	}
	for (a = 0; a < map->areas; a++)
		if (cluster[a].parent == a)
		{
			place[a] = count++;
			forget_neighbours(&cluster[a]);
			pfree(cluster[a].share);
		}
	for (a = 0; a < map->areas; a++)
		of[a] = place[cluster_root(cluster, a)];
	pfree(heap.pair);
	pfree(place);
	pfree(cluster);
	return count;
}

/*
 * A first set of localities, none above the largest; many can be too small.
 * There is an empty one to found anew.
 */
Localities *
locality_agglomerate(const LocalityMap *map)
{
	int32	   *of = array_allocate_zero(map->areas, sizeof(int32));
	int32		count = agglomerate(map, of);
	Localities *set = localities_new(map, of, count + 1);

	pfree(of);
	return set;
}
