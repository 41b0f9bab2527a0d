/*
 * continuity.c
 *		Questions of a care_history: does the same clinician see the same patient?
 *
 * Every index is NULL for a history of fewer than min_visits visits, and it is an
 * error to ask for fewer than its formula needs.  The formulas are in tally.c.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/memory.h"
#include "base/rows.h"
#include "base/zones.h"
#include "care/care_history.h"
#include "care/tally.h"
#include "care/within.h"

#define FEW_PROVIDERS 64

typedef struct HistoryTally
{
	CareHistory history;
	Tally		tally;
	uint32	   *count;			/* n_j */
	uint32		few[FEW_PROVIDERS];
} HistoryTally;

/*
 * Counts everything in one pass over the provider numbers; times and codes are
 * not looked at.
 */
static void
tally_visits(HistoryTally *counted)
{
	const CareHistory *history = &counted->history;
	Tally	   *tally = &counted->tally;
	uint32		last = PG_UINT32_MAX;

	*tally = (Tally)
	{
		.visits = history->visits, .providers = history->providers
	};
	if (history->providers <= FEW_PROVIDERS)
	{
		counted->count = counted->few;
		memset(counted->count, 0, history->providers * sizeof(uint32));
	}
	else
		counted->count = array_allocate_zero(history->providers, sizeof(uint32));

	for (uint32 i = 0; i < history->visits; i++)
	{
		uint32		provider = care_history_provider(history, i);

		CHECK_FOR_INTERRUPTS();
		counted->count[provider]++;
		tally->repeats += provider == last;
		last = provider;
	}
	for (uint32 j = 0; j < history->providers; j++)
		tally_provider(tally, counted->count[j]);
}

/*
 * Tallies the history in the first argument, unless it has fewer visits than the
 * second argument asks for.
 */
static bool
tally_enough(FunctionCallInfo fcinfo, int least, HistoryTally *counted)
{
	int			min_visits = PG_GETARG_INT32(1);

	check_min_visits(min_visits, least);
	care_history_read(&counted->history, PG_GETARG_DATUM(0));
	if (counted->history.visits < (uint32) min_visits)
		return false;
	tally_visits(counted);
	return true;
}

/*
 * The answer of an index, whose formula needs at least so many visits.
 */
static Datum
index_datum(FunctionCallInfo fcinfo, int least, float8 (*formula) (const Tally *tally))
{
	HistoryTally counted;

	if (!tally_enough(fcinfo, least, &counted))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(formula(&counted.tally));
}

/*
 * The provider with most visits; of several, the one seen last; of several seen
 * last at the same instant, the one with the smallest code.
 *
 * From the last visit backwards, the first provider met with most visits is the
 * one seen last.  At one instant visits stand in the order of codes, so whoever
 * else has most visits at that very instant comes next and has a smaller code.
 */
static uint32
usual_provider_number(const HistoryTally *counted)
{
	const CareHistory *history = &counted->history;
	const uint32 *count = counted->count;
	int64		most = counted->tally.most;
	uint32		visit = history->visits - 1;
	uint32		usual;
	bool		rival = false;
	CareTimes	times;
	uint32		instant_start = 0;
	TimestampTz last = 0;

	while (count[care_history_provider(history, visit)] != most)
		visit--;
	usual = care_history_provider(history, visit);

	/* Times are read only if they can decide, which is rare. */
	for (uint32 j = 0; j < usual; j++)
		rival |= count[j] == most;
	if (!rival)
		return usual;

	care_times_start(&times, history);
	for (uint32 i = 0; i <= visit; i++)
	{
		TimestampTz at = care_times_next(&times);

		CHECK_FOR_INTERRUPTS();
		if (i == 0 || at != last)
			instant_start = i;
		last = at;
	}
	for (uint32 i = instant_start; i < visit; i++)
	{
		uint32		provider = care_history_provider(history, i);

		if (count[provider] == most)
			return provider;
	}
	return usual;
}

static Datum
code_datum(Code code)
{
	return PointerGetDatum(code_to_text(code));
}

PG_FUNCTION_INFO_V1(care_history_visits);

/*
 * visits(history care_history) -> integer
 *
 * N, the number of visits.
 */
Datum
care_history_visits(PG_FUNCTION_ARGS)
{
	CareHistory history;

	care_history_read(&history, PG_GETARG_DATUM(0));
	PG_RETURN_INT32(history.visits);
}

PG_FUNCTION_INFO_V1(care_history_providers);

/*
 * providers(history care_history) -> integer
 *
 * k, the number of different providers.
 */
