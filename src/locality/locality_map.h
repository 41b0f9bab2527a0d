/*
 * locality_map.h
 *		The engine that draws localities, on plain arrays: areas and practices
 *		are numbers here, and nothing knows of SQL.
 *
 * locality_map.c		the map, a set of localities on it, and what it is worth
 * locality_build.c		a first set of localities by agglomeration
 * locality_divide.c	two localities divided anew, large ones cut
 * locality_walk.c		walks over the map: annealing and descent
 * locality_improve.c	better localities: walks, and repair of what is out of bounds
 */
#ifndef PLACEBASE_LOCALITY_MAP_H
#define PLACEBASE_LOCALITY_MAP_H

#include "base/dice.h"

/* A practice's patients who live in one area. */
typedef struct ListPart
{
	int32		practice;
	float		rest;			/* at least the people of the area's parts after this one */
	double		people;
} ListPart;

/*
 * What there is to divide.  Neighbours are symmetric, without an area itself;
 * only areas that may share a locality are neighbours here.
 *
 * Moving people to and fro must bring back the same sums: a residue of nobody
 * would hold a place in a practice's table for ever.  So whoever draws localities
 * reads exact figures.
 */
typedef struct LocalityMap
{
	bool		exact;			/* all figures are such that their sums are exact */
	int32		areas;
	int32		practices;		/* 0: go by the boundaries */
	double	   *people;			/* of each area */
	int32	   *first_neighbour;	/* areas + 1 of them */
	int32	   *neighbour;		/* ascending within an area */
	double	   *boundary;		/* shared with that neighbour */
	int32	   *first_part;		/* areas + 1 of them */
	ListPart   *part;			/* the largest first within an area */
	double	   *list;			/* people on each practice's list */
	double		smallest;
	double		largest;
} LocalityMap;

/* How many of a practice's localities are kept in order of size. */
#define PRACTICE_TOP 4

/*
 * Where a practice's list lives: the localities with most of it, in descending
 * order.  No other locality has more than the bound "others".
 */
typedef struct Practice
{
	double		people[PRACTICE_TOP];
	double		others;
	int32		locality[PRACTICE_TOP];
	int32		known;
} Practice;

/*
 * A set of localities.  Each practice has a small hash table from locality to
 * people, one after the other in slot_locality and slot_people.
 */
typedef struct Localities
{
	const LocalityMap *map;
	int32		count;			/* numbers in use are below this; some may be empty */
	int32	   *of;				/* the locality of each area */
	int32	   *areas;			/* how many each locality has */
	double	   *people;			/* how many each locality has */
	double		worth;			/* people with a practice of their own locality, or boundary inside */

	Practice   *practice;
	int32	   *first_slot;		/* practices + 1 of them */
	int32	   *slots_used;
	int32	   *slot_locality;	/* -1: free */
	double	   *slot_people;

	/* for walks over the map */
	uint32	   *mark;
	uint32		epoch;
	int32	   *queue;
} Localities;

/*
 * By how many people a locality is out of bounds.
 */
static inline double
people_astray(const LocalityMap *map, double people)
{
	if (people < map->smallest)
		return map->smallest - people;
	return people > map->largest ? people - map->largest : 0;
}

static inline double
locality_astray(const Localities *set, int32 locality)
{
	return set->areas[locality] == 0 ? 0 : people_astray(set->map, set->people[locality]);
}

extern Localities *localities_new(const LocalityMap *map, const int32 *of, int32 count);
extern void localities_free(Localities *set);
extern double locality_gain(Localities *set, int32 area, int32 to, double enough);
extern void locality_move(Localities *set, int32 area, int32 to);
extern void locality_move_gaining(Localities *set, int32 area, int32 to, double gain);
extern bool locality_holds_without(Localities *set, int32 area);
extern uint32 locality_epoch(Localities *set);

extern Localities *locality_agglomerate(const LocalityMap *map);
extern bool locality_divide(Localities *set, int32 area, int32 neighbour, Dice *dice, int64 *looks);
extern Localities *locality_cut_large(Localities *set);
extern Localities *locality_draw(const LocalityMap *map, Dice *dice, int64 moves);

#endif
