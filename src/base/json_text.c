/*
 * json_text.c
 *		Reading and writing the JSON text forms of the types.
 */
#include "postgres.h"

#include "common/shortest_dec.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/memutils.h"

#include "base/json_text.h"

/* How much of a malformed text an error message shows. */
#define TEXT_SHOWN_BYTES 64

static char *
text_for_message(const char *text)
{
	int			length = strlen(text);

	if (length <= TEXT_SHOWN_BYTES)
		return pstrdup(text);
	return psprintf("%.*s...", pg_mbcliplen(text, length, TEXT_SHOWN_BYTES), text);
}

static void
next_token(JsonReader *reader)
{
	JsonParseErrorType result;

	CHECK_FOR_INTERRUPTS();
	result = json_lex(reader->lexer);
	if (result != JSON_SUCCESS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						reader->type_name, text_for_message(reader->text)),
				 errdetail_internal("%s", json_errdetail(result, reader->lexer))));
}

pg_noreturn static void
json_syntax_error(JsonReader *reader, const char *wanted)
{
	const char *found = reader->lexer->token_start;

	if (found == NULL || reader->lexer->token_type == JSON_TOKEN_END)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						reader->type_name, text_for_message(reader->text)),
				 errdetail("Expected %s, but the text ends.", wanted)));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s: \"%s\"",
					reader->type_name, text_for_message(reader->text)),
			 errdetail("Expected %s at \"%s\".", wanted, text_for_message(found))));
}

void
json_reader_start(JsonReader *reader, char *text, const char *type_name)
{
	reader->text = text;
	reader->type_name = type_name;
	reader->lexer = compat_json_lexer(text, strlen(text), GetDatabaseEncoding());
	next_token(reader);
}

/*
 * The same for a type whose name is also that of an aggregate.  A call of that
 * with one argument of text is taken for a cast, so that a text which is no object
 * and no array at all may be a code: aggregate says how rows are folded.
 */
void
json_reader_start_folded(JsonReader *reader, char *text, const char *type_name, const char *aggregate)
{
	const char *start = text + strspn(text, " \t\n\r");

	if (*start != '\0' && strchr("{[\"", *start) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("\"%s\" is not the text of a value of type %s", text_for_message(text), type_name),
				 errdetail("The text of such a value is JSON."),
				 errhint("To fold rows into a value, pass all arguments: %s.", aggregate)));
	json_reader_start(reader, text, type_name);
}

void
json_reader_finish(JsonReader *reader)
{
	if (reader->lexer->token_type != JSON_TOKEN_END)
		json_syntax_error(reader, "the end of the text");
}

/*
 * Steps over the next token if it is this one.
 */
bool
json_accept(JsonReader *reader, JsonTokenType token)
{
	if (reader->lexer->token_type != token)
		return false;
	next_token(reader);
	return true;
}

void
json_expect(JsonReader *reader, JsonTokenType token, const char *wanted)
{
	if (!json_accept(reader, token))
		json_syntax_error(reader, wanted);
}

/*
 * A string, its escapes undone, in memory of its own.
 */
Code
json_read_string(JsonReader *reader, const char *wanted)
{
	StringInfo	value = reader->lexer->strval;
	Code		code;

	if (reader->lexer->token_type != JSON_TOKEN_STRING)
		json_syntax_error(reader, wanted);
	code.length = value->len;
	code.data = pnstrdup(value->data, value->len);
	next_token(reader);
	return code;
}

/*
 * A number as it is written, in memory of its own.
 */
char *
json_read_digits(JsonReader *reader, const char *wanted)
{
	JsonLexContext *lexer = reader->lexer;
	char	   *digits;

	if (lexer->token_type != JSON_TOKEN_NUMBER)
		json_syntax_error(reader, wanted);
	digits = pnstrdup(lexer->token_start, lexer->token_terminator - lexer->token_start);
	next_token(reader);
	return digits;
}

double
json_read_number(JsonReader *reader, const char *wanted)
{
	char	   *digits = json_read_digits(reader, wanted);
	double		number = DatumGetFloat8(DirectFunctionCall1(float8in, CStringGetDatum(digits)));

	pfree(digits);
	return number;
}

/*
 * Writes a code in double quotes.  Escapes make six characters of one at most,
 * and what stands around a code is short.
 */
void
json_write_code(StringInfo out, Code code)
{
	char	   *terminated = pnstrdup(code.data, code.length);

	check_code_text(code);
	if (out->len + 6 * (uint64) code.length + 64 > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the text of this value takes more than 1 GB"),
				 errhint("Lay the value out as rows, and keep or copy those.")));
	escape_json(out, terminated);
	pfree(terminated);
}

/*
 * The shortest digits that read back as the same number, whatever
 * extra_float_digits says: a dump must not lose a bit.
 */
void
json_write_number(StringInfo out, double number)
{
	char		digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	appendBinaryStringInfo(out, digits, double_to_shortest_decimal_bufn(number, digits));
}
