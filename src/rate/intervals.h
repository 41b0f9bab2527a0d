/*
 * intervals.h
 *		Estimates with their confidence limits.
 */
#ifndef PLACEBASE_INTERVALS_H
#define PLACEBASE_INTERVALS_H

#include "fmgr.h"


#define DEFAULT_CONFIDENCE 0.95

/* A limit that does not exist is NaN, and NULL in SQL. */
typedef struct Limits
{
	double		lower;
	double		upper;
} Limits;

extern void check_confidence(double confidence);
extern void check_multiplier(double multiplier);
extern void check_people_for_events(double events, double people);
extern void check_part(double events, double people);

extern double upper_tail(double confidence);
extern double two_sided_z(double confidence);
extern Limits byar_limits(double events, double confidence);
extern Limits poisson_limits(double events, double confidence);
extern Limits wilson_limits(double events, double people, double confidence);

extern double check_result(double result);
extern Datum interval_estimate(FunctionCallInfo fcinfo, double value, Limits limits);

#endif
