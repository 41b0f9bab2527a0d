/*
 * codes.c
 *		Place and provider codes: interning, sorting, looking up, sending.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/codes.h"
#include "base/memory.h"

/* Up to this many codes a look through all of them beats a hash table. */
#define CODES_WITHOUT_SLOTS 8

/*
 * More different codes than this could never become one value: each takes 12
 * bytes and its text, and so many different ones need four bytes of text.
 */
#define CODES_MAX ((uint32) (MaxAllocSize / 16))

/* How much of a code an error message shows. */
#define CODE_SHOWN_BYTES 64

/*
 * The characters of Unicode that show nothing, beyond ASCII: those with the
 * property White_Space, and those without width.
 */
static const struct
{
	pg_wchar	first;
	pg_wchar	last;
}			unicode_blanks[] = {
	{0x0085, 0x0085},			/* next line */
	{0x00A0, 0x00A0},			/* no-break space */
	{0x1680, 0x1680},			/* Ogham space */
	{0x180E, 0x180E},			/* Mongolian vowel separator */
	{0x2000, 0x200D},			/* spaces by width, down to none */
	{0x2028, 0x2029},			/* line and paragraph separator */
	{0x202F, 0x202F},			/* narrow no-break space */
	{0x205F, 0x2060},			/* mathematical space, word joiner */
	{0x3000, 0x3000},			/* ideographic space */
	{0xFEFF, 0xFEFF}			/* byte order mark */
};

/*
 * How many bytes the blank at a place of a code has; 0 where another character
 * stands.  Only in UTF-8 is more known than the blanks of ASCII.
 */
static uint32
blank_length(Code code, uint32 at, pg_wchar *character)
{
	const unsigned char *here = (const unsigned char *) code.data + at;
	uint32		length = (*here & 0xE0) == 0xC0 ? 2 : (*here & 0xF0) == 0xE0 ? 3 : 1;

	*character = *here;
	if (*here < 0x80)
		return *here == ' ' || (*here >= '\t' && *here <= '\r');
	if (length == 1 || length > code.length - at || GetDatabaseEncoding() != PG_UTF8)
		return 0;
	*character = utf8_to_unicode(here);
	for (uint32 i = 0; i < lengthof(unicode_blanks); i++)
		if (*character >= unicode_blanks[i].first && *character <= unicode_blanks[i].last)
			return length;
	return 0;
}

bool
code_has_blanks_only(Code code)
{
	uint32		length;
	pg_wchar	character;

	for (uint32 i = 0; i < code.length; i += length)
		if ((length = blank_length(code, i, &character)) == 0)
			return false;
	return true;
}

/*
 * How SQL makes NULL of a blank code: trim() alone takes off spaces, all others
 * have to be named.
 */
static char *
cure_of_blanks(Code code)
{
	StringInfoData named;
	uint32		length;
	pg_wchar	character;

	initStringInfo(&named);
	for (uint32 i = 0; i < code.length && named.len < CODE_SHOWN_BYTES; i += length)
	{
		char	   *escape;

		length = blank_length(code, i, &character);
		escape = psprintf("\\u%04X", character);
		if (character != ' ' && strstr(named.data, escape) == NULL)
			appendStringInfoString(&named, escape);
	}
	return named.len == 0 ? "nullif(trim(code), '')" :
		psprintf("nullif(trim(code, E' %s'), '')", named.data);
}

/*
 * what says whose code it is: "place", "provider".  detail says where it stands,
 * and may be NULL.
 */
void
refuse_blank_code(Code code, const char *what, const char *detail, int sqlstate)
{
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("%s code must not be %s", what, code.length == 0 ? "empty" : "blank"),
			 detail == NULL ? 0 : errdetail("%s", detail),
			 errhint("Pass %s to leave such rows out.", cure_of_blanks(code))));
}

void
check_code_not_blank(Code code, const char *what, int sqlstate)
{
	if (code_is_blank(code))
		refuse_blank_code(code, what, NULL, sqlstate);
}

void
refuse_place_code(Code code, int sqlstate)
{
	check_code_not_blank(code, "place", sqlstate);
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("place code \"%s\" is too long", code_for_message(code)),
			 errdetail("It has %u bytes; at most %d are allowed.",
					   code.length, PLACE_CODE_MAX_LENGTH)));
}

/*
 * Codes come in as text, which is valid in the server's encoding.  One that is
 * not was damaged where it was stored, and must not reach a client.
 */
void
check_code_text(Code code)
{
	if (!pg_verify_mbstr(GetDatabaseEncoding(), code.data, code.length, true))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored code is damaged"),
				 errdetail("Its bytes are no text in the encoding \"%s\".", GetDatabaseEncodingName())));
}

/*
 * The code as a string for a message, clipped between characters.
 */
char *
code_for_message(Code code)
{
	int			shown;

	check_code_text(code);
	if (code.length <= CODE_SHOWN_BYTES)
		return pnstrdup(code.data, code.length);
	shown = pg_mbcliplen(code.data, code.length, CODE_SHOWN_BYTES);
	return psprintf("%.*s...", shown, code.data);
}

