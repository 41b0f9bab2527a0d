/*
 * care_history.c
 *		The type care_history: reading, building, text and binary forms, equality,
 *		order, merging.  The picture of a stored value is in care_layout.h.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "base/aggregate.h"
#include "base/json_text.h"
#include "base/memory.h"
#include "base/messages.h"
#include "care/care_builder.h"
#include "care/care_history.h"
#include "care/care_log.h"

#define TYPE_NAME CARE_HISTORY_NAME

/*
 * Opens a datum of the type, whatever form it is in: nobody who reads histories
 * meets a log.
 */
void
care_history_read(CareHistory *history, Datum value)
{
	struct varlena *bytes = dated_value_closed(&care_history_kind, value);

	dated_value_parse(history, &care_history_kind, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
}

PG_FUNCTION_INFO_V1(care_history_in);

/*
 * care_history_in(cstring) -> care_history
 *
 * Reads [["time", "provider"], ...] in any order.  A time is read as
 * PostgreSQL reads a timestamptz, so one without a zone is in the session's
 * time zone.
 */
Datum
care_history_in(PG_FUNCTION_ARGS)
{
	JsonReader	reader;
	CareBuilder builder;

	care_builder_init(&builder);
	json_reader_start_folded(&reader, PG_GETARG_CSTRING(0), TYPE_NAME, "care_history(provider, at)");
	json_expect(&reader, JSON_TOKEN_ARRAY_START, "an array of visits");
	if (!json_accept(&reader, JSON_TOKEN_ARRAY_END))
	{
		do
		{
			Code		at_text;
			Code		code;
			TimestampTz at;
			uint32		providers;
			uint32		number;

			json_expect(&reader, JSON_TOKEN_ARRAY_START, "a visit, [\"time\", \"provider\"]");
			at_text = json_read_string(&reader, "the time of a visit");
			json_expect(&reader, JSON_TOKEN_COMMA, "a comma and the provider of the visit");
			code = json_read_string(&reader, "the provider of a visit");
			check_provider_code(code, ERRCODE_INVALID_TEXT_REPRESENTATION);
			json_expect(&reader, JSON_TOKEN_ARRAY_END, "the end of the visit");

			at = DatumGetTimestampTz(DirectFunctionCall3(timestamptz_in,
														 CStringGetDatum(at_text.data),
														 ObjectIdGetDatum(InvalidOid),
														 Int32GetDatum(-1)));
			check_visit_time(at, ERRCODE_DATETIME_VALUE_OUT_OF_RANGE);
			providers = builder.providers;
			number = care_builder_provider(&builder, code);
			care_builder_visit(&builder, at, number);

			/* The first few codes stay where they were read; see the builder. */
			if (builder.hashed || builder.providers == providers)
				pfree(unconstify(char *, code.data));
			pfree(unconstify(char *, at_text.data));
		} while (json_accept(&reader, JSON_TOKEN_COMMA));
		json_expect(&reader, JSON_TOKEN_ARRAY_END, "a comma or the end of the visits");
	}
	json_reader_finish(&reader);
	PG_RETURN_POINTER(care_builder_finish(&builder));
}

PG_FUNCTION_INFO_V1(care_history_out);

/*
 * care_history_out(care_history) -> cstring
 *
 * Writes the visits in order.  Times are in UTC whatever the session's
 * settings are, so that the same value is always the same text.
 */
Datum
care_history_out(PG_FUNCTION_ARGS)
{
	CareHistory history;
	CareTimes	times;
	Code	   *codes;
	StringInfoData out;

	care_history_read(&history, PG_GETARG_DATUM(0));
	codes = array_allocate(history.providers, sizeof(Code));
	care_history_codes(&history, codes);
	care_times_start(&times, &history);
	initStringInfo(&out);
	appendStringInfoChar(&out, '[');
	for (uint32 i = 0; i < history.visits; i++)
	{
		struct pg_tm tm;
		fsec_t		fraction;
		char		at[MAXDATELEN + 1];

		CHECK_FOR_INTERRUPTS();
		if (timestamp2tm(care_times_next(&times), NULL, &tm, &fraction, NULL, NULL) != 0)
			care_history_damaged();

		/* Without this it would write no zone, and the text would mean local time. */
		tm.tm_isdst = 0;
		EncodeDateTime(&tm, fraction, true, 0, NULL, USE_XSD_DATES, at);
		appendStringInfoString(&out, i == 0 ? "[\"" : ",[\"");
		appendStringInfoString(&out, at);
		appendStringInfoString(&out, "\",");
		json_write_code(&out, codes[care_history_provider(&history, i)]);
		appendStringInfoChar(&out, ']');
	}
	appendStringInfoChar(&out, ']');
	PG_RETURN_CSTRING(out.data);
}

PG_FUNCTION_INFO_V1(care_history_recv);

/*
 * care_history_recv(internal) -> care_history
 *
 * Binary form: version, number of visits, number of providers, the codes, then
 * for each visit its time and the number of its provider.  The visits may come
 * in any order, and so may the codes, since a conversion between encodings can
 * change their order.  Errors: 22P03 for a message that is none; 54000 for
 * more visits than a value holds.
 */
Datum
care_history_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	CareBuilder builder;
	uint32		visits;
	uint32		providers;
	uint32		seen_count = 0;
	bool	   *seen;

	check_message_left(message, 1 + 2 * sizeof(int32), TYPE_NAME);
	if (pq_getmsgbyte(message) != CARE_HISTORY_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unknown version of external \"%s\" value", TYPE_NAME)));
	visits = pq_getmsgint(message, sizeof(int32));
	providers = pq_getmsgint(message, sizeof(int32));
	check_message_left(message, (uint64) providers * sizeof(int32) +
					   (uint64) visits * (sizeof(int64) + sizeof(int32)), TYPE_NAME);

	care_builder_init(&builder);
	for (uint32 i = 0; i < providers; i++)
	{
		Code		code = code_recv(message, TYPE_NAME);

		CHECK_FOR_INTERRUPTS();
		check_provider_code(code, ERRCODE_INVALID_BINARY_REPRESENTATION);
		if (care_builder_provider(&builder, code) != i)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("provider \"%s\" is listed twice in external \"%s\" value",
							code_for_message(code), TYPE_NAME)));
	}

	check_message_left(message, (uint64) visits * (sizeof(int64) + sizeof(int32)), TYPE_NAME);
	care_builder_reserve(&builder, visits);
	seen = array_allocate_zero(providers, sizeof(bool));
	for (uint32 i = 0; i < visits; i++)
	{
		TimestampTz at;
		uint32		number = recv_visit(message, &at, providers, TYPE_NAME);

		CHECK_FOR_INTERRUPTS();
		if (!seen[number])
			seen_count++;
		seen[number] = true;
		care_builder_visit(&builder, at, number);
	}
	if (seen_count != providers)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("external \"%s\" value lists a provider without a visit", TYPE_NAME)));
	check_message_end(message, TYPE_NAME);
	PG_RETURN_POINTER(care_builder_finish(&builder));
}

