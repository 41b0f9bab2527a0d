/*
 * locality_draw.h
 *		The whole search for localities, from nothing or from a map that is there.
 */
#ifndef PLACEBASE_LOCALITY_DRAW_H
#define PLACEBASE_LOCALITY_DRAW_H

#include "locality/locality_map.h"

extern bool locality_is_better(const Localities *a, const Localities *b);
extern Localities *locality_better(Localities *best, Localities *found);

extern Localities *locality_draw(const LocalityMap *map, Dice *dice, int32 effort);
extern Localities *locality_from_today(const LocalityMap *map, const int32 *code);
extern Localities *locality_from_nothing(const LocalityMap *map, Dice *dice, int32 effort);
extern Localities *locality_from(const LocalityMap *map, const Localities *start, Dice *dice, int32 effort);
extern Localities *locality_anew(const Localities *set, Dice *dice, int32 effort);
extern Localities *locality_redraw(const LocalityMap *map, const int32 *code, Dice *dice, int32 effort);

#endif
