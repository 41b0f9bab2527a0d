/*
 * assignment.h
 *		Two assignments of the same areas, what they have in common, and which
 *		locality of the one continues which of the other.
 */
#ifndef PLACEBASE_ASSIGNMENT_H
#define PLACEBASE_ASSIGNMENT_H

#include "locality/locality_map.h"
#include "place/place_flows_layout.h"

/* A lookup from area to code; an area may have none. */
typedef struct Assignment
{
	CodeList	codes;
	int32	   *of;				/* the code of each area, or -1 */
	int32	   *areas;			/* how many each code has */
	double	   *people;			/* how many each code has */
} Assignment;

/*
 * How many people each pair of codes shares.  Pairs that share an area are here,
 * even where nobody lives in it.
 */
typedef struct Overlap
{
	int32		before;
	int32		after;
	int32	   *row;			/* before + 1 of them */
	int32	   *column;			/* the code after, ascending within a row */
	double	   *people;
} Overlap;

/* People of an area whom a code before and a code after share. */
typedef struct Shared
{
	int32		before;
	int32		after;
	double		people;
} Shared;

extern Assignment assignment_read(const LocalityMap *map, const PlaceFlows *lookup, const CodeList *areas, const char *argument);
extern Overlap overlap_of(int32 before, int32 after, const Shared *shared, int32 count);
extern Overlap overlap_count(const LocalityMap *map, const Assignment *before, const Assignment *after);
extern int32 *overlap_match(const Overlap *overlap);

#endif
