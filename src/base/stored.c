/*
 * stored.c
 *		What every type says of a stored value that it cannot read, and of one that
 *		it cannot make.
 */
#include "postgres.h"

#include "base/stored.h"

void
stored_value_damaged(const char *type_name)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("stored %s value is damaged", type_name)));
}

/*
 * A later version of placebase may have written the value.
 */
void
check_stored_version(uint8 found, uint8 known, const char *type_name)
{
	if (found != known)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored %s value has the unknown version %d", type_name, found),
				 errdetail("This library reads version %d.", known),
				 errhint("A later placebase wrote it, or it is damaged.")));
}

/*
 * What was stored by a later version says so; anything else is damaged.  The
 * version is the first byte of every value, and is there if the head is.
 */
void
refuse_stored_value(const void *value, Size head, uint8 version, const char *type_name)
{
	if (VARSIZE(value) >= head)
		check_stored_version(*(const uint8 *) VARDATA(value), version, type_name);
	stored_value_damaged(type_name);
}

/*
 * hint says what to do instead, and may be NULL.
 */
void
value_too_large(const char *type_name, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("%s value is too large", type_name),
			 errdetail("A value may take at most 1 GB."),
			 hint == NULL ? 0 : errhint("%s", hint)));
}
