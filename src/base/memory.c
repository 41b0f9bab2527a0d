/*
 * memory.c
 *		Arrays that are cleared or copied in pieces.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"

/* So many bytes are written between two looks for interrupts: well under a millisecond. */
#define PIECE_BYTES ((Size) 1024 * 1024)

void *
array_allocate_zero(Size count, Size size)
{
	char	   *array = array_allocate(count, size);
	Size		bytes = mul_size(count, size);

	for (Size done = 0; done < bytes; done += PIECE_BYTES)
	{
		CHECK_FOR_INTERRUPTS();
		memset(array + done, 0, Min(PIECE_BYTES, bytes - done));
	}
	return array;
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
