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

/*
 * An index as a quotient of whole numbers.  Among tallies of equally many visits
 * the numerator is a line over one of the other counts, and the denominator is
 * the same, so that indices can be added up before they are divided.
 */
typedef struct TallyQuotient
{
	int64		numerator;
	int64		denominator;
} TallyQuotient;

/* An index of continuity(), in the order of its columns. */
typedef struct TallyIndex
{
	const char *name;
	Size		count;			/* where in a Tally the count is that it depends on */
	TallyQuotient (*quotient) (const Tally *tally);
} TallyIndex;

#define TALLY_INDICES 6

extern const TallyIndex tally_indices[TALLY_INDICES];

static inline float8
tally_index(const Tally *tally, int index)
{
	TallyQuotient quotient = tally_indices[index].quotient(tally);

	return (float8) quotient.numerator / quotient.denominator;
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
