/*
 * ranked_questions.c
 *		What ranked outcomes hold altogether.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/twofold.h"
#include "rate/intervals.h"
#include "rate/ranked_state.h"

static double
total_of(const double *list, uint32 count)
{
	Twofold		sum = twofold(0);

	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		sum = twofold_add_double(sum, list[i]);
	}
	return check_result(twofold_value(sum));
}

PG_FUNCTION_INFO_V1(ranked_outcomes_people);

/*
 * people(ranked_outcomes) -> float8
 *
 * How many people the value holds.  Errors: 22003 where they are more than a
 * double can count.
 */
Datum
ranked_outcomes_people(PG_FUNCTION_ARGS)
{
	RankedOutcomes *ranked = PG_GETARG_RANKED_OUTCOMES(0);

	PG_RETURN_FLOAT8(total_of(ranked_people(ranked), ranked->count));
}

PG_FUNCTION_INFO_V1(ranked_outcomes_outcome);

/*
 * outcome(ranked_outcomes) -> float8
 *
 * The outcome of all people together.  Errors: 22003 where it is beyond a double.
 */
Datum
ranked_outcomes_outcome(PG_FUNCTION_ARGS)
{
	RankedOutcomes *ranked = PG_GETARG_RANKED_OUTCOMES(0);

	PG_RETURN_FLOAT8(total_of(ranked_outcome(ranked), ranked->count));
}
