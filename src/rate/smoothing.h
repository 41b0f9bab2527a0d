/*
 * smoothing.h
 *		The rate of a small place, drawn towards that of others (Marshall, Journal of
 *		the Royal Statistical Society C 1991;40:283-294).
 */
#ifndef PLACEBASE_SMOOTHING_H
#define PLACEBASE_SMOOTHING_H

#include "rate/intervals.h"

/*
 * A mean of the place's own rate and of the others', by what varies between places
 * and what chance makes of so few people.  Both weights are above 0, so that
 * nothing cancels out.
 */
static inline double
drawn_rate(double own, double people, double rate, double variance)
{
	double		chance = rate / people;
	double		all = check_result(variance + chance);

	return all == 0 ? rate : check_result(variance / all * own + chance / all * rate);
}

#endif
