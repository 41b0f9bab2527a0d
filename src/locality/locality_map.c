/*
 * locality_map.c
 *		A set of localities on a map: what it is worth, what a move would change,
 *		and whether a locality holds together.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "locality/locality_map.h"

/*
 * The slot of a locality in a practice's table, or the free slot where it
 * would stand.
 */
static inline int32
practice_slot(const Localities *set, int32 practice, int32 locality)
{
	int32		first = set->first_slot[practice];
	uint32		mask = set->first_slot[practice + 1] - first - 1;
	uint32		i = ((uint32) locality * 0x9E3779B1u) >> 7;

	for (;; i++)
	{
		int32		slot = first + (int32) (i & mask);

		if (set->slot_locality[slot] == locality || set->slot_locality[slot] < 0)
			return slot;
	}
}

static inline double
practice_people(const Localities *set, int32 practice, int32 locality)
{
	int32		slot = practice_slot(set, practice, locality);

	return set->slot_locality[slot] < 0 ? 0 : set->slot_people[slot];
}

/*
 * Puts a locality into the order of a practice's largest ones.
 */
static inline void
practice_insert(Practice *practice, int32 locality, double people)
{
	int			i;

	if (practice->known == PRACTICE_TOP)
	{
		if (people <= practice->people[PRACTICE_TOP - 1])
		{
			practice->others = Max(practice->others, people);
			return;
		}
		practice->others = practice->people[PRACTICE_TOP - 1];
	}
	else
		practice->known++;
	for (i = practice->known - 1; i > 0 && practice->people[i - 1] < people; i--)
	{
		practice->people[i] = practice->people[i - 1];
		practice->locality[i] = practice->locality[i - 1];
	}
	practice->people[i] = people;
	practice->locality[i] = locality;
}

/*
 * Finds a practice's largest localities anew.
 */
static void
practice_rank(Localities *set, int32 p)
{
	Practice   *practice = &set->practice[p];
	int32		slot;

	practice->known = 0;
	practice->others = 0;
	for (slot = set->first_slot[p]; slot < set->first_slot[p + 1]; slot++)
		if (set->slot_locality[slot] >= 0 && set->slot_people[slot] > 0)
			practice_insert(practice, set->slot_locality[slot], set->slot_people[slot]);
}

/*
 * Clears a practice's table of localities in which nobody lives any more.
 */
static void
practice_rehash(Localities *set, int32 p)
{
	int32		first = set->first_slot[p];
	int32		slots = set->first_slot[p + 1] - first;
	int32		kept = 0;
	int32		i;
	int32	   *locality = palloc(sizeof(int32) * slots);
	double	   *people = palloc(sizeof(double) * slots);

	for (i = 0; i < slots; i++)
	{
		if (set->slot_locality[first + i] >= 0 && set->slot_people[first + i] > 0)
		{
			locality[kept] = set->slot_locality[first + i];
			people[kept++] = set->slot_people[first + i];
		}
		set->slot_locality[first + i] = -1;
	}
	for (i = 0; i < kept; i++)
	{
		int32		slot = practice_slot(set, p, locality[i]);

		set->slot_locality[slot] = locality[i];
		set->slot_people[slot] = people[i];
	}
	set->slots_used[p] = kept;
	pfree(locality);
	pfree(people);
}

/*
 * Adds people of a practice to a locality, or takes them away, in the table
 * only.  Returns how many there are now.
 */
static inline double
practice_add(Localities *set, int32 p, int32 locality, double people)
{
	int32		slot = practice_slot(set, p, locality);

	if (set->slot_locality[slot] < 0)
	{
		int32		slots = set->first_slot[p + 1] - set->first_slot[p];

		if (set->slots_used[p] + 1 > slots - slots / 4)
		{
			practice_rehash(set, p);
			slot = practice_slot(set, p, locality);
		}
		set->slot_locality[slot] = locality;
		set->slot_people[slot] = 0;
		set->slots_used[p]++;
	}
	return set->slot_people[slot] += people;
}

/*
 * The people of an area whose network a label continues.
 */
double
area_kept(const Terms *terms, int32 area, int32 label)
{
	if (label < 0)
		return 0;
	for (int32 i = terms->first_home[area]; i < terms->first_home[area + 1]; i++)
		if (terms->home[i].code == label)
			return terms->home[i].people;
	return 0;
}

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
 * By how many people a locality is out of bounds under terms: as it is (sign 0),
 * with another area, or without one of its own.
 */
