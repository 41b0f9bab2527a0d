/*
 * condition_questions.c
 *		Which conditions a person has, how many, and since when.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"

#include "base/memory.h"
#include "need/condition_set.h"

/*
 * The names of some conditions as an array.
 */
static Datum
array_of_names(Datum *names, uint32 count)
{
	PG_RETURN_ARRAYTYPE_P(construct_array(names, count, TEXTOID, -1, false, TYPALIGN_INT));
}

PG_FUNCTION_INFO_V1(condition_set_conditions);

/*
 * conditions(conditions condition_set) -> text[]
 *
 * The names of the conditions, sorted bytewise.  NULL for NULL.
 */
Datum
condition_set_conditions(PG_FUNCTION_ARGS)
{
	ConditionSet set;
	Code	   *codes;
	Datum	   *names;

	condition_set_read(&set, PG_GETARG_DATUM(0));
	codes = array_allocate(set.providers, sizeof(Code));
	names = array_allocate(set.providers, sizeof(Datum));
	care_history_codes(&set, codes);
	for (uint32 i = 0; i < set.providers; i++)
	{
		CHECK_FOR_INTERRUPTS();
		names[i] = PointerGetDatum(code_to_text(codes[i]));
	}
	return array_of_names(names, set.providers);
}

PG_FUNCTION_INFO_V1(condition_count);

/*
 * condition_count(conditions condition_set) -> integer
 *
 * How many conditions there are.  NULL for NULL.
 */
Datum
condition_count(PG_FUNCTION_ARGS)
{
	ConditionSet set;

	condition_set_read(&set, PG_GETARG_DATUM(0));
	PG_RETURN_INT32(set.providers);
}

/*
 * How many different conditions of a list the set has, and whether it has all.
 * A NULL in the list is left out.
 */
static uint32
count_listed(FunctionCallInfo fcinfo, bool *all)
{
	ConditionSet set;
	Code	   *names;
	bool	   *seen;
	Datum	   *listed;
	bool	   *nulls;
	int			count;
	uint32		found = 0;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false, TYPALIGN_INT, &listed, &nulls, &count);
	condition_set_read(&set, PG_GETARG_DATUM(0));
	names = array_allocate(set.providers, sizeof(Code));
	seen = array_allocate_zero(set.providers, sizeof(bool));
	care_history_codes(&set, names);
	*all = true;
	for (int i = 0; i < count; i++)
	{
		uint32		position;

		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			continue;
		if (!condition_find(names, set.providers, CODE_FROM_TEXT(DatumGetTextPP(listed[i])), &position))
			*all = false;
		else if (!seen[position])
		{
			seen[position] = true;
			found++;
		}
	}
	return found;
}

PG_FUNCTION_INFO_V1(has_any);

/*
 * has_any(conditions condition_set, names text[]) -> boolean
 *
 * True if the set has one of the conditions.  A NULL among the names is left out.
 * NULL for NULL.
 */
Datum
has_any(PG_FUNCTION_ARGS)
{
	bool		all;

	PG_RETURN_BOOL(count_listed(fcinfo, &all) > 0);
}

PG_FUNCTION_INFO_V1(has_all);

/*
 * has_all(conditions condition_set, names text[]) -> boolean
 *
 * True if the set has each of the conditions, and so for no name.  A NULL among the
 * names is left out.  NULL for NULL.
 */
Datum
has_all(PG_FUNCTION_ARGS)
{
	bool		all;

	count_listed(fcinfo, &all);
	PG_RETURN_BOOL(all);
}

PG_FUNCTION_INFO_V1(how_many);

/*
 * how_many(conditions condition_set, names text[]) -> integer
 *
 * How many of the conditions the set has; a name given twice counts once.  A NULL
 * among the names is left out.  NULL for NULL.
 */
Datum
how_many(PG_FUNCTION_ARGS)
{
	bool		all;

	PG_RETURN_INT32(count_listed(fcinfo, &all));
}

/*
 * What there is of the condition that the second argument names.  False where the
 * set does not have it.
 */
static bool
record_of_argument(FunctionCallInfo fcinfo, ConditionRecord *record)
{
	text	   *name = PG_GETARG_TEXT_PP(1);
	ConditionSet set;
	ConditionRecord *records;

	condition_set_read(&set, PG_GETARG_DATUM(0));
	records = condition_records(&set);
	for (uint32 i = 0; i < set.providers; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (code_equal(records[i].name, CODE_FROM_TEXT(name)))
		{
			*record = records[i];
			return true;
		}
	}
	return false;
}

PG_FUNCTION_INFO_V1(first_recorded);

/*
 * first_recorded(conditions condition_set, condition text) -> date
 *
 * The first day on which a condition was recorded.  NULL where it was not, and where
 * one of its days is not known, since that may be the first.  NULL for NULL.
 */
Datum
first_recorded(PG_FUNCTION_ARGS)
{
	ConditionRecord record;

	if (!record_of_argument(fcinfo, &record) || record.unknown)
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(record.first);
}

PG_FUNCTION_INFO_V1(last_recorded);

/*
 * last_recorded(conditions condition_set, condition text) -> date
 *
 * The last known day on which a condition was recorded.  NULL where there is none.
 * NULL for NULL.
 */
Datum
last_recorded(PG_FUNCTION_ARGS)
{
	ConditionRecord record;

	if (!record_of_argument(fcinfo, &record) || record.times == 0)
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(record.last);
}

PG_FUNCTION_INFO_V1(times_recorded);

/*
 * times_recorded(conditions condition_set, condition text) -> integer
 *
 * On how many known days a condition was recorded.  NULL for NULL.
 */
Datum
times_recorded(PG_FUNCTION_ARGS)
{
	ConditionRecord record;

	PG_RETURN_INT32(record_of_argument(fcinfo, &record) ? record.times : 0);
}

PG_FUNCTION_INFO_V1(gained);

/*
 * gained(conditions condition_set, since date, at date) -> text[]
 *
 * The conditions whose first day lies after since and not after at, sorted bytewise.
 * A condition with a day that is not known is never gained.  NULL for NULL.
 */
Datum
gained(PG_FUNCTION_ARGS)
{
	DateADT		since = PG_GETARG_DATEADT(1);
	DateADT		at = PG_GETARG_DATEADT(2);
	ConditionSet set;
	ConditionRecord *records;
	Datum	   *names;
	uint32		count = 0;

	condition_set_read(&set, PG_GETARG_DATUM(0));
	records = condition_records(&set);
	names = array_allocate(set.providers, sizeof(Datum));
	for (uint32 i = 0; i < set.providers; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!records[i].unknown && since < records[i].first && records[i].first <= at)
			names[count++] = PointerGetDatum(code_to_text(records[i].name));
	}
	return array_of_names(names, count);
}
