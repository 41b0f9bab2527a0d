/*
 * list_account.c
 *		How lists changed between two days: who stayed, joined and left.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "base/rows.h"
#include "base/twofold.h"
#include "place/place_algebra.h"

/* The account of one place; 0 where nobody did so. */
typedef struct Account
{
	double		start;
	double		end;
	double		stayed;
	double		joined_new;
	double		left_to_outside;
	Twofold		joined_from_places;
	Twofold		left_to_places;
} Account;

/* Where no place stands in the list of places. */
#define NO_OUTSIDE PG_UINT32_MAX

static void
add_cell(Account *account, uint32 from, uint32 to, uint32 outside, double n)
{
	if (from == to)
		account[from].stayed = n;
	else if (from == outside)
		account[to].joined_new = n;
	else if (to == outside)
		account[from].left_to_outside = n;
	else
	{
		account[from].left_to_places = twofold_add_double(account[from].left_to_places, n);
		account[to].joined_from_places = twofold_add_double(account[to].joined_from_places, n);
	}
}

/*
 * The account of every place of either side, in the order of the codes.
 */
static Account *
accounts(const FlowsView *movements, const CodeListUnion *both, uint32 outside)
{
	Account    *account = array_allocate_zero(both->count, sizeof(Account));
	double	   *start = place_flows_row_sums(movements);
	double	   *end = place_flows_column_sums(movements);

	for (uint32 i = 0; i < movements->origins.count; i++)
	{
		account[both->left[i]].start = start[i];
		for (uint32 cell = movements->row[i]; cell < movements->row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			add_cell(account, both->left[i], both->right[movements->destination[cell]], outside, movements->n[cell]);
		}
	}
	for (uint32 j = 0; j < movements->destinations.count; j++)
	{
		CHECK_FOR_INTERRUPTS();
		account[both->right[j]].end = end[j];
	}
	pfree(start);
	pfree(end);
	return account;
}

static void
put_account(ReturnSetInfo *rows, Code place, const Account *account)
{
	bool		nulls[10] = {false};
	Datum		values[10] = {
		PointerGetDatum(code_to_text(place)),
		Float8GetDatum(account->start),
		Float8GetDatum(account->joined_new),
		Float8GetDatum(twofold_value(account->joined_from_places)),
		Float8GetDatum(twofold_value(account->left_to_places)),
		Float8GetDatum(account->left_to_outside),
		Float8GetDatum(account->end),
		Float8GetDatum(account->stayed)
	};

	nulls[8] = account->start == 0;
	nulls[9] = account->end == 0;
	if (!nulls[8])
		values[8] = Float8GetDatum(account->stayed / account->start);
	if (!nulls[9])
		values[9] = Float8GetDatum((account->end - account->stayed) / account->end);
	rows_put(rows, values, nulls);
	pfree(DatumGetPointer(values[0]));
}

PG_FUNCTION_INFO_V1(list_account);

/*
 * list_account(movements place_flows, outside text)
 *		-> setof (place text, list_start float8, joined_new float8, joined_from_places float8,
 *			left_to_places float8, left_to_outside float8, list_end float8, stayed float8,
 *			stability float8, turnover float8)
 *
 * How the list of each place changed between two days.  The movements go from where
 * a person was on the first day to where the same person was on the second; outside
 * is the code that stands for no list.  One row for every other place of either
 * side, in bytewise order of codes, in people.  For whole people
 *
 *	list_end = list_start + joined_new + joined_from_places - left_to_places - left_to_outside
 *
 * exactly.  stability, 0 to 1, is the share of the first day's list that is still
 * there, NULL where it was empty; turnover the share of the second day's list that
 * was not, NULL where that is empty.  People outside on both days are in no list.
 * Error: 22003 for lists too large for a number.
 */
Datum
list_account(PG_FUNCTION_ARGS)
{
	FlowsView	movements = place_flows_view(PG_GETARG_PLACE_FLOWS(0));
	text	   *name = PG_GETARG_TEXT_PP(1);
	Code		outside = CODE_FROM_TEXT(name);
	CodeListUnion both = code_list_union(&movements.origins, &movements.destinations);
	CodeListPair pair = code_list_pair(&movements.origins, &movements.destinations);
	uint32		outside_number = NO_OUTSIDE;
	Account    *account;
	ReturnSetInfo *rows = rows_start(fcinfo, 10);
	Code		place;
	uint32		i;
	uint32		j;

	for (uint32 number = 0; code_list_pair_next(&pair, &place, &i, &j); number++)
	{
		CHECK_FOR_INTERRUPTS();
		if (code_equal(place, outside))
			outside_number = number;
	}
	account = accounts(&movements, &both, outside_number);
	pair = code_list_pair(&movements.origins, &movements.destinations);
	for (uint32 number = 0; code_list_pair_next(&pair, &place, &i, &j); number++)
	{
		CHECK_FOR_INTERRUPTS();
		if (number != outside_number)
			put_account(rows, place, &account[number]);
	}
	PG_RETURN_NULL();
}
