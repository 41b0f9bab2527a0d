/*
 * groups.h
 *		What questions of inequality between groups are asked of: the figures of
 *		each group, kept until the end.
 */
#ifndef PLACEBASE_GROUPS_H
#define PLACEBASE_GROUPS_H

#include "fmgr.h"

/* One group of people. */
typedef struct PeopleGroup
{
	double		rank;			/* 0 where groups have no order */
	double		value;
	double		error;			/* the standard error of value; NaN is not known */
	double		people;
} PeopleGroup;

/* All groups that have people, in the order of their figures. */
typedef struct Groups
{
	int64		count;
	PeopleGroup	   *group;
	double		option;			/* such as a confidence; NaN is not given */
	double		people;
	double		mean;			/* of the values, weighted by people */
	bool		has_errors;		/* all of them */
} Groups;

extern Datum groups_add(FunctionCallInfo fcinfo, const PeopleGroup *group, double option, const char *option_name);
extern Datum groups_join(FunctionCallInfo fcinfo, const char *option_name);
extern Groups groups_sorted(FunctionCallInfo fcinfo);

#endif
