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
 * What is shared, by codes before; "first" gets where each of these begins.
 */
static Shared *
shared_by_code(int32 codes, const Shared *shared, int32 count, int32 *first)
{
	Shared	   *sorted = array_allocate(count, sizeof(Shared));

	for (int32 i = 0; i < count; i++)
		first[shared[i].before + 1]++;
	for (int32 code = 0; code < codes; code++)
		first[code + 1] += first[code];
	for (int32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		sorted[first[shared[i].before]++] = shared[i];
	}
	for (int32 code = codes; code > 0; code--)
		first[code] = first[code - 1];
	first[0] = 0;
	return sorted;
}

/*
 * The people that every pair of so many codes before and after shares, out of parts.
 * Parts of a pair are added in their order.
 */
Overlap
overlap_of(int32 before, int32 after, const Shared *shared, int32 count)
{
	Overlap		overlap = {.before = before,.after = after};
	int32	   *first = array_allocate_zero((Size) before + 1, sizeof(int32));
	Shared	   *part = shared_by_code(before, shared, count, first);
	double	   *people = array_allocate_zero(after, sizeof(double));
	bool	   *met = array_allocate_zero(after, sizeof(bool));
	int32		cells = 0;

	overlap.row = array_allocate_zero((Size) before + 1, sizeof(int32));
	overlap.column = array_allocate(count, sizeof(int32));
	overlap.people = array_allocate(count, sizeof(double));
	for (int32 code = 0; code < before; code++)
	{
		int32		begin = cells;

		for (int32 i = first[code]; i < first[code + 1]; i++)
		{
			int32		to = part[i].after;

			CHECK_FOR_INTERRUPTS();
			if (!met[to])
				overlap.column[cells++] = to;
			met[to] = true;
			people[to] += part[i].people;
		}
		sort_numbers(overlap.column + begin, cells - begin);
		for (int32 i = begin; i < cells; i++)
		{
			overlap.people[i] = people[overlap.column[i]];
			people[overlap.column[i]] = 0;
			met[overlap.column[i]] = false;
		}
		overlap.row[code + 1] = cells;
	}
	pfree(first);
	pfree(part);
	pfree(people);
	pfree(met);
	return overlap;
}

/*
 * The people that every pair of codes shares.  "map" must have exact figures, so
 * that the order in which areas are added makes no difference.
 */
Overlap
overlap_count(const LocalityMap *map, const Assignment *before, const Assignment *after)
{
	Shared	   *shared = array_allocate(map->areas, sizeof(Shared));
	int32		count = 0;
	Overlap		overlap;

	for (int32 i = 0; i < map->areas; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (before->of[i] >= 0 && after->of[i] >= 0)
			shared[count++] = (Shared) {before->of[i], after->of[i], map->people[i]};
	}
	overlap = overlap_of(before->codes.count, after->codes.count, shared, count);
	pfree(shared);
	return overlap;
}
