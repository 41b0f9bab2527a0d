/*
 * condition_set_layout.c
 *		What differs between a condition_set and a care_history: names and days.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/stored.h"
#include "need/condition_set_layout.h"

#define UNKNOWN_DAY MIN_TIMESTAMP

static void
condition_set_damaged(void)
{
	stored_value_damaged(CONDITION_SET_NAME);
}

const DatedKind condition_set_kind = {
	.type_name = CONDITION_SET_NAME,
	.damaged = condition_set_damaged,
	.entries = "recorded days",
	.too_large_hint = "Is the person in the GROUP BY, and known in every row?",
	.mark_message = "code map changes within a group",
	.mark_hint = "Fold the rows of each map by themselves, and merge the sets with rollup.",
	.once = true
};

void
check_condition(Code condition, int sqlstate)
{
	check_code_not_blank(condition, "condition", sqlstate);
}

/*
 * Where a day stands in time; -infinity is a day that is not known.
 */
TimestampTz
condition_time(DateADT day, int sqlstate)
{
	if (DATE_IS_NOBEGIN(day))
		return UNKNOWN_DAY;
	if (DATE_IS_NOEND(day))
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("day of a condition must not be \"infinity\""),
				 errhint("A day that is not known is \"-infinity\".")));
	if (day <= DATETIME_MIN_JULIAN - POSTGRES_EPOCH_JDATE || day >= TIMESTAMP_END_JULIAN - POSTGRES_EPOCH_JDATE)
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("day of a condition is out of range: %s",
						DatumGetCString(DirectFunctionCall1(date_out, DateADTGetDatum(day))))));
	return (TimestampTz) day * USECS_PER_DAY;
}

DateADT
condition_day(TimestampTz at)
{
	return at == UNKNOWN_DAY ? DATEVAL_NOBEGIN : (DateADT) (at / USECS_PER_DAY);
}
