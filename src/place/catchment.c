/*
 * catchment.c
 *		Who goes where: main destinations, catchments, and how much stays at home.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/memory.h"
#include "base/rows.h"
#include "place/place_algebra.h"

/* A total that a sum misses by so little beside itself is reached. */
#define ROUNDING 1e-12

/* A destination of one origin. */
typedef struct Choice
{
	uint32		destination;
	double		n;
} Choice;

/*
 * Most people first, of equal ones the smallest code.
 */
static inline int
choice_compare(const Choice *a, const Choice *b)
{
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return (a->destination > b->destination) - (a->destination < b->destination);
}

#define ST_SORT sort_choices
#define ST_ELEMENT_TYPE Choice
#define ST_COMPARE(a, b) choice_compare(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/* ------------------------------------------------------------------------
 * Limits and checks
 * ------------------------------------------------------------------------
 */

static double
check_share(const char *name, double share)
{
	if (!(share > 0 && share <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be above 0 and at most 1, not %.15g", name, share)));
	return share;
}

/* ------------------------------------------------------------------------
 * Functions
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(main_destinations);

/*
 * main_destinations(f place_flows)
 *		-> setof (origin text, destination text, n float8, share float8, margin float8)
 *
 * First past the post: for each origin the destination that most go to (of equal
 * ones the smallest code), how many go there, their share of all who go out of
 * the origin, and by how many people it leads before the runner-up (before
 * nobody, where there is no other).  Where nobody goes anywhere, there is no
 * main destination: destination, share and margin are NULL.
 */
Datum
main_destinations(PG_FUNCTION_ARGS)
{
	FlowsView	flows = place_flows_view(PG_GETARG_PLACE_FLOWS(0));
	double	   *total = place_flows_row_sums(&flows);
	ReturnSetInfo *rows = rows_start(fcinfo, 5);

	for (uint32 i = 0; i < flows.origins.count; i++)
	{
		uint32		best = flows.row[i];
		double		runner_up = 0;
		Datum		values[5];
		bool		nulls[5] = {false, total[i] == 0, false, total[i] == 0, total[i] == 0};

		CHECK_FOR_INTERRUPTS();
		for (uint32 cell = flows.row[i] + 1; cell < flows.row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			if (flows.n[cell] > flows.n[best])
			{
				runner_up = flows.n[best];
				best = cell;
			}
			else
				runner_up = Max(runner_up, flows.n[cell]);
		}
		values[0] = PointerGetDatum(code_to_text(code_list_get(&flows.origins, i)));
		values[1] = PointerGetDatum(code_to_text(code_list_get(&flows.destinations, flows.destination[best])));
		values[2] = Float8GetDatum(flows.n[best]);
		values[3] = Float8GetDatum(nulls[3] ? 0 : flows.n[best] / total[i]);
		values[4] = Float8GetDatum(flows.n[best] - runner_up);
		rows_put(rows, values, nulls);
		pfree(DatumGetPointer(values[0]));
		pfree(DatumGetPointer(values[1]));
	}
	PG_RETURN_NULL();
}

/* How it is decided which destinations are in the catchment of an origin. */
typedef struct CatchmentRule
{
	double		share;			/* that is to be reached together */
	double		minimum_share;	/* that each must have */
} CatchmentRule;

/*
 * Writes the destinations of every origin by descending count.
 */
static void
put_catchments(FunctionCallInfo fcinfo, CatchmentRule rule)
{
	FlowsView	flows = place_flows_view(PG_GETARG_PLACE_FLOWS(0));
	double	   *total = place_flows_row_sums(&flows);
	Choice	   *choice = array_allocate(flows.destinations.count, sizeof(Choice));
	ReturnSetInfo *rows = rows_start(fcinfo, 7);

	for (uint32 i = 0; i < flows.origins.count; i++)
	{
		const double *n = flows.n + flows.row[i];
		uint32		choices = flows.row[i + 1] - flows.row[i];
		double		before = 0;
		Datum		values[7];
		bool		nulls[7] = {false};

		for (uint32 c = 0; c < choices; c++)
		{
			CHECK_FOR_INTERRUPTS();
			choice[c] = (Choice)
			{
				flows.destination[flows.row[i] + c], n[c]
			};
		}
		sort_choices(choice, choices);
		nulls[4] = nulls[5] = total[i] == 0;
		values[0] = PointerGetDatum(code_to_text(code_list_get(&flows.origins, i)));
		for (uint32 c = 0; c < choices; c++)
		{
			double		together = c == choices - 1 ? total[i] : Min(before + choice[c].n, total[i]);
			bool		is_in = choice[c].n > 0 &&
				choice[c].n >= rule.minimum_share * total[i] * (1 - ROUNDING) &&
				before < rule.share * total[i] * (1 - ROUNDING);

			CHECK_FOR_INTERRUPTS();
			values[1] = PointerGetDatum(code_to_text(code_list_get(&flows.destinations, choice[c].destination)));
			values[2] = Float8GetDatum(choice[c].n);
			values[3] = Int32GetDatum(c + 1);
			values[4] = Float8GetDatum(nulls[4] ? 0 : choice[c].n / total[i]);
			values[5] = Float8GetDatum(nulls[5] ? 0 : together / total[i]);
			values[6] = BoolGetDatum(is_in);
			rows_put(rows, values, nulls);
			pfree(DatumGetPointer(values[1]));
			before += choice[c].n;
		}
		pfree(DatumGetPointer(values[0]));
	}
}

PG_FUNCTION_INFO_V1(catchments);

/*
 * catchments(f place_flows, share float8) -> setof (origin text, destination text,
 *		n float8, rank integer, share float8, cumulative_share float8, in_catchment boolean)
 *
 * The destinations of every origin by descending count, of equal ones the
 * smallest code first, until the share of the origin's total is reached: the one
 * that crosses it is in, the others are not.  A destination that nobody goes to
 * is never in; where nobody goes out of an origin, its shares are NULL.
 * Error: 22023 for a share that is not above 0 and at most 1.
 */
Datum
catchments(PG_FUNCTION_ARGS)
{
	put_catchments(fcinfo, (CatchmentRule)
				   {
					   check_share("share", PG_GETARG_FLOAT8(1)), 0
				   });
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(catchments_by_minimum_share);

/*
 * catchments_by_minimum_share(f place_flows, minimum_share float8) -> the rows of catchments()
 *
 * The same, but a destination is in the catchment of an origin where at least
 * minimum_share of the origin's total go to it; so an origin may have several or
 * none.  (The 30 % rule for English hospitals: Beaney et al. 2021.)
 */
Datum
catchments_by_minimum_share(PG_FUNCTION_ARGS)
{
	put_catchments(fcinfo, (CatchmentRule)
				   {
					   2, check_share("minimum_share", PG_GETARG_FLOAT8(1))
				   });
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(self_containment);

/*
 * self_containment(f place_flows) -> setof (place text, supply float8, demand float8)
 *
 * How much stays: of all who go out of a place, the share that goes to that same
 * place (supply), and of all who come into it, the share that comes from that
 * same place (demand).  Both are 0 to 1, NULL where nobody goes out or comes in.
 * One row for every place, in bytewise order of codes.
 */
Datum
self_containment(PG_FUNCTION_ARGS)
{
	FlowsView	flows = place_flows_view(PG_GETARG_PLACE_FLOWS(0));
	double	   *out = place_flows_row_sums(&flows);
	double	   *in = place_flows_column_sums(&flows);
	CodeListPair pair = code_list_pair(&flows.origins, &flows.destinations);
	ReturnSetInfo *rows = rows_start(fcinfo, 3);
	Code		place;
	uint32		i;
	uint32		j;

	while (code_list_pair_next(&pair, &place, &i, &j))
	{
		uint32		cell;
		double		stay = i != NOWHERE && j != NOWHERE && place_flows_find(&flows, i, j, &cell) ? flows.n[cell] : 0;
		double		go_out = i == NOWHERE ? 0 : out[i];
		double		come_in = j == NOWHERE ? 0 : in[j];
		Datum		values[3];
		bool		nulls[3] = {false, go_out == 0, come_in == 0};

		CHECK_FOR_INTERRUPTS();
		values[0] = PointerGetDatum(code_to_text(place));
		values[1] = Float8GetDatum(nulls[1] ? 0 : stay / go_out);
		values[2] = Float8GetDatum(nulls[2] ? 0 : stay / come_in);
		rows_put(rows, values, nulls);
		pfree(DatumGetPointer(values[0]));
	}
	PG_RETURN_NULL();
}
