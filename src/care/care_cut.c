/*
 * care_cut.c
 *		Cuts of a care_history: the visits of some periods, of some providers, or one
 *		a day.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/timestamp.h"

#include "base/memory.h"
#include "base/zones.h"
#include "care/care_builder.h"
#include "care/care_history.h"
#include "care/listed.h"
#include "care/period.h"

/*
 * Walks through the visits of a history and copies some of them to a builder.
 */
typedef struct Cut
{
	CareHistory history;
	CareTimes	times;
	CareBuilder kept;
	Code	   *codes;
	uint32	   *numbers;		/* of each provider in kept, or NOT_KEPT */
} Cut;

#define NOT_KEPT PG_UINT32_MAX

static void
cut_start(Cut *cut, Datum history)
{
	care_history_read(&cut->history, history);
	care_times_start(&cut->times, &cut->history);
	care_builder_init(&cut->kept);
	cut->codes = array_allocate(cut->history.providers, sizeof(Code));
	cut->numbers = array_allocate(cut->history.providers, sizeof(uint32));
	care_history_codes(&cut->history, cut->codes);
	memset(cut->numbers, 0xFF, cut->history.providers * sizeof(uint32));
}

static inline void
cut_keep(Cut *cut, TimestampTz at, uint32 provider)
{
	if (cut->numbers[provider] == NOT_KEPT)
		cut->numbers[provider] = care_builder_provider(&cut->kept, cut->codes[provider]);
	care_builder_visit(&cut->kept, at, cut->numbers[provider]);
}

/*
 * The visits within periods.
 */
static Datum
cut_periods(Datum history, Periods periods)
{
	Cut			cut;
	uint32		next = 0;

	cut_start(&cut, history);
	for (uint32 i = 0; i < cut.history.visits; i++)
	{
		TimestampTz at = care_times_next(&cut.times);

		CHECK_FOR_INTERRUPTS();
		while (next < periods.count && periods.period[next].last < at)
			next++;
		if (next == periods.count)
			break;
		if (periods.period[next].first <= at)
			cut_keep(&cut, at, care_history_provider(&cut.history, i));
	}
	PG_RETURN_POINTER(care_builder_finish(&cut.kept));
}

PG_FUNCTION_INFO_V1(care_history_during);

/*
 * during(history, period tstzrange) -> care_history
 * during(history, period daterange) -> care_history
 * during(history, period daterange, zone text) -> care_history
 * during(history, periods tstzmultirange) -> care_history
 *
 * The visits within a period, whose bounds count as the range says, on the days of
 * a period, or within any of several periods, such as a practice's opening hours.
 * A day is one of the zone; without one it is of the session's time zone, and the
 * function is stable, not immutable.  NULL for NULL.  Errors: 22023 for a zone
 * that is none; XX001 for a damaged value.
 */
Datum
care_history_during(PG_FUNCTION_ARGS)
{
	return cut_periods(PG_GETARG_DATUM(0), periods_argument(fcinfo, 1));
}

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
	keep = codes_listed(PG_GETARG_ARRAYTYPE_P(1), cut.codes, cut.history.providers, keep_listed);
	for (uint32 i = 0; i < cut.history.visits; i++)
	{
		TimestampTz at = care_times_next(&cut.times);
		uint32		provider = care_history_provider(&cut.history, i);

		CHECK_FOR_INTERRUPTS();
		if (keep[provider])
			cut_keep(&cut, at, provider);
	}
	PG_RETURN_POINTER(care_builder_finish(&cut.kept));
}

PG_FUNCTION_INFO_V1(only_providers);

/*
 * only_providers(history, codes text[]) -> care_history
 *
 * The visits with these providers.  A code that the history does not have, or a
 * NULL among the codes, is nobody; no code, no visit.  NULL for NULL.
 */
Datum
only_providers(PG_FUNCTION_ARGS)
{
	return cut_providers(fcinfo, true);
}

PG_FUNCTION_INFO_V1(except_providers);

/*
 * except_providers(history, codes text[]) -> care_history
 *
 * The visits with all providers but these; with all, where there is no code.
 * NULL for NULL.
 */
Datum
except_providers(PG_FUNCTION_ARGS)
{
	return cut_providers(fcinfo, false);
}

/*
 * The first visit to each provider on each day of a zone.
 *
 * Where clocks go back over midnight, as in St John's until 2011, yesterday comes
 * back for an hour after today began: hence the last two days of each provider.
 */
static Datum
cut_days(Datum history, pg_tz *zone)
{
	Cut			cut;
	int			(*seen_on)[2];

	cut_start(&cut, history);
	seen_on = array_allocate(cut.history.providers, sizeof(*seen_on));
	for (uint32 i = 0; i < cut.history.providers; i++)
		seen_on[i][0] = seen_on[i][1] = PG_INT32_MIN;
	for (uint32 i = 0; i < cut.history.visits; i++)
	{
		TimestampTz at = care_times_next(&cut.times);
		uint32		provider = care_history_provider(&cut.history, i);
		int			day = zone_day(at, zone);

		CHECK_FOR_INTERRUPTS();
		if (day == seen_on[provider][0] || day == seen_on[provider][1])
			continue;
		cut_keep(&cut, at, provider);
		seen_on[provider][1] = seen_on[provider][0];
		seen_on[provider][0] = day;
	}
	PG_RETURN_POINTER(care_builder_finish(&cut.kept));
}

PG_FUNCTION_INFO_V1(once_a_day);

/*
 * once_a_day(history) -> care_history
 * once_a_day(history, zone text) -> care_history
 *
 * The first visit to each provider on each day.  A day is one of the zone; without
 * one it is of the session's time zone, and the function is stable, not immutable.
 * NULL for NULL.  Errors: 22023 for a zone that is none.
 */
Datum
once_a_day(PG_FUNCTION_ARGS)
{
	return cut_days(PG_GETARG_DATUM(0), zone_argument(fcinfo, 1));
}
