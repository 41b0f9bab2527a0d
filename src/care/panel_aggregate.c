/*
 * panel_aggregate.c
 *		The aggregates that fold rows, histories and panels into a care_panel.
 *
 * Their state is open (see base/open_state.h): it has a dictionary and chunks of a
 * log, and grows in place.  It travels as the panel that it makes, so that each
 * worker sorts its own part, and the leader merges what is sorted.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "base/memory.h"
#include "care/care_history.h"
#include "care/care_layout.h"
#include "care/panel_log.h"
#include "care/panel_state.h"

static inline PanelState *
state_of(FunctionCallInfo fcinfo)
{
	return (PanelState *) open_state_of_call(fcinfo, &panel_state_kind);
}

static inline uint64
text_patient(FunctionCallInfo fcinfo, PanelLog *log)
{
	text	   *code = PG_GETARG_TEXT_PP(1);
	uint64		patient = panel_log_patient(log, CODE_FROM_TEXT(code), ERRCODE_INVALID_PARAMETER_VALUE);

	PG_FREE_IF_COPY(code, 1);
	return patient;
}

static inline Code
text_provider(FunctionCallInfo fcinfo, char *digits)
{
	text	   *code = PG_GETARG_TEXT_PP(2);

	return CODE_FROM_TEXT(code);
}

/*
 * The code of a provider by number is its decimal digits.
 */
static inline Code
bigint_provider(FunctionCallInfo fcinfo, char *digits)
{
	return code_of_number(PG_GETARG_INT64(2), digits);
}

/*
 * A row of the aggregates: patient, provider, time.  One without all three is
 * left out.
 */
static inline Datum
fold_visit(FunctionCallInfo fcinfo,
		   uint64 (*patient_of) (FunctionCallInfo, PanelLog *),
		   Code (*provider_of) (FunctionCallInfo, char *))
{
	char		digits[CODE_DIGITS];
	PanelState *state;
	PanelLog   *log;
	TimestampTz at;
	uint64		patient;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return open_state_unchanged(fcinfo);
	state = state_of(fcinfo);

	/*
	 * Among many groups, neither the state, whose first lines are asked for already,
	 * nor where the record goes is in a cache.
	 */
	compat_prefetch(&state->log.few[PANEL_FEW_CODES / 2]);
	log = panel_state_log(state);
	compat_prefetch(log->next);
	at = PG_GETARG_TIMESTAMPTZ(3);
	if (unlikely(!IS_VALID_TIMESTAMP(at)))
		check_visit_time(at, ERRCODE_DATETIME_VALUE_OUT_OF_RANGE);
	patient = patient_of(fcinfo, log);
	panel_log_row(log, patient, provider_of(fcinfo, digits), at);
	return open_state_datum(&state->open);
}

static uint64
bigint_patient(FunctionCallInfo fcinfo, PanelLog *log)
{
	return panel_log_patient_number(log, PG_GETARG_INT64(1));
}

PG_FUNCTION_INFO_V1(care_panel_visit_text);

/*
 * care_panel(patient text, provider text, at timestamptz) -> care_panel
 *
 * The transition.  A row with a NULL is left out.
 * Errors: 22023 for a blank code, 22008 for an infinite time.
 */
Datum
care_panel_visit_text(PG_FUNCTION_ARGS)
{
	return fold_visit(fcinfo, text_patient, text_provider);
}

PG_FUNCTION_INFO_V1(care_panel_visit_bigint);

/*
 * Transition of care_panel(patient text, provider text, at timestamptz).  A
 * row with a NULL is left out.  The same of numbers, whose codes are their
 * decimal digits.
 */
Datum
care_panel_visit_bigint(PG_FUNCTION_ARGS)
{
	return fold_visit(fcinfo, bigint_patient, bigint_provider);
}

PG_FUNCTION_INFO_V1(care_panel_visit_text_bigint);

/*
 * Transition of care_panel(patient text, provider text, at timestamptz).  A
 * row with a NULL is left out.
 */
Datum
care_panel_visit_text_bigint(PG_FUNCTION_ARGS)
{
	return fold_visit(fcinfo, text_patient, bigint_provider);
}

PG_FUNCTION_INFO_V1(care_panel_visit_bigint_text);

/*
 * Transition of care_panel(patient text, provider text, at timestamptz).  A
 * row with a NULL is left out.
 */
Datum
care_panel_visit_bigint_text(PG_FUNCTION_ARGS)
{
	return fold_visit(fcinfo, bigint_patient, text_provider);
}

/*
 * A row of a patient and a history, whose visits are added to the patient's.
 */
static Datum
fold_history(FunctionCallInfo fcinfo, uint64 (*patient_of) (FunctionCallInfo, PanelLog *))
{
	PanelState *state;
	PanelLog   *log;
	CareHistory history;
	CareTimes	times;
	Code	   *codes;
	uint32	   *number;
	uint64		patient;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return open_state_unchanged(fcinfo);
	state = state_of(fcinfo);
	log = panel_state_log(state);
	care_history_read(&history, PG_GETARG_DATUM(2));
	if (history.visits == 0)
		return open_state_datum(&state->open);
	patient = patient_of(fcinfo, log);
	codes = array_allocate(history.providers, sizeof(Code));
	number = array_allocate(history.providers, sizeof(uint32));
	care_history_codes(&history, codes);
	memset(number, 0xFF, history.providers * sizeof(uint32));
	care_times_start(&times, &history);
	for (uint32 i = 0; i < history.visits; i++)
	{
		uint32		provider = care_history_provider(&history, i);

		CHECK_FOR_INTERRUPTS();
		if (number[provider] == PG_UINT32_MAX)
			number[provider] = panel_log_provider(log, codes[provider], ERRCODE_INVALID_PARAMETER_VALUE);
		panel_log_visit(log, patient, number[provider], care_times_next(&times));
	}
	pfree(codes);
	pfree(number);
	return open_state_datum(&state->open);
}

PG_FUNCTION_INFO_V1(care_panel_history_text);

/*
 * care_panel(patient text, history care_history) -> care_panel
 *
 * The transition.  A row with a NULL is left out, and so is a history without a
 * visit.  A patient of several rows has the visits of all.
 * Errors: 22023 for a blank code.
 */
Datum
care_panel_history_text(PG_FUNCTION_ARGS)
{
	return fold_history(fcinfo, text_patient);
}

PG_FUNCTION_INFO_V1(care_panel_history_bigint);

/*
 * Transition of care_panel(patient text, history care_history).  A row with a
 * NULL is left out.
 */
Datum
care_panel_history_bigint(PG_FUNCTION_ARGS)
{
	return fold_history(fcinfo, bigint_patient);
}

PG_FUNCTION_INFO_V1(care_panel_combine);

/*
 * Transition of rollup(care_panel), and combine of it and of care_panel().  A NULL
 * is left out; a visit that stands in two panels counts twice.
 */
Datum
care_panel_combine(PG_FUNCTION_ARGS)
{
	return open_state_combine(fcinfo, &panel_state_kind);
}

PG_FUNCTION_INFO_V1(care_panel_final);

/*
 * Final of care_panel() and rollup().
 */
Datum
care_panel_final(PG_FUNCTION_ARGS)
{
	return open_state_final(fcinfo, &panel_state_kind);
}
