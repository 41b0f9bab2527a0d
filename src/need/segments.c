/*
 * segments.c
 *		Groups of need, each person in one, and who should lead the team.
 *
 * Where the lines between groups are drawn is for the user to say: nothing here
 * holds a cut-off of severity, or decides about a person.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "base/codes.h"

PG_FUNCTION_INFO_V1(first_match);

/*
 * first_match(segments text[], tests boolean[]) -> text
 *
 * The first segment whose test is true: segments stand in the order of priority, so
 * that each person is in one.  A test that is NULL is not true; NULL where none is.
 * Errors: 22023 where there are not as many tests as segments.
 * Source: Lynn, Straube, Bell, Jencks & Kambic, Milbank Quarterly 2007;85:185-208
 * (Bridges to Health).
 */
Datum
first_match(PG_FUNCTION_ARGS)
{
	Datum	   *segments;
	Datum	   *tests;
	bool	   *no_segment;
	bool	   *no_test;
	int			count;
	int			test_count;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), TEXTOID, -1, false, TYPALIGN_INT, &segments, &no_segment, &count);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), BOOLOID, 1, true, TYPALIGN_CHAR, &tests, &no_test, &test_count);
	if (count != test_count)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d segments need as many tests, not %d", count, test_count)));
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (no_test[i] || !DatumGetBool(tests[i]))
			continue;
		if (no_segment[i])
			PG_RETURN_NULL();
		PG_RETURN_DATUM(segments[i]);
	}
	PG_RETURN_NULL();
}

static int64
count_argument(FunctionCallInfo fcinfo, int argument, const char *name)
{
	int64		count = PG_GETARG_INT64(argument);

	if (count < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must not be negative, not " INT64_FORMAT, name, count)));
	return count;
}

PG_FUNCTION_INFO_V1(need_type);

/*
 * need_type(physical bigint, mental bigint, trouble_with_life boolean, complexity
 *		bigint, frequent boolean) -> text
 *
 * The group of need of a person with so many physical and mental conditions, the
 * first that fits: trouble with life (and a condition, and frequent attendance),
 * mental and physical, increasingly complex physical (two or more, complexity 2 or
 * 3), multiple stable conditions, one condition, generally well.  complexity is 1
 * lower, 2 mid or 3 higher, worked out by the user of a score.  Errors: 22003 for
 * conditions below 0, 22023 for another complexity.
 */
Datum
need_type(PG_FUNCTION_ARGS)
{
	int64		physical = count_argument(fcinfo, 0, "physical");
	int64		mental = count_argument(fcinfo, 1, "mental");
	bool		trouble_with_life = PG_GETARG_BOOL(2);
	int64		complexity = PG_GETARG_INT64(3);
	bool		frequent = PG_GETARG_BOOL(4);
	const char *type;

	if (complexity < 1 || complexity > 3)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("complexity must be 1, 2 or 3, not " INT64_FORMAT, complexity),
				 errdetail("1 is lower, 2 mid and 3 higher.")));
	if (trouble_with_life && frequent && (physical > 0 || mental > 0))
		type = "trouble with life";
	else if (physical > 0 && mental > 0)
		type = "mental and physical";
	else if (physical > 1 && complexity > 1)
		type = "increasingly complex physical";
	else if (physical > 1 || mental > 1)
		type = "multiple stable conditions";
	else if (physical > 0 || mental > 0)
		type = "one condition";
	else
		type = "generally well";
	PG_RETURN_TEXT_P(cstring_to_text(type));
}

pg_noreturn static void
refuse_leads(Code need)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("leads of \"%s\" must be a list of pairs of a number and a name, by ascending numbers", code_for_message(need)),
			 errhint("For example {\"mental and physical\": [[1, \"community nurse\"], [2, \"GP\"]]}.")));
}

/*
 * The name beside the last bound that severity reaches; the name of no bytes where
 * it reaches none.  All pairs are checked.
 */
static Code
lead_of(JsonbContainer *pairs, Code need, double severity)
{
	Code		lead = {NULL, 0};
	double		last = 0;

	for (uint32 i = 0; i < JsonContainerSize(pairs); i++)
	{
		JsonbValue *pair = getIthJsonbValueFromContainer(pairs, i);
		JsonbValue *bound;
		JsonbValue *name;
		double		from;

		CHECK_FOR_INTERRUPTS();
		if (pair->type != jbvBinary || !JsonContainerIsArray(pair->val.binary.data) || JsonContainerSize(pair->val.binary.data) != 2)
			refuse_leads(need);
		bound = getIthJsonbValueFromContainer(pair->val.binary.data, 0);
		name = getIthJsonbValueFromContainer(pair->val.binary.data, 1);
		if (bound->type != jbvNumeric || name->type != jbvString)
			refuse_leads(need);
		from = DatumGetFloat8(DirectFunctionCall1(numeric_float8, NumericGetDatum(bound->val.numeric)));
		if (i > 0 && from <= last)
			refuse_leads(need);
		last = from;
		if (from <= severity)
			lead = (Code) {name->val.string.val, name->val.string.len};
	}
	return lead;
}

PG_FUNCTION_INFO_V1(mdt_lead);

/*
 * mdt_lead(need_type text, severity float8, leads jsonb) -> text
 *
 * Which profession leads the team of a person of this need: leads holds for each
 * need type pairs of a bound and a name, by ascending bounds, and the last whose
 * bound severity reaches is taken.  NULL below the first bound, and for a need type
 * without an entry.  Errors: 22003 for a severity that is NaN or infinite, 22023 for
 * leads that are no object of such lists.
 */
Datum
mdt_lead(PG_FUNCTION_ARGS)
{
	Code		need = CODE_FROM_TEXT(PG_GETARG_TEXT_PP(0));
	double		severity = PG_GETARG_FLOAT8(1);
	Jsonb	   *leads = PG_GETARG_JSONB_P(2);
	JsonbValue	pairs;
	Code		lead;

	if (!isfinite(severity))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("severity must be a finite number, not %.15g", severity)));
	if (!JB_ROOT_IS_OBJECT(leads))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("leads must be a JSON object of need types")));
	if (getKeyJsonValueFromContainer(&leads->root, need.data, need.length, &pairs) == NULL)
		PG_RETURN_NULL();
	if (pairs.type != jbvBinary || !JsonContainerIsArray(pairs.val.binary.data) || JsonContainerIsScalar(pairs.val.binary.data))
		refuse_leads(need);
	lead = lead_of(pairs.val.binary.data, need, severity);
	if (lead.data == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(code_to_text(lead));
}
