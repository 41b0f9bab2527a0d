/*
 * redraw_read.c
 *		What a map is redrawn from: areas that must stay together become one, today's
 *		networks become homes, and everything a user can get wrong is found here.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/lsyscache.h"

#include "base/memory.h"
#include "locality/locality_read.h"
#include "locality/redraw_read.h"
#include "place/place_algebra.h"

/* Two areas of which one must be apart from the other. */
typedef struct Pair
{
	int32		area;
	int32		other;
} Pair;

#define ST_SORT sort_pairs
#define ST_ELEMENT_TYPE Pair
#define ST_COMPARE(a, b) ((a)->area != (b)->area ? ((a)->area > (b)->area) - ((a)->area < (b)->area) : ((a)->other > (b)->other) - ((a)->other < (b)->other))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/* People of an area of the map who have a network today. */
typedef struct AreaHome
{
	int32		area;
	int32		code;
	double		people;
} AreaHome;

#define ST_SORT sort_homes
#define ST_ELEMENT_TYPE AreaHome
#define ST_COMPARE(a, b) ((a)->area != (b)->area ? ((a)->area > (b)->area) - ((a)->area < (b)->area) : ((a)->code > (b)->code) - ((a)->code < (b)->code))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * The areas that belong to each area of the map.
 */
static void
find_members(Redraw *redraw, int32 areas)
{
	int32		count = redraw->areas.count;

	redraw->first_member = array_allocate_zero((Size) areas + 1, sizeof(int32));
	redraw->member = array_allocate(count, sizeof(int32));
	for (int32 i = 0; i < count; i++)
		redraw->first_member[redraw->area[i] + 1]++;
	for (int32 i = 0; i < areas; i++)
		redraw->first_member[i + 1] += redraw->first_member[i];
	for (int32 i = 0; i < count; i++)
		redraw->member[redraw->first_member[redraw->area[i]]++] = i;
	for (int32 i = areas; i > 0; i--)
		redraw->first_member[i] = redraw->first_member[i - 1];
	redraw->first_member[0] = 0;
}

pg_noreturn static void
refuse_together(const Redraw *redraw, int32 a, int32 b, const char *reason)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("areas \"%s\" and \"%s\" must stay together, but %s",
					code_for_message(code_list_get(&redraw->areas, a)),
					code_for_message(code_list_get(&redraw->areas, b)), reason)));
}

/*
 * Areas that must stay together have to be in one piece and in one group.
 */
static void
check_together(const Redraw *redraw, const LocalityMap *map, int32 areas, const int32 *within)
{
	bool	   *seen = array_allocate_zero(map->areas, sizeof(bool));
	int32	   *queue = array_allocate(map->areas, sizeof(int32));

	for (int32 group = 0; group < areas; group++)
	{
		int32		first = redraw->member[redraw->first_member[group]];
		int32		head = 0;
		int32		tail = 0;

		seen[first] = true;
		queue[tail++] = first;
		while (head < tail)
		{
			int32		at = queue[head++];

			for (int32 i = map->first_neighbour[at]; i < map->first_neighbour[at + 1]; i++)
			{
				int32		next = map->neighbour[i];

				CHECK_FOR_INTERRUPTS();
				if (seen[next] || redraw->area[next] != group)
					continue;
				seen[next] = true;
				queue[tail++] = next;
			}
		}
		for (int32 i = redraw->first_member[group]; i < redraw->first_member[group + 1]; i++)
		{
			if (!seen[redraw->member[i]])
				refuse_together(redraw, first, redraw->member[i], "no neighbours that must stay with them connect them");
			if (within != NULL && within[redraw->member[i]] != within[first])
				refuse_together(redraw, first, redraw->member[i], "belong to different groups in within");
		}
	}
	pfree(seen);
	pfree(queue);
}

/*
 * The area of the map of each of the caller's areas, by first areas.  Returns a lookup
 * from each to the first that it must stay with.
 */
