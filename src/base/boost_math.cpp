/*
 * boost_math.cpp
 *		The one file in C++: Boost.Math behind names of C.
 *
 * Boost.Math is headers only.  Compiled without exceptions and without types at
 * run time, and with policies that answer errors by values, nothing of it needs the
 * C++ library when the server loads us; test/t/library.t holds that.  Everything is
 * reckoned in double, because long double is another type on another machine.
 */

/* Broken assertions would end the server; what comes back is checked instead. */
#ifndef NDEBUG
#define NDEBUG
#endif
#define BOOST_DISABLE_ASSERTS

/*
 * Boost.Math includes <iostream> and does not use it.  GNU's C++ library would then
 * be called when we are loaded, so its guard keeps it out; elsewhere the guard has
 * another name, and <iostream> does no such thing.
 */
#include <ios>
#include <istream>
#include <ostream>
#define _GLIBCXX_IOSTREAM 1

#include <cmath>
#include <limits>

#include <boost/math/policies/policy.hpp>

#include "base/boost_math.h"

/* ------------------------------------------------------------------------
 * Errors as values
 * ------------------------------------------------------------------------
 */

namespace boost { namespace math { namespace policies {

template <class T>
inline T
user_domain_error(const char *, const char *, const T &)
{
	return std::numeric_limits<T>::quiet_NaN();
}

template <class T>
inline T
user_pole_error(const char *, const char *, const T &)
{
	return std::numeric_limits<T>::quiet_NaN();
}

template <class T>
inline T
user_overflow_error(const char *, const char *, const T &)
{
	return std::numeric_limits<T>::quiet_NaN();
}

template <class T>
inline T
user_evaluation_error(const char *, const char *, const T &)
{
	return std::numeric_limits<T>::quiet_NaN();
}

template <class T>
inline T
user_indeterminate_result_error(const char *, const char *, const T &)
{
	return std::numeric_limits<T>::quiet_NaN();
}

}}}

#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/log1p.hpp>

namespace policies = boost::math::policies;

typedef policies::policy<
	policies::domain_error<policies::user_error>,
	policies::pole_error<policies::user_error>,
	policies::overflow_error<policies::user_error>,
	policies::underflow_error<policies::ignore_error>,
	policies::denorm_error<policies::ignore_error>,
	policies::evaluation_error<policies::user_error>,
	policies::rounding_error<policies::errno_on_error>,
	policies::indeterminate_result_error<policies::user_error>,
	policies::promote_float<false>,
	policies::promote_double<false> > Quiet;

static const Quiet quiet = Quiet();

/* ------------------------------------------------------------------------
 * Normal and Student
 * ------------------------------------------------------------------------
 */

static const double root_of_two = 1.4142135623730950488;

double
boost_normal_distribution(double x)
{
	return boost::math::erfc(-x / root_of_two, quiet) / 2;
}

double
boost_normal_quantile(double p)
{
	return -root_of_two * boost::math::erfc_inv(2 * p, quiet);
}

double
boost_student_quantile(double p, double degrees_of_freedom)
{
	return boost::math::quantile(boost::math::students_t_distribution<double, Quiet>(degrees_of_freedom), p);
}

/* ------------------------------------------------------------------------
 * Gamma
 * ------------------------------------------------------------------------
 */

/*
 * Above this shape Boost's sums for x beyond the shape get long, and from 1e11 on they
 * end before they have converged, without a word.
 */
static const double large_shape = 1e6;

/*
 * Where x lies from a large shape, in what are nearly standard deviations: the
 * distribution is nearly normal there, and nothing of it is left 40 away.
 */
static double
deviation(double x, double shape)
{
	double		away = (x - shape) / shape;

	return std::copysign(std::sqrt(-2 * shape * boost::math::log1pmx(away, quiet)), away);
}

/*
 * By how much the tail of a large shape differs from the normal's.
 * Source: Temme 1979, as in section 8.12 of the Digital Library of Mathematical
 * Functions; the terms left out are below 1e-13 of the tail.
 */
static double
tail_beyond_normal(double deviation, double shape)
{
	static const double root_of_two_pi = 2.5066282746310005024;
	double		e = deviation / std::sqrt(shape);
	double		first = -1 / 3.0 + e * (1 / 12.0 + e * (-2 / 135.0 + e * (1 / 864.0 + e * (1 / 2835.0 +
		e * (-139 / 777600.0 + e / 25515)))));
	double		second = -1 / 540.0 + e * (-1 / 288.0 + e / 378);

	return std::exp(-deviation * deviation / 2) / (root_of_two_pi * std::sqrt(shape)) * (first + second / shape);
}

