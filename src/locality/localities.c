/*
 * localities.c
 *		Localities of the right size that follow how people use practices, and
 *		what a set of localities is worth.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/memory.h"
#include "base/rows.h"
#include "locality/locality_draw.h"
#include "locality/locality_read.h"
#include "locality/scheme.h"

/* Columns of locality_quality, of which the last tell how people are registered. */
#define QUALITY_COLUMNS 12
#define REGISTER_COLUMNS 7

/* How the people of a locality are registered. */
typedef struct Register
{
	int32		practices;		/* its own: those with most of their list here */
	int32		cross_practices;	/* of these, with more than half of it elsewhere */
	double		list;			/* on the lists of its own practices */
	double		registered;		/* living here, on any list */
	double		own_registered;	/* living here, on a list of its own practices */
} Register;

/*
 * Numbers the localities from 1 in the order of their first areas.
 */
static int32 *
number_localities(const Localities *set)
{
	int32	   *number = array_allocate_zero(set->count, sizeof(int32));
	int32		last = 0;
	int32		area;

	for (area = 0; area < set->map->areas; area++)
		if (number[set->of[area]] == 0)
			number[set->of[area]] = ++last;
	return number;
}

/*
 * Why each locality is out of bounds, or NULL for one that is within.
 */
static const char **
explain_localities(const Localities *set)
{
	const LocalityMap *map = set->map;
	const char **note = array_allocate_zero(set->count, sizeof(char *));
	int32		area;
	int32		i;

	for (i = 0; i < set->count; i++)
	{
		if (set->people[i] < map->smallest)
			note[i] = "too few people: nobody else within reach";
		else if (set->people[i] > map->largest)
			note[i] = "too many people: one area alone";
	}
	for (area = 0; area < map->areas; area++)
		for (i = map->first_neighbour[area]; i < map->first_neighbour[area + 1]; i++)
			if (set->people[set->of[area]] < map->smallest && set->of[map->neighbour[i]] != set->of[area])
				note[set->of[area]] = "too few people: no division found that fits";
	return note;
}

/*
 * One row for every area: where it is, and what is wrong there.
 */
static void
put_areas(ReturnSetInfo *rows, const Localities *set, const CodeList *areas)
{
	int32	   *number = number_localities(set);
	const char **note = explain_localities(set);

	for (int32 area = 0; area < set->map->areas; area++)
	{
		int32		locality = set->of[area];
		text	   *place = code_to_text(code_list_get(areas, area));
		text	   *why = note[locality] == NULL ? NULL : cstring_to_text(note[locality]);
		Datum		values[3] = {PointerGetDatum(place), Int32GetDatum(number[locality]), PointerGetDatum(why)};
		bool		nulls[3] = {false, false, why == NULL};

		CHECK_FOR_INTERRUPTS();
		rows_put(rows, values, nulls);
		pfree(place);
		if (why != NULL)
			pfree(why);
	}
}

PG_FUNCTION_INFO_V1(localities);

/*
 * localities(people place_counts, neighbours place_flows, smallest float8,
 *			  largest float8, lists place_flows, seed int, within place_flows,
 *			  effort int) -> setof (place text, locality int, note text)
 *
 * Divides the areas of "people" into contiguous localities of "smallest" to
 * "largest" people each, of whatever number, so that as many people as can be
 * are registered with a practice of their own locality: one with more of its
 * list there than anywhere else.  "lists" goes from area to practice.  Without
 * it the localities are compact: as much as can be of the boundary that
 * "neighbours" gives lies inside them.  No locality crosses "within", which
 * gives the group (a borough, say) of each area with weight 1.
 *
 * One row for every area, in bytewise order of codes; localities are numbered
 * from 1 in the order of their first areas.  "note" is NULL for a locality
 * within the bounds and otherwise says why it is not: a single area with too
 * many people stands alone; what is cut off from the rest can have too few.
 * Nothing but a single area is ever above "largest".
 *
 * "effort" counts thousands of tried moves per area; 0 agglomerates and
 * repairs only, and more is never worse than that.  The same arguments give the same
 * answer on every machine.  No rows for NULL people, bounds, seed or effort.  An
 * area with itself as neighbour is ignored, and one without neighbours stands
 * alone.  Errors: 22004 for NULL neighbours; 22023 for an area that "people" does
 * not have, neighbours that are not symmetric, an area in no group or in two, and
 * bounds that are none; 22003 for sums beyond a double.
 *
 * Source: the agglomeration and the annealing are our own arrangement of
 * well-known parts; annealing after Kirkpatrick, Gelatt and Vecchi 1983.
 */
