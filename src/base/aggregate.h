/*
 * aggregate.h
 *		What the transition functions of all aggregates share.
 */
#ifndef PLACEBASE_AGGREGATE_H
#define PLACEBASE_AGGREGATE_H

#include "base/compat.h"

extern MemoryContext aggregate_context(FunctionCallInfo fcinfo);
pg_noreturn extern void aggregate_lacks(const char *call, const char *lacking, const char *whole);

/*
 * What a transition function returns for a row that it leaves out.
 */
static inline Datum
state_unchanged(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

#endif
