/*
 * aggregate.h
 *		What the transition functions of all aggregates share.
 */
#ifndef PLACEBASE_AGGREGATE_H
#define PLACEBASE_AGGREGATE_H

#include "fmgr.h"

/*
 * The memory context in which an aggregate's state lives.  A state is changed
 * in place, so a direct call from SQL is refused.
 */
static inline MemoryContext
aggregate_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("function %u can only be called as part of an aggregate",
						fcinfo->flinfo->fn_oid)));
	return context;
}

#endif
