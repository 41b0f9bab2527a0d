/*
 * fall_back.c
 *		How far those who attend most would fall back by chance alone.
 *
 * Contacts are taken as Poisson around each person's own rate, and rates as gamma
 * distributed over people: the best guess of a person's next year lies between the
 * year that was and the mean of all, the nearer to the mean the more of the
 * variance is chance.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "attendance/profile_layout.h"
#include "base/rows.h"
#include "base/twofold.h"

/* Mean and variance over all people of a profile. */
typedef struct Moments
{
	double		people;
	double		mean;
	double		variance;		/* NaN of one person */
} Moments;

static double
check_moment(double moment)
{
	if (!isfinite(moment))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("contacts are too many for their variance")));
	return moment + 0.0;
}

/*
 * Sums over the levels from the first one that reaches at_least.
 */
static void
sum_levels(const AttendanceProfile *profile, double at_least, Twofold *people, Twofold *contacts, Twofold *squares)
{
	*people = *contacts = *squares = twofold(0);
	for (uint32 i = 0; i < profile->count; i++)
	{
		Twofold		of_level = exact_product(profile->contacts[i], profile_people(profile)[i]);

		CHECK_FOR_INTERRUPTS();
		if (profile->contacts[i] < at_least)
			continue;
		*people = twofold_add_double(*people, profile_people(profile)[i]);
		*contacts = twofold_add(*contacts, of_level);
		*squares = twofold_add(*squares, twofold_multiply(of_level, twofold(profile->contacts[i])));
	}
}

static Moments
moments_of(const AttendanceProfile *profile)
{
	Moments		moments;
	Twofold		n;
	Twofold		sum;
	Twofold		squares;

	sum_levels(profile, 0, &n, &sum, &squares);
	moments.people = twofold_value(n);
	moments.mean = moments.people > 0 ? check_moment(twofold_value(twofold_divide(sum, n))) : NAN;
	moments.variance = NAN;
	if (moments.people > 1)
	{
		Twofold		spread = twofold_subtract(twofold_multiply(n, squares), twofold_multiply(sum, sum));
		double		variance = check_moment(twofold_value(twofold_divide(twofold_divide(spread, n), twofold(moments.people - 1))));

		moments.variance = Max(variance, 0);
	}
	return moments;
}

/*
 * What a person with so many contacts, or people with so many in the mean, may be
 * expected to make next.
 */
static double
next_contacts(const Moments *moments, double contacts)
{
	if (moments->variance <= moments->mean)
		return moments->mean;
	return check_moment(moments->mean + (1 - moments->mean / moments->variance) * (contacts - moments->mean));
}

PG_FUNCTION_INFO_V1(heterogeneity);

#define HETEROGENEITY_COLUMNS 4

/*
 * heterogeneity(attendance_profile) -> (mean, variance, shape, rate)
 *
 * How much people differ beyond chance: mean m and variance s2 (over n - 1) of their
 * contacts, and the gamma distribution of their own rates, shape m^2 / (s2 - m) and
 * rate m / (s2 - m).  Shape and rate are NULL where s2 is at most m: then all
 * differences may be chance.  The profile must hold those without contacts.  All
 * NULL where there is nobody; of one person there is a mean only.  Errors: 22003
 * for contacts whose squares are beyond a double.
 * Source: Greenwood & Yule, Journal of the Royal Statistical Society 1920;83:
 * 255-279.
 */
Datum
heterogeneity(PG_FUNCTION_ARGS)
{
	Moments		moments = moments_of(PG_GETARG_ATTENDANCE_PROFILE(0));
	Datum		values[HETEROGENEITY_COLUMNS] = {0};
	bool		nulls[HETEROGENEITY_COLUMNS] = {true, true, true, true};

	if (moments.people > 0)
	{
		values[0] = Float8GetDatum(moments.mean);
		nulls[0] = false;
	}
	if (moments.people > 1)
	{
		values[1] = Float8GetDatum(moments.variance);
		nulls[1] = false;
		if (moments.variance > moments.mean)
		{
			double		rate = moments.mean / (moments.variance - moments.mean);

			values[2] = Float8GetDatum(check_moment(moments.mean * rate));
			values[3] = Float8GetDatum(check_moment(rate));
			nulls[2] = nulls[3] = false;
		}
	}
	PG_RETURN_DATUM(row_datum(fcinfo, HETEROGENEITY_COLUMNS, values, nulls));
}

PG_FUNCTION_INFO_V1(expected_next);

/*
 * expected_next(attendance_profile, contacts float8) -> float8
 *
 * How many contacts a person who made so many may be expected to make in the next
 * period of the same length, by chance alone: m + (1 - m / s2) (contacts - m), or
 * the mean m where the variance s2 is at most m.  The profile is that of everybody,
 * those without contacts included.  NULL for a profile of fewer than two people.
 * Errors: 22003 for contacts below 0, NaN or infinite, and those of a profile whose
 * squares are beyond a double.
 * Source: Morrison & Schmittlein, Journal of Business & Economic Statistics 1988;6:
 * 145-159; Linden, BMC Medical Research Methodology 2013;13:119.
 */
Datum
expected_next(PG_FUNCTION_ARGS)
{
	double		contacts = PG_GETARG_FLOAT8(1);
	Moments		moments;

	check_contacts(contacts, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	moments = moments_of(PG_GETARG_ATTENDANCE_PROFILE(0));
	if (moments.people < 2)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(next_contacts(&moments, contacts));
}

PG_FUNCTION_INFO_V1(fall_back);

#define FALL_BACK_COLUMNS 4

/*
 * fall_back(attendance_profile, at_least float8)
 *		-> (people, mean_contacts, mean_expected_next, ratio)
 *
 * The people with at least so many contacts, their mean, what it may be expected to
 * be in the next period of the same length if nobody did anything, and that over
 * what it is now.  This is the least fall-back: it allows for chance only, and for
 * nobody who recovers, moves or dies.  Whatever is done for such people has to beat
 * it.  The profile is that of everybody, those without contacts included: without
 * them it understates the fall.  All NULL for an empty profile and where nobody has
 * so many; the expectation is NULL of one person, and the ratio where there are no
 * contacts.  Errors: 22003 for a cut below 0, NaN or infinite, and for contacts
 * whose squares are beyond a double.
 * Source: Morrison & Schmittlein 1988; Linden 2013.
 */
Datum
fall_back(PG_FUNCTION_ARGS)
{
	AttendanceProfile *profile = PG_GETARG_ATTENDANCE_PROFILE(0);
	double		at_least = PG_GETARG_FLOAT8(1);
	Moments		moments;
	Twofold		people;
	Twofold		contacts;
	Twofold		squares;
	Datum		values[FALL_BACK_COLUMNS] = {0};
	bool		nulls[FALL_BACK_COLUMNS] = {true, true, true, true};

	check_contacts(at_least, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	moments = moments_of(profile);
	sum_levels(profile, at_least, &people, &contacts, &squares);
	if (people.high > 0)
	{
		double		now = twofold_value(twofold_divide(contacts, people));

		values[0] = Float8GetDatum(twofold_value(people));
		values[1] = Float8GetDatum(now);
		nulls[0] = nulls[1] = false;
		if (moments.people > 1)
		{
			double		next = next_contacts(&moments, now);

			values[2] = Float8GetDatum(next);
			nulls[2] = false;
			if (now > 0)
			{
				values[3] = Float8GetDatum(check_moment(next / now));
				nulls[3] = false;
			}
		}
	}
	PG_RETURN_DATUM(row_datum(fcinfo, FALL_BACK_COLUMNS, values, nulls));
}
