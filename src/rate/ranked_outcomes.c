/*
 * ranked_outcomes.c
 *		How many people each rank has and what came of them: the type and its
 *		aggregates.
 *
 * The rank is a risk score, or a rank of deprivation.  Whoever asks how good a
 * score is, or how unequal an outcome, asks about the ranks and never about the
 * person.
 */
#include "postgres.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/aggregate.h"
#include "base/json_text.h"
#include "base/messages.h"
#include "rate/ranked_state.h"

#define TYPE_NAME RANKED_OUTCOMES_NAME

PG_FUNCTION_INFO_V1(ranked_outcomes_in);

/*
 * ranked_outcomes_in(cstring) -> ranked_outcomes
 *
 * Reads a JSON object of ranks, each with its people and their outcome,
 * {"0.1": [120, 4], "0.25": [45, 9]}, in any order.  Errors: 22P02 for what is not
 * such an object, ranks and outcomes that are no finite numbers, ranks given
 * twice and people that are no finite number above 0; 54000 for more than
 * 10,000,000 ranks.
 */
Datum
ranked_outcomes_in(PG_FUNCTION_ARGS)
{
	RankedOutcomes *state = ranked_state_new(0);
	JsonReader	reader;

	json_reader_start_folded(&reader, PG_GETARG_CSTRING(0), TYPE_NAME, "ranked_outcomes(rank, outcome)");
	json_expect(&reader, JSON_TOKEN_OBJECT_START, "\"{\"");
	if (!json_accept(&reader, JSON_TOKEN_OBJECT_END))
	{
		do
		{
			Code		key = json_read_string(&reader, "a rank in double quotes");
			double		rank = DatumGetFloat8(DirectFunctionCall1(float8in, CStringGetDatum(key.data)));
			double		people;
			double		outcome;

			check_rank(rank, ERRCODE_INVALID_TEXT_REPRESENTATION);
			json_expect(&reader, JSON_TOKEN_COLON, "\":\"");
			json_expect(&reader, JSON_TOKEN_ARRAY_START, "\"[\"");
			people = json_read_number(&reader, "a number of people");
			check_rank_people(people, rank, ERRCODE_INVALID_TEXT_REPRESENTATION);
			json_expect(&reader, JSON_TOKEN_COMMA, "\",\"");
			outcome = json_read_number(&reader, "an outcome");
			check_rank_outcome(outcome, rank, ERRCODE_INVALID_TEXT_REPRESENTATION);
			json_expect(&reader, JSON_TOKEN_ARRAY_END, "\"]\"");
			state = ranked_state_add_new(state, rank, people, outcome);
		} while (json_accept(&reader, JSON_TOKEN_COMMA));
		json_expect(&reader, JSON_TOKEN_OBJECT_END, "\",\" or \"}\"");
	}
	json_reader_finish(&reader);
	PG_RETURN_POINTER(ranked_state_close(state));
}

PG_FUNCTION_INFO_V1(ranked_outcomes_out);

/*
 * ranked_outcomes_out(ranked_outcomes) -> cstring
 *
 * Writes what ranked_outcomes_in reads, by ascending ranks, each number in the
 * shortest digits that read back as the same.
 */
Datum
ranked_outcomes_out(PG_FUNCTION_ARGS)
{
	RankedOutcomes *ranked = PG_GETARG_RANKED_OUTCOMES(0);
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	for (uint32 i = 0; i < ranked->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		appendStringInfoString(&out, i > 0 ? ", \"" : "\"");
		json_write_number(&out, ranked->rank[i]);
		appendStringInfoString(&out, "\": [");
		json_write_number(&out, ranked_people(ranked)[i]);
		appendStringInfoString(&out, ", ");
		json_write_number(&out, ranked_outcome(ranked)[i]);
		appendStringInfoChar(&out, ']');
	}
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

pg_noreturn static void
refuse_message(const char *what, double rank)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("%s in external \"%s\" value at rank %.15g", what, TYPE_NAME, rank)));
}

PG_FUNCTION_INFO_V1(ranked_outcomes_recv);

/*
 * ranked_outcomes_recv(internal) -> ranked_outcomes
 *
 * Reads a binary message: version (1 byte), number of ranks (4), then for each the
 * rank, its people and their outcome (float8 each), by ascending ranks.  Errors:
 * 22P03 for anything that ranked_outcomes_send would not have written; 54000 for
 * more than 10,000,000 ranks.
 */
