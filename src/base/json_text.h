/*
 * json_text.h
 *		The text form of every type is JSON: people can read it, and so can every
 *		client.  Reading pulls tokens from PostgreSQL's own JSON lexer.
 */
#ifndef PLACEBASE_JSON_TEXT_H
#define PLACEBASE_JSON_TEXT_H

#include "common/jsonapi.h"
#include "lib/stringinfo.h"

#include "base/codes.h"

typedef struct JsonReader
{
	JsonLexContext *lexer;		/* its token_type is the token to be read next */
	const char *text;
	const char *type_name;		/* for messages */
} JsonReader;

extern void json_reader_start(JsonReader *reader, char *text, const char *type_name);
extern void json_reader_start_folded(JsonReader *reader, char *text, const char *type_name, const char *aggregate);
extern void json_reader_finish(JsonReader *reader);
extern bool json_accept(JsonReader *reader, JsonTokenType token);
extern void json_expect(JsonReader *reader, JsonTokenType token, const char *wanted);
extern Code json_read_string(JsonReader *reader, const char *wanted);
extern char *json_read_digits(JsonReader *reader, const char *wanted);
extern double json_read_number(JsonReader *reader, const char *wanted);

extern void json_write_code(StringInfo out, Code code);
extern void json_write_number(StringInfo out, double number);

#endif
