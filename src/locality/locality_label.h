/*
 * locality_label.h
 *		Which locality continues which of today's networks.
 */
#ifndef PLACEBASE_LOCALITY_LABEL_H
#define PLACEBASE_LOCALITY_LABEL_H

#include "locality/locality_map.h"

extern void locality_give_label(Localities *set, int32 locality, int32 label);
extern void locality_give_labels(Localities *set, const int32 *locality_of_code);
extern void locality_match(Localities *set);
extern Localities *locality_numbered(const LocalityMap *map, const Localities *set, int32 spare);

#endif
