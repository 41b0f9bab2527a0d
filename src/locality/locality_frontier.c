/*
 * locality_frontier.c
 *		How much better localities get with the people who move, map by map.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"

#include "base/memory.h"
#include "base/rows.h"
#include "locality/locality_draw.h"
#include "locality/locality_label.h"
#include "locality/locality_read.h"
#include "locality/redraw_read.h"

#define FRONTIER_COLUMNS 7
#define PRICES_MOST 50

/* All maps that were found within bounds. */
typedef struct Pool
{
	Localities **map;
	int32		count;
	int32	   *around;			/* for each area, how many areas are in its piece of the map */
} Pool;

/*
 * How many areas can be reached from each.
 */
static int32 *
count_around(const LocalityMap *map)
{
	int32	   *code = array_allocate_zero(map->areas, sizeof(int32));
	int32	   *piece = array_allocate(map->areas, sizeof(int32));
	int32	   *areas = array_allocate_zero(locality_pieces(map, code, piece), sizeof(int32));
	int32	   *around = code;

	for (int32 area = 0; area < map->areas; area++)
		areas[piece[area]]++;
	for (int32 area = 0; area < map->areas; area++)
		around[area] = areas[piece[area]];
	pfree(piece);
	pfree(areas);
	return around;
}

/*
 * What an area has of people (-1) or of a measure.
 */
static inline double
area_has(const LocalityMap *map, int32 area, int m)
{
	return m < 0 ? map->people[area] : map->terms->measure[(Size) area * map->terms->measures + m];
}

/*
 * Are people (-1) or a measure within their bounds in every locality?  More than the
 * most is right if a single area has that much, and less than the least if the
 * locality is all that touches.  "most" has room for a figure for each locality.
 */
static bool
keeps_bounds(const Pool *pool, const Localities *set, int m, double *most)
{
	const LocalityMap *map = set->map;
	const Terms *terms = map->terms;

	memset(most, 0, sizeof(double) * set->count);
	for (int32 area = 0; area < map->areas; area++)
	{
		double		n = area_has(map, area, m);

		most[set->of[area]] = Max(most[set->of[area]], n);
	}
	for (int32 area = 0; area < map->areas; area++)
	{
		int32		locality = set->of[area];
		double		n = m < 0 ? set->people[locality] : set->measured[(Size) locality * terms->measures + m];
		double		smallest = m < 0 ? locality_smallest(set, locality) : terms->least[m];
		double		largest = m < 0 ? locality_largest(set, locality) : terms->most[m];

		CHECK_FOR_INTERRUPTS();
		if (n > Max(largest, most[locality]) || (n < smallest && set->areas[locality] < pool->around[area]))
			return false;
	}
	return true;
}

/*
 * Is a map within bounds, as far as any map can be?
 */
static bool
is_within_bounds(const Pool *pool, const Localities *set)
{
	const Terms *terms = set->map->terms;
	double	   *most = array_allocate(set->count, sizeof(double));
	bool		within = number_astray(set->map, set->live) == 0;

	for (int32 i = 0; within && i < set->count; i++)
		within = set->broken[i] == 0;
	for (int m = -1; within && m < terms->measures; m++)
		within = keeps_bounds(pool, set, m, most);
	pfree(most);
	return within;
}

/*
 * Takes a map over.
 */
static void
pool_add(Pool *pool, Localities *set)
{
	if (!is_within_bounds(pool, set))
	{
		localities_free(set);
		return;
	}
	pool->map = repalloc(pool->map, sizeof(Localities *) * (pool->count + 1));
	pool->map[pool->count++] = set;
}

/*
 * The map that is best at the price that stands in the terms, or NULL.
 */
static Localities *
pool_best(const Pool *pool)
{
	Localities *best = NULL;

	for (int32 i = 0; i < pool->count; i++)
		if (best == NULL || locality_is_better(pool->map[i], best))
			best = pool->map[i];
	return best;
}

/* Fewest moved first; of equally many the best, then the first found. */
static int
compare_moved(const void *x, const void *y)
{
	const Localities *a = *(Localities *const *) x;
	const Localities *b = *(Localities *const *) y;

	if (people_moved(a) != people_moved(b))
		return people_moved(a) < people_moved(b) ? -1 : 1;
	return a->worth > b->worth ? -1 : a->worth < b->worth;
}

