/*
 * reconcile.c
 *		Who are we responsible for?  Registered against resident people.
 */
#include "postgres.h"

#include "base/rows.h"
#include "place/reconciliation.h"

PG_FUNCTION_INFO_V1(reconcile);

/*
 * reconcile(registered place_flows, residents place_counts)
 *		-> setof (place text, registered float8, resident float8,
 *			registered_here_living_here float8,
 *			registered_here_living_elsewhere float8,
 *			living_here_registered_elsewhere float8,
 *			living_here_registered float8, unregistered float8,
 *			list_excess float8, registered_per_resident float8)
 *
 * One row for every place that either side knows, in bytewise order of codes.
 * The flows go from the place of registration to the place of residence, both
 * of the same kind (boroughs, say).  All figures are people.
 *
 *	registered							on the lists of the place
 *	resident							living there, as counted by the council's side
 *	registered_here_living_here
 *	registered_here_living_elsewhere	registered less those living here
 *	living_here_registered_elsewhere	living_here_registered less those registered here
 *	living_here_registered				living there, on whatever list
 *	unregistered						residents beyond those who are on any list, or 0
 *	list_excess							people on lists beyond the residents, or 0
 *	registered_per_resident				living_here_registered / resident
 *
 * NULL is what is not known: the figures from lists for a place that the flows
 * do not name; the figures that need residents for a place without them (an
 * unknown residence, a place over the border); a ratio to 0 residents.
 * Residents may be empty: then nothing is known of them.  No rows for NULL.
 * Errors: 22023 where no destination is among the residents, or no origin
 * among the destinations, while neither side is empty: they speak of different
 * places.
 * Source: NHS England, Who Pays? (2022), for the two rules of responsibility.
 */
Datum
reconcile(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	ReconciledPlace row;
	Datum		values[10];
	bool		nulls[10] = {false};

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext caller;

		call = rows_first_call(fcinfo, lengthof(values));
		caller = MemoryContextSwitchTo(call->multi_call_memory_ctx);
		call->user_fctx = palloc(sizeof(Reconciliation));
		reconciliation_start(call->user_fctx, PG_GETARG_PLACE_FLOWS(0), PG_GETARG_PLACE_COUNTS(1));
		MemoryContextSwitchTo(caller);
	}
	call = SRF_PERCALL_SETUP();
	if (!reconciliation_next(call->user_fctx, &row))
		SRF_RETURN_DONE(call);

	values[0] = PointerGetDatum(code_to_text(row.place));
	values[1] = Float8GetDatum(row.registered);
	values[2] = Float8GetDatum(row.resident);
	values[3] = Float8GetDatum(row.both);
	values[4] = Float8GetDatum(row.registered - row.both);
	values[5] = Float8GetDatum(row.living - row.both);
	values[6] = Float8GetDatum(row.living);
	values[7] = Float8GetDatum(Max(0, row.resident - row.living));
	values[8] = Float8GetDatum(Max(0, row.living - row.resident));
	nulls[1] = nulls[3] = nulls[4] = nulls[5] = nulls[6] = !row.has_lists;
	nulls[2] = !row.has_residents;
	nulls[7] = nulls[8] = !row.has_residents || !row.has_lists;
	nulls[9] = nulls[7] || row.resident == 0;
	if (!nulls[9])
	{
		double		ratio = row.living / row.resident;

		check_count(ratio, row.place, NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		values[9] = Float8GetDatum(ratio);
	}
	SRF_RETURN_NEXT(call, rows_next(call, values, nulls));
}
