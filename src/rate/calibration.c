/*
 * calibration.c
 *		Does a risk mean what it says: are as many people affected as it predicts?
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/memory.h"
#include "base/rows.h"
#include "rate/intervals.h"
#include "rate/logistic.h"
#include "rate/ranked_risk.h"
#include "rate/ranked_state.h"

PG_FUNCTION_INFO_V1(ranked_outcomes_brier);

/*
 * brier(ranked_outcomes) -> float8
 *
 * The mean squared distance of the risk from what happened (1 or 0), from 0 to 1:
 * less is better, and whoever gives everybody the prevalence p reaches p (1 - p).
 * NULL where there is nobody.  Errors: 22023 for scores that are no probabilities
 * and outcomes that are not counts of people.
 * Source: Brier, Monthly Weather Review 1950;78:1-3.
 */
Datum
ranked_outcomes_brier(PG_FUNCTION_ARGS)
{
	RankedRisk	risk = ranked_risk(PG_GETARG_RANKED_OUTCOMES(0));
	Twofold		sum = twofold(0);

	check_probabilities(&risk);
	if (risk.count == 0)
		PG_RETURN_NULL();
	for (uint32 i = 0; i < risk.count; i++)
	{
		Twofold		missing = exact_sum(1, -risk.score[i]);

		CHECK_FOR_INTERRUPTS();
		sum = twofold_add(sum, twofold_multiply(twofold(risk.events[i]), twofold_multiply(missing, missing)));
		sum = twofold_add(sum, twofold_multiply(risk_others(&risk, i), exact_product(risk.score[i], risk.score[i])));
	}
	PG_RETURN_FLOAT8(check_result(twofold_value(twofold_divide(sum, risk.all_people))));
}

/*
 * How many events the scores let expect.
 */
static Twofold
expected_events(const RankedRisk *risk)
{
	Twofold		expected = twofold(0);

	for (uint32 i = 0; i < risk->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		expected = twofold_add(expected, exact_product(risk->score[i], risk->people[i]));
	}
	return expected;
}

PG_FUNCTION_INFO_V1(ranked_outcomes_observed_over_expected);

/*
 * observed_over_expected(ranked_outcomes, confidence float8) -> interval_estimate
 *
 * Events for each event that the scores let expect: above 1 the scores are too
 * low.  Limits as of a standardised ratio, exact below 10 events and Byar's from
 * 10.  NULL where nothing is expected.  Errors: 22023 for scores that are no
 * probabilities, outcomes that are not counts of people and a confidence out of
 * range.
 * Source: Breslow & Day 1987, Statistical Methods in Cancer Research II.
 */
Datum
ranked_outcomes_observed_over_expected(PG_FUNCTION_ARGS)
{
	RankedRisk	risk = ranked_risk(PG_GETARG_RANKED_OUTCOMES(0));
	double		confidence = PG_GETARG_FLOAT8(1);
	double		expected;
	double		events;
	Limits		limits;

	check_confidence(confidence);
	check_probabilities(&risk);
	expected = twofold_value(expected_events(&risk));
	events = twofold_value(risk.all_events);
	if (!(expected > 0))
		PG_RETURN_NULL();
	limits = poisson_limits(events, confidence);
	limits.lower /= expected;
	limits.upper /= expected;
	PG_RETURN_DATUM(interval_estimate(fcinfo, twofold_value(twofold_divide(risk.all_events, expected_events(&risk))), limits));
}

/* ------------------------------------------------------------------------
 * By groups of people
 * ------------------------------------------------------------------------
 */

/* People of neighbouring scores. */
typedef struct ScoreGroup
{
	double		number;			/* from 1 */
	Twofold		people;
	Twofold		expected;
	Twofold		events;
} ScoreGroup;

/*
 * The group of all people of one score, who are never parted: that of the middle
 * one among them.  With b of them after B others it is 1 + floor(groups (2 B + b -
 * 1) / (2 n)); the division is made right where rounding moved it over a whole
 * number.
 */
