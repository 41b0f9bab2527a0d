/*
 * locality_map.h
 *		The engine that draws localities, on plain arrays: areas and practices
 *		are numbers here, and nothing knows of SQL.
 *
 * locality_map.c		the map, a set of localities on it, and what it is worth
 * locality_hold.c		whether a locality holds together
 * locality_build.c		a first set of localities by agglomeration
 * locality_divide.c	two localities divided anew, large ones cut
 * locality_walk.c		what a walk over the map goes by
 * locality_anneal.c	walks over the map: annealing and descent
 * locality_improve.c	better localities: repair of what is out of bounds, and descent
 * locality_number.c	as many as are asked for
 * locality_anew.c		better localities: neighbourhoods drawn anew
 * locality_draw.c		the whole search, from nothing or from a map that is there
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

/* People of an area who have a network today. */
typedef struct Home
{
	int32		code;
	double		people;
} Home;

/*
 * What localities have to respect beside the bounds on their people.
 *
 * Codes are today's networks.  A locality may continue one of them, each at most
 * one: this is its label.  People whose locality does not continue their network
 * are moved, at a price.
 */
typedef struct Terms
{
	int32		codes;
	int32	   *first_home;		/* areas + 1 of them; NULL without codes */
	Home	   *home;			/* ascending codes within an area */
	double		homes;			/* all their people */
	double		keep;			/* what a person moved costs; may be infinite */
	double	   *code_smallest;	/* bounds of what continues a code; NULL: those of all */
	double	   *code_largest;
	double		code_room;		/* people above "largest" that these have room for */
	bool		sizes;			/* codes are sizes to be met, in no place */
	int32	   *first_apart;	/* areas + 1 of them; NULL without pairs that must be apart */
	int32	   *apart;
	int32		measures;		/* bounded as people are */
	double	   *measure;		/* areas times measures of them */
	double	   *least;
	double	   *most;
	double	   *measure_weight; /* people for one of it */
	int32		number;			/* of localities; 0: any */
	double		number_weight;	/* people for one locality too many or too few */
} Terms;

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
	const Terms *terms;			/* NULL: none */
} LocalityMap;

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

/*
 * A set of localities.  Each practice has a small hash table from locality to
 * people, somewhere in "slot".
 */
typedef struct Localities
{
	const LocalityMap *map;
	int32		count;			/* numbers in use are below this; some may be empty */
	int32	   *of;				/* the locality of each area */
	int32	   *areas;			/* how many each locality has */
	double	   *people;			/* how many each locality has */
	double		worth;			/* people with a practice of their own locality, or boundary inside */
	int32		live;			/* localities with areas */

	/* under terms only */
	int32	   *label;			/* the code that each continues, or -1; NULL without codes */
	int32	   *holder;			/* the locality that continues each code, or -1 */
	double		kept;			/* people whose locality continues their network */
	int32	   *broken;			/* pairs within each that must be apart */
	double	   *measured;		/* measures of each */

	Practice   *practice;		/* NULL without lists */
	void	   *practice_memory;
	int32	   *slots_used;		/* of each practice */
	PracticeSlot *slot;
	int64		slots;
	int64		slot_room;

	/* for walks over the map */
	uint32	   *mark;
	uint32		epoch;
	int32	   *queue;
} Localities;

/*
 * The bounds of a locality with this label.  Where sizes are to be met, one that is
 * to meet none is to vanish.
 */
static inline double
label_smallest(const LocalityMap *map, int32 label)
{
	return label < 0 || map->terms->code_smallest == NULL ? map->smallest : map->terms->code_smallest[label];
}

static inline double
label_largest(const LocalityMap *map, int32 label)
{
	if (label < 0)
		return map->terms != NULL && map->terms->sizes ? 0 : map->largest;
	return map->terms->code_largest == NULL ? map->largest : map->terms->code_largest[label];
}

static inline double
locality_smallest(const Localities *set, int32 locality)
{
	return label_smallest(set->map, set->label == NULL ? -1 : set->label[locality]);
}

static inline double
locality_largest(const Localities *set, int32 locality)
{
	return label_largest(set->map, set->label == NULL ? -1 : set->label[locality]);
}

/*
 * By how much something is out of its bounds.
 */
static inline double
out_of_bounds(double n, double smallest, double largest)
{
	if (n < smallest)
		return smallest - n;
	return n > largest ? n - largest : 0;
}

/*
 * The people of an area whose network a label continues.
 */
static inline double
area_kept(const Terms *terms, int32 area, int32 label)
{
	if (label >= 0)
		for (int32 i = terms->first_home[area]; i < terms->first_home[area + 1]; i++)
			if (terms->home[i].code == label)
				return terms->home[i].people;
	return 0;
}

extern double locality_astray_beside_people(const Localities *set, int32 locality, int32 area, int sign, double astray);

/*
 * By how many people a locality is out of bounds; other bounds count as people.  As it
 * is (sign 0), with another area, or without one of its own.
 */
static inline double
locality_astray_with(const Localities *set, int32 locality, int32 area, int sign)
{
	const Terms *terms = set->map->terms;
	double		people = set->people[locality];
	double		astray;

	if (set->areas[locality] + sign <= 0)
		return 0;
	if (sign != 0)
		people += sign * set->map->people[area];
	astray = out_of_bounds(people, locality_smallest(set, locality), locality_largest(set, locality));
	if (terms != NULL && (terms->measures > 0 || terms->first_apart != NULL))
		return locality_astray_beside_people(set, locality, area, sign, astray);
	return astray;
}

static inline double
locality_astray(const Localities *set, int32 locality)
{
	return locality_astray_with(set, locality, -1, 0);
}

/*
 * The same of a number of localities that is not what was asked for.
 */
static inline double
number_astray(const LocalityMap *map, int32 live)
{
	if (map->terms == NULL || map->terms->number == 0)
		return 0;
	return map->terms->number_weight * abs(live - map->terms->number);
}

/* How many people have another locality than today. */
static inline double
people_moved(const Localities *set)
{
	return set->label == NULL ? 0 : set->map->terms->homes - set->kept;
}

extern Localities *localities_new(const LocalityMap *map, const int32 *of, int32 count);
extern void localities_free(Localities *set);
extern bool locality_must_stay_apart(const Localities *set, int32 area, int32 locality);
extern double locality_people_astray(const Localities *set);
extern double locality_gain(Localities *set, int32 area, int32 to, double enough);
extern void locality_move(Localities *set, int32 area, int32 to);
extern void locality_move_gaining(Localities *set, int32 area, int32 to, double gain);
extern int32 practice_home(const Localities *set, int32 p);
extern bool locality_holds_without(Localities *set, int32 area);
extern uint32 locality_epoch(Localities *set);

extern int32 locality_pieces(const LocalityMap *map, const int32 *code, int32 *piece);

extern Localities *locality_agglomerate(const LocalityMap *map);
extern bool locality_divide(Localities *set, int32 area, int32 neighbour, Dice *dice, int64 *looks);
extern Localities *locality_cut_large(Localities *set);
extern Localities *locality_with_number(Localities *set);
extern Localities *locality_mend(Localities *set, Dice *dice);

#endif
