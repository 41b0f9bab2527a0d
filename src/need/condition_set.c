/*
 * condition_set.c
 *		The type condition_set: reading, text and binary forms, equality, order, merging.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"

#include "base/code_lists.h"
#include "base/json_text.h"
#include "base/memory.h"
#include "base/messages.h"
#include "care/care_log.h"
#include "need/condition_set.h"

#define TYPE_NAME CONDITION_SET_NAME

/* ------------------------------------------------------------------------
 * Reading
 * ------------------------------------------------------------------------
 */

/*
 * Opens a datum of the type, whatever form it is in.
 */
void
condition_set_read(ConditionSet *set, Datum value)
{
	struct varlena *bytes = dated_value_closed(&condition_set_kind, value);

	dated_value_parse(set, &condition_set_kind, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	if (set->visits > 0 && set->unit != USECS_PER_DAY)
		dated_value_damaged(&condition_set_kind);
}

/*
 * What there is of each condition, in the order of their names.
 */
ConditionRecord *
condition_records(const ConditionSet *set)
{
	ConditionRecord *records = array_allocate_zero(set->providers, sizeof(ConditionRecord));
	Code	   *names = array_allocate(set->providers, sizeof(Code));
	CareTimes	times;

	care_history_codes(set, names);
	for (uint32 i = 0; i < set->providers; i++)
		records[i].name = names[i];
	pfree(names);
	care_times_start(&times, set);
	for (uint32 i = 0; i < set->visits; i++)
	{
		ConditionRecord *record = &records[care_history_provider(set, i)];
		DateADT		day = condition_day(care_times_next(&times));

		CHECK_FOR_INTERRUPTS();
		if (DATE_IS_NOBEGIN(day))
			record->unknown = true;
		else
		{
			if (record->times++ == 0)
				record->first = day;
			record->last = day;
		}
	}
	return records;
}

/*
 * Where a name stands among sorted ones.
 */
bool
condition_find(const Code *names, uint32 count, Code name, uint32 *position)
{
	uint32		low = 0;
	uint32		high = count;

	while (low < high)
	{
		uint32		middle = low + (high - low) / 2;
		int			order = code_compare(names[middle], name);

		if (order == 0)
		{
			*position = middle;
			return true;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

void
condition_walk_start(ConditionWalk *walk, Datum value)
{
	condition_set_read(&walk->set, value);
	care_times_start(&walk->times, &walk->set);
	dated_builder_init(&walk->kept, &condition_set_kind);
	walk->next = 0;
	walk->names = array_allocate(walk->set.providers, sizeof(Code));
	walk->numbers = array_allocate(walk->set.providers, sizeof(uint32));
	care_history_codes(&walk->set, walk->names);
	memset(walk->numbers, 0xFF, walk->set.providers * sizeof(uint32));
}

/*
 * The next recorded day, whose condition is in the walk.  False at the end.
 */
bool
condition_walk_next(ConditionWalk *walk, DateADT *day)
{
	CHECK_FOR_INTERRUPTS();
	if (walk->next == walk->set.visits)
		return false;
	walk->condition = care_history_provider(&walk->set, walk->next++);
	walk->at = care_times_next(&walk->times);
	*day = condition_day(walk->at);
	return true;
}

/*
 * Copies the day that was read last.
 */
void
condition_walk_keep(ConditionWalk *walk)
{
	uint32	   *number = &walk->numbers[walk->condition];

	if (*number == NOWHERE)
		*number = care_builder_provider(&walk->kept, walk->names[walk->condition]);
	care_builder_visit(&walk->kept, walk->at, *number);
}

/*
 * The set of what was copied.
 */
Datum
condition_walk_kept(ConditionWalk *walk)
{
	PG_RETURN_POINTER(care_builder_finish(&walk->kept));
}

/* ------------------------------------------------------------------------
 * Input and output
 * ------------------------------------------------------------------------
 */

/*
 * The days of each condition, one condition after the other: days[ends[i - 1]] to
 * before days[ends[i]] are those of condition i.
 */
static DateADT *
days_by_condition(const ConditionSet *set, uint32 *ends)
{
	DateADT    *days = array_allocate(set->visits, sizeof(DateADT));
	CareTimes	times;
	uint32		start = 0;

	memset(ends, 0, set->providers * sizeof(uint32));
	for (uint32 i = 0; i < set->visits; i++)
	{
		CHECK_FOR_INTERRUPTS();
		ends[care_history_provider(set, i)]++;
	}
	for (uint32 i = 0; i < set->providers; i++)
	{
		uint32		count = ends[i];

		if (count == 0)
			dated_value_damaged(&condition_set_kind);
		ends[i] = start;
		start += count;
	}
	care_times_start(&times, set);
	for (uint32 i = 0; i < set->visits; i++)
	{
		CHECK_FOR_INTERRUPTS();
		days[ends[care_history_provider(set, i)]++] = condition_day(care_times_next(&times));
	}
	return days;
}

/* A set as text and message have it. */
typedef struct Listing
{
	ConditionSet set;
	Code	   *names;
	uint32	   *ends;			/* of the days of each condition */
	DateADT    *days;
} Listing;

static void
list_conditions(Listing *listing, Datum value)
{
	ConditionSet *set = &listing->set;

	condition_set_read(set, value);
	listing->names = array_allocate(set->providers, sizeof(Code));
	listing->ends = array_allocate(set->providers, sizeof(uint32));
	care_history_codes(set, listing->names);
	listing->days = days_by_condition(set, listing->ends);
}

/*
 * Reads the days of one condition.
 */
static void
read_days(JsonReader *reader, CareBuilder *builder, uint32 condition)
{
	json_expect(reader, JSON_TOKEN_ARRAY_START, "an array of days");
	do
	{
		Code		text = json_read_string(reader, "a day");
		DateADT		day = DatumGetDateADT(DirectFunctionCall1(date_in, CStringGetDatum(text.data)));

		care_builder_visit(builder, condition_time(day, ERRCODE_DATETIME_VALUE_OUT_OF_RANGE), condition);
		pfree(unconstify(char *, text.data));
	} while (json_accept(reader, JSON_TOKEN_COMMA));
	json_expect(reader, JSON_TOKEN_ARRAY_END, "a comma or the end of the days");
}

PG_FUNCTION_INFO_V1(condition_set_in);

/*
 * condition_set_in(cstring) -> condition_set
 *
 * Reads {"condition": ["day", ...], ...} in any order; a day that is not known is
 * "-infinity".  A day is read as PostgreSQL reads a date.
 * Errors: 22P02 for what is not such an object, a blank condition, or a condition
 * without a day; 22008 for a day that is infinity or out of range.
 */
Datum
condition_set_in(PG_FUNCTION_ARGS)
{
	JsonReader	reader;
	CareBuilder builder;

	dated_builder_init(&builder, &condition_set_kind);
	json_reader_start_folded(&reader, PG_GETARG_CSTRING(0), TYPE_NAME, "condition_set(condition, day)");
	json_expect(&reader, JSON_TOKEN_OBJECT_START, "an object of conditions");
	if (!json_accept(&reader, JSON_TOKEN_OBJECT_END))
	{
		do
		{
			Code		condition = json_read_string(&reader, "a condition in double quotes");

			check_condition(condition, ERRCODE_INVALID_TEXT_REPRESENTATION);
			json_expect(&reader, JSON_TOKEN_COLON, "a colon");
			read_days(&reader, &builder, care_builder_provider(&builder, condition));
		} while (json_accept(&reader, JSON_TOKEN_COMMA));
		json_expect(&reader, JSON_TOKEN_OBJECT_END, "a comma or the end of the conditions");
	}
	json_reader_finish(&reader);
	PG_RETURN_POINTER(care_builder_finish(&builder));
}

/*
 * Writes a day in ISO form, whatever the session's settings are.
 */
static void
write_day(StringInfo out, DateADT day)
{
	struct pg_tm tm = {0};
	char		text[MAXDATELEN + 1];

	if (DATE_IS_NOBEGIN(day))
		strcpy(text, "-infinity");
	else
	{
		j2date(day + POSTGRES_EPOCH_JDATE, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
		EncodeDateOnly(&tm, USE_ISO_DATES, text);
	}
	appendStringInfo(out, "\"%s\"", text);
}

PG_FUNCTION_INFO_V1(condition_set_out);

/*
 * condition_set_out(condition_set) -> cstring
 *
 * Writes what condition_set_in reads: conditions in the order of their bytes, the
 * days of each in order, an unknown one first.
 */
Datum
condition_set_out(PG_FUNCTION_ARGS)
{
	Listing		listing;
	StringInfoData out;
	uint32		next = 0;

	list_conditions(&listing, PG_GETARG_DATUM(0));
	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	for (uint32 i = 0; i < listing.set.providers; i++)
	{
		if (i > 0)
			appendStringInfoString(&out, ", ");
		json_write_code(&out, listing.names[i]);
		appendStringInfoString(&out, ": [");
		for (uint32 first = next; next < listing.ends[i]; next++)
		{
			CHECK_FOR_INTERRUPTS();
			if (next > first)
				appendStringInfoString(&out, ", ");
			write_day(&out, listing.days[next]);
		}
		appendStringInfoChar(&out, ']');
	}
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

PG_FUNCTION_INFO_V1(condition_set_recv);

/*
 * condition_set_recv(internal) -> condition_set
 *
 * Reads a binary message: version (1 byte), number of conditions (4), then for each
 * its name (length 4, text), how many days there are (4) and the days (4 each, as
 * in the binary form of a date).  Conditions and days may come in any order.
 * Errors: 22P03 for a message that is none, a condition listed twice or without a
 * day, a day listed twice, and a day that is infinity or out of range.
 */
Datum
condition_set_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	CareBuilder builder;
	struct varlena *value;
	ConditionSet set;
	uint32		conditions;
	uint64		listed = 0;

	dated_builder_init(&builder, &condition_set_kind);
	recv_version(message, CARE_HISTORY_VERSION, TYPE_NAME);
	conditions = recv_count(message, 3 * sizeof(int32) + 1, TYPE_NAME);
	for (uint32 i = 0; i < conditions; i++)
	{
		Code		condition = code_recv(message, TYPE_NAME);
		uint32		days;

		CHECK_FOR_INTERRUPTS();
		check_condition(condition, ERRCODE_INVALID_BINARY_REPRESENTATION);
		days = recv_count(message, sizeof(int32), TYPE_NAME);
		if (days == 0 || care_builder_provider(&builder, condition) != i)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("condition \"%s\" is listed %s in external \"%s\" value", code_for_message(condition),
							days == 0 ? "without a day" : "twice", TYPE_NAME)));
		for (uint32 j = 0; j < days; j++)
		{
			CHECK_FOR_INTERRUPTS();
			care_builder_visit(&builder, condition_time((DateADT) pq_getmsgint(message, sizeof(int32)),
														ERRCODE_INVALID_BINARY_REPRESENTATION), i);
		}
		listed += days;
	}
	check_message_end(message, TYPE_NAME);
	value = care_builder_finish(&builder);
	condition_set_read(&set, PointerGetDatum(value));
	if (set.visits != listed)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("external \"%s\" value lists a day of a condition twice", TYPE_NAME)));
	PG_RETURN_POINTER(value);
}

PG_FUNCTION_INFO_V1(condition_set_send);

/*
 * condition_set_send(condition_set) -> bytea
 *
 * Writes the message that condition_set_recv reads.
 */
Datum
condition_set_send(PG_FUNCTION_ARGS)
{
	Listing		listing;
	StringInfoData message;
	uint32		next = 0;

	list_conditions(&listing, PG_GETARG_DATUM(0));
	pq_begintypsend(&message);
	pq_sendbyte(&message, CARE_HISTORY_VERSION);
	pq_sendint32(&message, listing.set.providers);
	for (uint32 i = 0; i < listing.set.providers; i++)
	{
		code_send(&message, listing.names[i]);
		pq_sendint32(&message, listing.ends[i] - next);
		for (; next < listing.ends[i]; next++)
		{
			CHECK_FOR_INTERRUPTS();
			pq_sendint32(&message, listing.days[next]);
		}
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* ------------------------------------------------------------------------
 * Equality, order, merging
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(condition_set_eq);

/*
 * condition_set = condition_set -> boolean
 *
 * True if both have the same conditions, recorded on the same days.
 */
Datum
condition_set_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dated_values_compare(fcinfo, &condition_set_kind) == 0);
}

PG_FUNCTION_INFO_V1(condition_set_ne);

/*
 * condition_set <> condition_set -> boolean
 *
 * True if they differ in a condition or a day.
 */
Datum
condition_set_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dated_values_compare(fcinfo, &condition_set_kind) != 0);
}

