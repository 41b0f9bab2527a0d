/*
 * condition_cuts.c
 *		Cuts of a condition_set: the days of a period, and some of the conditions.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/rangetypes.h"

#include "base/memory.h"
#include "need/condition_set.h"

PG_FUNCTION_INFO_V1(condition_set_during);

/*
 * during(conditions condition_set, period daterange) -> condition_set
 *
 * What was recorded on the days of a period.  A day that is not known is kept only
 * where the period has no start.  NULL for NULL.
 * Errors: XX001 for a damaged value.
 */
Datum
condition_set_during(PG_FUNCTION_ARGS)
{
	RangeType  *period = PG_GETARG_RANGE_P(1);
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;
	DateADT		first;
	DateADT		last;
	ConditionWalk walk;
	DateADT		day;

	range_deserialize(range_get_typcache(fcinfo, RangeTypeGetOid(period)), period, &lower, &upper, &empty);
	first = lower.infinite ? DATEVAL_NOBEGIN : DatumGetDateADT(lower.val);
	last = upper.infinite ? DATEVAL_NOEND : DatumGetDateADT(upper.val);

	/* A range of days has its first day, but an infinite bound keeps the side it was written with. */
	if (!lower.infinite && !lower.inclusive && !DATE_NOT_FINITE(first))
		first++;
	if (!upper.infinite && !upper.inclusive && !DATE_NOT_FINITE(last))
		last--;
	condition_walk_start(&walk, PG_GETARG_DATUM(0));
	while (!empty && condition_walk_next(&walk, &day))
		if (first <= day && day <= last)
			condition_walk_keep(&walk);
	return condition_walk_kept(&walk);
}

/*
 * The conditions that are, or are not, in a list.  A NULL in the list is none.
 */
static Datum
cut_conditions(FunctionCallInfo fcinfo, bool keep_listed)
{
	Datum	   *listed;
	bool	   *nulls;
	int			count;
	bool	   *keep;
	ConditionWalk walk;
	DateADT		day;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false, TYPALIGN_INT, &listed, &nulls, &count);
	condition_walk_start(&walk, PG_GETARG_DATUM(0));
	keep = array_allocate(walk.set.providers, sizeof(bool));
	memset(keep, !keep_listed, walk.set.providers);
	for (int i = 0; i < count; i++)
	{
		uint32		position;

		CHECK_FOR_INTERRUPTS();
		if (!nulls[i] && condition_find(walk.names, walk.set.providers, CODE_FROM_TEXT(DatumGetTextPP(listed[i])), &position))
			keep[position] = keep_listed;
	}
	while (condition_walk_next(&walk, &day))
		if (keep[walk.condition])
			condition_walk_keep(&walk);
	return condition_walk_kept(&walk);
}

PG_FUNCTION_INFO_V1(only_conditions);

/*
 * only_conditions(conditions condition_set, names text[]) -> condition_set
 *
 * These conditions.  A name that the set does not have, or a NULL among the names,
 * is none.  NULL for NULL.
 */
Datum
only_conditions(PG_FUNCTION_ARGS)
{
	return cut_conditions(fcinfo, true);
}

PG_FUNCTION_INFO_V1(except_conditions);

/*
 * except_conditions(conditions condition_set, names text[]) -> condition_set
 *
 * All conditions but these.  NULL for NULL.
 */
Datum
except_conditions(PG_FUNCTION_ARGS)
{
	return cut_conditions(fcinfo, false);
}
