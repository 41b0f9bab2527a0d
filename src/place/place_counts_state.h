/*
 * place_counts_state.h
 *		The state of the aggregates over place_counts: rows in any order.
 */
#ifndef PLACEBASE_PLACE_COUNTS_STATE_H
#define PLACEBASE_PLACE_COUNTS_STATE_H

#include "base/open_state.h"
#include "place/place_counts_layout.h"

/*
 * A dictionary in the order of arrival, and a sum for each code, with room for as
 * many as the dictionary has.  In 128 bytes: a hash aggregate has one a group.
 */
typedef struct CountsState
{
	OpenState	open;
	Codes		places;
	double	   *n;
} CountsState;

extern const OpenStateKind counts_state_kind;

extern CountsState *counts_state_create(MemoryContext context);
extern void counts_state_add(CountsState *state, Code place, double n);
extern void counts_state_add_list(CountsState *state, const CodeList *places, const double *n);
extern PlaceCounts *counts_state_value(const CountsState *state);

#endif
