/*
 * care_panel.c
 *		The type care_panel: the visits of many patients.  Text and binary forms.
 *		The picture of a stored value is in panel_layout.h.  Equality, order and hash are
 *		those of its bytes.
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "base/json_text.h"
#include "base/memory.h"
#include "base/messages.h"
#include "care/care_layout.h"
#include "care/panel_close.h"
#include "care/panel_layout.h"
#include "care/panel_log.h"
#include "care/panel_merge.h"

/*
 * Reads the visits of one patient, [["time", "provider"], ...].
 */
static void
read_visits(JsonReader *reader, PanelLog *log, uint64 patient)
{
	json_expect(reader, JSON_TOKEN_ARRAY_START, "the visits of a patient");
	do
	{
		Code		at_text;
		Code		code;
		TimestampTz at;

		json_expect(reader, JSON_TOKEN_ARRAY_START, "a visit, [\"time\", \"provider\"]");
		at_text = json_read_string(reader, "the time of a visit");
		json_expect(reader, JSON_TOKEN_COMMA, "a comma and the provider of the visit");
		code = json_read_string(reader, "the provider of a visit");
		json_expect(reader, JSON_TOKEN_ARRAY_END, "the end of the visit");

		at = DatumGetTimestampTz(DirectFunctionCall3(timestamptz_in,
													 CStringGetDatum(at_text.data),
													 ObjectIdGetDatum(InvalidOid),
													 Int32GetDatum(-1)));
		check_visit_time(at, ERRCODE_DATETIME_VALUE_OUT_OF_RANGE);
		panel_log_visit(log, patient, panel_log_provider(log, code, ERRCODE_INVALID_TEXT_REPRESENTATION), at);
		pfree(unconstify(char *, code.data));
		pfree(unconstify(char *, at_text.data));
	} while (json_accept(reader, JSON_TOKEN_COMMA));
	json_expect(reader, JSON_TOKEN_ARRAY_END, "a comma or the end of the visits");
}

PG_FUNCTION_INFO_V1(care_panel_in);

/*
 * care_panel_in(cstring) -> care_panel
 *
 * Reads {"patient": [["time", "provider"], ...], ...}, patients and visits in any
 * order.  A patient named twice has the visits of both.  A time is read as
 * PostgreSQL reads a timestamptz, so one without a zone is in the session's.
 * Errors: 22P02 for other text and for a blank code, 22008 for an infinite time.
 */
Datum
care_panel_in(PG_FUNCTION_ARGS)
{
	JsonReader	reader;
	PanelLog	log;

	panel_log_init(&log, CurrentMemoryContext);
	json_reader_start_folded(&reader, PG_GETARG_CSTRING(0), CARE_PANEL_TYPE, "care_panel(patient, provider, at)");
	json_expect(&reader, JSON_TOKEN_OBJECT_START, "an object of patients");
	if (!json_accept(&reader, JSON_TOKEN_OBJECT_END))
	{
		do
		{
			Code		code = json_read_string(&reader, "the code of a patient");
			uint64		patient = panel_log_patient(&log, code, ERRCODE_INVALID_TEXT_REPRESENTATION);

			pfree(unconstify(char *, code.data));
			json_expect(&reader, JSON_TOKEN_COLON, "a colon and the visits of the patient");
			read_visits(&reader, &log, patient);
		} while (json_accept(&reader, JSON_TOKEN_COMMA));
		json_expect(&reader, JSON_TOKEN_OBJECT_END, "a comma or the end of the patients");
	}
	json_reader_finish(&reader);
	PG_RETURN_POINTER(panel_close(&log));
}

static void
write_time(StringInfo out, TimestampTz time)
{
	struct pg_tm tm;
	fsec_t		fraction;
	char		at[MAXDATELEN + 1];

	if (timestamp2tm(time, NULL, &tm, &fraction, NULL, NULL) != 0)
		care_panel_damaged();

	/* Without this it would write no zone, and the text would mean local time. */
	tm.tm_isdst = 0;
	EncodeDateTime(&tm, fraction, true, 0, NULL, USE_XSD_DATES, at);
	appendStringInfoString(out, at);
}

PG_FUNCTION_INFO_V1(care_panel_out);

/*
 * care_panel_out(care_panel) -> cstring
 *
 * Writes patients and visits in order.  Times are in UTC whatever the session's
 * settings are, so that the same value is always the same text.
 * Errors: 54000 for a text of more than 1 GB.
 */
Datum
care_panel_out(PG_FUNCTION_ARGS)
{
	CarePanel	panel;
	PanelCursor cursor;
	Code	   *providers;
	PanelVisit *visits = NULL;
	uint32		room = 0;
	StringInfoData out;

	care_panel_open(&panel, PG_GETARG_DATUM(0));
	providers = care_panel_providers(&panel);
	panel_cursor_start(&cursor, &panel, PANEL_NAMES | PANEL_TIMES);
	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	while (panel_cursor_next(&cursor))
	{
		visits = panel_cursor_all_visits(&cursor, visits, &room);
		if (cursor.patient > 0)
			appendStringInfoChar(&out, ',');
		json_write_code(&out, panel_cursor_name(&cursor));
		appendStringInfoString(&out, ":[");
		for (uint32 i = 0; i < cursor.visits; i++)
		{
			appendStringInfoString(&out, i == 0 ? "[\"" : ",[\"");
			write_time(&out, panel_time(&panel, visits[i].at));
			appendStringInfoString(&out, "\",");
			json_write_code(&out, providers[visits[i].provider]);
			appendStringInfoChar(&out, ']');
		}
		appendStringInfoChar(&out, ']');
	}
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

/*
 * Reads the codes of all providers, each of which must be new, and leaves their
 * numbers in the log.
 */
static uint32 *
recv_providers(StringInfo message, PanelLog *log, uint32 providers)
{
	uint32	   *number = array_allocate(providers, sizeof(uint32));

	for (uint32 i = 0; i < providers; i++)
	{
		Code		code = code_recv(message, CARE_PANEL_TYPE);

		CHECK_FOR_INTERRUPTS();
		number[i] = panel_log_provider(log, code, ERRCODE_INVALID_BINARY_REPRESENTATION);
		if (panel_log_providers(log) == i)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("provider \"%s\" is listed twice in external \"%s\" value",
							code_for_message(code), CARE_PANEL_TYPE)));
	}
	return number;
}

