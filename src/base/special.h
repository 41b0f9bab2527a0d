/*
 * special.h
 *		Quantiles and distributions, from R's mathematics library.
 */
#ifndef PLACEBASE_SPECIAL_H
#define PLACEBASE_SPECIAL_H

extern double normal_quantile(double p);
extern double student_quantile(double p, double degrees_of_freedom);
extern double chi_squared_quantile(double p, double degrees_of_freedom);
extern double gamma_distribution(double x, double shape);

#endif
