/*
 * cohesion.c
 *		Triangles, constraint, cores.
 *
 * A triangle is found once: from the place of smallest degree, through ties that
 * lead to places of larger degree (code number where degrees are equal).  So
 * no place has more ties to look through than twice the root of all, and what a
 * few places with very many ties cost is bounded.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "network/cohesion.h"

/* The arcs that lead to places of larger degree. */
typedef struct Upward
{
	uint32	   *first;			/* of each place; places + 1 of them */
	uint32	   *arc;			/* its number in the graph */
} Upward;

/*
 * The arcs of a triangle, both ways: between the first and the second place, the
 * first and the third, the second and the third.
 */
typedef struct Triangle
{
	uint32		there[3];
	uint32		back[3];
} Triangle;

typedef void (*TriangleTaker) (void *taker, const Graph *graph, const Triangle *triangle);

static inline bool
leads_up(const Graph *graph, uint32 from, uint32 to)
{
	uint32		degree_from = graph_degree(graph, from);
	uint32		degree_to = graph_degree(graph, to);

	return degree_from < degree_to || (degree_from == degree_to && from < to);
}

static Upward
upward_arcs(const Graph *graph)
{
	Upward		up;
	uint32		used = 0;

	up.first = array_allocate((Size) graph->places + 1, sizeof(uint32));
	up.arc = array_allocate(graph->ties, sizeof(uint32));
	for (uint32 i = 0; i < graph->places; i++)
	{
		up.first[i] = used;
		for (uint32 arc = graph->first[i]; arc < graph->first[i + 1]; arc++)
		{
			CHECK_FOR_INTERRUPTS();
			if (leads_up(graph, i, graph->neighbour[arc]))
				up.arc[used++] = arc;
		}
	}
	up.first[graph->places] = used;
	return up;
}

/*
 * For each arc the one that leads back.
 */
static uint32 *
arcs_back(const Graph *graph)
{
	uint32	   *back = array_allocate(graph->first[graph->places], sizeof(uint32));

	for (uint32 i = 0; i < graph->places; i++)
		for (uint32 arc = graph->first[i]; arc < graph->first[i + 1]; arc++)
		{
			CHECK_FOR_INTERRUPTS();
			back[arc] = graph_arc(graph, graph->neighbour[arc], i);
		}
	return back;
}

/*
 * Hands every triangle to a taker, once.
 */
static void
each_triangle(const Graph *graph, TriangleTaker take, void *taker)
{
	Upward		up = upward_arcs(graph);
	uint32	   *back = arcs_back(graph);
	uint32	   *arc_to = array_allocate(graph->places, sizeof(uint32));

	for (uint32 i = 0; i < graph->places; i++)
	{
		CHECK_FOR_INTERRUPTS();
		arc_to[i] = NOWHERE;
	}
	for (uint32 i = 0; i < graph->places; i++)
	{
		for (uint32 k = up.first[i]; k < up.first[i + 1]; k++)
			arc_to[graph->neighbour[up.arc[k]]] = up.arc[k];
		for (uint32 k = up.first[i]; k < up.first[i + 1]; k++)
		{
			uint32		ij = up.arc[k];
			uint32		j = graph->neighbour[ij];

			for (uint32 l = up.first[j]; l < up.first[j + 1]; l++)
			{
				uint32		jm = up.arc[l];
				uint32		im = arc_to[graph->neighbour[jm]];

				CHECK_FOR_INTERRUPTS();
				if (im != NOWHERE)
				{
					Triangle	triangle = {{ij, im, jm}, {back[ij], back[im], back[jm]}};

					take(taker, graph, &triangle);
				}
			}
		}
		for (uint32 k = up.first[i]; k < up.first[i + 1]; k++)
			arc_to[graph->neighbour[up.arc[k]]] = NOWHERE;
	}
	pfree(up.first);
	pfree(up.arc);
	pfree(back);
	pfree(arc_to);
}

static void
count_triangle(void *taker, const Graph *graph, const Triangle *triangle)
{
	uint64	   *at = taker;

	at[graph->neighbour[triangle->back[0]]]++;
	at[graph->neighbour[triangle->there[0]]]++;
	at[graph->neighbour[triangle->there[1]]]++;
}

/*
 * How many triangles each place is in.
 */
uint64 *
triangles_at(const Graph *graph)
{
	uint64	   *at = array_allocate_zero(graph->places, sizeof(uint64));

	each_triangle(graph, count_triangle, at);
	return at;
}

/* How much of a place's ties goes to each neighbour, and by way of a third place. */
typedef struct Invested
{
	double	   *direct;			/* of each arc */
	double	   *indirect;
} Invested;

static inline void
invest(Invested *invested, uint32 direct, uint32 by, uint32 from_there)
{
	invested->indirect[direct] += invested->direct[by] * invested->direct[from_there];
}

