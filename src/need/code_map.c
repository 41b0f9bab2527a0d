/*
 * code_map.c
 *		A list of codes and the conditions that they mean: the type and its aggregate.
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "miscadmin.h"

#include "base/aggregate.h"
#include "base/json_text.h"
#include "base/messages.h"
#include "need/code_map_state.h"

#define TYPE_NAME CODE_MAP_NAME

/* ------------------------------------------------------------------------
 * Input and output
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(code_map_in);

/*
 * code_map_in(cstring) -> code_map
 *
 * Reads [["condition", "system", "code", "match"], ...] in any order; an entry
 * without a match means what it means to the aggregate.
 * Errors: 22P02 for what is not such an array, and for entries that the aggregate
 * refuses; 22023 for a match that is none.
 */
Datum
code_map_in(PG_FUNCTION_ARGS)
{
	CodeMapState *state = code_map_state_create(CurrentMemoryContext, ERRCODE_INVALID_TEXT_REPRESENTATION);
	JsonReader	reader;

	json_reader_start_folded(&reader, PG_GETARG_CSTRING(0), TYPE_NAME, "code_map(condition, system, code)");
	json_expect(&reader, JSON_TOKEN_ARRAY_START, "an array of entries");
	if (!json_accept(&reader, JSON_TOKEN_ARRAY_END))
	{
		do
		{
			Code		condition;
			Code		system;
			Code		code;
			text	   *match = NULL;

			json_expect(&reader, JSON_TOKEN_ARRAY_START, "an entry, [\"condition\", \"system\", \"code\", \"match\"]");
			condition = json_read_string(&reader, "a condition");
			json_expect(&reader, JSON_TOKEN_COMMA, "a comma and the system of the code");
			system = json_read_string(&reader, "the system of a code");
			json_expect(&reader, JSON_TOKEN_COMMA, "a comma and the code");
			code = json_read_string(&reader, "a code");
			if (json_accept(&reader, JSON_TOKEN_COMMA))
				match = code_to_text(json_read_string(&reader, "a match"));
			json_expect(&reader, JSON_TOKEN_ARRAY_END, "a match or the end of the entry");
			code_map_state_add(state, condition, system, code, match);
		} while (json_accept(&reader, JSON_TOKEN_COMMA));
		json_expect(&reader, JSON_TOKEN_ARRAY_END, "a comma or the end of the entries");
	}
	json_reader_finish(&reader);
	PG_RETURN_POINTER(code_map_state_value(state));
}

/*
 * Writes an entry as a line of the text form.
 */
static void
write_entry(StringInfo out, CodeEntry entry)
{
	appendStringInfoString(out, out->len == 1 ? "[" : ",[");
	json_write_code(out, entry.condition);
	appendStringInfoChar(out, ',');
	json_write_code(out, entry.system);
	appendStringInfoChar(out, ',');
	json_write_code(out, entry.code);
	appendStringInfo(out, ",\"%s\"]", match_words[entry.match]);
}

PG_FUNCTION_INFO_V1(code_map_out);

/*
 * code_map_out(code_map) -> cstring
 *
 * Writes what code_map_in reads, in the order of system, code, match and condition,
 * codes in normal form and each with its match.
 */
Datum
code_map_out(PG_FUNCTION_ARGS)
{
	CodeMapView view = code_map_view(PG_GETARG_CODE_MAP(0));
	StringInfoData out;
	uint32		code = 0;
	uint32		entry = 0;

	initStringInfo(&out);
	appendStringInfoChar(&out, '[');
	for (uint32 system = 0; system < view.systems.count; system++)
		for (; code < view.system_codes[system]; code++)
			for (; entry < view.code_entries[code]; entry++)
			{
				CHECK_FOR_INTERRUPTS();
				write_entry(&out, code_map_entry(&view, system, code, entry));
			}
	appendStringInfoChar(&out, ']');
	PG_RETURN_CSTRING(out.data);
}

PG_FUNCTION_INFO_V1(code_map_recv);

/*
 * code_map_recv(internal) -> code_map
 *
 * Reads a binary message: version (1 byte), number of entries (4), then for each
 * its condition, system and code (length 4, text) and its match (1 byte: exact, not
 * exact, not prefix, prefix).
 * Errors: 22P03 for anything that code_map_send would not have written; entries may
 * come in any order.
 */
