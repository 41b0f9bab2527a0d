/*
 * suppress_flows.c
 *		Which counts of a two-way table to hide before it is published with its
 *		totals, and whether a pattern of hidden ones holds.
 */
#include "postgres.h"

#include <math.h>

#include "utils/array.h"
#include "utils/builtins.h"

#include "base/memory.h"
#include "base/rows.h"
#include "base/words.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "place/place_algebra.h"
#include "publish/small_counts.h"
#include "publish/table_suppression.h"

/* Up to here a double is every whole number. */
#define MOST_COUNTED 9007199254740992.0

/* A width of so many numbers asks for all intervals. */
#define ALL_INTERVALS PG_INT32_MAX

/* A table with its totals. */
typedef struct Table
{
	FlowsView	flows;
	double	   *origin_total;
	double	   *destination_total;
	double		total;
} Table;

/* The edge of each count of a table, or TABLE_NONE. */
typedef struct TableEdges
{
	TableNetwork *network;
	uint32	   *cell;
	uint32	   *origin;			/* the total of an origin */
	uint32	   *destination;
	uint32		total;
} TableEdges;

/* What is asked of each count, row by row; destination NULL, origin NULL or both: totals. */
typedef struct TablePlace
{
	uint32		origin;			/* NOWHERE: the total */
	uint32		destination;
	double		n;
	uint32		edge;
} TablePlace;

typedef void (*TableRow) (TablePlace place, void *context);

/* ------------------------------------------------------------------------
 * A table and its network
 * ------------------------------------------------------------------------
 */

static void
check_whole_counts(const FlowsView *flows)
{
	for (uint32 i = 0; i < flows->origins.count; i++)
		for (uint32 cell = flows->row[i]; cell < flows->row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			if (flows->n[cell] != floor(flows->n[cell]))
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("the count from \"%s\" to \"%s\" is %.15g: only whole counts can be suppressed",
								code_for_message(code_list_get(&flows->origins, i)),
								code_for_message(code_list_get(&flows->destinations, flows->destination[cell])),
								flows->n[cell]),
						 errhint("Round them first.")));
		}
}

static Table
read_table(const PlaceFlows *flows)
{
	Table		table = {.flows = place_flows_view(flows)};

	check_whole_counts(&table.flows);
	table.origin_total = place_flows_row_sums(&table.flows);
	table.destination_total = place_flows_column_sums(&table.flows);
	for (uint32 i = 0; i < table.flows.origins.count; i++)
		table.total += table.origin_total[i];
	if (table.total > MOST_COUNTED)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the table counts %.15g, more than can be suppressed exactly", table.total),
				 errdetail("At most %.0f are.", MOST_COUNTED)));
	return table;
}

/*
 * A network for the table's counts and totals, and for so many hidden zeros.
 */
static TableNetwork *
start_network(const Table *table, uint32 zeros)
{
	const FlowsView *flows = &table->flows;
	Size		capacity = (Size) flows->cells + zeros + flows->origins.count + flows->destinations.count + 1;

	if (capacity >= TABLE_NONE)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a table of %zu counts is too large to be suppressed", capacity)));
	return table_network_create(flows->origins.count + 1, flows->destinations.count + 1, capacity);
}

static uint32
add_origin_total(const Table *table, TableNetwork *network, uint32 origin)
{
	return table_network_add(network, origin, table->flows.destinations.count, (int64) table->origin_total[origin], true);
}

static uint32
add_destination_total(const Table *table, TableNetwork *network, uint32 destination)
{
	return table_network_add(network, table->flows.origins.count, destination,
							 (int64) table->destination_total[destination], true);
}

static uint32
add_total(const Table *table, TableNetwork *network)
{
	return table_network_add(network, table->flows.origins.count, table->flows.destinations.count,
							 (int64) table->total, false);
}

/* TABLE_NONE for each. */
static uint32 *
no_edges(uint32 count)
{
	uint32	   *edge = array_allocate(count, sizeof(uint32));

	memset(edge, 0xFF, count * sizeof(uint32));
	return edge;
}

