/*
 * place_counts_state.h
 *		The state of the aggregates over place_counts: rows in any order.
 */
#ifndef PLACEBASE_PLACE_COUNTS_STATE_H
#define PLACEBASE_PLACE_COUNTS_STATE_H

#include "base/open_state.h"
#include "place/place_counts_layout.h"

/* So many places, of six bytes each, have room in the state itself. */
#define COUNTS_FEW_PLACES 7
#define COUNTS_FEW_BYTES 44

/*
 * A dictionary in the order of arrival, and a sum for each code, with room for as
 * many as the dictionary has.  In 256 bytes, which are all that a small group of a
 * hash aggregate takes, side by side.
 */
typedef struct CountsState
{
	OpenState	open;
	Codes		places;
	double	   *n;
	double		few_n[COUNTS_FEW_PLACES];	/* from here on: where n and places begin */
	uint32		few_end[COUNTS_FEW_PLACES];
	char		few_bytes[COUNTS_FEW_BYTES];
} CountsState;

StaticAssertDecl(sizeof(CountsState) <= 256, "the state of a small group fills its chunk of memory");

extern const OpenStateKind counts_state_kind;

extern CountsState *counts_state_create(MemoryContext context);
extern void counts_state_add(CountsState *state, Code place, double n);
extern void counts_state_add_list(CountsState *state, const CodeList *places, const double *n);
extern PlaceCounts *counts_state_value(const CountsState *state);

#endif
