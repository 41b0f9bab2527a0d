/*
 * accountable.c
 *		The people a place answers for, under one rule or another.
 */
#include "postgres.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "place/reconcile.h"

typedef enum AccountRule
{
	RULE_REGISTERED,
	RULE_RESIDENT,
	RULE_EITHER,
	RULE_BOTH
} AccountRule;

static AccountRule
rule_from_text(text *name)
{
	char	   *rule = text_to_cstring(name);

	if (strcmp(rule, "registered") == 0)
		return RULE_REGISTERED;
	if (strcmp(rule, "resident") == 0)
		return RULE_RESIDENT;
	if (strcmp(rule, "either") == 0)
		return RULE_EITHER;
	if (strcmp(rule, "both") == 0)
		return RULE_BOTH;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("rule must be 'registered', 'resident', 'either' or 'both', not '%s'", rule)));
}

/*
 * The people of a place under a rule.  Returns false where the side that the
 * rule asks does not know the place.
 */
static bool
people_under_rule(AccountRule rule, const ReconciledPlace *row, double *people)
{
	switch (rule)
	{
		case RULE_REGISTERED:
			*people = row->registered;
			return row->has_lists;
		case RULE_RESIDENT:
			*people = row->resident;
			return row->has_residents;
		case RULE_BOTH:
			*people = row->both;
			return row->has_lists;
		case RULE_EITHER:
			/* On its lists, living there on other lists, and living there on none. */
			*people = row->registered + (row->living - row->both) + Max(0, row->resident - row->living);
			return true;
	}
	pg_unreachable();
}

PG_FUNCTION_INFO_V1(accountable_population);

/*
 * accountable_population(registered place_flows, residents place_counts, rule text) -> place_counts
 *
 * The people that each place answers for.  The arguments are those of
 * reconcile(), and each rule is a sum of its columns:
 *
 *	registered	registered: on the lists of the place, as health counts
 *	resident	resident: living there, as councils count
 *	both		registered_here_living_here
 *	either		registered + living_here_registered_elsewhere + unregistered
 *
 * A place is left out where the side that the rule asks does not know it: places
 * without flows under 'registered' and 'both', places without residents under
 * 'resident'.  'either' has the people that any side knows of.
 * Errors: 22023 for another rule.  Source: NHS England, Who Pays? (2022).
 */
Datum
accountable_population(PG_FUNCTION_ARGS)
{
	PlaceFlows *flows = PG_GETARG_PLACE_FLOWS(0);
	PlaceCounts *residents = PG_GETARG_PLACE_COUNTS(1);
	AccountRule rule = rule_from_text(PG_GETARG_TEXT_PP(2));
	Size		places = Max((Size) flows->origins + flows->destinations + residents->count, 1);
	Size		code_bytes = Max((Size) flows->origin_bytes + flows->destination_bytes + residents->code_bytes, 1);
	uint32	   *end = palloc_extended(mul_size(places, sizeof(uint32)), MCXT_ALLOC_HUGE);
	double	   *n = palloc_extended(mul_size(places, sizeof(double)), MCXT_ALLOC_HUGE);
	char	   *bytes = palloc_extended(code_bytes, MCXT_ALLOC_HUGE);
	CodeList	list = {0, end, bytes};
	uint32		used = 0;
	Reconciliation here;
	ReconciledPlace row;

	reconciliation_start(&here, flows, residents);
	while (reconciliation_next(&here, &row))
	{
		CHECK_FOR_INTERRUPTS();
		if (!people_under_rule(rule, &row, &n[list.count]))
			continue;
		memcpy(bytes + used, row.place.data, row.place.length);
		used += row.place.length;
		end[list.count++] = used;
	}
	PG_RETURN_POINTER(place_counts_select(&list, n, NULL));
}

PG_FUNCTION_INFO_V1(differences);

/*
 * differences(first place_counts, second place_counts)
 *		-> setof (place text, first float8, second float8, difference float8)
 *
 * Two counts side by side, one row for every place of either, in bytewise order
 * of codes.  The difference is first - second, negative where the second has
 * more; it is NULL where one of them does not know the place.
 */
Datum
differences(PG_FUNCTION_ARGS)
{
	PlaceCounts *first = PG_GETARG_PLACE_COUNTS(0);
	PlaceCounts *second = PG_GETARG_PLACE_COUNTS(1);
	CodeList	first_places = place_counts_places(first);
	CodeList	second_places = place_counts_places(second);
	uint32		i = 0;
	uint32		j = 0;
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	while (i < first->count || j < second->count)
	{
		int			order = i == first->count ? 1 : j == second->count ? -1 :
			code_compare(code_list_get(&first_places, i), code_list_get(&second_places, j));
		Code		place = order <= 0 ? code_list_get(&first_places, i) : code_list_get(&second_places, j);
		double		a = order <= 0 ? first->n[i++] : 0;
		double		b = order >= 0 ? second->n[j++] : 0;
		Datum		values[4];
		bool		nulls[4] = {false, order > 0, order < 0, order != 0};

		CHECK_FOR_INTERRUPTS();
		values[0] = PointerGetDatum(code_to_text(place));
		values[1] = Float8GetDatum(a);
		values[2] = Float8GetDatum(b);
		values[3] = Float8GetDatum(a - b);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
		pfree(DatumGetPointer(values[0]));
	}
	PG_RETURN_NULL();
}