static PlaceFlows *
unite_areas(Redraw *redraw, const PlaceFlows *together, int32 *areas)
{
	int32		count = redraw->areas.count;
	int32	   *group = read_lookup(together, &redraw->areas, "together");
	int32	   *of_group = array_allocate(place_flows_view(together).destinations.count, sizeof(int32));
	uint32	   *row = array_allocate((Size) count + 1, sizeof(uint32));
	double	   *one = array_allocate(count, sizeof(double));
	uint32	   *end = array_allocate(count, sizeof(uint32));
	CodeListWriter writer;
	FlowsView	view = {.origins = redraw->areas,.cells = count,.row = row,.n = one};
	char	   *bytes;
	uint32		used = 0;

	memset(of_group, -1, sizeof(int32) * place_flows_view(together).destinations.count);
	*areas = 0;
	row[0] = 0;
	bytes = array_allocate(count == 0 ? 0 : redraw->areas.end[count - 1], 1);
	for (int32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		row[i + 1] = i + 1;
		one[i] = 1;
		if (group[i] >= 0 && of_group[group[i]] >= 0)
		{
			redraw->area[i] = of_group[group[i]];
			continue;
		}
		redraw->area[i] = (*areas)++;
		if (group[i] >= 0)
			of_group[group[i]] = redraw->area[i];
		used += code_list_get(&redraw->areas, i).length;
	}
	code_list_writer_over(&writer, end, *areas, bytes, used);
	for (int32 i = 0, next = 0; i < count; i++)
		if (redraw->area[i] == next)
		{
			code_list_write(&writer, code_list_get(&redraw->areas, i));
			next++;
		}
	view.destinations = (CodeList) {*areas, end, bytes};
	view.destination = (const uint32 *) redraw->area;
	pfree(group);
	pfree(of_group);
	return place_flows_assemble(&view);
}

/*
 * Reads the map with areas that must stay together as one.
 */
static void
read_united(Redraw *redraw, const PlaceCounts *people, const PlaceFlows *neighbours, const PlaceFlows *lists,
			const PlaceFlows *within, const PlaceFlows *together)
{
	LocalityMap apart = redraw->map;
	int32	   *group = within == NULL ? NULL : read_membership(within, &redraw->areas, "within");
	int32	   *united_group = NULL;
	int32		areas;
	PlaceFlows *lookup = unite_areas(redraw, together, &areas);
	FlowsView	to = place_flows_view(lookup);
	FlowsView	turned = place_flows_turned_view(&to);
	FlowsView	view = place_flows_view(neighbours);
	PlaceFlows *half = place_flows_followed(&view, &to);

	read_people(&apart, people);
	redraw->people = apart.people;
	read_neighbours(&apart, neighbours, &redraw->areas);
	if (lists != NULL)
		read_lists(&apart, lists, &redraw->areas);
	find_members(redraw, areas);
	check_together(redraw, &apart, areas, group);
	if (group != NULL)
	{
		united_group = array_allocate(areas, sizeof(int32));
		for (uint32 i = 0; i < redraw->areas.count; i++)
			united_group[redraw->area[i]] = group[i];
	}
	read_people(&redraw->map, place_counts_moved(people, &to));
	view = place_flows_view(half);
	read_neighbours(&redraw->map, place_flows_followed(&turned, &view), &to.destinations);
	separate_neighbours(&redraw->map, united_group);
	if (lists == NULL)
		return;
	view = place_flows_view(lists);
	read_lists_to_follow(&redraw->map, place_flows_followed(&turned, &view), &to.destinations);
}

/*
 * Reads areas, who touches whom, and the lists.  The bounds stand in the map already.
 */
void
redraw_read_map(Redraw *redraw, const PlaceCounts *people, const PlaceFlows *neighbours,
				const PlaceFlows *lists, const PlaceFlows *within, const PlaceFlows *together)
{
	LocalityMap *map = &redraw->map;

	map->exact = true;
	redraw->areas = place_counts_places(people);
	redraw->area = array_allocate(redraw->areas.count, sizeof(int32));
	if (together != NULL)
	{
		read_united(redraw, people, neighbours, lists, within, together);
		return;
	}
	read_people(map, people);
	redraw->people = map->people;
	read_neighbours(map, neighbours, &redraw->areas);
	separate_neighbours(map, within == NULL ? NULL : read_membership(within, &redraw->areas, "within"));
	if (lists != NULL)
		read_lists_to_follow(map, lists, &redraw->areas);
	for (int32 i = 0; i < map->areas; i++)
		redraw->area[i] = i;
	find_members(redraw, map->areas);
}

/*
 * Today's networks.
 */
