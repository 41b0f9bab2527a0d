/*
 * place_algebra.h
 *		Sums and products of places, for the rooms that build on them.
 */
#ifndef PLACEBASE_PLACE_ALGEBRA_H
#define PLACEBASE_PLACE_ALGEBRA_H

#include "place/place_counts_layout.h"
#include "place/place_flows_layout.h"

/* What is done with the two counts of a place; 0 stands for one that is not known. */
typedef double (*CountsOperation) (double a, double b);

extern uint32 *positions_in(const CodeList *list, const CodeList *other);
extern double check_factor(double factor);
extern double check_divisor(double divisor);
extern double take_away(double whole, double part, Code place, const Code *destination);
extern PlaceCounts *place_counts_combined(const PlaceCounts *a, const PlaceCounts *b, CountsOperation operation);
extern PlaceCounts *place_counts_sum(const PlaceCounts *a, const PlaceCounts *b);
extern PlaceCounts *place_counts_moved(const PlaceCounts *counts, const FlowsView *flows);
extern double *place_flows_row_sums(const FlowsView *flows);
extern double *place_flows_column_sums(const FlowsView *flows);
extern bool place_flows_find(const FlowsView *flows, uint32 origin, uint32 destination, uint32 *cell);
extern PlaceFlows *place_flows_sum(const PlaceFlows *a, const PlaceFlows *b);
extern FlowsView place_flows_turned_view(const FlowsView *view);
extern PlaceFlows *place_flows_turned(const FlowsView *view);
extern PlaceFlows *place_flows_followed(const FlowsView *first, const FlowsView *second);

#endif
