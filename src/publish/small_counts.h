/*
 * small_counts.h
 *		Which counts are too small to publish.
 */
#ifndef PLACEBASE_SMALL_COUNTS_H
#define PLACEBASE_SMALL_COUNTS_H

extern void check_below(double below);

/*
 * A zero is not small: it says nothing of a person.
 */
static inline bool
is_small(double n, double below)
{
	return n > 0 && n < below;
}

#endif
