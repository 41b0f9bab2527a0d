/*
 * attendance_profile.c
 *		How many people made how many contacts: the type and its aggregates.
 *
 * Whoever asks about attendance (inequality, top shares, thresholds) asks about
 * the distribution, never about the person, so a practice of any size fits in a
 * few hundred bytes.
 */
#include "postgres.h"

#include <math.h>

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/aggregate.h"
#include "attendance/attendance_profile.h"
#include "base/json_text.h"
#include "base/messages.h"

#define TYPE_NAME "attendance_profile"

/* Above this a double no longer holds every whole number. */
#define MOST_PEOPLE (INT64CONST(1) << 53)

/* Up to this many contacts a level has a place of its own in an array. */
#define SMALL_AT_FIRST 16
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
 * The aggregate's state.  Nearly all contacts are small whole numbers, and these
 * cost an increment; the rest goes into a hash table.  A level may stand in
 * both, if the array grew over it: whoever reads the state adds them up.
 */
typedef struct ProfileState
{
	MemoryContext context;
	int64		people;			/* all of them */
	uint32		small_size;		/* a power of two */
	int64	   *small;			/* people with 0, 1, 2 ... contacts */
	level_hash *others;			/* NULL until there is one */
} ProfileState;

/* ------------------------------------------------------------------------
 * Limits and checks
 * ------------------------------------------------------------------------
 */

static void
check_contacts(double contacts, int sqlstate)
{
	if (!isfinite(contacts) || contacts < 0)
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("contacts must be a finite number that is not negative, not %.15g", contacts)));
}

static void
check_level_people(int64 people, double contacts, int sqlstate)
{
	if (people < 1)
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("people with %.15g contacts must be a whole number of at least 1, not " INT64_FORMAT,
						contacts, people)));
}

static void
check_all_people(int64 people, int64 more, int sqlstate)
{
	if (more > MOST_PEOPLE - people)
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("a profile of more than " INT64_FORMAT " people is too large", MOST_PEOPLE)));
}

static bool
profile_header_fits(const AttendanceProfile *profile)
{
	Size		size = VARSIZE(profile);

	return size >= offsetof(AttendanceProfile, contacts) &&
		profile->version == ATTENDANCE_PROFILE_VERSION &&
		profile->reserved[0] == 0 && profile->reserved[1] == 0 && profile->reserved[2] == 0 &&
		profile->padding == 0 &&
		(uint64) size == offsetof(AttendanceProfile, contacts) +
		(uint64) profile->count * (sizeof(double) + sizeof(int64));
}

/*
 * True if everything that the picture in attendance_profile.h promises holds.
 */
static bool
profile_is_valid(const AttendanceProfile *profile)
{
	const int64 *people = profile_people(profile);
	int64		all = 0;

	if (!profile_header_fits(profile))
		return false;
	for (uint32 i = 0; i < profile->count; i++)
	{
		double		contacts = profile->contacts[i];

		if (!isfinite(contacts) || contacts < 0 || (contacts == 0 && signbit(contacts)))
			return false;
		if (i > 0 && contacts <= profile->contacts[i - 1])
			return false;
		if (people[i] < 1 || people[i] > MOST_PEOPLE - all)
			return false;
		all += people[i];
	}
	return true;
}

/*
 * The value behind a datum: what was stored by a later version, or damaged, is
 * refused here.
 */
AttendanceProfile *
attendance_profile_from_datum(Datum datum)
{
	AttendanceProfile *profile = (AttendanceProfile *) PG_DETOAST_DATUM(datum);

	if (!profile_is_valid(profile))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored %s value is damaged or of an unknown version", TYPE_NAME)));
	return profile;
}

/* ------------------------------------------------------------------------
 * The state: rows in any order
 * ------------------------------------------------------------------------
 */

static ProfileState *
profile_state_create(MemoryContext context)
{
	ProfileState *state = MemoryContextAllocZero(context, sizeof(ProfileState));

	state->context = context;
	state->small_size = SMALL_AT_FIRST;
	state->small = MemoryContextAllocZero(context, SMALL_AT_FIRST * sizeof(int64));
	return state;
}

static inline bool
is_small(const ProfileState *state, double contacts)
{
	return contacts < state->small_size && contacts == (double) (uint32) contacts;
}

/*
 * Lets the array reach a whole number of contacts.  One person who attends a
 * thousand times must not cost a group 8 kB, so beyond the usual numbers the
 * array grows with the people in it.
 */
