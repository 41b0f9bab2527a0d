/*
 * place_flows.c
 *		The matrix over places: the type and its aggregates.
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "miscadmin.h"

#include "base/aggregate.h"
#include "base/json_text.h"
#include "base/messages.h"
#include "place/flows_state.h"
#include "place/place_counts_layout.h"

#define TYPE_NAME "place_flows"

/*
 * Both places of a cell need a code; one without is found by the other.
 */
static void
check_cell_codes(Code from, Code to, int sqlstate)
{
	if (code_is_blank(from) && !code_is_blank(to))
		refuse_blank_code(from, "place",
						  psprintf("It is that of an origin, with flows to place \"%s\".", code_for_message(to)), sqlstate);
	if (code_is_blank(to) && !code_is_blank(from))
		refuse_blank_code(to, "place",
						  psprintf("It is that of a destination, with flows from place \"%s\".", code_for_message(from)), sqlstate);
	check_place_code(from, sqlstate);
	check_place_code(to, sqlstate);
}

/* ------------------------------------------------------------------------
 * Input and output
 * ------------------------------------------------------------------------
 */

/*
 * A state for what comes from outside: no cell may be given twice.
 */
static FlowsState *
state_of_message(int sqlstate)
{
	FlowsState *state = flows_state_create(CurrentMemoryContext);

	state->twice_sqlstate = sqlstate;
	return state;
}

/*
 * Reads the destinations of one origin, {"E01000001": 12, ...}.
 */
static void
read_row(JsonReader *reader, FlowsState *state, Code from)
{
	json_expect(reader, JSON_TOKEN_OBJECT_START, "\"{\"");
	if (json_accept(reader, JSON_TOKEN_OBJECT_END))
		return;
	do
	{
		Code		to = json_read_string(reader, "a place code in double quotes");
		double		n;

		check_cell_codes(from, to, ERRCODE_INVALID_TEXT_REPRESENTATION);
		json_expect(reader, JSON_TOKEN_COLON, "\":\"");
		n = json_read_number(reader, "a count");
		check_count(n, from, &to, ERRCODE_INVALID_TEXT_REPRESENTATION);
		flows_state_add(state, codes_intern(&state->origins, from), codes_intern(&state->destinations, to), n);
	} while (json_accept(reader, JSON_TOKEN_COMMA));
	json_expect(reader, JSON_TOKEN_OBJECT_END, "\",\" or \"}\"");
}

PG_FUNCTION_INFO_V1(place_flows_in);

/*
 * place_flows_in(cstring) -> place_flows
 *
 * Reads a JSON object that has for each origin an object of destinations and
 * counts, {"E83003": {"E01000001": 12}}, in any order.  Errors: 22P02 for what
 * is not such an object, a cell given twice, an empty or overlong code, or a
 * negative count.
 */
Datum
place_flows_in(PG_FUNCTION_ARGS)
{
	FlowsState *state = state_of_message(ERRCODE_INVALID_TEXT_REPRESENTATION);
	JsonReader	reader;

	json_reader_start_folded(&reader, PG_GETARG_CSTRING(0), TYPE_NAME, "place_flows(origin, destination, n)");
	json_expect(&reader, JSON_TOKEN_OBJECT_START, "\"{\"");
	if (!json_accept(&reader, JSON_TOKEN_OBJECT_END))
	{
		do
		{
			Code		from = json_read_string(&reader, "a place code in double quotes");

			json_expect(&reader, JSON_TOKEN_COLON, "\":\"");
			read_row(&reader, state, from);
		} while (json_accept(&reader, JSON_TOKEN_COMMA));
		json_expect(&reader, JSON_TOKEN_OBJECT_END, "\",\" or \"}\"");
	}
	json_reader_finish(&reader);
	PG_RETURN_POINTER(flows_state_value(state));
}

PG_FUNCTION_INFO_V1(place_flows_out);

/*
 * place_flows_out(place_flows) -> cstring
 *
 * Writes what place_flows_in reads, places in bytewise order, each count in the
 * shortest digits that read back as the same number.
 */
Datum
place_flows_out(PG_FUNCTION_ARGS)
{
	PlaceFlows *flows = PG_GETARG_PLACE_FLOWS(0);
	FlowsView	view = place_flows_view(flows);
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	for (uint32 i = 0; i < flows->origins; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i > 0)
			appendStringInfoString(&out, ", ");
		json_write_code(&out, code_list_get(&view.origins, i));
		appendStringInfoString(&out, ": {");
		for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			if (cell > view.row[i])
				appendStringInfoString(&out, ", ");
			json_write_code(&out, code_list_get(&view.destinations, view.destination[cell]));
			appendStringInfoString(&out, ": ");
			json_write_number(&out, view.n[cell]);
		}
		appendStringInfoChar(&out, '}');
	}
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

