/*
 * samples.c
 *		Transition states that keep the figures of every row in a float8[].
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/sums.h"
#include "rate/samples.h"

#define HEAD_COUNT ((int) (offsetof(Samples, sample) / sizeof(double)))
#define FIRST_ROOM 8

static inline int
sample_order(const Sample *x, const Sample *y)
{
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->error > y->error) - (x->error < y->error);
}

#define ST_SORT sort_samples
#define ST_ELEMENT_TYPE Sample
#define ST_COMPARE(a, b) sample_order(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

static int64
room_in(const ArrayType *state, int figures)
{
	return (ARR_DIMS(state)[0] - HEAD_COUNT) / figures;
}

/*
 * A state without rows, each of which will have so many figures, in the current
 * context.
 */
ArrayType *
samples_new(int figures)
{
	ArrayType  *state = sums_new(HEAD_COUNT + FIRST_ROOM * figures);
	Samples    *samples = sums_of(state);

	samples->option = samples->method = NAN;
	return state;
}

/*
 * The state in an argument, which may be any array that somebody typed.
 */
ArrayType *
samples_state(FunctionCallInfo fcinfo, int argument, int figures)
{
	ArrayType  *state = PG_GETARG_ARRAYTYPE_P(argument);
	int			all = ARR_NDIM(state) == 1 ? ARR_DIMS(state)[0] : 0;
	double		count;

	if (all < HEAD_COUNT || (all - HEAD_COUNT) % figures != 0 ||
		ARR_HASNULL(state) || ARR_ELEMTYPE(state) != FLOAT8OID)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the state of this aggregate is an array of %d numbers, and %d for each row",
						HEAD_COUNT, figures)));
	count = ((Samples *) sums_of(state))->count;
	if (!(count >= 0 && count <= room_in(state, figures) && count == floor(count)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the state of this aggregate has no %.15g rows", count)));
	return state;
}

/*
 * The state with so many rows more: the same, or a larger one that takes its
 * place.
 */
ArrayType *
samples_add(ArrayType *state, const double *rows, int64 count, int figures)
{
	Samples    *samples = sums_of(state);
	int64		used = (int64) samples->count;

	if (used + count > room_in(state, figures))
	{
		int64		room = Max(2 * room_in(state, figures), used + count);
		ArrayType  *grown;

		if (room > (int64) (MaxAllocSize / (figures * sizeof(double)) / 2))
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("too many rows in one group")));
		grown = sums_new(HEAD_COUNT + (int) room * figures);
		memcpy(sums_of(grown), samples, offsetof(Samples, sample) + used * figures * sizeof(double));
		state = grown;
		samples = sums_of(state);
	}
	memcpy((double *) samples->sample + used * figures, rows, count * figures * sizeof(double));
	samples->count += count;
	return state;
}

/*
 * The rows of a final function's argument in the order of their figures.  They
 * are a copy: the state belongs to the executor.
 */
Samples *
samples_sorted(FunctionCallInfo fcinfo)
{
	const Samples *samples = sums_of(samples_state(fcinfo, 0, SAMPLE_FIGURES));
	Size		size = offsetof(Samples, sample) + (Size) samples->count * sizeof(Sample);
	Samples    *sorted = memcpy(palloc(size), samples, size);

	for (int64 i = 0; i < (int64) sorted->count; i++)
		if (!isfinite(sorted->sample[i].value) || !(sorted->sample[i].error > 0 && isfinite(sorted->sample[i].error)))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("a row of the state of this aggregate has no standard error %.15g of %.15g",
							sorted->sample[i].error, sorted->sample[i].value)));
	sort_samples(sorted->sample, (size_t) sorted->count);
	return sorted;
}
