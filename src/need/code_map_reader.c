/*
 * code_map_reader.c
 *		Looking codes up in a list.
 *
 * A walk down the sorted codes of a system: byte after byte of the code narrows the
 * range of those that begin as it does, and those that end there are its prefixes.
 * So the cost goes with the length of a code, not with that of the list.  Codes that
 * were asked for lately are remembered as they were written: in records the same few
 * thousand come again and again.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/memory.h"
#include "need/code_map_reader.h"
#include "need/code_system.h"

#define REMEMBERED_CODES 2048	/* a power of 2 */
#define REMEMBERED_BYTES 40
#define REMEMBERED_CONDITIONS 4

/* A code of the data and what it means: one cache line. */
struct RememberedCode
{
	uint32		hash;
	uint8		system_length;	/* 0: nothing is remembered here */
	uint8		code_length;
	uint16		count;
	uint32		condition[REMEMBERED_CONDITIONS];
	char		text[REMEMBERED_BYTES]; /* system and code */
};

#define FIRST_FOUND 16

/* Up to so many are sorted in place without a look for interrupts. */
#define FEW_FOUND 32

/*
 * True if the argument is the list that the reader has, told by version and digest.
 */
static bool
is_same_map(const CodeMapReader *reader, Datum argument)
{
	const char *bytes = DatumGetPointer(argument);

	if (reader->map == NULL)
		return false;
	if (VARATT_IS_4B_U(bytes))
		return VARSIZE(bytes) >= offsetof(CodeMap, systems) &&
			memcmp(bytes, reader->map, offsetof(CodeMap, systems)) == 0;
	return kept_is(&reader->kept, argument);
}

/*
 * The reader of the list in an argument, which may be another one in each call.
 */
CodeMapReader *
code_map_reader(FunctionCallInfo fcinfo, int argument)
{
	CodeMapReader *reader = kept_state(fcinfo, sizeof(CodeMapReader));
	Datum		datum = PG_GETARG_DATUM(argument);
	MemoryContext caller;
	CodeMap    *map;
	CodeMap    *copy;

	if (is_same_map(reader, datum))
		return reader;
	map = code_map_from_datum(datum);
	reader->map = NULL;
	caller = kept_start(&reader->kept, fcinfo, CODE_MAP_NAME);
	copy = palloc(VARSIZE(map));
	copy_bytes(copy, map, VARSIZE(map));
	reader->view = code_map_view(copy);
	reader->capacity = FIRST_FOUND;
	reader->found = palloc(FIRST_FOUND * sizeof(uint32));
	reader->remembered = palloc0(REMEMBERED_CODES * sizeof(RememberedCode));
	if (!VARATT_IS_4B_U(DatumGetPointer(datum)))
		kept_set(&reader->kept, datum);
	MemoryContextSwitchTo(caller);
	reader->map = copy;
	return reader;
}

/*
 * The first of the codes from low to before high whose byte at depth is not below a
 * byte.  All are longer than depth.
 */