PG_FUNCTION_INFO_V1(condition_set_lt);

/*
 * condition_set < condition_set -> boolean
 *
 * In the order of condition_set_cmp.
 */
Datum
condition_set_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dated_values_compare(fcinfo, &condition_set_kind) < 0);
}

PG_FUNCTION_INFO_V1(condition_set_le);

/*
 * condition_set <= condition_set -> boolean
 *
 * In the order of condition_set_cmp.
 */
Datum
condition_set_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dated_values_compare(fcinfo, &condition_set_kind) <= 0);
}

PG_FUNCTION_INFO_V1(condition_set_gt);

/*
 * condition_set > condition_set -> boolean
 *
 * In the order of condition_set_cmp.
 */
Datum
condition_set_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dated_values_compare(fcinfo, &condition_set_kind) > 0);
}

PG_FUNCTION_INFO_V1(condition_set_ge);

/*
 * condition_set >= condition_set -> boolean
 *
 * In the order of condition_set_cmp.
 */
Datum
condition_set_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dated_values_compare(fcinfo, &condition_set_kind) >= 0);
}

PG_FUNCTION_INFO_V1(condition_set_cmp);

/*
 * condition_set_cmp(condition_set, condition_set) -> integer
 *
 * The order of the bytes of the closed forms, arbitrary but total: below 0, 0
 * or above 0.
 */
