/*
 * discrimination.c
 *		Does a score tell those to whom it happens from the others?
 *
 * People of the same score are never put in an order: where one must be cut, they
 * count in part.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"

#include "base/memory.h"
#include "base/rows.h"
#include "rate/intervals.h"
#include "rate/ranked_risk.h"
#include "rate/ranked_state.h"

/* A threshold of a decision curve, and what stands at or above it. */
typedef struct Threshold
{
	double		at;
	int			asked;			/* its place among the thresholds asked for */
	Twofold		people;
	Twofold		events;
} Threshold;

#define ST_SORT sort_thresholds
#define ST_ELEMENT_TYPE Threshold
#define ST_COMPARE(a, b) (((a)->at < (b)->at) - ((a)->at > (b)->at))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

static double
ratio(Twofold part, Twofold whole)
{
	return check_result(twofold_value(twofold_divide(part, whole)));
}

/*
 * The probability that somebody to whom it happened has a higher score than
 * somebody to whom it did not, where a tie counts half.  Twice the pairs that are
 * won is a whole number where people are.
 */
static Twofold
area(const RankedRisk *risk)
{
	Twofold		twice = twofold(0);
	Twofold		below = twofold(0);
	Twofold		pairs = twofold_multiply(risk->all_events, risk->all_others);

	for (uint32 i = 0; i < risk->count; i++)
	{
		Twofold		others = risk_others(risk, i);

		CHECK_FOR_INTERRUPTS();
		twice = twofold_add(twice, twofold_multiply(twofold(risk->events[i]), twofold_add(twofold_add(below, below), others)));
		below = twofold_add(below, others);
	}
	return twofold_divide(twice, twofold_add(pairs, pairs));
}

/*
 * The variance of the area: the spread of each person's own share of pairs won,
 * among those with the event and among those without.
 */
static double
area_variance(const RankedRisk *risk, Twofold area)
{
	Twofold		with = twofold(0);
	Twofold		without = twofold(0);
	Twofold		others_below = twofold(0);
	Twofold		events_above = risk->all_events;
	double		events = twofold_value(risk->all_events);
	double		others = twofold_value(risk->all_others);

	for (uint32 i = 0; i < risk->count; i++)
	{
		Twofold		tied = risk_others(risk, i);
		Twofold		won;
		Twofold		off;

		CHECK_FOR_INTERRUPTS();
		won = twofold_add(twofold_add(others_below, others_below), tied);
		off = twofold_subtract(twofold_divide(won, twofold(2 * others)), area);
		with = twofold_add(with, twofold_multiply(twofold(risk->events[i]), twofold_multiply(off, off)));
		events_above = twofold_add_double(events_above, -risk->events[i]);
		won = twofold_add_double(twofold_add(events_above, events_above), risk->events[i]);
		off = twofold_subtract(twofold_divide(won, twofold(2 * events)), area);
		without = twofold_add(without, twofold_multiply(tied, twofold_multiply(off, off)));
		others_below = twofold_add(others_below, tied);
	}
	return twofold_value(with) / (events - 1) / events + twofold_value(without) / (others - 1) / others;
}

PG_FUNCTION_INFO_V1(ranked_outcomes_auc);

/*
 * auc(ranked_outcomes) -> float8
 *
 * The probability that somebody to whom it happened has a higher score than
 * somebody to whom it did not, from 0 to 1; ties count half, whatever the order of
 * the rows.  NULL where it happened to nobody, or to all.  Errors: 22023 for
 * outcomes that are not counts of people.
 * Source: Mann & Whitney 1947; Hanley & McNeil, Radiology 1982;143:29-36.
 */
Datum
ranked_outcomes_auc(PG_FUNCTION_ARGS)
{
	RankedRisk	risk = ranked_risk(PG_GETARG_RANKED_OUTCOMES(0));

	if (!(risk.all_events.high > 0 && risk.all_others.high > 0))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(check_result(twofold_value(area(&risk))));
}

PG_FUNCTION_INFO_V1(ranked_outcomes_auc_interval);

/*
 * auc_interval(ranked_outcomes, confidence float8) -> interval_estimate
 *
 * The same with DeLong's limits, cut to 0 and 1.  The limits are NULL where fewer
 * than two people have the event, or fewer than two have not.  Limits without
 * width (a score that parts them wholly) are no evidence.  Errors: 22023 for
 * outcomes that are not counts of whole people, and for a confidence out of range.
 * Source: DeLong, DeLong & Clarke-Pearson, Biometrics 1988;44:837-845.
 */