PG_FUNCTION_INFO_V1(care_history_send);

/*
 * care_history_send(care_history) -> bytea
 *
 * Writes the message that care_history_recv reads.
 */
Datum
care_history_send(PG_FUNCTION_ARGS)
{
	CareHistory history;
	CareTimes	times;
	Code	   *codes;
	StringInfoData message;

	care_history_read(&history, PG_GETARG_DATUM(0));
	codes = array_allocate(history.providers, sizeof(Code));
	care_history_codes(&history, codes);
	care_times_start(&times, &history);
	pq_begintypsend(&message);
	pq_sendbyte(&message, CARE_HISTORY_VERSION);
	pq_sendint32(&message, history.visits);
	pq_sendint32(&message, history.providers);
	for (uint32 i = 0; i < history.providers; i++)
		code_send(&message, codes[i]);
	for (uint32 i = 0; i < history.visits; i++)
	{
		CHECK_FOR_INTERRUPTS();
		pq_sendint64(&message, care_times_next(&times));
		pq_sendint32(&message, care_history_provider(&history, i));
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

PG_FUNCTION_INFO_V1(care_history_eq);

/*
 * care_history = care_history -> boolean
 *
 * True if both have the same visits.
 */
Datum
care_history_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dated_values_compare(fcinfo, &care_history_kind) == 0);
}

