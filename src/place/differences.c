/*
 * differences.c
 *		Two counts of every place, side by side.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/rows.h"
#include "place/place_counts_layout.h"

PG_FUNCTION_INFO_V1(differences);

/*
 * differences(first place_counts, second place_counts)
 *		-> setof (place text, first float8, second float8, difference float8)
 *
 * Two counts side by side, one row for every place of either, in bytewise order
 * of codes.  The difference is first - second, negative where the second has
 * more; it is NULL where one of them does not know the place.
 */
Datum
differences(PG_FUNCTION_ARGS)
{
	PlaceCounts *first = PG_GETARG_PLACE_COUNTS(0);
	PlaceCounts *second = PG_GETARG_PLACE_COUNTS(1);
	CodeList	first_places = place_counts_places(first);
	CodeList	second_places = place_counts_places(second);
	CodeListPair pair = code_list_pair(&first_places, &second_places);
	Datum		values[4];
	ReturnSetInfo *rows = rows_start(fcinfo, lengthof(values));
	Code		place;
	uint32		i;
	uint32		j;

	while (code_list_pair_next(&pair, &place, &i, &j))
	{
		double		a = i == NOWHERE ? 0 : first->n[i];
		double		b = j == NOWHERE ? 0 : second->n[j];
		bool		nulls[4] = {false, i == NOWHERE, j == NOWHERE, i == NOWHERE || j == NOWHERE};

		CHECK_FOR_INTERRUPTS();
		values[0] = PointerGetDatum(code_to_text(place));
		values[1] = Float8GetDatum(a);
		values[2] = Float8GetDatum(b);
		values[3] = Float8GetDatum(a - b);
		rows_put(rows, values, nulls);
		pfree(DatumGetPointer(values[0]));
	}
	PG_RETURN_NULL();
}