/*
 * Reads a list of different codes from a message.
 */
static void
recv_codes(StringInfo message, Codes *codes, uint32 count)
{
	for (uint32 i = 0; i < count; i++)
	{
		Code		place = code_recv(message, TYPE_NAME);

		CHECK_FOR_INTERRUPTS();
		check_place_code(place, ERRCODE_INVALID_BINARY_REPRESENTATION);
		if (codes_intern(codes, place) != i)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("place \"%s\" is given twice", code_for_message(place))));
	}
}

PG_FUNCTION_INFO_V1(place_flows_recv);

/*
 * place_flows_recv(internal) -> place_flows
 *
 * Reads a binary message: version (1 byte), number of origins (4) and their
 * codes, number of destinations (4) and their codes, number of cells (4), and
 * for each cell the numbers of its origin and destination (4 each, from 0) and
 * its count (float8).  Errors: 22P03 for anything that place_flows_send would
 * not have written.
 */
Datum
place_flows_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	FlowsState *state = state_of_message(ERRCODE_INVALID_BINARY_REPRESENTATION);
	PlaceFlows *flows;
	uint32		cells;

	recv_version(message, PLACE_FLOWS_VERSION, TYPE_NAME);
	recv_codes(message, &state->origins, recv_count(message, sizeof(int32) + 1, TYPE_NAME));
	recv_codes(message, &state->destinations, recv_count(message, sizeof(int32) + 1, TYPE_NAME));
	cells = recv_count(message, 2 * sizeof(int32) + sizeof(float8), TYPE_NAME);
	for (uint32 i = 0; i < cells; i++)
	{
		uint32		origin = pq_getmsgint(message, sizeof(int32));
		uint32		destination = pq_getmsgint(message, sizeof(int32));
		double		n = pq_getmsgfloat8(message);
		Code		to;

		CHECK_FOR_INTERRUPTS();
		if (origin >= state->origins.count || destination >= state->destinations.count)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("external \"%s\" value has a cell of an unknown place", TYPE_NAME)));
		to = codes_get(&state->destinations, destination);
		check_count(n, codes_get(&state->origins, origin), &to, ERRCODE_INVALID_BINARY_REPRESENTATION);
		flows_state_add(state, origin, destination, n);
	}
	check_message_end(message, TYPE_NAME);
	flows = flows_state_value(state);
	if (flows->origins < state->origins.count || flows->destinations < state->destinations.count)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("external \"%s\" value has a place without a cell", TYPE_NAME)));
	PG_RETURN_POINTER(flows);
}

static void
send_codes(StringInfo message, const CodeList *codes)
{
	for (uint32 i = 0; i < codes->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		code_send(message, code_list_get(codes, i));
	}
}

PG_FUNCTION_INFO_V1(place_flows_send);

/*
 * place_flows_send(place_flows) -> bytea
 *
 * Writes the message that place_flows_recv reads.
 */
Datum
place_flows_send(PG_FUNCTION_ARGS)
{
	PlaceFlows *flows = PG_GETARG_PLACE_FLOWS(0);
	FlowsView	view = place_flows_view(flows);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, PLACE_FLOWS_VERSION);
	pq_sendint32(&message, flows->origins);
	send_codes(&message, &view.origins);
	pq_sendint32(&message, flows->destinations);
	send_codes(&message, &view.destinations);
	pq_sendint32(&message, flows->cells);
	for (uint32 i = 0; i < flows->origins; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			pq_sendint32(&message, i);
			pq_sendint32(&message, view.destination[cell]);
			pq_sendfloat8(&message, view.n[cell]);
		}
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* ------------------------------------------------------------------------
 * Aggregates
 * ------------------------------------------------------------------------
 */

/* How the places of a cell are given: as text, or as a number. */
typedef enum CodeKind
{
	CODE_TEXT,
	CODE_NUMBER
} CodeKind;

static Code
code_argument(FunctionCallInfo fcinfo, int argument, CodeKind kind, char *digits)
{
	if (kind == CODE_NUMBER)
		return code_of_number(PG_GETARG_INT64(argument), digits);
	return CODE_FROM_TEXT(PG_GETARG_TEXT_PP(argument));
}

/*
 * Folds a row into the state of an aggregate.  A row with a NULL is left out.
 */
