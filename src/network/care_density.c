/*
 * care_density.c
 *		How well a patient's providers know each other: by the patients whom they
 *		share.
 */
#include "postgres.h"

#include <float.h>

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "base/amounts.h"
#include "base/memory.h"
#include "base/stored.h"
#include "care/care_history.h"
#include "network/graph.h"
#include "place/place_algebra.h"

/* Between the names of two types. */
#define TYPES_SEPARATOR '|'

/* The types of a patient's providers, and what a pair of each two counts. */
typedef struct ProviderTypes
{
	Codes		names;
	uint32	   *of;				/* each provider */
	uint32	   *providers;		/* of each type */
	double	   *weight;			/* of each two types, names.count squared */
} ProviderTypes;

/* ------------------------------------------------------------------------
 * Shared patients
 * ------------------------------------------------------------------------
 */

/*
 * How many patients one provider shares with another; only the one's row is looked
 * at, since the question is asked once a patient.
 */
static double
shared_with(const PlaceFlows *sharing, uint32 row, Code other)
{
	FlowsView	view = place_flows_view(sharing);
	uint32		destination;
	uint32		cell;
	double		n;

	if (row == NOWHERE ||
		!code_list_find(&view.destinations, sharing->destination_bytes, other, &destination) ||
		!place_flows_find(&view, row, destination, &cell))
		return 0;
	n = view.n[cell];
	if (!(n >= 0 && n <= DBL_MAX))
		stored_value_damaged("place_flows");
	return n;
}

/*
 * The mean over all pairs of providers.  types is NULL where each counts the same.
 */
static double
density_of(const CareHistory *history, const Code *codes, Datum value, const ProviderTypes *types)
{
	PlaceFlows *sharing = (PlaceFlows *) PG_DETOAST_DATUM(value);
	uint32	   *row = array_allocate(history->providers, sizeof(uint32));
	double		pairs = (double) history->providers * (history->providers - 1.0) / 2;
	double		sum = 0;

	for (uint32 i = 0; i < history->providers; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (place_flows_with_origin(PointerGetDatum(sharing), codes[i], &row[i]) == NULL)
			row[i] = NOWHERE;
		for (uint32 j = 0; j < i; j++)
		{
			double		n = shared_with(sharing, row[i], codes[j]);
			double		back = shared_with(sharing, row[j], codes[i]);

			CHECK_FOR_INTERRUPTS();
			if (n != back)
				refuse_asymmetry(codes[j], codes[i], back, n);
			if (types != NULL)
				n *= types->weight[(Size) types->of[i] * types->names.count + types->of[j]];
			sum += n;
		}
	}
	if (sum > DBL_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("care density of %u providers is out of range", history->providers)));
	return sum / pairs;
}

/* ------------------------------------------------------------------------
 * Types of providers
 * ------------------------------------------------------------------------
 */

static void
check_object(Jsonb *json, const char *argument, const char *example)
{
	if (!JB_ROOT_IS_OBJECT(json))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a JSON object", argument),
				 errhint("For example %s.", example)));
}

/*
 * The name of a provider's type.
 */
static Code
type_name_of(Jsonb *json, Code provider)
{
	JsonbValue *found = getKeyJsonValueFromContainer(&json->root, provider.data, provider.length, NULL);

	if (found == NULL || found->type != jbvString)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("provider \"%s\" has no type", code_for_message(provider)),
				 errhint("types must name a type for every provider, such as {\"D01\": \"gp\"}.")));
	if (memchr(found->val.string.val, TYPES_SEPARATOR, found->val.string.len) != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("type \"%s\" of provider \"%s\" contains \"%c\"",
						code_for_message((Code) {found->val.string.val, found->val.string.len}),
						code_for_message(provider), TYPES_SEPARATOR),
				 errdetail("That stands between the two types of a pair.")));
	return (Code)
	{
		found->val.string.val, found->val.string.len
	};
}

/*
 * What a pair of two types counts: weights has it under both names, the smaller
 * bytewise first.
 */
static double
weight_of_pair(Jsonb *json, Code a, Code b)
{
	bool		in_order = code_compare(a, b) <= 0;
	Code		first = in_order ? a : b;
	Code		second = in_order ? b : a;
	StringInfoData key;
	JsonbValue *found;
	double		weight;

	initStringInfo(&key);
	appendBinaryStringInfo(&key, first.data, first.length);
	appendStringInfoChar(&key, TYPES_SEPARATOR);
	appendBinaryStringInfo(&key, second.data, second.length);
	found = getKeyJsonValueFromContainer(&json->root, key.data, key.len, NULL);
	if (found == NULL || found->type != jbvNumeric)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("types \"%s\" have no weight", code_for_message((Code) {key.data, key.len})),
				 errhint("weights must have a number for every two types, the smaller name first, such as {\"gp|hospital\": 0.5}.")));
	weight = DatumGetFloat8(DirectFunctionCall1(numeric_float8, NumericGetDatum(found->val.numeric)));
	check_amount(weight, "weight");
	pfree(key.data);
	return weight;
}

