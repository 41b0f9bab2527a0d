/*
 * row_estimates.h
 *		How many rows a function returns, for the planner, where its arguments are
 *		known when the query is planned.
 */
#ifndef PLACEBASE_ROW_ESTIMATES_H
#define PLACEBASE_ROW_ESTIMATES_H

#include "fmgr.h"

/*
 * How many rows come of these arguments, none of which is NULL; negative where
 * that cannot be told.  It fails at most where the function itself would, of a
 * damaged value.
 */
typedef double (*RowsOfArguments) (const Datum *arguments);

extern Datum estimate_rows(FunctionCallInfo fcinfo, int arguments, RowsOfArguments rows_of);

#endif
