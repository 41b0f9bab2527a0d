/*
 * locality_read.c
 *		From places to the engine's plain arrays: areas are numbered in the
 *		order of their codes, and everything a user can get wrong is found here.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/memory.h"
#include "base/search.h"
#include "locality/locality_read.h"

/* Two directions of one boundary may differ in the last bits of a sum. */
#define BOUNDARY_TOLERANCE 1e-9

/* Effort is counted in thousands of tried moves for every area. */
#define EFFORT_MOST 1000

void
check_largest(double largest)
{
	if (!isfinite(largest) || largest <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("largest must be a finite number above 0, not %.15g", largest)));
}

void
check_bounds(double smallest, double largest)
{
	if (!isfinite(smallest) || smallest < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("smallest must be a finite number that is not negative, not %.15g", smallest)));
	check_largest(largest);
	if (smallest > largest)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("smallest (%.15g) must not be above largest (%.15g)", smallest, largest)));
}

void
check_effort(int32 effort)
{
	if (effort < 0 || effort > EFFORT_MOST)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("effort must be between 0 and %d, not %d", EFFORT_MOST, effort)));
}

/*
 * Not knowing who touches whom is not the same as touching nobody.
 */
void
check_neighbours_known(FunctionCallInfo fcinfo, int argument)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("neighbours must not be NULL"),
				 errhint("Areas that touch no other have the neighbours '{}'.")));
}

/*
 * Memory that goes once the rows are made.
 */
MemoryContext
work_context(void)
{
	return AllocSetContextCreate(CurrentMemoryContext, "placebase localities", ALLOCSET_DEFAULT_SIZES);
}

/*
 * The unit of figures that come to this total: a power of two so small that
 * rounding to it loses nothing that anybody counts, and so large that sums of
 * its multiples are exact.  Whole numbers are multiples of it.  0 where figures
 * need not be exact.
 */
static double
unit_of(const LocalityMap *map, double total)
{
	int			exponent;

	if (!map->exact)
		return 0;
	frexp(total, &exponent);
	return ldexp(1, exponent - 52);
}

/*
 * A figure as a multiple of the unit; as it is where the unit is 0.
 */
static inline double
in_units(double n, double unit)
{
	return unit == 0 ? n : rint(n / unit) * unit;
}

/*
 * The areas and their people.  Nobody is on a practice's list yet.
 */
void
read_people(LocalityMap *map, const PlaceCounts *counts)
{
	double		unit = unit_of(map, sum_of_counts(counts->n, counts->count));

	map->areas = counts->count;
	map->people = array_allocate_zero(counts->count, sizeof(double));
	for (uint32 i = 0; i < counts->count; i++)
		map->people[i] = in_units(counts->n[i], unit);
	map->first_part = array_allocate_zero((Size) counts->count + 1, sizeof(int32));

	/* Fractions that a person adds up to a bound may miss it by their rounding. */
	map->smallest -= unit * map->areas;
	map->largest += unit * map->areas;
}

/*
 * The number of the area that each code names; an unknown one is an error.
 */
int32 *
area_numbers(const CodeList *codes, const CodeList *areas, const char *argument, const char *hint)
{
	int32	   *number = array_allocate_zero(codes->count, sizeof(int32));
	uint32		area = 0;
	uint32		i;

	for (i = 0; i < codes->count; i++)
	{
		Code		code = code_list_get(codes, i);

		CHECK_FOR_INTERRUPTS();
		while (area < areas->count && code_compare(code_list_get(areas, area), code) < 0)
			area++;
		if (area == areas->count || !code_equal(code_list_get(areas, area), code))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("unknown area \"%s\" in %s", code_for_message(code), argument),
					 errhint("%s", hint)));
		number[i] = area;
	}
	return number;
}

/*
 * How much of something beside people each area has; one that is not named has
 * nothing.  Its bounds are widened like those of people.
 */
double *
read_measure(int32 count, const PlaceCounts *counts, const CodeList *areas, double *least, double *most)
{
	LocalityMap exact = {.exact = true};
	CodeList	places = place_counts_places(counts);
	int32	   *number = area_numbers(&places, areas, "measures", "Every area needs its number of people, which can be 0.");
	double	   *measure = array_allocate_zero(count, sizeof(double));
	double		unit = unit_of(&exact, sum_of_counts(counts->n, counts->count));

	for (uint32 i = 0; i < counts->count; i++)
		measure[number[i]] = in_units(counts->n[i], unit);
	*least -= unit * count;
	*most += unit * count;
	pfree(number);
	return measure;
}