static bool
small_reaches(ProfileState *state, double contacts)
{
	uint32		size = state->small_size;

	if (!(contacts < SMALL_AT_MOST) || contacts != (double) (uint32) contacts ||
		(contacts >= SMALL_ALWAYS && contacts > state->people))
		return false;
	while (size <= contacts)
		size *= 2;
	state->small = repalloc(state->small, size * sizeof(int64));
	memset(state->small + state->small_size, 0, (size - state->small_size) * sizeof(int64));
	state->small_size = size;
	return true;
}

/*
 * Adds people with so many contacts, both checked by the caller.
 */
static void
profile_state_add(ProfileState *state, double contacts, int64 people)
{
	Level	   *level;
	bool		found;

	state->people += people;
	if (is_small(state, contacts) || small_reaches(state, contacts))
	{
		state->small[(uint32) contacts] += people;
		return;
	}
	if (state->others == NULL)
		state->others = level_create(state->context, 8, NULL);
	level = level_insert(state->others, contacts, &found);
	if (!found)
	{
		level->people = 0;
		if (state->others->members > LEVELS_AT_MOST / 2)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("too many different numbers of contacts"),
					 errhint("Round fractional contacts before profiling them.")));
	}
	level->people += people;
}

static void
profile_state_add_value(ProfileState *state, const AttendanceProfile *profile)
{
	const int64 *people = profile_people(profile);

	for (uint32 i = 0; i < profile->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		check_all_people(state->people, people[i], ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		profile_state_add(state, profile->contacts[i], people[i]);
	}
}

static void
profile_state_add_state(ProfileState *state, const ProfileState *other)
{
	check_all_people(state->people, other->people, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	for (uint32 i = 0; i < other->small_size; i++)
		if (other->small[i] > 0)
			profile_state_add(state, i, other->small[i]);
	if (other->others != NULL)
	{
		level_iterator next;
		Level	   *level;

		level_start_iterate(other->others, &next);
		while ((level = level_iterate(other->others, &next)) != NULL)
		{
			CHECK_FOR_INTERRUPTS();
			profile_state_add(state, level->contacts, level->people);
		}
	}
}

/*
 * Adds a level that the outside names; it may be named only once.
 */
static void
profile_state_add_new(ProfileState *state, double contacts, double people, int sqlstate)
{
	Level	   *level;
	bool		taken;

	check_contacts(contacts, sqlstate);
	if (!(people >= 1 && people <= MOST_PEOPLE && people == floor(people)))
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("people with %.15g contacts must be a whole number of at least 1, not %.15g",
						contacts, people)));
	check_all_people(state->people, (int64) people, sqlstate);
	contacts += 0.0;
	taken = is_small(state, contacts) && state->small[(uint32) contacts] > 0;
	if (state->others != NULL && (level = level_lookup(state->others, contacts)) != NULL)
		taken = true;
	if (taken)
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("people with %.15g contacts are given twice", contacts)));
	profile_state_add(state, contacts, (int64) people);
}

/*
 * The canonical value.  The state stays as it is: a window aggregate asks again.
 */
static AttendanceProfile *
profile_state_value(const ProfileState *state)
{
	uint32		capacity = state->small_size + (state->others == NULL ? 0 : state->others->members);
	Level	   *levels = MemoryContextAllocHuge(CurrentMemoryContext, mul_size(capacity, sizeof(Level)));
	uint32		used = 0;
	uint32		count = 0;
	Size		size;
	AttendanceProfile *profile;
	int64	   *people;

	for (uint32 i = 0; i < state->small_size; i++)
		if (state->small[i] > 0)
			levels[used++] = (Level)
		{
			i, state->small[i], 0
		};
	if (state->others != NULL)
	{
		level_iterator next;
		Level	   *level;

		level_start_iterate(state->others, &next);
		while ((level = level_iterate(state->others, &next)) != NULL)
			levels[used++] = *level;
		sort_levels(levels, used);
	}
	for (uint32 i = 0; i < used; i++)
	{
		if (count > 0 && levels[count - 1].contacts == levels[i].contacts)
			levels[count - 1].people += levels[i].people;
		else
			levels[count++] = levels[i];
	}

	size = offsetof(AttendanceProfile, contacts) + count * (sizeof(double) + sizeof(int64));
	profile = palloc0(size);
	SET_VARSIZE(profile, size);
	profile->version = ATTENDANCE_PROFILE_VERSION;
	profile->count = count;
	people = (int64 *) (profile->contacts + count);
	for (uint32 i = 0; i < count; i++)
	{
		profile->contacts[i] = levels[i].contacts;
		people[i] = levels[i].people;
	}
	pfree(levels);
	Assert(profile_is_valid(profile));
	return profile;
}

