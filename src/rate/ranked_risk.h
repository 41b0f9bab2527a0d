/*
 * ranked_risk.h
 *		Ranked outcomes where the outcome is a count of people: those to whom it
 *		happened.
 */
#ifndef PLACEBASE_RANKED_RISK_H
#define PLACEBASE_RANKED_RISK_H

#include "base/twofold.h"
#include "rate/ranked_layout.h"

typedef struct RankedRisk
{
	uint32		count;
	const double *score;		/* ascending */
	const double *people;
	const double *events;		/* from 0 to people */
	Twofold		all_people;
	Twofold		all_events;
	Twofold		all_others;		/* people without the event */
} RankedRisk;

/* The people of a score to whom it did not happen. */
static inline Twofold
risk_others(const RankedRisk *risk, uint32 i)
{
	return exact_sum(risk->people[i], -risk->events[i]);
}

extern RankedRisk ranked_risk(const RankedOutcomes *ranked);
extern void check_whole_people(const RankedRisk *risk);
extern void check_probabilities(const RankedRisk *risk);

#endif
