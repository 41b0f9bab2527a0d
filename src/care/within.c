/*
 * within.c
 *		Visits that follow within an interval of each other.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "care/within.h"

/*
 * An interval between visits is not negative.
 */
void
check_within(const Interval *within)
{
	Interval	zero = {0};

	if (DatumGetInt32(DirectFunctionCall2(interval_cmp, PointerGetDatum(within), PointerGetDatum(&zero))) < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("within must not be negative, but is \"%s\"",
						DatumGetCString(DirectFunctionCall1(interval_out, PointerGetDatum(within))))));
}
