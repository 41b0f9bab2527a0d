/*
 * memory.h
 *		Arrays in the current memory context, of any length.
 *
 * An array of nothing is a valid array.  One beyond 1 GB is allowed: values stay
 * below that, but what is worked out on the way may not.  Clearing and copying
 * so much takes a good part of a second, so both look for interrupts on the way.
 */
#ifndef PLACEBASE_MEMORY_H
#define PLACEBASE_MEMORY_H

#include "storage/shmem.h"

static inline void *
array_allocate(Size count, Size size)
{
	return palloc_extended(mul_size(count, size), MCXT_ALLOC_HUGE);
}

extern void *array_allocate_zero(Size count, Size size);

/*
 * Arrays that a function needs for itself: on its stack while they are small, since
 * many small groups each ask for a dozen.
 */
typedef struct Scratch
{
	Size		used;
	union
	{
		char		room[2048];
		double		aligned;
	};
} Scratch;

static inline Scratch *
scratch_start(Scratch *scratch)
{
	scratch->used = 0;
	return scratch;
}

static inline void *
scratch_array(Scratch *scratch, Size count, Size size)
{
	Size		bytes = mul_size(count, size);
	char	   *array = scratch->room + scratch->used;

	if (bytes >= sizeof(scratch->room) - scratch->used)
		return array_allocate(count, size);
	scratch->used += MAXALIGN(bytes);
	return array;
}

static inline void *
scratch_array_zero(Scratch *scratch, Size count, Size size)
{
	Size		bytes = mul_size(count, size);

	if (bytes >= sizeof(scratch->room) - scratch->used)
		return array_allocate_zero(count, size);
	return memset(scratch_array(scratch, count, size), 0, bytes);
}

static inline void
scratch_free(Scratch *scratch, void *array)
{
	if ((char *) array < scratch->room || (char *) array >= scratch->room + sizeof(scratch->room))
		pfree(array);
}

extern void ask_for_large_pages(void *memory, Size size);
extern void clear_bytes(void *to, Size size);
extern void copy_bytes(void *to, const void *from, Size size);

#endif