void
redraw_read_start(Redraw *redraw, const PlaceFlows *start)
{
	LocalityMap callers = {.exact = true,.areas = redraw->areas.count,.people = redraw->people};
	Terms	   *terms = &redraw->terms;
	int32		areas = redraw->map.areas;
	AreaHome   *home = array_allocate(redraw->areas.count, sizeof(AreaHome));
	double	   *most = array_allocate_zero(areas, sizeof(double));
	int32		homes = 0;

	redraw->has_start = true;
	redraw->start = assignment_read(&callers, start, &redraw->areas, "start");
	for (int32 i = 0; i < callers.areas; i++)
		if (redraw->start.of[i] >= 0)
			home[homes++] = (AreaHome) {redraw->area[i], redraw->start.of[i], redraw->people[i]};
	sort_homes(home, homes);
	terms->codes = redraw->start.codes.count;
	terms->first_home = array_allocate_zero((Size) areas + 1, sizeof(int32));
	terms->home = array_allocate(homes, sizeof(Home));
	redraw->code = array_allocate(areas, sizeof(int32));
	memset(redraw->code, -1, sizeof(int32) * areas);
	for (int32 i = 0, kept = 0; i < homes; i++)
	{
		int32		area = home[i].area;

		CHECK_FOR_INTERRUPTS();
		if (i > 0 && home[i - 1].area == area && home[i - 1].code == home[i].code)
			terms->home[kept - 1].people += home[i].people;
		else
			terms->home[kept++] = (Home) {home[i].code, home[i].people};
		terms->first_home[area + 1] = kept;
		if (redraw->code[area] < 0 || terms->home[kept - 1].people > most[area])
		{
			redraw->code[area] = home[i].code;
			most[area] = terms->home[kept - 1].people;
		}
		redraw->placed += home[i].people;
	}
	for (int32 area = 0; area < areas; area++)
		terms->first_home[area + 1] = Max(terms->first_home[area + 1], terms->first_home[area]);
	terms->homes = redraw->placed;
	pfree(home);
	pfree(most);
}

/*
 * Networks that are out of bounds today may stay as far out.
 */
static void
let_stay(Redraw *redraw)
{
	Terms	   *terms = &redraw->terms;
	const LocalityMap *map = &redraw->map;

	terms->code_smallest = array_allocate(terms->codes, sizeof(double));
	terms->code_largest = array_allocate(terms->codes, sizeof(double));
	for (int32 code = 0; code < terms->codes; code++)
	{
		terms->code_smallest[code] = Min(map->smallest, redraw->start.people[code]);
		terms->code_largest[code] = Max(map->largest, redraw->start.people[code]);
		terms->code_room += terms->code_largest[code] - map->largest;
	}
}

/*
 * Pairs of areas that must be apart.
 */
static void
read_apart(Redraw *redraw, const PlaceFlows *apart)
{
	FlowsView	view = place_flows_view(apart);
	const char *hint = "Every area needs its number of people, which can be 0.";
	int32	   *from = area_numbers(&view.origins, &redraw->areas, "apart", hint);
	int32	   *to = area_numbers(&view.destinations, &redraw->areas, "apart", hint);
	Pair	   *pair = array_allocate((Size) view.cells * 2, sizeof(Pair));
	Terms	   *terms = &redraw->terms;
	int64		pairs = 0;
	int32		kept = 0;

	for (uint32 i = 0; i < view.origins.count; i++)
		for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
		{
			int32		a = from[i];
			int32		b = to[view.destination[cell]];

			CHECK_FOR_INTERRUPTS();
			if (view.n[cell] == 0)
				continue;
			if (a == b)
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("area \"%s\" cannot be apart from itself",
								code_for_message(code_list_get(&redraw->areas, a)))));
			if (redraw->area[a] == redraw->area[b])
				refuse_together(redraw, a, b, "also apart");
			pair[pairs++] = (Pair) {redraw->area[a], redraw->area[b]};
			pair[pairs++] = (Pair) {redraw->area[b], redraw->area[a]};
		}
	sort_pairs(pair, pairs);
	terms->first_apart = array_allocate_zero((Size) redraw->map.areas + 1, sizeof(int32));
	terms->apart = array_allocate(pairs, sizeof(int32));
	for (int64 i = 0; i < pairs; i++)
	{
		if (i > 0 && pair[i].area == pair[i - 1].area && pair[i].other == pair[i - 1].other)
			continue;
		terms->first_apart[pair[i].area + 1]++;
		terms->apart[kept++] = pair[i].other;
	}
	for (int32 area = 0; area < redraw->map.areas; area++)
		terms->first_apart[area + 1] += terms->first_apart[area];
	pfree(from);
	pfree(to);
	pfree(pair);
}

