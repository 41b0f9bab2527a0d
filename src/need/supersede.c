/*
 * supersede.c
 *		Hierarchies of conditions: the stronger one in place of the weaker.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "need/condition_set.h"
#include "need/json_pairs.h"
#include "base/kept.h"

/* A condition and those that a hierarchy names with it. */
typedef struct Relation
{
	Code		condition;
	uint32		count;
	Code	   *others;
} Relation;

typedef struct Relations
{
	Kept		kept;
	uint32		count;
	Relation   *relation;
} Relations;

typedef struct Hierarchy
{
	Relations	stronger;
	Relations	requires;
} Hierarchy;

/*
 * Reads {"condition": ["other", ...], ...} unless it is what was read before.
 */
static void
read_relations(Relations *relations, FunctionCallInfo fcinfo, int argument, const char *what)
{
	MemoryContext caller;
	Jsonb	   *json;
	JsonPairs	pairs;
	Code		condition;
	JsonbValue	value;

	if (kept_is(&relations->kept, PG_GETARG_DATUM(argument)))
		return;
	caller = kept_start(&relations->kept, fcinfo, "hierarchy of conditions");
	json = PG_GETARG_JSONB_P_COPY(argument);
	relations->count = 0;
	json_pairs_start(&pairs, &json->root, what);
	relations->relation = array_allocate(JB_ROOT_COUNT(json), sizeof(Relation));
	while (json_pairs_next(&pairs, &condition, &value))
	{
		Relation   *relation = &relations->relation[relations->count++];

		relation->condition = condition;
		relation->others = json_names(&value, &relation->count, what, condition);
		for (uint32 i = 0; i < relation->count; i++)
		{
			CHECK_FOR_INTERRUPTS();
			if (code_equal(condition, relation->others[i]))
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("%s of condition \"%s\" names the condition itself", what, code_for_message(condition))));
		}
	}
	kept_set(&relations->kept, PG_GETARG_DATUM(argument));
	MemoryContextSwitchTo(caller);
}

/*
 * Where a condition stands among those of a set that are marked.
 */
static bool
find_marked(const ConditionWalk *walk, const bool *marked, Code name, uint32 *position)
{
	return condition_find(walk->names, walk->set.providers, name, position) && marked[*position];
}

/*
 * Takes away the conditions that require others, none of which is there.
 */
static void
drop_without_required(const ConditionWalk *walk, const Relations *requires, bool *present)
{
	bool	   *before = array_allocate(walk->set.providers, sizeof(bool));

	memcpy(before, present, walk->set.providers);
	for (uint32 i = 0; i < requires->count; i++)
	{
		const Relation *relation = &requires->relation[i];
		bool		met = false;
		uint32		condition;
		uint32		other;

		if (!find_marked(walk, before, relation->condition, &condition))
			continue;
		for (uint32 j = 0; j < relation->count && !met; j++)
		{
			CHECK_FOR_INTERRUPTS();
			met = find_marked(walk, before, relation->others[j], &other);
		}
		present[condition] = met;
	}
}

/*
 * Takes away the conditions that are weaker than one that is there, all at once.
 */
static void
drop_weaker(const ConditionWalk *walk, const Relations *stronger, bool *present)
{
	bool	   *before = array_allocate(walk->set.providers, sizeof(bool));

	memcpy(before, present, walk->set.providers);
	for (uint32 i = 0; i < stronger->count; i++)
	{
		const Relation *relation = &stronger->relation[i];
		uint32		position;

		if (!find_marked(walk, before, relation->condition, &position))
			continue;
		for (uint32 j = 0; j < relation->count; j++)
		{
			CHECK_FOR_INTERRUPTS();
			if (find_marked(walk, before, relation->others[j], &position))
				present[position] = false;
		}
	}
}

PG_FUNCTION_INFO_V1(supersede);

/*
 * supersede(conditions condition_set, stronger jsonb, requires jsonb) -> condition_set
 *
 * The set without what a hierarchy takes away.  First a condition that requires
 * others, {"aids": "hiv"}, is dropped where none of them is in the set; then a
 * condition is dropped where one that is stronger, {"metacanc": ["canc"]}, is still
 * there, all at once: of A over B and B over C, {A, B, C} leaves A, and {A, C} leaves
 * both.  NULL for a NULL set or hierarchy; requires may be NULL.
 * Errors: 22023, naming the condition, for what is no name and no array of names, and
 * for a condition that is its own.
 * Source: Charlson 1987, Elixhauser 1998, as Quan 2005 has them.
 */
Datum
supersede(PG_FUNCTION_ARGS)
{
	Hierarchy  *hierarchy;
	ConditionWalk walk;
	bool	   *present;
	DateADT		day;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	hierarchy = kept_state(fcinfo, sizeof(Hierarchy));
	read_relations(&hierarchy->stronger, fcinfo, 1, "stronger");
	condition_walk_start(&walk, PG_GETARG_DATUM(0));
	present = array_allocate(walk.set.providers, sizeof(bool));
	memset(present, true, walk.set.providers);
	if (!PG_ARGISNULL(2))
	{
		read_relations(&hierarchy->requires, fcinfo, 2, "requires");
		drop_without_required(&walk, &hierarchy->requires, present);
	}
	drop_weaker(&walk, &hierarchy->stronger, present);
	while (condition_walk_next(&walk, &day))
		if (present[walk.condition])
			condition_walk_keep(&walk);
	return condition_walk_kept(&walk);
}