Datum
ranked_outcomes_auc_interval(PG_FUNCTION_ARGS)
{
	RankedRisk	risk = ranked_risk(PG_GETARG_RANKED_OUTCOMES(0));
	double		confidence = PG_GETARG_FLOAT8(1);
	Limits		limits = {NAN, NAN};
	Twofold		auc;
	double		value;

	check_confidence(confidence);
	check_whole_people(&risk);
	if (!(risk.all_events.high > 0 && risk.all_others.high > 0))
		PG_RETURN_NULL();
	auc = area(&risk);
	value = twofold_value(auc);
	if (risk.all_events.high >= 2 && risk.all_others.high >= 2)
	{
		double		reach = two_sided_z(confidence) * sqrt(area_variance(&risk, auc));

		limits.lower = Max(value - reach, 0);
		limits.upper = Min(value + reach, 1);
	}
	PG_RETURN_DATUM(interval_estimate(fcinfo, value, limits));
}

PG_FUNCTION_INFO_V1(ranked_outcomes_at_capacity);

#define CAPACITY_COLUMNS 6

/*
 * at_capacity(ranked_outcomes, people float8)
 *		-> (threshold, flagged, events, ppv, sensitivity, lift)
 *
 * What a team with room for so many people would find, from the highest score
 * down.  threshold is the score at the edge and flagged the people at or above it;
 * of those who tie at the edge the team takes a part, and their events count in
 * that part.  ppv is events for each person of the team's room, sensitivity the
 * part of all events, lift how many times more events than among as many people
 * taken at random.  With room for nobody threshold and ratios are NULL; where it
 * happened to nobody sensitivity and lift are.  Errors: 22023 for room below 0 or
 * for more than there are, and for outcomes that are not counts of people.
 */
Datum
ranked_outcomes_at_capacity(PG_FUNCTION_ARGS)
{
	RankedRisk	risk = ranked_risk(PG_GETARG_RANKED_OUTCOMES(0));
	double		room = PG_GETARG_FLOAT8(1);
	Twofold		left = twofold(room);
	Twofold		flagged = twofold(0);
	Twofold		events = twofold(0);
	uint32		edge = risk.count;
	Datum		values[CAPACITY_COLUMNS] = {0};
	bool		nulls[CAPACITY_COLUMNS] = {true, false, false, true, true, true};

	if (!(room >= 0 && room <= twofold_value(risk.all_people)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("capacity must be from 0 to all %.15g people, not %.15g",
						twofold_value(risk.all_people), room)));
	while (edge > 0 && left.high > 0)
	{
		Twofold		found = twofold(risk.events[--edge]);

		CHECK_FOR_INTERRUPTS();
		if (left.high < risk.people[edge])
			found = twofold_divide(twofold_multiply(found, left), twofold(risk.people[edge]));
		events = twofold_add(events, found);
		flagged = twofold_add_double(flagged, risk.people[edge]);
		left = twofold_add_double(left, -risk.people[edge]);
	}
	values[1] = Float8GetDatum(check_result(twofold_value(flagged)));
	values[2] = Float8GetDatum(check_result(twofold_value(events)));
	if (room > 0)
	{
		values[0] = Float8GetDatum(risk.score[edge]);
		values[3] = Float8GetDatum(ratio(events, twofold(room)));
		nulls[0] = nulls[3] = false;
		if (risk.all_events.high > 0)
		{
			values[4] = Float8GetDatum(ratio(events, risk.all_events));
			values[5] = Float8GetDatum(ratio(twofold_divide(events, twofold(room)), twofold_divide(risk.all_events, risk.all_people)));
			nulls[4] = nulls[5] = false;
		}
	}
	PG_RETURN_DATUM(row_datum(fcinfo, CAPACITY_COLUMNS, values, nulls));
}

PG_FUNCTION_INFO_V1(ranked_outcomes_roc);

#define ROC_COLUMNS 6

/*
 * roc(ranked_outcomes) -> setof (threshold, flagged, true_positives,
 *		false_positives, sensitivity, specificity)
 *
 * One row for each score, the highest first: who is flagged at that score or
 * above.  Sensitivity is NULL where it happened to nobody, specificity where it
 * happened to all.  Errors: 22023 for outcomes that are not counts of people.
 */
