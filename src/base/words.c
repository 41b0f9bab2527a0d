/*
 * words.c
 *		Arguments that are one of a few words.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "base/codes.h"
#include "base/words.h"

/*
 * Where the given word stands in the list, in whatever case it is written.
 * Another word is an error that names the argument and all of the list.
 */
int
word_position(text *given, const char *const *words, int count, const char *argument)
{
	Code		word = CODE_FROM_TEXT(given);
	StringInfoData all;

	for (int i = 0; i < count; i++)
		if (strlen(words[i]) == word.length && pg_strncasecmp(words[i], word.data, word.length) == 0)
			return i;
	initStringInfo(&all);
	for (int i = 0; i < count; i++)
		appendStringInfo(&all, "%s'%s'", i == 0 ? "" : i == count - 1 ? " or " : ", ", words[i]);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must be %s, not '%s'", argument, all.data, code_for_message(word))));
}