/*
 * Every count above 0, and every total above 0 unless totals are shown.
 */
static TableEdges
edges_to_suppress(const Table *table, bool shown_totals)
{
	const FlowsView *flows = &table->flows;
	TableEdges	edges;

	edges.network = start_network(table, 0);
	edges.cell = no_edges(flows->cells);
	edges.origin = no_edges(flows->origins.count);
	edges.destination = no_edges(flows->destinations.count);
	edges.total = TABLE_NONE;

	for (uint32 i = 0; i < flows->origins.count; i++)
		for (uint32 cell = flows->row[i]; cell < flows->row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			if (flows->n[cell] > 0)
				edges.cell[cell] = table_network_add(edges.network, i, flows->destination[cell], (int64) flows->n[cell], false);
		}
	for (uint32 i = 0; i < flows->origins.count && !shown_totals; i++)
		if (table->origin_total[i] > 0)
			edges.origin[i] = add_origin_total(table, edges.network, i);
	for (uint32 j = 0; j < flows->destinations.count && !shown_totals; j++)
		if (table->destination_total[j] > 0)
			edges.destination[j] = add_destination_total(table, edges.network, j);
	if (table->total > 0 && !shown_totals)
		edges.total = add_total(table, edges.network);
	table_network_ready(edges.network);
	return edges;
}

/*
 * All counts of the table, each origin followed by its total, then the totals of
 * the destinations and of all.
 */
static void
walk_table(const Table *table, const TableEdges *edges, TableRow row, void *context)
{
	const FlowsView *flows = &table->flows;

	for (uint32 i = 0; i < flows->origins.count; i++)
	{
		for (uint32 cell = flows->row[i]; cell < flows->row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			row((TablePlace) {i, flows->destination[cell], flows->n[cell], edges->cell[cell]}, context);
		}
		row((TablePlace) {i, NOWHERE, table->origin_total[i], edges->origin[i]}, context);
	}
	for (uint32 j = 0; j < flows->destinations.count; j++)
	{
		CHECK_FOR_INTERRUPTS();
		row((TablePlace) {NOWHERE, j, table->destination_total[j], edges->destination[j]}, context);
	}
	row((TablePlace) {NOWHERE, NOWHERE, table->total, edges->total}, context);
}

/*
 * The code of a line; NULL for the line of all, which stands behind the last.
 */
static Datum
text_of_line(const CodeList *lines, uint32 line, bool *is_null)
{
	*is_null = line >= lines->count;
	return *is_null ? (Datum) 0 : PointerGetDatum(code_to_text(code_list_get(lines, line)));
}

static uint32
line_of(const CodeList *lines, text *name)
{
	uint32		line;

	if (lines->count == 0 || !code_list_find(lines, lines->end[lines->count - 1], CODE_FROM_TEXT(name), &line))
		return NOWHERE;
	return line;
}

pg_noreturn static void
refuse_line(Code line, const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("the table has no line \"%s\", which %s names", code_for_message(line), what)));
}

/* ------------------------------------------------------------------------
 * suppress_flows
 * ------------------------------------------------------------------------
 */

typedef struct SuppressedRows
{
	ReturnSetInfo *rows;
	const Table *table;
	const TableNetwork *network;
	const bool *is_exposed;		/* each edge */
	double		below;
} SuppressedRows;

/*
 * Why a count is hidden or, small among shown totals, exposed; NULL where there is
 * nothing to say.
 */
static const char *
reason_of(const SuppressedRows *context, TablePlace place)
{
	bool		is_a_total = place.origin == NOWHERE || place.destination == NOWHERE;

	if (place.edge == TABLE_NONE)
		return is_a_total && is_small(place.n, context->below) ? "exposed" : NULL;
	if (context->is_exposed[place.edge])
		return "exposed";
	if (!context->network->edge[place.edge].is_hidden)
		return NULL;
	return is_small(place.n, context->below) ? "small" : "to protect";
}

