/*
 * row_estimates.c
 *		How many rows a function returns, for the planner.
 */
#include "postgres.h"

#include "nodes/nodeFuncs.h"
#include "nodes/primnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"

#include "base/row_estimates.h"

/* No function here is estimated by more arguments. */
#define ARGUMENTS_MAX 4

/*
 * What a support function does that knows how many rows come of the first so many
 * arguments: it answers where all of them are constants by the time the query is
 * planned, and leaves the estimate of the catalogue elsewhere.
 */
Datum
estimate_rows(FunctionCallInfo fcinfo, int arguments, RowsOfArguments rows_of)
{
	Node	   *asked = (Node *) PG_GETARG_POINTER(0);
	SupportRequestRows *request = (SupportRequestRows *) asked;
	Datum		values[ARGUMENTS_MAX];
	List	   *given;
	double		rows;

	Assert(arguments <= ARGUMENTS_MAX);
	if (!IsA(asked, SupportRequestRows) || request->node == NULL || !IsA(request->node, FuncExpr))
		PG_RETURN_POINTER(NULL);
	given = castNode(FuncExpr, request->node)->args;
	if (list_length(given) < arguments)
		PG_RETURN_POINTER(NULL);
	for (int i = 0; i < arguments; i++)
	{
		Node	   *value = estimate_expression_value(request->root, list_nth(given, i));

		if (!IsA(value, Const))
			PG_RETURN_POINTER(NULL);
		if (castNode(Const, value)->constisnull)
		{
			/* The functions are strict, so there are no rows; the planner counts from one. */
			request->rows = 1;
			PG_RETURN_POINTER(request);
		}
		values[i] = castNode(Const, value)->constvalue;
	}
	rows = rows_of(values);
	if (rows < 0)
		PG_RETURN_POINTER(NULL);
	request->rows = Max(rows, 1);
	PG_RETURN_POINTER(request);
}