Datum
localities(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, 3);
	MemoryContext context = work_context();
	MemoryContext caller;
	LocalityMap map = {0};
	PlaceCounts *people;
	CodeList	areas;
	Localities *set;
	Dice		dice;
	int32		effort;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2) || PG_ARGISNULL(3) || PG_ARGISNULL(5) || PG_ARGISNULL(7))
		return (Datum) 0;
	check_neighbours_known(fcinfo, 1);
	map.exact = true;
	map.smallest = PG_GETARG_FLOAT8(2);
	map.largest = PG_GETARG_FLOAT8(3);
	dice.state = (uint64) (int64) PG_GETARG_INT32(5);
	effort = PG_GETARG_INT32(7);
	check_bounds(map.smallest, map.largest);
	check_effort(effort);

	caller = MemoryContextSwitchTo(context);
	people = PG_GETARG_PLACE_COUNTS(0);
	areas = place_counts_places(people);
	read_people(&map, people);
	read_neighbours(&map, PG_GETARG_PLACE_FLOWS(1), &areas);
	separate_neighbours(&map, PG_ARGISNULL(6) ? NULL : read_membership(PG_GETARG_PLACE_FLOWS(6), &areas, "within"));
	if (!PG_ARGISNULL(4))
		read_lists_to_follow(&map, PG_GETARG_PLACE_FLOWS(4), &areas);
	set = locality_draw(&map, &dice, effort);
	put_areas(rows, set, &areas);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return (Datum) 0;
}

/*
 * Which localities are in one piece?
 */
static bool *
find_contiguous(Localities *set)
{
	const LocalityMap *map = set->map;
	bool	   *contiguous = array_allocate_zero(set->count, sizeof(bool));
	bool	   *begun = array_allocate_zero(set->count, sizeof(bool));
	uint32		seen = locality_epoch(set);
	int32		start;
	int32		i;

	for (start = 0; start < map->areas; start++)
	{
		int32		locality = set->of[start];
		int32		head = 0;
		int32		tail = 0;

		if (set->mark[start] == seen)
			continue;
		CHECK_FOR_INTERRUPTS();
		contiguous[locality] = !begun[locality];
		begun[locality] = true;
		set->mark[start] = seen;
		set->queue[tail++] = start;
		while (head < tail)
		{
			int32		at = set->queue[head++];

			for (i = map->first_neighbour[at]; i < map->first_neighbour[at + 1]; i++)
			{
				int32		next = map->neighbour[i];

				if (set->of[next] != locality || set->mark[next] == seen)
					continue;
				set->mark[next] = seen;
				set->queue[tail++] = next;
			}
		}
	}
	return contiguous;
}

/*
 * How the people of each locality are registered.  A practice belongs to the
 * locality with most of its list; of equal ones, to that with the smallest
 * code.
 */
static Register *
count_registers(const Localities *set)
{
	const LocalityMap *map = set->map;
	Register   *counted = array_allocate_zero(set->count, sizeof(Register));
	int32		area;
	int32		p;
	int32		i;

	for (area = 0; area < map->areas; area++)
		for (i = map->first_part[area]; i < map->first_part[area + 1]; i++)
			counted[set->of[area]].registered += map->part[i].people;
	for (p = 0; p < map->practices; p++)
	{
		double		most = set->practice[p].people[0];
		int32		home = practice_home(set, p);

		counted[home].practices++;
		counted[home].cross_practices += most * 2 < map->list[p];
		counted[home].list += map->list[p];
		counted[home].own_registered += most;
	}
	return counted;
}

/*
 * The columns that tell how people are registered; all NULL where nothing is
 * known of it.
 */
static void
describe_register(const Register *r, Datum *values, bool *nulls)
{
	if (r == NULL)
	{
		memset(nulls, true, REGISTER_COLUMNS);
		return;
	}
	values[0] = Int32GetDatum(r->practices);
	values[1] = Int32GetDatum(r->cross_practices);
	values[2] = Float8GetDatum(r->registered);
	values[3] = Float8GetDatum(r->own_registered);
	nulls[4] = r->registered == 0;
	values[4] = Float8GetDatum(nulls[4] ? 0 : r->own_registered / r->registered);
	values[5] = Float8GetDatum(r->list);
	nulls[6] = r->list == 0;
	values[6] = Float8GetDatum(nulls[6] ? 0 : r->own_registered / r->list);
}

PG_FUNCTION_INFO_V1(locality_quality);

