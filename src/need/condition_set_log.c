/*
 * condition_set_log.c
 *		The aggregates that fold rows into a condition_set.
 *
 * Their state is the open form of the value, a log (see care/care_log.c).  Where rows
 * are codes, it remembers the digest of the list that says what they mean.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/aggregate.h"
#include "care/care_log.h"
#include "need/code_map_reader.h"
#include "need/condition_set_layout.h"

StaticAssertDecl(sizeof(((CodeMap *) 0)->digest) == CARE_LOG_MARK_BYTES, "the digest of a list is the mark of a log");

PG_FUNCTION_INFO_V1(condition_set_day);

/*
 * Transition of condition_set(condition text, day date): the condition was recorded
 * on the day, or on an unknown one where that is -infinity.  A row with a NULL is
 * left out.
 * Errors: 22023 for a blank condition; 22008 for infinity, and for a day that no
 * timestamp has; 54000 for more days than a value holds.
 */
Datum
condition_set_day(PG_FUNCTION_ARGS)
{
	text	   *name;
	Code		condition;
	TimestampTz at;

	care_log_prefetch(fcinfo);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return state_unchanged(fcinfo);
	name = PG_GETARG_TEXT_PP(1);
	condition = CODE_FROM_TEXT(name);
	check_condition(condition, ERRCODE_INVALID_PARAMETER_VALUE);
	at = condition_time(PG_GETARG_DATEADT(2), ERRCODE_DATETIME_VALUE_OUT_OF_RANGE);
	PG_RETURN_POINTER(care_log_add(care_log_state(fcinfo, &condition_set_kind), &condition_set_kind, at, condition));
}

PG_FUNCTION_INFO_V1(condition_set_code);

/*
 * Transition of condition_set(map code_map, system text, code text, day date): all
 * conditions that the code means were recorded on the day.  A code that means none
 * adds none, so that a person with such codes alone has an empty set.  A row with a
 * NULL is left out.
 * Errors: 22023 for a system that is none and for a map that changes within a group;
 * 22008 and 54000 as without a map; XX001 for a damaged map.
 */
Datum
condition_set_code(PG_FUNCTION_ARGS)
{
	CodeMapReader *reader;
	const uint32 *conditions;
	uint32		count;
	text	   *system;
	text	   *code;
	TimestampTz at;
	CareLog    *log;

	care_log_prefetch(fcinfo);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3) || PG_ARGISNULL(4))
		return state_unchanged(fcinfo);
	reader = code_map_reader(fcinfo, 1);
	system = PG_GETARG_TEXT_PP(2);
	code = PG_GETARG_TEXT_PP(3);
	at = condition_time(PG_GETARG_DATEADT(4), ERRCODE_DATETIME_VALUE_OUT_OF_RANGE);
	count = code_map_look_up(reader, CODE_FROM_TEXT(system), CODE_FROM_TEXT(code), &conditions);
	log = care_log_mark(care_log_state(fcinfo, &condition_set_kind), &condition_set_kind, reader->map->digest);
	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		log = care_log_add(log, &condition_set_kind, at, code_list_get(&reader->view.conditions, conditions[i]));
	}
	PG_RETURN_POINTER(log);
}

PG_FUNCTION_INFO_V1(condition_set_combine);

/*
 * Transition of rollup(condition_set), and the combine function of all three
 * aggregates.  A NULL is left out.
 * Errors: 22023 for parts that were folded with different maps.
 */
Datum
condition_set_combine(PG_FUNCTION_ARGS)
{
	return care_log_merge(fcinfo, &condition_set_kind);
}

PG_FUNCTION_INFO_V1(condition_set_final);

/*
 * Final of condition_set() and rollup().  The log in its closed form.
 */
Datum
condition_set_final(PG_FUNCTION_ARGS)
{
	care_log_prefetch(fcinfo);
	PG_RETURN_POINTER(dated_value_closed(&condition_set_kind, PG_GETARG_DATUM(0)));
}
