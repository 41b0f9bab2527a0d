/*
 * tally.h
 *		The counts behind every index of continuity, and the indices themselves: one
 *		formula each, for histories and panels alike.
 *
 * Notation: N visits, k providers, n_j visits to provider j, s visits to the same
 * provider as the visit before.  Every index is made of these whole numbers with
 * one division at the end, so that it is exact to the last bit and does not depend
 * on the order of rows.
 *
 * Whoever counts fills visits, providers and repeats, and hands each n_j to
 * tally_provider().  A formula may be asked only for as many visits as it needs.
 */
#ifndef PLACEBASE_TALLY_H
#define PLACEBASE_TALLY_H

#include "fmgr.h"

typedef struct Tally
{
	int64		visits;			/* N, at most 2^30 */
	int64		providers;		/* k */
	int64		most;			/* the largest n_j */
	int64		squares;		/* sum of n_j squared, at most N squared */
	int64		repeats;		/* s */
} Tally;

/*
 * Counts a provider with n_j visits in.
 */
static inline void
tally_provider(Tally *tally, int64 n)
{
	tally->most = Max(tally->most, n);
	tally->squares += n * n;
}

extern void check_min_visits(int min_visits, int least);

/* from one visit on */
extern float8 tally_usual_provider_of_care(const Tally *tally);
extern float8 tally_herfindahl(const Tally *tally);
extern float8 tally_modified_continuity(const Tally *tally);
extern float8 tally_modified_modified_continuity(const Tally *tally);

/* from two visits on */
extern float8 tally_bice_boxerman(const Tally *tally);
extern float8 tally_bice_boxerman_error(const Tally *tally, const uint32 *count);
extern float8 tally_sequential_continuity(const Tally *tally);
extern float8 tally_k_index(const Tally *tally);
extern float8 tally_stickiness(const Tally *tally);

#endif
