/*
 * care_row_estimates.c
 *		How many rows come of histories and panels that the planner knows.
 */
#include "postgres.h"

#include "base/row_estimates.h"
#include "care/care_history.h"
#include "care/panel_layout.h"

static double
rows_of_timeline(const Datum *arguments)
{
	CareHistory history;

	care_history_read(&history, arguments[0]);
	return history.visits;
}

static double
rows_of_providers(const Datum *arguments)
{
	CareHistory history;

	care_history_read(&history, arguments[0]);
	return history.providers;
}

static double
rows_of_patients(const Datum *arguments)
{
	CarePanel	panel;

	care_panel_open_front(&panel, arguments[0]);
	return panel.patients;
}

PG_FUNCTION_INFO_V1(timeline_rows);

/*
 * Support function of timeline(): its rows are the visits.
 */
Datum
timeline_rows(PG_FUNCTION_ARGS)
{
	return estimate_rows(fcinfo, 1, rows_of_timeline);
}

PG_FUNCTION_INFO_V1(provider_visits_rows);

/*
 * Support function of provider_visits(): a row a provider.
 */
Datum
provider_visits_rows(PG_FUNCTION_ARGS)
{
	return estimate_rows(fcinfo, 1, rows_of_providers);
}

PG_FUNCTION_INFO_V1(histories_support);

/*
 * Support function of histories() and continuity(): a row a patient of the panel.
 */
Datum
histories_support(PG_FUNCTION_ARGS)
{
	return estimate_rows(fcinfo, 1, rows_of_patients);
}
