/*
 * place_counts_state.h
 *		The state of the aggregates over place_counts: rows in any order.
 */
#ifndef PLACEBASE_PLACE_COUNTS_STATE_H
#define PLACEBASE_PLACE_COUNTS_STATE_H

#include "place/place_counts_layout.h"

/* A dictionary in the order of arrival, and a sum for each code. */
typedef struct CountsState
{
	Codes		places;
	uint32		capacity;
	double	   *n;
} CountsState;

extern CountsState *counts_state_create(MemoryContext context);
extern void counts_state_add(CountsState *state, Code place, double n);
extern void counts_state_add_list(CountsState *state, const CodeList *places, const double *n);
extern PlaceCounts *counts_state_value(const CountsState *state);

#endif
