/*
 * redraw_localities.c
 *		Localities from a map that is there, and the best map of the same sizes.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/memory.h"
#include "base/rows.h"
#include "locality/locality_draw.h"
#include "locality/locality_label.h"
#include "locality/locality_read.h"
#include "locality/redraw_read.h"

#define REDRAWN_COLUMNS 5

/*
 * Why a locality has too few or too many people, or NULL.  "beside": it has a
 * neighbour.
 */
static const char *
explain_people(const Redraw *redraw, const Localities *set, int32 locality, int32 area, bool beside)
{
	double		people = set->people[locality];

	if (people < locality_smallest(set, locality))
		return beside ? "too few people: no division found that fits" : "too few people: nobody else within reach";
	if (people <= locality_largest(set, locality))
		return NULL;
	if (set->areas[locality] > 1)
		return "too many people: no division found that fits";
	if (redraw->first_member[area + 1] - redraw->first_member[area] > 1)
		return "too many people: areas that must stay together";
	return "too many people: one area alone";
}

static const char *
explain_measures(const Localities *set, int32 locality)
{
	const Terms *terms = set->map->terms;

	for (int m = 0; terms != NULL && m < terms->measures; m++)
	{
		double		n = set->measured[(Size) locality * terms->measures + m];

		if (n < terms->least[m])
			return psprintf("too little of measure %d: no division found that fits", m + 1);
		if (n > terms->most[m])
			return psprintf("too much of measure %d: no division found that fits", m + 1);
	}
	return NULL;
}

/*
 * Names the first pair of areas that should be apart and is not, for each locality.
 */
static void
explain_pairs(const Redraw *redraw, const Localities *set, const char **note)
{
	const Terms *terms = set->map->terms;

	for (int32 area = 0; terms != NULL && terms->first_apart != NULL && area < set->map->areas; area++)
		for (int32 i = terms->first_apart[area]; i < terms->first_apart[area + 1]; i++)
		{
			int32		other = terms->apart[i];

			CHECK_FOR_INTERRUPTS();
			if (area > other || set->of[area] != set->of[other] || note[set->of[area]] != NULL)
				continue;
			note[set->of[area]] =
				psprintf("areas \"%s\" and \"%s\" are not apart: no division found that fits",
						 code_for_message(code_list_get(&redraw->areas, redraw->member[redraw->first_member[area]])),
						 code_for_message(code_list_get(&redraw->areas, redraw->member[redraw->first_member[other]])));
		}
}

/*
 * Too many or too few localities are said of each that keeps to all else.
 */
static const char *
explain_number(const Localities *set)
{
	const Terms *terms = set->map->terms;

	if (terms == NULL || terms->number == 0 || terms->number == set->live)
		return NULL;
	return psprintf("%d localities instead of %d: no division found that fits", set->live, terms->number);
}

/*
 * What each locality does not keep to, or NULL.
 */
static const char **
explain_redrawn(const Redraw *redraw, const Localities *set)
{
	const LocalityMap *map = set->map;
	const char **note = array_allocate_zero(set->count, sizeof(char *));
	bool	   *beside = array_allocate_zero(set->count, sizeof(bool));
	bool	   *explained = array_allocate_zero(set->count, sizeof(bool));
	const char *number = explain_number(set);

	explain_pairs(redraw, set, note);
	for (int32 area = 0; area < map->areas; area++)
		for (int32 i = map->first_neighbour[area]; i < map->first_neighbour[area + 1]; i++)
			if (set->of[map->neighbour[i]] != set->of[area])
				beside[set->of[area]] = true;
	for (int32 area = 0; area < map->areas; area++)
	{
		int32		locality = set->of[area];

		CHECK_FOR_INTERRUPTS();
		if (explained[locality] || note[locality] != NULL)
			continue;
		explained[locality] = true;
		note[locality] = explain_people(redraw, set, locality, area, beside[locality]);
		if (note[locality] == NULL)
			note[locality] = explain_measures(set, locality);
		if (note[locality] == NULL)
			note[locality] = number;
	}
	pfree(beside);
	pfree(explained);
	return note;
}

/*
 * One row for every area.  Localities stand in the order of their first areas.
 */
