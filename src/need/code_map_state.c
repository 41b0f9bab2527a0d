/*
 * code_map_state.c
 *		Entries of a list of codes: what each must be, and what they must be together.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "base/memory.h"
#include "base/search.h"
#include "base/words.h"
#include "need/code_map_state.h"
#include "need/code_system.h"

CodeMapState *
code_map_state_create(MemoryContext context, int sqlstate)
{
	CodeMapState *state = MemoryContextAlloc(context, sizeof(CodeMapState));

	codes_init(&state->entries, context);
	state->sqlstate = sqlstate;
	return state;
}

static void
check_length(Code code, const char *what, int sqlstate)
{
	if (code.length > CODE_MAP_MAX_LENGTH)
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("%s \"%s\" is too long", what, code_for_message(code)),
				 errdetail("It has %u bytes; at most %d are allowed.", code.length, CODE_MAP_MAX_LENGTH)));
}

/*
 * What an entry that says nothing of it means, and whether the system has what it
 * says.
 */
static CodeMatch
entry_match(CodeSystem system, Code name, Code code, Code condition, text *word, int sqlstate)
{
	CodeMatch	match;

	if (word == NULL)
		return code_system_has_hierarchy(system) ? MATCH_PREFIX : MATCH_EXACT;
	match = word_position(word, match_words, lengthof(match_words), "match");
	if (!match_is_exact(match) && !code_system_has_hierarchy(system))
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("code \"%s\" of condition \"%s\" cannot have the match '%s'",
						code_for_message(code), code_for_message(condition), match_words[match]),
				 errdetail("A code of system \"%s\" has no hierarchy in it.", code_for_message(name)),
				 errhint("List the descendants, each of them 'exact'.")));
	return match;
}

/*
 * Adds an entry.  Without a match it is a prefix, or exact where a system has no
 * prefixes.
 */
void
code_map_state_add(CodeMapState *state, Code condition, Code system, Code code, text *match)
{
	CodeSystem	named = code_system_named(system, state->sqlstate);
	char		room[CODE_MAP_MAX_LENGTH];
	CodeMatch	matched;
	Code		normal;
	StringInfoData key;

	check_code_not_blank(condition, "condition", state->sqlstate);
	check_length(condition, "condition", state->sqlstate);
	check_length(system, "system", state->sqlstate);
	check_length(code, "code", state->sqlstate);
	matched = entry_match(named, system, code, condition, match, state->sqlstate);
	normal = code_normal_form(named, code, room);
	if (code_is_blank(normal))
		ereport(ERROR,
				(errcode(state->sqlstate),
				 errmsg("code \"%s\" of condition \"%s\" is no code of system \"%s\"",
						code_for_message(code), code_for_message(condition), code_for_message(system)),
				 errdetail("Nothing of it is left in the form in which codes are compared.")));

	/* No text has a zero byte, so that the order of keys is that of entries. */
	initStringInfo(&key);
	appendBinaryStringInfo(&key, system.data, system.length);
	appendStringInfoChar(&key, '\0');
	appendBinaryStringInfo(&key, normal.data, normal.length);
	appendStringInfoChar(&key, '\0');
	appendStringInfoChar(&key, '0' + matched);
	appendBinaryStringInfo(&key, condition.data, condition.length);
	codes_intern(&state->entries, (Code) {key.data, key.len});
	pfree(key.data);
}

static CodeEntry
entry_of_key(Code key)
{
	uint32		system = strlen(key.data);
	uint32		code = strlen(key.data + system + 1);
	uint32		match = system + 1 + code + 1;

	return (CodeEntry)
	{
		{key.data, system}, {key.data + system + 1, code},
		{key.data + match + 1, key.length - match - 1}, key.data[match] - '0'
	};
}

/*
 * A code cannot be in a condition and out of it.
 */
static void
check_entry_has_no_opposite(const CodeMapView *view, uint32 system, uint32 code, uint32 first, uint32 entry, int sqlstate)
{
	uint32		opposite = view->entry[entry] ^ 1U << ENTRY_MATCH_SHIFT;
	uint32		found = first_not_below(view->entry, first, entry, opposite);

	if (found < entry && view->entry[found] == opposite)
	{
		CodeEntry	named = code_map_entry(view, system, code, entry);

		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("code \"%s\" of system \"%s\" is both in and out of condition \"%s\"",
						code_for_message(named.code), code_for_message(named.system), code_for_message(named.condition)),
				 errdetail("It is listed as '%s' and as '%s'.",
						   match_words[opposite >> ENTRY_MATCH_SHIFT], match_words[named.match])));
	}
}

/*
 * What entries must be together: none contradicts another, and what only excludes
 * codes is no condition.
 */
static void
check_entries(const CodeMapView *view, int sqlstate)
{
	bool	   *includes = array_allocate_zero(view->conditions.count, sizeof(bool));
	uint32		code = 0;
	uint32		entry = 0;

	for (uint32 system = 0; system < view->systems.count; system++)
		for (; code < view->system_codes[system]; code++)
			for (uint32 first = entry; entry < view->code_entries[code]; entry++)
			{
				CHECK_FOR_INTERRUPTS();
				check_entry_has_no_opposite(view, system, code, first, entry, sqlstate);
				if (!match_excludes(view->entry[entry] >> ENTRY_MATCH_SHIFT))
					includes[view->entry[entry] & ENTRY_CONDITION_MASK] = true;
			}
	for (uint32 i = 0; i < view->conditions.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!includes[i])
			ereport(ERROR,
					(errcode(sqlstate),
					 errmsg("condition \"%s\" excludes codes and includes none",
							code_for_message(code_list_get(&view->conditions, i)))));
	}
	pfree(includes);
}

/*
 * The canonical list.  The state stays as it is: a window aggregate asks again.
 */
CodeMap *
code_map_state_value(const CodeMapState *state)
{
	uint32		count = state->entries.count;
	uint32	   *sorted = codes_sorted(&state->entries);
	CodeEntry  *entries = array_allocate(count, sizeof(CodeEntry));
	CodeMap    *map;
	CodeMapView view;

	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		entries[i] = entry_of_key(codes_get(&state->entries, sorted[i]));
	}
	map = code_map_assemble(entries, count);
	view = code_map_view(map);
	check_entries(&view, state->sqlstate);
	pfree(sorted);
	pfree(entries);
	return map;
}