static double
group_of(Twofold before, double people, int32 groups, Twofold everybody)
{
	double		rank = 2 * twofold_value(before) + people - 1;
	double		whole = 2 * twofold_value(everybody);
	double		group = floor(groups * rank / whole);
	double		rest = twofold_value(twofold_subtract(exact_product(groups, rank), exact_product(group, whole)));

	if (rest < 0)
		group--;
	else if (rest >= whole)
		group++;
	return group + 1;
}

#define CALIBRATION_COLUMNS 8

static void
put_group(ReturnSetInfo *rows, const ScoreGroup *group)
{
	double		people = twofold_value(group->people);
	double		events = twofold_value(group->events);
	Limits		limits = wilson_limits(events, people, DEFAULT_CONFIDENCE);
	bool		nulls[CALIBRATION_COLUMNS] = {false};
	Datum		values[CALIBRATION_COLUMNS] = {
		Int32GetDatum((int32) group->number),
		Float8GetDatum(people),
		Float8GetDatum(twofold_value(twofold_divide(group->expected, group->people))),
		Float8GetDatum(events),
		Float8GetDatum(twofold_value(group->expected)),
		Float8GetDatum(events / people),
		Float8GetDatum(limits.lower),
		Float8GetDatum(limits.upper),
	};

	rows_put(rows, values, nulls);
}

PG_FUNCTION_INFO_V1(ranked_outcomes_calibration);

/*
 * calibration(ranked_outcomes, groups integer) -> setof (score_group, people,
 *		mean_score, events, expected, observed, lower, upper)
 *
 * People in groups of about the same size by ascending score: how many events
 * their scores let expect and how many there were; observed is the share to whom it
 * happened, with Wilson's limits of 95 %.  People of one score are never parted, so
 * that a group may be empty, and is not returned.  Errors: 22023 for fewer than one
 * group, scores that are no probabilities, and outcomes that are not counts of
 * whole people.
 * Source: Steyerberg et al., Epidemiology 2010;21:128-138; Wilson 1927.
 */
Datum
ranked_outcomes_calibration(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, CALIBRATION_COLUMNS);
	RankedRisk	risk = ranked_risk(PG_GETARG_RANKED_OUTCOMES(0));
	int32		groups = PG_GETARG_INT32(1);
	Twofold		before = twofold(0);
	ScoreGroup	group = {0};

	if (groups < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("groups must be at least 1, not %d", groups)));
	check_whole_people(&risk);
	check_probabilities(&risk);
	for (uint32 i = 0; i < risk.count; i++)
	{
		double		number = group_of(before, risk.people[i], groups, risk.all_people);

		CHECK_FOR_INTERRUPTS();
		if (number != group.number)
		{
			if (group.number > 0)
				put_group(rows, &group);
			group = (ScoreGroup) {.number = number};
		}
		group.people = twofold_add_double(group.people, risk.people[i]);
		group.events = twofold_add_double(group.events, risk.events[i]);
		group.expected = twofold_add(group.expected, exact_product(risk.score[i], risk.people[i]));
		before = twofold_add_double(before, risk.people[i]);
	}
	if (group.number > 0)
		put_group(rows, &group);
	PG_RETURN_NULL();
}

/* ------------------------------------------------------------------------
 * By a line: logistic regression of the outcome on the logit of the risk
 * ------------------------------------------------------------------------
 */

#define STEPS_AT_MOST 500
#define HALVINGS_AT_MOST 60
#define STEP_SMALL 1e-10

/* What rounding may take from a log-likelihood that has not fallen. */
#define LIKELIHOOD_ROUNDING 1e-13

typedef struct Line
{
	double		intercept;
	double		slope;
} Line;

/* The information of a line about itself, and the step that it asks for. */
typedef struct Curvature
{
	double		intercept;		/* information: intercept with itself, with slope, slope with itself */
	double		both;
	double		slope;
	double		determinant;
	Line		step;
} Curvature;

/*
 * The logits of the scores; their mean over people, which they are freed of, comes
 * back.
 */
