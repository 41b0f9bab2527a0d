/*
 * inequality.c
 *		How steeply a measure changes from the most to the least deprived: the
 *		slope and the relative index of inequality.
 *
 * Groups of people stand in the order of their deprivation, each at the midpoint
 * of its share of the population, x from 0 to 1.  A line through their values,
 * weighted by people, has the slope index as its rise from x = 0 to x = 1 and
 * the relative index as its end over its start.  All that needs are sums, so the
 * state stays small however many groups there are.
 *
 * The rows come in the order of the aggregate, and the place of a row depends on
 * all rows before it: there is no combine function, on purpose.
 */
#include "postgres.h"

#include <math.h>

#include "base/amounts.h"
#include "base/aggregate.h"
#include "base/sums.h"
#include "base/twofold.h"
#include "base/words.h"
#include "rate/intervals.h"

typedef enum Transform
{
	TRANSFORM_NONE,
	TRANSFORM_LOG,
	TRANSFORM_LOGIT
} Transform;

/*
 * With w people, y the value and se its standard error, both transformed, and x
 * the people before the middle of the group, not yet divided by all people.
 */
typedef struct SlopeSums
{
	double		confidence;
	double		transform;
	double		unknown;		/* 1 if a row held a NULL: so is the result */
	double		groups;
	Twofold		w;				/* also the people so far */
	Twofold		wx;
	Twofold		wxx;
	Twofold		wy;
	Twofold		wxy;
	Twofold		ee;				/* w^2 se^2 */
	Twofold		eex;
	Twofold		eexx;
} SlopeSums;

/* The line, on the scale of the transform, and the variances of its ends. */
typedef struct Line
{
	double		start;			/* at x = 0 */
	double		slope;
	double		start_variance;
	double		slope_variance;
	double		covariance;		/* of start and slope */
} Line;

static Transform
transform_named(text *name)
{
	static const char *const transforms[] = {"none", "log", "logit"};

	return word_position(name, transforms, lengthof(transforms), "transform");
}

/*
 * The value and its standard error on the scale of the transform: the error
 * times the derivative.
 */
static void
transform_row(Transform transform, double *value, double *error)
{
	switch (transform)
	{
		case TRANSFORM_NONE:
			break;
		case TRANSFORM_LOG:
			if (*value <= 0)
				ereport(ERROR,
						(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						 errmsg("value %.15g has no logarithm", *value)));
			*error /= *value;
			*value = log(*value);
			break;
		case TRANSFORM_LOGIT:
			if (*value <= 0 || *value >= 1)
				ereport(ERROR,
						(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						 errmsg("value %.15g has no logit", *value),
						 errdetail("A proportion lies between 0 and 1.")));
			*error /= *value * (1 - *value);
			*value = log(*value / (1 - *value));
			break;
	}
}

static double
transform_back(Transform transform, double value)
{
	switch (transform)
	{
		case TRANSFORM_LOG:
			return exp(value);
		case TRANSFORM_LOGIT:
			return 1 / (1 + exp(-value));
		default:
			return value;
	}
}

/* The derivative of transform_back. */
static double
transform_back_steepness(Transform transform, double value)
{
	double		back = transform_back(transform, value);

	switch (transform)
	{
		case TRANSFORM_LOG:
			return back;
		case TRANSFORM_LOGIT:
			return back * (1 - back);
		default:
			return 1;
	}
}

/*
 * The state of a row's group, made now if this is the first row, with the options
 * that stand behind the row's figures.
 */
static ArrayType *
state_of_row(FunctionCallInfo fcinfo)
{
	ArrayType  *state;
	SlopeSums  *sums;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
	{
		state = sums_new(SUMS_COUNT(SlopeSums));
		sums = sums_of(state);
		sums->confidence = PG_NARGS() > 4 ? NAN : DEFAULT_CONFIDENCE;
		sums->transform = PG_NARGS() > 5 ? NAN : TRANSFORM_NONE;
	}
	else
	{
		state = sums_state(fcinfo, 0, SUMS_COUNT(SlopeSums));
		sums = sums_of(state);
	}
	if (PG_NARGS() > 4 && !PG_ARGISNULL(4))
	{
		check_confidence(PG_GETARG_FLOAT8(4));
		sums_set_option(&sums->confidence, PG_GETARG_FLOAT8(4), "confidence");
	}
	if (PG_NARGS() > 5 && !PG_ARGISNULL(5))
	{
		Transform	transform = transform_named(PG_GETARG_TEXT_PP(5));

		if (!isnan(sums->transform) && sums->transform != transform)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("transform must be the same in all rows of a group")));
		sums->transform = transform;
	}
	return state;
}

/*
 * Adds a group of people to the sums.
 */
