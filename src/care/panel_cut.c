/*
 * panel_cut.c
 *		Cuts of a care_panel: the visits of a period, of some providers or patients,
 *		or one a day.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/memory.h"
#include "base/zones.h"
#include "care/listed.h"
#include "care/panel_close.h"
#include "care/panel_layout.h"
#include "care/panel_log.h"
#include "care/period.h"

/*
 * Walks through the visits of a panel and copies some of them to a log.
 */
typedef struct Cut
{
	CarePanel	panel;
	PanelCursor cursor;
	Code	   *providers;
	uint32	   *number;			/* of each provider in kept, or NOT_KEPT */
	PanelVisit *visits;			/* of the patient at hand */
	uint32		room;
	bool		patient_kept;
	uint64		patient;		/* the patient at hand in kept */
	PanelLog	kept;
} Cut;

#define NOT_KEPT PG_UINT32_MAX

static void
cut_start(Cut *cut, Datum panel)
{
	memset(cut, 0, sizeof(Cut));
	care_panel_open(&cut->panel, panel);
	panel_cursor_start(&cut->cursor, &cut->panel, PANEL_NAMES | PANEL_TIMES);
	cut->providers = care_panel_providers(&cut->panel);
	cut->number = array_allocate(Max(cut->panel.providers, 1), sizeof(uint32));
	memset(cut->number, 0xFF, cut->panel.providers * sizeof(uint32));
	panel_log_init(&cut->kept, CurrentMemoryContext);
}

/*
 * Steps to the next patient, whose visits are then at hand.
 */
static bool
cut_next(Cut *cut)
{
	if (!panel_cursor_next(&cut->cursor))
		return false;
	cut->visits = panel_cursor_all_visits(&cut->cursor, cut->visits, &cut->room);
	cut->patient_kept = false;
	return true;
}

static void
cut_keep(Cut *cut, const PanelVisit *visit)
{
	uint32	   *number = &cut->number[visit->provider];

	if (!cut->patient_kept)
		cut->patient = panel_log_patient(&cut->kept, panel_cursor_name(&cut->cursor), ERRCODE_DATA_CORRUPTED);
	cut->patient_kept = true;
	if (*number == NOT_KEPT)
		*number = panel_log_provider(&cut->kept, cut->providers[visit->provider], ERRCODE_DATA_CORRUPTED);
	panel_log_visit(&cut->kept, cut->patient, *number, panel_time(&cut->panel, visit->at));
}

/* ------------------------------------------------------------------------
 * Periods
 * ------------------------------------------------------------------------
 */

/*
 * The visits within periods.
 */
static Datum
cut_periods(Datum panel, Periods periods)
{
	Cut			cut;

	cut_start(&cut, panel);
	while (periods.count > 0 && cut_next(&cut))
		for (uint32 i = 0; i < cut.cursor.visits; i++)
		{
			TimestampTz at = panel_time(&cut.panel, cut.visits[i].at);
			uint32		low = 0;
			uint32		high = periods.count;

			/* the first period that ends at the visit or later */
			while (low < high)
			{
				uint32		middle = low + (high - low) / 2;

				if (periods.period[middle].last < at)
					low = middle + 1;
				else
					high = middle;
			}
			if (low < periods.count && periods.period[low].first <= at)
				cut_keep(&cut, &cut.visits[i]);
		}
	PG_RETURN_POINTER(panel_close(&cut.kept));
}

PG_FUNCTION_INFO_V1(care_panel_during);

/*
 * during(panel, period tstzrange) -> care_panel
 * during(panel, period daterange) -> care_panel
 * during(panel, period daterange, zone text) -> care_panel
 * during(panel, periods tstzmultirange) -> care_panel
 *
 * The visits that during(history, ...) keeps, of each patient; a patient without
 * one is not in the result.  NULL for NULL.  Errors: 22023 for a zone that is none.
 */
Datum
care_panel_during(PG_FUNCTION_ARGS)
{
	return cut_periods(PG_GETARG_DATUM(0), periods_argument(fcinfo, 1));
}

/* ------------------------------------------------------------------------
 * Lists
 * ------------------------------------------------------------------------
 */

/*
 * The visits whose provider is, or is not, in a list.  A NULL in the list is
 * nobody.
 */
static Datum
cut_providers(FunctionCallInfo fcinfo, bool keep_listed)
{
	bool	   *keep;
	Cut			cut;

	cut_start(&cut, PG_GETARG_DATUM(0));
	keep = codes_listed(PG_GETARG_ARRAYTYPE_P(1), cut.providers, cut.panel.providers, keep_listed);
	while (cut_next(&cut))
		for (uint32 i = 0; i < cut.cursor.visits; i++)
			if (keep[cut.visits[i].provider])
				cut_keep(&cut, &cut.visits[i]);
	PG_RETURN_POINTER(panel_close(&cut.kept));
}

PG_FUNCTION_INFO_V1(care_panel_only_providers);

/*
 * only_providers(panel, providers text[]) -> care_panel
 *
 * The visits with these providers.  A code that the panel does not have, or a NULL
 * among the codes, is nobody.  NULL for NULL.
 */
