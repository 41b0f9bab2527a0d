/*
 * active.c
 *		Which conditions count on a day, by rules of how long ago and how often they
 *		were recorded.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/datetime.h"
#include "utils/fmgrprotos.h"

#include "base/memory.h"
#include "need/condition_set.h"
#include "need/json_pairs.h"
#include "base/kept.h"

/* What a look-back rule says of one condition. */
typedef struct Rule
{
	Code		condition;
	bool		within;			/* has a look-back */
	int64		months;
	int64		days;
	uint32		at_least;
} Rule;

typedef struct Rules
{
	Kept		kept;
	uint32		count;
	Rule	   *rule;
} Rules;

/* Longer than there are days, so that no sum overflows. */
#define MOST_MONTHS INT64CONST(100000000)
#define MOST_DAYS INT64CONST(3000000000)

static const struct
{
	const char *name;
	int			months;
	int			days;
}			units[] =
{
	{"day", 0, 1}, {"days", 0, 1}, {"week", 0, 7}, {"weeks", 0, 7},
	{"mon", 1, 0}, {"mons", 1, 0}, {"month", 1, 0}, {"months", 1, 0},
	{"year", 12, 0}, {"years", 12, 0}
};

/*
 * Adds a number of units to a look-back.  False for a unit that there is not.
 */
static bool
add_units(Rule *rule, int64 number, const char *unit, int length)
{
	for (Size i = 0; i < lengthof(units); i++)
		if ((int) strlen(units[i].name) == length && pg_strncasecmp(units[i].name, unit, length) == 0)
		{
			rule->months = Min(MOST_MONTHS, rule->months + number * units[i].months);
			rule->days = Min(MOST_DAYS, rule->days + number * units[i].days);
			return true;
		}
	return false;
}

/*
 * Reads whole numbers of units, "18 months" or "1 year 6 months".
 */
static bool
read_within(Rule *rule, const char *text)
{
	rule->within = true;
	while (*text != '\0')
	{
		int64		number = 0;
		int			length;

		text += strspn(text, " ");
		if (*text < '0' || *text > '9')
			return false;
		for (; *text >= '0' && *text <= '9'; text++)
			number = Min(MOST_MONTHS, number * 10 + *text - '0');
		text += strspn(text, " ");
		length = strcspn(text, " 0123456789");
		if (!add_units(rule, number, text, length))
			return false;
		text += length + strspn(text + length, " ");
	}
	return rule->months > 0 || rule->days > 0;
}

/*
 * Reads what a rule says under one key.
 */
static void
read_key(Rule *rule, Code key, JsonbValue *value)
{
	if (code_equal(key, (Code) {"within", 6}))
	{
		if (value->type != jbvString ||
			!read_within(rule, pnstrdup(value->val.string.val, value->val.string.len)))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("\"within\" of condition \"%s\" must be whole days, weeks, months or years, not %s",
							code_for_message(rule->condition), json_value_for_message(value)),
					 errhint("Write \"5 years\", or \"18 months\".")));
	}
	else if (code_equal(key, (Code) {"at_least", 8}))
	{
		Datum		number = value->type == jbvNumeric ? NumericGetDatum(value->val.numeric) : (Datum) 0;

		if (value->type != jbvNumeric ||
			!DatumGetBool(DirectFunctionCall2(numeric_eq, number, DirectFunctionCall1(numeric_floor, number))) ||
			!DatumGetBool(DirectFunctionCall2(numeric_ge, number, DirectFunctionCall1(int4_numeric, Int32GetDatum(1)))))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("\"at_least\" of condition \"%s\" must be a whole number of days, 1 or more, not %s",
							code_for_message(rule->condition), json_value_for_message(value))));
		if (DatumGetBool(DirectFunctionCall2(numeric_gt, number, DirectFunctionCall1(int4_numeric, Int32GetDatum(PG_INT32_MAX)))))
			rule->at_least = PG_UINT32_MAX;
		else
			rule->at_least = DatumGetInt32(DirectFunctionCall1(numeric_int4, number));
	}
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("rule of condition \"%s\" has the unknown key \"%s\"",
						code_for_message(rule->condition), code_for_message(key)),
				 errhint("A rule has \"within\" and \"at_least\".")));
}

/*
 * Reads all rules, in the current memory context.
 */
