/*
 * sums.h
 *		Transition states that are a fixed number of sums: the type exact_sums.
 *
 * Such a state is flat, changes in place, costs one allocation a group, and
 * travels between workers and servers, as text too, without the loss of a bit.
 * Each aggregate lays a struct of doubles over it.  A new aggregate takes
 * exact_sums; those of version 1.0.0 also take the float8[] that it had.
 */
#ifndef PLACEBASE_SUMS_H
#define PLACEBASE_SUMS_H

#include "fmgr.h"
#include "utils/array.h"

/* How many float8 a struct of sums takes. */
#define SUMS_COUNT(type) ((int) (sizeof(type) / sizeof(float8)))

extern ArrayType *sums_new(int count);
extern ArrayType *sums_state(FunctionCallInfo fcinfo, int argument, int count);
extern void *sums_of(ArrayType *state);
extern void sums_set_option(double *option, double value, const char *name);
extern void sums_join_option(double *option, double other, const char *name);

/*
 * What stands where in a struct of sums, a character a member, for
 * sums_combine(): as many as the struct has.
 */
#define SUM_PLAIN '+'			/* a number */
#define SUM_TWOFOLD '2'			/* a sum of twice the precision */
#define SUM_FLAG '!'			/* 0 or 1 */
#define SUM_CONFIDENCE 'c'		/* an option of the aggregate */
#define SUM_MULTIPLIER 'm'		/* likewise */

extern Datum sums_combine(FunctionCallInfo fcinfo, const char *members);

#endif
