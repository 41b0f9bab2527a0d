/*
 * profile_state.c
 *		Rows in any order fold into an attendance_profile.
 */
#include "postgres.h"

#include <math.h>

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "attendance/profile_state.h"
#include "base/memory.h"
#include "base/stored.h"

/*
 * Below so many contacts a level has a place of its own in an array.  At first the
 * array and its head fill 128 bytes, and then each larger power of two.
 */
#define SMALL_AT_FIRST 27
#define SMALL_ALWAYS 64
#define SMALL_AT_MOST 65536

#define LEVELS_AT_MOST ((MaxAllocSize - offsetof(AttendanceProfile, contacts)) / (sizeof(double) + sizeof(int64)))

/* One step of the distribution. */
typedef struct Level
{
	double		contacts;
	int64		people;
	char		status;			/* of its slot in a LevelTable */
} Level;

static inline uint32
hash_contacts(double contacts)
{
	return hash_bytes((const unsigned char *) &contacts, sizeof(contacts));
}

#define SH_PREFIX level
#define SH_ELEMENT_TYPE Level
#define SH_KEY_TYPE double
#define SH_KEY contacts
#define SH_HASH_KEY(table, key) hash_contacts(key)
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

#define ST_SORT sort_levels
#define ST_ELEMENT_TYPE Level
#define ST_COMPARE(a, b) (((a)->contacts > (b)->contacts) - ((a)->contacts < (b)->contacts))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * Nearly all contacts are small whole numbers, and these cost an increment; the
 * rest goes into a hash table.  A level may stand in both, if the array grew over
 * it or has no room for all of its people: whoever reads the state adds them up.
 */
typedef struct ProfileLevels
{
	int64		people;			/* all of them */
	level_hash *others;			/* NULL until there is one */
	uint32		small_size;
	uint32		small[FLEXIBLE_ARRAY_MEMBER];	/* people with 0, 1, 2 ... contacts */
} ProfileLevels;

static Size
levels_bytes(uint32 small_size)
{
	return offsetof(ProfileLevels, small) + small_size * sizeof(uint32);
}

ProfileState *
profile_state_create(MemoryContext context)
{
	ProfileState *state = MemoryContextAlloc(context, sizeof(ProfileState));

	open_state_init(&state->open, &profile_state_kind, context);
	state->levels = MemoryContextAllocZero(context, levels_bytes(SMALL_AT_FIRST));
	state->levels->small_size = SMALL_AT_FIRST;
	return state;
}

static inline bool
is_small(const ProfileLevels *levels, double contacts)
{
	return contacts < levels->small_size && contacts == (double) (uint32) contacts;
}

/*
 * Lets the array reach a whole number of contacts.  One person who attends a
 * thousand times must not cost a group 8 kB, so beyond the usual numbers the
 * array grows with the people in it.
 */
static bool
small_reaches(ProfileState *state, double contacts)
{
	ProfileLevels *levels = state->levels;
	uint32		size = levels->small_size;

	if (!(contacts < SMALL_AT_MOST) || contacts != (double) (uint32) contacts ||
		(contacts >= SMALL_ALWAYS && contacts > levels->people))
		return false;
	while (size <= contacts)
		size = 2 * size + offsetof(ProfileLevels, small) / sizeof(uint32);
	levels = repalloc(levels, levels_bytes(size));
	memset(levels->small + levels->small_size, 0, (size - levels->small_size) * sizeof(uint32));
	levels->small_size = size;
	state->levels = levels;
	return true;
}

/*
 * Adds people whose level has no place in the array, or not enough of it.
 */
static pg_noinline void
add_elsewhere(ProfileState *state, double contacts, int64 people)
{
	ProfileLevels *levels;
	Level	   *level;
	bool		found;

	if (!is_small(state->levels, contacts) && small_reaches(state, contacts) && people <= PG_UINT32_MAX)
	{
		state->levels->small[(uint32) contacts] += people;
		return;
	}
	levels = state->levels;
	if (levels->others == NULL)
		levels->others = level_create(state->open.header.eoh_context, 8, NULL);
	level = level_insert(levels->others, contacts, &found);
	if (!found)
	{
		level->people = 0;
		if (levels->others->members > LEVELS_AT_MOST / 2)
			value_too_large(ATTENDANCE_PROFILE_NAME, "Round fractional contacts before profiling them.");
	}
	level->people += people;
}