Datum
care_panel_only_providers(PG_FUNCTION_ARGS)
{
	return cut_providers(fcinfo, true);
}

PG_FUNCTION_INFO_V1(care_panel_except_providers);

/*
 * except_providers(panel, providers text[]) -> care_panel
 *
 * The visits with all providers but these.
 */
Datum
care_panel_except_providers(PG_FUNCTION_ARGS)
{
	return cut_providers(fcinfo, false);
}

/*
 * The patients who are, or are not, in a list.
 */
static Datum
cut_patients(FunctionCallInfo fcinfo, bool keep_listed)
{
	Datum	   *listed;
	bool	   *nulls;
	int			count;
	bool	   *keep;
	Cut			cut;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false, TYPALIGN_INT, &listed, &nulls, &count);
	cut_start(&cut, PG_GETARG_DATUM(0));
	keep = array_allocate(cut.panel.patients, 1);
	memset(keep, !keep_listed, cut.panel.patients);
	for (int i = 0; i < count; i++)
	{
		PanelCursor found;
		text	   *patient;

		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			continue;
		patient = DatumGetTextPP(listed[i]);
		if (panel_cursor_find(&found, &cut.panel, CODE_FROM_TEXT(patient)))
			keep[found.patient] = keep_listed;
		pfree(found.text.data);
	}
	while (panel_cursor_next(&cut.cursor))
	{
		if (!keep[cut.cursor.patient])
			continue;
		cut.visits = panel_cursor_all_visits(&cut.cursor, cut.visits, &cut.room);
		cut.patient_kept = false;
		for (uint32 i = 0; i < cut.cursor.visits; i++)
			cut_keep(&cut, &cut.visits[i]);
	}
	PG_RETURN_POINTER(panel_close(&cut.kept));
}

PG_FUNCTION_INFO_V1(only_patients);

/*
 * only_patients(panel, patients text[]) -> care_panel
 *
 * The visits of these patients.  A code that the panel does not have, or a NULL
 * among the codes, is nobody.  NULL for NULL.
 */
Datum
only_patients(PG_FUNCTION_ARGS)
{
	return cut_patients(fcinfo, true);
}

PG_FUNCTION_INFO_V1(except_patients);

/*
 * except_patients(panel, patients text[]) -> care_panel
 *
 * The visits of all patients but these.
 */
Datum
except_patients(PG_FUNCTION_ARGS)
{
	return cut_patients(fcinfo, false);
}

/* ------------------------------------------------------------------------
 * Days
 * ------------------------------------------------------------------------
 */

/* The last two visits of the patient at hand that were kept of a provider. */
typedef struct KeptVisits
{
	uint32		patient;		/* its number and 1 */
	int			count;
	TimestampTz at[2];
} KeptVisits;

/*
 * True if two visits were on one day.  Days are looked up, which is slow, only
 * where visits are near enough.
 */
static bool
same_day(TimestampTz earlier, TimestampTz later, pg_tz *zone)
{
	return later - earlier < 3 * USECS_PER_DAY && zone_day(earlier, zone) == zone_day(later, zone);
}

/*
 * The first visit of each patient to each provider on each day of a zone.
 *
 * Where clocks go back over midnight, yesterday comes back for an hour after
 * today began: hence the last two visits kept.
 */
static Datum
cut_days(Datum panel, pg_tz *zone)
{
	Cut			cut;
	KeptVisits *kept;

	cut_start(&cut, panel);
	kept = array_allocate_zero(cut.panel.providers, sizeof(KeptVisits));
	while (cut_next(&cut))
		for (uint32 i = 0; i < cut.cursor.visits; i++)
		{
			KeptVisits *provider = &kept[cut.visits[i].provider];
			TimestampTz at = panel_time(&cut.panel, cut.visits[i].at);

			CHECK_FOR_INTERRUPTS();
			if (provider->patient != cut.cursor.patient + 1)
				*provider = (KeptVisits)
			{
				.patient = cut.cursor.patient + 1
			};
			if ((provider->count > 0 && same_day(provider->at[0], at, zone)) ||
				(provider->count > 1 && same_day(provider->at[1], at, zone)))
				continue;
			cut_keep(&cut, &cut.visits[i]);
			provider->at[1] = provider->at[0];
			provider->at[0] = at;
			provider->count = Min(provider->count + 1, 2);
		}
	PG_RETURN_POINTER(panel_close(&cut.kept));
}

PG_FUNCTION_INFO_V1(care_panel_once_a_day);

/*
 * once_a_day(panel) -> care_panel
 * once_a_day(panel, zone text) -> care_panel
 *
 * The first visit of each patient to each provider on each day.  A day is one of
 * the zone; without one it is of the session's time zone, and the function is
 * stable, not immutable.  NULL for NULL.  Errors: 22023 for a zone that is none.
 */
Datum
care_panel_once_a_day(PG_FUNCTION_ARGS)
{
	return cut_days(PG_GETARG_DATUM(0), zone_argument(fcinfo, 1));
}