/*
 * locality_quality(assignment place_flows, counts place_counts,
 *			neighbours place_flows, lists place_flows, scheme text)
 *		-> setof (locality text, areas integer, people float8, band text,
 *			contiguous boolean, practices integer, cross_practices integer,
 *			registered float8, own_registered float8, own_share float8,
 *			list float8, list_share float8)
 *
 * What any set of localities is worth, ours or one drawn by hand; "assignment"
 * gives the locality of each area with weight 1.  One row for every locality,
 * in bytewise order of codes:
 *
 *	areas, people		how many it has
 *	band				the scale at which it stands in "scheme", or the gap
 *	contiguous			whether it is in one piece
 *	practices			its own: those with more of their list here than anywhere
 *						else (of equal ones, the smallest code counts)
 *	cross_practices		of these, with more than half of their list elsewhere
 *	registered			people living here, on any list
 *	own_registered		of these, on a list of its own practices
 *	own_share			own_registered / registered
 *	list				people on the lists of its own practices
 *	list_share			own_registered / list
 *
 * sum(own_registered) / sum(registered) is the share of all people who are
 * registered with a practice of their own locality.  What needs lists is NULL
 * without them, and a share of nobody is NULL.  No rows for NULL assignment,
 * counts or scheme.  Errors: 22004 for NULL neighbours; 22023 for an area that
 * "counts" does not have or that belongs to no locality or to two, and for
 * neighbours as for localities().
 */
Datum
locality_quality(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, QUALITY_COLUMNS);
	MemoryContext context = work_context();
	MemoryContext caller;
	LocalityMap map = {0};
	PlaceFlows *assignment;
	PlaceCounts *counts;
	FlowsView	view;
	CodeList	areas;
	Scheme		scheme;
	Localities *set;
	bool	   *contiguous;
	Register   *registers = NULL;
	int32		locality;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(4))
		return (Datum) 0;
	check_neighbours_known(fcinfo, 2);

	caller = MemoryContextSwitchTo(context);
	scheme = scheme_get(PG_GETARG_TEXT_PP(4));
	assignment = PG_GETARG_PLACE_FLOWS(0);
	view = place_flows_view(assignment);
	counts = PG_GETARG_PLACE_COUNTS(1);
	areas = place_counts_places(counts);
	read_people(&map, counts);
	read_neighbours(&map, PG_GETARG_PLACE_FLOWS(2), &areas);
	if (!PG_ARGISNULL(3))
		read_lists(&map, PG_GETARG_PLACE_FLOWS(3), &areas);
	set = localities_new(&map, read_membership(assignment, &areas, "assignment"), view.destinations.count);
	contiguous = find_contiguous(set);
	if (!PG_ARGISNULL(3))
		registers = count_registers(set);
	for (locality = 0; locality < set->count; locality++)
	{
		Datum		values[QUALITY_COLUMNS];
		bool		nulls[QUALITY_COLUMNS] = {false};

		if (set->areas[locality] == 0)
			continue;
		CHECK_FOR_INTERRUPTS();
		values[0] = PointerGetDatum(code_to_text(code_list_get(&view.destinations, locality)));
		values[1] = Int32GetDatum(set->areas[locality]);
		values[2] = Float8GetDatum(set->people[locality]);
		values[3] = PointerGetDatum(scheme_band(scheme, set->people[locality]));
		values[4] = BoolGetDatum(contiguous[locality]);
		describe_register(registers == NULL ? NULL : &registers[locality], values + 5, nulls + 5);
		rows_put(rows, values, nulls);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(own_locality_share);

/*
 * own_locality_share(assignment place_flows, lists place_flows) -> float8
 *
 * The share, from 0 to 1, of all people on "lists" (from area to practice) who
 * are registered with a practice of their own locality: the sum over practices
 * of the largest part of the list that lives in one locality, over all
 * registrations.  This is what localities() maximises.  NULL for NULL and where
 * nobody is registered; an error for an area of the lists that has no locality
 * or two.
 */
Datum
own_locality_share(PG_FUNCTION_ARGS)
{
	PlaceFlows *assignment = PG_GETARG_PLACE_FLOWS(0);
	FlowsView	view = place_flows_view(assignment);
	LocalityMap map = {0};
	Localities *set;
	double		registered = 0;
	int32		p;

	map.areas = view.origins.count;
	map.people = array_allocate_zero(map.areas, sizeof(double));
	map.first_neighbour = array_allocate_zero((Size) map.areas + 1, sizeof(int32));
	read_lists(&map, PG_GETARG_PLACE_FLOWS(1), &view.origins);
	set = localities_new(&map, read_membership(assignment, &view.origins, "assignment"), view.destinations.count);
	for (p = 0; p < map.practices; p++)
		registered += map.list[p];
	if (registered == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(set->worth / registered);
}