/*
 * The maps that no other beats, by people moved: with each of them more people are
 * within their own locality than with the one before.
 */
static void
pool_keep_unbeaten(Pool *pool)
{
	int32		kept = 0;

	qsort(pool->map, pool->count, sizeof(Localities *), compare_moved);
	for (int32 i = 0; i < pool->count; i++)
		if (kept == 0 || pool->map[i]->worth > pool->map[kept - 1]->worth)
			pool->map[kept++] = pool->map[i];
	pool->count = kept;
}

static int
compare_prices(const void *x, const void *y)
{
	double		a = *(const double *) x;
	double		b = *(const double *) y;

	return (a < b) - (a > b);
}

/*
 * The prices from dear to cheap, each once.
 */
static double *
read_prices(ArrayType *array, int *prices)
{
	double	   *price;
	Datum	   *value;
	bool	   *is_null;
	int			count;
	int			kept = 0;

	deconstruct_array(array, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &value, &is_null, &count);
	if (count < 1 || count > PRICES_MOST)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("there must be 1 to %d prices, not %d", PRICES_MOST, count)));
	price = array_allocate(count, sizeof(double));
	for (int i = 0; i < count; i++)
	{
		if (is_null[i])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("a price must not be NULL")));
		price[i] = check_price(DatumGetFloat8(value[i]), "a price", true);
	}
	qsort(price, count, sizeof(double), compare_prices);
	for (int i = 0; i < count; i++)
		if (kept == 0 || price[i] < price[kept - 1])
			price[kept++] = price[i];
	*prices = kept;
	return price;
}

/*
 * Searches at every price, from today's map and from the best map so far.
 */
static Pool
search_prices(Redraw *redraw, const double *price, int prices, Dice *dice, int32 effort)
{
	const LocalityMap *map = &redraw->map;
	Pool		pool = {.map = palloc(sizeof(Localities *)),.around = count_around(map)};
	Dice		again = *dice;
	Localities *today = locality_from_today(map, redraw->code);

	redraw->terms.keep = price[0];
	pool_add(&pool, locality_from(map, today, dice, 0));
	pool_add(&pool, locality_numbered(map, today, 0));
	pool_add(&pool, locality_better(NULL, locality_from_nothing(map, &again, effort)));
	for (int i = 0; i < prices; i++)
	{
		Localities *best;

		redraw->terms.keep = price[i];
		if (effort > 0)
			pool_add(&pool, locality_from(map, today, dice, effort));
		best = pool_best(&pool);
		if (best != NULL && effort > 0)
			pool_add(&pool, locality_anew(best, dice, effort));
	}
	pool_keep_unbeaten(&pool);
	return pool;
}

/*
 * The largest of the prices at which each map is the best of all, or -1.
 */
static double *
find_prices(Redraw *redraw, const Pool *pool, const double *price, int prices)
{
	double	   *of_map = array_allocate(pool->count, sizeof(double));

	for (int32 i = 0; i < pool->count; i++)
		of_map[i] = -1;
	for (int k = 0; k < prices; k++)
	{
		Localities *best;

		redraw->terms.keep = price[k];
		best = pool_best(pool);
		for (int32 i = 0; i < pool->count; i++)
			if (pool->map[i] == best && of_map[i] < 0)
				of_map[i] = price[k];
	}
	return of_map;
}

/*
 * A lookup from the caller's areas to the numbers of localities.
 */
static PlaceFlows *
assignment_of(const Redraw *redraw, const Localities *set)
{
	int32		areas = redraw->areas.count;
	uint32	   *row = array_allocate((Size) areas + 1, sizeof(uint32));
	uint32	   *to = array_allocate(areas, sizeof(uint32));
	double	   *one = array_allocate(areas, sizeof(double));
	char	  (*digits)[CODE_DIGITS] = array_allocate(set->live, CODE_DIGITS);
	Code	   *code = array_allocate(set->live, sizeof(Code));
	uint32	   *place = array_allocate(set->live, sizeof(uint32));
	uint32	   *sorted;
	CodeListWriter writer;
	FlowsView	view = {.origins = redraw->areas,.cells = areas,.row = row,.destination = to,.n = one};

	for (int32 i = 0; i < set->live; i++)
		code[i] = code_of_number(i + 1, digits[i]);
	sorted = code_array_sorted(code, set->live);
	code_list_writer_init(&writer);
	for (int32 i = 0; i < set->live; i++)
	{
		code_list_write(&writer, code[sorted[i]]);
		place[sorted[i]] = i;
	}
	view.destinations = (CodeList) {writer.count, writer.end, writer.bytes};
	row[0] = 0;
	for (int32 i = 0; i < areas; i++)
	{
		CHECK_FOR_INTERRUPTS();
		row[i + 1] = i + 1;
		to[i] = place[set->of[redraw->area[i]]];
		one[i] = 1;
	}
	return place_flows_assemble(&view);
}