/* ------------------------------------------------------------------------
 * Input and output
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(attendance_profile_in);

/*
 * attendance_profile_in(cstring) -> attendance_profile
 *
 * Reads a JSON object of contacts and people, {"0": 120, "1": 45}, in any order.
 * Errors: 22P02 for what is not such an object, contacts that are no number of
 * at least 0 or are given twice, and people that are no whole number of at least
 * 1.
 */
Datum
attendance_profile_in(PG_FUNCTION_ARGS)
{
	ProfileState *state = profile_state_create(CurrentMemoryContext);
	JsonReader	reader;

	json_reader_start(&reader, PG_GETARG_CSTRING(0), TYPE_NAME);
	json_expect(&reader, JSON_TOKEN_OBJECT_START, "\"{\"");
	if (!json_accept(&reader, JSON_TOKEN_OBJECT_END))
	{
		do
		{
			Code		key = json_read_string(&reader, "a number of contacts in double quotes");
			double		contacts = DatumGetFloat8(DirectFunctionCall1(float8in, CStringGetDatum(key.data)));

			json_expect(&reader, JSON_TOKEN_COLON, "\":\"");
			profile_state_add_new(state, contacts, json_read_number(&reader, "a number of people"),
								  ERRCODE_INVALID_TEXT_REPRESENTATION);
		} while (json_accept(&reader, JSON_TOKEN_COMMA));
		json_expect(&reader, JSON_TOKEN_OBJECT_END, "\",\" or \"}\"");
	}
	json_reader_finish(&reader);
	PG_RETURN_POINTER(profile_state_value(state));
}

PG_FUNCTION_INFO_V1(attendance_profile_out);

/*
 * attendance_profile_out(attendance_profile) -> cstring
 *
 * Writes what attendance_profile_in reads, by ascending contacts, each number in
 * the shortest digits that read back as the same.
 */
Datum
attendance_profile_out(PG_FUNCTION_ARGS)
{
	AttendanceProfile *profile = PG_GETARG_ATTENDANCE_PROFILE(0);
	const int64 *people = profile_people(profile);
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	for (uint32 i = 0; i < profile->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		appendStringInfoString(&out, i > 0 ? ", \"" : "\"");
		json_write_number(&out, profile->contacts[i]);
		appendStringInfo(&out, "\": " INT64_FORMAT, people[i]);
	}
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

PG_FUNCTION_INFO_V1(attendance_profile_recv);

/*
 * attendance_profile_recv(internal) -> attendance_profile
 *
 * Reads a binary message: version (1 byte), number of levels (4), then for each
 * its contacts (float8) and its people (8), by ascending contacts.  Errors:
 * 22P03 for anything that attendance_profile_send would not have written.
 */
Datum
attendance_profile_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	uint32		count;
	int64		all = 0;
	Size		size;
	AttendanceProfile *profile;
	int64	   *people;

	recv_version(message, ATTENDANCE_PROFILE_VERSION, TYPE_NAME);
	count = recv_count(message, sizeof(float8) + sizeof(int64), TYPE_NAME);
	size = offsetof(AttendanceProfile, contacts) + count * (sizeof(double) + sizeof(int64));
	profile = palloc0(size);
	SET_VARSIZE(profile, size);
	profile->version = ATTENDANCE_PROFILE_VERSION;
	profile->count = count;
	people = (int64 *) (profile->contacts + count);
	for (uint32 i = 0; i < count; i++)
	{
		double		contacts = pq_getmsgfloat8(message);

		CHECK_FOR_INTERRUPTS();
		check_contacts(contacts, ERRCODE_INVALID_BINARY_REPRESENTATION);
		if ((contacts == 0 && signbit(contacts)) || (i > 0 && contacts <= profile->contacts[i - 1]))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("contacts in external \"%s\" value do not ascend at %.15g", TYPE_NAME, contacts)));
		profile->contacts[i] = contacts;
		people[i] = pq_getmsgint64(message);
		check_level_people(people[i], contacts, ERRCODE_INVALID_BINARY_REPRESENTATION);
		check_all_people(all, people[i], ERRCODE_INVALID_BINARY_REPRESENTATION);
		all += people[i];
	}
	check_message_end(message, TYPE_NAME);
	Assert(profile_is_valid(profile));
	PG_RETURN_POINTER(profile);
}

