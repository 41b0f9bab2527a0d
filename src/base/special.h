/*
 * special.h
 *		Quantiles and distributions.
 *
 * p lies between 0 and 1, both excluded; shapes and degrees of freedom are above
 * 0.  For p from 1e-12 to 1 - 1e-7 the relative error is below 1e-13; for beta only
 * with shapes up to 1000 (1e-12 for beta_distribution and beta_tail), and with a
 * larger shape it grows in proportion, to some 1e-10 at a million.  What cannot be
 * answered is an error (22003), so nothing comes back as NaN or infinite.
 */
#ifndef PLACEBASE_SPECIAL_H
#define PLACEBASE_SPECIAL_H

extern double normal_distribution(double x);
extern double normal_quantile(double p);
extern double student_quantile(double p, double degrees_of_freedom);
extern double chi_squared_quantile(double p, double degrees_of_freedom);

extern double gamma_distribution(double x, double shape);
extern double gamma_tail(double x, double shape);
extern double gamma_quantile(double p, double shape);
extern double log_gamma(double x);

extern double beta_distribution(double x, double a, double b);
extern double beta_tail(double x, double a, double b);
extern double beta_quantile(double p, double a, double b);

#endif
