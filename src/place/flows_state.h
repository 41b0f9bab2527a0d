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
 * So many cells, from and to as many places, have room in the state itself, if the
 * codes of both sides take no more than so many bytes.
 */
#define FLOWS_FEW 7
#define FLOWS_FEW_BYTES 68

/*
 * The aggregate's state: two dictionaries in the order of arrival, and a log of
 * cells.  When the log is full, cells of the same pair of places are merged; it
 * grows only if that did not free half of it.  So its size keeps to a small
 * multiple of the different cells, a row costs an append, and no hash table of
 * cells is needed.  In 512 bytes, which are all that a small group of a hash
 * aggregate takes, side by side.
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
	FlowCell	few_cells[FLOWS_FEW];	/* from here on: where cells and places begin */
	uint32		few_origin_end[FLOWS_FEW];
	uint32		few_destination_end[FLOWS_FEW];
	char		few_origin_bytes[FLOWS_FEW_BYTES];
	char		few_destination_bytes[FLOWS_FEW_BYTES];
} FlowsState;

StaticAssertDecl(sizeof(FlowsState) <= 512, "the state of a small group fills its chunk of memory");

extern const OpenStateKind flows_state_kind;

extern FlowsState *flows_state_create(MemoryContext context);
extern void flows_state_add(FlowsState *state, uint32 origin, uint32 destination, double n);
extern void flows_state_add_value(FlowsState *state, const PlaceFlows *flows);
extern PlaceFlows *flows_state_value(const FlowsState *state);

#endif