static bytea *
profile_to_message(const AttendanceProfile *profile)
{
	const int64 *people = profile_people(profile);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, ATTENDANCE_PROFILE_VERSION);
	pq_sendint32(&message, profile->count);
	for (uint32 i = 0; i < profile->count; i++)
	{
		pq_sendfloat8(&message, profile->contacts[i]);
		pq_sendint64(&message, people[i]);
	}
	return pq_endtypsend(&message);
}

PG_FUNCTION_INFO_V1(attendance_profile_send);

/*
 * attendance_profile_send(attendance_profile) -> bytea
 *
 * Writes the message that attendance_profile_recv reads.
 */
Datum
attendance_profile_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P(profile_to_message(PG_GETARG_ATTENDANCE_PROFILE(0)));
}

/* ------------------------------------------------------------------------
 * Aggregates
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(attendance_profile_transition);

/*
 * attendance_profile(contacts float8 [, people bigint])
 *
 * One row is one person's contacts, or those of so many people.  A row with a
 * NULL is left out, and so is one of no people.  Errors: 22003 for contacts or
 * people below 0 and contacts that are NaN or infinite.
 */
Datum
attendance_profile_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	ProfileState *state = PG_ARGISNULL(0) ? NULL : (ProfileState *) PG_GETARG_POINTER(0);
	int64		people = 1;
	double		contacts;

	if (PG_ARGISNULL(1) || (PG_NARGS() > 2 && PG_ARGISNULL(2)))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (state == NULL)
		state = profile_state_create(context);
	contacts = PG_GETARG_FLOAT8(1);
	check_contacts(contacts, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	if (PG_NARGS() > 2)
	{
		people = PG_GETARG_INT64(2);
		if (people == 0)
			PG_RETURN_POINTER(state);
		check_level_people(people, contacts, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	}
	check_all_people(state->people, people, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	profile_state_add(state, contacts + 0.0, people);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(attendance_profile_rollup_transition);

/*
 * rollup(attendance_profile): all profiles as one, of all their people.
 */
Datum
attendance_profile_rollup_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	ProfileState *state = PG_ARGISNULL(0) ? NULL : (ProfileState *) PG_GETARG_POINTER(0);

	if (PG_ARGISNULL(1))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (state == NULL)
		state = profile_state_create(context);
	profile_state_add_value(state, PG_GETARG_ATTENDANCE_PROFILE(1));
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(attendance_profile_combine);
Datum
attendance_profile_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	ProfileState *state = PG_ARGISNULL(0) ? NULL : (ProfileState *) PG_GETARG_POINTER(0);

	if (PG_ARGISNULL(1))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (state == NULL)
		state = profile_state_create(context);
	profile_state_add_state(state, (ProfileState *) PG_GETARG_POINTER(1));
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(attendance_profile_serialise);
Datum
attendance_profile_serialise(PG_FUNCTION_ARGS)
{
	aggregate_context(fcinfo);
	PG_RETURN_BYTEA_P(profile_to_message(profile_state_value((ProfileState *) PG_GETARG_POINTER(0))));
}

PG_FUNCTION_INFO_V1(attendance_profile_deserialise);
Datum
attendance_profile_deserialise(PG_FUNCTION_ARGS)
{
	bytea	   *sent = PG_GETARG_BYTEA_PP(0);
	ProfileState *state;
	StringInfoData message;
	uint32		count;

	aggregate_context(fcinfo);
	state = profile_state_create(CurrentMemoryContext);
	initStringInfo(&message);
	appendBinaryStringInfo(&message, VARDATA_ANY(sent), VARSIZE_ANY_EXHDR(sent));
	recv_version(&message, ATTENDANCE_PROFILE_VERSION, TYPE_NAME);
	count = recv_count(&message, sizeof(float8) + sizeof(int64), TYPE_NAME);
	for (uint32 i = 0; i < count; i++)
	{
		double		contacts = pq_getmsgfloat8(&message);
		int64		people = pq_getmsgint64(&message);

		check_contacts(contacts, ERRCODE_INVALID_BINARY_REPRESENTATION);
		check_level_people(people, contacts, ERRCODE_INVALID_BINARY_REPRESENTATION);
		check_all_people(state->people, people, ERRCODE_INVALID_BINARY_REPRESENTATION);
		profile_state_add(state, contacts + 0.0, people);
	}
	check_message_end(&message, TYPE_NAME);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(attendance_profile_final);
Datum
attendance_profile_final(PG_FUNCTION_ARGS)
{
	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(profile_state_value((ProfileState *) PG_GETARG_POINTER(0)));
}
