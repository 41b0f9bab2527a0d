/*
 * panel_continuity.c
 *		Continuity of care of all patients of a care_panel: a row each, or their means.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/memory.h"
#include "base/rows.h"
#include "base/special.h"
#include "base/twofold.h"
#include "care/panel_layout.h"
#include "care/panel_tally.h"
#include "care/tally.h"
#include "rate/intervals.h"

/*
 * How many errors a t interval of so many patients reaches to either side.
 */
static double
t_reach(int64 patients, double confidence)
{
	return student_quantile(confidence + (1 - confidence) / 2, patients - 1);
}

/*
 * The provider with most visits; of several, the one seen last; of several seen
 * last at the same instant, the one with the smallest code.
 */
static uint32
usual_provider(const PanelCursor *cursor, const uint32 *counts, uint32 most, PanelVisit **visits, uint32 *room)
{
	uint32		last = cursor->visits - 1;
	uint32		usual;
	bool		rival = false;
	const PanelVisit *visit;

	while (panel_tally_count(cursor, counts, panel_provider(cursor->panel, cursor->visit + last)) != most)
		last--;
	usual = panel_provider(cursor->panel, cursor->visit + last);

	/* Times are read only if they can decide, which is rare. */
	for (uint32 i = 0; i < last; i++)
	{
		uint32		provider = panel_provider(cursor->panel, cursor->visit + i);

		rival |= provider < usual && panel_tally_count(cursor, counts, provider) == most;
	}
	if (!rival)
		return usual;
	*visits = panel_cursor_all_visits(cursor, *visits, room);
	visit = *visits;
	for (uint32 i = last; i-- > 0 && visit[i].at == visit[last].at;)
		if (panel_tally_count(cursor, counts, visit[i].provider) == most)
			usual = visit[i].provider;
	return usual;
}

PG_FUNCTION_INFO_V1(panel_continuity);

#define CONTINUITY_COLUMNS 10

/*
 * continuity(panel, min_visits integer DEFAULT 2) -> setof (patient text, visits
 *		integer, providers integer, usual_provider text, usual_provider_of_care,
 *		bice_boxerman, herfindahl, sequential_continuity, k_index,
 *		modified_modified_continuity double precision)
 *
 * What continuity(care_history) answers, a row for each patient.  Counts and
 * usual provider are answered for any patient, the indices from min_visits visits
 * on.  Errors: 22023 for min_visits below 2.
 */
Datum
panel_continuity(PG_FUNCTION_ARGS)
{
	int			min_visits = PG_GETARG_INT32(1);
	ReturnSetInfo *rows = rows_start(fcinfo, CONTINUITY_COLUMNS);
	CarePanel	panel;
	PanelCursor cursor;
	Code	   *providers;
	Datum	   *provider_text;
	uint32	   *counts;
	PanelVisit *visits = NULL;
	uint32		room = 0;

	check_min_visits(min_visits, 2);
	care_panel_open(&panel, PG_GETARG_DATUM(0));
	providers = care_panel_providers(&panel);
	provider_text = array_allocate_zero(panel.providers, sizeof(Datum));
	counts = panel_tally_counts(&panel);
	panel_cursor_start(&cursor, &panel, PANEL_NAMES | PANEL_TIMES);
	while (panel_cursor_next(&cursor))
	{
		Datum		values[CONTINUITY_COLUMNS] = {0};
		bool		nulls[CONTINUITY_COLUMNS] = {false};
		Tally		tally = panel_tally(&cursor, counts);
		uint32		usual = usual_provider(&cursor, counts, tally.most, &visits, &room);

		if (provider_text[usual] == 0)
			provider_text[usual] = PointerGetDatum(code_to_text(providers[usual]));
		values[0] = PointerGetDatum(code_to_text(panel_cursor_name(&cursor)));
		values[1] = Int32GetDatum(tally.visits);
		values[2] = Int32GetDatum(tally.providers);
		values[3] = provider_text[usual];
		if (tally.visits < min_visits)
			memset(nulls + 4, true, CONTINUITY_COLUMNS - 4);
		else
		{
			values[4] = Float8GetDatum(tally_usual_provider_of_care(&tally));
			values[5] = Float8GetDatum(tally_bice_boxerman(&tally));
			values[6] = Float8GetDatum(tally_herfindahl(&tally));
			values[7] = Float8GetDatum(tally_sequential_continuity(&tally));
			values[8] = Float8GetDatum(tally_k_index(&tally));
			values[9] = Float8GetDatum(tally_modified_modified_continuity(&tally));
		}
		rows_put(rows, values, nulls);
		pfree(DatumGetPointer(values[0]));
	}
	PG_RETURN_NULL();
}

