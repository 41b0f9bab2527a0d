/*
 * assignments.c
 *		Two maps of the same areas side by side: what they share, what continues
 *		what, who moves; and what no map can do.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "base/rows.h"
#include "locality/assignment.h"
#include "locality/locality_read.h"

#define MATCH_COLUMNS 5
#define COMPARE_COLUMNS 22

/* Of which columns the last tell of practices, and cannot be told without lists. */
#define COMPARE_WITHOUT_LISTS 15

/* Both maps, read over the same areas. */
typedef struct Pair
{
	LocalityMap map;
	CodeList	areas;
	Assignment	before;
	Assignment	after;
	Overlap		overlap;
} Pair;

/* Arguments: before, after, people. */
static void
read_pair(FunctionCallInfo fcinfo, Pair *pair)
{
	PlaceCounts *people = PG_GETARG_PLACE_COUNTS(2);

	memset(pair, 0, sizeof(Pair));
	pair->map.exact = true;
	pair->areas = place_counts_places(people);
	read_people(&pair->map, people);
	pair->before = assignment_read(&pair->map, PG_GETARG_PLACE_FLOWS(0), &pair->areas, "before");
	pair->after = assignment_read(&pair->map, PG_GETARG_PLACE_FLOWS(1), &pair->areas, "after");
	pair->overlap = overlap_count(&pair->map, &pair->before, &pair->after);
}

PG_FUNCTION_INFO_V1(assignment_overlap);

/*
 * assignment_overlap(before place_flows, after place_flows, people place_counts)
 *		-> place_flows
 *
 * How many people each code of one map shares with each code of another: a matrix
 * from codes before to codes after.  Both give the code of each area with weight
 * 1; an area that one of them does not have is left out, so the margins are the
 * people with a code in both.  A pair that shares only areas where nobody lives
 * has 0.  Errors: 22023 for an area that "people" does not have, or that has two
 * codes.
 */
Datum
assignment_overlap(PG_FUNCTION_ARGS)
{
	Pair		pair;
	FlowsView	view;

	read_pair(fcinfo, &pair);
	view.origins = pair.before.codes;
	view.destinations = pair.after.codes;
	view.row = (const uint32 *) pair.overlap.row;
	view.destination = (const uint32 *) pair.overlap.column;
	view.n = pair.overlap.people;
	view.cells = pair.overlap.row[pair.overlap.before];
	PG_RETURN_POINTER(place_flows_assemble(&view));
}

/*
 * One row of match_assignments; a code below 0 stands for none.
 */
static void
put_match(ReturnSetInfo *rows, const Pair *pair, int32 before, int32 after, double people)
{
	Datum		values[MATCH_COLUMNS] = {0};
	bool		nulls[MATCH_COLUMNS] = {before < 0, after < 0, false, before < 0, after < 0};

	CHECK_FOR_INTERRUPTS();
	values[2] = Float8GetDatum(people);
	if (before >= 0)
	{
		values[0] = PointerGetDatum(code_to_text(code_list_get(&pair->before.codes, before)));
		values[3] = Float8GetDatum(pair->before.people[before]);
	}
	if (after >= 0)
	{
		values[1] = PointerGetDatum(code_to_text(code_list_get(&pair->after.codes, after)));
		values[4] = Float8GetDatum(pair->after.people[after]);
	}
	rows_put(rows, values, nulls);
}

/*
 * The people that a code shares with another one.
 */
static double
overlap_people(const Overlap *overlap, int32 before, int32 after)
{
	for (int32 cell = overlap->row[before]; cell < overlap->row[before + 1]; cell++)
		if (overlap->column[cell] == after)
			return overlap->people[cell];
	return 0;
}

/*
 * Which codes after continue one before.
 */
static bool *
find_continuing(const Overlap *overlap, const int32 *match)
{
	bool	   *continuing = array_allocate_zero(overlap->after, sizeof(bool));

	for (int32 code = 0; code < overlap->before; code++)
		if (match[code] >= 0)
			continuing[match[code]] = true;
	return continuing;
}

PG_FUNCTION_INFO_V1(match_assignments);

