/*
 * attendance.c
 *		Questions of an attendance_profile: who attends most, and who never does.
 *
 * People with no contact belong to the population: they are in the profile if
 * the caller folded them in.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "attendance/profile_layout.h"
#include "base/rows.h"
#include "base/twofold.h"

/* The rank of 1/49 of 49 people is 1, though the double is a little more than 1/49. */
#define RANK_ROUNDING 1e-15

static void
check_fraction(double fraction)
{
	if (!(fraction > 0 && fraction <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("fraction must be above 0 and at most 1, not %.15g", fraction),
				 fraction > 1 && fraction <= 100 ?
				 errhint("Write %.15g%% as %.15g.", fraction, fraction / 100) : 0));
}

/*
 * So many people are this fraction of them.  Fractions are meant as decimals,
 * and doubles are not decimal: 7 % of 100 people are 7, though the double is a
 * little more than 0.07.  So a fraction of at most 15 digits counts as those.
 */
static Twofold
part_of_people(double fraction, int64 people)
{
	Twofold		decimal = twofold_divide(twofold(rint(fraction * 1e15)), twofold(1e15));

	if (decimal.high != fraction)
		decimal = twofold(fraction);
	return twofold_multiply(decimal, twofold(people));
}

static double
check_total(double total)
{
	if (!isfinite(total))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("total of all contacts is out of range")));
	return total;
}

/* People on the levels from first up to, and without, end. */
static int64
people_on_levels(const AttendanceProfile *profile, uint32 first, uint32 end)
{
	const int64 *people = profile_people(profile);
	int64		sum = 0;

	for (uint32 i = first; i < end; i++)
	{
		CHECK_FOR_INTERRUPTS();
		sum += people[i];
	}
	return sum;
}

/* Their contacts, summed in the order of the levels. */
static Twofold
contacts_on_levels(const AttendanceProfile *profile, uint32 first, uint32 end)
{
	const int64 *people = profile_people(profile);
	Twofold		sum = twofold(0);

	for (uint32 i = first; i < end; i++)
	{
		CHECK_FOR_INTERRUPTS();
		sum = twofold_add(sum, exact_product(profile->contacts[i], people[i]));
	}
	return sum;
}

static int64
all_people(const AttendanceProfile *profile)
{
	return people_on_levels(profile, 0, profile->count);
}

static Twofold
all_contacts(const AttendanceProfile *profile)
{
	Twofold		sum = contacts_on_levels(profile, 0, profile->count);

	check_total(sum.high + sum.low);
	return sum;
}

static double
share_of(Twofold part, Twofold whole)
{
	return twofold_value(twofold_divide(part, whole));
}

PG_FUNCTION_INFO_V1(attendance_profile_people);

/*
 * people(attendance_profile) -> float8
 *
 * How many people the profile holds, with and without contacts.
 */
Datum
attendance_profile_people(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(all_people(PG_GETARG_ATTENDANCE_PROFILE(0)));
}

PG_FUNCTION_INFO_V1(attendance_profile_contacts);

/*
 * contacts(attendance_profile) -> float8
 *
 * How many contacts they made together.  Errors: 22003 where that is too many
 * for a double.
 */
Datum
attendance_profile_contacts(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(twofold_value(all_contacts(PG_GETARG_ATTENDANCE_PROFILE(0))));
}

PG_FUNCTION_INFO_V1(attendance_profile_gini);

/*
 * gini(attendance_profile) -> float8
 *
 * Gini's coefficient of the contacts, from 0 (all people make the same) to
 * nearly 1: 2 sum(i x_i) / (n sum x) - (n + 1) / n over people sorted by contacts
 * (the population's, without the factor n / (n - 1)).  The ranks of the m people
 * of one level after c others add up to m (2 c + m + 1) / 2, which leaves one
 * term a level.  NULL where there are no contacts.
 * Source: Gini 1912; R package ineq.
 */
Datum
attendance_profile_gini(PG_FUNCTION_ARGS)
{
	AttendanceProfile *profile = PG_GETARG_ATTENDANCE_PROFILE(0);
	const int64 *people = profile_people(profile);
	int64		n = all_people(profile);
	Twofold		contacts = all_contacts(profile);
	Twofold		sum = twofold(0);
	int64		before = 0;

	if (contacts.high <= 0)
		PG_RETURN_NULL();
	for (uint32 i = 0; i < profile->count; i++)
	{
		Twofold		ranks;

		CHECK_FOR_INTERRUPTS();
		ranks = exact_product(people[i], 2 * before + people[i] - n);

		sum = twofold_add(sum, twofold_multiply(ranks, twofold(profile->contacts[i])));
		before += people[i];
	}
	PG_RETURN_FLOAT8(check_total(share_of(sum, twofold_multiply(contacts, twofold(n)))));
}