/* ------------------------------------------------------------------------
 * Means
 * ------------------------------------------------------------------------
 */

/*
 * Among patients of equally many visits N every index is a line over one count, so
 * that a patient costs a few additions of whole numbers, and divisions come once
 * for each N.  Below this N no sum overflows: all visits of a panel are at most
 * 2^30, hence the N^4 of people with N visits at most 2^60; and the square of a
 * denominator is exact in a double.
 */
#define LEVELS 256

typedef struct CountSums
{
	int64		sum;
	int64		squares;
} CountSums;

/* Sums over the patients of N visits. */
typedef struct Level
{
	int64		patients;
	CountSums	providers;
	CountSums	most;
	CountSums	squares;
	CountSums	repeats;
} Level;

typedef struct Means
{
	int64		patients;
	Twofold		sum[TALLY_INDICES];
	Twofold		squares[TALLY_INDICES];
} Means;

/* Of few visits first: what stands behind is not even cleared. */
typedef struct Levels
{
	int			count;
	Level		level[LEVELS];
} Levels;

static Twofold
whole(int64 number)
{
	double		high = number;

	return ordered_sum(high, number - (int64) high);
}

/*
 * A quotient to twice the precision of a double, of which the denominator is one.
 */
static inline Twofold
quotient_of(int64 numerator, double denominator)
{
	Twofold		above = whole(numerator);
	double		first = above.high / denominator;
	double		rest = fma(-first, denominator, above.high) + above.low;

	return ordered_sum(first, rest / denominator);
}

static inline void
add_count(CountSums *sums, int64 count)
{
	sums->sum += count;
	sums->squares += count * count;
}

static inline void
add_patient(Means *means, Levels *levels, const Tally *tally)
{
	means->patients++;
	if (likely(tally->visits < LEVELS))
	{
		Level	   *level = &levels->level[tally->visits];

		while (unlikely(levels->count <= tally->visits))
			levels->level[levels->count++] = (Level)
		{
			0
		};
		level->patients++;
		add_count(&level->providers, tally->providers);
		add_count(&level->most, tally->most);
		add_count(&level->squares, tally->squares);
		add_count(&level->repeats, tally->repeats);
		return;
	}
	for (int i = 0; i < TALLY_INDICES; i++)
	{
		TallyQuotient quotient = tally_indices[i].quotient(tally);
		Twofold		value = twofold_divide(whole(quotient.numerator), whole(quotient.denominator));

		means->sum[i] = twofold_add(means->sum[i], value);
		means->squares[i] = twofold_add(means->squares[i], twofold_multiply(value, value));
	}
}

static const CountSums *
level_sums(const Level *level, Size count)
{
	switch (count)
	{
		case offsetof(Tally, providers):
			return &level->providers;
		case offsetof(Tally, most):
			return &level->most;
		case offsetof(Tally, squares):
			return &level->squares;
		default:
			return &level->repeats;
	}
}

/*
 * Adds the patients of N visits: the numerator of an index is a line over its
 * count, which two points give.
 */
