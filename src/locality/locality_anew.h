/*
 * locality_anew.h
 *		Neighbourhoods of localities drawn anew.
 */
#ifndef PLACEBASE_LOCALITY_ANEW_H
#define PLACEBASE_LOCALITY_ANEW_H

#include "locality/locality_map.h"

extern void locality_draw_anew(Localities *set, Dice *dice, int64 moves);

#endif