Datum
ranked_outcomes_roc(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, ROC_COLUMNS);
	RankedRisk	risk = ranked_risk(PG_GETARG_RANKED_OUTCOMES(0));
	Twofold		events = twofold(0);
	Twofold		others = twofold(0);
	Datum		values[ROC_COLUMNS] = {0};
	bool		nulls[ROC_COLUMNS] = {false};

	nulls[4] = !(risk.all_events.high > 0);
	nulls[5] = !(risk.all_others.high > 0);
	for (uint32 i = risk.count; i > 0; i--)
	{
		CHECK_FOR_INTERRUPTS();
		events = twofold_add_double(events, risk.events[i - 1]);
		others = twofold_add(others, risk_others(&risk, i - 1));
		values[0] = Float8GetDatum(risk.score[i - 1]);
		values[1] = Float8GetDatum(check_result(twofold_value(twofold_add(events, others))));
		values[2] = Float8GetDatum(twofold_value(events));
		values[3] = Float8GetDatum(twofold_value(others));
		if (!nulls[4])
			values[4] = Float8GetDatum(ratio(events, risk.all_events));
		if (!nulls[5])
			values[5] = Float8GetDatum(ratio(twofold_subtract(risk.all_others, others), risk.all_others));
		rows_put(rows, values, nulls);
	}
	PG_RETURN_NULL();
}

/*
 * The thresholds of an array, checked, the highest first.
 */
static Threshold *
thresholds_of(ArrayType *array, int *count)
{
	Datum	   *at;
	bool	   *nulls;
	Threshold  *thresholds;

	deconstruct_array(array, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &at, &nulls, count);
	thresholds = array_allocate_zero(*count, sizeof(Threshold));
	for (int i = 0; i < *count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("a threshold must not be NULL")));
		thresholds[i].at = DatumGetFloat8(at[i]);
		thresholds[i].asked = i;
		if (!(thresholds[i].at >= 0 && thresholds[i].at < 1))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("a threshold must be at least 0 and below 1, not %.15g", thresholds[i].at)));
	}
	sort_thresholds(thresholds, *count);
	return thresholds;
}

/*
 * What flagging is worth to somebody who would flag from a risk of t on: a false
 * alarm costs t / (1 - t) of what a finding is worth.
 */
static double
net_benefit(Twofold events, Twofold people, double t, Twofold everybody)
{
	Twofold		cost = twofold_divide(twofold(t), exact_sum(1, -t));
	Twofold		others = twofold_subtract(people, events);

	return ratio(twofold_subtract(events, twofold_multiply(others, cost)), everybody);
}

PG_FUNCTION_INFO_V1(ranked_outcomes_decision_curve);

#define CURVE_COLUMNS 6

/*
 * decision_curve(ranked_outcomes, thresholds float8[]) -> setof (threshold, flagged,
 *		true_positives, false_positives, net_benefit, net_benefit_of_all)
 *
 * One row for each threshold, in their order: who is flagged at that risk or
 * above, and the net benefit for each person, true positives less false positives
 * times t / (1 - t), beside that of flagging everybody.  Flagging nobody is worth
 * 0.  Net benefits are NULL where there is nobody.  Errors: 22004 for a threshold
 * that is NULL; 22023 for thresholds below 0, of 1 and above, scores that are no
 * probabilities, and outcomes that are not counts of people.
 * Source: Vickers & Elkin, Medical Decision Making 2006;26:565-574.
 */
Datum
ranked_outcomes_decision_curve(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, CURVE_COLUMNS);
	RankedRisk	risk = ranked_risk(PG_GETARG_RANKED_OUTCOMES(0));
	int			count;
	Threshold  *sorted = thresholds_of(PG_GETARG_ARRAYTYPE_P(1), &count);
	Threshold  *asked = array_allocate(count, sizeof(Threshold));
	Twofold		people = twofold(0);
	Twofold		events = twofold(0);
	uint32		next = risk.count;

	check_probabilities(&risk);
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		while (next > 0 && risk.score[next - 1] >= sorted[i].at)
		{
			CHECK_FOR_INTERRUPTS();
			people = twofold_add_double(people, risk.people[--next]);
			events = twofold_add_double(events, risk.events[next]);
		}
		sorted[i].people = people;
		sorted[i].events = events;
		asked[sorted[i].asked] = sorted[i];
	}
	for (int i = 0; i < count; i++)
	{
		Datum		values[CURVE_COLUMNS] = {0};
		bool		nulls[CURVE_COLUMNS] = {false};

		CHECK_FOR_INTERRUPTS();
		values[0] = Float8GetDatum(asked[i].at + 0.0);
		values[1] = Float8GetDatum(twofold_value(asked[i].people));
		values[2] = Float8GetDatum(twofold_value(asked[i].events));
		values[3] = Float8GetDatum(twofold_value(twofold_subtract(asked[i].people, asked[i].events)));
		nulls[4] = nulls[5] = risk.count == 0;
		if (risk.count > 0)
		{
			values[4] = Float8GetDatum(net_benefit(asked[i].events, asked[i].people, asked[i].at, risk.all_people));
			values[5] = Float8GetDatum(net_benefit(risk.all_events, risk.all_people, asked[i].at, risk.all_people));
		}
		rows_put(rows, values, nulls);
	}
	PG_RETURN_NULL();
}
