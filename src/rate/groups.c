/*
 * groups.c
 *		Groups of people as the state of aggregates: their figures, row by row.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/aggregate.h"
#include "base/amounts.h"
#include "base/sums.h"
#include "base/twofold.h"
#include "rate/groups.h"
#include "rate/intervals.h"
#include "rate/samples.h"

#define GROUP_FIGURES ((int) (sizeof(PeopleGroup) / sizeof(double)))

static inline int
compare_figures(double a, double b)
{
	/* What is not known comes first. */
	if (isnan(a) || isnan(b))
		return isnan(b) - isnan(a);
	return (a > b) - (a < b);
}

static inline int
group_order(const PeopleGroup *x, const PeopleGroup *y)
{
	int			order = compare_figures(x->rank, y->rank);

	if (order == 0)
		order = compare_figures(x->value, y->value);
	if (order == 0)
		order = compare_figures(x->error, y->error);
	return order != 0 ? order : compare_figures(x->people, y->people);
}

#define ST_SORT sort_groups
#define ST_ELEMENT_TYPE PeopleGroup
#define ST_COMPARE(a, b) group_order(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * What every group must be, in a row as in a state that somebody typed.
 */
static void
check_group(const PeopleGroup *group)
{
	if (!isfinite(group->rank))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("rank must be a finite number, not %.15g", group->rank)));
	if (!isfinite(group->value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value must be a finite number, not %.15g", group->value)));
	if (!isnan(group->error))
		check_amount(group->error, "standard_error");
	check_amount(group->people, "people");
}

/*
 * The state in the first argument, or a new one, with one group more.  An option
 * that is not NaN must be the same for all groups.
 */
Datum
groups_add(FunctionCallInfo fcinfo, const PeopleGroup *group, double option, const char *option_name)
{
	ArrayType  *state = PG_ARGISNULL(0) ? samples_new(GROUP_FIGURES) : samples_state(fcinfo, 0, GROUP_FIGURES);

	check_group(group);
	sums_join_option(&((Samples *) sums_of(state))->option, option, option_name);
	PG_RETURN_ARRAYTYPE_P(samples_add(state, (const double *) group, 1, GROUP_FIGURES));
}

/*
 * The groups of two states.
 */
Datum
groups_join(FunctionCallInfo fcinfo, const char *option_name)
{
	ArrayType  *state = samples_state(fcinfo, 0, GROUP_FIGURES);
	Samples    *other = sums_of(samples_state(fcinfo, 1, GROUP_FIGURES));

	aggregate_context(fcinfo);
	sums_join_option(&((Samples *) sums_of(state))->option, other->option, option_name);
	PG_RETURN_ARRAYTYPE_P(samples_add(state, (const double *) other->sample, (int64) other->count, GROUP_FIGURES));
}

/*
 * The groups of a final function's argument that have people, in the order of
 * their figures, so that the order of rows does not matter.  They are a copy: the
 * state belongs to the executor.
 */
Groups
groups_sorted(FunctionCallInfo fcinfo)
{
	const Samples *samples = sums_of(samples_state(fcinfo, 0, GROUP_FIGURES));
	Groups		groups = {.option = samples->option, .has_errors = true};
	Twofold		people = twofold(0);
	Twofold		sum = twofold(0);

	groups.group = palloc((Size) samples->count * sizeof(PeopleGroup));
	for (int64 i = 0; i < (int64) samples->count; i++)
	{
		const PeopleGroup *group = (const PeopleGroup *) samples->sample + i;

		CHECK_FOR_INTERRUPTS();
		check_group(group);
		if (group->people > 0)
			groups.group[groups.count++] = *group;
	}
	sort_groups(groups.group, (size_t) groups.count);
	for (int64 i = 0; i < groups.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		people = twofold_add_double(people, groups.group[i].people);
		sum = twofold_add(sum, exact_product(groups.group[i].people, groups.group[i].value));
		groups.has_errors &= !isnan(groups.group[i].error);
	}
	if (groups.count > 0)
	{
		groups.people = check_result(twofold_value(people));
		groups.mean = check_result(twofold_value(twofold_divide(sum, people)));
	}
	return groups;
}
