/*
 * special.c
 *		The one place that speaks to libRmath, R's own mathematics library.
 *
 * Its header defines many short names as macros, so nothing else includes it.
 * It answers bad arguments with NaN and a line on the server's standard output:
 * callers pass good ones, and what comes back is checked all the same.
 */
#include "postgres.h"

#include <math.h>

#include "base/special.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

static double
check_quantile(double quantile, const char *distribution, double p)
{
	if (!isfinite(quantile))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the %s distribution has no quantile at %.15g here", distribution, p)));
	return quantile;
}

/*
 * The x below which a standard normal variable falls with probability p.
 */
double
normal_quantile(double p)
{
	return check_quantile(qnorm5(p, 0, 1, true, false), "normal", p);
}

double
student_quantile(double p, double degrees_of_freedom)
{
	return check_quantile(qt(p, degrees_of_freedom, true, false), "Student", p);
}

double
chi_squared_quantile(double p, double degrees_of_freedom)
{
	return check_quantile(qchisq(p, degrees_of_freedom, true, false), "chi-squared", p);
}

/*
 * The probability that a gamma variable of this shape and scale 1 is at most x;
 * for whole shapes, that a Poisson variable of mean x is at least the shape.
 */
double
gamma_distribution(double x, double shape)
{
	return check_quantile(pgamma(x, shape, 1, true, false), "gamma", x);
}
