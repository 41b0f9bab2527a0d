/*
 * ranked_layout.c
 *		What holds for all ranked_outcomes.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "rate/ranked_layout.h"

void
check_rank(double rank, int sqlstate)
{
	if (unlikely(!isfinite(rank)))
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("rank must be a finite number, not %.15g", rank)));
}

void
check_rank_people(double people, double rank, int sqlstate)
{
	if (unlikely(!(people > 0 && isfinite(people))))
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("people of rank %.15g must be a finite number above 0, not %.15g", rank, people)));
}

void
check_rank_outcome(double outcome, double rank, int sqlstate)
{
	if (unlikely(!isfinite(outcome)))
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("outcome of rank %.15g must be a finite number, not %.15g", rank, outcome)));
}

void
refuse_ranks(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("%s value is too large", RANKED_OUTCOMES_NAME),
			 errdetail("A value may have at most %d different ranks.", RANKS_AT_MOST),
			 errhint("Round the ranks: a risk of three or four decimals says as much.")));
}

/*
 * A closed value with room for so many ranks.  The lists are for the caller to
 * fill in.
 */
RankedOutcomes *
ranked_outcomes_new(uint32 count)
{
	Size		size = offsetof(RankedOutcomes, rank) + count * RANKED_ENTRY_BYTES;
	RankedOutcomes *ranked;

	if (count > RANKS_AT_MOST)
		refuse_ranks();
	ranked = palloc(size);
	memset(ranked, 0, offsetof(RankedOutcomes, rank));
	SET_VARSIZE(ranked, size);
	ranked->version = RANKED_OUTCOMES_VERSION;
	ranked->form = RANKED_OUTCOMES_CLOSED;
	ranked->count = count;
	return ranked;
}

bool
ranked_outcomes_is_open(const RankedOutcomes *ranked)
{
	return VARSIZE(ranked) >= offsetof(RankedOutcomes, rank) &&
		ranked->version == RANKED_OUTCOMES_VERSION && ranked->form == RANKED_OUTCOMES_OPEN;
}

static bool
closed_head_fits(const RankedOutcomes *ranked)
{
	return VARSIZE(ranked) >= offsetof(RankedOutcomes, rank) &&
		ranked->version == RANKED_OUTCOMES_VERSION && ranked->form == RANKED_OUTCOMES_CLOSED &&
		ranked->reserved == 0 && ranked->capacity == 0 && ranked->count <= RANKS_AT_MOST &&
		VARSIZE(ranked) == offsetof(RankedOutcomes, rank) + ranked->count * RANKED_ENTRY_BYTES;
}

static bool
is_minus_zero(double x)
{
	return x == 0 && signbit(x);
}

/*
 * True if everything that the picture in ranked_layout.h promises of a closed
 * value holds.
 */
bool
ranked_outcomes_is_valid(const RankedOutcomes *ranked)
{
	const double *people;
	const double *outcome;

	if (!closed_head_fits(ranked))
		return false;
	people = ranked_people(ranked);
	outcome = ranked_outcome(ranked);
	for (uint32 i = 0; i < ranked->count; i++)
	{
		double		rank = ranked->rank[i];

		CHECK_FOR_INTERRUPTS();
		if (!isfinite(rank) || is_minus_zero(rank) || (i > 0 && rank <= ranked->rank[i - 1]))
			return false;
		if (!(people[i] > 0 && isfinite(people[i])) || !isfinite(outcome[i]) || is_minus_zero(outcome[i]))
			return false;
	}
	return true;
}
