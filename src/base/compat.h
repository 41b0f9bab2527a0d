/*
 * compat.h
 *		What differs between PostgreSQL 15, 16, 17 and 18, and between compilers,
 *		all in one place.
 */
#ifndef PLACEBASE_COMPAT_H
#define PLACEBASE_COMPAT_H

#include "common/jsonapi.h"
#include "libpq/pqformat.h"

#if PG_VERSION_NUM < 150000
#error "placebase needs PostgreSQL 15 or later"
#endif

/* VARDATA and its kin: in postgres.h until 15, and here since then. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* A prefix since 18; before that a suffix called pg_attribute_noreturn(). */
#if PG_VERSION_NUM < 180000
#define pg_noreturn _Noreturn
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

/* Length and text; the length never includes itself. */
static inline void
compat_send_counted_text(StringInfo message, const char *text, int length)
{
#if PG_VERSION_NUM >= 170000
	pq_sendcountedtext(message, text, length);
#else
	pq_sendcountedtext(message, text, length, false);
#endif
}

/*
 * Asks for a cache line that will be needed soon, where the compiler can.
 */
static inline void
compat_prefetch(const void *address)
{
#ifdef __GNUC__
	__builtin_prefetch(address);
#endif
}

#endif
