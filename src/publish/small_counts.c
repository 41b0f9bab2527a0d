/*
 * small_counts.c
 *		Which counts are too small to publish.
 */
#include "postgres.h"

#include <math.h>

#include "publish/small_counts.h"

void
check_below(double below)
{
	if (!isfinite(below) || below <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the threshold of suppression must be a finite number above 0, not %.15g", below)));
}
