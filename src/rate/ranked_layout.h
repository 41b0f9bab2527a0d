/*
 * ranked_layout.h
 *		How ranked_outcomes is stored, and what holds for each.
 */
#ifndef PLACEBASE_RANKED_LAYOUT_H
#define PLACEBASE_RANKED_LAYOUT_H

#include "base/compat.h"

/*
 * On disk, in the server's byte order:
 *
 *	+--------+---------+------+----------+-------+----------+-------------+---------------+----------------+
 *	| length | version | form | 2 x zero | count | capacity | rank[count] | people[count] | outcome[count] |
 *	+--------+---------+------+----------+-------+----------+-------------+---------------+----------------+
 *	 4        1         1      2          4       4          8 each        8 each          8 each
 *
 * A closed value (form 0, capacity 0) is what everybody sees.  Ranks are finite
 * and strictly ascending, people finite and above 0, outcomes finite; none is
 * minus zero.  So equal values have equal bytes.
 *
 * While rows are folded a value is open (form 1): in place of the three lists
 * stand the slots of ranked_state.h, as many as capacity says.
 */
typedef struct RankedOutcomes
{
	int32		vl_len_;		/* varlena header, never touched directly */
	uint8		version;
	uint8		form;
	uint16		reserved;
	uint32		count;
	uint32		capacity;
	double		rank[FLEXIBLE_ARRAY_MEMBER];
} RankedOutcomes;

#define RANKED_OUTCOMES_NAME "ranked_outcomes"
#define RANKED_OUTCOMES_VERSION 1
#define RANKED_OUTCOMES_CLOSED 0
#define RANKED_OUTCOMES_OPEN 1

/* A rank, its people and their outcome. */
#define RANKED_ENTRY_BYTES (3 * sizeof(double))

/* What an open value grows to before it takes 1 GB. */
#define RANKS_AT_MOST 10000000

static inline const double *
ranked_people(const RankedOutcomes *ranked)
{
	return ranked->rank + ranked->count;
}

static inline const double *
ranked_outcome(const RankedOutcomes *ranked)
{
	return ranked->rank + 2 * (Size) ranked->count;
}

extern void check_rank(double rank, int sqlstate);
extern void check_rank_people(double people, double rank, int sqlstate);
extern void check_rank_outcome(double outcome, double rank, int sqlstate);
pg_noreturn extern void refuse_ranks(void);

extern RankedOutcomes *ranked_outcomes_new(uint32 count);
extern bool ranked_outcomes_is_valid(const RankedOutcomes *ranked);
extern bool ranked_outcomes_is_open(const RankedOutcomes *ranked);

#endif
