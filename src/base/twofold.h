/*
 * twofold.h
 *		Numbers carried at twice the precision of a double: the unevaluated sum of
 *		a double and its rounding error (Dekker, Numerische Mathematik 1971;18:
 *		224-242; Knuth, TAOCP 2, 4.2.2).
 *
 * A plain sum of fractions depends on the order of its rows, and so on how
 * many workers shared them.  A sum of about 106 bits, rounded once at the end,
 * does not; whole numbers it holds exactly up to 2^106.
 */
#ifndef PLACEBASE_TWOFOLD_H
#define PLACEBASE_TWOFOLD_H

#include <math.h>

typedef struct Twofold
{
	double		high;
	double		low;			/* at most half a unit in the last place of high */
} Twofold;

static inline Twofold
twofold(double x)
{
	return (Twofold)
	{
		x, 0
	};
}

static inline double
twofold_value(Twofold a)
{
	return a.high + a.low;
}

/* a + b exactly, where |a| >= |b| */
static inline Twofold
ordered_sum(double a, double b)
{
	double		sum = a + b;

	return (Twofold)
	{
		sum, b - (sum - a)
	};
}

/* a + b exactly */
static inline Twofold
exact_sum(double a, double b)
{
	double		sum = a + b;
	double		b_seen = sum - a;

	return (Twofold)
	{
		sum, (a - (sum - b_seen)) + (b - b_seen)
	};
}

/* a * b exactly, unless it overflows: fma() rounds once, whatever the machine */
static inline Twofold
exact_product(double a, double b)
{
	double		product = a * b;

	return (Twofold)
	{
		product, fma(a, b, -product)
	};
}

static inline Twofold
twofold_add(Twofold a, Twofold b)
{
	Twofold		high = exact_sum(a.high, b.high);
	Twofold		low = exact_sum(a.low, b.low);

	high = ordered_sum(high.high, high.low + low.high);
	return ordered_sum(high.high, high.low + low.low);
}

static inline Twofold
twofold_add_double(Twofold a, double b)
{
	Twofold		sum = exact_sum(a.high, b);

	return ordered_sum(sum.high, sum.low + a.low);
}

static inline Twofold
twofold_negate(Twofold a)
{
	return (Twofold)
	{
		-a.high, -a.low
	};
}

static inline Twofold
twofold_subtract(Twofold a, Twofold b)
{
	return twofold_add(a, twofold_negate(b));
}

static inline Twofold
twofold_multiply(Twofold a, Twofold b)
{
	Twofold		product = exact_product(a.high, b.high);

	return ordered_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

static inline Twofold
twofold_divide(Twofold a, Twofold b)
{
	double		first = a.high / b.high;
	Twofold		rest = twofold_subtract(a, twofold_multiply(b, twofold(first)));
	double		second = rest.high / b.high;

	rest = twofold_subtract(rest, twofold_multiply(b, twofold(second)));
	return twofold_add_double(ordered_sum(first, second), rest.high / b.high);
}

#endif
