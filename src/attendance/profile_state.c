/*
 * profile_state.c
 *		Rows in any order fold into an attendance_profile.
 */
#include "postgres.h"

#include <math.h>

#include "common/hashfn.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "attendance/profile_state.h"
#include "base/memory.h"
#include "base/stored.h"

/* Below so many contacts a level has a place of its own in an array. */
#define SMALL_APART 16
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

ProfileState *
profile_state_create(MemoryContext context)
{
	ProfileState *state = MemoryContextAllocZero(context, sizeof(ProfileState));

	open_state_init(&state->open, &profile_state_kind, context);
	state->small = state->few;
	state->small_size = PROFILE_FEW_CONTACTS;
	return state;
}

/*
 * Lets the array reach a whole number of contacts.  One person who attends a
 * thousand times must not cost a group 8 kB, so beyond the usual numbers the
 * array grows with the people in it.
 */
static bool
small_reaches(ProfileState *state, double contacts)
{
	uint32		size;

	if (!(contacts < SMALL_AT_MOST) || contacts != (double) (uint32) contacts ||
		(contacts >= SMALL_ALWAYS && contacts > state->people))
		return false;
	size = pg_nextpower2_32(Max(SMALL_APART, (uint32) contacts + 1));
	if (state->small == state->few)
	{
		state->small = MemoryContextAlloc(GetMemoryChunkContext(state), size * sizeof(uint32));
		memcpy(state->small, state->few, sizeof(state->few));
	}
	else
		state->small = repalloc(state->small, size * sizeof(uint32));
	memset(state->small + state->small_size, 0, (size - state->small_size) * sizeof(uint32));
	state->small_size = size;
	return true;
}

/*
 * Adds people whose level has no place in the array, or not enough of it.
 */
void
profile_state_add_elsewhere(ProfileState *state, double contacts, int64 people)
{
	Level	   *level;
	bool		found;

	if (!profile_level_is_small(state, contacts) && small_reaches(state, contacts) && people <= PG_UINT32_MAX)
	{
		state->small[(uint32) contacts] += people;
		return;
	}
	if (state->others == NULL)
		state->others = level_create(GetMemoryChunkContext(state), 8, NULL);
	level = level_insert(state->others, contacts, &found);
	if (!found)
	{
		level->people = 0;
		if (state->others->members > LEVELS_AT_MOST / 2)
			value_too_large(ATTENDANCE_PROFILE_NAME, "Round fractional contacts before profiling them.");
	}
	level->people += people;
}

/*
 * Adds a level that the outside names; it may be named only once.
 */
void
profile_state_add_new(ProfileState *state, double contacts, double people, int sqlstate)
{
	int64		whole;
	bool		taken;

	check_contacts(contacts, sqlstate);
	whole = whole_people(people, contacts, sqlstate);
	check_all_people(state->people, whole, sqlstate);
	taken = profile_level_is_small(state, contacts) && state->small[(uint32) contacts] > 0;
	if (taken || (state->others != NULL && level_lookup(state->others, contacts) != NULL))
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("people with %.15g contacts are given twice", contacts)));
	profile_state_add(state, contacts, whole, sqlstate);
}

/*
 * The value of a state whose levels all stand in the array.
 */
static AttendanceProfile *
small_value(const ProfileState *state)
{
	uint32		count = 0;
	uint32		written = 0;
	AttendanceProfile *profile;
	int64	   *people;

	for (uint32 i = 0; i < state->small_size; i++)
		count += state->small[i] > 0;
	profile = attendance_profile_new(count);
	people = (int64 *) (profile->contacts + count);
	/* Which levels have people cannot be foretold, so each is written, and an empty one written over. */
	for (uint32 i = 0; written < count; i++)
	{
		profile->contacts[written] = i;
		people[written] = state->small[i];
		written += state->small[i] > 0;
	}
	return profile;
}

/*
 * The value of a state that has a table too, for which levels are sorted and
 * those that stand in both are merged.
 */
static AttendanceProfile *
merged_value(const ProfileState *state)
{
	Level	   *levels = array_allocate((Size) state->small_size + state->others->members, sizeof(Level));
	uint32		used = 0;
	uint32		count = 0;
	AttendanceProfile *profile;
	int64	   *people;
	level_iterator next;
	Level	   *level;

	for (uint32 i = 0; i < state->small_size; i++)
		if (state->small[i] > 0)
			levels[used++] = (Level)
		{
			i, state->small[i], 0
		};
	level_start_iterate(state->others, &next);
	while ((level = level_iterate(state->others, &next)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		levels[used++] = *level;
	}
	sort_levels(levels, used);
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
	return profile;
}

/*
 * The canonical value.  The state stays as it is: a window aggregate asks again.
 */
AttendanceProfile *
profile_state_value(const ProfileState *state)
{
	AttendanceProfile *profile = state->others == NULL ? small_value(state) : merged_value(state);

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
	const ProfileState *added = (const ProfileState *) other;

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
