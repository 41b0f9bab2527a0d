/*
 * boost_math.h
 *		Quantiles and distributions as Boost.Math has them, for special.c alone.
 *
 * What cannot be answered is NaN.  Nothing here raises an error or allocates.
 */
#ifndef PLACEBASE_BOOST_MATH_H
#define PLACEBASE_BOOST_MATH_H

#ifdef __cplusplus
extern "C"
{
#endif

extern double boost_normal_distribution(double x);
extern double boost_normal_quantile(double p);
extern double boost_student_quantile(double p, double degrees_of_freedom);
extern double boost_gamma_distribution(double x, double shape);
extern double boost_gamma_tail(double x, double shape);
extern double boost_gamma_quantile(double p, double shape);
extern double boost_beta_distribution(double x, double a, double b);
extern double boost_beta_tail(double x, double a, double b);
extern double boost_beta_quantile(double p, double a, double b);
extern double boost_log_gamma(double x);

#ifdef __cplusplus
}
#endif

#endif
