/*
 * inequality_parts.c
 *		Inequality between people as two parts: that between their groups, and that
 *		within them.
 *
 * Of each group the state keeps sums, in a dictionary in the order of arrival.
 */
#include "postgres.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "miscadmin.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "base/messages.h"
#include "base/rows.h"
#include "base/twofold.h"
#include "rate/intervals.h"

#define STATE_NAME "inequality_within_and_between"
#define STATE_VERSION 1
#define PARTS 6

/* The people of one group, with x the value of one of them. */
typedef struct GroupSums
{
	double		people;
	double		zeros;			/* of them, those whose x is 0 */
	Twofold		x;
	Twofold		x_log_x;
	Twofold		log_x;			/* of those whose x is above 0 */
} GroupSums;

#define GROUP_SUMS ((int) (sizeof(GroupSums) / sizeof(double)))

typedef struct PartsState
{
	Codes		groups;
	uint32		capacity;
	GroupSums  *sums;
} PartsState;

static PartsState *
parts_state_create(MemoryContext context)
{
	PartsState *state = MemoryContextAllocZero(context, sizeof(PartsState));

	codes_init(&state->groups, context);
	return state;
}

/*
 * The sums of one group, which are 0 if it is new.
 */
static GroupSums *
sums_of_group(PartsState *state, Code name)
{
	uint32		known = state->groups.count;
	uint32		i = codes_intern(&state->groups, name);

	if (state->groups.count > state->capacity)
	{
		Size		size;

		state->capacity = state->groups.capacity;
		size = mul_size(state->capacity, sizeof(GroupSums));
		state->sums = state->sums == NULL ? MemoryContextAllocHuge(state->groups.context, size) :
			repalloc_huge(state->sums, size);
	}
	if (i >= known)
		memset(&state->sums[i], 0, sizeof(GroupSums));
	return &state->sums[i];
}

static void
add_sums(GroupSums *sums, const GroupSums *other)
{
	sums->people += other->people;
	sums->zeros += other->zeros;
	sums->x = twofold_add(sums->x, other->x);
	sums->x_log_x = twofold_add(sums->x_log_x, other->x_log_x);
	sums->log_x = twofold_add(sums->log_x, other->log_x);
}

/* ------------------------------------------------------------------------
 * Aggregate
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(inequality_parts_transition);

/*
 * Transition of inequality_within_and_between(group_name text, value float8).  One
 * person.  A row with a NULL is left out.  Errors: 22023 for a blank name and a
 * value below 0; 22003 for a value that is NaN or infinite.
 */
