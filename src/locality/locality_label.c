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
 * How many people each network shares with each locality.
 */
static Overlap
count_overlap(const Localities *set)
{
	const LocalityMap *map = set->map;
	const Terms *terms = map->terms;
	Shared	   *shared = array_allocate(terms->first_home[map->areas], sizeof(Shared));
	Overlap		overlap;

	for (int32 area = 0; area < map->areas; area++)
		for (int32 i = terms->first_home[area]; i < terms->first_home[area + 1]; i++)
		{
			CHECK_FOR_INTERRUPTS();
			shared[i] = (Shared) {terms->home[i].code, set->of[area], terms->home[i].people};
		}
	overlap = overlap_of(terms->codes, set->count, shared, terms->first_home[map->areas]);
	pfree(shared);
	return overlap;
}

/*
 * A locality is to continue this code, or none (-1).
 */
void
locality_give_label(Localities *set, int32 locality, int32 label)
{
	if (set->label[locality] >= 0 && set->holder[set->label[locality]] == locality)
		set->holder[set->label[locality]] = -1;
	set->label[locality] = label;
	if (label >= 0)
		set->holder[label] = locality;
}

/*
 * All labels anew, and whom they keep.
 */
void
locality_give_labels(Localities *set, const int32 *locality_of_code)
{
	const Terms *terms = set->map->terms;

	for (int32 i = 0; i < set->count; i++)
		set->label[i] = -1;
	for (int32 code = 0; code < terms->codes; code++)
	{
		set->holder[code] = locality_of_code[code];
		if (set->holder[code] >= 0)
			set->label[set->holder[code]] = code;
	}
	set->kept = 0;
	for (int32 area = 0; area < set->map->areas; area++)
	{
		CHECK_FOR_INTERRUPTS();
		set->kept += area_kept(terms, area, set->label[set->of[area]]);
	}
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