static void
put_suppressed(TablePlace place, void *argument)
{
	SuppressedRows *context = argument;
	const char *reason = reason_of(context, place);
	Datum		values[4];
	bool		nulls[4];

	values[0] = text_of_line(&context->table->flows.origins, place.origin, &nulls[0]);
	values[1] = text_of_line(&context->table->flows.destinations, place.destination, &nulls[1]);
	nulls[2] = place.edge != TABLE_NONE && context->network->edge[place.edge].is_hidden;
	values[2] = Float8GetDatum(place.n);
	nulls[3] = reason == NULL;
	values[3] = nulls[3] ? (Datum) 0 : CStringGetTextDatum(reason);
	rows_put(context->rows, values, nulls);
}

/*
 * The width in an argument that may be NULL: then the least whole number from the
 * threshold on.
 */
static int64
width_argument(FunctionCallInfo fcinfo, int argument, int64 otherwise)
{
	int64		width = PG_ARGISNULL(argument) ? otherwise : PG_GETARG_INT32(argument);

	if (width < 2)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("width must be at least 2 numbers, not " INT64_FORMAT, width)));
	return width;
}

PG_FUNCTION_INFO_V1(suppress_flows);

/*
 * suppress_flows(f place_flows, below float8, width integer, shown_totals boolean, insiders text)
 *		-> setof (origin text, destination text, n float8, reason text)
 *
 * What may be published of a table of whole counts and of its totals.  One row a
 * stored count and one a total (destination NULL: of the origin; origin NULL: of
 * the destination; both: of all).  n is NULL where it must be hidden: counts above
 * 0 and below the threshold, and so many others that each small one can still be
 * at least width whole numbers for a reader who knows all that is shown, the
 * threshold, that zeros are never hidden, and nothing more; every other hidden
 * count can be 2.  width NULL: the least whole number from the threshold on.  With
 * shown_totals all totals stay.  insiders: 'none', 'origins', 'destinations' or
 * 'both': each small count can also be 2 numbers for whoever owns one other such
 * line and knows what is hidden in it.
 *
 * reason: 'small', 'to protect', or 'exposed' where no pattern protects a small
 * count: then the table must not be printed.  It is for the publisher, never for
 * print: it tells which hidden counts are small.
 *
 * No promise for a reader who runs this program over all possible tables.
 * Which counts are hidden is deterministic, and close to the fewest.
 * NULL: a NULL argument other than width gives no rows.
 * Errors: 22023 for a count that is not whole, a threshold that is not above 0, a
 * width below 2, other insiders; 22003 for a table of more than 2^53.
 * Sources: Gusfield 1988; Kelly, Golden & Assad 1992; Minami & Abe 2019.
 */
Datum
suppress_flows(PG_FUNCTION_ARGS)
{
	static const char *const words[] = {"none", "origins", "destinations", "both"};
	SuppressedRows context = {.rows = rows_start(fcinfo, 4)};
	Table		table;
	TableEdges	edges;
	TableInsiders insiders;
	int64		width;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(3) || PG_ARGISNULL(4))
		return (Datum) 0;
	context.below = PG_GETARG_FLOAT8(1);
	check_below(context.below);
	width = width_argument(fcinfo, 2, (int64) Max(2, ceil(Min(context.below, MOST_COUNTED))));
	insiders = (TableInsiders) word_position(PG_GETARG_TEXT_PP(4), words, lengthof(words), "insiders");

	table = read_table(PG_GETARG_PLACE_FLOWS(0));
	edges = edges_to_suppress(&table, PG_GETARG_BOOL(3));
	context.table = &table;
	context.network = edges.network;
	context.is_exposed = table_suppress(edges.network, context.below, width, insiders);
	walk_table(&table, &edges, put_suppressed, &context);
	return (Datum) 0;
}

/* ------------------------------------------------------------------------
 * suppression_holes
 * ------------------------------------------------------------------------
 */

/*
 * True for each line of the list that the array names.
 */