/*
 * match_assignments(before place_flows, after place_flows, people place_counts)
 *		-> setof (before text, after text, people float8, people_before float8,
 *			people_after float8)
 *
 * Which locality of the map after continues which of the map before.  Numbers and
 * names of localities are arbitrary, so of all ways to pair them one to one this is
 * the one that keeps the most people where they were; only pairs with people in
 * common are made.  Ties: before codes in bytewise order each take the smallest
 * after code that some best matching allows, and none only if no best matching has
 * one for them.
 *
 * Rows: pairs by before code; then what ended, with NULL after; then what is new,
 * with NULL before.  "people" are those in common, 0 without a pair; people_before
 * and people_after are those of the code in its own map.  No rows for NULL.
 * Errors: as assignment_overlap.
 *
 * Source: the assignment problem (Kuhn 1955; Jonker and Volgenant 1987).
 */
Datum
match_assignments(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, MATCH_COLUMNS);
	MemoryContext context = work_context();
	MemoryContext caller;
	Pair		pair;
	int32	   *match;
	bool	   *continuing;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return (Datum) 0;
	caller = MemoryContextSwitchTo(context);
	read_pair(fcinfo, &pair);
	match = overlap_match(&pair.overlap);
	continuing = find_continuing(&pair.overlap, match);
	for (int32 code = 0; code < pair.overlap.before; code++)
		if (match[code] >= 0)
			put_match(rows, &pair, code, match[code], overlap_people(&pair.overlap, code, match[code]));
	for (int32 code = 0; code < pair.overlap.before; code++)
		if (match[code] < 0 && pair.before.areas[code] > 0)
			put_match(rows, &pair, code, -1, 0);
	for (int32 code = 0; code < pair.overlap.after; code++)
		if (!continuing[code] && pair.after.areas[code] > 0)
			put_match(rows, &pair, -1, code, 0);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return (Datum) 0;
}

/* People and localities of both maps. */
typedef struct Comparison
{
	double		people;
	double		in_both;
	double		unplaced_before;
	double		unplaced_after;
	double		kept;
	double		split;
	double		joined;
	double		companions;		/* people times the share of their old locality with them */
	int32		localities_before;
	int32		localities_after;
	int32		continued;
	int32		practices;
	int32		practices_moved;
	double		list_moved;
	double		own_before;
	double		own_after;
	double		registered;
} Comparison;

static void
compare_people(const Pair *pair, const int32 *match, Comparison *c)
{
	const Overlap *overlap = &pair->overlap;
	double	   *largest = array_allocate_zero(overlap->after, sizeof(double));

	for (int32 area = 0; area < pair->map.areas; area++)
	{
		double		people = pair->map.people[area];
		bool		before = pair->before.of[area] >= 0;
		bool		after = pair->after.of[area] >= 0;

		CHECK_FOR_INTERRUPTS();
		c->people += people;
		if (before && after)
			c->in_both += people;
		else if (after)
			c->unplaced_before += people;
		else if (before)
			c->unplaced_after += people;
	}
	c->joined = c->in_both;
	for (int32 code = 0; code < overlap->before; code++)
	{
		double		all = 0;
		double		most = 0;
		double		squares = 0;

		CHECK_FOR_INTERRUPTS();
		c->localities_before += pair->before.areas[code] > 0;
		for (int32 cell = overlap->row[code]; cell < overlap->row[code + 1]; cell++)
		{
			double		people = overlap->people[cell];
			int32		to = overlap->column[cell];

			all += people;
			most = Max(most, people);
			largest[to] = Max(largest[to], people);
		}
		for (int32 cell = overlap->row[code]; all > 0 && cell < overlap->row[code + 1]; cell++)
			squares += overlap->people[cell] * (overlap->people[cell] / all);
		c->split += all - most;
		c->companions += squares;
		c->continued += match[code] >= 0;
		if (match[code] >= 0)
			c->kept += overlap_people(overlap, code, match[code]);
	}
	for (int32 code = 0; code < overlap->after; code++)
	{
		c->localities_after += pair->after.areas[code] > 0;
		c->joined -= largest[code];
	}
	pfree(largest);
}

/* A practice's people in one area. */
typedef struct ListArea
{
	int32		area;
	double		people;
} ListArea;