static Datum
fold_cell(FunctionCallInfo fcinfo, CodeKind origin_kind, CodeKind destination_kind)
{
	FlowsState *state;
	char		from_digits[CODE_DIGITS];
	char		to_digits[CODE_DIGITS];
	Code		from;
	Code		to;
	double		n;
	uint32		origin;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return open_state_unchanged(fcinfo);
	open_state_prefetch(fcinfo, OPEN_STATE_REST, sizeof(FlowsState));
	state = (FlowsState *) open_state_of_call(fcinfo, &flows_state_kind);
	from = code_argument(fcinfo, 1, origin_kind, from_digits);
	to = code_argument(fcinfo, 2, destination_kind, to_digits);
	n = PG_GETARG_FLOAT8(3);
	check_cell_codes(from, to, ERRCODE_INVALID_PARAMETER_VALUE);
	check_count(n, from, &to, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	origin = codes_intern(&state->origins, from);
	flows_state_add(state, origin, codes_intern(&state->destinations, to), n);
	return open_state_datum(&state->open);
}

PG_FUNCTION_INFO_V1(place_flows_transition);

/*
 * Transition of place_flows(origin text, destination text, n float8).  A row with
 * a NULL is left out.
 * Errors: 22023 for an empty, blank or overlong code; 22003 for a count that is
 * negative, infinite or not a number.
 */
Datum
place_flows_transition(PG_FUNCTION_ARGS)
{
	return fold_cell(fcinfo, CODE_TEXT, CODE_TEXT);
}

PG_FUNCTION_INFO_V1(place_flows_transition_bigint);

/*
 * Transition of place_flows(origin bigint, destination bigint, n float8).  The
 * code of a place is the number's decimal digits.  NULLs and errors as above.
 */
Datum
place_flows_transition_bigint(PG_FUNCTION_ARGS)
{
	return fold_cell(fcinfo, CODE_NUMBER, CODE_NUMBER);
}

PG_FUNCTION_INFO_V1(place_flows_transition_from_bigint);

/*
 * Transition of place_flows(origin text, destination text, n float8).  A row
 * with a NULL is left out.
 */
Datum
place_flows_transition_from_bigint(PG_FUNCTION_ARGS)
{
	return fold_cell(fcinfo, CODE_NUMBER, CODE_TEXT);
}

PG_FUNCTION_INFO_V1(place_flows_transition_to_bigint);

/*
 * Transition of place_flows(origin text, destination text, n float8).  A row
 * with a NULL is left out.
 */
Datum
place_flows_transition_to_bigint(PG_FUNCTION_ARGS)
{
	return fold_cell(fcinfo, CODE_TEXT, CODE_NUMBER);
}

PG_FUNCTION_INFO_V1(place_flows_of_places);

/*
 * Transition of place_flows(origin text, destination text) and its like, with or
 * without NULLs.  Errors: 42883, which says that n is missing.
 */
Datum
place_flows_of_places(PG_FUNCTION_ARGS)
{
	aggregate_lacks("place_flows(origin, destination)", "n", "place_flows(origin, destination, n)");
}

PG_FUNCTION_INFO_V1(place_flows_combine);

/*
 * Transition of rollup(place_flows), and combine of it and of place_flows().  A
 * NULL is left out.
 */
Datum
place_flows_combine(PG_FUNCTION_ARGS)
{
	return open_state_combine(fcinfo, &flows_state_kind);
}

PG_FUNCTION_INFO_V1(place_flows_final);

/*
 * Final of place_flows() and rollup().
 */
Datum
place_flows_final(PG_FUNCTION_ARGS)
{
	open_state_prefetch(fcinfo, OPEN_STATE_ALL, sizeof(FlowsState));
	return open_state_final(fcinfo, &flows_state_kind);
}

/* ------------------------------------------------------------------------
 * Functions of 1.0.0
 *
 * Its aggregates had an internal state.  Such a state is a pointer, and so is an
 * open one: the functions above serve both.
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(place_flows_rollup_transition);

/*
 * Transition of rollup(place_flows) in 1.0.0.  A NULL is left out.
 */
Datum
place_flows_rollup_transition(PG_FUNCTION_ARGS)
{
	return open_state_combine(fcinfo, &flows_state_kind);
}

PG_FUNCTION_INFO_V1(place_flows_serialise);

/*
 * Serialise of place_flows() and rollup() in 1.0.0: the value.
 */
Datum
place_flows_serialise(PG_FUNCTION_ARGS)
{
	return open_state_final(fcinfo, &flows_state_kind);
}

PG_FUNCTION_INFO_V1(place_flows_deserialise);

/*
 * Deserialise of place_flows() and rollup() in 1.0.0.  Errors: 22P03 for bytes that are no such state.
 */
Datum
place_flows_deserialise(PG_FUNCTION_ARGS)
{
	/* A copy, since the bytes of a bytea need not be aligned for float8. */
	PlaceFlows *flows = (PlaceFlows *) PG_GETARG_BYTEA_P_COPY(0);
	FlowsState *state;

	aggregate_context(fcinfo);
	if (!place_flows_is_valid(flows))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid transition state of type %s", TYPE_NAME)));
	state = flows_state_create(CurrentMemoryContext);
	flows_state_add_value(state, flows);
	return open_state_datum(&state->open);
}