static void
add_level(Means *means, const Level *level, int64 visits)
{
	for (int i = 0; i < TALLY_INDICES; i++)
	{
		const TallyIndex *index = &tally_indices[i];
		const CountSums *sums = level_sums(level, index->count);
		Tally		none = {.visits = visits};
		Tally		one = {.visits = visits};
		TallyQuotient start = index->quotient(&none);
		double		denominator = start.denominator;
		int64		slope;
		int64		numerators;
		int64		squares;

		*(int64 *) ((char *) &one + index->count) = 1;
		slope = index->quotient(&one).numerator - start.numerator;
		numerators = slope * sums->sum + level->patients * start.numerator;
		squares = slope * slope * sums->squares + 2 * slope * start.numerator * sums->sum +
			level->patients * start.numerator * start.numerator;
		means->sum[i] = twofold_add(means->sum[i], quotient_of(numerators, denominator));
		means->squares[i] = twofold_add(means->squares[i], quotient_of(squares, denominator * denominator));
	}
}

static Means
panel_means(const CarePanel *panel, int min_visits)
{
	Means		means = {0};
	Levels		levels;
	uint32	   *counts = panel_tally_counts(panel);
	PanelCursor cursor;

	levels.count = 0;
	panel_cursor_start(&cursor, panel, PANEL_COUNTS);
	while (panel_cursor_next(&cursor))
	{
		Tally		tally;

		if (cursor.visits < (uint32) min_visits)
			continue;
		tally = panel_tally(&cursor, counts);
		add_patient(&means, &levels, &tally);
	}
	for (int64 visits = min_visits; visits < levels.count; visits++)
		if (levels.level[visits].patients > 0)
			add_level(&means, &levels.level[visits], visits);
	return means;
}

PG_FUNCTION_INFO_V1(panel_mean_continuity);

#define MEAN_COLUMNS 5

/*
 * mean_continuity(panel, min_visits integer DEFAULT 2, confidence double precision
 *		DEFAULT 0.95) -> setof (index text, patients integer, value, lower, upper
 *		double precision)
 *
 * The mean of each index of continuity() over the patients with min_visits visits
 * or more, with the limits of a t interval: NULL for fewer than two patients, and
 * the mean NULL for none.  Limits are not cut at 0 and 1.  A mean of patients, not
 * of visits: see visit_share().  It is the same whatever the order of rows, to the
 * last bit.  Errors: 22023 for min_visits below 2 or a confidence outside 0 to 1.
 */
Datum
panel_mean_continuity(PG_FUNCTION_ARGS)
{
	int			min_visits = PG_GETARG_INT32(1);
	float8		confidence = PG_GETARG_FLOAT8(2);
	ReturnSetInfo *rows = rows_start(fcinfo, MEAN_COLUMNS);
	CarePanel	panel;
	Means		means;
	double		reach;

	check_min_visits(min_visits, 2);
	check_confidence(confidence);
	care_panel_open_front(&panel, PG_GETARG_DATUM(0));
	means = panel_means(&panel, min_visits);
	reach = means.patients < 2 ? 0 : t_reach(means.patients, confidence);
	for (int i = 0; i < TALLY_INDICES; i++)
	{
		Datum		values[MEAN_COLUMNS] = {0};
		bool		nulls[MEAN_COLUMNS] = {false};
		Twofold		patients = whole(means.patients);

		values[0] = CStringGetTextDatum(tally_indices[i].name);
		values[1] = Int32GetDatum(means.patients);
		nulls[2] = means.patients < 1;
		nulls[3] = nulls[4] = means.patients < 2;
		if (!nulls[2])
			values[2] = Float8GetDatum(twofold_value(twofold_divide(means.sum[i], patients)));
		if (!nulls[3])
		{
			Twofold		square = twofold_divide(twofold_multiply(means.sum[i], means.sum[i]), patients);
			double		deviations = twofold_value(twofold_subtract(means.squares[i], square));

			/* What rounding leaves of no spread is no spread. */
			if (deviations < ldexp(means.squares[i].high, -90))
				deviations = 0;
			deviations = reach * sqrt(deviations / (means.patients - 1) / means.patients);
			values[3] = Float8GetDatum(DatumGetFloat8(values[2]) - deviations);
			values[4] = Float8GetDatum(DatumGetFloat8(values[2]) + deviations);
		}
		rows_put(rows, values, nulls);
	}
	PG_RETURN_NULL();
}

