/*
 * backlog.c
 *		What was asked for and not yet seen to: demand and capacity row after row, and
 *		the formulas of queues.
 *
 * The executor asks for each row of a partition once and in order, so the backlog so
 * far is all that is kept.
 */
#include "postgres.h"

#include <math.h>

#include "utils/float.h"
#include "windowapi.h"

#include "base/rows.h"

typedef struct Backlog
{
	bool		is_begun;
	bool		is_unknown;		/* a NULL was met */
	double		opening;
	double		backlog;
} Backlog;

static void
check_quantity(double quantity, const char *name)
{
	if (!(quantity >= 0 && isfinite(quantity)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a finite number of at least 0, not %.15g", name, quantity)));
}

static double
quantity_argument(FunctionCallInfo fcinfo, int argument, const char *name)
{
	double		quantity = PG_GETARG_FLOAT8(argument);

	check_quantity(quantity, name);
	return quantity;
}

/* ------------------------------------------------------------------------
 * Row after row
 * ------------------------------------------------------------------------
 */

/*
 * A quantity in an argument of the current row; false if it is NULL.
 */
static bool
quantity_now(WindowObject window, int argument, const char *name, double *quantity)
{
	bool		is_null;
	Datum		datum = WinGetFuncArgCurrent(window, argument, &is_null);

	if (is_null)
		return false;
	*quantity = DatumGetFloat8(datum);
	check_quantity(*quantity, name);
	return true;
}

/*
 * The backlog before the first row, the same in all rows of a partition.
 */
static void
read_opening(WindowObject window, bool is_given, Backlog *backlog)
{
	double		opening = 0;
	bool		is_known = !is_given || quantity_now(window, 2, "opening", &opening);

	if (!backlog->is_begun)
	{
		backlog->is_begun = true;
		backlog->opening = backlog->backlog = opening;
	}
	else if (is_known && opening != backlog->opening)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("opening must be the same in all rows of a partition, not %.15g and %.15g", backlog->opening, opening)));
	backlog->is_unknown |= !is_known;
}

PG_FUNCTION_INFO_V1(backlog);

/*
 * backlog(demand float8, capacity float8 [, opening float8])
 *		over (partition by ... order by ...) -> (seen, backlog, unused)
 *
 * In the order of the window, which must be of all rows: what is seen of the backlog
 * and of the demand of a row, what is left over after it, and what of the capacity
 * nobody asked for.  opening is the backlog before the first row, else 0.  From a
 * row with a NULL on all is NULL, since the backlog is not known.  Errors: 22023
 * for quantities that are negative, NaN or infinite, and an opening that changes;
 * 42P20 where it is called without OVER; 22003 for a backlog out of range.
 */
Datum
backlog(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	Backlog    *state;
	double		demand = 0;
	double		capacity = 0;
	double		waiting = 0;
	double		seen = 0;
	Datum		values[3];
	bool		nulls[3];
	bool		is_known;

	if (!WindowObjectIsValid(window))
		ereport(ERROR,
				(errcode(ERRCODE_WINDOWING_ERROR),
				 errmsg("window function backlog requires an OVER clause")));
	state = WinGetPartitionLocalMemory(window, sizeof(Backlog));
	read_opening(window, PG_NARGS() > 2, state);
	is_known = quantity_now(window, 0, "demand", &demand);
	is_known &= quantity_now(window, 1, "capacity", &capacity);
	state->is_unknown |= !is_known;
	if (!state->is_unknown)
	{
		waiting = float8_pl(state->backlog, demand);
		seen = fmin(waiting, capacity);
		state->backlog = waiting - seen;
	}
	nulls[0] = nulls[1] = nulls[2] = state->is_unknown;
	values[0] = Float8GetDatum(seen);
	values[1] = Float8GetDatum(state->backlog);
	values[2] = Float8GetDatum(capacity - seen);
	PG_RETURN_DATUM(row_datum(fcinfo, 3, values, nulls));
}

/* ------------------------------------------------------------------------
 * Queues
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(queue_load);

/*
 * queue_load(demand float8, capacity float8) -> float8
 *
 * demand / capacity: from 1 on a queue grows.  Errors: 22023 for quantities that are
 * negative, NaN or infinite; 22012 for a capacity of 0; 22003 for a result out of
 * range.
 */
