/*
 * quantiles.c
 *		Quantiles and distributions of boost_math.cpp beside those of R.
 *
 *	quantiles < of_r.csv			compares with R's values in that table
 *	quantiles --rmath				compares with libRmath on a finer grid, where it was linked in
 *	quantiles --table				prints the table, from libRmath
 *
 * Says what differs by more than 1e-13 of itself (the beta distribution, not its
 * quantile: 1e-12), then how many were compared.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/boost_math.h"

#ifdef WITH_RMATH
#define MATHLIB_STANDALONE
#include <Rmath.h>
#endif

static int	compared;
static int	wrong;

static void
compare(const char *what, double x, double a, double b, double ours, double of_r)
{
	double		tolerance = strncmp(what, "pbeta", 5) == 0 ? 1e-12 : 1e-13;

	compared++;
	if (fabs(ours - of_r) <= tolerance * fabs(of_r))
		return;
	if (wrong++ < 20)
		printf("%s(%.17g, %g, %g) is %.17g, in R %.17g\n", what, x, a, b, ours, of_r);
}

static double
ours_of(const char *what, double x, double a, double b)
{
	if (strcmp(what, "qnorm") == 0)
		return boost_normal_quantile(x);
	if (strcmp(what, "pnorm") == 0)
		return boost_normal_distribution(x);
	if (strcmp(what, "qt") == 0)
		return boost_student_quantile(x, a);
	if (strcmp(what, "qchisq") == 0)
		return 2 * boost_gamma_quantile(x, a / 2);
	if (strcmp(what, "qgamma") == 0)
		return boost_gamma_quantile(x, a);
	if (strcmp(what, "pgamma") == 0)
		return boost_gamma_distribution(x, a);
	if (strcmp(what, "pgamma_upper") == 0)
		return boost_gamma_tail(x, a);
	if (strcmp(what, "qbeta") == 0)
		return boost_beta_quantile(x, a, b);
	if (strcmp(what, "pbeta") == 0)
		return boost_beta_distribution(x, a, b);
	if (strcmp(what, "pbeta_upper") == 0)
		return boost_beta_tail(x, a, b);
	if (strcmp(what, "lgamma") == 0)
		return boost_log_gamma(x);
	return NAN;
}

#ifdef WITH_RMATH

static void
with_r(void (*each) (const char *, double, double, double, double, double),
	   const double *shapes, int n_shapes, double step)
{
	static const double whole[] = {1, 2, 3, 7, 30, 1000};
	static const double large[] = {1.5e6, 1e9, 1e12};
	double		p[400];
	int			n = 0;

	for (double e = -12; e < -0.3; e += step)
		p[n++] = pow(10, e);
	for (double e = -0.3; e > -7.01; e -= step)
		p[n++] = 1 - pow(10, e);
	for (int i = 0; i < n; i++)
	{
		each("qnorm", p[i], 0, 0, boost_normal_quantile(p[i]), qnorm(p[i], 0, 1, 1, 0));
		each("pnorm", 8 * p[i] - 5, 0, 0, boost_normal_distribution(8 * p[i] - 5), pnorm(8 * p[i] - 5, 0, 1, 1, 0));
		each("lgamma", 50 * p[i] + 3, 0, 0, boost_log_gamma(50 * p[i] + 3), lgammafn(50 * p[i] + 3));
		for (int j = 0; j < 6; j++)
			each("qt", p[i], whole[j], 0, boost_student_quantile(p[i], whole[j]), qt(p[i], whole[j], 1, 0));
		for (int j = 0; j < 3; j++)
		{
			double		x = qgamma(p[i], large[j], 1, 1, 0);

			each("qgamma", p[i], large[j], 0, boost_gamma_quantile(p[i], large[j]), x);
			each("pgamma", x, large[j], 0, boost_gamma_distribution(x, large[j]), pgamma(x, large[j], 1, 1, 0));
			each("pgamma_upper", x, large[j], 0, boost_gamma_tail(x, large[j]), pgamma(x, large[j], 1, 0, 0));
		}
		for (int j = 0; j < n_shapes; j++)
		{
			double		a = shapes[j];
			double		x = qgamma(p[i], a, 1, 1, 0);

			each("qgamma", p[i], a, 0, boost_gamma_quantile(p[i], a), x);
			each("qchisq", p[i], a, 0, 2 * boost_gamma_quantile(p[i], a / 2), qchisq(p[i], a, 1, 0));
			each("pgamma", x, a, 0, boost_gamma_distribution(x, a), pgamma(x, a, 1, 1, 0));
			each("pgamma_upper", x, a, 0, boost_gamma_tail(x, a), pgamma(x, a, 1, 0, 0));
			for (int k = 0; k < n_shapes; k++)
			{
				double		b = shapes[k];

				x = qbeta(p[i], a, b, 1, 0);
				each("qbeta", p[i], a, b, boost_beta_quantile(p[i], a, b), x);
				each("pbeta", x, a, b, boost_beta_distribution(x, a, b), pbeta(x, a, b, 1, 0));
				each("pbeta_upper", x, a, b, boost_beta_tail(x, a, b), pbeta(x, a, b, 0, 0));
			}
		}
	}
}

static void
print_row(const char *what, double x, double a, double b, double ours, double of_r)
{
	printf("%s,%.17g,%.17g,%.17g,%.17g\n", what, x, a, b, of_r);
}

#endif

int
main(int argc, char **argv)
{
#ifdef WITH_RMATH
	static const double few[] = {0.5, 1, 10, 1000};
	static const double many[] = {0.1, 0.3, 0.5, 1, 1.5, 2, 3, 4.5, 7, 10, 20, 33.3, 50, 100, 250, 1000};

	if (argc > 1 && strcmp(argv[1], "--table") == 0)
		with_r(print_row, few, 4, 2.3);
	else if (argc > 1)
		with_r(compare, many, 16, 0.25);
#endif
	if (argc == 1)
	{
		char		what[20];
		double		x,
					a,
					b,
					of_r;

		while (scanf("%19[^,],%lf,%lf,%lf,%lf\n", what, &x, &a, &b, &of_r) == 5)
			compare(what, x, a, b, ours_of(what, x, a, b), of_r);
	}
	else if (strcmp(argv[1], "--table") == 0)
		return 0;
	printf("%d compared, %d wrong\n", compared, wrong);
	return 0;
}
