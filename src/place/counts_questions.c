/*
 * counts_questions.c
 *		What one vector over places answers.
 */
#include "postgres.h"

#include "base/kept.h"
#include "base/rows.h"
#include "place/place_counts_layout.h"

PG_FUNCTION_INFO_V1(place_counts_total);

/*
 * total(place_counts) -> float8
 *
 * All places together, in the unit of the counts; 0 for a value with no place.
 * The sum is taken in the order of the codes, so it never depends on how the
 * value came about.
 */
Datum
place_counts_total(PG_FUNCTION_ARGS)
{
	PlaceCounts *counts = PG_GETARG_PLACE_COUNTS(0);

	PG_RETURN_FLOAT8(sum_of_counts(counts->n, counts->count));
}

PG_FUNCTION_INFO_V1(place_counts_get);

/*
 * place_counts -> text -> float8
 *
 * The count of one place; NULL if the place is not known here, which is not 0.
 */
Datum
place_counts_get(PG_FUNCTION_ARGS)
{
	text	   *place = PG_GETARG_TEXT_PP(1);
	uint32		i;
	PlaceCounts *counts = place_counts_with_place(kept_detoasted(fcinfo, 0, "place_counts"), CODE_FROM_TEXT(place), &i);

	if (counts == NULL)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(counts->n[i]);
}

PG_FUNCTION_INFO_V1(place_counts_rows);

/*
 * counts(place_counts) -> setof (place text, n float8)
 *
 * One row a place, in bytewise order of the codes.
 */
Datum
place_counts_rows(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	PlaceCounts *counts;
	CodeList	places;
	Datum		values[2];
	bool		nulls[2] = {false, false};

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext caller;

		call = rows_first_call(fcinfo, lengthof(values));
		caller = MemoryContextSwitchTo(call->multi_call_memory_ctx);
		call->user_fctx = PG_GETARG_PLACE_COUNTS(0);
		MemoryContextSwitchTo(caller);
	}
	call = SRF_PERCALL_SETUP();
	counts = call->user_fctx;
	if (call->call_cntr >= counts->count)
		SRF_RETURN_DONE(call);
	places = place_counts_places(counts);
	values[0] = PointerGetDatum(code_to_text(code_list_get(&places, call->call_cntr)));
	values[1] = Float8GetDatum(counts->n[call->call_cntr]);
	SRF_RETURN_NEXT(call, rows_next(call, values, nulls));
}
