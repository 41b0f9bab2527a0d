/*
 * counts_operators.c
 *		Vectors over places, added, taken away, scaled, multiplied and divided.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "place/place_algebra.h"

PG_FUNCTION_INFO_V1(place_counts_add);

/*
 * place_counts + place_counts -> place_counts
 *
 * The places of both; the counts of a place that is in both are added.
 */
Datum
place_counts_add(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(place_counts_sum(PG_GETARG_PLACE_COUNTS(0), PG_GETARG_PLACE_COUNTS(1)));
}

PG_FUNCTION_INFO_V1(place_counts_subtract);

/*
 * place_counts - place_counts -> place_counts
 *
 * The places of the first, less what the second has of them.
 * Errors: 22003 if a place would be left with a negative count, also where only
 * the second has it.
 */
Datum
place_counts_subtract(PG_FUNCTION_ARGS)
{
	PlaceCounts *whole = PG_GETARG_PLACE_COUNTS(0);
	double	   *n = array_allocate(whole->count, sizeof(double));
	CountsPair	pair;

	counts_pair_start(&pair, whole, PG_GETARG_PLACE_COUNTS(1));
	while (counts_pair_next(&pair))
	{
		double		left = pair.j == NOWHERE ? pair.a_n : take_away(pair.a_n, pair.b_n, pair.place, NULL);

		if (pair.i != NOWHERE)
			n[pair.i] = left;
	}
	PG_RETURN_POINTER(place_counts_with_n(whole, n));
}

/*
 * Every count times one number and divided by another.
 */
static PlaceCounts *
scaled(const PlaceCounts *counts, double factor, double divisor)
{
	double	   *n = array_allocate(counts->count, sizeof(double));

	for (uint32 i = 0; i < counts->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		n[i] = counts->n[i] * factor / divisor;
	}
	return place_counts_with_n(counts, n);
}

PG_FUNCTION_INFO_V1(place_counts_scale);

/*
 * place_counts * float8 -> place_counts
 *
 * Every count times the factor.
 * Errors: 22003 for a negative or infinite factor or one that is not a number, or
 * if a count overflows.
 */
Datum
place_counts_scale(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(scaled(PG_GETARG_PLACE_COUNTS(0), check_factor(PG_GETARG_FLOAT8(1)), 1));
}

PG_FUNCTION_INFO_V1(place_counts_scale_from_left);

/*
 * float8 * place_counts -> place_counts
 *
 * The same with the factor first.
 */
Datum
place_counts_scale_from_left(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(scaled(PG_GETARG_PLACE_COUNTS(1), check_factor(PG_GETARG_FLOAT8(0)), 1));
}

PG_FUNCTION_INFO_V1(place_counts_divide);

/*
 * place_counts / float8 -> place_counts
 *
 * Every count divided by a number.
 * Errors: 22012 for 0; 22003 for a divisor that is negative, infinite or not a
 * number, or if a count overflows.
 */
Datum
place_counts_divide(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(scaled(PG_GETARG_PLACE_COUNTS(0), 1, check_divisor(PG_GETARG_FLOAT8(1))));
}

static double
multiply(double a, double b)
{
	return a * b;
}

PG_FUNCTION_INFO_V1(place_counts_times_counts);

/*
 * place_counts * place_counts -> place_counts
 *
 * The product, place by place, over the places of both.  A place that only one of
 * them knows gets 0 and stays.  Totals are not kept.
 * Errors: 22003 if a count overflows.
 */
Datum
place_counts_times_counts(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(place_counts_combined(PG_GETARG_PLACE_COUNTS(0), PG_GETARG_PLACE_COUNTS(1), multiply));
}

static double
larger(double a, double b)
{
	return Max(a, b);
}

PG_FUNCTION_INFO_V1(larger_of);

/*
 * larger_of(c place_counts, d place_counts) -> place_counts
 *
 * The larger of the two counts of each place, over the places of both; a place
 * that is not known counts as 0.  NULL for NULL.
 * So larger_of(c, d) + smaller_of(c, d) = c + d.
 */
Datum
larger_of(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(place_counts_combined(PG_GETARG_PLACE_COUNTS(0), PG_GETARG_PLACE_COUNTS(1), larger));
}

static double
smaller(double a, double b)
{
	return Min(a, b);
}

PG_FUNCTION_INFO_V1(smaller_of);

/*
 * smaller_of(c place_counts, d place_counts) -> place_counts
 *
 * The smaller of the two counts of each place, over the places of both; a place
 * that is not known counts as 0.  NULL for NULL.
 */
Datum
smaller_of(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(place_counts_combined(PG_GETARG_PLACE_COUNTS(0), PG_GETARG_PLACE_COUNTS(1), smaller));
}

PG_FUNCTION_INFO_V1(place_counts_divide_by_counts);

/*
 * place_counts / place_counts -> place_counts
 *
 * The quotient, place by place.  A place with nothing to divide (0, or not known)
 * and nothing to divide by is left out; with something to divide by it is 0.
 * Errors: 22012 for a place that has something to divide and nothing to divide
 * by; 22003 if a count overflows.
 */
Datum
place_counts_divide_by_counts(PG_FUNCTION_ARGS)
{
	PlaceCounts *divisor = PG_GETARG_PLACE_COUNTS(1);
	double	   *n = array_allocate(divisor->count, sizeof(double));
	bool	   *keep = array_allocate_zero(divisor->count, sizeof(bool));
	CountsPair	pair;

	counts_pair_start(&pair, PG_GETARG_PLACE_COUNTS(0), divisor);
	while (counts_pair_next(&pair))
	{
		if (pair.b_n == 0 && pair.a_n > 0)
			ereport(ERROR,
					(errcode(ERRCODE_DIVISION_BY_ZERO),
					 errmsg("place \"%s\" has %.15g to divide but nothing to divide by",
							code_for_message(pair.place), pair.a_n)));
		if (pair.b_n == 0)
			continue;
		n[pair.j] = pair.a_n / pair.b_n;
		keep[pair.j] = true;
	}
	PG_RETURN_POINTER(place_counts_select(&pair.b_places, n, keep));
}