/*
 * The group to which each area belongs, as the number of the group's code, or -1.
 * No area may belong to two.
 */
int32 *
read_lookup(const PlaceFlows *lookup, const CodeList *areas, const char *argument)
{
	FlowsView	view = place_flows_view(lookup);
	int32	   *number = area_numbers(&view.origins, areas, argument,
									  "Every area needs its number of people, which can be 0.");
	int32	   *group = array_allocate_zero(areas->count, sizeof(int32));
	uint32		area;
	uint32		i;
	uint32		cell;

	for (area = 0; area < areas->count; area++)
		group[area] = -1;
	for (i = 0; i < view.origins.count; i++)
		for (cell = view.row[i]; cell < view.row[i + 1]; cell++)
		{
			if (view.n[cell] == 0)
				continue;
			if (group[number[i]] >= 0)
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("area \"%s\" belongs to both \"%s\" and \"%s\" in %s",
								code_for_message(code_list_get(areas, number[i])),
								code_for_message(code_list_get(&view.destinations, group[number[i]])),
								code_for_message(code_list_get(&view.destinations, view.destination[cell])),
								argument)));
			group[number[i]] = view.destination[cell];
		}
	pfree(number);
	return group;
}

/*
 * The same where every area must belong to a group.
 */
int32 *
read_membership(const PlaceFlows *membership, const CodeList *areas, const char *argument)
{
	int32	   *group = read_lookup(membership, areas, argument);

	for (uint32 area = 0; area < areas->count; area++)
		if (group[area] < 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("area \"%s\" belongs to nothing in %s",
							code_for_message(code_list_get(areas, area)), argument)));
	return group;
}

static inline int
part_order(const ListPart *x, const ListPart *y)
{
	if (x->people != y->people)
		return x->people < y->people ? 1 : -1;
	return (x->practice > y->practice) - (x->practice < y->practice);
}

#define ST_SORT sort_parts
#define ST_ELEMENT_TYPE ListPart
#define ST_COMPARE(a, b) part_order(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * Practices' lists: flows from the area where people live to the practice
 * where they are registered.
 */
void
read_lists(LocalityMap *map, const PlaceFlows *lists, const CodeList *areas)
{
	FlowsView	view = place_flows_view(lists);
	int32	   *number = area_numbers(&view.origins, areas, "lists",
									  "Lists go from area to practice (transpose() turns them round), and every area needs its number of people.");
	int32	   *practice = array_allocate_zero(view.destinations.count, sizeof(int32));
	int32		parts = 0;
	int32		area = 0;
	uint32		i;
	uint32		cell;
	double		unit = unit_of(map, sum_of_counts(view.n, view.cells));

	/* A practice without people has no locality. */
	for (cell = 0; cell < view.cells; cell++)
		if (in_units(view.n[cell], unit) > 0)
			practice[view.destination[cell]] = 1;
	for (i = 0; i < view.destinations.count; i++)
		practice[i] = practice[i] ? map->practices++ : -1;
	map->list = array_allocate_zero(map->practices, sizeof(double));
	map->part = array_allocate_zero(view.cells, sizeof(ListPart));
	map->first_part = array_allocate_zero((Size) map->areas + 1, sizeof(int32));
	for (i = 0; i < view.origins.count; i++)
	{
		double		rest = 0;
		int32		first = parts;

		CHECK_FOR_INTERRUPTS();
		while (area < number[i])
			map->first_part[++area] = parts;
		for (cell = view.row[i]; cell < view.row[i + 1]; cell++)
		{
			double		n = in_units(view.n[cell], unit);

			if (n == 0)
				continue;
			map->part[parts].practice = practice[view.destination[cell]];
			map->part[parts].people = n;
			map->list[map->part[parts].practice] += n;
			parts++;
		}
		sort_parts(map->part + first, parts - first);
		for (cell = parts; cell > (uint32) first; cell--)
		{
			/* a little more, so that rounding to a float never loses anybody */
			map->part[cell - 1].rest = Min(rest * 1.000001, FLT_MAX);
			rest += map->part[cell - 1].people;
		}
	}
	while (area < map->areas)
		map->first_part[++area] = parts;
	pfree(number);
	pfree(practice);
}