/*
 * Reads a patient: code, number of visits, and the visits.
 */
static void
recv_patient(StringInfo message, PanelLog *log, const uint32 *provider, uint32 providers, uint64 *seen)
{
	Code		code = code_recv(message, CARE_PANEL_TYPE);
	uint64		patient = panel_log_patient(log, code, ERRCODE_INVALID_BINARY_REPRESENTATION);
	uint32		visits = recv_count(message, sizeof(int64) + sizeof(int32), CARE_PANEL_TYPE);

	if (visits == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("patient \"%s\" has no visit in external \"%s\" value",
						code_for_message(code), CARE_PANEL_TYPE)));
	pfree(unconstify(char *, code.data));
	for (uint32 i = 0; i < visits; i++)
	{
		TimestampTz at;
		uint32		number = recv_visit(message, &at, providers, CARE_PANEL_TYPE);

		CHECK_FOR_INTERRUPTS();
		seen[number / 64] |= UINT64CONST(1) << (number % 64);
		panel_log_visit(log, patient, provider[number], at);
	}
}

PG_FUNCTION_INFO_V1(care_panel_recv);

/*
 * care_panel_recv(internal) -> care_panel
 *
 * Binary form: version, number of patients, number of providers, the codes of the
 * providers; then each patient: code, number of visits, and for each visit its
 * time and the number of its provider.  All may come in any order, since a
 * conversion between encodings can change the order of codes.
 * Errors: 22P03 for a message that is not such a form of a value.
 */
Datum
care_panel_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	PanelLog	log;
	CarePanel	panel;
	uint32		patients;
	uint32		providers;
	uint32	   *provider;
	uint64	   *seen;
	struct varlena *value;

	recv_version(message, CARE_PANEL_VERSION, CARE_PANEL_TYPE);
	patients = recv_count(message, 2 * sizeof(int32) + sizeof(int64) + sizeof(int32), CARE_PANEL_TYPE);
	providers = recv_count(message, sizeof(int32), CARE_PANEL_TYPE);
	panel_log_init(&log, CurrentMemoryContext);
	provider = recv_providers(message, &log, providers);
	seen = array_allocate_zero((Size) providers / 64 + 1, sizeof(uint64));
	for (uint32 i = 0; i < patients; i++)
	{
		CHECK_FOR_INTERRUPTS();
		recv_patient(message, &log, provider, providers, seen);
	}
	check_message_end(message, CARE_PANEL_TYPE);
	for (uint32 i = 0; i < providers; i++)
		if ((seen[i / 64] >> (i % 64) & 1) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("external \"%s\" value lists a provider without a visit", CARE_PANEL_TYPE)));
	value = panel_close(&log);
	care_panel_parse(&panel, value);
	if (panel.patients != patients)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("external \"%s\" value lists a patient twice", CARE_PANEL_TYPE)));
	PG_RETURN_POINTER(value);
}

PG_FUNCTION_INFO_V1(care_panel_send);

/*
 * care_panel_send(care_panel) -> bytea
 *
 * The message that care_panel_recv() reads.
 */
Datum
care_panel_send(PG_FUNCTION_ARGS)
{
	CarePanel	panel;
	PanelCursor cursor;
	Code	   *providers;
	PanelVisit *visits = NULL;
	uint32		room = 0;
	StringInfoData message;

	care_panel_open(&panel, PG_GETARG_DATUM(0));
	providers = care_panel_providers(&panel);
	pq_begintypsend(&message);
	pq_sendbyte(&message, CARE_PANEL_VERSION);
	pq_sendint32(&message, panel.patients);
	pq_sendint32(&message, panel.providers);
	for (uint32 i = 0; i < panel.providers; i++)
		code_send(&message, providers[i]);
	panel_cursor_start(&cursor, &panel, PANEL_NAMES | PANEL_TIMES);
	while (panel_cursor_next(&cursor))
	{
		code_send(&message, panel_cursor_name(&cursor));
		pq_sendint32(&message, cursor.visits);
		visits = panel_cursor_all_visits(&cursor, visits, &room);
		for (uint32 i = 0; i < cursor.visits; i++)
		{
			pq_sendint64(&message, panel_time(&panel, visits[i].at));
			pq_sendint32(&message, visits[i].provider);
		}
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

PG_FUNCTION_INFO_V1(care_panel_concat);

/*
 * care_panel_concat(care_panel, care_panel) -> care_panel; p || q
 *
 * The patients of both, and the visits of both.  A visit that stands in both
 * counts twice.
 * Errors: 54000 for a value of more than 1 GB.
 */
Datum
care_panel_concat(PG_FUNCTION_ARGS)
{
	struct varlena *both[2] = {PG_GETARG_VARLENA_PP(0), PG_GETARG_VARLENA_PP(1)};

	PG_RETURN_POINTER(panel_merge(both, 2));
}
