/*
 * predictor.c
 *		Risk by the coefficients that the user brings, in the open: every part of
 *		the sum can be seen.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "base/codes.h"
#include "base/memory.h"
#include "base/rows.h"
#include "base/twofold.h"
#include "rate/intervals.h"
#include "rate/logistic.h"

#define INTERCEPT "intercept"

/* A coefficient and the value of its feature. */
typedef struct Part
{
	Code		feature;
	double		value;
	double		coefficient;
} Part;

#define ST_SORT sort_parts
#define ST_ELEMENT_TYPE Part
#define ST_COMPARE(a, b) code_compare((a)->feature, (b)->feature)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

static void
check_object(Jsonb *jsonb, const char *argument)
{
	if (!JB_ROOT_IS_OBJECT(jsonb))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a JSON object of names and numbers", argument)));
}

static double
number_of(const JsonbValue *value, bool boolean_counts, const char *what, Code feature)
{
	if (value->type == jbvNumeric)
		return DatumGetFloat8(DirectFunctionCall1(numeric_float8, NumericGetDatum(value->val.numeric)));
	if (value->type == jbvBool && boolean_counts)
		return value->val.boolean ? 1 : 0;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s \"%s\" must be a number%s", what, code_for_message(feature), boolean_counts ? ", true or false" : "")));
}

/*
 * The coefficients and what their features are, bytewise by name.
 */
static Part *
predictor_parts_of(Jsonb *features, Jsonb *coefficients, int *count)
{
	Part	   *parts;
	JsonbIterator *walk;
	JsonbValue	key;
	JsonbValue	coefficient;

	check_object(features, "features");
	check_object(coefficients, "coefficients");
	parts = array_allocate(JB_ROOT_COUNT(coefficients), sizeof(Part));
	*count = 0;
	walk = JsonbIteratorInit(&coefficients->root);
	(void) JsonbIteratorNext(&walk, &key, true);
	while (JsonbIteratorNext(&walk, &key, true) == WJB_KEY)
	{
		Part	   *part = parts + (*count)++;
		JsonbValue	found;

		CHECK_FOR_INTERRUPTS();
		(void) JsonbIteratorNext(&walk, &coefficient, true);
		part->feature = (Code) {key.val.string.val, key.val.string.len};
		part->coefficient = number_of(&coefficient, false, "coefficient", part->feature);
		part->value = 1;
		if (code_equal(part->feature, (Code) {INTERCEPT, strlen(INTERCEPT)}))
			continue;
		if (getKeyJsonValueFromContainer(&features->root, key.val.string.val, key.val.string.len, &found) == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("feature \"%s\" is missing", code_for_message(part->feature)),
					 errdetail("It has a coefficient of %.15g.", part->coefficient),
					 errhint("What is not recorded is not 0: say what it counts as.")));
		part->value = number_of(&found, true, "feature", part->feature);
	}
	sort_parts(parts, *count);
	return parts;
}

PG_FUNCTION_INFO_V1(linear_predictor);

/*
 * linear_predictor(features jsonb, coefficients jsonb) -> float8
 *
 * The sum of coefficient times feature, true being 1 and false 0, with the
 * coefficient "intercept" as it is.  Every coefficient must find its feature;
 * features without a coefficient count nothing.  0 without coefficients.  Errors:
 * 22023 for what is no object, a coefficient that is no number or has no feature,
 * and a feature that is null, a text, a list or an object; 22003 for numbers and
 * sums out of range.
 */
Datum
linear_predictor(PG_FUNCTION_ARGS)
{
	int			count;
	Part	   *parts = predictor_parts_of(PG_GETARG_JSONB_P(0), PG_GETARG_JSONB_P(1), &count);
	Twofold		sum = twofold(0);

	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		sum = twofold_add(sum, exact_product(parts[i].coefficient, parts[i].value));
	}
	PG_RETURN_FLOAT8(check_result(twofold_value(sum)));
}

PG_FUNCTION_INFO_V1(predictor_parts);

#define PARTS_COLUMNS 4

/*
 * predictor_parts(features jsonb, coefficients jsonb) -> setof (feature text,
 *		value float8, coefficient float8, contribution float8)
 *
 * What linear_predictor adds up, a row for each coefficient, bytewise by name; the
 * intercept has the value 1.  Errors as of linear_predictor.
 */
Datum
predictor_parts(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, PARTS_COLUMNS);
	int			count;
	Part	   *parts = predictor_parts_of(PG_GETARG_JSONB_P(0), PG_GETARG_JSONB_P(1), &count);

	for (int i = 0; i < count; i++)
	{
		bool		nulls[PARTS_COLUMNS] = {false};
		Datum		values[PARTS_COLUMNS] = {
			PointerGetDatum(code_to_text(parts[i].feature)),
			Float8GetDatum(parts[i].value),
			Float8GetDatum(parts[i].coefficient),
			Float8GetDatum(check_result(parts[i].coefficient * parts[i].value)),
		};

		CHECK_FOR_INTERRUPTS();
		rows_put(rows, values, nulls);
		pfree(DatumGetPointer(values[0]));
	}
	PG_RETURN_NULL();
}

static void
check_predictor(double predictor, const char *argument)
{
	if (!isfinite(predictor))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be a finite number, not %.15g", argument, predictor)));
}

PG_FUNCTION_INFO_V1(logistic_risk);

/*
 * logistic_risk(lp float8) -> float8
 *
 * The risk of a logistic model, from 0 to 1: 1 / (1 + exp(-lp)).  Errors: 22003 for
 * a predictor that is NaN or infinite.
 */
Datum
logistic_risk(PG_FUNCTION_ARGS)
{
	check_predictor(PG_GETARG_FLOAT8(0), "lp");
	PG_RETURN_FLOAT8(logistic(PG_GETARG_FLOAT8(0)));
}

PG_FUNCTION_INFO_V1(cox_risk);

/*
 * cox_risk(lp float8, baseline_survival float8, mean_lp float8) -> float8
 *
 * The risk of a Cox model, from 0 to 1, by the time of which the baseline survival
 * S is: 1 - S ^ exp(lp - mean_lp).  mean_lp is the predictor at which the baseline
 * was taken; a Cox model has no intercept.  Errors: 22023 for a survival that is not
 * above 0 and at most 1, 22003 for predictors that are NaN or infinite.
 * Source: Cox, Journal of the Royal Statistical Society B 1972;34:187-220.
 */
Datum
cox_risk(PG_FUNCTION_ARGS)
{
	double		lp = PG_GETARG_FLOAT8(0);
	double		survival = PG_GETARG_FLOAT8(1);
	double		mean = PG_GETARG_FLOAT8(2);

	check_predictor(lp, "lp");
	check_predictor(mean, "mean_lp");
	if (!(survival > 0 && survival <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("baseline_survival must be above 0 and at most 1, not %.15g", survival)));
	if (survival == 1)
		PG_RETURN_FLOAT8(0);
	PG_RETURN_FLOAT8(-expm1(exp(lp - mean) * log(survival)) + 0.0);
}