static bool *
lines_named(ArrayType *names, const CodeList *lines, const char *what)
{
	bool	   *is_named = array_allocate_zero(lines->count, sizeof(bool));
	Datum	   *name;
	bool	   *is_null;
	int			count;

	deconstruct_array(names, TEXTOID, -1, false, TYPALIGN_INT, &name, &is_null, &count);
	for (int i = 0; i < count; i++)
	{
		uint32		line;

		CHECK_FOR_INTERRUPTS();
		if (is_null[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("%s must not hold NULL", what)));
		line = line_of(lines, DatumGetTextPP(name[i]));
		if (line == NOWHERE)
			refuse_line(CODE_FROM_TEXT(DatumGetTextPP(name[i])), what);
		is_named[line] = true;
	}
	return is_named;
}

/*
 * A hidden cell of a line that the table does not have is a mistake.
 */
static void
check_hidden_lines(const FlowsView *flows, const FlowsView *hidden)
{
	uint32	   *origin = positions_in(&hidden->origins, &flows->origins);
	uint32	   *destination = positions_in(&hidden->destinations, &flows->destinations);

	for (uint32 i = 0; i < hidden->origins.count; i++)
		for (uint32 at = hidden->row[i]; at < hidden->row[i + 1]; at++)
		{
			CHECK_FOR_INTERRUPTS();
			if (!(hidden->n[at] > 0))
				continue;
			if (origin[i] == NOWHERE)
				refuse_line(code_list_get(&hidden->origins, i), "hidden");
			if (destination[hidden->destination[at]] == NOWHERE)
				refuse_line(code_list_get(&hidden->destinations, hidden->destination[at]), "hidden");
		}
	pfree(origin);
	pfree(destination);
}

/*
 * All counts hidden.  Where a zero is among them, the reader cannot take it that
 * hidden counts are above 0.
 */
static void
hide_all(TableNetwork *network)
{
	bool		has_zero = false;

	for (uint32 i = 0; i < network->edges; i++)
	{
		CHECK_FOR_INTERRUPTS();
		has_zero |= network->edge[i].n == 0;
		table_network_hide(network, i, true);
	}
	for (uint32 i = 0; i < network->edges && has_zero; i++)
	{
		CHECK_FOR_INTERRUPTS();
		network->edge[i].least = 0;
	}
}

/* What is hidden, and what the reader knows of it all the same. */
typedef struct Pattern
{
	FlowsView	cells;			/* hidden where above 0 */
	const bool *origin_total;
	const bool *destination_total;
	bool		total;
	uint32		own_origin;		/* of the reader; NOWHERE: none */
	uint32		own_destination;
} Pattern;

/*
 * What the reader does not know, as edges in the order of the table.  A hidden
 * cell that the table does not store is a hidden 0.
 */
static TableNetwork *
network_of_pattern(const Table *table, const Pattern *pattern)
{
	const FlowsView *flows = &table->flows;
	const FlowsView *hidden = &pattern->cells;
	uint32	   *hidden_origin = positions_in(&flows->origins, &hidden->origins);
	uint32	   *destination = positions_in(&hidden->destinations, &flows->destinations);
	TableNetwork *network = start_network(table, hidden->cells);

	for (uint32 i = 0; i < flows->origins.count; i++)
	{
		uint32		row = hidden_origin[i];

		if (i == pattern->own_origin)
			continue;
		for (uint32 at = row == NOWHERE ? 0 : hidden->row[row]; row != NOWHERE && at < hidden->row[row + 1]; at++)
		{
			uint32		to = destination[hidden->destination[at]];
			uint32		cell;

			CHECK_FOR_INTERRUPTS();
			if (hidden->n[at] > 0 && to != pattern->own_destination)
				table_network_add(network, i, to,
								  place_flows_find(flows, i, to, &cell) ? (int64) flows->n[cell] : 0, false);
		}
		if (pattern->origin_total[i])
			add_origin_total(table, network, i);
	}
	for (uint32 j = 0; j < flows->destinations.count; j++)
		if (pattern->destination_total[j] && j != pattern->own_destination)
			add_destination_total(table, network, j);
	if (pattern->total)
		add_total(table, network);
	table_network_ready(network);
	hide_all(network);
	return network;
}

/*
 * Gives a hidden count its interval, if that is fewer numbers than asked for.
 */
