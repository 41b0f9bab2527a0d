/*
 * structure.h
 *		What can be said of a whole graph of places, in one row.
 */
#ifndef PLACEBASE_STRUCTURE_H
#define PLACEBASE_STRUCTURE_H

#include "network/graph.h"

/* The columns of network_structure(). */
#define STRUCTURE_COLUMNS 23

extern void structure_of(const Graph *graph, Datum *values, bool *nulls);

#endif