PG_FUNCTION_INFO_V1(attendance_profile_top_share);

/*
 * top_share(attendance_profile, fraction float8) -> float8
 *
 * The share of all contacts made by the top fraction of people, from 0 to 1:
 * read off the Lorenz curve, so the person at the cut counts in part and ties
 * need no order.  NULL where there are no contacts.  Errors: 22023 for a fraction
 * outside (0, 1].
 * Source: Lorenz, Publications of the American Statistical Association
 * 1905;9:209-219.
 */
Datum
attendance_profile_top_share(PG_FUNCTION_ARGS)
{
	AttendanceProfile *profile = PG_GETARG_ATTENDANCE_PROFILE(0);
	double		fraction = PG_GETARG_FLOAT8(1);
	const int64 *people = profile_people(profile);
	Twofold		contacts = all_contacts(profile);
	Twofold		sum = twofold(0);
	Twofold		left;

	check_fraction(fraction);
	if (contacts.high <= 0)
		PG_RETURN_NULL();
	left = part_of_people(fraction, all_people(profile));
	for (uint32 i = profile->count; i > 0 && left.high > 0; i--)
	{
		Twofold		taken;

		CHECK_FOR_INTERRUPTS();
		taken = left.high < people[i - 1] ? left : twofold(people[i - 1]);

		sum = twofold_add(sum, twofold_multiply(taken, twofold(profile->contacts[i - 1])));
		left = twofold_subtract(left, taken);
	}
	PG_RETURN_FLOAT8(Min(share_of(sum, contacts), 1));
}

PG_FUNCTION_INFO_V1(attendance_threshold);

#define THRESHOLD_COLUMNS 3

/*
 * attendance_threshold(attendance_profile, fraction float8)
 *		-> (contacts, people_at_or_above, share_at_or_above)
 *
 * What to flag when a list of frequent attenders shall hold the top fraction of
 * people: the contacts of the last person within it (rank: the fraction of the
 * people, rounded up), how many people made as many or more (ties are all in, so
 * it may be more than the fraction), and their share of all contacts.  All NULL
 * where there are no contacts.  Errors: 22023 for a fraction outside (0, 1].
 */
Datum
attendance_threshold(PG_FUNCTION_ARGS)
{
	AttendanceProfile *profile = PG_GETARG_ATTENDANCE_PROFILE(0);
	double		fraction = PG_GETARG_FLOAT8(1);
	const int64 *people = profile_people(profile);
	Twofold		contacts = all_contacts(profile);
	Datum		values[THRESHOLD_COLUMNS] = {0};
	bool		nulls[THRESHOLD_COLUMNS] = {true, true, true};

	check_fraction(fraction);
	if (contacts.high > 0)
	{
		Twofold		part = part_of_people(fraction, all_people(profile));
		double		rank = ceil(part.high - RANK_ROUNDING * part.high);
		uint32		level = profile->count;
		int64		above = 0;

		do
			above += people[--level];
		while (level > 0 && above < rank);
		values[0] = Float8GetDatum(profile->contacts[level]);
		values[1] = Float8GetDatum(above);
		values[2] = Float8GetDatum(share_of(contacts_on_levels(profile, level, profile->count), contacts));
		memset(nulls, false, sizeof(nulls));
	}
	PG_RETURN_DATUM(row_datum(fcinfo, THRESHOLD_COLUMNS, values, nulls));
}

PG_FUNCTION_INFO_V1(attendance_band);

#define BAND_COLUMNS 4

/*
 * attendance_band(attendance_profile, at_least float8, below float8)
 *		-> (people, contacts, people_share, contact_share)
 *
 * The people with at least so many contacts and, where below is not NULL, fewer
 * than that; their contacts; and the shares of all people and of all contacts.
 * attendance_band(a, 0, 1) are those who never attend.  A share of nothing is
 * NULL.  Errors: 22023 for bounds that are NaN or the wrong
 * way round.
 */
