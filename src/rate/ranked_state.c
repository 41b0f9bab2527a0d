/*
 * ranked_state.c
 *		Rows in any order fold into ranked_outcomes.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "port/pg_bitutils.h"

#include "base/memory.h"
#include "base/stored.h"
#include "base/twofold.h"
#include "rate/ranked_state.h"

/*
 * What an open value has behind its head, capacity times.  A slot without people
 * is free.  The capacity is a power of two, and at most three quarters of the
 * slots are taken.
 */
typedef struct RankSlot
{
	double		rank;
	Twofold		people;
	Twofold		outcome;
} RankSlot;

#define FIRST_CAPACITY 4

#define ST_SORT sort_slots
#define ST_ELEMENT_TYPE RankSlot
#define ST_COMPARE(a, b) (((a)->rank > (b)->rank) - ((a)->rank < (b)->rank))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

static inline RankSlot *
slots_of(const RankedOutcomes *state)
{
	return (RankSlot *) unconstify(RankedOutcomes *, state)->rank;
}

static inline uint32
most_taken(uint32 capacity)
{
	return capacity - capacity / 4;
}

/*
 * True if the slots can be walked through.  What they hold is checked when the
 * state is closed, or what would be a walk through all of them for every row.
 */
static inline bool
state_fits(const RankedOutcomes *state)
{
	return ranked_outcomes_is_open(state) && state->reserved == 0 &&
		state->capacity >= FIRST_CAPACITY && (state->capacity & (state->capacity - 1)) == 0 &&
		state->count <= most_taken(state->capacity) &&
		(uint64) VARSIZE(state) == offsetof(RankedOutcomes, rank) + (uint64) state->capacity * sizeof(RankSlot);
}

/*
 * An empty state with so many slots, or more.  It goes into the current context:
 * the executor copies what a transition function returns that is new.
 */
static RankedOutcomes *
state_of_capacity(uint32 capacity)
{
	Size		size = offsetof(RankedOutcomes, rank) + capacity * sizeof(RankSlot);
	RankedOutcomes *state = array_allocate_zero(1, size);

	SET_VARSIZE(state, size);
	state->version = RANKED_OUTCOMES_VERSION;
	state->form = RANKED_OUTCOMES_OPEN;
	state->capacity = capacity;
	return state;
}

RankedOutcomes *
ranked_state_new(uint32 ranks)
{
	uint32		capacity = FIRST_CAPACITY;

	if (ranks > RANKS_AT_MOST)
		refuse_ranks();
	while (most_taken(capacity) < ranks)
		capacity *= 2;
	return state_of_capacity(capacity);
}

/*
 * Where a rank is looked for first.  Scores of few decimals differ in high bits
 * and low ones, whole numbers in high ones only: all of them must count.
 */
static inline uint32
first_slot(double rank, uint32 capacity)
{
	uint64		bits;

	memcpy(&bits, &rank, sizeof(bits));
	bits ^= bits >> 32;
	bits *= UINT64CONST(0x9E3779B97F4A7C15);
	bits ^= bits >> 29;
	bits *= UINT64CONST(0xBF58476D1CE4E5B9);
	return (uint32) (bits >> 32) & (capacity - 1);
}

/*
 * The slot of a rank, or the free one where it belongs.  A damaged state may have
 * no free slot, so that no more than all of them are looked at.
 */
static inline RankSlot *
find_slot(const RankedOutcomes *state, double rank)
{
	RankSlot   *slots = slots_of(state);
	uint32		at = first_slot(rank, state->capacity);

	for (uint32 looked = 0; looked < state->capacity; looked++)
	{
		if (slots[at].people.high == 0 || slots[at].rank == rank)
			return slots + at;
		at = (at + 1) & (state->capacity - 1);
	}
	stored_value_damaged(RANKED_OUTCOMES_NAME);
}

/*
 * The same ranks with twice the slots.
 */
static RankedOutcomes *
state_grow(const RankedOutcomes *state)
{
	RankedOutcomes *larger;
	RankSlot   *slots = slots_of(state);

	if (state->count >= RANKS_AT_MOST)
		refuse_ranks();
	larger = state_of_capacity(2 * state->capacity);
	for (uint32 i = 0; i < state->capacity; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (slots[i].people.high != 0)
			*find_slot(larger, slots[i].rank) = slots[i];
	}
	larger->count = state->count;
	return larger;
}

/*
 * Adds people and what came of them, and returns the state or a larger one.
 */
static inline RankedOutcomes *
add_sums(RankedOutcomes *state, double rank, Twofold people, Twofold outcome)
{
	RankSlot   *slot = find_slot(state, rank);

	if (slot->people.high == 0)
	{
		if (state->count >= Min(most_taken(state->capacity), RANKS_AT_MOST))
		{
			state = state_grow(state);
			slot = find_slot(state, rank);
		}
		state->count++;
		slot->rank = rank;
		slot->people = people;
		slot->outcome = outcome;
		return state;
	}
	slot->people = twofold_add(slot->people, people);
	slot->outcome = twofold_add(slot->outcome, outcome);
	if (unlikely(!isfinite(slot->people.high) || !isfinite(slot->outcome.high)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("people or outcome of rank %.15g are out of range", rank)));
	return state;
}

