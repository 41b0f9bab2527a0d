/*
 * score.c
 *		Scores of conditions with weights from the user's table.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "base/memory.h"
#include "base/rows.h"
#include "need/condition_set.h"
#include "need/json_pairs.h"
#include "base/kept.h"

typedef struct Weight
{
	Code		condition;
	Numeric		weight;
	int64		units;			/* the weight in units of the scale */
} Weight;

/*
 * Decimal weights are added exactly.  Where all have few decimals they are whole
 * numbers of a unit that is a power of ten, and one division at the end rounds the
 * sum as the conversion of the decimal number would.
 */
typedef struct Weights
{
	Kept		kept;
	uint32		count;
	Weight	   *weight;			/* in the order of the conditions' bytes */
	bool		whole;			/* units are right */
	double		units_in_one;
} Weights;

/* A power of ten that a double has exactly, and sums below 2^53 beside it. */
#define MOST_DECIMALS 15
#define MOST_UNITS (INT64CONST(1) << 53)

static int
weight_compare(const void *a, const void *b)
{
	CHECK_FOR_INTERRUPTS();
	return code_compare(((const Weight *) a)->condition, ((const Weight *) b)->condition);
}

/*
 * The weights as whole numbers of the smallest unit that they need, if no sum of
 * them can be beyond what a double has exactly.
 */
static void
find_units(Weights *weights)
{
	int			decimals = 0;
	int64		all = 0;
	Datum		scale;

	weights->whole = false;
	for (uint32 i = 0; i < weights->count; i++)
		decimals = Max(decimals, DatumGetInt32(DirectFunctionCall1(numeric_scale, NumericGetDatum(weights->weight[i].weight))));
	if (decimals > MOST_DECIMALS)
		return;
	weights->units_in_one = pow(10, decimals);
	scale = DirectFunctionCall1(int8_numeric, Int64GetDatum((int64) weights->units_in_one));
	for (uint32 i = 0; i < weights->count; i++)
	{
		Datum		units = DirectFunctionCall2(numeric_mul, NumericGetDatum(weights->weight[i].weight), scale);
		Datum		size = DirectFunctionCall1(numeric_abs, units);

		CHECK_FOR_INTERRUPTS();
		if (!DatumGetBool(DirectFunctionCall2(numeric_lt, size, DirectFunctionCall1(int8_numeric, Int64GetDatum(MOST_UNITS - all)))))
			return;
		weights->weight[i].units = DatumGetInt64(DirectFunctionCall1(numeric_int8, units));
		all += llabs(weights->weight[i].units);
	}
	weights->whole = true;
}

/*
 * Reads {"condition": weight, ...} in the current memory context.
 */
static void
read_weights(void *state, Jsonb *json)
{
	Weights    *weights = state;
	JsonPairs	pairs;
	Code		condition;
	JsonbValue	value;

	weights->count = 0;
	json_pairs_start(&pairs, &json->root, "weights");
	weights->weight = array_allocate(JB_ROOT_COUNT(json), sizeof(Weight));
	while (json_pairs_next(&pairs, &condition, &value))
	{
		if (value.type != jbvNumeric)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("weight of condition \"%s\" is no number: %s",
							code_for_message(condition), json_value_for_message(&value))));
		weights->weight[weights->count++] = (Weight) {.condition = condition, .weight = value.val.numeric};
	}
	qsort(weights->weight, weights->count, sizeof(Weight), weight_compare);
	find_units(weights);
}

/*
 * The weight of a condition, or NULL if it has none.
 */
static const Weight *
weight_of(const Weights *weights, Code condition)
{
	Weight		wanted = {.condition = condition};

	return bsearch(&wanted, weights->weight, weights->count, sizeof(Weight), weight_compare);
}

PG_FUNCTION_INFO_V1(score);

/*
 * score(conditions condition_set, weights jsonb) -> double precision
 *
 * The sum of the weights, {"mi": 1, "metacanc": 6}, of the conditions of the set;
 * a condition without a weight counts 0.  Weights are added as decimal numbers, so
 * that 0.1 and 0.2 make 0.3.  NULL for NULL.
 * Errors: 22023, naming the condition, for a weight that is no number; 22003 for a
 * sum that is out of range.
 */
Datum
score(PG_FUNCTION_ARGS)
{
	Weights    *weights = kept_jsonb(fcinfo, 1, sizeof(Weights), "weights", read_weights);
	ConditionSet set;
	Code		few[CARE_FEW_PROVIDERS];
	Code	   *names = few;
	int64		units = 0;
	Datum		sum = (Datum) 0;

	condition_set_read(&set, PG_GETARG_DATUM(0));
	if (set.providers > lengthof(few))
		names = array_allocate(set.providers, sizeof(Code));
	care_history_codes(&set, names);
	if (!weights->whole)
		sum = DirectFunctionCall1(int4_numeric, Int32GetDatum(0));
	for (uint32 i = 0; i < set.providers; i++)
	{
		const Weight *weight = weight_of(weights, names[i]);

		CHECK_FOR_INTERRUPTS();
		if (weight == NULL)
			continue;
		if (weights->whole)
			units += weight->units;
		else
			sum = DirectFunctionCall2(numeric_add, sum, NumericGetDatum(weight->weight));
	}
	if (weights->whole)
		PG_RETURN_FLOAT8(units / weights->units_in_one);
	PG_RETURN_DATUM(DirectFunctionCall1(numeric_float8, sum));
}

PG_FUNCTION_INFO_V1(score_parts);

/*
 * score_parts(conditions condition_set, weights jsonb) -> setof (condition text,
 *		weight double precision, first_recorded date, last_recorded date)
 *
 * What a score consists of: the conditions of the set that have a weight, in the
 * order of their bytes, with the first and the last day on which each was recorded.
 * The first is NULL where a day is not known, the last where none is.  NULL for NULL.
 * Errors: as score.
 */
Datum
score_parts(PG_FUNCTION_ARGS)
{
	Weights    *weights = kept_jsonb(fcinfo, 1, sizeof(Weights), "weights", read_weights);
	ReturnSetInfo *rows = rows_start(fcinfo, 4);
	ConditionSet set;
	ConditionRecord *records;

	condition_set_read(&set, PG_GETARG_DATUM(0));
	records = condition_records(&set);
	for (uint32 i = 0; i < set.providers; i++)
	{
		const Weight *weight = weight_of(weights, records[i].name);
		Datum		values[4];
		bool		nulls[4] = {false, false, records[i].unknown, records[i].times == 0};

		CHECK_FOR_INTERRUPTS();
		if (weight == NULL)
			continue;
		values[0] = PointerGetDatum(code_to_text(records[i].name));
		values[1] = DirectFunctionCall1(numeric_float8, NumericGetDatum(weight->weight));
		values[2] = DateADTGetDatum(records[i].first);
		values[3] = DateADTGetDatum(records[i].last);
		rows_put(rows, values, nulls);
		pfree(DatumGetPointer(values[0]));
	}
	return (Datum) 0;
}