PG_FUNCTION_INFO_V1(care_history_ne);

/*
 * care_history <> care_history -> boolean
 *
 * True if they have not the same visits.
 */
Datum
care_history_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dated_values_compare(fcinfo, &care_history_kind) != 0);
}

PG_FUNCTION_INFO_V1(care_history_lt);

/*
 * care_history < care_history -> boolean
 *
 * In the order of care_history_cmp.
 */
Datum
care_history_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dated_values_compare(fcinfo, &care_history_kind) < 0);
}

PG_FUNCTION_INFO_V1(care_history_le);

/*
 * care_history <= care_history -> boolean
 *
 * In the order of care_history_cmp.
 */
Datum
care_history_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dated_values_compare(fcinfo, &care_history_kind) <= 0);
}

PG_FUNCTION_INFO_V1(care_history_gt);

/*
 * care_history > care_history -> boolean
 *
 * In the order of care_history_cmp.
 */
Datum
care_history_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dated_values_compare(fcinfo, &care_history_kind) > 0);
}

PG_FUNCTION_INFO_V1(care_history_ge);

/*
 * care_history >= care_history -> boolean
 *
 * In the order of care_history_cmp.
 */
Datum
care_history_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dated_values_compare(fcinfo, &care_history_kind) >= 0);
}

PG_FUNCTION_INFO_V1(care_history_cmp);

/*
 * care_history_cmp(care_history, care_history) -> integer
 *
 * The order of the bytes of the closed forms, arbitrary but total: below 0, 0
 * or above 0.
 */
Datum
care_history_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(dated_values_compare(fcinfo, &care_history_kind));
}

PG_FUNCTION_INFO_V1(care_history_hash);

/*
 * care_history_hash(care_history) -> integer
 *
 * The hash of the bytes of the closed form, by which equal histories are
 * equal.
 */
Datum
care_history_hash(PG_FUNCTION_ARGS)
{
	struct varlena *bytes = dated_value_closed(&care_history_kind, PG_GETARG_DATUM(0));

	return hash_any((unsigned char *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
}

PG_FUNCTION_INFO_V1(care_history_hash_extended);

/*
 * care_history_hash_extended(care_history, seed bigint) -> bigint
 *
 * The same with a seed, for hash partitions.
 */
Datum
care_history_hash_extended(PG_FUNCTION_ARGS)
{
	struct varlena *bytes = dated_value_closed(&care_history_kind, PG_GETARG_DATUM(0));

	return hash_any_extended((unsigned char *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes),
							 PG_GETARG_INT64(1));
}

PG_FUNCTION_INFO_V1(care_history_of_providers);

/*
 * Transition of care_history(provider bigint), with or without NULLs.
 * Errors: 42883, which says that the time is missing.
 */
Datum
care_history_of_providers(PG_FUNCTION_ARGS)
{
	aggregate_lacks("care_history(provider)", "the time of the visit", "care_history(provider, at)");
}

PG_FUNCTION_INFO_V1(care_history_concat);

/*
 * care_history_concat(care_history, care_history) -> care_history
 *
 * The visits of both: h || g.  Exact in any order, and a visit that stands in
 * both counts twice.
 */
Datum
care_history_concat(PG_FUNCTION_ARGS)
{
	CareHistory left;
	CareHistory right;
	CareBuilder builder;

	care_history_read(&left, PG_GETARG_DATUM(0));
	care_history_read(&right, PG_GETARG_DATUM(1));
	care_builder_init(&builder);
	care_builder_history(&builder, &left);
	care_builder_history(&builder, &right);
	PG_RETURN_POINTER(care_builder_finish(&builder));
}
