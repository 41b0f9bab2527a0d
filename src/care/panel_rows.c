/*
 * panel_rows.c
 *		How much a care_panel holds, and its histories, one or all.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/rows.h"
#include "care/care_builder.h"
#include "care/panel_layout.h"

PG_FUNCTION_INFO_V1(care_panel_patients);

/*
 * patients(panel) -> integer
 *
 * How many patients have a visit.  NULL for NULL.
 */
Datum
care_panel_patients(PG_FUNCTION_ARGS)
{
	CarePanel	panel;

	care_panel_open_front(&panel, PG_GETARG_DATUM(0));
	PG_RETURN_INT32(panel.patients);
}

PG_FUNCTION_INFO_V1(care_panel_visits);

/*
 * visits(panel) -> integer
 *
 * How many visits all patients have.  NULL for NULL.
 */
Datum
care_panel_visits(PG_FUNCTION_ARGS)
{
	CarePanel	panel;

	care_panel_open_front(&panel, PG_GETARG_DATUM(0));
	PG_RETURN_INT32(panel.visits);
}

PG_FUNCTION_INFO_V1(care_panel_provider_count);

/*
 * providers(panel) -> integer
 *
 * How many different providers were visited.  NULL for NULL.
 */
Datum
care_panel_provider_count(PG_FUNCTION_ARGS)
{
	CarePanel	panel;

	care_panel_open_front(&panel, PG_GETARG_DATUM(0));
	PG_RETURN_INT32(panel.providers);
}

PG_FUNCTION_INFO_V1(care_panel_first_visit);

/*
 * first_visit(panel) -> timestamptz
 *
 * When the first visit of all was; NULL if there is none.
 */
Datum
care_panel_first_visit(PG_FUNCTION_ARGS)
{
	CarePanel	panel;

	care_panel_open_front(&panel, PG_GETARG_DATUM(0));
	if (panel.visits == 0)
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(panel.first);
}

PG_FUNCTION_INFO_V1(care_panel_last_visit);

/*
 * last_visit(panel) -> timestamptz
 *
 * When the last visit of all was; NULL if there is none.
 */
Datum
care_panel_last_visit(PG_FUNCTION_ARGS)
{
	CarePanel	panel;

	care_panel_open_front(&panel, PG_GETARG_DATUM(0));
	if (panel.visits == 0)
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(panel_time(&panel, panel.span));
}

/*
 * The history of the patient at whom a cursor is.
 */
static struct varlena *
history_of(const PanelCursor *cursor, const Code *providers, const PanelVisit *visits)
{
	CareBuilder builder;

	care_builder_init(&builder);
	care_builder_reserve(&builder, cursor->visits);
	for (uint32 i = 0; i < cursor->visits; i++)
	{
		CHECK_FOR_INTERRUPTS();
		care_builder_visit(&builder, panel_time(cursor->panel, visits[i].at),
						   care_builder_provider(&builder, providers[visits[i].provider]));
	}
	return care_builder_finish(&builder);
}

PG_FUNCTION_INFO_V1(care_panel_get);

/*
 * care_panel_get(panel, patient text) -> care_history; panel -> 'patient'
 *
 * The history of one patient, NULL if the panel does not have the patient.  Of
 * other patients only counts, and the codes of some 64, are read.
 */
Datum
care_panel_get(PG_FUNCTION_ARGS)
{
	text	   *patient = PG_GETARG_TEXT_PP(1);
	CarePanel	panel;
	PanelCursor cursor;
	PanelVisit *visits = NULL;
	uint32		room = 0;

	care_panel_open(&panel, PG_GETARG_DATUM(0));
	if (panel.patients == 0 || !panel_cursor_find(&cursor, &panel, CODE_FROM_TEXT(patient)))
		PG_RETURN_NULL();
	visits = panel_cursor_all_visits(&cursor, visits, &room);
	PG_RETURN_POINTER(history_of(&cursor, care_panel_providers(&panel), visits));
}

PG_FUNCTION_INFO_V1(care_panel_histories);

#define HISTORIES_COLUMNS 2

/*
 * histories(panel) -> setof (patient text, history care_history)
 *
 * A row a patient: those whose code is a whole number first, by size, then all
 * others bytewise.
 */
Datum
care_panel_histories(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, HISTORIES_COLUMNS);
	CarePanel	panel;
	PanelCursor cursor;
	Code	   *providers;
	PanelVisit *visits = NULL;
	uint32		room = 0;

	care_panel_open(&panel, PG_GETARG_DATUM(0));
	providers = care_panel_providers(&panel);
	panel_cursor_start(&cursor, &panel, PANEL_NAMES | PANEL_TIMES);
	while (panel_cursor_next(&cursor))
	{
		Datum		values[HISTORIES_COLUMNS];
		bool		nulls[HISTORIES_COLUMNS] = {false, false};

		visits = panel_cursor_all_visits(&cursor, visits, &room);
		values[0] = PointerGetDatum(code_to_text(panel_cursor_name(&cursor)));
		values[1] = PointerGetDatum(history_of(&cursor, providers, visits));
		rows_put(rows, values, nulls);
		pfree(DatumGetPointer(values[0]));
		pfree(DatumGetPointer(values[1]));
	}
	PG_RETURN_NULL();
}
