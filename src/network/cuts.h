/*
 * cuts.h
 *		Which places reach each other, and which no longer do when one place or tie
 *		is taken out.
 */
#ifndef PLACEBASE_CUTS_H
#define PLACEBASE_CUTS_H

#include "network/graph.h"

typedef struct Cuts
{
	uint32		components;
	uint32	   *component;		/* of each place; the largest first, then the smallest code */
	uint32	   *size;			/* of each component */
	bool	   *is_cut;			/* of each place: does its component fall apart without it? */
	uint32		cut_places;
	uint32		bridges;

	/* the place without which most pairs of others no longer reach each other */
	bool		has_pairs;		/* are there any? */
	uint32		hub;			/* NOWHERE where no pair depends on any place */
	double		dependence;		/* the share of them that no longer do */
	uint64		pairs_before;	/* of other places than the hub */
	uint64		pairs_after;
} Cuts;

extern Cuts cuts_of(const Graph *graph);

#endif
