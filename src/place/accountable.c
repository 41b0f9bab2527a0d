/*
 * accountable.c
 *		The people a place answers for, under one rule or another.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "base/words.h"
#include "place/reconciliation.h"

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
	static const char *const rules[] = {"registered", "resident", "either", "both"};

	return (AccountRule) word_position(name, rules, lengthof(rules), "rule");
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
 * Errors: 22023 for another rule, and as reconcile().  Source: NHS England, Who Pays? (2022).
 */
Datum
accountable_population(PG_FUNCTION_ARGS)
{
	PlaceFlows *flows = PG_GETARG_PLACE_FLOWS(0);
	PlaceCounts *residents = PG_GETARG_PLACE_COUNTS(1);
	AccountRule rule = rule_from_text(PG_GETARG_TEXT_PP(2));
	double	   *n = array_allocate((Size) flows->origins + flows->destinations + residents->count, sizeof(double));
	CodeListWriter places;
	CodeList	list;
	Reconciliation here;
	ReconciledPlace row;

	code_list_writer_init(&places);
	reconciliation_start(&here, flows, residents);
	while (reconciliation_next(&here, &row))
	{
		CHECK_FOR_INTERRUPTS();
		if (people_under_rule(rule, &row, &n[places.count]))
			code_list_write(&places, row.place);
	}
	list = code_list_written(&places);
	PG_RETURN_POINTER(place_counts_select(&list, n, NULL));
}
