/*
 * search.h
 *		Where a number belongs among ascending ones.
 */
#ifndef PLACEBASE_SEARCH_H
#define PLACEBASE_SEARCH_H

/*
 * The first position from low to before high whose number is not below the wanted
 * one; high if there is none.
 */
static inline uint32
first_not_below(const uint32 *ascending, uint32 low, uint32 high, uint32 wanted)
{
	while (low < high)
	{
		uint32		middle = low + (high - low) / 2;

		if (ascending[middle] < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

#endif
