/*
 * reconciliation.h
 *		Registered and resident people of every place, side by side.
 */
#ifndef PLACEBASE_RECONCILIATION_H
#define PLACEBASE_RECONCILIATION_H

#include "place/place_counts_layout.h"
#include "place/place_flows_layout.h"

/* Where a walk through the places of both sides stands. */
typedef struct Reconciliation
{
	FlowsView	flows;			/* from registration to residence */
	const PlaceCounts *residents;
	double	   *registered;		/* of each origin */
	double	   *living;			/* in each destination */
	uint32		origin;
	uint32		destination;
	uint32		resident;
} Reconciliation;

/* What the two sides say about a place.  What a side does not say is 0 here. */
typedef struct ReconciledPlace
{
	Code		place;
	bool		has_lists;		/* known as a place of registration or residence */
	bool		has_residents;
	double		registered;		/* on the lists of the place */
	double		living;			/* living there, on whatever list */
	double		both;
	double		resident;
} ReconciledPlace;

extern void reconciliation_start(Reconciliation *here, const PlaceFlows *flows, const PlaceCounts *residents);
extern bool reconciliation_next(Reconciliation *here, ReconciledPlace *row);

#endif