static void
add_group(SlopeSums *sums, double value, double error, double people)
{
	double		x = twofold_value(twofold_add_double(sums->w, people / 2));
	Twofold		wx = exact_product(people, x);
	double		weighted_error = people * error;
	Twofold		ee = exact_product(weighted_error, weighted_error);

	sums->groups++;
	sums->w = twofold_add_double(sums->w, people);
	sums->wx = twofold_add(sums->wx, wx);
	sums->wxx = twofold_add(sums->wxx, twofold_multiply(wx, twofold(x)));
	sums->wy = twofold_add(sums->wy, exact_product(people, value));
	sums->wxy = twofold_add(sums->wxy, twofold_multiply(wx, twofold(value)));
	sums->ee = twofold_add(sums->ee, ee);
	sums->eex = twofold_add(sums->eex, twofold_multiply(ee, twofold(x)));
	sums->eexx = twofold_add(sums->eexx, twofold_multiply(ee, exact_product(x, x)));
}

PG_FUNCTION_INFO_V1(inequality_transition);

/*
 * Transition of slope_index_of_inequality(value float8, standard_error float8,
 * people float8) and relative_index_of_inequality().  One group of people, the
 * most deprived first.
 *
 * value and standard_error in the same unit, whatever the transform; a NULL in
 * any group makes the result NULL.  Errors: 22003 for values that are NaN or
 * infinite, errors and people below 0, and values that the transform does not
 * know; 22023 for a confidence or transform that is unknown or changes.
 */
