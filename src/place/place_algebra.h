/*
 * place_algebra.h
 *		Sums and products of places, for the rooms that build on them.
 */
#ifndef PLACEBASE_PLACE_ALGEBRA_H
#define PLACEBASE_PLACE_ALGEBRA_H

#include "base/code_lists.h"
#include "place/place_counts.h"
#include "place/place_flows.h"

extern uint32 *positions_in(const CodeList *list, const CodeList *other);
extern double *place_flows_row_sums(const FlowsView *flows);
extern double *place_flows_column_sums(const FlowsView *flows);
extern bool place_flows_find(const FlowsView *flows, uint32 origin, uint32 destination, uint32 *cell);
extern PlaceFlows *place_flows_turned(const FlowsView *view);
extern PlaceCounts *place_counts_moved(const PlaceCounts *counts, const FlowsView *flows);
extern PlaceFlows *place_flows_followed(const FlowsView *first, const FlowsView *second);

#endif
