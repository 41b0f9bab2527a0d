/*
 * ranked_concentration.c
 *		Concentration of what each person has, from the worst to the best off.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/twofold.h"
#include "base/words.h"
#include "rate/intervals.h"
#include "rate/ranked_state.h"

typedef enum Correction
{
	CORRECTION_ERREYGERS,
	CORRECTION_WAGSTAFF
} Correction;

/* What all people have, and how it goes with where they stand. */
typedef struct Covariance
{
	double		mean;
	double		value;			/* of what one has and his place from -1 to 1 */
} Covariance;

/*
 * All people of one rank stand at its middle.  False for fewer than two ranks.
 */
static bool
covariance(const RankedOutcomes *ranked, Covariance *result)
{
	const double *people = ranked_people(ranked);
	const double *outcome = ranked_outcome(ranked);
	Twofold		all = twofold(0);
	Twofold		sum = twofold(0);
	Twofold		before = twofold(0);
	Twofold		products = twofold(0);
	double		count;

	if (ranked->count < 2)
		return false;
	for (uint32 i = 0; i < ranked->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		all = twofold_add_double(all, people[i]);
		sum = twofold_add_double(sum, outcome[i]);
	}
	count = check_result(twofold_value(all));
	result->mean = check_result(twofold_value(twofold_divide(sum, all)));
	for (uint32 i = 0; i < ranked->count; i++)
	{
		Twofold		after = twofold_add_double(before, people[i]);
		double		place = twofold_value(twofold_subtract(twofold_add(before, after), all)) / count;
		double		beyond = twofold_value(twofold_add_double(twofold_negate(exact_product(people[i], result->mean)), outcome[i]));

		CHECK_FOR_INTERRUPTS();
		products = twofold_add(products, exact_product(beyond, place));
		before = after;
	}
	result->value = check_result(twofold_value(products) / count);
	return true;
}

PG_FUNCTION_INFO_V1(ranked_concentration_index);

/*
 * concentration_index(r ranked_outcomes) -> float8
 *
 * Where the outcome is found: from -1 (all on the lowest rank) to 1 for outcomes of
 * at least 0, and 0 where everybody has the same.  Ranks ascend from the worst off.
 * NULL for fewer than two ranks, and where all outcomes together are 0.
 * Source: Kakwani, Wagstaff & van Doorslaer, Journal of Econometrics 1997;77:87-103.
 */
Datum
ranked_concentration_index(PG_FUNCTION_ARGS)
{
	Covariance	found;

	if (!covariance(PG_GETARG_RANKED_OUTCOMES(0), &found) || found.mean == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(check_result(found.value / found.mean));
}

/*
 * Bounds are known beforehand, and nobody is beyond them.
 */
static void
check_bounds(const RankedOutcomes *ranked, double lower, double upper)
{
	if (!(isfinite(lower) && isfinite(upper) && lower < upper))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lower must be below upper, and both finite, not %.15g and %.15g", lower, upper)));
	for (uint32 i = 0; i < ranked->count; i++)
	{
		double		average = ranked_outcome(ranked)[i] / ranked_people(ranked)[i];

		CHECK_FOR_INTERRUPTS();
		if (!(average >= lower && average <= upper))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("average outcome %.15g of rank %.15g is not from %.15g to %.15g",
							average, ranked->rank[i], lower, upper)));
	}
}

PG_FUNCTION_INFO_V1(bounded_concentration_index);

/*
 * bounded_concentration_index(r ranked_outcomes, lower float8, upper float8,
 *		correction text) -> float8
 *
 * The same for an outcome that cannot leave its bounds, such as a share: it does not
 * depend on whether what one has or what one lacks is counted.  With g the outcome
 * above lower, m its mean and C its index: 'erreygers' 4 m C / (upper - lower),
 * 'wagstaff' C (upper - lower) / (upper - lower - m).  The bounds are those of the
 * measure, and not the largest value seen.  NULL for fewer than two ranks, and where
 * everybody is at one bound.  Errors: 22023 for bounds that are not in order, an
 * average outside them, and an unknown correction.
 * Sources: Erreygers, Journal of Health Economics 2009;28:504-515; Wagstaff, Health
 * Economics 2005;14:429-432.
 */
Datum
bounded_concentration_index(PG_FUNCTION_ARGS)
{
	static const char *const corrections[] = {"erreygers", "wagstaff"};
	RankedOutcomes *ranked = PG_GETARG_RANKED_OUTCOMES(0);
	double		lower = PG_GETARG_FLOAT8(1);
	double		upper = PG_GETARG_FLOAT8(2);
	Correction	correction = word_position(PG_GETARG_TEXT_PP(3), corrections, lengthof(corrections), "correction");
	Covariance	found;
	double		above;
	double		below;

	check_bounds(ranked, lower, upper);
	if (!covariance(ranked, &found))
		PG_RETURN_NULL();
	above = found.mean - lower;
	below = upper - found.mean;
	if (!(above > 0 && below > 0))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(check_result(correction == CORRECTION_ERREYGERS ? 4 * found.value / (upper - lower) :
								  found.value / above * ((upper - lower) / below)));
}
