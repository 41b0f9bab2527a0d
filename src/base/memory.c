/*
 * memory.c
 *		Arrays that are cleared or copied in pieces.
 */
#include "postgres.h"

#ifndef WIN32
#include <sys/mman.h>
#endif

#include "miscadmin.h"

#include "base/memory.h"

#define LARGE_PAGE (2 * 1024 * 1024)

/* So many bytes are written between two looks for interrupts: well under a millisecond. */
#define PIECE_BYTES ((Size) 1024 * 1024)

void *
array_allocate_zero(Size count, Size size)
{
	void	   *array = array_allocate(count, size);

	clear_bytes(array, mul_size(count, size));
	return array;
}

/*
 * memset() to zeros that can be cancelled.
 */
void
clear_bytes(void *to, Size size)
{
	for (Size done = 0; done < size; done += PIECE_BYTES)
	{
		CHECK_FOR_INTERRUPTS();
		memset((char *) to + done, 0, Min(PIECE_BYTES, size - done));
	}
}

/*
 * memcpy() that can be cancelled.
 */
void
copy_bytes(void *to, const void *from, Size size)
{
	for (Size done = 0; done < size; done += PIECE_BYTES)
	{
		CHECK_FOR_INTERRUPTS();
		memcpy((char *) to + done, (const char *) from + done, Min(PIECE_BYTES, size - done));
	}
}

/*
 * Memory that will be filled from end to end is better had in a few large pages
 * than in very many small ones.  Where the system has none, nothing is lost.
 */
void
ask_for_large_pages(void *memory, Size size)
{
#ifdef MADV_HUGEPAGE
	char	   *first = (char *) TYPEALIGN(LARGE_PAGE, memory);
	char	   *end = (char *) TYPEALIGN_DOWN(LARGE_PAGE, (char *) memory + size);

	if (first < end)
		(void) madvise(first, end - first, MADV_HUGEPAGE);
#endif
}
