/*
 * special.c
 *		The door to Boost.Math: what comes back is finite, or an error.
 */
#include "postgres.h"

#include <math.h>

#include "base/boost_math.h"
#include "base/special.h"

static double
check_quantile(double quantile, const char *distribution, double p)
{
	if (!isfinite(quantile))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the %s distribution has no quantile at %.15g here", distribution, p)));
	return quantile;
}

static double
check_probability(double probability, const char *distribution, double x)
{
	if (!isfinite(probability))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the %s distribution has no probability at %.15g here", distribution, x)));
	return probability;
}

/* ------------------------------------------------------------------------
 * Normal and Student
 * ------------------------------------------------------------------------
 */

/*
 * The probability that a standard normal variable is at most x.
 */
double
normal_distribution(double x)
{
	return check_probability(boost_normal_distribution(x), "normal", x);
}

/*
 * The x below which a standard normal variable falls with probability p.
 */
double
normal_quantile(double p)
{
	return check_quantile(boost_normal_quantile(p), "normal", p);
}

double
student_quantile(double p, double degrees_of_freedom)
{
	return check_quantile(boost_student_quantile(p, degrees_of_freedom), "Student", p);
}

/* ------------------------------------------------------------------------
 * Gamma of scale 1, and chi-squared
 * ------------------------------------------------------------------------
 */

/*
 * The probability that a gamma variable is at most x; for whole shapes, that a
 * Poisson variable of mean x is at least the shape.
 */
double
gamma_distribution(double x, double shape)
{
	return check_probability(boost_gamma_distribution(x, shape), "gamma", x);
}

/*
 * The probability that a gamma variable is above x, also where that is tiny; for
 * whole shapes, that a Poisson variable of mean x is below the shape.
 */
double
gamma_tail(double x, double shape)
{
	return check_probability(boost_gamma_tail(x, shape), "gamma", x);
}

double
gamma_quantile(double p, double shape)
{
	return check_quantile(boost_gamma_quantile(p, shape), "gamma", p);
}

double
chi_squared_quantile(double p, double degrees_of_freedom)
{
	return check_quantile(2 * boost_gamma_quantile(p, degrees_of_freedom / 2), "chi-squared", p);
}

/*
 * The natural logarithm of the gamma function: of (n - 1)! for whole n.
 */
double
log_gamma(double x)
{
	double		result = boost_log_gamma(x);

	if (!isfinite(result))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the gamma function has no logarithm at %.15g", x)));
	return result;
}

/* ------------------------------------------------------------------------
 * Beta
 * ------------------------------------------------------------------------
 */

/*
 * The probability that a beta variable is at most x, which is the regularised
 * incomplete beta function.  For whole k <= n, beta_distribution(p, k, n - k + 1)
 * is the probability of at least k successes in n trials that each succeed with p.
 */
double
beta_distribution(double x, double a, double b)
{
	return check_probability(boost_beta_distribution(x, a, b), "beta", x);
}

/*
 * The probability that a beta variable is above x, also where that is tiny.
 */
double
beta_tail(double x, double a, double b)
{
	return check_probability(boost_beta_tail(x, a, b), "beta", x);
}

double
beta_quantile(double p, double a, double b)
{
	return check_quantile(boost_beta_quantile(p, a, b), "beta", p);
}
