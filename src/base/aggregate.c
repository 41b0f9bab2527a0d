/*
 * aggregate.c
 *		The memory of aggregates.
 */
#include "postgres.h"

#include "utils/regproc.h"

#include "base/aggregate.h"

/*
 * The memory context in which an aggregate's state lives.  A state is changed
 * in place, so a direct call from SQL is refused.
 */
MemoryContext
aggregate_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("function %s can only be called as part of an aggregate",
						format_procedure(fcinfo->flinfo->fn_oid))));
	return context;
}
