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
extern void copy_bytes(void *to, const void *from, Size size);

#endif