Datum
inequality_parts_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	PartsState *state = PG_ARGISNULL(0) ? NULL : (PartsState *) PG_GETARG_POINTER(0);
	Code		name;
	double		value;
	GroupSums  *sums;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return state_unchanged(fcinfo);
	name = CODE_FROM_TEXT(PG_GETARG_TEXT_PP(1));
	check_code_not_blank(name, "group", ERRCODE_INVALID_PARAMETER_VALUE);
	value = PG_GETARG_FLOAT8(2);
	if (!isfinite(value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value must be a finite number, not %.15g", value)));
	if (value < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("value must be at least 0, not %.15g", value)));
	if (state == NULL)
		state = parts_state_create(context);
	sums = sums_of_group(state, name);
	sums->people++;
	if (value == 0)
		sums->zeros++;
	else
	{
		sums->x = twofold_add_double(sums->x, value);
		sums->x_log_x = twofold_add(sums->x_log_x, exact_product(value, log(value)));
		sums->log_x = twofold_add_double(sums->log_x, log(value));
	}
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(inequality_parts_combine);

/*
 * Combine of inequality_within_and_between().
 */
Datum
inequality_parts_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	PartsState *state = PG_ARGISNULL(0) ? NULL : (PartsState *) PG_GETARG_POINTER(0);
	const PartsState *other = PG_ARGISNULL(1) ? NULL : (PartsState *) PG_GETARG_POINTER(1);

	if (other == NULL)
		return state_unchanged(fcinfo);
	if (state == NULL)
		state = parts_state_create(context);
	for (uint32 i = 0; i < other->groups.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		add_sums(sums_of_group(state, codes_get(&other->groups, i)), &other->sums[i]);
	}
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(inequality_parts_serialise);

/*
 * Serialise of inequality_within_and_between().
 */
Datum
inequality_parts_serialise(PG_FUNCTION_ARGS)
{
	const PartsState *state;
	StringInfoData message;

	aggregate_context(fcinfo);
	state = (PartsState *) PG_GETARG_POINTER(0);
	pq_begintypsend(&message);
	pq_sendbyte(&message, STATE_VERSION);
	pq_sendint32(&message, state->groups.count);
	for (uint32 i = 0; i < state->groups.count; i++)
	{
		Code		name = codes_get(&state->groups, i);

		CHECK_FOR_INTERRUPTS();
		pq_sendint32(&message, name.length);
		pq_sendbytes(&message, name.data, name.length);
		for (int k = 0; k < GROUP_SUMS; k++)
			pq_sendfloat8(&message, ((const double *) &state->sums[i])[k]);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

PG_FUNCTION_INFO_V1(inequality_parts_deserialise);

/*
 * Deserialise of inequality_within_and_between().  Errors: 22P03 for bytes that are
 * no such state.
 */
Datum
inequality_parts_deserialise(PG_FUNCTION_ARGS)
{
	bytea	   *bytes;
	StringInfoData message;
	PartsState *state;
	uint32		count;

	aggregate_context(fcinfo);
	bytes = PG_GETARG_BYTEA_PP(0);
	initStringInfo(&message);
	appendBinaryStringInfo(&message, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	recv_version(&message, STATE_VERSION, STATE_NAME);
	count = recv_count(&message, sizeof(int32) + sizeof(GroupSums), STATE_NAME);
	state = parts_state_create(CurrentMemoryContext);
	for (uint32 i = 0; i < count; i++)
	{
		GroupSums	sums;
		Code		name;

		CHECK_FOR_INTERRUPTS();
		check_message_left(&message, sizeof(int32), STATE_NAME);
		name.length = pq_getmsgint(&message, sizeof(int32));
		check_message_left(&message, (uint64) name.length + sizeof(GroupSums), STATE_NAME);
		name.data = pq_getmsgbytes(&message, name.length);
		for (int k = 0; k < GROUP_SUMS; k++)
			((double *) &sums)[k] = pq_getmsgfloat8(&message);
		add_sums(sums_of_group(state, name), &sums);
	}
	check_message_end(&message, STATE_NAME);
	PG_RETURN_POINTER(state);
}

/* ------------------------------------------------------------------------
 * The two parts
 * ------------------------------------------------------------------------
 */

/* What rounding leaves below 0 is 0. */
static Datum
part(double figure)
{
	return Float8GetDatum(fmax(check_result(figure), 0));
}

PG_FUNCTION_INFO_V1(inequality_parts_final);

/*
 * Final of inequality_within_and_between().  Inequality_within_and_between ->
 * (theil, theil_between, theil_within, mld, mld_between, mld_within)
 *
 * Theil's index, mean (x / m) ln(x / m) with m the mean of all, and the mean log
 * deviation, mean ln(m / x); each is the sum of what there would be if everybody
 * had the mean of his group, and of what there is within the groups.  The mean log
 * deviation is NULL where somebody has 0.  NULL where all have 0.
 * Source: Shorrocks, Econometrica 1980;48:613-625.
 */
Datum
inequality_parts_final(PG_FUNCTION_ARGS)
{
	const PartsState *state = (PartsState *) PG_GETARG_POINTER(0);
	uint32	   *sorted;
	GroupSums	all = {0};
	double		log_mean;
	Twofold		theil[2] = {{0, 0}, {0, 0}};	/* between and within, each times the sum of all */
	Twofold		deviation[2] = {{0, 0}, {0, 0}};	/* times the people */
	Datum		values[PARTS];
	bool		nulls[PARTS] = {false};
	double		x;

	aggregate_context(fcinfo);
	sorted = codes_sorted(&state->groups);
	for (uint32 i = 0; i < state->groups.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		add_sums(&all, &state->sums[sorted[i]]);
	}
	x = check_result(twofold_value(all.x));
	if (x == 0)
		PG_RETURN_NULL();
	log_mean = log(x / all.people);
	for (uint32 i = 0; i < state->groups.count; i++)
	{
		const GroupSums *sums = &state->sums[sorted[i]];
		double		group_x = twofold_value(sums->x);
		double		log_group_mean;

		CHECK_FOR_INTERRUPTS();
		if (group_x == 0)
			continue;
		log_group_mean = log(group_x / sums->people);
		theil[0] = twofold_add(theil[0], exact_product(group_x, log_group_mean - log_mean));
		theil[1] = twofold_add(theil[1], twofold_subtract(sums->x_log_x, exact_product(group_x, log_group_mean)));
		deviation[0] = twofold_add(deviation[0], exact_product(sums->people, log_mean - log_group_mean));
		deviation[1] = twofold_add(deviation[1], twofold_subtract(exact_product(sums->people, log_group_mean), sums->log_x));
	}
	values[0] = part(twofold_value(twofold_subtract(all.x_log_x, exact_product(x, log_mean))) / x);
	values[1] = part(twofold_value(theil[0]) / x);
	values[2] = part(twofold_value(theil[1]) / x);
	values[3] = part(twofold_value(twofold_subtract(exact_product(all.people, log_mean), all.log_x)) / all.people);
	values[4] = part(twofold_value(deviation[0]) / all.people);
	values[5] = part(twofold_value(deviation[1]) / all.people);
	nulls[3] = nulls[4] = nulls[5] = all.zeros > 0;
	PG_RETURN_DATUM(row_datum(fcinfo, PARTS, values, nulls));
}