static void
invest_triangle(void *taker, const Graph *graph, const Triangle *triangle)
{
	const uint32 *there = triangle->there;
	const uint32 *back = triangle->back;

	invest(taker, there[0], there[1], back[2]);
	invest(taker, there[1], there[0], there[2]);
	invest(taker, back[0], there[2], back[1]);
	invest(taker, there[2], back[0], there[1]);
	invest(taker, back[1], back[2], back[0]);
	invest(taker, back[2], back[1], there[0]);
}

/*
 * Burt's constraint of each place that has a tie: the sum, over its neighbours, of
 * the squared share of its ties that goes to the neighbour, directly and by way of
 * others.
 */
double *
constraint_of(const Graph *graph, const double *strength)
{
	double	   *constraint = array_allocate_zero(graph->places, sizeof(double));
	uint32		arcs = graph->first[graph->places];
	Invested	invested;

	invested.direct = array_allocate(arcs, sizeof(double));
	invested.indirect = array_allocate_zero(arcs, sizeof(double));
	for (uint32 i = 0; i < graph->places; i++)
		for (uint32 arc = graph->first[i]; arc < graph->first[i + 1]; arc++)
		{
			CHECK_FOR_INTERRUPTS();
			invested.direct[arc] = graph->weight[arc] / strength[i];
		}
	each_triangle(graph, invest_triangle, &invested);
	for (uint32 i = 0; i < graph->places; i++)
		for (uint32 arc = graph->first[i]; arc < graph->first[i + 1]; arc++)
		{
			double		share = invested.direct[arc] + invested.indirect[arc];

			CHECK_FOR_INTERRUPTS();
			constraint[i] += share * share;
		}
	pfree(invested.direct);
	pfree(invested.indirect);
	return constraint;
}

/*
 * The places in ascending order of degree: a sort by counting.  from[d] is where
 * those of degree d begin.
 */
static uint32 *
places_by_degree(const Graph *graph, uint32 **from)
{
	uint32	   *place = array_allocate(graph->places, sizeof(uint32));
	uint32	   *next = array_allocate_zero((Size) graph->places + 2, sizeof(uint32));

	for (uint32 i = 0; i < graph->places; i++)
	{
		CHECK_FOR_INTERRUPTS();
		next[graph_degree(graph, i) + 2]++;
	}
	for (uint32 d = 2; d <= graph->places; d++)
	{
		CHECK_FOR_INTERRUPTS();
		next[d + 1] += next[d];
	}
	for (uint32 i = 0; i < graph->places; i++)
	{
		CHECK_FOR_INTERRUPTS();
		place[next[graph_degree(graph, i) + 1]++] = i;
	}
	*from = next;
	return place;
}

/*
 * The core number of each place: the largest k such that the place is among places
 * of which each is tied to k of the others.  Places are taken away from the
 * smallest degree on (Batagelj and Zaversnik 2003).
 */
uint32 *
core_numbers(const Graph *graph)
{
	uint32	   *core = array_allocate(graph->places, sizeof(uint32));
	uint32	   *position = array_allocate(graph->places, sizeof(uint32));
	uint32	   *from;
	uint32	   *place = places_by_degree(graph, &from);

	for (uint32 i = 0; i < graph->places; i++)
	{
		CHECK_FOR_INTERRUPTS();
		position[place[i]] = i;
		core[place[i]] = graph_degree(graph, place[i]);
	}
	for (uint32 i = 0; i < graph->places; i++)
	{
		uint32		taken = place[i];

		for (uint32 arc = graph->first[taken]; arc < graph->first[taken + 1]; arc++)
		{
			uint32		other = graph->neighbour[arc];
			uint32		first;

			CHECK_FOR_INTERRUPTS();
			if (core[other] <= core[taken])
				continue;
			/* the other goes to the front of those of its degree, and then below them */
			first = from[core[other]]++;
			place[position[other]] = place[first];
			position[place[first]] = position[other];
			place[first] = other;
			position[other] = first;
			core[other]--;
		}
	}
	pfree(position);
	pfree(from);
	pfree(place);
	return core;
}

/*
 * The core with the fewest misfits.  Among cores of s places these are
 * s (s - 1) / 2 plus all ties less the degrees in the core, so the places with the
 * largest degrees are best (Lip, arXiv 1102.5511, 2011).
 */
Core
core_of(const Graph *graph)
{
	uint32	   *from;
	uint32	   *place = places_by_degree(graph, &from);
	Core		best = {0, graph->ties};
	uint64		degrees = 0;

	for (uint32 s = 1; s <= graph->places; s++)
	{
		uint64		misfits;

		CHECK_FOR_INTERRUPTS();
		degrees += graph_degree(graph, place[graph->places - s]);
		misfits = (uint64) s * (s - 1) / 2 + graph->ties - degrees;
		if (misfits < best.misfits)
			best = (Core) {s, misfits};
	}
	pfree(place);
	pfree(from);
	return best;
}