static uint32
first_not_below(const CodeList *codes, uint32 low, uint32 high, uint32 depth, unsigned byte)
{
	while (low < high)
	{
		uint32		middle = low + (high - low) / 2;

		if ((uint8) code_list_get(codes, middle).data[depth] < byte)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * Takes the entries of a code of the list, which the code that is looked up is or
 * begins with.  What is found is the number of a condition and, in the lowest bit,
 * whether it is excluded.
 */
static uint32
take_entries(CodeMapReader *reader, uint32 code, bool whole, uint32 count)
{
	for (uint32 i = code == 0 ? 0 : reader->view.code_entries[code - 1]; i < reader->view.code_entries[code]; i++)
	{
		uint32		entry = reader->view.entry[i];
		CodeMatch	match = entry >> ENTRY_MATCH_SHIFT;

		CHECK_FOR_INTERRUPTS();
		if (match_is_exact(match) && !whole)
			continue;
		if (count == reader->capacity)
		{
			reader->capacity *= 2;
			reader->found = repalloc_huge(reader->found, mul_size(reader->capacity, sizeof(uint32)));
		}
		reader->found[count++] = (entry & ENTRY_CONDITION_MASK) << 1 | match_excludes(match);
	}
	return count;
}

/*
 * All entries that match a code in normal form.
 */
static uint32
walk_down(CodeMapReader *reader, uint32 system, Code code)
{
	const CodeList *codes = &reader->view.codes;
	uint32		low = system == 0 ? 0 : reader->view.system_codes[system - 1];
	uint32		high = reader->view.system_codes[system];
	uint32		count = 0;

	for (uint32 depth = 0; depth < code.length && low < high; depth++)
	{
		unsigned	byte = (uint8) code.data[depth];

		low = first_not_below(codes, low, high, depth, byte);
		high = first_not_below(codes, low, high, depth, byte + 1);

		/* A code that ends here is the first of those that begin as it does. */
		if (low < high && code_list_get(codes, low).length == depth + 1)
			count = take_entries(reader, low++, depth + 1 == code.length, count);
	}
	return count;
}

#define ST_SORT sort_many_found
#define ST_ELEMENT_TYPE uint32
#define ST_COMPARE(a, b) (*(a) < *(b) ? -1 : *(a) > *(b))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

static void
sort_found(uint32 *found, uint32 count)
{
	if (count > FEW_FOUND)
	{
		sort_many_found(found, count);
		return;
	}
	for (uint32 i = 1; i < count; i++)
	{
		uint32		one = found[i];
		uint32		j = i;

		for (; j > 0 && one < found[j - 1]; j--)
			found[j] = found[j - 1];
		found[j] = one;
	}
}

/*
 * Leaves the conditions that hold: found, and not excluded.
 */
static uint32
keep_conditions(uint32 *found, uint32 count)
{
	uint32		kept = 0;

	sort_found(found, count);
	for (uint32 i = 0; i < count;)
	{
		uint32		condition = found[i] >> 1;
		bool		included = (found[i] & 1) == 0;
		bool		excluded = false;

		CHECK_FOR_INTERRUPTS();
		for (; i < count && found[i] >> 1 == condition; i++)
			excluded |= found[i] & 1;
		if (included && !excluded)
			found[kept++] = condition;
	}
	return kept;
}

/*
 * Looks up a code that is not remembered.
 */
static uint32
look_up(CodeMapReader *reader, Code system, Code code)
{
	char		few[CODE_MAP_MAX_LENGTH];
	char	   *room = few;
	CodeSystem	named = code_system_named(system, ERRCODE_INVALID_PARAMETER_VALUE);
	uint32		number;
	uint32		count = 0;

	if (code.length > sizeof(few))
		room = palloc(code.length);
	if (code_list_find(&reader->view.systems, reader->map->system_bytes, system, &number))
		count = keep_conditions(reader->found,
								walk_down(reader, number, code_normal_form(named, code, room)));
	if (room != few)
		pfree(room);
	return count;
}

/*
 * The conditions of a code as the data have it: their numbers in the list, which rise.
 * They stay until the next call.
 */
uint32
code_map_look_up(CodeMapReader *reader, Code system, Code code, const uint32 **conditions)
{
	RememberedCode *slot;
	uint32		hash;
	uint32		count;

	if (system.length == 0 || system.length + (uint64) code.length > REMEMBERED_BYTES)
	{
		count = look_up(reader, system, code);
		*conditions = reader->found;
		return count;
	}
	hash = hash_bytes((const unsigned char *) code.data, code.length) + system.length;
	slot = &reader->remembered[hash & (REMEMBERED_CODES - 1)];
	*conditions = slot->condition;
	if (slot->hash == hash && slot->system_length == system.length && slot->code_length == code.length &&
		memcmp(slot->text, system.data, system.length) == 0 &&
		memcmp(slot->text + system.length, code.data, code.length) == 0)
		return slot->count;

	count = look_up(reader, system, code);
	if (count > REMEMBERED_CONDITIONS)
	{
		*conditions = reader->found;
		return count;
	}
	slot->hash = hash;
	slot->system_length = system.length;
	slot->code_length = code.length;
	slot->count = count;
	memcpy(slot->condition, reader->found, count * sizeof(uint32));
	memcpy(slot->text, system.data, system.length);
	memcpy(slot->text + system.length, code.data, code.length);
	return count;
}
