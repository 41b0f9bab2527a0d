/*
 * timeline.c
 *		A care_history laid out as rows: visit by visit, or provider by provider.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/memory.h"
#include "base/rows.h"
#include "care/care_history.h"

typedef struct Timeline
{
	CareHistory history;
	CareTimes	times;
	Code	   *codes;
	int32	   *seen;			/* how often each provider was, until now */
	uint32		last_provider;
	TimestampTz last_at;
} Timeline;

PG_FUNCTION_INFO_V1(timeline);

#define TIMELINE_COLUMNS 6

/*
 * timeline(history care_history)
 *		-> setof (visit integer, at timestamptz, provider text,
 *			gap interval, handoff boolean, seen_before integer)
 *
 * The patient's history map, a row for each visit: its number from 1, its time
 * and provider, the time since the visit before, whether that was to another
 * provider, and how often this provider was seen earlier.  Gap and hand-off of
 * the first visit are NULL.
 */
Datum
timeline(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	Timeline   *line;
	uint32		visit;
	uint32		provider;
	TimestampTz at;
	Datum		values[TIMELINE_COLUMNS] = {0};
	bool		nulls[TIMELINE_COLUMNS] = {false};

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext caller;

		call = rows_first_call(fcinfo, TIMELINE_COLUMNS);
		caller = MemoryContextSwitchTo(call->multi_call_memory_ctx);
		line = palloc0(sizeof(Timeline));
		care_history_read(&line->history, PointerGetDatum(PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0))));
		care_times_start(&line->times, &line->history);
		line->codes = array_allocate(line->history.providers, sizeof(Code));
		care_history_codes(&line->history, line->codes);
		line->seen = array_allocate_zero(line->history.providers, sizeof(int32));
		call->user_fctx = line;
		call->max_calls = line->history.visits;
		MemoryContextSwitchTo(caller);
	}

	call = SRF_PERCALL_SETUP();
	if (call->call_cntr >= call->max_calls)
		SRF_RETURN_DONE(call);
	line = call->user_fctx;
	visit = call->call_cntr;
	provider = care_history_provider(&line->history, visit);
	at = care_times_next(&line->times);
	values[0] = Int32GetDatum(visit + 1);
	values[1] = TimestampTzGetDatum(at);
	values[2] = PointerGetDatum(code_to_text(line->codes[provider]));
	if (visit == 0)
		nulls[3] = nulls[4] = true;
	else
	{
		values[3] = DirectFunctionCall2(timestamp_mi, TimestampTzGetDatum(at),
										TimestampTzGetDatum(line->last_at));
		values[4] = BoolGetDatum(provider != line->last_provider);
	}
	values[5] = Int32GetDatum(line->seen[provider]++);
	line->last_at = at;
	line->last_provider = provider;
	SRF_RETURN_NEXT(call, rows_next(call, values, nulls));
}

typedef struct ProviderVisits
{
	Code		code;
	int32		visits;
	TimestampTz first;
	TimestampTz last;
} ProviderVisits;

/*
 * Most visits first, then the latest last visit, then the smaller code, so that
 * the first is the usual provider.
 */
static inline int
compare_providers(const ProviderVisits *a, const ProviderVisits *b)
{
	if (a->visits != b->visits)
		return a->visits > b->visits ? -1 : 1;
	if (a->last != b->last)
		return a->last > b->last ? -1 : 1;
	return code_compare(a->code, b->code);
}

#define ST_SORT sort_providers
#define ST_ELEMENT_TYPE ProviderVisits
#define ST_COMPARE(a, b) compare_providers(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

PG_FUNCTION_INFO_V1(provider_visits);

#define PROVIDER_VISITS_COLUMNS 4

/*
 * provider_visits(history care_history)
 *		-> setof (provider text, visits integer, first_visit timestamptz,
 *			last_visit timestamptz)
 *
 * A row for each provider: how many visits, when the first and the last was.
 * The usual provider comes first.
 */
Datum
provider_visits(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	ProviderVisits *provider;
	Datum		values[PROVIDER_VISITS_COLUMNS];
	bool		nulls[PROVIDER_VISITS_COLUMNS] = {false};

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext caller;
		CareHistory history;
		CareTimes	times;
		ProviderVisits *providers;
		Code	   *codes;

		call = rows_first_call(fcinfo, PROVIDER_VISITS_COLUMNS);
		caller = MemoryContextSwitchTo(call->multi_call_memory_ctx);
		care_history_read(&history, PointerGetDatum(PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0))));
		codes = array_allocate(history.providers, sizeof(Code));
		care_history_codes(&history, codes);
		providers = array_allocate(history.providers, sizeof(ProviderVisits));
		for (uint32 j = 0; j < history.providers; j++)
			providers[j] = (ProviderVisits)
		{
			.code = codes[j]
		};
		care_times_start(&times, &history);
		for (uint32 i = 0; i < history.visits; i++)
		{
			CHECK_FOR_INTERRUPTS();
			provider = &providers[care_history_provider(&history, i)];
			provider->last = care_times_next(&times);
			if (provider->visits++ == 0)
				provider->first = provider->last;
		}
		sort_providers(providers, history.providers);
		call->user_fctx = providers;
		call->max_calls = history.providers;
		MemoryContextSwitchTo(caller);
	}

	call = SRF_PERCALL_SETUP();
	if (call->call_cntr >= call->max_calls)
		SRF_RETURN_DONE(call);
	provider = (ProviderVisits *) call->user_fctx + call->call_cntr;
	values[0] = PointerGetDatum(code_to_text(provider->code));
	values[1] = Int32GetDatum(provider->visits);
	values[2] = TimestampTzGetDatum(provider->first);
	values[3] = TimestampTzGetDatum(provider->last);
	SRF_RETURN_NEXT(call, rows_next(call, values, nulls));
}
