/*
 * flows_state.h
 *		The state of the aggregates over place_flows: rows in any order.
 */
#ifndef PLACEBASE_FLOWS_STATE_H
#define PLACEBASE_FLOWS_STATE_H

#include "base/open_state.h"
#include "place/place_flows_layout.h"

/* A cell on its way into a matrix, its places by number. */
typedef struct FlowCell
{
	uint32		origin;
	uint32		destination;
	double		n;
} FlowCell;

/*
 * The aggregate's state: two dictionaries in the order of arrival, and a log of
 * cells.  When the log is full, cells of the same pair of places are merged; it
 * grows only if that did not free half of it.  So its size keeps to a small
 * multiple of the different cells, a row costs an append, and no hash table of
 * cells is needed.
 */
typedef struct FlowsState
{
	OpenState	open;
	Codes		origins;
	Codes		destinations;
	uint32		capacity;
	uint32		count;
	FlowCell   *cells;
	int			twice_sqlstate; /* of the error that a cell given twice is; 0: add them up */
} FlowsState;

extern const OpenStateKind flows_state_kind;

extern FlowsState *flows_state_create(MemoryContext context);
extern void flows_state_add(FlowsState *state, uint32 origin, uint32 destination, double n);
extern void flows_state_add_value(FlowsState *state, const PlaceFlows *flows);
extern PlaceFlows *flows_state_value(const FlowsState *state);

#endif
