/*
 * aggregate.c
 *		The memory of aggregates, and calls of them that lack an argument.
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

/*
 * For an aggregate of fewer arguments than rows are folded by.  Where there is
 * none, PostgreSQL says that the function does not exist, or takes the call for a
 * cast.
 */
void
aggregate_lacks(const char *call, const char *lacking, const char *whole)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_FUNCTION),
			 errmsg("%s lacks %s", call, lacking),
			 errhint("To fold rows into a value, pass all arguments: %s.", whole)));
}