Datum
code_map_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	CodeMapState *state = code_map_state_create(CurrentMemoryContext, ERRCODE_INVALID_BINARY_REPRESENTATION);
	text	   *words[lengthof(match_words)];
	uint32		count;

	for (Size i = 0; i < lengthof(match_words); i++)
		words[i] = code_to_text((Code) {match_words[i], strlen(match_words[i])});
	recv_version(message, CODE_MAP_VERSION, TYPE_NAME);
	count = recv_count(message, 3 * (sizeof(int32) + 1) + 1, TYPE_NAME);
	for (uint32 i = 0; i < count; i++)
	{
		Code		condition = code_recv(message, TYPE_NAME);
		Code		system = code_recv(message, TYPE_NAME);
		Code		code = code_recv(message, TYPE_NAME);
		int			match;

		CHECK_FOR_INTERRUPTS();
		check_message_left(message, 1, TYPE_NAME);
		match = pq_getmsgbyte(message);
		if (match >= (int) lengthof(match_words))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("unknown match %d in external \"%s\" value", match, TYPE_NAME)));
		code_map_state_add(state, condition, system, code, words[match]);
	}
	check_message_end(message, TYPE_NAME);
	PG_RETURN_POINTER(code_map_state_value(state));
}

PG_FUNCTION_INFO_V1(code_map_send);

/*
 * code_map_send(code_map) -> bytea
 *
 * Writes the message that code_map_recv reads.
 */
Datum
code_map_send(PG_FUNCTION_ARGS)
{
	CodeMap    *map = PG_GETARG_CODE_MAP(0);
	CodeMapView view = code_map_view(map);
	StringInfoData message;
	uint32		code = 0;
	uint32		entry = 0;

	pq_begintypsend(&message);
	pq_sendbyte(&message, CODE_MAP_VERSION);
	pq_sendint32(&message, map->entries);
	for (uint32 system = 0; system < view.systems.count; system++)
		for (; code < view.system_codes[system]; code++)
			for (; entry < view.code_entries[code]; entry++)
			{
				CodeEntry	one = code_map_entry(&view, system, code, entry);

				CHECK_FOR_INTERRUPTS();
				code_send(&message, one.condition);
				code_send(&message, one.system);
				code_send(&message, one.code);
				pq_sendbyte(&message, one.match);
			}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* ------------------------------------------------------------------------
 * The aggregate
 * ------------------------------------------------------------------------
 */

/*
 * Folds an entry into the state.
 */
static Datum
fold_entry(FunctionCallInfo fcinfo, text *match)
{
	MemoryContext context = aggregate_context(fcinfo);
	CodeMapState *state = PG_ARGISNULL(0) ? code_map_state_create(context, ERRCODE_INVALID_PARAMETER_VALUE) :
		(CodeMapState *) PG_GETARG_POINTER(0);

	code_map_state_add(state, CODE_FROM_TEXT(PG_GETARG_TEXT_PP(1)), CODE_FROM_TEXT(PG_GETARG_TEXT_PP(2)),
					   CODE_FROM_TEXT(PG_GETARG_TEXT_PP(3)), match);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(code_map_entry_transition);

/*
 * Transition of code_map(condition text, system text, code text).  An entry matches
 * by prefix; in ctv3 and snomed, whose codes have no hierarchy in them, exactly.  A
 * row with a NULL is left out.
 * Errors: 22023 for a blank condition, a code that is none of its system, a system
 * whose name is nearly that of another, and a text of more than 1024 bytes.
 */
Datum
code_map_entry_transition(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return state_unchanged(fcinfo);
	return fold_entry(fcinfo, NULL);
}

PG_FUNCTION_INFO_V1(code_map_match_transition);

/*
 * Transition of code_map(condition text, system text, code text, match text).  The
 * match is 'prefix', 'exact', 'not prefix' or 'not exact'; NULL means what it means
 * to leave it out.  A row with another NULL is left out.
 * Errors: as without a match, and 22023 for a match that is none, and for a prefix
 * in ctv3 or snomed.
 */
Datum
code_map_match_transition(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return state_unchanged(fcinfo);
	return fold_entry(fcinfo, PG_ARGISNULL(4) ? NULL : PG_GETARG_TEXT_PP(4));
}

PG_FUNCTION_INFO_V1(code_map_final);

/*
 * Final of code_map().  An entry given twice is one.
 * Errors: 22023 for a condition that only excludes codes, and for a code that is
 * both in and out of a condition.
 */
Datum
code_map_final(PG_FUNCTION_ARGS)
{
	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(code_map_state_value((CodeMapState *) PG_GETARG_POINTER(0)));
}
