/*
 * recent_rate.c
 *		How often a patient is seen of late: a rate in which a visit counts half as
 *		much for each half-life that it is ago.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/rows.h"
#include "base/twofold.h"
#include "care/care_history.h"
#include "care/panel_layout.h"

#define YEAR_MICROSECONDS (365.25 * USECS_PER_DAY)

/* Over which visits, and how they are weighted. */
typedef struct Recent
{
	TimestampTz at;
	TimestampTz since;
	double		half_life;		/* in microseconds */
	double		per_year;		/* what the sum of weights is multiplied by */
} Recent;

static double
half_life_microseconds(const Interval *half_life)
{
	double		length = (double) half_life->day * USECS_PER_DAY + half_life->time;

	if (half_life->month != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("half_life must not have months or years, but is \"%s\"",
						DatumGetCString(DirectFunctionCall1(interval_out, PointerGetDatum(half_life)))),
				 errhint("Months differ in length: write days.")));
	if (!(length > 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("half_life must be above 0, but is \"%s\"",
						DatumGetCString(DirectFunctionCall1(interval_out, PointerGetDatum(half_life))))));
	return length;
}

/*
 * The arguments from the second on, which are the same for a history and a panel.
 * The weights of all the time observed add up to the half-life over ln 2, less
 * what would lie before since.
 */
static Recent
recent_arguments(FunctionCallInfo fcinfo)
{
	Recent		recent = {
		.at = PG_GETARG_TIMESTAMPTZ(1),
		.half_life = half_life_microseconds(PG_GETARG_INTERVAL_P(2)),
		.since = PG_ARGISNULL(3) ? DT_NOBEGIN : PG_GETARG_TIMESTAMPTZ(3),
	};
	double		observed = 1;

	check_visit_time(recent.at, ERRCODE_DATETIME_VALUE_OUT_OF_RANGE);
	if (!PG_ARGISNULL(3))
	{
		check_visit_time(recent.since, ERRCODE_DATETIME_VALUE_OUT_OF_RANGE);
		if (recent.since >= recent.at)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("since must be before at: %s is not before %s",
							pstrdup(timestamptz_to_str(recent.since)), timestamptz_to_str(recent.at))));
		observed = -expm1(-M_LN2 * ((double) recent.at - recent.since) / recent.half_life);
	}
	recent.per_year = M_LN2 / recent.half_life / observed * YEAR_MICROSECONDS;
	return recent;
}

static inline Twofold
add_visit(Twofold sum, const Recent *recent, TimestampTz at)
{
	if (at < recent->since || at > recent->at)
		return sum;
	return twofold_add_double(sum, exp2(-(((double) recent->at - at) / recent->half_life)));
}

static double
rate_of(Twofold sum, const Recent *recent)
{
	double		rate = twofold_value(sum) * recent->per_year;

	if (!isfinite(rate))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the result is out of range")));
	return rate;
}

PG_FUNCTION_INFO_V1(recent_rate);

/*
 * recent_rate(history care_history, at timestamptz, half_life interval, since
 *		timestamptz DEFAULT NULL) -> float8
 *
 * Visits a year at a time: each visit up to then counts 2 ^ -(half-lives that it is
 * ago), and the sum is divided by that of all the time observed, so that a patient
 * who is seen evenly has the rate at which that is.  Observation began at since;
 * where since is NULL it began long ago, and the rate of a patient who came later
 * is too low.  0 for no visit; NULL where another argument is.  Errors: 22023 for a
 * half-life with months or not above 0, and a since that is not before at; 22008
 * for infinite times.
 */
Datum
recent_rate(PG_FUNCTION_ARGS)
{
	Recent		recent;
	CareHistory history;
	CareTimes	times;
	Twofold		sum = twofold(0);

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	recent = recent_arguments(fcinfo);
	care_history_read(&history, PG_GETARG_DATUM(0));
	care_times_start(&times, &history);
	for (uint32 i = 0; i < history.visits; i++)
	{
		CHECK_FOR_INTERRUPTS();
		sum = add_visit(sum, &recent, care_times_next(&times));
	}
	PG_RETURN_FLOAT8(rate_of(sum, &recent));
}

PG_FUNCTION_INFO_V1(recent_rates);

#define RATES_COLUMNS 3

/*
 * recent_rates(panel care_panel, at timestamptz, half_life interval, since
 *		timestamptz DEFAULT NULL) -> setof (patient text, visits integer, recent_rate
 *		float8)
 *
 * What recent_rate(care_history) answers, bit for bit, a row for each patient,
 * beside the number of all visits.  No row where panel, at or half_life is NULL.
 * Errors as there.
 */
Datum
recent_rates(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, RATES_COLUMNS);
	Recent		recent;
	CarePanel	panel;
	PanelCursor cursor;
	PanelVisit *visits = NULL;
	uint32		room = 0;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	recent = recent_arguments(fcinfo);
	care_panel_open(&panel, PG_GETARG_DATUM(0));
	panel_cursor_start(&cursor, &panel, PANEL_NAMES | PANEL_TIMES);
	while (panel_cursor_next(&cursor))
	{
		Datum		values[RATES_COLUMNS];
		bool		nulls[RATES_COLUMNS] = {false};
		Twofold		sum = twofold(0);

		visits = panel_cursor_all_visits(&cursor, visits, &room);
		for (uint32 i = 0; i < cursor.visits; i++)
		{
			CHECK_FOR_INTERRUPTS();
			sum = add_visit(sum, &recent, panel_time(&panel, visits[i].at));
		}
		values[0] = PointerGetDatum(code_to_text(panel_cursor_name(&cursor)));
		values[1] = Int32GetDatum(cursor.visits);
		values[2] = Float8GetDatum(rate_of(sum, &recent));
		rows_put(rows, values, nulls);
		pfree(DatumGetPointer(values[0]));
	}
	PG_RETURN_NULL();
}
