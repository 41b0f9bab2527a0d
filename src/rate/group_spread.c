/*
 * group_spread.c
 *		How far groups without an order differ, beyond what chance makes them differ.
 *
 * Errors by the first derivatives of each measure, but that of the variance, which
 * is exact for independent normal values (WHO, Handbook on Health Inequality
 * Monitoring, 2013; R package healthequal, whose errors of two measures are a
 * thousandth of theirs).
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/aggregate.h"
#include "base/rows.h"
#include "base/twofold.h"
#include "rate/groups.h"
#include "rate/intervals.h"

#define SPREAD_COLUMNS 11

/* What does not exist is NaN, and NULL in SQL. */
typedef struct Spread
{
	double		variance;
	double		variance_error;
	double		variance_less_chance;
	double		theil;
	double		theil_error;
	double		mean_log_deviation;
	double		mean_log_deviation_error;
	double		mean_difference;
} Spread;

static void
check_not_negative(double value)
{
	if (value < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("value must be at least 0, not %.15g", value)));
}

PG_FUNCTION_INFO_V1(group_spread_transition);

/*
 * Transition of group_spread(value float8, standard_error float8, people float8).
 * One group of people.  A row with a NULL is left out; without its standard error
 * no error is known.  Errors: 22003 for figures that are NaN or infinite, errors
 * and people below 0; 22023 for a value below 0.
 */
Datum
group_spread_transition(PG_FUNCTION_ARGS)
{
	PeopleGroup		group = {0};

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(3))
		return state_unchanged(fcinfo);
	group.value = PG_GETARG_FLOAT8(1);
	group.error = PG_ARGISNULL(2) ? NAN : PG_GETARG_FLOAT8(2);
	group.people = PG_GETARG_FLOAT8(3);
	check_not_negative(group.value);
	return groups_add(fcinfo, &group, NAN, NULL);
}

PG_FUNCTION_INFO_V1(group_spread_combine);

/*
 * Combine of group_spread().
 */
Datum
group_spread_combine(PG_FUNCTION_ARGS)
{
	return groups_join(fcinfo, NULL);
}

/* The variance between groups, its error, and what chance leaves of it. */
static void
measure_variance(const Groups *groups, Spread *spread)
{
	Twofold		variance = twofold(0);
	Twofold		distance = twofold(0);
	Twofold		chance = twofold(0);
	Twofold		first = twofold(0); /* sum p^2 (h - mean)^2 se^2 */
	Twofold		second = twofold(0);	/* sum p^2 se^2 */
	Twofold		rest = twofold(0);	/* sum p^2 ((1 - p)^2 - p^2) se^4 */
	double		sum;

	for (int64 i = 0; i < groups->count; i++)
	{
		const PeopleGroup *group = &groups->group[i];
		double		share = group->people / groups->people;
		double		away = group->value - groups->mean;
		double		noise = group->error * group->error;

		CHECK_FOR_INTERRUPTS();
		variance = twofold_add_double(variance, share * away * away);
		distance = twofold_add_double(distance, share * fabs(away));
		if (!groups->has_errors)
			continue;
		chance = twofold_add_double(chance, share * (1 - share) * noise);
		first = twofold_add_double(first, share * away * share * away * noise);
		second = twofold_add_double(second, share * share * noise);
		rest = twofold_add_double(rest, share * share * (1 - 2 * share) * noise * noise);
	}
	spread->variance = check_result(twofold_value(variance));
	spread->mean_difference = check_result(twofold_value(distance));
	spread->variance_error = spread->variance_less_chance = NAN;
	if (!groups->has_errors)
		return;
	sum = twofold_value(second);
	spread->variance_error = check_result(sqrt(fmax(4 * twofold_value(first) + 2 * (sum * sum + twofold_value(rest)), 0)));
	spread->variance_less_chance = check_result(spread->variance - twofold_value(chance));
}

/*
 * Theil's index and the mean log deviation, with their errors.  With d the distance
 * from the mean as a share of it, the indices are the means of (1 + d) ln(1 + d) - d
 * and of d - ln(1 + d): those of d are 0, and nothing else cancels.
 */