static double
centred_logits(const RankedRisk *risk, double *logit)
{
	Twofold		sum = twofold(0);
	double		mean;

	for (uint32 i = 0; i < risk->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!(risk->score[i] > 0 && risk->score[i] < 1))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("a calibration line needs scores above 0 and below 1, not %.15g", risk->score[i]),
					 errhint("Keep scores inside: greatest(least(score, 0.999), 0.001).")));
		logit[i] = log(risk->score[i]) - log1p(-risk->score[i]);
		sum = twofold_add(sum, exact_product(logit[i], risk->people[i]));
	}
	mean = twofold_value(twofold_divide(sum, risk->all_people));
	for (uint32 i = 0; i < risk->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		logit[i] -= mean;
	}
	return mean;
}

/*
 * True where no finite line is the likeliest: one score, or scores that part those
 * with the event from those without.  With one predictor this decides it.
 */
static bool
scores_separate(const RankedRisk *risk)
{
	uint32		first_event = PG_UINT32_MAX;
	uint32		last_event = 0;
	uint32		first_other = PG_UINT32_MAX;
	uint32		last_other = 0;

	for (uint32 i = 0; i < risk->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (risk->events[i] > 0)
		{
			first_event = Min(first_event, i);
			last_event = i;
		}
		if (risk->events[i] < risk->people[i])
		{
			first_other = Min(first_other, i);
			last_other = i;
		}
	}
	return risk->count < 2 || first_event >= last_other || last_event <= first_other;
}

static double
log_likelihood(const RankedRisk *risk, const double *logit, Line line)
{
	double		sum = 0;

	for (uint32 i = 0; i < risk->count; i++)
	{
		double		x = line.intercept + line.slope * logit[i];

		CHECK_FOR_INTERRUPTS();
		sum += risk->events[i] * x - risk->people[i] * (Max(x, 0) + log1p(exp(-fabs(x))));
	}
	return sum;
}

static Curvature
curvature(const RankedRisk *risk, const double *logit, Line line)
{
	Curvature	c = {0};
	double		score_intercept = 0;
	double		score_slope = 0;

	for (uint32 i = 0; i < risk->count; i++)
	{
		double		x = line.intercept + line.slope * logit[i];
		double		p = logistic(x);
		double		weight = risk->people[i] * p * logistic(-x);
		double		missing = risk->events[i] - risk->people[i] * p;

		CHECK_FOR_INTERRUPTS();
		score_intercept += missing;
		score_slope += missing * logit[i];
		c.intercept += weight;
		c.both += weight * logit[i];
		c.slope += weight * logit[i] * logit[i];
	}
	c.determinant = c.intercept * c.slope - c.both * c.both;
	c.step.intercept = (c.slope * score_intercept - c.both * score_slope) / c.determinant;
	c.step.slope = (c.intercept * score_slope - c.both * score_intercept) / c.determinant;
	return c;
}

pg_noreturn static void
refuse_line(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("the calibration line of these scores cannot be found"),
			 errdetail("They all but part the people with the event from those without.")));
}

/*
 * The likeliest line, by Newton's steps from a flat one; a step after which the
 * outcomes would be less likely is halved.
 */
static Line
likeliest_line(const RankedRisk *risk, const double *logit, double *slope_error)
{
	Line		line = {log(twofold_value(risk->all_events)) - log(twofold_value(risk->all_others)), 0};
	double		likelihood = log_likelihood(risk, logit, line);

	for (int steps = 0; steps < STEPS_AT_MOST; steps++)
	{
		Curvature	c = curvature(risk, logit, line);
		bool		last = Max(fabs(c.step.intercept), fabs(c.step.slope)) <=
		STEP_SMALL * Max(1, Max(fabs(line.intercept), fabs(line.slope)));
		double		part = 1;

		if (!(c.determinant > 0) || !isfinite(c.step.intercept) || !isfinite(c.step.slope))
			refuse_line();
		for (int halvings = 0;; halvings++)
		{
			Line		next = {line.intercept + part * c.step.intercept, line.slope + part * c.step.slope};
			double		reached = log_likelihood(risk, logit, next);

			if (last || reached >= likelihood - LIKELIHOOD_ROUNDING * fabs(likelihood))
			{
				line = next;
				likelihood = reached;
				break;
			}
			if (halvings == HALVINGS_AT_MOST)
				refuse_line();
			part /= 2;
		}
		if (last)
		{
			c = curvature(risk, logit, line);
			*slope_error = sqrt(c.intercept / c.determinant);
			return line;
		}
	}
	refuse_line();
}