text *
code_to_text(Code code)
{
	check_code_text(code);
	return cstring_to_text_with_len(code.data, code.length);
}

/*
 * The code of a number is its decimal digits.
 */
Code
code_of_number(int64 number, char digits[CODE_DIGITS])
{
	return (Code)
	{
		digits, pg_lltoa(number, digits)
	};
}

/*
 * Makes an empty dictionary.  It allocates nothing until it holds a code, so
 * that a group of an aggregate that meets few places stays small.
 */
void
codes_init(Codes *codes, MemoryContext context)
{
	memset(codes, 0, sizeof(Codes));
	codes->context = context;
}

/*
 * Lends an empty dictionary its first room: memory of its owner, which the
 * dictionary leaves to it.  So few codes stand beside the state that has them.
 */
void
codes_lend(Codes *codes, uint32 *end, uint32 capacity, char *bytes, uint32 bytes_capacity)
{
	Assert(codes->count == 0 && codes->end == NULL && codes->bytes == NULL);
	codes->end = end;
	codes->capacity = capacity;
	codes->end_is_lent = true;
	codes->bytes = bytes;
	codes->bytes_capacity = bytes_capacity;
	codes->bytes_are_lent = true;
}

void
codes_free(Codes *codes)
{
	if (codes->end != NULL && !codes->end_is_lent)
		pfree(codes->end);
	if (codes->bytes != NULL && !codes->bytes_are_lent)
		pfree(codes->bytes);
	if (codes->hash != NULL)
		pfree(codes->hash);
	if (codes->slots != NULL)
		pfree(codes->slots);
	codes_init(codes, codes->context);
}

static uint32
code_hash(Code code)
{
	return hash_bytes((const unsigned char *) code.data, code.length);
}

/*
 * Grows an allocation that may not exist yet, or of which so many bytes stand in
 * memory that was lent.
 */
static void *
grow(MemoryContext context, void *memory, bool *is_lent, Size used, Size size)
{
	void	   *own;

	if (memory != NULL && !*is_lent)
		return repalloc(memory, size);
	own = MemoryContextAlloc(context, size);
	if (*is_lent)
		memcpy(own, memory, used);
	*is_lent = false;
	return own;
}

/*
 * Doubles the slots and puts every code in its place again.
 */
static void
codes_build_slots(Codes *codes)
{
	uint32		slots = codes->slots == NULL ? 4 * CODES_WITHOUT_SLOTS : 2 * (codes->slot_mask + 1);

	if (codes->slots != NULL)
		pfree(codes->slots);
	codes->slots = MemoryContextAllocZero(codes->context, mul_size(slots, sizeof(uint32)));
	codes->slot_mask = slots - 1;
	if (codes->hash == NULL)
	{
		codes->hash = MemoryContextAlloc(codes->context, codes->capacity * sizeof(uint32));
		for (uint32 i = 0; i < codes->count; i++)
			codes->hash[i] = code_hash(codes_get(codes, i));
	}
	for (uint32 i = 0; i < codes->count; i++)
	{
		uint32		slot = codes->hash[i] & codes->slot_mask;

		CHECK_FOR_INTERRUPTS();
		while (codes->slots[slot] != 0)
			slot = (slot + 1) & codes->slot_mask;
		codes->slots[slot] = i + 1;
	}
}

static uint32
codes_append(Codes *codes, Code code, uint32 hash)
{
	uint32		used = codes_bytes(codes);
	uint64		wanted = (uint64) used + code.length;

	if (wanted > MaxAllocSize || codes->count == CODES_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many different codes"),
				 errdetail("A value may take at most 1 GB, its codes among it.")));
	if (codes->count == codes->capacity)
	{
		codes->capacity = Max(4, pg_nextpower2_32(codes->capacity + 1));
		codes->end = grow(codes->context, codes->end, &codes->end_is_lent,
						  codes->count * sizeof(uint32), mul_size(codes->capacity, sizeof(uint32)));
		if (codes->hash != NULL)
			codes->hash = repalloc(codes->hash, mul_size(codes->capacity, sizeof(uint32)));
	}
	/* Even an empty code points at something. */
	if (codes->bytes == NULL || wanted > codes->bytes_capacity)
	{
		/* Memory comes in powers of two, so that more than one would be lost. */
		codes->bytes_capacity = Min(MaxAllocSize, pg_nextpower2_32(Max(64, wanted)));
		codes->bytes = grow(codes->context, codes->bytes, &codes->bytes_are_lent, used, codes->bytes_capacity);
	}
	memcpy(codes->bytes + used, code.data, code.length);
	codes->end[codes->count] = wanted;
	if (codes->hash != NULL)
		codes->hash[codes->count] = hash;
	return codes->count++;
}

/*
 * The number of a code, given to it now if it is new.
 */
