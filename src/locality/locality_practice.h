/*
 * locality_practice.h
 *		Where practices' lists live, locality by locality.
 */
#ifndef PLACEBASE_LOCALITY_PRACTICE_H
#define PLACEBASE_LOCALITY_PRACTICE_H

#include "locality/locality_map.h"

/* How many of a practice's localities are kept in order of size. */
#define PRACTICE_TOP 4

/*
 * The localities with most of a practice's list, in descending order.  No other has
 * more than the bound "others".  All of them are in a hash table of 2 ^ bits slots.
 * What a walk asks of a practice lies in one line of the processor's cache.
 */
typedef struct Practice
{
	double		people[PRACTICE_TOP];
	double		others;
	int32		locality[PRACTICE_TOP];
	int32		first_slot;
	int16		known;
	int16		bits;
} Practice;

/* People of a practice in one locality. */
typedef struct PracticeSlot
{
	double		people;
	int32		locality;		/* -1: free */
} PracticeSlot;

extern void practices_count(Localities *set);
extern void practices_free(Localities *set);
extern int32 practice_home(const Localities *set, int32 p);
extern double practices_gain(Localities *set, int32 area, int32 to, double enough);
extern void practices_move(Localities *set, int32 area, int32 to);

#endif
