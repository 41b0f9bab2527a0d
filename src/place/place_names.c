/*
 * place_names.c
 *		Naming places in messages.
 */
#include "postgres.h"

#include "place/place_names.h"

/* A message names this many places; of the others it says how many they are. */
#define PLACES_NAMED 10

/*
 * The marked places of a list, for a message: up to ten by name, then the number
 * of the others.
 */
char *
marked_places(const CodeList *places, const bool *marked)
{
	uint32		count = 0;
	StringInfoData names;

	initStringInfo(&names);
	for (uint32 i = 0; i < places->count; i++)
	{
		if (!marked[i] || count++ >= PLACES_NAMED)
			continue;
		appendStringInfo(&names, "%s\"%s\"", count > 1 ? ", " : "",
						 code_for_message(code_list_get(places, i)));
	}
	if (count > PLACES_NAMED)
		appendStringInfo(&names, " and %u more", count - PLACES_NAMED);
	return names.data;
}
