/*
 * unmatched.h
 *		Places that the other side does not know: what is done with them, and what
 *		is said of them.
 */
#ifndef PLACEBASE_UNMATCHED_H
#define PLACEBASE_UNMATCHED_H

#include "base/codes.h"

/* What is done with a place that the flows do not lead anywhere. */
typedef enum Unmatched
{
	UNMATCHED_ERROR,
	UNMATCHED_KEEP,
	UNMATCHED_DROP
} Unmatched;

/* How a message names places without a match: one, and several. */
typedef struct Naming
{
	const char *one;
	const char *several;
	bool		never_kept;		/* keeping them would mean nothing */
} Naming;

extern Unmatched unmatched_from_text(text *name);
extern bool *find_unmatched(const CodeList *places, const CodeList *known, Unmatched unmatched, Naming naming);
pg_noreturn extern void refuse_strangers(Code one, Code other, const char *one_name, const char *other_names,
										 const char *hint);
extern void check_common_codes(const CodeList *some, const CodeList *others, const char *some_name, const char *others_name);

#endif
