/*
 * whole_total.c
 *		The whole number that a total of fractions becomes.
 */
#include "postgres.h"

#include "utils/float.h"

#include "base/compat.h"
#include "place/whole_total.h"

pg_noreturn static void
refuse_whole(const char *what, const char *number)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s must be between 0 and 2^53, not %s", what, number)));
}

/*
 * What is to be shared out one by one, as an argument gives it; what says what it
 * is: "people", "total".
 */
double
check_whole_bigint(int64 number, const char *what)
{
	if (number < 0 || number > (int64) WHOLE_NUMBER_MAX)
		refuse_whole(what, psprintf(INT64_FORMAT, number));
	return (double) number;
}

/*
 * The same as total() or sum() of numeric gives it.
 */
double
check_whole_float8(double number, const char *what)
{
	if (!(number >= 0 && number <= WHOLE_NUMBER_MAX))
		refuse_whole(what, number > 0 ? psprintf("%.17g", number) : float8out_internal(number));
	if (number != floor(number))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a whole number, not %s", what, float8out_internal(number))));
	return number;
}

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