Datum
attendance_band(PG_FUNCTION_ARGS)
{
	AttendanceProfile *profile;
	double		at_least;
	double		below;
	uint32		first = 0;
	uint32		end;
	int64		people;
	int64		everybody;
	Twofold		contacts;
	Twofold		everything;
	Datum		values[BAND_COLUMNS] = {0};
	bool		nulls[BAND_COLUMNS] = {false};

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	profile = PG_GETARG_ATTENDANCE_PROFILE(0);
	at_least = PG_GETARG_FLOAT8(1);
	below = PG_ARGISNULL(2) ? INFINITY : PG_GETARG_FLOAT8(2);
	if (isnan(at_least) || isnan(below))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a band of attendance cannot begin or end at NaN")));
	if (below < at_least)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a band of attendance cannot begin at %.15g and end below %.15g", at_least, below)));

	while (first < profile->count && profile->contacts[first] < at_least)
		first++;
	end = first;
	while (end < profile->count && profile->contacts[end] < below)
		end++;
	people = people_on_levels(profile, first, end);
	everybody = all_people(profile);
	contacts = contacts_on_levels(profile, first, end);
	everything = all_contacts(profile);
	values[0] = Float8GetDatum(people);
	values[1] = Float8GetDatum(twofold_value(contacts));
	if (everybody > 0)
		values[2] = Float8GetDatum((double) people / everybody);
	else
		nulls[2] = true;
	if (everything.high > 0)
		values[3] = Float8GetDatum(share_of(contacts, everything));
	else
		nulls[3] = true;
	PG_RETURN_DATUM(row_datum(fcinfo, BAND_COLUMNS, values, nulls));
}

#define PROFILE_COLUMNS 2

/* What the set-returning functions carry from row to row. */
typedef struct ProfileRows
{
	AttendanceProfile *profile;
	double		everybody;
	Twofold		everything;
	int64		people;			/* up to this row */
	Twofold		contacts;
} ProfileRows;

static FuncCallContext *
start_rows(FunctionCallInfo fcinfo)
{
	FuncCallContext *call = rows_first_call(fcinfo, PROFILE_COLUMNS);
	MemoryContext caller = MemoryContextSwitchTo(call->multi_call_memory_ctx);
	ProfileRows *rows = palloc0(sizeof(ProfileRows));

	rows->profile = PG_GETARG_ATTENDANCE_PROFILE(0);
	rows->everybody = all_people(rows->profile);
	rows->everything = all_contacts(rows->profile);
	call->user_fctx = rows;
	MemoryContextSwitchTo(caller);
	return call;
}

PG_FUNCTION_INFO_V1(attendance_profile_rows);

/*
 * counts(attendance_profile) -> setof (contacts float8, people float8)
 *
 * One row for each number of contacts that somebody made, ascending.
 */
Datum
attendance_profile_rows(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	AttendanceProfile *profile;
	Datum		values[PROFILE_COLUMNS];
	bool		nulls[PROFILE_COLUMNS] = {false};

	if (SRF_IS_FIRSTCALL())
		start_rows(fcinfo);
	call = SRF_PERCALL_SETUP();
	profile = ((ProfileRows *) call->user_fctx)->profile;
	if (call->call_cntr >= profile->count)
		SRF_RETURN_DONE(call);
	values[0] = Float8GetDatum(profile->contacts[call->call_cntr]);
	values[1] = Float8GetDatum(profile_people(profile)[call->call_cntr]);
	SRF_RETURN_NEXT(call, rows_next(call, values, nulls));
}

PG_FUNCTION_INFO_V1(attendance_profile_lorenz);

/*
 * lorenz(attendance_profile) -> setof (people_share float8, contact_share float8)
 *
 * The corners of the Lorenz curve from (0, 0) to (1, 1): people in the order of
 * their contacts, those with the fewest first.  People with the same contacts
 * lie on one straight piece, so it has one corner for each number of contacts.
 * No row where there are no contacts.
 * Source: Lorenz 1905.
 */
Datum
attendance_profile_lorenz(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	ProfileRows *rows;
	Datum		values[PROFILE_COLUMNS];
	bool		nulls[PROFILE_COLUMNS] = {false};

	if (SRF_IS_FIRSTCALL())
		start_rows(fcinfo);
	call = SRF_PERCALL_SETUP();
	rows = call->user_fctx;
	if (rows->everything.high <= 0 || call->call_cntr > rows->profile->count)
		SRF_RETURN_DONE(call);
	if (call->call_cntr > 0)
	{
		uint32		level = call->call_cntr - 1;
		int64		people = profile_people(rows->profile)[level];

		rows->people += people;
		rows->contacts = twofold_add(rows->contacts, exact_product(rows->profile->contacts[level], people));
	}
	values[0] = Float8GetDatum(rows->people / rows->everybody);
	values[1] = Float8GetDatum(share_of(rows->contacts, rows->everything));
	SRF_RETURN_NEXT(call, rows_next(call, values, nulls));
}
