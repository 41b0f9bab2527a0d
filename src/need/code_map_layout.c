/*
 * code_map_layout.c
 *		The stored form of a list of codes: reading it, and putting it together.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/code_lists.h"
#include "base/memory.h"
#include "base/stored.h"
#include "need/code_map_layout.h"

const char *const match_words[4] = {"exact", "not exact", "not prefix", "prefix"};

/* ------------------------------------------------------------------------
 * Reading
 * ------------------------------------------------------------------------
 */

static uint64
count_of_numbers(const CodeMap *map)
{
	return 2 * (uint64) map->systems + 2 * (uint64) map->codes + map->entries + map->conditions;
}

static uint64
code_map_size(const CodeMap *map)
{
	return offsetof(CodeMap, numbers) + sizeof(uint32) * count_of_numbers(map) +
		(uint64) map->system_bytes + map->code_bytes + map->condition_bytes;
}

/*
 * Where everything stands in a value whose sizes are right.
 */
CodeMapView
code_map_view(const CodeMap *map)
{
	const uint32 *next = map->numbers;
	const char *bytes = (const char *) (next + count_of_numbers(map));
	CodeMapView view;

	view.systems = (CodeList) {map->systems, next, bytes};
	view.system_codes = next + map->systems;
	next += 2 * (Size) map->systems;
	bytes += map->system_bytes;
	view.codes = (CodeList) {map->codes, next, bytes};
	view.code_entries = next + map->codes;
	view.entry = view.code_entries + map->codes;
	next = view.entry + map->entries;
	bytes += map->code_bytes;
	view.conditions = (CodeList) {map->conditions, next, bytes};
	return view;
}

CodeEntry
code_map_entry(const CodeMapView *view, uint32 system, uint32 code, uint32 entry)
{
	return (CodeEntry)
	{
		code_list_get(&view->systems, system),
			code_list_get(&view->codes, code),
			code_list_get(&view->conditions, view->entry[entry] & ENTRY_CONDITION_MASK),
			view->entry[entry] >> ENTRY_MATCH_SHIFT
	};
}

/*
 * True if so many ends rise, and the last is that of all.
 */
static bool
ends_rise(const uint32 *end, uint32 count, uint32 all)
{
	uint32		last = 0;

	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (end[i] <= last)
			return false;
		last = end[i];
	}
	return last == all;
}

static bool
names_are_valid(const CodeList *names, uint32 bytes)
{
	return code_list_fits(names, bytes) && code_list_is_sorted(names);
}

/*
 * True if the codes of each system and the entries of each code stand in order.
 */
static bool
codes_are_valid(const CodeMapView *view, uint32 code_bytes, uint32 entries)
{
	uint32		code = 0;

	if (!code_list_fits(&view->codes, code_bytes) ||
		!ends_rise(view->system_codes, view->systems.count, view->codes.count) ||
		!ends_rise(view->code_entries, view->codes.count, entries))
		return false;
	for (uint32 system = 0; system < view->systems.count; system++)
	{
		uint32		first = code;

		for (; code < view->system_codes[system]; code++)
		{
			uint32		entry = code == 0 ? 0 : view->code_entries[code - 1];

			CHECK_FOR_INTERRUPTS();
			if (code > first &&
				code_compare(code_list_get(&view->codes, code - 1), code_list_get(&view->codes, code)) >= 0)
				return false;
			for (uint32 i = entry; i < view->code_entries[code]; i++)
				if ((view->entry[i] & ENTRY_CONDITION_MASK) >= view->conditions.count ||
					(i > entry && view->entry[i - 1] >= view->entry[i]))
					return false;
		}
	}
	return true;
}

static uint64
digest_of(const CodeMap *map)
{
	const unsigned char *from = (const unsigned char *) &map->systems;

	return hash_bytes_extended(from, (const unsigned char *) map + VARSIZE(map) - from, CODE_MAP_VERSION);
}

static bool
code_map_is_valid(const CodeMap *map)
{
	CodeMapView view;
	uint64		digest;

	if (map->reserved[0] != 0 || map->reserved[1] != 0 || map->reserved[2] != 0 ||
		VARSIZE(map) != code_map_size(map))
		return false;
	digest = digest_of(map);
	if (map->digest[0] != (uint32) digest || map->digest[1] != (uint32) (digest >> 32))
		return false;
	view = code_map_view(map);
	return names_are_valid(&view.systems, map->system_bytes) &&
		names_are_valid(&view.conditions, map->condition_bytes) &&
		codes_are_valid(&view, map->code_bytes, map->entries);
}