/*
 * The lists by practices, each by ascending areas.
 */
static ListArea *
lists_by_practice(const LocalityMap *map, int32 *first)
{
	ListArea   *list = array_allocate(map->first_part[map->areas], sizeof(ListArea));

	for (int32 i = 0; i < map->first_part[map->areas]; i++)
		first[map->part[i].practice + 1]++;
	for (int32 p = 0; p < map->practices; p++)
		first[p + 1] += first[p];
	for (int32 area = 0; area < map->areas; area++)
		for (int32 i = map->first_part[area]; i < map->first_part[area + 1]; i++)
		{
			CHECK_FOR_INTERRUPTS();
			list[first[map->part[i].practice]++] = (ListArea) {area, map->part[i].people};
		}
	for (int32 p = map->practices; p > 0; p--)
		first[p] = first[p - 1];
	first[0] = 0;
	return list;
}

/*
 * Where most of a list lives: the smallest code of those with as many, or -1.
 * "people" has a 0 for each code, and again on return.
 */
static int32
find_home(const Assignment *assignment, const ListArea *list, int32 areas, double *people, double *most)
{
	int32		home = -1;

	*most = 0;
	for (int32 i = 0; i < areas; i++)
		if (assignment->of[list[i].area] >= 0)
			people[assignment->of[list[i].area]] += list[i].people;
	for (int32 i = 0; i < areas; i++)
	{
		int32		code = assignment->of[list[i].area];

		CHECK_FOR_INTERRUPTS();
		if (code < 0 || people[code] < *most || (people[code] == *most && home >= 0 && code > home))
			continue;
		*most = people[code];
		home = code;
	}
	for (int32 i = 0; i < areas; i++)
		if (assignment->of[list[i].area] >= 0)
			people[assignment->of[list[i].area]] = 0;
	return home;
}

static void
compare_practices(const Pair *pair, const int32 *match, Comparison *c)
{
	const LocalityMap *map = &pair->map;
	int32	   *first = array_allocate_zero((Size) map->practices + 1, sizeof(int32));
	ListArea   *list = lists_by_practice(map, first);
	double	   *before = array_allocate_zero(pair->overlap.before, sizeof(double));
	double	   *after = array_allocate_zero(pair->overlap.after, sizeof(double));

	for (int32 p = 0; p < map->practices; p++)
	{
		double		own_before;
		double		own_after;
		int32		areas = first[p + 1] - first[p];
		int32		home = find_home(&pair->before, list + first[p], areas, before, &own_before);
		int32		new_home = find_home(&pair->after, list + first[p], areas, after, &own_after);

		c->registered += map->list[p];
		c->own_before += own_before;
		c->own_after += own_after;
		if (home < 0 || new_home < 0)
			continue;
		c->practices++;
		if (match[home] == new_home)
			continue;
		c->practices_moved++;
		c->list_moved += map->list[p];
	}
	pfree(first);
	pfree(list);
	pfree(before);
	pfree(after);
}

PG_FUNCTION_INFO_V1(compare_assignments);

/*
 * compare_assignments(before place_flows, after place_flows, people place_counts,
 *			lists place_flows) -> record, one row:
 *
 *	people				all of them
 *	in_both				people with a locality in both maps; the figures down to
 *						companions_kept are of these
 *	unplaced_before		people with a locality in the map after only
 *	unplaced_after		people with a locality in the map before only
 *	kept, moved			people whose locality continues their old one, as
 *						match_assignments pairs them, and the others
 *	moved_share			moved / in_both
 *	split				people who are not in the largest part of their old locality
 *	joined				people who are not of the largest part of their new locality
 *	companions_kept		the share of a person's old locality that is still with them,
 *						averaged over people: sum O^2 / a over sum O
 *	localities_before, localities_after, continued, ended, new
 *	practices			with a home in both maps: the locality with most of their
 *						list, of equal ones the smallest code
 *	practices_moved		whose new home does not continue the old one
 *	list_moved			people on the lists of these
 *	own_before, own_after	people with a practice of their own locality
 *	own_share_before, own_share_after	of all registrations: F
 *
 * A locality that is divided in two "moves" its smaller half but joins nobody to
 * strangers, so moved, split and joined belong side by side.  People without a
 * locality are in the denominator of F and never in its numerator.  NULL: the
 * shares of nobody, and what needs lists without them; all of it where before,
 * after or people is NULL.  Errors: as assignment_overlap, and 22023 for an area of
 * the lists that "people" does not have.
 */
