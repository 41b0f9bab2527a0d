/*
 * whole_total.c
 *		The whole number that a total of fractions becomes.
 */
#include "postgres.h"

#include "place/whole_total.h"

/*
 * The whole number nearest to a total.  The total is carried at twice the
 * precision of a float8: beside large counts, fractions would be lost, and with
 * them a person here and there.
 */
double
check_whole_total(Twofold total)
{
	double		whole = floor(total.high);

	if (total.high > WHOLE_NUMBER_MAX || (total.high == WHOLE_NUMBER_MAX && total.low > 0))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("total of %g is too large for whole people", total.high),
				 errdetail("At most 2^53 people can be counted one by one.")));
	return whole + floor((total.high - whole) + total.low + 0.5);
}