Datum
care_history_providers(PG_FUNCTION_ARGS)
{
	CareHistory history;

	care_history_read(&history, PG_GETARG_DATUM(0));
	PG_RETURN_INT32(history.providers);
}

PG_FUNCTION_INFO_V1(handoffs);

/*
 * handoffs(history care_history) -> integer
 *
 * How many visits were to another provider than the visit before: N - 1 - s,
 * from 0 to N - 1.
 */
Datum
handoffs(PG_FUNCTION_ARGS)
{
	HistoryTally counted;

	care_history_read(&counted.history, PG_GETARG_DATUM(0));
	if (counted.history.visits == 0)
		PG_RETURN_INT32(0);
	tally_visits(&counted);
	PG_RETURN_INT32(counted.tally.visits - 1 - counted.tally.repeats);
}

PG_FUNCTION_INFO_V1(first_visit);

/*
 * first_visit(history care_history) -> timestamptz
 *
 * When the first visit was; NULL if there is none.
 */
Datum
first_visit(PG_FUNCTION_ARGS)
{
	CareHistory history;
	CareTimes	times;

	care_history_read(&history, PG_GETARG_DATUM(0));
	if (history.visits == 0)
		PG_RETURN_NULL();
	care_times_start(&times, &history);
	PG_RETURN_TIMESTAMPTZ(care_times_next(&times));
}

PG_FUNCTION_INFO_V1(last_visit);

/*
 * last_visit(history care_history) -> timestamptz
 *
 * When the last visit was; NULL if there is none.
 */
Datum
last_visit(PG_FUNCTION_ARGS)
{
	CareHistory history;
	CareTimes	times;
	TimestampTz at = 0;

	care_history_read(&history, PG_GETARG_DATUM(0));
	if (history.visits == 0)
		PG_RETURN_NULL();
	care_times_start(&times, &history);
	for (uint32 i = 0; i < history.visits; i++)
	{
		CHECK_FOR_INTERRUPTS();
		at = care_times_next(&times);
	}
	PG_RETURN_TIMESTAMPTZ(at);
}

PG_FUNCTION_INFO_V1(usual_provider);

/*
 * usual_provider(history care_history) -> text
 *
 * The provider with most visits; of several, the one seen most recently; of
 * several seen then, the smallest code.  NULL if there is no visit.
 */
Datum
usual_provider(PG_FUNCTION_ARGS)
{
	HistoryTally counted;

	care_history_read(&counted.history, PG_GETARG_DATUM(0));
	if (counted.history.visits == 0)
		PG_RETURN_NULL();
	tally_visits(&counted);
	return code_datum(care_history_code(&counted.history, usual_provider_number(&counted)));
}

PG_FUNCTION_INFO_V1(usual_provider_of_care);

/*
 * usual_provider_of_care(history care_history, min_visits integer) -> float8
 *
 * UPC, the share of visits to the usual provider, 1/N to 1: max n_j / N.  NULL
 * for fewer than min_visits visits.  Errors: 22023 for min_visits below 1.
 * Source: Breslau and Reeb, Journal of Medical Education 1975;50:965-969.
 */
Datum
usual_provider_of_care(PG_FUNCTION_ARGS)
{
	return index_datum(fcinfo, 1, tally_usual_provider_of_care);
}

PG_FUNCTION_INFO_V1(bice_boxerman);

/*
 * bice_boxerman(history care_history, min_visits integer) -> float8
 *
 * COC, the chance that two visits picked at random were to the same provider,
 * 0 to 1: (sum n_j^2 - N) / (N (N - 1)).  NULL for fewer than min_visits
 * visits.  Errors: 22023 for min_visits below 2.
 * Source: Bice and Boxerman, Medical Care 1977;15:347-349.
 */
Datum
bice_boxerman(PG_FUNCTION_ARGS)
{
	return index_datum(fcinfo, 2, tally_bice_boxerman);
}

PG_FUNCTION_INFO_V1(bice_boxerman_error);

/*
 * bice_boxerman_error(history care_history, min_visits integer) -> float8
 *
 * The standard error of COC, at least 0, were each visit an independent draw
 * with the observed shares of the providers.  NULL for fewer than min_visits
 * visits.  Errors: 22023 for min_visits below 2.
 * Source: Simpson, Nature 1949;163:688.
 */
Datum
bice_boxerman_error(PG_FUNCTION_ARGS)
{
	HistoryTally counted;

	if (!tally_enough(fcinfo, 2, &counted))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(tally_bice_boxerman_error(&counted.tally, counted.count));
}

