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

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "attendance/profile_state.h"
#include "base/aggregate.h"
#include "base/json_text.h"
#include "base/messages.h"

#define TYPE_NAME ATTENDANCE_PROFILE_NAME

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

	json_reader_start_folded(&reader, PG_GETARG_CSTRING(0), TYPE_NAME, "attendance_profile(contacts)");
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
	AttendanceProfile *profile;
	int64	   *people;

	recv_version(message, ATTENDANCE_PROFILE_VERSION, TYPE_NAME);
	count = recv_count(message, sizeof(float8) + sizeof(int64), TYPE_NAME);
	profile = attendance_profile_new(count);
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
	Assert(attendance_profile_is_valid(profile));
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

static ProfileState *
profile_state(FunctionCallInfo fcinfo)
{
	return (ProfileState *) open_state_of_call(fcinfo, &profile_state_kind);
}

/*
 * Adds one row: so many people with so many contacts.
 */
static Datum
add_people(FunctionCallInfo fcinfo, double contacts, int64 people)
{
	ProfileState *state = profile_state(fcinfo);

	check_level_people(people, contacts, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	profile_state_add(state, contacts, people, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	return open_state_datum(&state->open);
}

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
	if (PG_ARGISNULL(1) || (PG_NARGS() > 2 && PG_ARGISNULL(2)))
		return open_state_unchanged(fcinfo);
	check_contacts(PG_GETARG_FLOAT8(1), ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	if (PG_NARGS() > 2 && PG_GETARG_INT64(2) == 0)
		return open_state_datum(&profile_state(fcinfo)->open);
	return add_people(fcinfo, PG_GETARG_FLOAT8(1), PG_NARGS() > 2 ? PG_GETARG_INT64(2) : 1);
}

PG_FUNCTION_INFO_V1(attendance_profile_transition_float8);

/*
 * attendance_profile(contacts float8, people float8)
 *
 * The same where people are what sum() returns of counts.  Errors: 22003 also
 * for a fraction of a person.
 */
Datum
attendance_profile_transition_float8(PG_FUNCTION_ARGS)
{
	double		contacts;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return open_state_unchanged(fcinfo);
	contacts = PG_GETARG_FLOAT8(1);
	check_contacts(contacts, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	if (PG_GETARG_FLOAT8(2) == 0)
		return open_state_datum(&profile_state(fcinfo)->open);
	return add_people(fcinfo, contacts, whole_people(PG_GETARG_FLOAT8(2), contacts, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE));
}

PG_FUNCTION_INFO_V1(attendance_profile_of_text);

/*
 * attendance_profile(text)
 *
 * Without this, PostgreSQL takes the call for a cast and says that the text is
 * no JSON.  Errors: 42804 for the first row.
 */
Datum
attendance_profile_of_text(PG_FUNCTION_ARGS)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("attendance_profile needs numbers of contacts, one a person, not text"),
			 errhint("Count each person's rows first, and profile the counts; cast a text of digits to double precision. "
					 "A stored text of a profile is read by a cast, profile::attendance_profile.")));
}

PG_FUNCTION_INFO_V1(attendance_profile_combine);

/*
 * Transition of rollup(attendance_profile), and combine of it and of
 * attendance_profile().  A NULL is left out.
 */
Datum
attendance_profile_combine(PG_FUNCTION_ARGS)
{
	return open_state_combine(fcinfo, &profile_state_kind);
}

PG_FUNCTION_INFO_V1(attendance_profile_final);

/*
 * Final of attendance_profile() and rollup().
 */
Datum
attendance_profile_final(PG_FUNCTION_ARGS)
{
	open_state_prefetch(fcinfo, OPEN_STATE_ALL, sizeof(ProfileState));
	return open_state_final(fcinfo, &profile_state_kind);
}

/* ------------------------------------------------------------------------
 * Functions of 1.0.0
 *
 * Its aggregates had an internal state.  Such a state is a pointer, and so is an
 * open one: the functions above serve both.
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(attendance_profile_rollup_transition);

/*
 * Transition of rollup(attendance_profile) in 1.0.0.  A NULL is left out.
 */
Datum
attendance_profile_rollup_transition(PG_FUNCTION_ARGS)
{
	return open_state_combine(fcinfo, &profile_state_kind);
}

PG_FUNCTION_INFO_V1(attendance_profile_serialise);

/*
 * Serialise of attendance_profile() and rollup() in 1.0.0: the message of attendance_profile_send.
 */
Datum
attendance_profile_serialise(PG_FUNCTION_ARGS)
{
	const ProfileState *state = profile_state(fcinfo);

	PG_RETURN_BYTEA_P(profile_to_message(profile_state_value(state)));
}

PG_FUNCTION_INFO_V1(attendance_profile_deserialise);

/*
 * Deserialise of attendance_profile() and rollup() in 1.0.0.  Errors: 22P03 for bytes that are no such message.
 */
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
		profile_state_add(state, contacts, people, ERRCODE_INVALID_BINARY_REPRESENTATION);
	}
	check_message_end(&message, TYPE_NAME);
	return open_state_datum(&state->open);
}
