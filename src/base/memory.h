/*
 * memory.h
 *		Arrays in the current memory context, of any length.
 *
 * An array of nothing is a valid array.  One beyond 1 GB is allowed: values stay
 * below that, but what is worked out on the way may not.
 */
#ifndef PLACEBASE_MEMORY_H
#define PLACEBASE_MEMORY_H

#include "storage/shmem.h"

static inline void *
array_allocate(Size count, Size size)
{
	return palloc_extended(mul_size(count, size), MCXT_ALLOC_HUGE);
}

static inline void *
array_allocate_zero(Size count, Size size)
{
	return palloc_extended(mul_size(count, size), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

#endif