PG_FUNCTION_INFO_V1(herfindahl);

/*
 * herfindahl(history care_history, min_visits integer) -> float8
 *
 * HI, the Herfindahl index of the visits, 1/N to 1: sum (n_j / N)^2.  NULL for
 * fewer than min_visits visits.  Errors: 22023 for min_visits below 1.
 * Source: in this use Pollack et al., Medical Care Research and Review 2016.
 */
Datum
herfindahl(PG_FUNCTION_ARGS)
{
	return index_datum(fcinfo, 1, tally_herfindahl);
}

PG_FUNCTION_INFO_V1(sequential_continuity);

/*
 * sequential_continuity(history care_history, min_visits integer) -> float8
 *
 * SECON, the share of visits to the same provider as the visit before, 0 to 1:
 * s / (N - 1).  NULL for fewer than min_visits visits.  Errors: 22023 for
 * min_visits below 2.
 * Source: Steinwachs, Medical Care 1979;17:551-565.
 */
Datum
sequential_continuity(PG_FUNCTION_ARGS)
{
	return index_datum(fcinfo, 2, tally_sequential_continuity);
}

PG_FUNCTION_INFO_V1(k_index);

/*
 * k_index(history care_history, min_visits integer) -> float8
 *
 * K, 0 if all providers differ and 1 if there is one: (N - k) / (N - 1).  NULL
 * for fewer than min_visits visits.  Errors: 22023 for min_visits below 2.
 * Source: Ejlertsson and Berg 1984.
 */
Datum
k_index(PG_FUNCTION_ARGS)
{
	return index_datum(fcinfo, 2, tally_k_index);
}

PG_FUNCTION_INFO_V1(modified_continuity);

/*
 * modified_continuity(history care_history, min_visits integer) -> float8
 *
 * MCI, above 0 and below 1: 1 - k / (N + 0.1), which is (10 (N - k) + 1) / (10
 * N + 1).  NULL for fewer than min_visits visits.  Errors: 22023 for
 * min_visits below 1.
 * Source: Magill and Senf, Journal of Family Practice 1987;24:165-168.
 */
Datum
modified_continuity(PG_FUNCTION_ARGS)
{
	return index_datum(fcinfo, 1, tally_modified_continuity);
}

PG_FUNCTION_INFO_V1(modified_modified_continuity);

/*
 * modified_modified_continuity(history care_history, min_visits integer) -> float8
 *
 * MMCI, MCI over its largest value, above 0 and up to 1: (10 (N - k) + 1) /
 * (10 (N - 1) + 1).  NULL for fewer than min_visits visits.  Errors: 22023 for
 * min_visits below 1.
 * Source: Magill and Senf, Journal of Family Practice 1987;24:165-168.
 */
Datum
modified_modified_continuity(PG_FUNCTION_ARGS)
{
	return index_datum(fcinfo, 1, tally_modified_modified_continuity);
}

PG_FUNCTION_INFO_V1(known_provider_continuity);

/*
 * known_provider_continuity(history, within interval, min_visits integer) -> float8
 * known_provider_continuity(history, within interval, min_visits integer, zone text) -> float8
 *
 * KPC(T), the share of visits whose provider the patient had also seen within the
 * time T before, boundary included, 0 to (N-1)/N.  T before a visit is what SQL
 * says: a year before 29 February is 28 February, in the zone; without one it is
 * the session's time zone, and the function is stable, not immutable.  NULL for
 * NULL and for fewer visits than min_visits.  Errors: 22023 for a negative
 * interval, min_visits below 1 or a zone that is none.
 * Source: Paul 2018.
 */
Datum
known_provider_continuity(PG_FUNCTION_ARGS)
{
	Interval   *within = PG_GETARG_INTERVAL_P(1);
	int			min_visits = PG_GETARG_INT32(2);
	pg_tz	   *zone = zone_argument(fcinfo, 3);
	CareHistory history;
	CareTimes	times;
	TimestampTz *latest;
	int64		known = 0;

	check_min_visits(min_visits, 1);
	check_within(within);
	care_history_read(&history, PG_GETARG_DATUM(0));
	if (history.visits < (uint32) min_visits)
		PG_RETURN_NULL();

	/* Only the provider's latest earlier visit matters. */
	latest = array_allocate(history.providers, sizeof(TimestampTz));
	for (uint32 j = 0; j < history.providers; j++)
		latest[j] = DT_NOBEGIN;
	care_times_start(&times, &history);
	for (uint32 i = 0; i < history.visits; i++)
	{
		TimestampTz at = care_times_next(&times);
		uint32		provider = care_history_provider(&history, i);

		CHECK_FOR_INTERRUPTS();
		if (latest[provider] != DT_NOBEGIN)
			known += latest[provider] >= zone_time_before(at, within, zone);
		latest[provider] = at;
	}
	PG_RETURN_FLOAT8((float8) known / history.visits);
}