/*
 * Adds people with so many contacts, each checked by the caller; that they do
 * not become too many together is checked here.
 */
void
profile_state_add(ProfileState *state, double contacts, int64 people, int sqlstate)
{
	ProfileLevels *levels = state->levels;

	check_all_people(levels->people, people, sqlstate);
	contacts += 0.0;			/* minus zero is zero */
	levels->people += people;
	if (likely(is_small(levels, contacts) && people <= PG_UINT32_MAX - levels->small[(uint32) contacts]))
		levels->small[(uint32) contacts] += people;
	else
		add_elsewhere(state, contacts, people);
}

/*
 * Adds a level that the outside names; it may be named only once.
 */
void
profile_state_add_new(ProfileState *state, double contacts, double people, int sqlstate)
{
	const ProfileLevels *levels = state->levels;
	int64		whole;
	bool		taken;

	check_contacts(contacts, sqlstate);
	whole = whole_people(people, contacts, sqlstate);
	check_all_people(levels->people, whole, sqlstate);
	taken = is_small(levels, contacts) && levels->small[(uint32) contacts] > 0;
	if (taken || (levels->others != NULL && level_lookup(levels->others, contacts) != NULL))
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("people with %.15g contacts are given twice", contacts)));
	profile_state_add(state, contacts, whole, sqlstate);
}

/*
 * The canonical value.  The state stays as it is: a window aggregate asks again.
 */
AttendanceProfile *
profile_state_value(const ProfileState *state)
{
	const ProfileLevels *from = state->levels;
	uint32		capacity = from->small_size + (from->others == NULL ? 0 : from->others->members);
	Level	   *levels = array_allocate(capacity, sizeof(Level));
	uint32		used = 0;
	uint32		count = 0;
	AttendanceProfile *profile;
	int64	   *people;

	for (uint32 i = 0; i < from->small_size; i++)
		if (from->small[i] > 0)
			levels[used++] = (Level)
		{
			i, from->small[i], 0
		};
	if (from->others != NULL)
	{
		level_iterator next;
		Level	   *level;

		level_start_iterate(from->others, &next);
		while ((level = level_iterate(from->others, &next)) != NULL)
		{
			CHECK_FOR_INTERRUPTS();
			levels[used++] = *level;
		}
		sort_levels(levels, used);
	}
	for (uint32 i = 0; i < used; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (count > 0 && levels[count - 1].contacts == levels[i].contacts)
			levels[count - 1].people += levels[i].people;
		else
			levels[count++] = levels[i];
	}

	profile = attendance_profile_new(count);
	people = (int64 *) (profile->contacts + count);
	for (uint32 i = 0; i < count; i++)
	{
		profile->contacts[i] = levels[i].contacts;
		people[i] = levels[i].people;
	}
	pfree(levels);
	Assert(attendance_profile_is_valid(profile));
	return profile;
}

/* ------------------------------------------------------------------------
 * As the state of an aggregate
 * ------------------------------------------------------------------------
 */

static OpenState *
create(MemoryContext context)
{
	return &profile_state_create(context)->open;
}

static void
add(OpenState *state, const OpenState *other)
{
	ProfileState *sum = (ProfileState *) state;
	const ProfileLevels *added = ((const ProfileState *) other)->levels;

	for (uint32 i = 0; i < added->small_size; i++)
		if (added->small[i] > 0)
			profile_state_add(sum, i, added->small[i], ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	if (added->others != NULL)
	{
		level_iterator next;
		Level	   *level;

		level_start_iterate(added->others, &next);
		while ((level = level_iterate(added->others, &next)) != NULL)
		{
			CHECK_FOR_INTERRUPTS();
			profile_state_add(sum, level->contacts, level->people, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		}
	}
}

static void
add_value(OpenState *state, Datum value)
{
	const AttendanceProfile *profile = attendance_profile_from_datum(value);
	const int64 *people = profile_people(profile);

	for (uint32 i = 0; i < profile->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		profile_state_add((ProfileState *) state, profile->contacts[i], people[i], ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	}
}

static struct varlena *
close_state(const OpenState *state)
{
	return (struct varlena *) profile_state_value((const ProfileState *) state);
}

const OpenStateKind profile_state_kind = {OPEN_STATE_METHODS, create, add, add_value, close_state};
