/*
 * locality_map.c
 *		A set of localities on a map: what it is worth, and what a move would change.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/compat.h"
#include "base/memory.h"
#include "locality/locality_map.h"

/*
 * A walk asks of some dozens of practices for every move where their lists live, so what
 * it asks is small and lies together.  A practice's table is as large as the localities
 * that it is in need, not as those it could be in.
 */

/* What the processor reads at once. */
#define LINE_BYTES 64

StaticAssertDecl(sizeof(Practice) == LINE_BYTES, "a practice fills a line of the cache");

/* Practices whose tables are asked for before they are needed. */
#define AHEAD 8

/* A table begins with 2 ^ 2 slots. */
#define FIRST_BITS 2

/*
 * Where a locality stands in a practice's table if nothing else does.
 */
static inline int32
home_slot(const Practice *practice, int32 locality)
{
	return practice->first_slot + (int32) (((uint32) locality * 0x9E3779B1u) >> (32 - practice->bits));
}

/*
 * The slot of a locality in a practice's table, or the free slot where it
 * would stand.
 */
static inline PracticeSlot *
practice_slot(const Localities *set, const Practice *practice, int32 locality)
{
	PracticeSlot *slot = set->slot + home_slot(practice, locality);
	const PracticeSlot *end = set->slot + practice->first_slot + ((Size) 1 << practice->bits);

	while (slot->locality != locality && slot->locality >= 0)
		if (++slot == end)
			slot = set->slot + practice->first_slot;
	return slot;
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
 * Forgets all but so many of a practice's largest localities.  What is not known is
 * nobody in no locality, so that it need not be told apart.
 */
static inline void
practice_forget(Practice *practice, int known)
{
	for (int i = known; i < PRACTICE_TOP; i++)
	{
		practice->locality[i] = -1;
		practice->people[i] = 0;
	}
	practice->known = known;
}

/*
 * Finds a practice's largest localities anew.
 */
static void
practice_rank(Localities *set, Practice *practice)
{
	const PracticeSlot *slot = set->slot + practice->first_slot;
	const PracticeSlot *end = slot + ((Size) 1 << practice->bits);

	practice_forget(practice, 0);
	practice->others = 0;
	for (; slot < end; slot++)
		if (slot->locality >= 0 && slot->people > 0)
			practice_insert(practice, slot->locality, slot->people);
}

/*
 * A table of free slots.
 */
static void
practice_take_slots(Localities *set, Practice *practice, int16 bits)
{
	int64		slots = (int64) 1 << bits;

	if (set->slots + slots > set->slot_room)
	{
		set->slot_room = Max(2 * set->slot_room, set->slots + slots);
		set->slot = repalloc_huge(set->slot, mul_size(set->slot_room, sizeof(PracticeSlot)));
	}
	practice->bits = bits;
	practice->first_slot = set->slots;
	for (int64 i = 0; i < slots; i++)
		set->slot[set->slots++] = (PracticeSlot) {0, -1};
}

/*
 * Clears a practice's table of localities in which nobody lives any more.  One that
 * is more than half full even so becomes twice as large.
 */
static void
practice_rehash(Localities *set, int32 p)
{
	Practice   *practice = &set->practice[p];
	int32		slots = 1 << practice->bits;
	PracticeSlot *lived = array_allocate(slots, sizeof(PracticeSlot));
	int32		kept = 0;

	for (int32 i = 0; i < slots; i++)
	{
		PracticeSlot *slot = &set->slot[practice->first_slot + i];

		if (slot->locality >= 0 && slot->people > 0)
			lived[kept++] = *slot;
		slot->locality = -1;
	}
	if (kept > slots / 2)
		practice_take_slots(set, practice, practice->bits + 1);
	for (int32 i = 0; i < kept; i++)
		*practice_slot(set, practice, lived[i].locality) = lived[i];
	set->slots_used[p] = kept;
	pfree(lived);
}

/*
 * Adds people of a practice to a locality, or takes them away, in the table
 * only.  Returns how many there are now.
 */
static inline double
practice_add(Localities *set, int32 p, int32 locality, double people)
{
	Practice   *practice = &set->practice[p];
	PracticeSlot *slot = practice_slot(set, practice, locality);

	if (slot->locality < 0)
	{
		int32		slots = 1 << practice->bits;

		if (set->slots_used[p] + 1 > slots - slots / 4)
		{
			practice_rehash(set, p);
			slot = practice_slot(set, practice, locality);
		}
		*slot = (PracticeSlot) {0, locality};
		set->slots_used[p]++;
	}
	return slot->people += people;
}

/*
 * Counts who lives where, and what that is worth.
 */
static void
practices_count(Localities *set)
{
	const LocalityMap *map = set->map;

	set->practice_memory = array_allocate(mul_size(map->practices, sizeof(Practice)) + LINE_BYTES, 1);
	set->practice = (Practice *) TYPEALIGN(LINE_BYTES, set->practice_memory);
	set->slots_used = array_allocate_zero(map->practices, sizeof(int32));
	set->slot_room = (int64) map->practices << FIRST_BITS;
	set->slot = array_allocate(set->slot_room, sizeof(PracticeSlot));
	for (int32 p = 0; p < map->practices; p++)
	{
		CHECK_FOR_INTERRUPTS();
		practice_take_slots(set, &set->practice[p], FIRST_BITS);
	}
	for (int32 area = 0; area < map->areas; area++)
		for (int32 i = map->first_part[area]; i < map->first_part[area + 1]; i++)
		{
			CHECK_FOR_INTERRUPTS();
			practice_add(set, map->part[i].practice, set->of[area], map->part[i].people);
		}
	for (int32 p = 0; p < map->practices; p++)
	{
		CHECK_FOR_INTERRUPTS();
		practice_rank(set, &set->practice[p]);
		set->worth += set->practice[p].people[0];
	}
}

static void
practices_free(Localities *set)
{
	if (set->practice == NULL)
		return;
	pfree(set->practice_memory);
	pfree(set->slots_used);
	pfree(set->slot);
}

/*
 * The locality with most of a practice's list; of equal ones the first.
 */
int32
practice_home(const Localities *set, int32 p)
{
	const Practice *practice = &set->practice[p];
	const PracticeSlot *slot = set->slot + practice->first_slot;
	int32		home = practice->locality[0];

	for (int32 i = 0; i < 1 << practice->bits; i++)
		if (slot[i].locality >= 0 && slot[i].people == practice->people[0])
			home = Min(home, slot[i].locality);
	return home;
}

/*
 * How many more of a practice's list live in its largest locality once some of
 * them go from one locality to another.  Most practices are answered by the
 * few localities in their order; their tables are hardly ever looked at.
 */
static inline double
practice_gain(Localities *set, Practice *practice, double people, int32 from, int32 to)
{
	double		most = practice->people[0];
	double		without = most;
	double		there = -1;

	if (practice->locality[0] == from && practice->known < 3 && practice->others > 0)
		practice_rank(set, practice);
	if (practice->locality[0] == to)
		return people;
	if (practice->locality[0] == from)
		without = Max(most - people, practice->people[practice->locality[1] == to ? 2 : 1]);
	for (int i = 1; i < PRACTICE_TOP; i++)
		there = practice->locality[i] == to ? practice->people[i] : there;
	if (there < 0)
	{
		const PracticeSlot *slot;

		if (practice->others + people <= without)
			return without - most;
		slot = practice_slot(set, practice, to);
		there = slot->locality < 0 ? 0 : slot->people;
	}
	return Max(without, there + people) - most;
}

/*
 * How many more people have a practice of their own locality once this area goes to
 * another one.  The answer is exact if it reaches "enough"; otherwise it is only known
 * to be too little, and is anything below that.
 */
static double
practices_gain(Localities *set, int32 area, int32 to, double enough)
{
	const LocalityMap *map = set->map;
	const ListPart *end = map->part + map->first_part[area + 1];
	int32		from = set->of[area];
	double		gain = 0;

	for (const ListPart *part = map->part + map->first_part[area]; part < end; part++)
	{
		gain += practice_gain(set, &set->practice[part->practice], part->people, from, to);
		/* Nobody can count for more than one. */
		if (gain + part->rest < enough)
			return gain + part->rest;
	}
	return gain;
}

/*
 * Some of a practice's list go from one locality to another.  Returns how many more
 * live in its largest locality for that.
 */
static inline double
practice_move(Localities *set, int32 p, double people, int32 from, int32 to)
{
	Practice   *practice = &set->practice[p];
	double		left = practice_add(set, p, from, -people);
	double		there = practice_add(set, p, to, people);
	double		most = practice->people[0];
	int			kept = 0;
	bool		in_order = false;

	for (int i = 0; i < PRACTICE_TOP; i++)
		in_order |= (practice->locality[i] == from) | (practice->locality[i] == to);
	if (!in_order && there <= practice->others)
		return 0;

	/* Take both out of the order, then put back what still belongs there. */
	for (int i = 0; i < practice->known; i++)
	{
		if (practice->locality[i] == from || practice->locality[i] == to)
			continue;
		practice->locality[kept] = practice->locality[i];
		practice->people[kept++] = practice->people[i];
	}
	practice_forget(practice, kept);
	if (left > practice->others)
		practice_insert(practice, from, left);
	if (there > practice->others)
		practice_insert(practice, to, there);
	if (practice->known == 0)
		practice_rank(set, practice);
	return practice->people[0] - most;
}

/*
 * The people of an area go to another locality.  Tables are asked for some practices
 * before they are needed: most of them are in no cache.
 */
static void
practices_move(Localities *set, int32 area, int32 to)
{
	const LocalityMap *map = set->map;
	const ListPart *end = map->part + map->first_part[area + 1];
	const ListPart *ahead = map->part + map->first_part[area];
	int32		from = set->of[area];
	double		gain = 0;

	for (const ListPart *part = ahead; part < end; part++)
	{
		for (; ahead < end && ahead <= part + AHEAD; ahead++)
		{
			const Practice *practice = &set->practice[ahead->practice];

			compat_prefetch(&set->slot[home_slot(practice, from)]);
			compat_prefetch(&set->slot[home_slot(practice, to)]);
		}
		gain += practice_move(set, part->practice, part->people, from, to);
	}
	set->worth += gain;
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