#define ST_SORT sort_bounds
#define ST_ELEMENT_TYPE double
#define ST_COMPARE(a, b) ((*(a) > *(b)) - (*(a) < *(b)))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * The fewest and the most people that so many localities may have together.  Where
 * networks may stay out of bounds, those that are furthest out are continued.
 */
static void
find_room(const Redraw *redraw, int32 number, double *fewest, double *most)
{
	const Terms *terms = &redraw->terms;
	int32		continued = terms->code_smallest == NULL ? 0 : Min(number, terms->codes);

	*fewest = *most = 0;
	if (continued > 0)
	{
		double	   *bound = array_allocate(terms->codes, sizeof(double));

		memcpy(bound, terms->code_smallest, sizeof(double) * terms->codes);
		sort_bounds(bound, terms->codes);
		for (int32 i = 0; i < continued; i++)
			*fewest += bound[i];
		memcpy(bound, terms->code_largest, sizeof(double) * terms->codes);
		sort_bounds(bound, terms->codes);
		for (int32 i = 0; i < continued; i++)
			*most += bound[terms->codes - 1 - i];
		pfree(bound);
	}
	*fewest += (number - continued) * redraw->map.smallest;
	*most += (number - continued) * redraw->map.largest;
}

/*
 * So many localities: not more or fewer than bounds and neighbours allow.
 */
static void
read_number(FunctionCallInfo fcinfo, Redraw *redraw, int32 number)
{
	LocalityMap *map = &redraw->map;
	int32	   *code = array_allocate_zero(map->areas, sizeof(int32));
	int32	   *piece = array_allocate(map->areas, sizeof(int32));
	int32		pieces = locality_pieces(map, code, piece);
	double		people = 0;
	double		fewest;
	double		most;

	for (int32 area = 0; area < map->areas; area++)
		people += map->people[area];
	find_room(redraw, number, &fewest, &most);
	if (number < 1 || fewest > people || most < people)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%.15g people cannot be in %d localities of %.15g to %.15g people",
						people, number, PG_GETARG_FLOAT8(REDRAW_SMALLEST), PG_GETARG_FLOAT8(REDRAW_LARGEST))));
	if (number < pieces || number > map->areas)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d areas in %d pieces cannot be in %d localities", map->areas, pieces, number)));
	redraw->terms.number = number;
	redraw->terms.number_weight = Max(map->smallest, people / number / 2);
	if (redraw->terms.number_weight == 0)
		redraw->terms.number_weight = 1;
	pfree(code);
	pfree(piece);
}

/*
 * The bound of each measure from an array of them; NULL is none.
 */
static double *
read_bounds(FunctionCallInfo fcinfo, int argument, const char *name, int measures, double none)
{
	double	   *bound = array_allocate(measures, sizeof(double));
	Datum	   *value;
	bool	   *is_null;
	int			count;

	for (int m = 0; m < measures; m++)
		bound[m] = none;
	if (PG_ARGISNULL(argument))
		return bound;
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(argument), FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
					  &value, &is_null, &count);
	if (count != measures)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("there must be as many numbers in %s as measures, not %d and %d", name, count, measures)));
	for (int m = 0; m < measures; m++)
	{
		if (is_null[m])
			continue;
		bound[m] = DatumGetFloat8(value[m]);
		if (!isfinite(bound[m]) || bound[m] < 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s must be finite numbers that are not negative, not %.15g", name, bound[m])));
	}
	return bound;
}

/*
 * Measures beside people, each with its bounds.  What is out of them counts as people:
 * the most of the measure as the most people.
 */
