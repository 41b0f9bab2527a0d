/*
 * weighted_capitation.c
 *		People weighted by indices of need, and how far money is from its target.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/array.h"

#include "base/memory.h"
#include "base/rows.h"
#include "place/place_algebra.h"

/*
 * The weights so far times an index.  Only a place without weight may be unknown
 * to the index.
 */
static void
multiply_by_index(double *weighted, const CodeList *places, const PlaceCounts *index, int number)
{
	CodeList	indexed = place_counts_places(index);
	uint32	   *position = positions_in(places, &indexed);

	for (uint32 i = 0; i < places->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (position[i] != NOWHERE)
			weighted[i] *= index->n[position[i]];
		else if (weighted[i] > 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("place \"%s\" has people, but index %d does not have it",
							code_for_message(code_list_get(places, i)), number),
					 errhint("An index of 1 changes nothing.")));
		check_count(weighted[i], code_list_get(places, i), NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	}
	pfree(position);
}

PG_FUNCTION_INFO_V1(weighted_capitation);

/*
 * weighted_capitation(people place_counts, indices place_counts[]) -> place_counts
 *
 * People times each index in turn, place by place, then all times one number, so
 * that they sum to the people again.  An index is about 1: what a person of the
 * place needs beside the average.  Without indices, and with indices of 1, the
 * answer is the people.  Places that only an index has are left out.
 * Errors: 22023 for a place that has people and is not in an index, for a NULL
 * index, and where the weighted people come to 0 and the people do not; 22003 if a
 * product is out of range.
 * Source: the allocations that NHS England publishes each year.
 */
Datum
weighted_capitation(PG_FUNCTION_ARGS)
{
	PlaceCounts *people = PG_GETARG_PLACE_COUNTS(0);
	ArrayType  *indices = PG_GETARG_ARRAYTYPE_P(1);
	CodeList	places = place_counts_places(people);
	double	   *weighted = array_allocate(people->count, sizeof(double));
	double		total = sum_of_counts(people->n, people->count);
	double		weighted_total;
	ArrayIterator iterator = array_create_iterator(indices, 0, NULL);
	Datum		index;
	bool		is_null;
	int			number = 0;

	copy_bytes(weighted, people->n, people->count * sizeof(double));
	while (array_iterate(iterator, &index, &is_null))
	{
		number++;
		if (is_null)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("index %d must not be NULL", number)));
		multiply_by_index(weighted, &places, place_counts_from_datum(index), number);
	}
	array_free_iterator(iterator);
	weighted_total = sum_of_counts(weighted, people->count);
	if (weighted_total == 0 && total > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("weighted people come to 0, people to %.15g", total)));
	for (uint32 i = 0; i < places.count && total > 0; i++)
	{
		CHECK_FOR_INTERRUPTS();
		weighted[i] *= total / weighted_total;
		check_count(weighted[i], code_list_get(&places, i), NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	}
	PG_RETURN_POINTER(place_counts_with_n(people, weighted));
}

PG_FUNCTION_INFO_V1(distance_from_target);

/*
 * distance_from_target(allocation place_counts, target place_counts)
 *		-> setof (place text, allocation float8, target float8, distance float8,
 *				  share float8)
 *
 * What each place has beside what it should have, one row for every place of
 * either, in bytewise order of codes; one that is not known has 0.  The distance
 * is allocation - target, in their unit, and the share allocation / target - 1:
 * both are above 0 for a place over target.  The share is NULL where the target is
 * 0, and where it is beyond the range of float8.
 * Source: the allocations that NHS England publishes each year.
 */
Datum
distance_from_target(PG_FUNCTION_ARGS)
{
	CountsPair	pair;
	Datum		values[5];
	ReturnSetInfo *rows = rows_start(fcinfo, lengthof(values));

	counts_pair_start(&pair, PG_GETARG_PLACE_COUNTS(0), PG_GETARG_PLACE_COUNTS(1));
	while (counts_pair_next(&pair))
	{
		double		share = pair.b_n > 0 ? (pair.a_n - pair.b_n) / pair.b_n : 0;
		bool		nulls[5] = {false, false, false, false, pair.b_n == 0 || isinf(share)};

		values[0] = PointerGetDatum(code_to_text(pair.place));
		values[1] = Float8GetDatum(pair.a_n);
		values[2] = Float8GetDatum(pair.b_n);
		values[3] = Float8GetDatum(pair.a_n - pair.b_n);
		values[4] = Float8GetDatum(share);
		rows_put(rows, values, nulls);
		pfree(DatumGetPointer(values[0]));
	}
	PG_RETURN_NULL();
}