/* ------------------------------------------------------------------------
 * Visits with the usual provider
 * ------------------------------------------------------------------------
 */

/* Over patients: n, sums of v visits, of k with the usual provider, and of products. */
typedef struct ShareSums
{
	int64		patients;
	int64		visits;
	int64		usual;
	int64		visits_squared;
	int64		usual_squared;
	int64		product;
} ShareSums;

static ShareSums
share_sums(const CarePanel *panel, int min_visits)
{
	ShareSums	sums = {0};
	uint32	   *counts = panel_tally_counts(panel);
	PanelCursor cursor;

	panel_cursor_start(&cursor, panel, PANEL_COUNTS);
	while (panel_cursor_next(&cursor))
	{
		Tally		tally;

		if (cursor.visits < (uint32) min_visits)
			continue;
		tally = panel_tally(&cursor, counts);
		sums.patients++;
		sums.visits += tally.visits;
		sums.usual += tally.most;
		sums.visits_squared += tally.visits * tally.visits;
		sums.usual_squared += tally.most * tally.most;
		sums.product += tally.visits * tally.most;
	}
	return sums;
}

PG_FUNCTION_INFO_V1(panel_visit_share);

/*
 * visit_share(panel, min_visits integer DEFAULT 1, confidence double precision
 *		DEFAULT 0.95) -> interval_estimate
 *
 * The share of visits that were with each patient's usual provider, 0 to 1, of
 * patients with min_visits visits or more.  The visits of a patient are alike, so
 * that patients, not visits, are what was sampled (Taylor's linearisation of a
 * ratio, a patient a cluster): r = sum k / sum v, error = sqrt(n / (n - 1) sum
 * (k - r v)^2) / sum v, and a t interval with n - 1 degrees of freedom.  NULL for
 * no patient; limits NULL for one, and not cut at 0 and 1.  Errors: 22023 for
 * min_visits below 1 or a confidence outside 0 to 1.
 */
Datum
panel_visit_share(PG_FUNCTION_ARGS)
{
	int			min_visits = PG_GETARG_INT32(1);
	float8		confidence = PG_GETARG_FLOAT8(2);
	CarePanel	panel;
	ShareSums	sums;
	Limits		limits = {NAN, NAN};
	double		share;

	check_min_visits(min_visits, 1);
	check_confidence(confidence);
	care_panel_open_front(&panel, PG_GETARG_DATUM(0));
	sums = share_sums(&panel, min_visits);
	if (sums.patients == 0)
		PG_RETURN_NULL();
	share = (double) sums.usual / sums.visits;
	if (sums.patients > 1)
	{
		/* sum (k V - K v)^2, for r = K / V */
		Twofold		all = whole(sums.visits);
		Twofold		usual = whole(sums.usual);
		Twofold		spread = twofold_multiply(twofold_multiply(all, all), whole(sums.usual_squared));
		double		deviations;

		spread = twofold_add(spread, twofold_multiply(twofold_multiply(usual, usual), whole(sums.visits_squared)));
		deviations = twofold_value(twofold_subtract(spread, twofold_multiply(twofold_multiply(all, usual), whole(2 * sums.product))));
		if (deviations < ldexp(spread.high, -90))
			deviations = 0;
		deviations = t_reach(sums.patients, confidence) *
			sqrt(deviations * sums.patients / (sums.patients - 1)) / sums.visits / sums.visits;
		limits = (Limits)
		{
			share - deviations, share + deviations
		};
	}
	PG_RETURN_DATUM(interval_estimate(fcinfo, share, limits));
}
