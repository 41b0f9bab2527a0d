/*
 * panel_aggregate.c
 *		The aggregates that fold rows, histories and panels into a care_panel.
 *
 * Their state is open (see base/open_state.h): it has a dictionary and chunks of a
 * log, and grows in place.  It travels as the panel that it makes, so that each
 * worker sorts its own part, and the leader merges what is sorted.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "base/memory.h"
#include "care/care_history.h"
#include "care/care_layout.h"
#include "care/panel_log.h"
#include "care/panel_range.h"
#include "care/panel_state.h"

static inline PanelState *
state_of(FunctionCallInfo fcinfo)
{
	return (PanelState *) open_state_of_call(fcinfo, &panel_state_kind);
}

/* What fn_extra points at. */
static const char states_are_ours = 'o';
static const char states_are_anybodys = 'a';

/*
 * Whether all states that come are made here: in the executor's own fold of an
 * aggregate that begins with NULL there are no others.  That it does is told by the
 * first call, not by the catalogue, where the aggregate may have been replaced since
 * the query began.
 */
static pg_noinline void
note_whose_states(FunctionCallInfo fcinfo)
{
	Aggref	   *aggregate = AggGetAggref(fcinfo);
	HeapTuple	tuple = aggregate == NULL ? NULL : SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate->aggfnoid));
	bool		ours = false;

	if (HeapTupleIsValid(tuple))
	{
		/* A function of somebody's that calls this one may keep states as it likes. */
		ours = PG_ARGISNULL(0) && ((Form_pg_aggregate) GETSTRUCT(tuple))->aggtransfn == fcinfo->flinfo->fn_oid;
		ReleaseSysCache(tuple);
	}
	fcinfo->flinfo->fn_extra = unconstify(char *, ours ? &states_are_ours : &states_are_anybodys);
}

/*
 * The state in the first argument, found without reading of it; NULL if that is not
 * known to be ours.
 */
static inline PanelState *
known_state(FunctionCallInfo fcinfo)
{
	if (unlikely(fcinfo->flinfo->fn_extra == NULL))
		note_whose_states(fcinfo);
	if (PG_ARGISNULL(0) || fcinfo->flinfo->fn_extra != &states_are_ours)
		return NULL;
	return (PanelState *) ((char *) PG_GETARG_POINTER(0) - offsetof(ExpandedObjectHeader, eoh_rw_ptr));
}

/*
 * A text as it stands in most rows has nothing to be undone, which is not worth a call.
 */
static inline text *
text_of(Datum datum)
{
	struct varlena *value = (struct varlena *) DatumGetPointer(datum);

	return likely(!VARATT_IS_EXTERNAL(value) && !VARATT_IS_COMPRESSED(value)) ? value : DatumGetTextPP(datum);
}

/*
 * The patient of a row, if the code is a whole number.
 */
static inline bool
text_row_patient(FunctionCallInfo fcinfo, uint64 *patient)
{
	text	   *value = text_of(PG_GETARG_DATUM(1));
	int64		number;
	bool		is_number = panel_code_number(CODE_FROM_TEXT(value), &number);

	if (likely(is_number))
		*patient = panel_patient_of_number(number);
	PG_FREE_IF_COPY(value, 1);
	return is_number;
}

static inline bool
bigint_row_patient(FunctionCallInfo fcinfo, uint64 *patient)
{
	int64		number = PG_GETARG_INT64(1);

	if (unlikely(!panel_is_number(number)))
		return false;
	*patient = panel_patient_of_number(number);
	return true;
}

/*
 * The patient of a visit, whose code the log keeps if it is no whole number.
 */
static uint64
text_patient(FunctionCallInfo fcinfo, PanelLog *log)
{
	text	   *value = text_of(PG_GETARG_DATUM(1));
	uint64		patient = panel_log_patient(log, CODE_FROM_TEXT(value), ERRCODE_INVALID_PARAMETER_VALUE);

	PG_FREE_IF_COPY(value, 1);
	return patient;
}

static uint64
bigint_patient(FunctionCallInfo fcinfo, PanelLog *log)
{
	return panel_log_patient_number(log, PG_GETARG_INT64(1));
}

static inline Code
text_provider(FunctionCallInfo fcinfo, char *digits)
{
	text	   *code = text_of(PG_GETARG_DATUM(2));

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
		   bool (*row_patient) (FunctionCallInfo, uint64 *),
		   uint64 (*patient_of) (FunctionCallInfo, PanelLog *),
		   Code (*provider_of) (FunctionCallInfo, char *))
{
	char		digits[CODE_DIGITS];
	PanelState *state;
	PanelLog   *log;
	TimestampTz at;
	Code		code;
	uint64		patient;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return open_state_unchanged(fcinfo);
	at = PG_GETARG_TIMESTAMPTZ(3);
	if (unlikely(!IS_VALID_TIMESTAMP(at)))
		check_visit_time(at, ERRCODE_DATETIME_VALUE_OUT_OF_RANGE);
	code = provider_of(fcinfo, digits);

	/* Of a group that is known, nothing is read. */
	state = known_state(fcinfo);
	if (likely(state != NULL) && likely(panel_code_is_short(code)) && likely(row_patient(fcinfo, &patient)))
	{
		panel_state_row(state, patient, panel_short_code(code), at);
		return PG_GETARG_DATUM(0);
	}
	state = state_of(fcinfo);
	log = panel_state_log(state);
	patient = patient_of(fcinfo, log);
	panel_log_visit(log, patient, panel_log_provider(log, code, ERRCODE_INVALID_PARAMETER_VALUE), at);
	return open_state_datum(&state->open);
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
	return fold_visit(fcinfo, text_row_patient, text_patient, text_provider);
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
	return fold_visit(fcinfo, bigint_row_patient, bigint_patient, bigint_provider);
}

PG_FUNCTION_INFO_V1(care_panel_visit_text_bigint);

/*
 * Transition of care_panel(patient text, provider text, at timestamptz).  A
 * row with a NULL is left out.
 */
Datum
care_panel_visit_text_bigint(PG_FUNCTION_ARGS)
{
	return fold_visit(fcinfo, text_row_patient, text_patient, bigint_provider);
}

PG_FUNCTION_INFO_V1(care_panel_visit_bigint_text);

/*
 * Transition of care_panel(patient text, provider text, at timestamptz).  A
 * row with a NULL is left out.
 */
Datum
care_panel_visit_bigint_text(PG_FUNCTION_ARGS)
{
	return fold_visit(fcinfo, bigint_row_patient, bigint_patient, text_provider);
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
 * Final of care_panel() and rollup().  What all groups of a query need once each is
 * kept with the call.
 */
Datum
care_panel_final(PG_FUNCTION_ARGS)
{
	PanelState *state = PG_ARGISNULL(0) ? NULL : (PanelState *) open_state_behind(PG_GETARG_DATUM(0), &panel_state_kind);
	Datum		value;

	if (state == NULL)
		return open_state_final(fcinfo, &panel_state_kind);
	if (fcinfo->flinfo->fn_extra == NULL)
		fcinfo->flinfo->fn_extra = panel_range_scratch(fcinfo->flinfo->fn_mcxt);
	state->log.scratch = fcinfo->flinfo->fn_extra;
	value = open_state_final(fcinfo, &panel_state_kind);
	state->log.scratch = NULL;
	return value;
}