/*
 * Types and weights of the providers.  Every weight is known to be there before
 * room is made for them, so that there is never more room than the weights take.
 */
static ProviderTypes
types_of(const Code *codes, uint32 providers, Jsonb *types_json, Jsonb *weights_json)
{
	ProviderTypes types;
	uint32		count;

	check_object(types_json, "types", "{\"D01\": \"gp\"}");
	check_object(weights_json, "weights", "{\"gp|hospital\": 0.5}");
	codes_init(&types.names, CurrentMemoryContext);
	types.of = array_allocate(providers, sizeof(uint32));
	types.providers = array_allocate_zero(providers, sizeof(uint32));
	for (uint32 i = 0; i < providers; i++)
	{
		CHECK_FOR_INTERRUPTS();
		types.of[i] = codes_intern(&types.names, type_name_of(types_json, codes[i]));
		types.providers[types.of[i]]++;
	}
	count = types.names.count;
	types.weight = NULL;
	for (int pass = 0; pass < 2; pass++)
	{
		if (pass == 1)
			types.weight = array_allocate_zero((Size) count * count, sizeof(double));
		for (uint32 i = 0; i < count; i++)
			for (uint32 j = 0; j <= i; j++)
			{
				double		weight;

				CHECK_FOR_INTERRUPTS();
				if (i == j && types.providers[i] < 2)
					continue;
				weight = weight_of_pair(weights_json, codes_get(&types.names, i), codes_get(&types.names, j));
				if (pass == 1)
					types.weight[(Size) i * count + j] = types.weight[(Size) j * count + i] = weight;
			}
	}
	return types;
}

/* ------------------------------------------------------------------------
 * Functions
 * ------------------------------------------------------------------------
 */

/*
 * The history and its providers; false for fewer than two of them.
 */
static bool
read_providers(CareHistory *history, Code **codes, Datum value)
{
	care_history_read(history, value);
	if (history->providers < 2)
		return false;
	*codes = array_allocate(history->providers, sizeof(Code));
	care_history_codes(history, *codes);
	return true;
}

PG_FUNCTION_INFO_V1(care_density);

/*
 * care_density(history care_history, sharing place_flows) -> float8
 *
 * How many patients each two of a patient's providers share, on average: the cells
 * of sharing for all pairs of providers, over the number of pairs.  A pair that
 * sharing does not know shares nobody.  At least 0; NULL for fewer than two
 * providers.
 * Errors: 22003 for a density too large for a number; 22023 for sharing that is not
 * symmetric.
 * Source: Pollack et al., J Gen Intern Med 2013;28:459-465.
 */
Datum
care_density(PG_FUNCTION_ARGS)
{
	CareHistory history;
	Code	   *codes;

	if (!read_providers(&history, &codes, PG_GETARG_DATUM(0)))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(density_of(&history, codes, PG_GETARG_DATUM(1), NULL));
}

PG_FUNCTION_INFO_V1(fragmented_care_density);

/*
 * fragmented_care_density(history care_history, sharing place_flows, types jsonb, weights jsonb) -> float8
 *
 * The same, each pair counted with the weight of its two types: types has the type
 * of each provider, {"D01": "gp"}, weights the weight of each two types, the bytewise
 * smaller first, {"gp|hospital": 0.5}.  NULL for fewer than two providers.
 * Errors: 22003 for a density too large for a number and for a weight that is
 * negative or no finite number; 22023 for a provider without a type, two types
 * without a weight, a type with | in it, what is no JSON object, and sharing that is
 * not symmetric.
 * Source: Engels et al., BMC Med Res Methodol 2024;24:1.
 */
Datum
fragmented_care_density(PG_FUNCTION_ARGS)
{
	CareHistory history;
	Code	   *codes;
	ProviderTypes types;

	if (!read_providers(&history, &codes, PG_GETARG_DATUM(0)))
		PG_RETURN_NULL();
	types = types_of(codes, history.providers, PG_GETARG_JSONB_P(2), PG_GETARG_JSONB_P(3));
	PG_RETURN_FLOAT8(density_of(&history, codes, PG_GETARG_DATUM(1), &types));
}
