/*
 * locality_walk.h
 *		Walks over a map of localities.
 */
#ifndef PLACEBASE_LOCALITY_WALK_H
#define PLACEBASE_LOCALITY_WALK_H

#include "locality/locality_map.h"

/*
 * The annealing schedule, found on London.  Temperatures are shares of what a
 * mean area can be worth.  A person more in every locality is worth about 0.2
 * of a person, so a price below that would let the localities run together.
 */
#define HOT 0.3
#define COLD 0.03
#define PRICE_FIRST 0.3
#define PRICE_LAST 50.0

/* What a walk needs to know beside the localities. */
typedef struct Walk
{
	Localities *set;
	Dice	   *dice;
	double		worth_per_area;
	double		worth_per_person;
	double		keep;			/* what it costs to move a person to another locality than today's */
	double		dearer;			/* by how much that makes everything else dearer */
	int32	   *component;		/* of each area: what is connected */
	double	   *component_people;
	int32	   *component_localities;
	double		fullest;		/* how full localities may be made on average */
	int32		empty;			/* a locality without areas to found anew, or -1 */
	int32	   *spare;			/* more of them, in no order that means anything */
	int32		spares;
	int32		astray;			/* localities out of bounds */
	bool		stop;			/* as soon as there are no more than "hopeless" */
	int32		hopeless;		/* localities out of bounds that are all of their component */
	int32	   *place;			/* the areas to walk over */
	int32		places;
	const uint32 *inside;		/* for a walk among some localities: those marked so; or NULL */
	uint32		inside_mark;
} Walk;

extern void walk_start(Walk *walk, Localities *set, Dice *dice);
extern void walk_end(Walk *walk);
extern void walk_everywhere(Walk *walk);
extern void walk_around_astray(Walk *walk, int hops);
extern void walk_take_spare(Walk *walk);
extern void walk_add_spare(Walk *walk, int32 locality);
extern void walk_may_found(Walk *walk);
extern void walk_match(Walk *walk);
extern void walk_anneal(Walk *walk, int64 moves, double hot, double cold, double price_first, double price_last);
extern void walk_descend(Walk *walk);

#endif
