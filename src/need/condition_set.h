/*
 * condition_set.h
 *		One person's conditions, and the days on which each was recorded.
 *
 * ConditionRecord	what most questions ask of a condition
 * ConditionWalk	goes through the recorded days in order, and copies some of them
 */
#ifndef PLACEBASE_CONDITION_SET_H
#define PLACEBASE_CONDITION_SET_H

#include "care/care_builder.h"
#include "need/condition_set_layout.h"

typedef struct ConditionRecord
{
	Code		name;
	uint32		times;			/* known days */
	bool		unknown;		/* recorded on an unknown day too */
	DateADT		first;			/* of the known days */
	DateADT		last;
} ConditionRecord;

typedef struct ConditionWalk
{
	ConditionSet set;
	CareTimes	times;
	Code	   *names;
	uint32		next;			/* recorded days that were read */
	uint32		condition;		/* of the day that was read last */
	TimestampTz at;
	CareBuilder kept;
	uint32	   *numbers;		/* of each condition in kept, or NOWHERE */
} ConditionWalk;

extern void condition_set_read(ConditionSet *set, Datum value);
extern ConditionRecord *condition_records(const ConditionSet *set);
extern bool condition_find(const Code *names, uint32 count, Code name, uint32 *position);
extern void condition_walk_start(ConditionWalk *walk, Datum value);
extern bool condition_walk_next(ConditionWalk *walk, DateADT *day);
extern void condition_walk_keep(ConditionWalk *walk);
extern Datum condition_walk_kept(ConditionWalk *walk);

#endif
