/*
 * ranked_state.h
 *		The open form of ranked_outcomes: rows in any order fold into it.
 *
 * The state of the aggregates is the type itself, so that a partial result can
 * travel wherever a value can.  It is a hash table that lies flat in one value: a
 * row costs one look for its rank.  Sums are carried at twice the precision of a
 * double, so that they do not depend on the order of the rows.
 */
#ifndef PLACEBASE_RANKED_STATE_H
#define PLACEBASE_RANKED_STATE_H

#include "rate/ranked_layout.h"

#define PG_GETARG_RANKED_OUTCOMES(i) ranked_outcomes_from_datum(PG_GETARG_DATUM(i))

extern RankedOutcomes *ranked_state_new(uint32 ranks);
extern RankedOutcomes *ranked_state_from_datum(Datum datum);
extern RankedOutcomes *ranked_state_add(RankedOutcomes *state, double rank, double people, double outcome);
extern RankedOutcomes *ranked_state_add_value(RankedOutcomes *state, const RankedOutcomes *value);
extern RankedOutcomes *ranked_state_add_new(RankedOutcomes *state, double rank, double people, double outcome);
extern RankedOutcomes *ranked_state_close(const RankedOutcomes *state);
extern RankedOutcomes *ranked_value_from_datum(Datum datum);
extern RankedOutcomes *ranked_outcomes_from_datum(Datum datum);

#endif
