/*
 * differences.c
 *		Two counts of every place, side by side.
 */
#include "postgres.h"

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
	CountsPair	pair;
	Datum		values[4];
	ReturnSetInfo *rows = rows_start(fcinfo, lengthof(values));

	counts_pair_start(&pair, PG_GETARG_PLACE_COUNTS(0), PG_GETARG_PLACE_COUNTS(1));
	while (counts_pair_next(&pair))
	{
		bool		nulls[4] = {false, pair.i == NOWHERE, pair.j == NOWHERE, pair.i == NOWHERE || pair.j == NOWHERE};

		values[0] = PointerGetDatum(code_to_text(pair.place));
		values[1] = Float8GetDatum(pair.a_n);
		values[2] = Float8GetDatum(pair.b_n);
		values[3] = Float8GetDatum(pair.a_n - pair.b_n);
		rows_put(rows, values, nulls);
		pfree(DatumGetPointer(values[0]));
	}
	PG_RETURN_NULL();
}
