/*
 * telephone.c
 *		How long callers wait, and how many people must answer them: Erlang's formulas
 *		(Erlang 1917; Angus, IEEE Transactions on Education 2001;44:S16).
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/float.h"
#include "utils/timestamp.h"

#include "base/rows.h"

/* ------------------------------------------------------------------------
 * Limits and checks
 * ------------------------------------------------------------------------
 */

static void
check_load(double load, const char *name)
{
	if (!(load >= 0 && isfinite(load)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a finite number of at least 0, not %.15g", name, load)));
}

/* The formulas take an agent at a time; no service has so many. */
#define AGENTS_MOST 10000000

static int32
check_agents(int32 agents)
{
	if (agents < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("agents must be at least 1, not %d", agents)));
	if (agents > AGENTS_MOST)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("agents must be at most %d, not %d", AGENTS_MOST, agents)));
	return agents;
}

/*
 * The seconds of an interval that has no months, whose length nobody knows.
 */
static double
seconds_of(const Interval *interval, const char *name)
{
	double		seconds = (double) interval->day * SECS_PER_DAY + (double) interval->time / USECS_PER_SEC;

	if (interval->month != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must not have months", name)));
	if (seconds < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must not be negative", name)));
	return seconds;
}

/*
 * What calls keep busy together, in agents (erlangs).
 */
static double
offered_load(double calls, double period, double handling)
{
	check_load(calls, "calls");
	if (period == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DIVISION_BY_ZERO),
				 errmsg("period must be above 0")));
	return float8_div(float8_mul(calls, handling), period);
}

/* ------------------------------------------------------------------------
 * Erlang's formulas
 * ------------------------------------------------------------------------
 */

/*
 * The probability that all agents are busy where who finds them so goes away, of one
 * agent more: without factorials, so that nothing overflows.
 */
static inline double
one_agent_more(double blocked, double load, int32 agents)
{
	return load * blocked / (agents + load * blocked);
}

static double
blocked_share(double load, int32 agents)
{
	double		blocked = 1;

	for (int32 k = 1; k <= agents && blocked > 0; k++)
	{
		CHECK_FOR_INTERRUPTS();
		blocked = one_agent_more(blocked, load, k);
	}
	return blocked;
}

/*
 * The probability of waiting where all who find the agents busy wait.
 */
static double
waiting_share(double blocked, double load, int32 agents)
{
	return agents > load ? blocked / (1 - load / agents * (1 - blocked)) : 1;
}

/*
 * The share of callers who are answered within the target.
 */
static double
share_in_time(double waiting, double load, int32 agents, double handling, double target)
{
	if (agents <= load)
		return 0;
	if (waiting == 0)
		return 1;
	return 1 - waiting * exp(-(agents - load) * (target / handling));
}

PG_FUNCTION_INFO_V1(erlang_b);

/*
 * erlang_b(erlangs float8, agents integer) -> float8
 *
 * The share of callers, from 0 to 1, who find all agents busy and go away.  erlangs
 * is the calls of a period times how long one takes, in periods.  Errors: 22023 for
 * erlangs that are negative, NaN or infinite, and for less than one
 * agent or more than 10 million.
 * Source: Erlang 1917.
 */
Datum
erlang_b(PG_FUNCTION_ARGS)
{
	double		load = PG_GETARG_FLOAT8(0);

	check_load(load, "erlangs");
	PG_RETURN_FLOAT8(blocked_share(load, check_agents(PG_GETARG_INT32(1))));
}

PG_FUNCTION_INFO_V1(erlang_c);

/*
 * erlang_c(erlangs float8, agents integer) -> float8
 *
 * The share of callers, from 0 to 1, who find all agents busy and wait; 1 where
 * there are no more agents than erlangs.  Errors: as erlang_b.
 * Source: Erlang 1917.
 */
Datum
erlang_c(PG_FUNCTION_ARGS)
{
	double		load = PG_GETARG_FLOAT8(0);
	int32		agents = check_agents(PG_GETARG_INT32(1));

	check_load(load, "erlangs");
	PG_RETURN_FLOAT8(waiting_share(agents > load ? blocked_share(load, agents) : 1, load, agents));
}

