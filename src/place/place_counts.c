/*
 * place_counts.c
 *		The vector over places: the type and its aggregates.
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "miscadmin.h"

#include "base/aggregate.h"
#include "base/json_text.h"
#include "base/messages.h"
#include "place/place_counts_state.h"

#define TYPE_NAME "place_counts"

/* ------------------------------------------------------------------------
 * Input and output
 * ------------------------------------------------------------------------
 */

/*
 * Adds a place that the outside names; it may be named only once.
 */
static void
counts_state_add_new(CountsState *state, Code place, double n, int sqlstate)
{
	uint32		known = state->places.count;

	check_place_code(place, sqlstate);
	check_count(n, place, NULL, sqlstate);
	counts_state_add(state, place, n);
	if (state->places.count == known)
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("place \"%s\" is given twice", code_for_message(place))));
}

PG_FUNCTION_INFO_V1(place_counts_in);

/*
 * place_counts_in(cstring) -> place_counts
 *
 * Reads a JSON object of places and counts, {"E01000001": 1749}, in any order.
 * Errors: 22P02 for what is not such an object, a place given twice, an empty or
 * overlong code, or a negative count.
 */
Datum
place_counts_in(PG_FUNCTION_ARGS)
{
	CountsState *state = counts_state_create(CurrentMemoryContext);
	JsonReader	reader;

	json_reader_start_folded(&reader, PG_GETARG_CSTRING(0), TYPE_NAME, "place_counts(place, n)");
	json_expect(&reader, JSON_TOKEN_OBJECT_START, "\"{\"");
	if (!json_accept(&reader, JSON_TOKEN_OBJECT_END))
	{
		do
		{
			Code		place = json_read_string(&reader, "a place code in double quotes");

			json_expect(&reader, JSON_TOKEN_COLON, "\":\"");
			counts_state_add_new(state, place, json_read_number(&reader, "a count"),
								 ERRCODE_INVALID_TEXT_REPRESENTATION);
		} while (json_accept(&reader, JSON_TOKEN_COMMA));
		json_expect(&reader, JSON_TOKEN_OBJECT_END, "\",\" or \"}\"");
	}
	json_reader_finish(&reader);
	PG_RETURN_POINTER(counts_state_value(state));
}

PG_FUNCTION_INFO_V1(place_counts_out);

/*
 * place_counts_out(place_counts) -> cstring
 *
 * Writes what place_counts_in reads, places in bytewise order, each count in the
 * shortest digits that read back as the same number.
 */
Datum
place_counts_out(PG_FUNCTION_ARGS)
{
	PlaceCounts *counts = PG_GETARG_PLACE_COUNTS(0);
	CodeList	places = place_counts_places(counts);
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	for (uint32 i = 0; i < counts->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i > 0)
			appendStringInfoString(&out, ", ");
		json_write_code(&out, code_list_get(&places, i));
		appendStringInfoString(&out, ": ");
		json_write_number(&out, counts->n[i]);
	}
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

PG_FUNCTION_INFO_V1(place_counts_recv);

/*
 * place_counts_recv(internal) -> place_counts
 *
 * Reads a binary message: version (1 byte), number of places (4), then for each
 * its code (length 4, text) and its count (float8).  Errors: 22P03 for anything
 * that place_counts_send would not have written.
 */
Datum
place_counts_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	CountsState *state = counts_state_create(CurrentMemoryContext);
	uint32		count;

	recv_version(message, PLACE_COUNTS_VERSION, TYPE_NAME);
	count = recv_count(message, sizeof(int32) + 1 + sizeof(float8), TYPE_NAME);
	for (uint32 i = 0; i < count; i++)
	{
		Code		place = code_recv(message, TYPE_NAME);

		CHECK_FOR_INTERRUPTS();
		check_message_left(message, sizeof(float8), TYPE_NAME);
		counts_state_add_new(state, place, pq_getmsgfloat8(message),
							 ERRCODE_INVALID_BINARY_REPRESENTATION);
	}
	check_message_end(message, TYPE_NAME);
	PG_RETURN_POINTER(counts_state_value(state));
}

PG_FUNCTION_INFO_V1(place_counts_send);

/*
 * place_counts_send(place_counts) -> bytea
 *
 * Writes the message that place_counts_recv reads.
 */