Datum
queue_load(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(float8_div(quantity_argument(fcinfo, 0, "demand"), quantity_argument(fcinfo, 1, "capacity")));
}

PG_FUNCTION_INFO_V1(target_queue_size);

/*
 * target_queue_size(demand float8, target_wait float8, factor float8) -> float8
 *
 * demand target_wait / factor: the queue in which nearly everybody is seen within
 * the target.  Demand for each unit of the wait.  Errors: as queue_load, for a
 * factor of 0.
 * Source: Fong et al., medRxiv 2022 (NHSRwaitinglist).
 */
Datum
target_queue_size(PG_FUNCTION_ARGS)
{
	double		product = float8_mul(quantity_argument(fcinfo, 0, "demand"), quantity_argument(fcinfo, 1, "target_wait"));

	PG_RETURN_FLOAT8(float8_div(product, quantity_argument(fcinfo, 2, "factor")));
}

PG_FUNCTION_INFO_V1(relief_capacity);

/*
 * relief_capacity(demand float8, queue float8, target_queue float8, weeks float8)
 *		-> float8
 *
 * demand + (queue - target_queue) / weeks: the capacity a week that brings a queue to
 * its target in so many weeks; below the demand where the queue is shorter.
 * Errors: as queue_load, for 0 weeks.
 * Source: Fong et al. 2022.
 */
Datum
relief_capacity(PG_FUNCTION_ARGS)
{
	double		demand = quantity_argument(fcinfo, 0, "demand");
	double		above = quantity_argument(fcinfo, 1, "queue") - quantity_argument(fcinfo, 2, "target_queue");

	PG_RETURN_FLOAT8(float8_pl(demand, float8_div(above, quantity_argument(fcinfo, 3, "weeks"))));
}

PG_FUNCTION_INFO_V1(target_mean_wait);

/*
 * target_mean_wait(target_wait float8, factor float8) -> float8
 *
 * target_wait / factor: the mean wait at which nearly everybody is seen within the
 * target.  Errors: as queue_load, for a factor of 0.
 * Source: Fong et al. 2022.
 */
Datum
target_mean_wait(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(float8_div(quantity_argument(fcinfo, 0, "target_wait"), quantity_argument(fcinfo, 1, "factor")));
}

PG_FUNCTION_INFO_V1(waiting_list_pressure);

/*
 * waiting_list_pressure(mean_wait float8, target_wait float8) -> float8
 *
 * 2 mean_wait / target_wait: above 1 where waits are too long.  Errors: as
 * queue_load, for a target of 0.
 * Source: Fong et al. 2022.
 */
Datum
waiting_list_pressure(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(float8_div(float8_mul(2, quantity_argument(fcinfo, 0, "mean_wait")), quantity_argument(fcinfo, 1, "target_wait")));
}

PG_FUNCTION_INFO_V1(target_capacity);

/*
 * target_capacity(demand float8, target_wait float8, factor float8,
 *		demand_variation float8, capacity_variation float8) -> float8
 *
 * demand + factor (demand_variation^2 + capacity_variation^2) / (2 target_wait): the
 * capacity that keeps a queue at its target; the variations are coefficients of
 * variation.  Errors: as queue_load, for a target of 0.
 * Source: Fong et al. 2022.
 */
Datum
target_capacity(PG_FUNCTION_ARGS)
{
	double		demand = quantity_argument(fcinfo, 0, "demand");
	double		target = float8_mul(2, quantity_argument(fcinfo, 1, "target_wait"));
	double		factor = quantity_argument(fcinfo, 2, "factor");
	double		of_demand = quantity_argument(fcinfo, 3, "demand_variation");
	double		of_capacity = quantity_argument(fcinfo, 4, "capacity_variation");
	double		variation = float8_pl(float8_mul(of_demand, of_demand), float8_mul(of_capacity, of_capacity));

	PG_RETURN_FLOAT8(float8_pl(demand, float8_div(float8_mul(factor, variation), target)));
}
