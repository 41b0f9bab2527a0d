/*
 * code_map_layout.h
 *		A list of clinical codes and the conditions that they mean: the stored form.
 */
#ifndef PLACEBASE_CODE_MAP_LAYOUT_H
#define PLACEBASE_CODE_MAP_LAYOUT_H

#include "fmgr.h"

#include "base/codes.h"

/*
 * On disk, in the server's byte order, each number 4 bytes:
 *
 *	+--------+---------+----------+--------+--------------+---------+-------+
 *	| length | version | 3 x zero | digest | seven counts | numbers | texts |
 *	+--------+---------+----------+--------+--------------+---------+-------+
 *	 4        1         3          8        28             4 each    bytes
 *
 * The counts are those of the struct below.  The numbers are, one list after
 * another: where the name of each system ends, where the codes of each system end,
 * where the text of each code ends, where the entries of each code end, the
 * entries, and where the name of each condition ends.  An entry is the number of a
 * condition with the match in the two highest bits.  The texts are those of the
 * systems, of the codes and of the conditions.
 *
 * Systems, the codes of a system, the entries of a code and the conditions stand in
 * strictly ascending order, codes and names bytewise.  Each system has a code, each
 * code an entry, each condition too.  So equal lists have equal bytes, and a code
 * is found by bisection.  The digest is the hash of all that follows it: by it a
 * reader sees that it has the list already, without comparing all of it.
 */
typedef struct CodeMap
{
	int32		vl_len_;		/* varlena header, never touched directly */
	uint8		version;
	uint8		reserved[3];
	uint32		digest[2];
	uint32		systems;
	uint32		codes;
	uint32		entries;
	uint32		conditions;
	uint32		system_bytes;
	uint32		code_bytes;
	uint32		condition_bytes;
	uint32		numbers[FLEXIBLE_ARRAY_MEMBER];
} CodeMap;

#define CODE_MAP_NAME "code_map"
#define CODE_MAP_VERSION 1

/* Names and codes have 1 to 1024 bytes. */
#define CODE_MAP_MAX_LENGTH PLACE_CODE_MAX_LENGTH

/* In the order of their words.  The lowest bit tells a match from its opposite. */
typedef enum CodeMatch
{
	MATCH_EXACT,
	MATCH_NOT_EXACT,
	MATCH_NOT_PREFIX,
	MATCH_PREFIX
} CodeMatch;

#define ENTRY_MATCH_SHIFT 30
#define ENTRY_CONDITION_MASK ((1U << ENTRY_MATCH_SHIFT) - 1)

/* A stored list, opened. */
typedef struct CodeMapView
{
	CodeList	systems;
	CodeList	codes;
	CodeList	conditions;
	const uint32 *system_codes; /* where the codes of each system end */
	const uint32 *code_entries; /* where the entries of each code end */
	const uint32 *entry;
} CodeMapView;

/* An entry as people write it. */
typedef struct CodeEntry
{
	Code		system;
	Code		code;			/* in normal form */
	Code		condition;
	CodeMatch	match;
} CodeEntry;

#define PG_GETARG_CODE_MAP(i) code_map_from_datum(PG_GETARG_DATUM(i))

static inline bool
match_excludes(CodeMatch match)
{
	return match == MATCH_NOT_EXACT || match == MATCH_NOT_PREFIX;
}

static inline bool
match_is_exact(CodeMatch match)
{
	return match == MATCH_EXACT || match == MATCH_NOT_EXACT;
}

extern const char *const match_words[4];

extern CodeMapView code_map_view(const CodeMap *map);
extern CodeEntry code_map_entry(const CodeMapView *view, uint32 system, uint32 code, uint32 entry);
extern CodeMap *code_map_from_datum(Datum datum);
extern CodeMap *code_map_assemble(const CodeEntry *entries, uint32 count);

#endif