static double
large_gamma_tail(double x, double shape)
{
	double		z = deviation(x, shape);

	if (std::fabs(z) > 40)
		return z < 0;
	return boost_normal_distribution(-z) + tail_beyond_normal(z, shape);
}

static double
large_gamma_distribution(double x, double shape)
{
	double		z = deviation(x, shape);

	if (std::fabs(z) > 40)
		return z > 0;
	return boost_normal_distribution(z) - tail_beyond_normal(z, shape);
}

double
boost_gamma_distribution(double x, double shape)
{
	if (shape > large_shape && x > 0)
		return large_gamma_distribution(x, shape);
	return boost::math::gamma_p(shape, x, quiet);
}

double
boost_gamma_tail(double x, double shape)
{
	if (shape > large_shape && x > 0)
		return large_gamma_tail(x, shape);
	return boost::math::gamma_q(shape, x, quiet);
}

/*
 * The quantile of a large shape: Wilson and Hilferty's, and from there Newton's steps
 * over the logarithm of the smaller tail.
 */
static double
large_gamma_quantile(double p, double shape)
{
	double		root = 1 - 1 / (9 * shape) + boost_normal_quantile(p) / (3 * std::sqrt(shape));
	double		x = shape * root * root * root;

	for (int step = 0; step < 50; step++)
	{
		double		tail = p <= 0.5 ? large_gamma_distribution(x, shape) : large_gamma_tail(x, shape);
		double		slope = boost::math::gamma_p_derivative(shape, x, quiet);
		double		next = x + (p <= 0.5 ? std::log(p / tail) : std::log(tail / (1 - p))) * tail / slope;

		if (!(next > 0) || std::fabs(next - x) <= 2 * std::numeric_limits<double>::epsilon() * x)
			break;
		x = next;
	}
	return x;
}

double
boost_gamma_quantile(double p, double shape)
{
	if (shape > large_shape && p > 0 && p < 1)
		return large_gamma_quantile(p, shape);
	return boost::math::gamma_p_inv(shape, p, quiet);
}

double
boost_log_gamma(double x)
{
	return boost::math::lgamma(x, quiet);
}

/* ------------------------------------------------------------------------
 * Beta
 * ------------------------------------------------------------------------
 */

/*
 * The arcsine distribution, a = b = 1/2, near the nearer end.  Boost takes the arcsine
 * of what rounds to 1 and loses half of the digits.
 */
static double
arcsine_distribution(double x)
{
	static const double half_of_pi = 1.5707963267948966192;

	return std::asin(std::sqrt(x)) / half_of_pi;
}

double
boost_beta_distribution(double x, double a, double b)
{
	if (a == 0.5 && b == 0.5 && x >= 0 && x <= 1)
		return x <= 0.5 ? arcsine_distribution(x) : 1 - arcsine_distribution(1 - x);
	return boost::math::ibeta(a, b, x, quiet);
}

double
boost_beta_tail(double x, double a, double b)
{
	if (a == 0.5 && b == 0.5 && x >= 0 && x <= 1)
		return x >= 0.5 ? arcsine_distribution(1 - x) : 1 - arcsine_distribution(x);
	return boost::math::ibetac(a, b, x, quiet);
}

/*
 * Boost's own inverse stops a hundredfold too low where x is tiny (a = 1/2, b = 3,
 * p = 1e-12).  Newton's steps in logarithms finish it: there the distribution is a
 * power of x, and one step lands.  They look at the smaller of the two tails, which
 * has more digits.
 */
double
boost_beta_quantile(double p, double a, double b)
{
	double		x = boost::math::ibeta_inv(a, b, p, quiet);

	for (int step = 0; step < 50 && x > 0 && x < 1; step++)
	{
		double		tail = p <= 0.5 ? boost_beta_distribution(x, a, b) : boost_beta_tail(x, a, b);
		double		slope = boost::math::ibeta_derivative(a, b, x, quiet);
		double		short_of = p <= 0.5 ? std::log(p / tail) : std::log(tail / (1 - p));
		double		next = x * std::exp(short_of * tail / (x * slope));

		if (!(next > 0 && next < 1))
			break;
		if (std::fabs(next - x) <= 4 * std::numeric_limits<double>::epsilon() * x)
			return next;
		x = next;
	}
	return x;
}
