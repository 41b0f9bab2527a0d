/*
 * logistic.h
 *		The logistic function.
 */
#ifndef PLACEBASE_LOGISTIC_H
#define PLACEBASE_LOGISTIC_H

#include <math.h>

/* 1 / (1 + exp(-x)) of any x, without an overflow on the way. */
static inline double
logistic(double x)
{
	return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

#endif
