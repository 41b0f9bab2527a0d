/*
 * condition_set_layout.h
 *		One person's conditions, and the days on which each was recorded: the stored
 *		form.
 *
 * It is that of a care_history (see care/care_layout.h): a condition stands for the
 * provider, a day for the time of a visit, and a condition stands once on a day.  A
 * day is midnight in UTC.  The first day that a timestamp can have stands for a day
 * that is not known, and so comes first; it is no day of the calendar that a
 * condition could have been recorded on.
 */
#ifndef PLACEBASE_CONDITION_SET_LAYOUT_H
#define PLACEBASE_CONDITION_SET_LAYOUT_H

#include "utils/date.h"

#include "care/care_layout.h"

#define CONDITION_SET_NAME "condition_set"

/* visits are recorded days, providers are conditions */
typedef CareHistory ConditionSet;

extern const DatedKind condition_set_kind;

extern void check_condition(Code condition, int sqlstate);
extern TimestampTz condition_time(DateADT day, int sqlstate);
extern DateADT condition_day(TimestampTz at);

#endif