PG_FUNCTION_INFO_V1(telephone_service);

/*
 * telephone_service(calls float8, period interval, handling interval, agents integer,
 *		target interval) -> (offered, occupancy, probability_of_waiting, mean_wait,
 *		service_level)
 *
 * What callers meet who wait until they are answered (Erlang C): the load in agents,
 * the share of their time that agents are busy, the share of callers who wait, how
 * long all wait on average, to the microsecond, and the share who are answered
 * within the target.  Where there are no more agents than load, nobody is answered
 * in the long run: mean_wait is NULL and service_level 0.  Waits are overstated
 * where many hang up.  Errors: 22012 for a period of 0, 22023 for calls that are
 * negative, NaN or infinite, less than one agent or more than 10 million, and intervals that are negative
 * or have months; 22003 for a load out of range.
 * Source: Erlang 1917.
 */
Datum
telephone_service(PG_FUNCTION_ARGS)
{
	double		handling = seconds_of(PG_GETARG_INTERVAL_P(2), "handling");
	double		load = offered_load(PG_GETARG_FLOAT8(0), seconds_of(PG_GETARG_INTERVAL_P(1), "period"), handling);
	int32		agents = check_agents(PG_GETARG_INT32(3));
	double		target = seconds_of(PG_GETARG_INTERVAL_P(4), "target");
	bool		is_enough = agents > load;
	double		waiting = waiting_share(is_enough ? blocked_share(load, agents) : 1, load, agents);
	Interval   *wait = palloc0(sizeof(Interval));
	Datum		values[5];
	bool		nulls[5] = {false};

	if (is_enough)
	{
		double		microseconds = rint(waiting * handling / (agents - load) * USECS_PER_SEC);

		if (!(microseconds < (double) PG_INT64_MAX))
			float_overflow_error();
		wait->time = (int64) microseconds;
	}
	nulls[3] = !is_enough;
	values[0] = Float8GetDatum(load);
	values[1] = Float8GetDatum(fmin(1, load / agents));
	values[2] = Float8GetDatum(waiting);
	values[3] = IntervalPGetDatum(wait);
	values[4] = Float8GetDatum(share_in_time(waiting, load, agents, handling, target));
	PG_RETURN_DATUM(row_datum(fcinfo, 5, values, nulls));
}

PG_FUNCTION_INFO_V1(agents_needed);

/*
 * agents_needed(calls float8, period interval, handling interval, target interval,
 *		service_level float8) -> integer
 *
 * The fewest agents who answer that share of callers within the target, where all
 * wait until they are answered (Erlang C).  service_level is above 0 and below 1.
 * Errors: as telephone_service; 22023 for another service_level; 22003 for more
 * than 10 million agents.
 * Source: Erlang 1917.
 */
Datum
agents_needed(PG_FUNCTION_ARGS)
{
	double		handling = seconds_of(PG_GETARG_INTERVAL_P(2), "handling");
	double		load = offered_load(PG_GETARG_FLOAT8(0), seconds_of(PG_GETARG_INTERVAL_P(1), "period"), handling);
	double		target = seconds_of(PG_GETARG_INTERVAL_P(3), "target");
	double		wanted = PG_GETARG_FLOAT8(4);
	double		blocked = 1;

	if (!(wanted > 0 && wanted < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("service_level must be above 0 and below 1, not %.15g", wanted),
				 wanted >= 1 && wanted < 100 ? errhint("Write %.15g%% as %.15g.", wanted, wanted / 100) : 0));
	for (int32 agents = 1; load < AGENTS_MOST && agents <= AGENTS_MOST; agents++)
	{
		CHECK_FOR_INTERRUPTS();
		blocked = one_agent_more(blocked, load, agents);
		if (share_in_time(waiting_share(blocked, load, agents), load, agents, handling, target) >= wanted)
			PG_RETURN_INT32(agents);
	}
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%.15g erlangs need more agents than can be counted", load)));
}