/*
 * The lists that localities are to follow.
 */
void
read_lists_to_follow(LocalityMap *map, const PlaceFlows *lists, const CodeList *areas)
{
	read_lists(map, lists, areas);
	if (map->practices == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("nobody is on the lists"),
				 errhint("Leave lists out, or pass NULL, to draw compact localities.")));
}

/*
 * The boundary that one area has with another, or -1.
 */
static double
boundary_with(const LocalityMap *map, int32 area, int32 neighbour)
{
	uint32		end = map->first_neighbour[area + 1];
	uint32		at = first_not_below((const uint32 *) map->neighbour, map->first_neighbour[area], end, neighbour);

	return at < end && map->neighbour[at] == neighbour ? map->boundary[at] : -1;
}

static void
check_symmetry(const LocalityMap *map, const CodeList *areas)
{
	int32		area;
	int32		i;

	for (area = 0; area < map->areas; area++)
		for (i = map->first_neighbour[area]; i < map->first_neighbour[area + 1]; i++)
		{
			int32		other = map->neighbour[i];
			double		back = boundary_with(map, other, area);

			CHECK_FOR_INTERRUPTS();
			if (back < 0)
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("area \"%s\" has neighbour \"%s\", but not the other way round",
								code_for_message(code_list_get(areas, area)),
								code_for_message(code_list_get(areas, other))),
						 errhint("Where each pair stands once, use neighbours + transpose(neighbours).")));
			if (fabs(back - map->boundary[i]) > BOUNDARY_TOLERANCE * Max(back, map->boundary[i]))
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("areas \"%s\" and \"%s\" share a boundary of %.15g, but of %.15g the other way round",
								code_for_message(code_list_get(areas, area)),
								code_for_message(code_list_get(areas, other)),
								map->boundary[i], back)));
		}
}

/*
 * Which areas touch, and how much boundary they share.  An area beside itself
 * is left out: adding up areas to larger ones makes such cells.
 */
void
read_neighbours(LocalityMap *map, const PlaceFlows *neighbours, const CodeList *areas)
{
	FlowsView	view = place_flows_view(neighbours);
	const char *hint = "Every area needs its number of people, which can be 0.";
	int32	   *from = area_numbers(&view.origins, areas, "neighbours", hint);
	int32	   *to = area_numbers(&view.destinations, areas, "neighbours", hint);
	int32		n = 0;
	int32		area = 0;
	uint32		i;
	uint32		cell;
	double		unit;

	unit = unit_of(map, sum_of_counts(view.n, view.cells));
	map->first_neighbour = array_allocate_zero((Size) map->areas + 1, sizeof(int32));
	map->neighbour = array_allocate_zero(view.cells, sizeof(int32));
	map->boundary = array_allocate_zero(view.cells, sizeof(double));
	for (i = 0; i < view.origins.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		while (area < from[i])
			map->first_neighbour[++area] = n;
		for (cell = view.row[i]; cell < view.row[i + 1]; cell++)
			if (to[view.destination[cell]] != from[i])
			{
				map->neighbour[n] = to[view.destination[cell]];
				map->boundary[n++] = in_units(view.n[cell], unit);
			}
	}
	while (area < map->areas)
		map->first_neighbour[++area] = n;
	pfree(from);
	pfree(to);
	check_symmetry(map, areas);
}

/*
 * Takes away the neighbours that must not share a locality: those of different
 * groups, and those of an area with too many people for any locality.
 */
void
separate_neighbours(LocalityMap *map, const int32 *within)
{
	int32		n = 0;
	int32		i = 0;
	int32		area;

	for (area = 0; area < map->areas; area++)
	{
		int32		end = map->first_neighbour[area + 1];

		for (map->first_neighbour[area] = n; i < end; i++)
		{
			int32		other = map->neighbour[i];

			if ((within != NULL && within[area] != within[other]) ||
				map->people[area] > map->largest || map->people[other] > map->largest)
				continue;
			map->neighbour[n] = other;
			map->boundary[n++] = map->boundary[i];
		}
	}
	map->first_neighbour[map->areas] = n;
}
