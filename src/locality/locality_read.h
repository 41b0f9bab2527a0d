/*
 * locality_read.h
 *		From places to the engine's plain arrays.
 */
#ifndef PLACEBASE_LOCALITY_READ_H
#define PLACEBASE_LOCALITY_READ_H

#include "locality/locality_map.h"
#include "place/place_counts_layout.h"
#include "place/place_flows_layout.h"

extern void check_largest(double largest);
extern void check_bounds(double smallest, double largest);
extern void check_effort(int32 effort);
extern void check_neighbours_known(FunctionCallInfo fcinfo, int argument);
extern MemoryContext work_context(void);

extern void read_people(LocalityMap *map, const PlaceCounts *counts);
extern int32 *area_numbers(const CodeList *codes, const CodeList *areas, const char *argument, const char *hint);
extern double *read_measure(int32 count, const PlaceCounts *counts, const CodeList *areas, double *least, double *most);
extern int32 *read_lookup(const PlaceFlows *lookup, const CodeList *areas, const char *argument);
extern int32 *read_membership(const PlaceFlows *membership, const CodeList *areas, const char *argument);
extern void read_lists(LocalityMap *map, const PlaceFlows *lists, const CodeList *areas);
extern void read_lists_to_follow(LocalityMap *map, const PlaceFlows *lists, const CodeList *areas);
extern void read_neighbours(LocalityMap *map, const PlaceFlows *neighbours, const CodeList *areas);
extern void separate_neighbours(LocalityMap *map, const int32 *within);

#endif
