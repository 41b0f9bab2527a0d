/*
 * compat.h
 *		What differs between PostgreSQL 15, 16, 17 and 18, all in one place.
 */
#ifndef PLACEBASE_COMPAT_H
#define PLACEBASE_COMPAT_H

#include "common/jsonapi.h"

#if PG_VERSION_NUM < 150000
#error "placebase needs PostgreSQL 15 or later"
#endif

#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

static inline JsonLexContext *
compat_json_lexer(char *json, int len, int encoding)
{
#if PG_VERSION_NUM >= 170000
	return makeJsonLexContextCstringLen(NULL, json, len, encoding, true);
#else
	return makeJsonLexContextCstringLen(json, len, encoding, true);
#endif
}

#endif