Datum
inequality_transition(PG_FUNCTION_ARGS)
{
	ArrayType  *state = state_of_row(fcinfo);
	SlopeSums  *sums = sums_of(state);
	double		value;
	double		error;
	double		people;

	for (int i = 1; i < PG_NARGS(); i++)
	{
		if (PG_ARGISNULL(i))
		{
			sums->unknown = 1;
			PG_RETURN_ARRAYTYPE_P(state);
		}
	}
	value = PG_GETARG_FLOAT8(1);
	error = PG_GETARG_FLOAT8(2);
	people = PG_GETARG_FLOAT8(3);
	if (!isfinite(value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value must be a finite number, not %.15g", value)));
	check_amount(error, "standard_error");
	check_amount(people, "people");
	transform_row((Transform) sums->transform, &value, &error);
	if (people > 0)
		add_group(sums, value, error, people);
	PG_RETURN_ARRAYTYPE_P(state);
}

/*
 * The weighted least squares line.  False if there is none, with fewer than two
 * groups.
 *
 * The slope is a sum of c_i y_i with c_i = w_i (x_i - m) / S, where m is the mean
 * of x and S the sum of w (x - m)^2, so its variance is the sum of c_i^2 se_i^2;
 * the start is the mean of y less m times the slope, and so a sum as well.
 */
static bool
fit_line(const SlopeSums *sums, Line *line)
{
	Twofold		mean_x;
	Twofold		mean_y;
	Twofold		spread;			/* S, in people squared times people */
	Twofold		slope;
	Twofold		errors_x;
	Twofold		errors_xx;
	double		people;
	double		m;
	double		a;
	double		b;
	double		c;

	if (sums->unknown != 0 || !(sums->groups >= 2))
		return false;
	mean_x = twofold_divide(sums->wx, sums->w);
	mean_y = twofold_divide(sums->wy, sums->w);
	spread = twofold_subtract(sums->wxx, twofold_multiply(mean_x, sums->wx));
	slope = twofold_divide(twofold_subtract(sums->wxy, twofold_multiply(mean_x, sums->wy)), spread);
	people = check_result(twofold_value(sums->w));
	line->slope = check_result(twofold_value(twofold_multiply(slope, sums->w)));
	line->start = check_result(twofold_value(twofold_subtract(mean_y, twofold_multiply(mean_x, slope))));

	/* Sums of w^2 se^2 times 1, (x - m) and (x - m)^2. */
	errors_x = twofold_subtract(sums->eex, twofold_multiply(mean_x, sums->ee));
	errors_xx = twofold_subtract(twofold_subtract(sums->eexx, twofold_multiply(mean_x, sums->eex)),
								 twofold_multiply(mean_x, errors_x));
	m = twofold_value(mean_x) / people;
	a = twofold_value(sums->ee) / (people * people);
	b = twofold_value(twofold_divide(errors_x, spread));
	c = twofold_value(twofold_divide(twofold_divide(errors_xx, spread), spread)) * people * people;
	line->slope_variance = check_result(c);
	line->covariance = check_result(b - m * c);
	line->start_variance = check_result(a - 2 * m * b + m * m * c);
	return true;
}

static SlopeSums *
checked_sums(FunctionCallInfo fcinfo)
{
	SlopeSums  *sums = sums_of(sums_state(fcinfo, 0, SUMS_COUNT(SlopeSums)));

	/* After rows with a NULL option there may be none, but then there is no result. */
	if (sums->unknown == 0)
	{
		check_confidence(sums->confidence);
		if (!(sums->transform >= TRANSFORM_NONE && sums->transform <= TRANSFORM_LOGIT))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the state of this aggregate has no transform %.15g", sums->transform)));
	}
	return sums;
}

/*
 * The variance of end_weight times the end of the line less start_weight times
 * its start.
 */
static double
variance_of_ends(const Line *line, double start_weight, double end_weight)
{
	double		both = end_weight - start_weight;

	return check_result(both * both * line->start_variance +
						2 * both * end_weight * line->covariance +
						end_weight * end_weight * line->slope_variance);
}

/*
 * The ratios r of end and start for which end - r start is within z of its
 * standard error; none where the start cannot be told from 0.  They do not depend
 * on the unit of the values, and in a unit of about the start nothing overflows.
 */
static Limits
fieller_limits(const Line *line, double z)
{
	int			exponent;
	double		start = frexp(line->start, &exponent);
	double		end = ldexp(line->start + line->slope, -exponent);
	double		start_variance = ldexp(line->start_variance, -2 * exponent);
	double		slope_variance = ldexp(line->slope_variance, -2 * exponent);
	double		covariance = ldexp(line->covariance, -2 * exponent);
	double		a = check_result(start * start - z * z * start_variance);
	double		b = check_result(start * end - z * z * (start_variance + covariance));
	double		c = check_result(end * end - z * z * (start_variance + 2 * covariance + slope_variance));
	double		root = check_result(b * b - a * c);

	if (a <= 0)
		return (Limits) {NAN, NAN};
	root = sqrt(Max(root, 0));
	return (Limits) {(b - root) / a, (b + root) / a};
}

PG_FUNCTION_INFO_V1(slope_index_of_inequality_final);

/*
 * Final of slope_index_of_inequality().  The rise of the line over the whole
 * population, in the unit of the values.  Without a transform its variance is
 * exact; with one the ends of the line are transformed back and the limits
 * come by the delta method.  NULL for fewer than two groups with people.
 * Source: Mackenbach & Kunst, Social Science & Medicine 1997;44:757-771; R
 * package PHEindicatormethods, which simulates the limits.
 */
Datum
slope_index_of_inequality_final(PG_FUNCTION_ARGS)
{
	SlopeSums  *sums = checked_sums(fcinfo);
	Transform	transform;
	Line		line;
	Limits		limits;
	double		index;
	double		variance;
	double		reach;

	if (!fit_line(sums, &line))
		PG_RETURN_NULL();
	transform = (Transform) sums->transform;
	index = line.slope;
	variance = line.slope_variance;
	if (transform != TRANSFORM_NONE)
	{
		index = transform_back(transform, line.start + line.slope) - transform_back(transform, line.start);
		variance = variance_of_ends(&line, transform_back_steepness(transform, line.start),
									transform_back_steepness(transform, line.start + line.slope));
	}
	reach = two_sided_z(sums->confidence) * sqrt(Max(variance, 0));
	limits.lower = index - reach;
	limits.upper = index + reach;
	check_result(index);
	check_result(reach);
	PG_RETURN_DATUM(interval_estimate(fcinfo, index, limits));
}

PG_FUNCTION_INFO_V1(relative_index_of_inequality_final);

/*
 * Final of relative_index_of_inequality().  The end of the line over its
 * start.  Without a transform the limits of that ratio are Fieller's, and NULL
 * where the start cannot be told from 0; on the scale of logarithms the ratio
 * is the slope; for logits they come by the delta method on the scale of its
 * logarithm.  NULL for fewer than two groups with people and for a line that
 * starts at 0.
 * Source: Mackenbach & Kunst 1997; Fieller, Journal of the Royal Statistical
 * Society B 1954;16:175-185.
 */
Datum
relative_index_of_inequality_final(PG_FUNCTION_ARGS)
{
	SlopeSums  *sums = checked_sums(fcinfo);
	Transform	transform;
	Line		line;
	Limits		limits = {NAN, NAN};
	double		start;
	double		end;
	double		index;
	double		z;

	if (!fit_line(sums, &line))
		PG_RETURN_NULL();
	transform = (Transform) sums->transform;
	z = two_sided_z(sums->confidence);
	start = transform_back(transform, line.start);
	end = transform_back(transform, line.start + line.slope);
	if (start == 0)
		PG_RETURN_NULL();
	index = check_result(end / start);
	if (transform == TRANSFORM_NONE)
		limits = fieller_limits(&line, z);
	else
	{
		/* Of logits: the derivative of log(p) by logit(p) is 1 - p. */
		double		variance = transform == TRANSFORM_LOG ? line.slope_variance :
			variance_of_ends(&line, 1 - start, 1 - end);
		double		reach = exp(z * sqrt(Max(variance, 0)));

		limits.lower = index / reach;
		limits.upper = check_result(index * reach);
	}
	PG_RETURN_DATUM(interval_estimate(fcinfo, index, limits));
}
