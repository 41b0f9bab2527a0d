/*
 * unmatched.c
 *		Places that the other side does not know: what is done with them, and what
 *		is said of them.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/code_lists.h"
#include "base/memory.h"
#include "base/words.h"
#include "place/place_names.h"
#include "place/unmatched.h"

Unmatched
unmatched_from_text(text *name)
{
	static const char *const policies[] = {"error", "keep", "drop"};

	return (Unmatched) word_position(name, policies, lengthof(policies), "unmatched");
}

static char *
codes_of_sides(Code one, Code other)
{
	return psprintf("One side has codes such as \"%s\", the other such as \"%s\".",
					code_for_message(one), code_for_message(other));
}

/*
 * A code of one list beside a code of the other, for a detail.
 */
static char *
code_of_each(const CodeList *places, const CodeList *known)
{
	if (known->count == 0)
		return "The other side has no codes at all.";
	return codes_of_sides(code_list_get(places, 0), code_list_get(known, 0));
}

/*
 * Marks the places that the other side does not know; where that is an error,
 * names them.  Where it knows none at all, keeping them or leaving them out would
 * answer another question, so that is not offered.
 */
bool *
find_unmatched(const CodeList *places, const CodeList *known, Unmatched unmatched, Naming naming)
{
	CodeListPair pair = code_list_pair(places, known);
	bool	   *is_unmatched = array_allocate(places->count, sizeof(bool));
	uint32		count = 0;
	Code		place;
	uint32		i;
	uint32		j;

	while (code_list_pair_next(&pair, &place, &i, &j))
	{
		CHECK_FOR_INTERRUPTS();
		if (i != NOWHERE)
			count += is_unmatched[i] = j == NOWHERE;
	}
	if (count > 0 && unmatched == UNMATCHED_ERROR)
	{
		bool		none_matches = count == places->count;

		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%u %s: %s", count, count == 1 ? naming.one : naming.several,
						marked_places(places, is_unmatched)),
				 none_matches ? errdetail("%s", code_of_each(places, known)) : 0,
				 none_matches ?
				 errhint("No place matches: are the codes of another vintage or level, or written in another case?") :
				 naming.never_kept ? errhint("Pass 'drop' to leave such places out.") :
				 errhint("Pass 'keep' to keep such places under their own codes, or 'drop' to leave them out.")));
	}
	return is_unmatched;
}

/*
 * Two sides that have no code in common, while neither is empty, speak of
 * different things; one and other are a code of each.
 */
void
refuse_strangers(Code one, Code other, const char *one_name, const char *other_names, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("no %s is among the %s", one_name, other_names),
			 errdetail("%s", codes_of_sides(one, other)),
			 errhint("%s", hint)));
}

void
check_common_codes(const CodeList *some, const CodeList *others, const char *some_name, const char *others_name)
{
	CodeListPair pair = code_list_pair(some, others);
	Code		code;
	uint32		i;
	uint32		j;

	if (some->count == 0 || others->count == 0)
		return;
	while (code_list_pair_next(&pair, &code, &i, &j))
	{
		CHECK_FOR_INTERRUPTS();
		if (i != NOWHERE && j != NOWHERE)
			return;
	}
	refuse_strangers(code_list_get(some, 0), code_list_get(others, 0), some_name, others_name,
					 "Are the codes of another vintage or level, or do the flows point the other way, as transpose() would turn them?");
}
