/*
 * concentration.c
 *		Whether a measure is concentrated among the worst or the best off.
 */
#include "postgres.h"

#include <math.h>

#include "base/aggregate.h"
#include "base/twofold.h"
#include "rate/groups.h"
#include "rate/intervals.h"

/* Where people stand from the worst to the best off, and what they have. */
typedef struct Concentration
{
	double		index;
	double		variance;		/* of the index, by the errors of the groups */
	bool		is_known;
} Concentration;

PG_FUNCTION_INFO_V1(concentration_index_transition);

/*
 * Transition of concentration_index(rank float8, value float8, standard_error
 * float8, people float8, confidence float8).  One group of people.  A row with a
 * NULL is left out; without its standard error there are no limits.  Errors: 22003
 * for figures that are NaN or infinite, errors and people below 0; 22023 for a
 * confidence outside 0.5 to 0.9999 or that changes.
 */
Datum
concentration_index_transition(PG_FUNCTION_ARGS)
{
	double		confidence = DEFAULT_CONFIDENCE;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(4) || (PG_NARGS() > 5 && PG_ARGISNULL(5)))
		return state_unchanged(fcinfo);
	if (PG_NARGS() > 5)
		confidence = PG_GETARG_FLOAT8(5);
	check_confidence(confidence);
	return groups_add(fcinfo, &(PeopleGroup)
					  {
						  .rank = PG_GETARG_FLOAT8(1),
							  .value = PG_GETARG_FLOAT8(2),
							  .error = PG_ARGISNULL(3) ? NAN : PG_GETARG_FLOAT8(3),
							  .people = PG_GETARG_FLOAT8(4)
					  }, confidence, "confidence");
}

PG_FUNCTION_INFO_V1(concentration_index_combine);

/*
 * Combine of concentration_index().
 */
Datum
concentration_index_combine(PG_FUNCTION_ARGS)
{
	return groups_join(fcinfo, "confidence");
}

/*
 * Where each group stands, from -1 to 1: all people of one rank in its middle.
 * Returns how many ranks there are.
 */
static int64
places_in_order(const Groups *groups, double *place)
{
	Twofold		before = twofold(0);
	int64		ranks = 0;

	for (int64 i = 0, next; i < groups->count; i = next)
	{
		Twofold		after = before;

		for (next = i; next < groups->count && groups->group[next].rank == groups->group[i].rank; next++)
			after = twofold_add_double(after, groups->group[next].people);
		for (int64 k = i; k < next; k++)
			place[k] = twofold_value(twofold_add_double(twofold_add(before, after), -groups->people)) / groups->people;
		before = after;
		ranks++;
	}
	return ranks;
}

/*
 * The covariance of value and place, as a share of the mean (Kakwani, Wagstaff &
 * van Doorslaer, Journal of Econometrics 1997;77:87-103).  The places sum to 0, so
 * that the values may be taken from their mean, and equal ones give just 0.
 */
static Concentration
concentration(const Groups *groups)
{
	double	   *place = palloc(groups->count * sizeof(double));
	Concentration result = {.is_known = places_in_order(groups, place) >= 2 && groups->mean != 0};
	Twofold		index = twofold(0);
	Twofold		variance = twofold(0);

	if (!result.is_known)
		return result;
	for (int64 i = 0; i < groups->count; i++)
	{
		const PeopleGroup *group = &groups->group[i];

		index = twofold_add(index, exact_product(group->people / groups->people * place[i], (group->value - groups->mean) / groups->mean));
	}
	result.index = check_result(twofold_value(index));
	for (int64 i = 0; i < groups->count && groups->has_errors; i++)
	{
		const PeopleGroup *group = &groups->group[i];
		double		part = group->people / groups->people * (place[i] - result.index) * (group->error / groups->mean);

		variance = twofold_add(variance, exact_product(part, part));
	}
	result.variance = check_result(twofold_value(variance));
	return result;
}

PG_FUNCTION_INFO_V1(concentration_index_final);

/*
 * Final of concentration_index().  From -1 to 1 for values of at least 0: negative
 * where the measure is concentrated among the worst off, whose ranks are the
 * lowest.  The limits are those of the groups' own errors, and NULL where one is
 * not known.  NULL for fewer than two ranks with people, and where all values
 * together are 0.
 * Source: Kakwani, Wagstaff & van Doorslaer 1997.
 */
Datum
concentration_index_final(PG_FUNCTION_ARGS)
{
	Groups		groups = groups_sorted(fcinfo);
	Concentration result = concentration(&groups);
	Limits		limits = {NAN, NAN};

	if (!result.is_known)
		PG_RETURN_NULL();
	if (groups.has_errors && !isnan(groups.option))
	{
		double		reach;

		check_confidence(groups.option);
		reach = check_result(two_sided_z(groups.option) * sqrt(result.variance));
		limits = (Limits) {result.index - reach, result.index + reach};
	}
	PG_RETURN_DATUM(interval_estimate(fcinfo, result.index, limits));
}