static void
read_measures(FunctionCallInfo fcinfo, Redraw *redraw)
{
	Terms	   *terms = &redraw->terms;
	Datum	   *value = NULL;
	bool	   *is_null = NULL;
	int			count = 0;
	double	   *measure;

	if (!PG_ARGISNULL(REDRAW_MEASURES))
	{
		ArrayType  *array = PG_GETARG_ARRAYTYPE_P(REDRAW_MEASURES);
		int16		length;
		bool		by_value;
		char		align;

		get_typlenbyvalalign(ARR_ELEMTYPE(array), &length, &by_value, &align);
		deconstruct_array(array, ARR_ELEMTYPE(array), length, by_value, align, &value, &is_null, &count);
	}
	terms->measures = count;
	terms->least = read_bounds(fcinfo, REDRAW_LEAST, "at_least", count, -INFINITY);
	terms->most = read_bounds(fcinfo, REDRAW_MOST, "at_most", count, INFINITY);
	terms->measure_weight = array_allocate(count, sizeof(double));
	terms->measure = array_allocate_zero((Size) redraw->map.areas * count, sizeof(double));
	for (int m = 0; m < count; m++)
	{
		double		bound = isfinite(terms->most[m]) ? terms->most[m] : terms->least[m];
		PlaceCounts *counts;

		if (is_null[m])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("measure %d must not be NULL", m + 1)));
		if (terms->least[m] > terms->most[m])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the least (%.15g) of measure %d must not be above its most (%.15g)", terms->least[m], m + 1, terms->most[m])));
		terms->measure_weight[m] = isfinite(bound) && bound > 0 ? redraw->map.largest / bound : redraw->map.largest;
		counts = place_counts_from_datum(value[m]);
		if (!isfinite(terms->measure_weight[m] * (Max(terms->least[m], 0) + sum_of_counts(counts->n, counts->count))))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("measure %d is too large beside its bounds", m + 1)));
		measure = read_measure(redraw->areas.count, counts, &redraw->areas, &terms->least[m], &terms->most[m]);
		for (int32 i = 0; i < (int32) redraw->areas.count; i++)
			terms->measure[(Size) redraw->area[i] * count + m] += measure[i];
		pfree(measure);
	}
}

/*
 * The price of a person moved.
 */
double
check_price(double price, const char *name, bool has_start)
{
	if (isnan(price) || price < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must not be negative, not %.15g", name, price)));
	if (price > 0 && !has_start)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s has nothing to keep: there is no start", name),
				 errhint("start gives the network of each area today.")));
	return price;
}

/*
 * Reads all arguments but the price, and makes the terms those of the map if there are
 * any.  False if there are no rows, since something is NULL that must be known.
 */
bool
redraw_read(FunctionCallInfo fcinfo, Redraw *redraw)
{
	static const int must_be_known[] = {
		REDRAW_PEOPLE, REDRAW_NEIGHBOURS, REDRAW_SMALLEST, REDRAW_LARGEST, REDRAW_PRICE, REDRAW_SEED, REDRAW_EFFORT, REDRAW_MAY_STAY
	};
	Terms	   *terms = &redraw->terms;

	for (int i = 0; i < (int) lengthof(must_be_known); i++)
		if (PG_ARGISNULL(must_be_known[i]))
			return false;
	redraw->map.smallest = PG_GETARG_FLOAT8(REDRAW_SMALLEST);
	redraw->map.largest = PG_GETARG_FLOAT8(REDRAW_LARGEST);
	check_bounds(redraw->map.smallest, redraw->map.largest);
	check_effort(PG_GETARG_INT32(REDRAW_EFFORT));
	redraw_read_map(redraw, PG_GETARG_PLACE_COUNTS(REDRAW_PEOPLE), PG_GETARG_PLACE_FLOWS(REDRAW_NEIGHBOURS),
					PG_ARGISNULL(REDRAW_LISTS) ? NULL : PG_GETARG_PLACE_FLOWS(REDRAW_LISTS),
					PG_ARGISNULL(REDRAW_WITHIN) ? NULL : PG_GETARG_PLACE_FLOWS(REDRAW_WITHIN),
					PG_ARGISNULL(REDRAW_TOGETHER) ? NULL : PG_GETARG_PLACE_FLOWS(REDRAW_TOGETHER));
	if (!PG_ARGISNULL(REDRAW_START))
		redraw_read_start(redraw, PG_GETARG_PLACE_FLOWS(REDRAW_START));
	if (PG_GETARG_BOOL(REDRAW_MAY_STAY))
	{
		if (!redraw->has_start)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("nothing may stay: there is no start"),
					 errhint("start gives the network of each area today.")));
		let_stay(redraw);
	}
	if (!PG_ARGISNULL(REDRAW_APART))
		read_apart(redraw, PG_GETARG_PLACE_FLOWS(REDRAW_APART));
	if (!PG_ARGISNULL(REDRAW_NUMBER))
		read_number(fcinfo, redraw, PG_GETARG_INT32(REDRAW_NUMBER));
	read_measures(fcinfo, redraw);
	if (redraw->has_start || terms->first_apart != NULL || terms->number > 0 || terms->measures > 0)
		redraw->map.terms = terms;
	return true;
}