static void
put_hole(ReturnSetInfo *rows, const Table *table, TableNetwork *network, uint32 edge, int64 width)
{
	const TableEdge *hidden = &network->edge[edge];
	int64		most = width == ALL_INTERVALS ? TABLE_UNLIMITED : width - 1;
	int64		rise;
	int64		fall;
	Datum		values[5];
	bool		nulls[5] = {false};

	rise = table_network_flow(network, table_network_rise(network, edge), most);
	table_network_still(network);
	/* Its own bound ends the fall as well. */
	fall = table_network_flow(network, table_network_fall(network, edge), Min(most, hidden->n - hidden->least));
	table_network_still(network);
	if (most != TABLE_UNLIMITED && rise + fall >= most)
		return;
	values[0] = text_of_line(&table->flows.origins, hidden->left, &nulls[0]);
	values[1] = text_of_line(&table->flows.destinations, hidden->right - network->left, &nulls[1]);
	values[2] = Float8GetDatum(hidden->n);
	values[3] = Float8GetDatum(hidden->n - fall);
	nulls[4] = rise == TABLE_UNLIMITED;
	values[4] = Float8GetDatum((double) hidden->n + rise);
	rows_put(rows, values, nulls);
}

PG_FUNCTION_INFO_V1(suppression_holes);

/*
 * suppression_holes(f place_flows, hidden place_flows, below float8, width integer,
 *					 hidden_origins text[], hidden_destinations text[], hidden_total boolean, insider text)
 *		-> setof (origin text, destination text, n float8, at_least float8, at_most float8)
 *
 * Where a pattern of hidden counts fails, however it was made.  Hidden are the
 * cells in which hidden is above 0, the totals of the named lines, and the grand
 * total if hidden_total says so.  One row for each hidden count that can be fewer
 * than width numbers for a reader of the rest: what it is, and what it can be at
 * least and at most (NULL: unlimited).  width NULL: 2; the largest integer lists
 * all intervals.  insider: a line whose hidden counts the reader knows.
 *
 * The reader takes it that zeros are never hidden, so that what is hidden is at
 * least 1; where a zero is hidden all the same, at least 0.  The threshold
 * below moves no interval: nothing hidden is known to be small.
 * NULL: a NULL argument other than width and insider gives no rows.
 * Errors: 22023 for counts that are not whole, lines that the table does not
 * have, a width below 2; 22004 for NULL among the names; 22003 for a table of
 * more than 2^53.
 * Source: Gusfield 1988; Kelly, Golden & Assad 1992.
 */
Datum
suppression_holes(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, 5);
	Table		table;
	Pattern		pattern;
	TableNetwork *network;
	int64		width;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(4) || PG_ARGISNULL(5) || PG_ARGISNULL(6))
		return (Datum) 0;
	check_below(PG_GETARG_FLOAT8(2));
	width = width_argument(fcinfo, 3, 2);
	table = read_table(PG_GETARG_PLACE_FLOWS(0));
	pattern = (Pattern)
	{
		.cells = place_flows_view(PG_GETARG_PLACE_FLOWS(1)),
			.origin_total = lines_named(PG_GETARG_ARRAYTYPE_P(4), &table.flows.origins, "hidden_origins"),
			.destination_total = lines_named(PG_GETARG_ARRAYTYPE_P(5), &table.flows.destinations, "hidden_destinations"),
			.total = PG_GETARG_BOOL(6),
			.own_origin = NOWHERE,
			.own_destination = NOWHERE
	};
	check_hidden_lines(&table.flows, &pattern.cells);
	if (!PG_ARGISNULL(7))
	{
		text	   *insider = PG_GETARG_TEXT_PP(7);

		pattern.own_origin = line_of(&table.flows.origins, insider);
		pattern.own_destination = line_of(&table.flows.destinations, insider);
		if (pattern.own_origin == NOWHERE && pattern.own_destination == NOWHERE)
			refuse_line(CODE_FROM_TEXT(insider), "insider");
	}
	network = network_of_pattern(&table, &pattern);
	for (uint32 i = 0; i < network->edges; i++)
		put_hole(rows, &table, network, i, width);
	return (Datum) 0;
}
