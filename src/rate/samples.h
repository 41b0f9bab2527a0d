/*
 * samples.h
 *		Transition states that keep the figures of every row in a float8[]: for what
 *		goes over its rows twice, or ranks them.
 *
 * Such a state is flat, grows by doubling, and travels between workers and servers
 * as an ordinary array.  Rows are sorted at the end, so that their order does not
 * matter.
 */
#ifndef PLACEBASE_SAMPLES_H
#define PLACEBASE_SAMPLES_H

#include "fmgr.h"
#include "utils/array.h"

/* The figures of one row. */
typedef struct Sample
{
	double		value;
	double		error;			/* its standard error */
} Sample;

typedef struct Samples
{
	double		count;
	double		option;			/* such as a share; NaN is not given */
	double		method;			/* one of a few; NaN is not given */
	Sample		sample[FLEXIBLE_ARRAY_MEMBER];	/* or rows of other figures, with room for more; what is not used is 0 */
} Samples;

/* The figures of a row that is a Sample. */
#define SAMPLE_FIGURES ((int) (sizeof(Sample) / sizeof(double)))

extern ArrayType *samples_new(int figures);
extern ArrayType *samples_state(FunctionCallInfo fcinfo, int argument, int figures);
extern ArrayType *samples_add(ArrayType *state, const double *rows, int64 count, int figures);
extern Samples *samples_sorted(FunctionCallInfo fcinfo);

#endif