PG_FUNCTION_INFO_V1(assigned_provider_continuity);

/*
 * assigned_provider_continuity(history care_history, provider text,
 *		min_visits integer) -> float8
 *
 * The share of visits to one provider, such as the patient's own doctor, 0 to
 * 1.  NULL for fewer than min_visits visits.  Errors: 22023 for min_visits
 * below 1 and for a blank provider.
 */
Datum
assigned_provider_continuity(PG_FUNCTION_ARGS)
{
	text	   *assigned = PG_GETARG_TEXT_PP(1);
	int			min_visits = PG_GETARG_INT32(2);
	CareHistory history;
	Code	   *codes;
	int64		own = 0;

	check_min_visits(min_visits, 1);
	check_code_not_blank(CODE_FROM_TEXT(assigned), "provider", ERRCODE_INVALID_PARAMETER_VALUE);
	care_history_read(&history, PG_GETARG_DATUM(0));
	if (history.visits < (uint32) min_visits)
		PG_RETURN_NULL();
	codes = array_allocate(history.providers, sizeof(Code));
	care_history_codes(&history, codes);
	for (uint32 j = 0; j < history.providers; j++)
		if (code_equal(codes[j], CODE_FROM_TEXT(assigned)))
		{
			for (uint32 i = 0; i < history.visits; i++)
			{
				CHECK_FOR_INTERRUPTS();
				own += care_history_provider(&history, i) == j;
			}
			break;
		}
	PG_RETURN_FLOAT8((float8) own / history.visits);
}

PG_FUNCTION_INFO_V1(stickiness);

/*
 * stickiness(history care_history, min_visits integer) -> float8
 *
 * SECON - COC, above -1 and up to 1: since COC is the mean of SECON over all
 * orders of the same visits, this is what the order adds to chance: (s N - sum
 * n_j^2 + N) / (N (N - 1)).  NULL for fewer than min_visits visits.  Errors:
 * 22023 for min_visits below 2.
 */
Datum
stickiness(PG_FUNCTION_ARGS)
{
	return index_datum(fcinfo, 2, tally_stickiness);
}

PG_FUNCTION_INFO_V1(continuity);

#define CONTINUITY_COLUMNS 9

/*
 * continuity(history care_history, min_visits integer)
 *		-> (visits integer, providers integer, usual_provider text,
 *			usual_provider_of_care float8, bice_boxerman float8,
 *			herfindahl float8, sequential_continuity float8, k_index float8,
 *			modified_modified_continuity float8)
 *
 * The usual set in one call, from one pass.  The counts and the usual provider
 * are answered for any history, the indices from min_visits visits on.
 */
Datum
continuity(PG_FUNCTION_ARGS)
{
	int			min_visits = PG_GETARG_INT32(1);
	Datum		values[CONTINUITY_COLUMNS] = {0};
	bool		nulls[CONTINUITY_COLUMNS] = {false};
	HistoryTally counted;

	check_min_visits(min_visits, 2);
	care_history_read(&counted.history, PG_GETARG_DATUM(0));
	tally_visits(&counted);
	values[0] = Int32GetDatum(counted.tally.visits);
	values[1] = Int32GetDatum(counted.tally.providers);
	if (counted.tally.visits == 0)
		nulls[2] = true;
	else
		values[2] = code_datum(care_history_code(&counted.history, usual_provider_number(&counted)));
	if (counted.tally.visits < min_visits)
		memset(nulls + 3, true, CONTINUITY_COLUMNS - 3);
	else
	{
		values[3] = Float8GetDatum(tally_usual_provider_of_care(&counted.tally));
		values[4] = Float8GetDatum(tally_bice_boxerman(&counted.tally));
		values[5] = Float8GetDatum(tally_herfindahl(&counted.tally));
		values[6] = Float8GetDatum(tally_sequential_continuity(&counted.tally));
		values[7] = Float8GetDatum(tally_k_index(&counted.tally));
		values[8] = Float8GetDatum(tally_modified_modified_continuity(&counted.tally));
	}
	PG_RETURN_DATUM(row_datum(fcinfo, CONTINUITY_COLUMNS, values, nulls));
}
