/*
 * amounts.h
 *		Amounts that callers give: people, events, money.
 */
#ifndef PLACEBASE_AMOUNTS_H
#define PLACEBASE_AMOUNTS_H

#include <float.h>
#include <math.h>

#include "base/compat.h"
#include "fmgr.h"

pg_noreturn extern void refuse_amount(double amount, const char *name);

/*
 * Counts of people, of events and the like: at least 0, and finite.
 */
static inline void
check_amount(double amount, const char *name)
{
	if (unlikely(!(amount >= 0 && amount <= DBL_MAX)))
		refuse_amount(amount, name);
}

/*
 * Such an amount in an argument that is not NULL.
 */
static inline double
amount_argument(FunctionCallInfo fcinfo, int argument, const char *name)
{
	double		amount = PG_GETARG_FLOAT8(argument);

	check_amount(amount, name);
	return amount;
}

#endif