static void
measure_entropy(const Groups *groups, Spread *spread)
{
	Twofold		theil = twofold(0);
	Twofold		deviation = twofold(0);
	Twofold		theil_errors = twofold(0);
	Twofold		deviation_errors = twofold(0);
	bool		has_zero = false;

	spread->theil = spread->theil_error = spread->mean_log_deviation = spread->mean_log_deviation_error = NAN;
	if (groups->mean == 0)
		return;
	for (int64 i = 0; i < groups->count; i++)
	{
		double		share = groups->group[i].people / groups->people;
		double		d = (groups->group[i].value - groups->mean) / groups->mean;

		CHECK_FOR_INTERRUPTS();
		has_zero |= groups->group[i].value == 0;
		theil = twofold_add_double(theil, share * (d <= -1 ? 1 : (1 + d) * log1p(d) - d));
		deviation = twofold_add_double(deviation, d <= -1 ? 0 : share * (d - log1p(d)));
	}
	spread->theil = fmax(check_result(twofold_value(theil)), 0);
	if (has_zero)
		return;
	spread->mean_log_deviation = fmax(check_result(twofold_value(deviation)), 0);
	for (int64 i = 0; i < groups->count && groups->has_errors; i++)
	{
		double		d = (groups->group[i].value - groups->mean) / groups->mean;
		double		error = groups->group[i].people / groups->people * (groups->group[i].error / groups->mean);
		double		theil_part = error * (log1p(d) - spread->theil);
		double		deviation_part = error * (groups->group[i].value - groups->mean) / groups->group[i].value;

		CHECK_FOR_INTERRUPTS();
		theil_errors = twofold_add_double(theil_errors, theil_part * theil_part);
		deviation_errors = twofold_add_double(deviation_errors, deviation_part * deviation_part);
	}
	if (groups->has_errors)
	{
		spread->theil_error = check_result(sqrt(twofold_value(theil_errors)));
		spread->mean_log_deviation_error = check_result(sqrt(twofold_value(deviation_errors)));
	}
}

PG_FUNCTION_INFO_V1(group_spread_final);

/*
 * Final of group_spread().  Group_spread -> (groups, mean, variance, variance_error,
 * variance_less_chance, theil_index, theil_error, mean_log_deviation,
 * mean_log_deviation_error, mean_difference, disparity)
 *
 * How far the values of groups lie apart, each weighted by its people.
 * variance_less_chance is below 0 where chance explains more than there is.  Errors
 * are NULL where one group's is not known; theil_error and the mean log deviation
 * where a value is 0; both indices and disparity where all are.  NULL for fewer
 * than two groups with people.
 * Source: Theil 1967; WHO 2013.
 */
Datum
group_spread_final(PG_FUNCTION_ARGS)
{
	Groups		groups = groups_sorted(fcinfo);
	Spread		spread;
	double		figures[SPREAD_COLUMNS];
	Datum		values[SPREAD_COLUMNS];
	bool		nulls[SPREAD_COLUMNS];

	if (groups.count < 2)
		PG_RETURN_NULL();
	for (int64 i = 0; i < groups.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		check_not_negative(groups.group[i].value);
	}
	measure_variance(&groups, &spread);
	measure_entropy(&groups, &spread);
	memcpy(figures, (double[SPREAD_COLUMNS])
		   {
			   0, groups.mean, spread.variance, spread.variance_error, spread.variance_less_chance, spread.theil, spread.theil_error,
				   spread.mean_log_deviation, spread.mean_log_deviation_error, spread.mean_difference,
				   groups.mean == 0 ? NAN : check_result(spread.mean_difference / groups.mean)
		   }, sizeof(figures));
	for (int i = 0; i < SPREAD_COLUMNS; i++)
	{
		nulls[i] = isnan(figures[i]);
		values[i] = nulls[i] ? (Datum) 0 : Float8GetDatum(figures[i]);
	}
	values[0] = Int32GetDatum((int32) groups.count);
	PG_RETURN_DATUM(row_datum(fcinfo, SPREAD_COLUMNS, values, nulls));
}
