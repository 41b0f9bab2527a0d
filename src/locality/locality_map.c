/*
 * locality_map.c
 *		A set of localities on a map: what it is worth, and what a move would change.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "locality/locality_map.h"
#include "locality/locality_practice.h"

/*
 * How many areas of a locality must be apart from this one.
 */
static int32
count_partners(const Localities *set, int32 area, int32 locality)
{
	const Terms *terms = set->map->terms;
	int32		partners = 0;

	if (terms->first_apart == NULL)
		return 0;
	for (int32 i = terms->first_apart[area]; i < terms->first_apart[area + 1]; i++)
		partners += set->of[terms->apart[i]] == locality && terms->apart[i] != area;
	return partners;
}

bool
locality_must_stay_apart(const Localities *set, int32 area, int32 locality)
{
	return set->map->terms != NULL && count_partners(set, area, locality) > 0;
}

/*
 * Adds measures beside people, and pairs that must be apart, to that by which a
 * locality is out of bounds.
 */
double
locality_astray_beside_people(const Localities *set, int32 locality, int32 area, int sign, double astray)
{
	const LocalityMap *map = set->map;
	const Terms *terms = map->terms;
	int32		broken = set->broken[locality];

	if (sign != 0)
		broken += sign * count_partners(set, area, locality);
	for (int m = 0; m < terms->measures; m++)
	{
		double		n = set->measured[(Size) locality * terms->measures + m];

		if (sign != 0)
			n += sign * terms->measure[(Size) area * terms->measures + m];
		astray += terms->measure_weight[m] * out_of_bounds(n, terms->least[m], terms->most[m]);
	}
	return astray + broken * map->largest;
}

/*
 * By how many people all localities are out of bounds; a number of localities that
 * is not what was asked for counts as people.
 */
double
locality_people_astray(const Localities *set)
{
	double		sum = 0;
	int32		i;

	for (i = 0; i < set->count; i++)
		sum += locality_astray(set, i);
	return sum + number_astray(set->map, set->live);
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
 * What is counted under terms, once each area has its locality.
 */
static void
count_under_terms(Localities *set)
{
	const Terms *terms = set->map->terms;

	if (terms->codes > 0)
	{
		set->label = array_allocate(set->count, sizeof(int32));
		set->holder = array_allocate(terms->codes, sizeof(int32));
		memset(set->label, -1, sizeof(int32) * set->count);
		memset(set->holder, -1, sizeof(int32) * terms->codes);
	}
	set->broken = array_allocate_zero(set->count, sizeof(int32));
	set->measured = array_allocate_zero((Size) set->count * terms->measures, sizeof(double));
	for (int32 area = 0; area < set->map->areas; area++)
	{
		CHECK_FOR_INTERRUPTS();
		for (int m = 0; m < terms->measures; m++)
			set->measured[(Size) set->of[area] * terms->measures + m] += terms->measure[(Size) area * terms->measures + m];
		set->broken[set->of[area]] += count_partners(set, area, set->of[area]);
	}
	/* Each pair was counted from both sides. */
	for (int32 i = 0; i < set->count; i++)
		set->broken[i] /= 2;
}

/*
 * The same as an area goes to another locality.
 */
static void
move_under_terms(Localities *set, int32 area, int32 to)
{
	const Terms *terms = set->map->terms;
	int32		from = set->of[area];

	if (set->label != NULL)
		set->kept += area_kept(terms, area, set->label[to]) - area_kept(terms, area, set->label[from]);
	for (int m = 0; m < terms->measures; m++)
	{
		set->measured[(Size) from * terms->measures + m] -= terms->measure[(Size) area * terms->measures + m];
		set->measured[(Size) to * terms->measures + m] += terms->measure[(Size) area * terms->measures + m];
	}
	set->broken[from] -= count_partners(set, area, from);
	set->broken[to] += count_partners(set, area, to);
}

/*
 * Makes a set of localities from the locality of each area.
 */
Localities *
localities_new(const LocalityMap *map, const int32 *of, int32 count)
{
	Localities *set = array_allocate_zero(1, sizeof(Localities));

	set->map = map;
	set->count = count;
	set->of = array_allocate_zero(map->areas, sizeof(int32));
	set->areas = array_allocate_zero(count, sizeof(int32));
	set->people = array_allocate_zero(count, sizeof(double));
	set->mark = array_allocate_zero(map->areas, sizeof(uint32));
	set->queue = array_allocate_zero(map->areas, sizeof(int32));
	for (int32 area = 0; area < map->areas; area++)
	{
		CHECK_FOR_INTERRUPTS();
		set->of[area] = of[area];
		set->live += set->areas[of[area]]++ == 0;
		set->people[of[area]] += map->people[area];
		for (int32 i = map->first_neighbour[area]; i < map->first_neighbour[area + 1]; i++)
			if (map->practices == 0 && map->neighbour[i] < area && of[map->neighbour[i]] == of[area])
				set->worth += map->boundary[i];
	}
	if (map->terms != NULL)
		count_under_terms(set);
	if (map->practices > 0)
		practices_count(set);
	return set;
}

void
localities_free(Localities *set)
{
	pfree(set->of);
	pfree(set->areas);
	pfree(set->people);
	pfree(set->mark);
	pfree(set->queue);
	if (set->broken != NULL)
	{
		pfree(set->broken);
		pfree(set->measured);
	}
	if (set->label != NULL)
	{
		pfree(set->label);
		pfree(set->holder);
	}
	practices_free(set);
	pfree(set);
}

/*
 * How much more the localities are worth once this area goes to another one.
 * The answer is exact if it reaches "enough"; otherwise it is only known to be
 * too little, and is anything below that.
 */
double
locality_gain(Localities *set, int32 area, int32 to, double enough)
{
	const LocalityMap *map = set->map;
	int32		from = set->of[area];
	double		gain = 0;

	if (map->practices > 0)
		return practices_gain(set, area, to, enough);
	for (int32 i = map->first_neighbour[area]; i < map->first_neighbour[area + 1]; i++)
	{
		if (set->of[map->neighbour[i]] == to)
			gain += map->boundary[i];
		else if (set->of[map->neighbour[i]] == from)
			gain -= map->boundary[i];
	}
	return gain;
}

/*
 * An area goes to another locality, by which a map without lists gains so much.
 */
void
locality_move_gaining(Localities *set, int32 area, int32 to, double gain)
{
	const LocalityMap *map = set->map;
	int32		from = set->of[area];

	if (map->practices == 0)
		set->worth += gain;
	else
		practices_move(set, area, to);
	if (map->terms != NULL)
		move_under_terms(set, area, to);
	set->of[area] = to;
	set->live += (set->areas[to] == 0) - (set->areas[from] == 1);
	set->areas[from]--;
	set->areas[to]++;
	set->people[from] -= map->people[area];
	set->people[to] += map->people[area];
}

void
locality_move(Localities *set, int32 area, int32 to)
{
	locality_move_gaining(set, area, to, set->map->practices == 0 ? locality_gain(set, area, to, 0) : 0);
}