Datum
condition_set_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(dated_values_compare(fcinfo, &condition_set_kind));
}

PG_FUNCTION_INFO_V1(condition_set_hash);

/*
 * condition_set_hash(condition_set) -> integer
 *
 * The hash of the bytes of the closed form, by which equal sets are equal.
 */
Datum
condition_set_hash(PG_FUNCTION_ARGS)
{
	struct varlena *bytes = dated_value_closed(&condition_set_kind, PG_GETARG_DATUM(0));

	return hash_any((unsigned char *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
}

PG_FUNCTION_INFO_V1(condition_set_hash_extended);

/*
 * condition_set_hash_extended(condition_set, seed bigint) -> bigint
 *
 * The same with a seed, for hash partitions.
 */
Datum
condition_set_hash_extended(PG_FUNCTION_ARGS)
{
	struct varlena *bytes = dated_value_closed(&condition_set_kind, PG_GETARG_DATUM(0));

	return hash_any_extended((unsigned char *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes),
							 PG_GETARG_INT64(1));
}

PG_FUNCTION_INFO_V1(condition_set_concat);

/*
 * condition_set || condition_set -> condition_set
 *
 * The conditions of both, each on the days on which either has it.
 */
Datum
condition_set_concat(PG_FUNCTION_ARGS)
{
	ConditionSet left;
	ConditionSet right;
	CareBuilder builder;

	condition_set_read(&left, PG_GETARG_DATUM(0));
	condition_set_read(&right, PG_GETARG_DATUM(1));
	dated_builder_init(&builder, &condition_set_kind);
	care_builder_history(&builder, &left);
	care_builder_history(&builder, &right);
	PG_RETURN_POINTER(care_builder_finish(&builder));
}
