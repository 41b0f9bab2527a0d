/*
 * rows.h
 *		Functions that return a row, or rows.
 *
 * A function of one row calls row_datum().  A function of many rows either puts
 * them all where the executor gathers them (rows_start, rows_put), or returns one
 * a call (rows_first_call, then rows_next in SRF_RETURN_NEXT).
 *
 * How many columns the C writes is said each time, and a function that SQL
 * declares with another number is refused: reading further would be reading
 * memory of somebody else.
 */
#ifndef PLACEBASE_ROWS_H
#define PLACEBASE_ROWS_H

#include "access/htup_details.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/tuplestore.h"

extern TupleDesc row_type(FunctionCallInfo fcinfo, int columns);
extern Datum row_datum(FunctionCallInfo fcinfo, int columns, Datum *values, bool *nulls);

extern ReturnSetInfo *rows_start(FunctionCallInfo fcinfo, int columns);
extern FuncCallContext *rows_first_call(FunctionCallInfo fcinfo, int columns);

static inline void
rows_put(ReturnSetInfo *rows, Datum *values, bool *nulls)
{
	tuplestore_putvalues(rows->setResult, rows->setDesc, values, nulls);
}

static inline Datum
rows_next(FuncCallContext *call, Datum *values, bool *nulls)
{
	return HeapTupleGetDatum(heap_form_tuple(call->tuple_desc, values, nulls));
}

#endif
