/*
 * page_end.c
 *		Puts a value where a page ends that nobody may read, so that a read beyond the
 *		end of a damaged stored value is a crash and not luck.
 *
 * page_end(bytes) returns the bytes as a value of the type that it is declared to
 * return: with a header of one byte while they are few, so that the last byte is
 * the last of the page whatever their number, else with one of four.
 */
#include "postgres.h"

#include <sys/mman.h>
#include <unistd.h>

#include "fmgr.h"

#include "base/compat.h"

PG_MODULE_MAGIC;

#define PAGES 64

PG_FUNCTION_INFO_V1(page_end);

Datum
page_end(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	Size		size = VARSIZE_ANY_EXHDR(bytes);
	Size		page = sysconf(_SC_PAGESIZE);
	static char *end = NULL;
	char	   *value;

	if (end == NULL)
	{
		char	   *start = mmap(NULL, (PAGES + 1) * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (start == MAP_FAILED || mprotect(start + PAGES * page, page, PROT_NONE) != 0)
			ereport(ERROR, (errmsg("no memory with a page that nobody may read: %m")));
		end = start + PAGES * page;
	}
	if (size + VARHDRSZ_SHORT <= VARATT_SHORT_MAX)
	{
		value = end - size - VARHDRSZ_SHORT;
		SET_VARSIZE_SHORT(value, size + VARHDRSZ_SHORT);
		memcpy(value + VARHDRSZ_SHORT, VARDATA_ANY(bytes), size);
	}
	else
	{
		/* Such a header is aligned, so up to three bytes of the tail are left out. */
		size -= size % 4;
		if (size + VARHDRSZ > PAGES * page)
			ereport(ERROR, (errmsg("value is too long for this test")));
		value = end - size - VARHDRSZ;
		SET_VARSIZE(value, size + VARHDRSZ);
		memcpy(value + VARHDRSZ, VARDATA_ANY(bytes), size);
	}
	PG_RETURN_POINTER(value);
}