static void
read_rules(void *state, Jsonb *json)
{
	Rules	   *rules = state;
	JsonPairs	pairs;
	Code		condition;
	JsonbValue	value;

	rules->count = 0;
	json_pairs_start(&pairs, &json->root, "rules");
	rules->rule = array_allocate(JB_ROOT_COUNT(json), sizeof(Rule));
	while (json_pairs_next(&pairs, &condition, &value))
	{
		Rule	   *rule = &rules->rule[rules->count++];
		JsonPairs	keys;
		Code		key;
		JsonbValue	of_key;

		*rule = (Rule) {.condition = condition, .at_least = 1};
		if (value.type != jbvBinary || !JsonContainerIsObject(value.val.binary.data))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("rule of condition \"%s\" must be a JSON object, not %s",
							code_for_message(condition), json_value_for_message(&value))));
		json_pairs_start(&keys, value.val.binary.data, "a rule");
		while (json_pairs_next(&keys, &key, &of_key))
			read_key(rule, key, &of_key);
	}
}

/*
 * The day so long before another, as SQL has date - interval: months first, then
 * days; a year before 29 February is 28 February.  Before all days where it would be
 * before the calendar begins.
 */
static DateADT
day_before(DateADT at, int64 months, int64 days)
{
	int			year;
	int			month;
	int			day;
	int64		all;
	int64		before;

	j2date(at + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	all = (int64) year * MONTHS_PER_YEAR + month - 1 - months;
	if (all < INT64CONST(-4700) * MONTHS_PER_YEAR)
		return DATEVAL_NOBEGIN;
	month = (all % MONTHS_PER_YEAR + MONTHS_PER_YEAR) % MONTHS_PER_YEAR + 1;
	year = (all - (month - 1)) / MONTHS_PER_YEAR;
	day = Min(day, day_tab[isleap(year)][month - 1]);
	before = (int64) date2j(year, month, day) - POSTGRES_EPOCH_JDATE - days;
	return before <= DATETIME_MIN_JULIAN - POSTGRES_EPOCH_JDATE ? DATEVAL_NOBEGIN : before;
}

/* Which days of a condition count. */
typedef struct Window
{
	DateADT		after;
	bool		unknown;		/* a day that is not known counts */
	uint32		at_least;
	uint32		counted;
} Window;

static inline bool
counts(const Window *window, DateADT day, DateADT at)
{
	if (DATE_IS_NOBEGIN(day))
		return window->unknown;
	return window->after < day && day <= at;
}

PG_FUNCTION_INFO_V1(condition_set_active);

/*
 * active(conditions condition_set, at date, rules jsonb) -> condition_set
 *
 * The conditions that count on a day, with exactly the days for which they do.  rules
 * is {"cancer": {"within": "5 years"}, "laxative": {"within": "12 months",
 * "at_least": 4}}: a condition counts if it was recorded on so many days (1) after
 * at - within and not after at.  Without within, or without a rule, all days up to at
 * count, and a day that is not known counts as one; with within it never does.
 * NULL for NULL.
 * Errors: 22008 for a day that is not finite; 22023, naming the condition, for a rule
 * that is no object or has another key, for a within that is not whole days, weeks,
 * months or years, and for an at_least that is no whole number above 0.
 */
Datum
condition_set_active(PG_FUNCTION_ARGS)
{
	DateADT		at = PG_GETARG_DATEADT(1);
	Rules	   *rules = kept_jsonb(fcinfo, 2, sizeof(Rules), "look-back rules", read_rules);
	Window	   *window;
	CareTimes	times;
	ConditionWalk walk;
	DateADT		day;

	if (DATE_NOT_FINITE(at))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("day on which conditions are active must be finite, not \"%s\"",
						DATE_IS_NOBEGIN(at) ? "-infinity" : "infinity")));
	condition_walk_start(&walk, PG_GETARG_DATUM(0));
	window = array_allocate(walk.set.providers, sizeof(Window));
	for (uint32 i = 0; i < walk.set.providers; i++)
		window[i] = (Window) {.after = DATEVAL_NOBEGIN, .unknown = true, .at_least = 1};
	for (uint32 i = 0; i < rules->count; i++)
	{
		const Rule *rule = &rules->rule[i];
		uint32		condition;

		CHECK_FOR_INTERRUPTS();
		if (!condition_find(walk.names, walk.set.providers, rule->condition, &condition))
			continue;
		window[condition].at_least = rule->at_least;
		window[condition].unknown = !rule->within;
		if (rule->within)
			window[condition].after = day_before(at, rule->months, rule->days);
	}

	care_times_start(&times, &walk.set);
	for (uint32 i = 0; i < walk.set.visits; i++)
	{
		Window	   *of = &window[care_history_provider(&walk.set, i)];

		CHECK_FOR_INTERRUPTS();
		of->counted += counts(of, condition_day(care_times_next(&times)), at);
	}
	while (condition_walk_next(&walk, &day))
	{
		const Window *of = &window[walk.condition];

		if (of->counted >= of->at_least && counts(of, day, at))
			condition_walk_keep(&walk);
	}
	return condition_walk_kept(&walk);
}