/*
 * A datum of the type, looked at from end to end.
 */
CodeMap *
code_map_from_datum(Datum datum)
{
	CodeMap    *map = (CodeMap *) PG_DETOAST_DATUM(datum);

	if (VARSIZE(map) < offsetof(CodeMap, digest))
		stored_value_damaged(CODE_MAP_NAME);
	check_stored_version(map->version, CODE_MAP_VERSION, CODE_MAP_NAME);
	if (VARSIZE(map) < offsetof(CodeMap, numbers) || !code_map_is_valid(map))
		stored_value_damaged(CODE_MAP_NAME);
	return map;
}

/* ------------------------------------------------------------------------
 * Putting together
 * ------------------------------------------------------------------------
 */

/*
 * The number of each entry's condition in the order of the names, and these names.
 */
static uint32 *
number_conditions(const CodeEntry *entries, uint32 count, CodeListWriter *names)
{
	uint32	   *number = array_allocate(count, sizeof(uint32));
	uint32	   *rank;
	uint32	   *order;
	Codes		conditions;

	codes_init(&conditions, CurrentMemoryContext);
	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		number[i] = codes_intern(&conditions, entries[i].condition);
	}
	order = codes_sorted(&conditions);
	rank = array_allocate(conditions.count, sizeof(uint32));
	code_list_writer_init(names);
	for (uint32 i = 0; i < conditions.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		rank[order[i]] = i;
		code_list_write(names, codes_get(&conditions, order[i]));
	}
	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		number[i] = rank[number[i]];
	}
	codes_free(&conditions);
	pfree(order);
	pfree(rank);
	return number;
}

static char *
copy_texts(char *to, const CodeListWriter *texts)
{
	copy_bytes(to, texts->bytes, texts->used);
	return to + texts->used;
}

static uint32 *
copy_numbers(uint32 *to, const uint32 *numbers, uint32 count)
{
	copy_bytes(to, numbers, count * sizeof(uint32));
	return to + count;
}

/*
 * The value of entries that stand in the order of system, code, match and
 * condition, none twice.
 */
CodeMap *
code_map_assemble(const CodeEntry *entries, uint32 count)
{
	CodeListWriter systems;
	CodeListWriter codes;
	CodeListWriter conditions;
	uint32	   *entry = number_conditions(entries, count, &conditions);
	uint32	   *system_codes = array_allocate(count, sizeof(uint32));
	uint32	   *code_entries = array_allocate(count, sizeof(uint32));
	CodeMap		head = {.version = CODE_MAP_VERSION};
	CodeMap    *map;
	uint32	   *next;
	uint64		digest;

	code_list_writer_init(&systems);
	code_list_writer_init(&codes);
	for (uint32 i = 0; i < count; i++)
	{
		bool		new_system = i == 0 || !code_equal(entries[i].system, entries[i - 1].system);

		CHECK_FOR_INTERRUPTS();
		if (new_system)
			code_list_write(&systems, entries[i].system);
		if (new_system || !code_equal(entries[i].code, entries[i - 1].code))
			code_list_write(&codes, entries[i].code);
		system_codes[systems.count - 1] = codes.count;
		code_entries[codes.count - 1] = i + 1;
		entry[i] |= (uint32) entries[i].match << ENTRY_MATCH_SHIFT;
	}

	head.systems = systems.count;
	head.codes = codes.count;
	head.entries = count;
	head.conditions = conditions.count;
	head.system_bytes = systems.used;
	head.code_bytes = codes.used;
	head.condition_bytes = conditions.used;
	if (code_map_size(&head) > MaxAllocSize)
		value_too_large(CODE_MAP_NAME, NULL);
	map = palloc(code_map_size(&head));
	*map = head;
	SET_VARSIZE(map, code_map_size(&head));
	next = copy_numbers(map->numbers, systems.end, systems.count);
	next = copy_numbers(next, system_codes, systems.count);
	next = copy_numbers(next, codes.end, codes.count);
	next = copy_numbers(next, code_entries, codes.count);
	next = copy_numbers(next, entry, count);
	next = copy_numbers(next, conditions.end, conditions.count);
	copy_texts(copy_texts(copy_texts((char *) next, &systems), &codes), &conditions);
	digest = digest_of(map);
	map->digest[0] = (uint32) digest;
	map->digest[1] = (uint32) (digest >> 32);
	Assert(code_map_is_valid(map));
	return map;
}