Datum
ranked_outcomes_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	uint32		count;
	RankedOutcomes *ranked;
	double	   *people;
	double	   *outcome;

	recv_version(message, RANKED_OUTCOMES_VERSION, TYPE_NAME);
	count = recv_count(message, RANKED_ENTRY_BYTES, TYPE_NAME);
	ranked = ranked_outcomes_new(count);
	people = unconstify(double *, ranked_people(ranked));
	outcome = unconstify(double *, ranked_outcome(ranked));
	for (uint32 i = 0; i < count; i++)
	{
		double		rank = pq_getmsgfloat8(message);

		CHECK_FOR_INTERRUPTS();
		check_rank(rank, ERRCODE_INVALID_BINARY_REPRESENTATION);
		if (i > 0 && rank <= ranked->rank[i - 1])
			refuse_message("ranks do not ascend", rank);
		ranked->rank[i] = rank;
		people[i] = pq_getmsgfloat8(message);
		check_rank_people(people[i], rank, ERRCODE_INVALID_BINARY_REPRESENTATION);
		outcome[i] = pq_getmsgfloat8(message);
		check_rank_outcome(outcome[i], rank, ERRCODE_INVALID_BINARY_REPRESENTATION);
		if ((rank == 0 && signbit(rank)) || (outcome[i] == 0 && signbit(outcome[i])))
			refuse_message("minus zero", rank);
	}
	check_message_end(message, TYPE_NAME);
	Assert(ranked_outcomes_is_valid(ranked));
	PG_RETURN_POINTER(ranked);
}

PG_FUNCTION_INFO_V1(ranked_outcomes_send);

/*
 * ranked_outcomes_send(ranked_outcomes) -> bytea
 *
 * Writes the message that ranked_outcomes_recv reads.
 */
Datum
ranked_outcomes_send(PG_FUNCTION_ARGS)
{
	RankedOutcomes *ranked = PG_GETARG_RANKED_OUTCOMES(0);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, RANKED_OUTCOMES_VERSION);
	pq_sendint32(&message, ranked->count);
	for (uint32 i = 0; i < ranked->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		pq_sendfloat8(&message, ranked->rank[i]);
		pq_sendfloat8(&message, ranked_people(ranked)[i]);
		pq_sendfloat8(&message, ranked_outcome(ranked)[i]);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* ------------------------------------------------------------------------
 * Aggregates
 * ------------------------------------------------------------------------
 */

/*
 * The state in the first argument, or a new one.  It is changed in place, since
 * the executor calls us and the state is its own.
 */
static RankedOutcomes *
ranked_state(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		return ranked_state_new(0);
	return ranked_state_from_datum(PG_GETARG_DATUM(0));
}

PG_FUNCTION_INFO_V1(ranked_outcomes_transition_boolean);

/*
 * Transition of ranked_outcomes(score float8, outcome boolean).  One row is one
 * person with a score, to whom it happened or not.  A row with a NULL is left
 * out.  Errors: 22003 for a score that is NaN or infinite; 54000 for more than
 * 10,000,000 different scores.
 */
Datum
ranked_outcomes_transition_boolean(PG_FUNCTION_ARGS)
{
	double		rank;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return state_unchanged(fcinfo);
	rank = PG_GETARG_FLOAT8(1);
	check_rank(rank, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	PG_RETURN_POINTER(ranked_state_add(ranked_state(fcinfo), rank, 1, PG_GETARG_BOOL(2) ? 1 : 0));
}

PG_FUNCTION_INFO_V1(ranked_outcomes_transition);

/*
 * Transition of ranked_outcomes(rank float8, outcome float8 [, people float8]).
 * One row is one person, or so many people, of a rank, and what came of them
 * together.  A row with a NULL is left out, and so is one of no people and no
 * outcome.  Errors: 22003 for a rank or an outcome that is NaN or infinite and
 * for people below 0, NaN or infinite; 22023 for an outcome of no people; 54000
 * for more than 10,000,000 different ranks.
 */
Datum
ranked_outcomes_transition(PG_FUNCTION_ARGS)
{
	double		rank;
	double		people = 1;
	double		outcome;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || (PG_NARGS() > 3 && PG_ARGISNULL(3)))
		return state_unchanged(fcinfo);
	rank = PG_GETARG_FLOAT8(1);
	outcome = PG_GETARG_FLOAT8(2);
	check_rank(rank, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	check_rank_outcome(outcome, rank, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	if (PG_NARGS() > 3)
		people = PG_GETARG_FLOAT8(3);
	if (people == 0)
	{
		if (outcome != 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("rank %.15g has an outcome of %.15g among 0 people", rank, outcome)));
		PG_RETURN_POINTER(ranked_state(fcinfo));
	}
	check_rank_people(people, rank, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	PG_RETURN_POINTER(ranked_state_add(ranked_state(fcinfo), rank, people, outcome));
}

PG_FUNCTION_INFO_V1(ranked_outcomes_combine);

/*
 * Transition of rollup(ranked_outcomes), and the combine function of all of these
 * aggregates.  A NULL is left out.
 */
Datum
ranked_outcomes_combine(PG_FUNCTION_ARGS)
{
	RankedOutcomes *value;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(1))
		return state_unchanged(fcinfo);
	value = ranked_value_from_datum(PG_GETARG_DATUM(1));
	PG_RETURN_POINTER(ranked_state_add_value(PG_ARGISNULL(0) ? ranked_state_new(value->count) : ranked_state(fcinfo), value));
}

PG_FUNCTION_INFO_V1(ranked_outcomes_final);

/*
 * Final of ranked_outcomes() and rollup().  The state in its closed form.
 */
Datum
ranked_outcomes_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(PG_GETARG_RANKED_OUTCOMES(0));
}