/*
 * Adds a row that the caller has checked.
 */
RankedOutcomes *
ranked_state_add(RankedOutcomes *state, double rank, double people, double outcome)
{
	/* minus zero is zero */
	return add_sums(state, rank + 0.0, twofold(people), twofold(outcome + 0.0));
}

/*
 * Adds a rank that may be named only once.
 */
RankedOutcomes *
ranked_state_add_new(RankedOutcomes *state, double rank, double people, double outcome)
{
	if (find_slot(state, rank + 0.0)->people.high != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("rank %.15g is given twice", rank)));
	return ranked_state_add(state, rank, people, outcome);
}

static void
check_slot(const RankSlot *slot)
{
	if (!isfinite(slot->rank) || !isfinite(slot->people.low) || !isfinite(slot->outcome.low) ||
		!isfinite(slot->outcome.high) || !(slot->people.high > 0 && isfinite(slot->people.high)))
		stored_value_damaged(RANKED_OUTCOMES_NAME);
}

/*
 * Adds all ranks of a value, be it open or closed.
 */
RankedOutcomes *
ranked_state_add_value(RankedOutcomes *state, const RankedOutcomes *value)
{
	if (ranked_outcomes_is_open(value))
	{
		const RankSlot *slots = slots_of(value);

		for (uint32 i = 0; i < value->capacity; i++)
		{
			CHECK_FOR_INTERRUPTS();
			if (slots[i].people.high == 0)
				continue;
			check_slot(slots + i);
			state = add_sums(state, slots[i].rank + 0.0, slots[i].people, slots[i].outcome);
		}
		return state;
	}
	for (uint32 i = 0; i < value->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		state = ranked_state_add(state, value->rank[i], ranked_people(value)[i], ranked_outcome(value)[i]);
	}
	return state;
}

/*
 * The closed value of an open one, which stays as it is: a window aggregate asks
 * again.
 */
RankedOutcomes *
ranked_state_close(const RankedOutcomes *state)
{
	const RankSlot *slots = slots_of(state);
	RankSlot   *taken = array_allocate(state->count, sizeof(RankSlot));
	uint32		count = 0;
	RankedOutcomes *closed;
	double	   *people;
	double	   *outcome;

	for (uint32 i = 0; i < state->capacity; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (slots[i].people.high == 0)
			continue;
		check_slot(slots + i);
		if (count == state->count)
			stored_value_damaged(RANKED_OUTCOMES_NAME);
		taken[count++] = slots[i];
	}
	if (count != state->count)
		stored_value_damaged(RANKED_OUTCOMES_NAME);
	sort_slots(taken, count);
	closed = ranked_outcomes_new(count);
	people = unconstify(double *, ranked_people(closed));
	outcome = unconstify(double *, ranked_outcome(closed));
	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		closed->rank[i] = taken[i].rank;
		people[i] = twofold_value(taken[i].people);
		outcome[i] = twofold_value(taken[i].outcome) + 0.0;
	}
	pfree(taken);
	if (!ranked_outcomes_is_valid(closed))
		stored_value_damaged(RANKED_OUTCOMES_NAME);
	return closed;
}

/*
 * What a datum holds, open or closed.  What was stored by a later version, or
 * damaged, is refused here.
 */
RankedOutcomes *
ranked_value_from_datum(Datum datum)
{
	RankedOutcomes *value = (RankedOutcomes *) PG_DETOAST_DATUM(datum);

	if (VARSIZE(value) > offsetof(RankedOutcomes, version))
		check_stored_version(value->version, RANKED_OUTCOMES_VERSION, RANKED_OUTCOMES_NAME);
	if (ranked_outcomes_is_open(value) ? !state_fits(value) : !ranked_outcomes_is_valid(value))
		stored_value_damaged(RANKED_OUTCOMES_NAME);
	return value;
}

/*
 * The closed value behind a datum.
 */
RankedOutcomes *
ranked_outcomes_from_datum(Datum datum)
{
	RankedOutcomes *value = ranked_value_from_datum(datum);

	return ranked_outcomes_is_open(value) ? ranked_state_close(value) : value;
}

/*
 * The state behind a datum, which the caller may change: a closed value is
 * opened.
 */
RankedOutcomes *
ranked_state_from_datum(Datum datum)
{
	RankedOutcomes *value = (RankedOutcomes *) DatumGetPointer(datum);

	if (likely(VARATT_IS_4B_U(value) && state_fits(value)))
		return value;
	value = ranked_value_from_datum(datum);
	return ranked_state_add_value(ranked_state_new(value->count), value);
}