Datum
compare_assignments(PG_FUNCTION_ARGS)
{
	Datum		values[COMPARE_COLUMNS];
	bool		nulls[COMPARE_COLUMNS] = {false};
	Comparison	c = {0};
	Pair		pair;
	int32	   *match;
	int			i = 0;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	read_pair(fcinfo, &pair);
	match = overlap_match(&pair.overlap);
	compare_people(&pair, match, &c);
	if (!PG_ARGISNULL(3))
	{
		read_lists(&pair.map, PG_GETARG_PLACE_FLOWS(3), &pair.areas);
		compare_practices(&pair, match, &c);
	}
	values[i++] = Float8GetDatum(c.people);
	values[i++] = Float8GetDatum(c.in_both);
	values[i++] = Float8GetDatum(c.unplaced_before);
	values[i++] = Float8GetDatum(c.unplaced_after);
	values[i++] = Float8GetDatum(c.kept);
	values[i++] = Float8GetDatum(c.in_both - c.kept);
	nulls[i] = c.in_both == 0;
	values[i++] = Float8GetDatum(c.in_both == 0 ? 0 : (c.in_both - c.kept) / c.in_both);
	values[i++] = Float8GetDatum(c.split);
	values[i++] = Float8GetDatum(c.joined);
	nulls[i] = c.in_both == 0;
	values[i++] = Float8GetDatum(c.in_both == 0 ? 0 : c.companions / c.in_both);
	values[i++] = Int32GetDatum(c.localities_before);
	values[i++] = Int32GetDatum(c.localities_after);
	values[i++] = Int32GetDatum(c.continued);
	values[i++] = Int32GetDatum(c.localities_before - c.continued);
	values[i++] = Int32GetDatum(c.localities_after - c.continued);
	Assert(i == COMPARE_WITHOUT_LISTS);
	values[i++] = Int32GetDatum(c.practices);
	values[i++] = Int32GetDatum(c.practices_moved);
	values[i++] = Float8GetDatum(c.list_moved);
	values[i++] = Float8GetDatum(c.own_before);
	values[i++] = Float8GetDatum(c.own_after);
	nulls[i] = nulls[i + 1] = c.registered == 0;
	values[i++] = Float8GetDatum(c.registered == 0 ? 0 : c.own_before / c.registered);
	values[i++] = Float8GetDatum(c.registered == 0 ? 0 : c.own_after / c.registered);
	if (PG_ARGISNULL(3))
		memset(nulls + COMPARE_WITHOUT_LISTS, true, COMPARE_COLUMNS - COMPARE_WITHOUT_LISTS);
	PG_RETURN_DATUM(row_datum(fcinfo, COMPARE_COLUMNS, values, nulls));
}

PG_FUNCTION_INFO_V1(least_moved);

/*
 * least_moved(start place_flows, people place_counts, largest float8) -> float8
 *
 * How many people at least any map with localities of at most "largest" people
 * moves from today's: the sum over today's networks of what is above it, since a
 * name goes to one locality only.  "start" gives the network of each area with
 * weight 1; an area in none moves nobody.  NULL for NULL.  Errors: 22023 for an
 * area that "people" does not have or that has two networks, and for a largest
 * that is not above 0.
 */
Datum
least_moved(PG_FUNCTION_ARGS)
{
	PlaceCounts *people = PG_GETARG_PLACE_COUNTS(1);
	double		largest = PG_GETARG_FLOAT8(2);
	CodeList	areas = place_counts_places(people);
	LocalityMap map = {.exact = true};
	Assignment	start;
	double		moved = 0;

	check_largest(largest);
	read_people(&map, people);
	start = assignment_read(&map, PG_GETARG_PLACE_FLOWS(0), &areas, "start");
	for (uint32 code = 0; code < start.codes.count; code++)
		moved += Max(0, start.people[code] - largest);
	PG_RETURN_FLOAT8(moved);
}