/*
 * What must be added to every logit so that as many events are expected as there
 * were.  Newton's steps are kept inside a bracket, which bisection narrows.
 */
static double
shift_in_the_large(const RankedRisk *risk, const double *logit)
{
	double		level = log(twofold_value(risk->all_events)) - log(twofold_value(risk->all_others));
	double		low = level - logit[risk->count - 1];
	double		high = level - logit[0];
	double		shift = low + (high - low) / 2;

	for (int steps = 0; steps < STEPS_AT_MOST; steps++)
	{
		double		missing = 0;
		double		information = 0;
		double		next;

		for (uint32 i = 0; i < risk->count; i++)
		{
			double		p = logistic(shift + logit[i]);

			CHECK_FOR_INTERRUPTS();
			missing += risk->events[i] - risk->people[i] * p;
			information += risk->people[i] * p * logistic(-shift - logit[i]);
		}
		if (missing >= 0)
			low = shift;
		if (missing <= 0)
			high = shift;
		next = shift + missing / information;
		if (!(next >= low && next <= high))
			next = low + (high - low) / 2;
		if (fabs(next - shift) <= STEP_SMALL / 1000 * Max(1, fabs(next)))
			return next;
		shift = next;
	}
	return shift;
}

PG_FUNCTION_INFO_V1(ranked_outcomes_calibration_line);

#define LINE_COLUMNS 4

/*
 * calibration_line(ranked_outcomes) -> (intercept, slope, slope_error, in_the_large)
 *
 * The logistic regression of the outcome on the logit of the score: 0 and 1 where
 * risks mean what they say; a slope below 1 says that high ones are too high and
 * low ones too low.  in_the_large is the intercept with the slope held at 1: below
 * 0 the risks are too high altogether.  The line is NULL where it happened to
 * nobody or to all, and where there is one score, or scores part those with the
 * event wholly from those without; in_the_large only where it happened to nobody
 * or to all.  Errors: 22023 for scores of 0, of 1 and beyond, and outcomes that are
 * not counts of people; 22003 where the line is out of reach of doubles.
 * Source: Cox, Biometrika 1958;45:562-565; Miller, Hui & Tierney, Statistics in
 * Medicine 1991;10:1213-1226.
 */
Datum
ranked_outcomes_calibration_line(PG_FUNCTION_ARGS)
{
	RankedRisk	risk = ranked_risk(PG_GETARG_RANKED_OUTCOMES(0));
	double	   *logit = array_allocate(risk.count, sizeof(double));
	Datum		values[LINE_COLUMNS] = {0};
	bool		nulls[LINE_COLUMNS] = {true, true, true, true};
	double		mean = centred_logits(&risk, logit);

	if (risk.all_events.high > 0 && risk.all_others.high > 0)
	{
		values[3] = Float8GetDatum(check_result(shift_in_the_large(&risk, logit) - mean));
		nulls[3] = false;
		if (!scores_separate(&risk))
		{
			double		error;
			Line		line = likeliest_line(&risk, logit, &error);

			values[0] = Float8GetDatum(check_result(line.intercept - line.slope * mean));
			values[1] = Float8GetDatum(check_result(line.slope));
			values[2] = Float8GetDatum(check_result(error));
			nulls[0] = nulls[1] = nulls[2] = false;
		}
	}
	PG_RETURN_DATUM(row_datum(fcinfo, LINE_COLUMNS, values, nulls));
}