Datum
place_counts_send(PG_FUNCTION_ARGS)
{
	PlaceCounts *counts = PG_GETARG_PLACE_COUNTS(0);
	CodeList	places = place_counts_places(counts);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, PLACE_COUNTS_VERSION);
	pq_sendint32(&message, counts->count);
	for (uint32 i = 0; i < counts->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		code_send(&message, code_list_get(&places, i));
		pq_sendfloat8(&message, counts->n[i]);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* ------------------------------------------------------------------------
 * Aggregates
 * ------------------------------------------------------------------------
 */

static CountsState *
counts_state(FunctionCallInfo fcinfo)
{
	open_state_prefetch(fcinfo, OPEN_STATE_REST, sizeof(CountsState));
	return (CountsState *) open_state_of_call(fcinfo, &counts_state_kind);
}

/*
 * Folds a row into the state of an aggregate.
 */
static Datum
fold_count(FunctionCallInfo fcinfo, Code place)
{
	CountsState *state = counts_state(fcinfo);
	double		n = PG_GETARG_FLOAT8(2);

	check_place_code(place, ERRCODE_INVALID_PARAMETER_VALUE);
	check_count(n, place, NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	counts_state_add(state, place, n);
	return open_state_datum(&state->open);
}

PG_FUNCTION_INFO_V1(place_counts_transition);

/*
 * Transition of place_counts(place text, n float8).  A row with a NULL is left
 * out.
 * Errors: 22023 for an empty, blank or overlong code; 22003 for a count that is
 * negative, infinite or not a number.
 */
Datum
place_counts_transition(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return open_state_unchanged(fcinfo);
	return fold_count(fcinfo, CODE_FROM_TEXT(PG_GETARG_TEXT_PP(1)));
}

PG_FUNCTION_INFO_V1(place_counts_transition_bigint);

/*
 * Transition of place_counts(place bigint, n float8).  The code of the place is
 * the number's decimal digits.  NULLs and errors as above.
 */
Datum
place_counts_transition_bigint(PG_FUNCTION_ARGS)
{
	char		digits[CODE_DIGITS];

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return open_state_unchanged(fcinfo);
	return fold_count(fcinfo, code_of_number(PG_GETARG_INT64(1), digits));
}

PG_FUNCTION_INFO_V1(place_counts_of_places);

/*
 * Transition of place_counts(place bigint), with or without NULLs.
 * Errors: 42883, which says that n is missing.
 */
Datum
place_counts_of_places(PG_FUNCTION_ARGS)
{
	aggregate_lacks("place_counts(place)", "n", "place_counts(place, n)");
}

PG_FUNCTION_INFO_V1(place_counts_combine);

/*
 * Transition of rollup(place_counts), and combine of it and of place_counts().  A
 * NULL is left out.
 */
Datum
place_counts_combine(PG_FUNCTION_ARGS)
{
	return open_state_combine(fcinfo, &counts_state_kind);
}

PG_FUNCTION_INFO_V1(place_counts_final);

/*
 * Final of place_counts() and rollup().
 */
Datum
place_counts_final(PG_FUNCTION_ARGS)
{
	open_state_prefetch(fcinfo, OPEN_STATE_ALL, sizeof(CountsState));
	return open_state_final(fcinfo, &counts_state_kind);
}

/* ------------------------------------------------------------------------
 * Functions of 1.0.0
 *
 * Its aggregates had an internal state.  Such a state is a pointer, and so is an
 * open one: the functions above serve both.
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(place_counts_rollup_transition);

/*
 * Transition of rollup(place_counts) in 1.0.0.  A NULL is left out.
 */
Datum
place_counts_rollup_transition(PG_FUNCTION_ARGS)
{
	return open_state_combine(fcinfo, &counts_state_kind);
}

PG_FUNCTION_INFO_V1(place_counts_serialise);

/*
 * Serialise of place_counts() and rollup() in 1.0.0: the value.
 */
Datum
place_counts_serialise(PG_FUNCTION_ARGS)
{
	return open_state_final(fcinfo, &counts_state_kind);
}

PG_FUNCTION_INFO_V1(place_counts_deserialise);

/*
 * Deserialise of place_counts() and rollup() in 1.0.0.  Errors: 22P03 for bytes that are no such state.
 */
Datum
place_counts_deserialise(PG_FUNCTION_ARGS)
{
	/* A copy, since the bytes of a bytea need not be aligned for float8. */
	PlaceCounts *counts = (PlaceCounts *) PG_GETARG_BYTEA_P_COPY(0);
	CountsState *state;
	CodeList	places;

	aggregate_context(fcinfo);
	if (!place_counts_is_valid(counts))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid transition state of type %s", TYPE_NAME)));
	state = counts_state_create(CurrentMemoryContext);
	places = place_counts_places(counts);
	counts_state_add_list(state, &places, counts->n);
	return open_state_datum(&state->open);
}
