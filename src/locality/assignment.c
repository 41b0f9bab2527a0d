/*
 * assignment.c
 *		Assignments of areas, and how many people two of them have in common.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "locality/assignment.h"
#include "locality/locality_read.h"

/*
 * Counts the areas and the people of each code.
 */
static Assignment
assignment_count(const LocalityMap *map, const CodeList *codes, const int32 *of)
{
	Assignment	assignment = {.codes = *codes};

	assignment.of = array_allocate(map->areas, sizeof(int32));
	assignment.areas = array_allocate_zero(codes->count, sizeof(int32));
	assignment.people = array_allocate_zero(codes->count, sizeof(double));
	for (int32 area = 0; area < map->areas; area++)
	{
		CHECK_FOR_INTERRUPTS();
		assignment.of[area] = of[area];
		if (of[area] < 0)
			continue;
		assignment.areas[of[area]]++;
		assignment.people[of[area]] += map->people[area];
	}
	return assignment;
}

Assignment
assignment_read(const LocalityMap *map, const PlaceFlows *lookup, const CodeList *areas, const char *argument)
{
	FlowsView	view = place_flows_view(lookup);

	return assignment_count(map, &view.destinations, read_lookup(lookup, areas, argument));
}

#define ST_SORT sort_numbers
#define ST_ELEMENT_TYPE int32
#define ST_COMPARE(a, b) ((*(a) > *(b)) - (*(a) < *(b)))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * The areas in both assignments, by their codes before.
 */
static int32 *
areas_by_code(const LocalityMap *map, const Assignment *before, const Assignment *after, int32 *first)
{
	int32	   *area = array_allocate(map->areas, sizeof(int32));

	for (int32 i = 0; i < map->areas; i++)
		if (before->of[i] >= 0 && after->of[i] >= 0)
			first[before->of[i] + 1]++;
	for (uint32 code = 0; code < before->codes.count; code++)
		first[code + 1] += first[code];
	for (int32 i = 0; i < map->areas; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (before->of[i] >= 0 && after->of[i] >= 0)
			area[first[before->of[i]]++] = i;
	}
	for (int32 code = before->codes.count; code > 0; code--)
		first[code] = first[code - 1];
	first[0] = 0;
	return area;
}

/*
 * The people that every pair of codes shares.  "map" must have exact figures, so
 * that the order in which areas are added makes no difference.
 */
Overlap
overlap_count(const LocalityMap *map, const Assignment *before, const Assignment *after)
{
	Overlap		overlap = {.before = before->codes.count,.after = after->codes.count};
	int32	   *first = array_allocate_zero((Size) overlap.before + 1, sizeof(int32));
	int32	   *area = areas_by_code(map, before, after, first);
	double	   *shared = array_allocate_zero(overlap.after, sizeof(double));
	bool	   *met = array_allocate_zero(overlap.after, sizeof(bool));
	int32		cells = 0;

	overlap.row = array_allocate_zero((Size) overlap.before + 1, sizeof(int32));
	overlap.column = array_allocate(map->areas, sizeof(int32));
	overlap.people = array_allocate(map->areas, sizeof(double));
	for (int32 code = 0; code < overlap.before; code++)
	{
		int32		begin = cells;

		for (int32 i = first[code]; i < first[code + 1]; i++)
		{
			int32		to = after->of[area[i]];

			CHECK_FOR_INTERRUPTS();
			if (!met[to])
				overlap.column[cells++] = to;
			met[to] = true;
			shared[to] += map->people[area[i]];
		}
		sort_numbers(overlap.column + begin, cells - begin);
		for (int32 i = begin; i < cells; i++)
		{
			overlap.people[i] = shared[overlap.column[i]];
			shared[overlap.column[i]] = 0;
			met[overlap.column[i]] = false;
		}
		overlap.row[code + 1] = cells;
	}
	pfree(first);
	pfree(area);
	pfree(shared);
	pfree(met);
	return overlap;
}
