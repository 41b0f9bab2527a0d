/*
 * attributable_fraction.c
 *		What there would be less of if all groups were as the reference is.
 */
#include "postgres.h"

#include <math.h>

#include "base/aggregate.h"
#include "base/amounts.h"
#include "base/rows.h"
#include "base/sums.h"
#include "base/twofold.h"
#include "rate/intervals.h"

typedef struct ReferenceSums
{
	Twofold		people;
	Twofold		weighted;		/* values times people */
	Twofold		reference_people;
	Twofold		reference_weighted;
} ReferenceSums;

PG_FUNCTION_INFO_V1(attributable_fraction_transition);

/*
 * Transition of attributable_fraction(value float8, people float8, reference
 * boolean).  One group of people.  A row without value or people is left out; a
 * reference of NULL is false.  Errors: 22003 for values and people that are
 * negative, NaN or infinite.
 */
Datum
attributable_fraction_transition(PG_FUNCTION_ARGS)
{
	ArrayType  *state;
	ReferenceSums *sums;
	double		value;
	double		people;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return state_unchanged(fcinfo);
	value = PG_GETARG_FLOAT8(1);
	people = PG_GETARG_FLOAT8(2);
	check_amount(value, "value");
	check_amount(people, "people");
	state = PG_ARGISNULL(0) ? sums_new(SUMS_COUNT(ReferenceSums)) : sums_state(fcinfo, 0, SUMS_COUNT(ReferenceSums));
	sums = sums_of(state);
	sums->people = twofold_add_double(sums->people, people);
	sums->weighted = twofold_add(sums->weighted, exact_product(value, people));
	if (!PG_ARGISNULL(3) && PG_GETARG_BOOL(3))
	{
		sums->reference_people = twofold_add_double(sums->reference_people, people);
		sums->reference_weighted = twofold_add(sums->reference_weighted, exact_product(value, people));
	}
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(attributable_fraction_combine);

/*
 * Combine of attributable_fraction().
 */
Datum
attributable_fraction_combine(PG_FUNCTION_ARGS)
{
	ArrayType  *state = sums_state(fcinfo, 0, SUMS_COUNT(ReferenceSums));
	ReferenceSums *sums = sums_of(state);
	ReferenceSums *other = sums_of(sums_state(fcinfo, 1, SUMS_COUNT(ReferenceSums)));

	aggregate_context(fcinfo);
	sums->people = twofold_add(sums->people, other->people);
	sums->weighted = twofold_add(sums->weighted, other->weighted);
	sums->reference_people = twofold_add(sums->reference_people, other->reference_people);
	sums->reference_weighted = twofold_add(sums->reference_weighted, other->reference_weighted);
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(attributable_fraction_final);

/*
 * Final of attributable_fraction().  Attributable_fraction -> (fraction, excess)
 *
 * With the mean of all groups and that of the reference, both weighted by people:
 * (mean - reference) / mean, and (mean - reference) people.  Below 0 where the
 * reference has more than the mean.  NULL where no reference has people, and where
 * all values are 0.  There are no limits: of groups that are chosen after looking
 * there are no honest ones.
 * Source: Levin, Acta Unio Internationalis Contra Cancrum 1953;9:531-541.
 */
Datum
attributable_fraction_final(PG_FUNCTION_ARGS)
{
	ReferenceSums *sums = sums_of(sums_state(fcinfo, 0, SUMS_COUNT(ReferenceSums)));
	Twofold		mean;
	Twofold		above;
	Datum		values[2];
	bool		nulls[2] = {false, false};

	if (!(sums->reference_people.high > 0 && sums->people.high > 0 && sums->weighted.high > 0))
		PG_RETURN_NULL();
	mean = twofold_divide(sums->weighted, sums->people);
	above = twofold_subtract(mean, twofold_divide(sums->reference_weighted, sums->reference_people));
	values[0] = Float8GetDatum(check_result(twofold_value(twofold_divide(above, mean))));
	values[1] = Float8GetDatum(check_result(twofold_value(twofold_multiply(above, sums->people))));
	PG_RETURN_DATUM(row_datum(fcinfo, 2, values, nulls));
}