static void
put_redrawn(ReturnSetInfo *rows, const Redraw *redraw, const Localities *set, const char **note)
{
	for (uint32 i = 0; i < redraw->areas.count; i++)
	{
		int32		locality = set->of[redraw->area[i]];
		int32		label = set->label == NULL ? -1 : set->label[locality];
		int32		code = redraw->has_start ? redraw->start.of[i] : -1;
		Datum		values[REDRAWN_COLUMNS] = {0};
		bool		nulls[REDRAWN_COLUMNS] = {false, false, label < 0, code < 0, note[locality] == NULL};

		CHECK_FOR_INTERRUPTS();
		values[0] = PointerGetDatum(code_to_text(code_list_get(&redraw->areas, i)));
		values[1] = Int32GetDatum(locality + 1);
		if (label >= 0)
			values[2] = PointerGetDatum(code_to_text(code_list_get(&redraw->start.codes, label)));
		values[3] = BoolGetDatum(label != code);
		if (note[locality] != NULL)
			values[4] = PointerGetDatum(cstring_to_text(note[locality]));
		rows_put(rows, values, nulls);
		for (int column = 0; column < REDRAWN_COLUMNS; column++)
			if (!nulls[column] && (column == 0 || column == 2 || column == 4))
				pfree(DatumGetPointer(values[column]));
	}
}

PG_FUNCTION_INFO_V1(redraw_localities);

/*
 * redraw_localities(people place_counts, neighbours place_flows, smallest float8,
 *			largest float8, lists place_flows, start place_flows, keep float8, seed int,
 *			within place_flows, effort int, may_stay boolean, together place_flows,
 *			apart place_flows, number int, measures place_counts[], at_least float8[],
 *			at_most float8[])
 *		-> setof (place text, locality integer, continues text, moved boolean, note text)
 *
 * Localities as localities() draws them, from a map that is there: "start" gives
 * today's network of each area with weight 1, and an area in none is free to join
 * anything.  Maximises the people registered with a practice of their own locality (or
 * the boundary inside localities), less "keep" for every person moved: in another
 * locality than the one that continues their network.  keep counts registrations a
 * person, is useful from 0.02 to 1, and where it is infinite the fewest are moved.
 *
 *	may_stay	a locality that continues a network may be as far out of bounds as that
 *	together	a lookup from area to group: areas of one group share a locality
 *	apart		from area to area: these two do not
 *	number		so many localities, exactly
 *	measures	from "at_least" to "at_most" in every locality (NULL: no bound)
 *
 * One row for every area, in bytewise order of codes; localities are numbered from 1 in
 * the order of their first areas.  "continues" is today's network that the locality
 * continues, matched as match_assignments does; "moved" is whether it is another than
 * the area's own, NULL for an area in none.  "note" says what a locality does not keep
 * to.  Every locality is in one piece.  What is best under these terms is not found for
 * certain; it is never worse at its price than today's map, where that keeps to them,
 * nor than the map of localities() with the same seed and effort.  Without any of the
 * arguments that localities() does not have, its rows.
 *
 * No rows for NULL people, neighbours, bounds, keep, seed, effort or may_stay.  Errors:
 * as localities(); 22023 for a keep that is negative, a keep or may_stay without start,
 * an area in two networks, areas together that are in two pieces or groups, an area
 * apart from itself or from one that it must be together with, a number of localities
 * that cannot be, and bounds that are none or not as many as measures; 22004 for a NULL
 * measure.
 *
 * Source: the search is localities()'; labels are matched as in redist's match_numbers
 * (Kenny and others 2021), by the assignment problem.
 */
Datum
redraw_localities(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, REDRAWN_COLUMNS);
	MemoryContext context = work_context();
	MemoryContext caller = MemoryContextSwitchTo(context);
	Redraw		redraw = {.has_start = false};

	if (redraw_read(fcinfo, &redraw))
	{
		Dice		dice = {(uint64) (int64) PG_GETARG_INT32(REDRAW_SEED)};
		Localities *set;

		redraw.terms.keep = check_price(PG_GETARG_FLOAT8(REDRAW_PRICE), "keep", redraw.has_start);
		set = locality_redraw(&redraw.map, redraw.code, &dice, PG_GETARG_INT32(REDRAW_EFFORT));
		set = locality_numbered(&redraw.map, set, 0);
		put_redrawn(rows, &redraw, set, explain_redrawn(&redraw, set));
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return (Datum) 0;
}

/*
 * The sizes of today's networks as terms: each is to be met by one locality.  Areas in
 * no network join freely, so all sizes grow in proportion.
 */
static Terms
sizes_of(const Redraw *redraw, double tolerance)
{
	const Assignment *start = &redraw->start;
	const LocalityMap *map = &redraw->map;
	Terms		sizes = {.sizes = true};
	double		people = 0;

	for (int32 area = 0; area < map->areas; area++)
		people += map->people[area];
	sizes.first_home = array_allocate_zero((Size) map->areas + 1, sizeof(int32));
	sizes.code_smallest = array_allocate(start->codes.count, sizeof(double));
	sizes.code_largest = array_allocate(start->codes.count, sizeof(double));
	for (uint32 code = 0; code < start->codes.count; code++)
	{
		double		size = redraw->placed == 0 ? 0 : start->people[code] * (people / redraw->placed);
		double		slack = Max(tolerance * size, people / map->areas / 2);

		if (start->people[code] == 0)
			continue;
		sizes.code_smallest[sizes.codes] = Max(size - slack, 0);
		sizes.code_largest[sizes.codes++] = Min(size + slack, DBL_MAX);
	}
	sizes.number = sizes.codes;
	sizes.number_weight = sizes.codes == 0 ? 0 : people / sizes.codes / 2;
	return sizes;
}

