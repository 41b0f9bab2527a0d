/*
 * codes.h
 *		Place and provider codes: the one dictionary that every type shares.
 *
 * A code is a short text such as "E01000001".  Codes are compared bytewise, so
 * that the order of places never depends on a locale.
 *
 * Code		a code, by reference
 * CodeList	a read-only view of the sorted dictionary inside a stored value
 * Codes	a growing dictionary that gives each new code the next number
 */
#ifndef PLACEBASE_CODES_H
#define PLACEBASE_CODES_H

#include "base/compat.h"

/* A place code has 1 to 1024 bytes; a provider code may have any length. */
#define PLACE_CODE_MAX_LENGTH 1024

typedef struct Code
{
	const char *data;
	uint32		length;
} Code;

typedef struct CodeList
{
	uint32		count;
	const uint32 *end;			/* where each code ends in bytes */
	const char *bytes;
} CodeList;

typedef struct Codes
{
	MemoryContext context;
	uint32		count;
	uint32		capacity;
	uint32		bytes_capacity;
	uint32		last;			/* the code interned last */
	uint32		slot_mask;
	bool		end_is_lent;	/* see codes_lend() */
	bool		bytes_are_lent;
	uint32	   *end;			/* where each code ends in bytes */
	uint32	   *hash;			/* valid once there are slots */
	uint32	   *slots;			/* open addressing: number + 1, or 0; NULL while few */
	char	   *bytes;
} Codes;

static inline int
code_compare(Code a, Code b)
{
	int			order = memcmp(a.data, b.data, Min(a.length, b.length));

	if (order != 0)
		return order;
	return (a.length > b.length) - (a.length < b.length);
}

static inline bool
code_equal(Code a, Code b)
{
	return a.length == b.length && memcmp(a.data, b.data, a.length) == 0;
}

static inline Code
code_list_get(const CodeList *list, uint32 i)
{
	uint32		start = i == 0 ? 0 : list->end[i - 1];

	return (Code)
	{
		list->bytes + start, list->end[i] - start
	};
}

/*
 * The codes of a dictionary by their numbers.  Such a list is in the order of
 * arrival.
 */
static inline CodeList
codes_list(const Codes *codes)
{
	return (CodeList)
	{
		codes->count, codes->end, codes->bytes
	};
}

static inline Code
codes_get(const Codes *codes, uint32 i)
{
	uint32		start = i == 0 ? 0 : codes->end[i - 1];

	return (Code)
	{
		codes->bytes + start, codes->end[i] - start
	};
}

/* The code that a text datum (detoasted, packed or not) holds. */
#define CODE_FROM_TEXT(t) ((Code) {VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t)})

/* Room for the code of a number: the digits of any bigint, a sign and a zero byte. */
#define CODE_DIGITS 21

extern bool code_has_blanks_only(Code code);
pg_noreturn extern void refuse_blank_code(Code code, const char *what, const char *detail, int sqlstate);
pg_noreturn extern void refuse_place_code(Code code, int sqlstate);
extern void check_code_not_blank(Code code, const char *what, int sqlstate);
extern void check_code_text(Code code);
extern char *code_for_message(Code code);
extern text *code_to_text(Code code);
extern Code code_of_number(int64 number, char digits[CODE_DIGITS]);

/*
 * A code of blanks is what a spreadsheet, a web page or an export makes of NULL.
 * Nearly every code begins with a letter or a digit of ASCII, which tells at once.
 */
static inline bool
code_is_blank(Code code)
{
	if (likely(code.length > 0 && *code.data > ' ' && !IS_HIGHBIT_SET(*code.data)))
		return false;
	return code_has_blanks_only(code);
}

/*
 * A place needs a name, and a name of more than 1 kB is a mistake in the
 * caller's columns.
 */
static inline void
check_place_code(Code code, int sqlstate)
{
	if (unlikely(code_is_blank(code) || code.length > PLACE_CODE_MAX_LENGTH))
		refuse_place_code(code, sqlstate);
}

extern void codes_init(Codes *codes, MemoryContext context);
extern void codes_lend(Codes *codes, uint32 *end, uint32 capacity, char *bytes, uint32 bytes_capacity);
extern void codes_free(Codes *codes);
extern uint32 codes_intern(Codes *codes, Code code);
extern uint32 *codes_sorted(const Codes *codes);
extern uint32 *code_array_sorted(const Code *codes, uint32 count);
extern uint32 codes_bytes(const Codes *codes);

extern bool code_list_fits(const CodeList *list, uint32 bytes);
extern bool code_list_fits_at(const CodeList *list, uint32 bytes, uint32 i);
extern bool code_list_is_sorted(const CodeList *list);
extern bool code_list_find(const CodeList *list, uint32 bytes, Code code, uint32 *position);

#endif
