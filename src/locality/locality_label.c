/*
 * locality_label.c
 *		Which locality continues which of today's networks, and which is to meet
 *		which size.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "locality/assignment.h"
#include "locality/locality_label.h"

/* A locality, or a size, to stand in order. */
typedef struct Sized
{
	double		people;
	int32		number;
} Sized;

static inline int
sized_order(const Sized *x, const Sized *y)
{
	if (x->people != y->people)
		return x->people > y->people ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

#define ST_SORT sort_sized
#define ST_ELEMENT_TYPE Sized
#define ST_COMPARE(a, b) sized_order(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT sort_localities
#define ST_ELEMENT_TYPE int32
#define ST_COMPARE(a, b) ((*(a) > *(b)) - (*(a) < *(b)))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * The largest locality meets the largest size, and so on: no other order is out of
 * bounds by fewer people.
 */
static void
match_sizes(const Localities *set, int32 *locality_of_code)
{
	const Terms *terms = set->map->terms;
	Sized	   *size = array_allocate(terms->codes, sizeof(Sized));
	Sized	   *live = array_allocate(set->count, sizeof(Sized));
	int32		lives = 0;

	for (int32 code = 0; code < terms->codes; code++)
		size[code] = (Sized) {terms->code_largest[code], code};
	for (int32 i = 0; i < set->count; i++)
		if (set->areas[i] > 0)
			live[lives++] = (Sized) {set->people[i], i};
	sort_sized(size, terms->codes);
	sort_sized(live, lives);
	for (int32 i = 0; i < terms->codes; i++)
		locality_of_code[size[i].number] = i < lives ? live[i].number : -1;
	pfree(size);
	pfree(live);
}

/*
 * The homes of all areas by codes: areas and people, those of each code in order.
 */
static Home *
homes_by_code(const LocalityMap *map, int32 *first)
{
	const Terms *terms = map->terms;
	Home	   *home = array_allocate(terms->first_home[map->areas], sizeof(Home));

	for (int32 i = 0; i < terms->first_home[map->areas]; i++)
		first[terms->home[i].code + 1]++;
	for (int32 code = 0; code < terms->codes; code++)
		first[code + 1] += first[code];
	for (int32 area = 0; area < map->areas; area++)
		for (int32 i = terms->first_home[area]; i < terms->first_home[area + 1]; i++)
		{
			CHECK_FOR_INTERRUPTS();
			home[first[terms->home[i].code]++] = (Home) {area, terms->home[i].people};
		}
	for (int32 code = terms->codes; code > 0; code--)
		first[code] = first[code - 1];
	first[0] = 0;
	return home;
}

/*
 * How many people each network shares with each locality.
 */
static Overlap
count_overlap(const Localities *set)
{
	const LocalityMap *map = set->map;
	const Terms *terms = map->terms;
	Overlap		overlap = {.before = terms->codes,.after = set->count};
	int32	   *first = array_allocate_zero((Size) terms->codes + 1, sizeof(int32));
	Home	   *home = homes_by_code(map, first);
	double	   *shared = array_allocate_zero(set->count, sizeof(double));
	bool	   *met = array_allocate_zero(set->count, sizeof(bool));
	int32		cells = 0;

	overlap.row = array_allocate_zero((Size) terms->codes + 1, sizeof(int32));
	overlap.column = array_allocate(terms->first_home[map->areas], sizeof(int32));
	overlap.people = array_allocate(terms->first_home[map->areas], sizeof(double));
	for (int32 code = 0; code < terms->codes; code++)
	{
		int32		begin = cells;

		for (int32 i = first[code]; i < first[code + 1]; i++)
		{
			int32		locality = set->of[home[i].code];

			CHECK_FOR_INTERRUPTS();
			if (!met[locality])
				overlap.column[cells++] = locality;
			met[locality] = true;
			shared[locality] += home[i].people;
		}
		sort_localities(overlap.column + begin, cells - begin);
		for (int32 i = begin; i < cells; i++)
		{
			overlap.people[i] = shared[overlap.column[i]];
			shared[overlap.column[i]] = 0;
			met[overlap.column[i]] = false;
		}
		overlap.row[code + 1] = cells;
	}
	pfree(first);
	pfree(home);
	pfree(shared);
	pfree(met);
	return overlap;
}

/*
 * Labels anew, so that the fewest people are moved, or sizes missed.
 */
void
locality_match(Localities *set)
{
	int32	   *match;

	if (set->label == NULL)
		return;
	if (set->map->terms->sizes)
	{
		match = array_allocate(set->map->terms->codes, sizeof(int32));
		match_sizes(set, match);
	}
	else
	{
		Overlap		overlap = count_overlap(set);

		match = overlap_match(&overlap);
		pfree(overlap.row);
		pfree(overlap.column);
		pfree(overlap.people);
	}
	locality_give_labels(set, match);
	pfree(match);
}

/*
 * The same division on another map of the same areas, numbered in the order of first
 * areas and with labels, and so many empty localities beside.
 */
Localities *
locality_numbered(const LocalityMap *map, const Localities *set, int32 spare)
{
	int32	   *number = array_allocate(set->count, sizeof(int32));
	int32	   *of = array_allocate(map->areas, sizeof(int32));
	int32		count = 0;
	Localities *numbered;

	memset(number, -1, sizeof(int32) * set->count);
	for (int32 area = 0; area < map->areas; area++)
	{
		if (number[set->of[area]] < 0)
			number[set->of[area]] = count++;
		of[area] = number[set->of[area]];
	}
	numbered = localities_new(map, of, count + spare);
	locality_match(numbered);
	pfree(number);
	pfree(of);
	return numbered;
}
