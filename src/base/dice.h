/*
 * dice.h
 *		Random numbers from a seed.
 */
#ifndef PLACEBASE_DICE_H
#define PLACEBASE_DICE_H

/* A small generator of our own: the same numbers on every machine and version. */
typedef struct Dice
{
	uint64		state;
} Dice;

/* splitmix64 (Steele, Lea and Flood 2014) */
static inline uint64
dice_next(Dice *dice)
{
	uint64		z = (dice->state += UINT64CONST(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64CONST(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64CONST(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

static inline int32
dice_below(Dice *dice, int32 n)
{
	return (int32) (((dice_next(dice) >> 32) * (uint64) n) >> 32);
}

static inline double
dice_share(Dice *dice)
{
	return (double) (dice_next(dice) >> 11) * (1.0 / 9007199254740992.0);
}

#endif
