/*
 * ranked_risk.c
 *		What questions of risk ask of ranked outcomes.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "rate/ranked_risk.h"

/*
 * Up to so many people, what is worked out of whole numbers at twice the precision
 * of a double is exact.
 */
#define WHOLE_PEOPLE_AT_MOST 0x1p52

/*
 * The value as people with the event and without, who are counted.
 */
RankedRisk
ranked_risk(const RankedOutcomes *ranked)
{
	RankedRisk	risk = {
		.count = ranked->count,
		.score = ranked->rank,
		.people = ranked_people(ranked),
		.events = ranked_outcome(ranked),
		.all_people = twofold(0),
		.all_events = twofold(0),
	};

	for (uint32 i = 0; i < risk.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!(risk.events[i] >= 0 && risk.events[i] <= risk.people[i]))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("outcomes are not counts of people"),
					 errdetail("Score %.15g has an outcome of %.15g among %.15g people.",
							   risk.score[i], risk.events[i], risk.people[i])));
		risk.all_people = twofold_add_double(risk.all_people, risk.people[i]);
		risk.all_events = twofold_add_double(risk.all_events, risk.events[i]);
	}
	if (!isfinite(risk.all_people.high) || !isfinite(risk.all_people.low))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("total of all people is out of range")));
	risk.all_others = twofold_subtract(risk.all_people, risk.all_events);
	return risk;
}

/*
 * Refuses parts of people, where each person must count as one.
 */
void
check_whole_people(const RankedRisk *risk)
{
	for (uint32 i = 0; i < risk->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (risk->people[i] != floor(risk->people[i]) || risk->events[i] != floor(risk->events[i]))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("people and events must be whole numbers, not %.15g and %.15g at score %.15g",
							risk->people[i], risk->events[i], risk->score[i])));
	}
	if (risk->all_people.high > WHOLE_PEOPLE_AT_MOST)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%.15g people are more than can be counted one by one", risk->all_people.high)));
}

/*
 * Refuses scores that are no probabilities, where they are held against what
 * happened.
 */
void
check_probabilities(const RankedRisk *risk)
{
	double		wrong;

	if (risk->count == 0 || (risk->score[0] >= 0 && risk->score[risk->count - 1] <= 1))
		return;
	wrong = risk->score[0] < 0 ? risk->score[0] : risk->score[risk->count - 1];
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("scores must be probabilities from 0 to 1, not %.15g", wrong),
			 errhint("Divide percentages by 100; a linear predictor becomes a probability by logistic_risk().")));
}
