/*
 * amounts.c
 *		Amounts that callers give: people, events, money.
 */
#include "postgres.h"

#include "base/amounts.h"

void
refuse_amount(double amount, const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s must be a finite number that is not negative, not %.15g", name, amount)));
}