static void
put_frontier(ReturnSetInfo *rows, const Redraw *redraw, const Pool *pool, const double *price)
{
	const LocalityMap *map = &redraw->map;
	double		all = 0;

	for (int32 p = 0; p < map->practices; p++)
		all += map->list[p];
	for (int32 i = 0; map->practices == 0 && i < map->first_neighbour[map->areas]; i++)
		all += map->boundary[i] / 2;
	for (int32 i = 0; i < pool->count; i++)
	{
		const Localities *set = pool->map[i];
		Datum		values[FRONTIER_COLUMNS];
		bool		nulls[FRONTIER_COLUMNS] = {false, redraw->placed == 0, false, all == 0, false, price[i] < 0, false};

		values[0] = Float8GetDatum(people_moved(set));
		values[1] = Float8GetDatum(redraw->placed == 0 ? 0 : people_moved(set) / redraw->placed);
		values[2] = Float8GetDatum(set->worth);
		values[3] = Float8GetDatum(all == 0 ? 0 : set->worth / all);
		values[4] = Int32GetDatum(set->live);
		values[5] = Float8GetDatum(price[i]);
		values[6] = PointerGetDatum(assignment_of(redraw, set));
		rows_put(rows, values, nulls);
	}
}

PG_FUNCTION_INFO_V1(locality_frontier);

/*
 * locality_frontier(people place_counts, neighbours place_flows, smallest float8,
 *			largest float8, lists place_flows, start place_flows, prices float8[],
 *			seed int, within place_flows, effort int, may_stay boolean,
 *			together place_flows, apart place_flows, number int,
 *			measures place_counts[], at_least float8[], at_most float8[])
 *		-> setof (moved float8, moved_share float8, own float8, own_share float8,
 *			localities integer, keep float8, assignment place_flows)
 *
 * How much better localities get with the people who move: redraw_localities at several
 * prices, each searched from today's map and from the best map so far.  One row for each
 * map within the bounds that no other of those found beats, by people moved; with each
 * row moved and own rise.  The first row moves no more people than today's map mended at
 * the dearest of the prices, where that is within the bounds.
 *
 *	moved, moved_share	people in another locality than the one that continues their
 *						network, and of all who have a network today
 *	own, own_share		people with a practice of their own locality, and of all
 *						registrations: F; the boundary inside localities without lists
 *	localities			how many
 *	keep				the largest of the prices at which this map is the best of all;
 *						NULL for what only a limit on the people moved would choose
 *	assignment			the locality of each area, numbered as by redraw_localities
 *
 * At most a tenth may move: the last row with moved_share <= 0.1.  If there is none,
 * least_moved may tell why.  A map is within the bounds if nothing is out of them but a
 * single area that has too much alone, and all areas that touch if they have too little
 * together.  No rows for what makes none of redraw_localities, and NULL prices.
 * Errors: as redraw_localities; 22023 without start, and for prices that are NULL,
 * negative, none, or more than 50.
 */
Datum
locality_frontier(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, FRONTIER_COLUMNS);
	MemoryContext context = work_context();
	MemoryContext caller = MemoryContextSwitchTo(context);
	Redraw		redraw = {.has_start = false};

	if (redraw_read(fcinfo, &redraw))
	{
		Dice		dice = {(uint64) (int64) PG_GETARG_INT32(REDRAW_SEED)};
		int			prices;
		double	   *price = read_prices(PG_GETARG_ARRAYTYPE_P(REDRAW_PRICE), &prices);
		Pool		pool;

		if (!redraw.has_start)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("a frontier needs a start"),
					 errhint("start gives the network of each area today.")));
		pool = search_prices(&redraw, price, prices, &dice, PG_GETARG_INT32(REDRAW_EFFORT));
		put_frontier(rows, &redraw, &pool, find_prices(&redraw, &pool, price, prices));
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return (Datum) 0;
}