uint32
codes_intern(Codes *codes, Code code)
{
	uint32		hash;
	uint32		slot;

	/* Rows often come sorted by one of their places. */
	if (codes->last < codes->count && code_equal(codes_get(codes, codes->last), code))
		return codes->last;

	if (codes->slots == NULL)
	{
		for (uint32 i = 0; i < codes->count; i++)
			if (code_equal(codes_get(codes, i), code))
				return codes->last = i;
		if (codes->count < CODES_WITHOUT_SLOTS)
			return codes->last = codes_append(codes, code, 0);
		codes_build_slots(codes);
	}

	hash = code_hash(code);
	for (slot = hash & codes->slot_mask; codes->slots[slot] != 0; slot = (slot + 1) & codes->slot_mask)
	{
		uint32		i = codes->slots[slot] - 1;

		if (codes->hash[i] == hash && code_equal(codes_get(codes, i), code))
			return codes->last = i;
	}
	codes->last = codes_append(codes, code, hash);
	codes->slots[slot] = codes->last + 1;
	if (codes->count > codes->slot_mask / 2)
		codes_build_slots(codes);
	return codes->last;
}

/*
 * How many bytes all codes take together.
 */
uint32
codes_bytes(const Codes *codes)
{
	return codes->count == 0 ? 0 : codes->end[codes->count - 1];
}

typedef struct NumberedCode
{
	Code		code;
	uint32		number;
} NumberedCode;

#define ST_SORT sort_numbered_codes
#define ST_ELEMENT_TYPE NumberedCode
#define ST_COMPARE(a, b) code_compare((a)->code, (b)->code)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * Sorts numbered codes, which it frees, and leaves their numbers.
 */
static uint32 *
sorted_numbers(Scratch *scratch, NumberedCode *numbered, uint32 count)
{
	uint32	   *sorted = array_allocate(count, sizeof(uint32));

	sort_numbered_codes(numbered, count);
	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		sorted[i] = numbered[i].number;
	}
	scratch_free(scratch, numbered);
	return sorted;
}

/*
 * The numbers of all codes in the bytewise order of the codes.
 */
uint32 *
codes_sorted(const Codes *codes)
{
	Scratch		scratch;
	NumberedCode *numbered = scratch_array(scratch_start(&scratch), codes->count, sizeof(NumberedCode));

	for (uint32 i = 0; i < codes->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		numbered[i] = (NumberedCode)
		{
			codes_get(codes, i), i
		};
	}
	return sorted_numbers(&scratch, numbered, codes->count);
}

/*
 * The same of codes in an array.
 */
uint32 *
code_array_sorted(const Code *codes, uint32 count)
{
	Scratch		scratch;
	NumberedCode *numbered = scratch_array(scratch_start(&scratch), count, sizeof(NumberedCode));

	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		numbered[i] = (NumberedCode)
		{
			codes[i], i
		};
	}
	return sorted_numbers(&scratch, numbered, count);
}

/*
 * True if the list is made of place codes that fill so many bytes, so that
 * reading it stays within them.
 */
bool
code_list_fits(const CodeList *list, uint32 bytes)
{
	uint32		start = 0;

	for (uint32 i = 0; i < list->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (list->end[i] <= start || list->end[i] > bytes ||
			list->end[i] - start > PLACE_CODE_MAX_LENGTH)
			return false;
		start = list->end[i];
	}
	return start == bytes;
}

/*
 * True if one code of such a list stays within the bytes: for whoever reads few
 * codes of many.
 */
bool
code_list_fits_at(const CodeList *list, uint32 bytes, uint32 i)
{
	uint32		start = i == 0 ? 0 : list->end[i - 1];

	return list->end[i] > start && list->end[i] <= bytes && list->end[i] - start <= PLACE_CODE_MAX_LENGTH;
}

/*
 * Looks a code up in a sorted list; position is where it stands or would stand.
 * Whoever asks for one code of many has not looked at all of them, so those on
 * the way are held against the bytes that there are.
 */
bool
code_list_find(const CodeList *list, uint32 bytes, Code code, uint32 *position)
{
	uint32		low = 0;
	uint32		high = list->count;

	while (low < high)
	{
		uint32		middle = low + (high - low) / 2;
		int			order;

		if (list->end[middle] > bytes || (middle > 0 && list->end[middle - 1] > list->end[middle]))
			ereport(ERROR,
					(errcode(ERRCODE_DATA_CORRUPTED),
					 errmsg("stored list of place codes is damaged")));
		order = code_compare(code_list_get(list, middle), code);
		if (order == 0)
		{
			*position = middle;
			return true;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*position = low;
	return false;
}

/*
 * True if every code of a list that fits stands after the one before.
 */
bool
code_list_is_sorted(const CodeList *list)
{
	for (uint32 i = 1; i < list->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (code_compare(code_list_get(list, i - 1), code_list_get(list, i)) >= 0)
			return false;
	}
	return true;
}
