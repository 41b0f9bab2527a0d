/*
 * rows.c
 *		Functions that return a row, or rows: what type the caller expects.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "utils/regproc.h"

#include "base/compat.h"
#include "base/rows.h"

pg_noreturn static void
refuse_row_type(FunctionCallInfo fcinfo, int columns)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("function %s must be declared to return rows of %d columns",
					format_procedure(fcinfo->flinfo->fn_oid), columns)));
}

/*
 * The type of the row that the caller expects, in the current memory context.
 */
TupleDesc
row_type(FunctionCallInfo fcinfo, int columns)
{
	TupleDesc	row;

	if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE || row->natts != columns)
		refuse_row_type(fcinfo, columns);
	return BlessTupleDesc(row);
}

/*
 * The same, looked up once for each call site.  It is kept in fn_extra, so that
 * the function can keep nothing else there.
 */
static TupleDesc
row_type_kept(FunctionCallInfo fcinfo, int columns)
{
	if (fcinfo->flinfo->fn_extra == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		fcinfo->flinfo->fn_extra = row_type(fcinfo, columns);
		MemoryContextSwitchTo(caller);
	}
	return fcinfo->flinfo->fn_extra;
}

/*
 * The one row of a function that keeps nothing in fn_extra.
 */
Datum
row_datum(FunctionCallInfo fcinfo, int columns, Datum *values, bool *nulls)
{
	return HeapTupleGetDatum(heap_form_tuple(row_type_kept(fcinfo, columns),
											 values, nulls));
}

/*
 * Where rows are put, all of them in one call.
 */
ReturnSetInfo *
rows_start(FunctionCallInfo fcinfo, int columns)
{
	ReturnSetInfo *rows = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	if (rows->setDesc->natts != columns)
		refuse_row_type(fcinfo, columns);
	return rows;
}

/*
 * The first of the calls that return one row each.
 */
FuncCallContext *
rows_first_call(FunctionCallInfo fcinfo, int columns)
{
	FuncCallContext *call = SRF_FIRSTCALL_INIT();
	MemoryContext caller = MemoryContextSwitchTo(call->multi_call_memory_ctx);

	call->tuple_desc = row_type(fcinfo, columns);
	MemoryContextSwitchTo(caller);
	return call;
}