/*
 * A size that is not met.  Where people are whole, so are its bounds, unless nothing
 * whole lies between them.
 */
static char *
explain_size(double people, double smallest, double largest)
{
	if (people == floor(people) && ceil(smallest) <= floor(largest))
	{
		smallest = ceil(smallest);
		largest = floor(largest);
	}
	return psprintf("%.15g people instead of %.15g to %.15g: no division found that fits", people, smallest, largest);
}

/*
 * Localities whose size is that of no network, and networks whose size none has.
 */
static const char **
explain_sizes(const Localities *set)
{
	const char **note = array_allocate_zero(set->count, sizeof(char *));
	const char *fewer = set->live < set->map->terms->number ? explain_number(set) : NULL;

	for (int32 i = 0; i < set->count; i++)
	{
		if (set->label[i] < 0)
			note[i] = "more localities than networks today: no division found that fits";
		else if (locality_astray(set, i) > 0)
			note[i] = explain_size(set->people[i], locality_smallest(set, i), locality_largest(set, i));
		else
			note[i] = fewer;
	}
	return note;
}

static Localities *
draw_same_sizes(Redraw *redraw, double tolerance, Dice *dice, int32 effort, const char ***note)
{
	LocalityMap *map = &redraw->map;
	Terms		sizes = sizes_of(redraw, tolerance);
	Localities *set;

	for (int32 code = 0; code < sizes.codes; code++)
		map->largest = Max(map->largest, sizes.code_largest[code]);
	map->terms = &sizes;
	set = locality_redraw(map, redraw->code, dice, effort);
	set = locality_numbered(map, set, 0);
	*note = explain_sizes(set);
	map->terms = &redraw->terms;
	return locality_numbered(map, set, 0);
}

PG_FUNCTION_INFO_V1(same_size_localities);

/*
 * same_size_localities(people place_counts, neighbours place_flows, lists place_flows,
 *			start place_flows, tolerance float8, seed int, effort int)
 *		-> setof (place text, locality integer, continues text, moved boolean, note text)
 *
 * The fair benchmark of today's networks ("start", area to network with weight 1): as
 * many localities, one for each network with about as many people, anywhere on the map.
 * The share of people within their own locality grows with the size of localities, so
 * small localities held against large networks say nothing.  About: within the larger
 * of "tolerance" times the size and half the people of a mean area.  Areas in no
 * network join freely, and all sizes grow in proportion to make room for them.
 *
 * Rows as those of redraw_localities; "note" says which sizes are not met.  Every
 * locality is in one piece.  The answer is never worse than today's map, where that is
 * in one piece everywhere.  No rows for NULL people, neighbours, start, tolerance,
 * seed or effort, and where nobody is in a network.  Errors: as redraw_localities, and
 * 22023 for a tolerance that is not from 0 to 1.
 *
 * Source: after Hu, Wang and Xierali 2018, who compare as many areas as there are; the
 * sizes are ours.
 */
Datum
same_size_localities(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, REDRAWN_COLUMNS);
	MemoryContext context = work_context();
	MemoryContext caller = MemoryContextSwitchTo(context);
	Redraw		redraw = {.has_start = false};
	Dice		dice;
	double		tolerance;

	if (!PG_ARGISNULL(0) && !PG_ARGISNULL(1) && !PG_ARGISNULL(3) && !PG_ARGISNULL(4) && !PG_ARGISNULL(5) && !PG_ARGISNULL(6))
	{
		const char **note;
		Localities *set;

		tolerance = PG_GETARG_FLOAT8(4);
		if (!(tolerance >= 0 && tolerance <= 1))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("tolerance must be between 0 and 1, not %.15g", tolerance)));
		check_effort(PG_GETARG_INT32(6));
		redraw.map.largest = INFINITY;
		redraw_read_map(&redraw, PG_GETARG_PLACE_COUNTS(0), PG_GETARG_PLACE_FLOWS(1),
						PG_ARGISNULL(2) ? NULL : PG_GETARG_PLACE_FLOWS(2), NULL, NULL);
		redraw_read_start(&redraw, PG_GETARG_PLACE_FLOWS(3));
		redraw.map.largest = 0;
		dice.state = (uint64) (int64) PG_GETARG_INT32(5);
		if (redraw.placed > 0)
		{
			set = draw_same_sizes(&redraw, tolerance, &dice, PG_GETARG_INT32(6), &note);
			put_redrawn(rows, &redraw, set, note);
		}
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return (Datum) 0;
}