double
locality_astray_under_terms(const Localities *set, int32 locality, int32 area, int sign)
{
	const LocalityMap *map = set->map;
	const Terms *terms = map->terms;
	double		people = set->people[locality];
	int32		broken = terms->first_apart == NULL ? 0 : set->broken[locality];
	double		astray;

	if (set->areas[locality] + sign <= 0)
		return 0;
	if (sign != 0)
	{
		people += sign * map->people[area];
		broken += sign * count_partners(set, area, locality);
	}
	astray = out_of_bounds(people, locality_smallest(set, locality), locality_largest(set, locality));
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
 * Makes the practices' tables, and counts who lives where.
 */
static void
count_practices(Localities *set)
{
	const LocalityMap *map = set->map;
	int32	   *parts = array_allocate_zero(map->practices, sizeof(int32));
	int32		slots = 0;
	int32		p;
	int32		i;

	/* A practice is never in more localities at once than it has areas. */
	CHECK_FOR_INTERRUPTS();
	for (i = 0; i < map->first_part[map->areas]; i++)
		parts[map->part[i].practice]++;
	set->practice = array_allocate_zero(map->practices, sizeof(Practice));
	set->first_slot = array_allocate_zero(map->practices + 1, sizeof(int32));
	set->slots_used = array_allocate_zero(map->practices, sizeof(int32));
	for (p = 0; p < map->practices; p++)
	{
		int32		size = 4;

		while (size < 2 * (int64) Min(parts[p], set->count))
			size *= 2;
		set->first_slot[p] = slots;
		slots += size;
	}
	set->first_slot[map->practices] = slots;
	set->slot_locality = array_allocate_zero(slots, sizeof(int32));
	set->slot_people = array_allocate_zero(slots, sizeof(double));
	memset(set->slot_locality, -1, sizeof(int32) * slots);
	pfree(parts);
	for (int32 area = 0; area < map->areas; area++)
		for (i = map->first_part[area]; i < map->first_part[area + 1]; i++)
		{
			CHECK_FOR_INTERRUPTS();
			practice_add(set, map->part[i].practice, set->of[area], map->part[i].people);
		}
	for (p = 0; p < map->practices; p++)
	{
		CHECK_FOR_INTERRUPTS();
		practice_rank(set, p);
		set->worth += set->practice[p].people[0];
	}
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
		count_practices(set);
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
	if (set->practice != NULL)
	{
		pfree(set->practice);
		pfree(set->first_slot);
		pfree(set->slots_used);
		pfree(set->slot_locality);
		pfree(set->slot_people);
	}
	pfree(set);
}

/*
 * How many more of a practice's list live in its largest locality once some of
 * them go from one locality to another.  Most practices are answered by the
 * few localities in their order; their tables are hardly ever looked at.
 */
static inline double
practice_gain(Localities *set, int32 p, double people, int32 from, int32 to)
{
	Practice   *practice = &set->practice[p];
	double		most = practice->people[0];
	double		without = most;
	double		there = -1;
	int			i;

	if (practice->locality[0] == from && practice->known < 3 && practice->others > 0)
		practice_rank(set, p);
	if (practice->locality[0] == to)
		return people;
	if (practice->locality[0] == from)
	{
		i = 1;
		if (i < practice->known && practice->locality[i] == to)
			i++;
		without = most - people;
		if (i < practice->known && practice->people[i] > without)
			without = practice->people[i];
	}
	for (i = 1; i < practice->known; i++)
		if (practice->locality[i] == to)
			there = practice->people[i];
	if (there < 0)
	{
		if (practice->others + people <= without)
			return without - most;
		there = practice_people(set, p, to);
	}
	return Max(without, there + people) - most;
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
	int32		i;

	if (map->practices == 0)
	{
		for (i = map->first_neighbour[area]; i < map->first_neighbour[area + 1]; i++)
		{
			if (set->of[map->neighbour[i]] == to)
				gain += map->boundary[i];
			else if (set->of[map->neighbour[i]] == from)
				gain -= map->boundary[i];
		}
		return gain;
	}
	for (i = map->first_part[area]; i < map->first_part[area + 1]; i++)
	{
		const ListPart *part = &map->part[i];

		gain += practice_gain(set, part->practice, part->people, from, to);
		/* Nobody can count for more than one. */
		if (gain + part->rest < enough)
			return gain + part->rest;
	}
	return gain;
}

/*
 * Some of a practice's list go from one locality to another.
 */
static inline void
practice_move(Localities *set, int32 p, double people, int32 from, int32 to)
{
	Practice   *practice = &set->practice[p];
	double		left = practice_add(set, p, from, -people);
	double		there = practice_add(set, p, to, people);
	int			i;
	int			j;

	/* Take both out of the order, then put back what still belongs there. */
	for (i = j = 0; i < practice->known; i++)
	{
		if (practice->locality[i] == from || practice->locality[i] == to)
			continue;
		practice->locality[j] = practice->locality[i];
		practice->people[j++] = practice->people[i];
	}
	practice->known = j;
	if (left > practice->others)
		practice_insert(practice, from, left);
	if (there > practice->others)
		practice_insert(practice, to, there);
	if (practice->known == 0)
		practice_rank(set, p);
}

/*
 * An area goes to another locality, by which a map without lists gains so much.
 */
void
locality_move_gaining(Localities *set, int32 area, int32 to, double gain)
{
	const LocalityMap *map = set->map;
	int32		from = set->of[area];
	int32		i;

	if (map->practices == 0)
		set->worth += gain;
	for (i = map->first_part[area]; i < map->first_part[area + 1]; i++)
	{
		int32		p = map->part[i].practice;

		set->worth -= set->practice[p].people[0];
		practice_move(set, p, map->part[i].people, from, to);
		set->worth += set->practice[p].people[0];
	}
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
