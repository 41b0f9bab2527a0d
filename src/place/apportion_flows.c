/*
 * apportion_flows.c
 *		Whole people in every cell of a table, and in its totals: controlled rounding.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/memory.h"
#include "place/controlled_rounding.h"
#include "place/place_counts_layout.h"
#include "place/place_flows_layout.h"
#include "place/whole_total.h"

/*
 * Cells and totals that should be whole differ from it by rounding errors of about
 * this size beside the figure, and never by as much as a fraction that is meant.
 */
#define CELL_ROUNDING 1e-9
#define TOTAL_ROUNDING 1e-12
#define ROUNDING_MAX 1e-6

/*
 * What is taken for rounding errors may come to so much altogether: below one unit,
 * there is still a table of whole numbers within all bounds.
 */
#define ALL_ROUNDING 0.5

/* A table on its way to whole numbers. */
typedef struct WholeTable
{
	FlowsView	flows;
	Twofold    *total;			/* of each line, exact: the origins, then the destinations */
	Twofold		all;
	double		whole;			/* what all becomes */
	double	   *n;				/* of each cell, rounded down */
	uint32	   *cell_of;		/* the cell of the value behind each cell of rounding */
	Rounding	rounding;
} WholeTable;

/*
 * A figure rounded down, or to the nearest whole number where it misses that by
 * rounding errors alone, which are added up.  True if there is a fraction.
 */
static bool
round_down(Twofold exact, double allowed, double *whole, double *errors)
{
	double		nearest = round(exact.high);
	double		beyond = (exact.high - nearest) + exact.low;

	*whole = nearest;
	if (fabs(beyond) <= allowed)
	{
		*errors += fabs(beyond);
		return false;
	}
	if (beyond < 0)
		*whole = nearest - 1;
	return true;
}

static double
allowed_error(double relative, double figure)
{
	return fmin(relative * fmax(1, figure), ROUNDING_MAX);
}

/*
 * The totals of all lines, without loss.
 */
static void
sum_lines(WholeTable *table)
{
	const FlowsView *flows = &table->flows;

	table->total = array_allocate_zero((Size) flows->origins.count + flows->destinations.count, sizeof(Twofold));
	table->all = twofold(0);
	for (uint32 i = 0; i < flows->origins.count; i++)
		for (uint32 cell = flows->row[i]; cell < flows->row[i + 1]; cell++)
		{
			Twofold    *destination = &table->total[flows->origins.count + flows->destination[cell]];

			CHECK_FOR_INTERRUPTS();
			table->total[i] = twofold_add_double(table->total[i], flows->n[cell]);
			*destination = twofold_add_double(*destination, flows->n[cell]);
			table->all = twofold_add_double(table->all, flows->n[cell]);
		}
}

/*
 * The cells with a fraction, and what each line has beyond its cells rounded down.
 * Returns what was taken for rounding errors.
 */
static double
read_table(WholeTable *table, bool allow)
{
	const FlowsView *flows = &table->flows;
	Rounding   *rounding = &table->rounding;
	double		errors = 0;

	rounding->cells = 0;
	rounding->total = (int64) table->whole;
	for (uint32 i = 0; i < rounding->lines; i++)
	{
		RoundingLine *line = &rounding->line[i];
		double		whole;
		bool		fraction = round_down(table->total[i], allow ? allowed_error(TOTAL_ROUNDING, table->total[i].high) : 0, &whole, &errors);

		CHECK_FOR_INTERRUPTS();
		line->least = (int64) whole;
		line->most = line->least + (fraction ? 1 : 0);
	}
	for (uint32 i = 0; i < flows->origins.count; i++)
		for (uint32 number = flows->row[i]; number < flows->row[i + 1]; number++)
		{
			double		exact = flows->n[number];
			uint32		destination = flows->origins.count + flows->destination[number];
			bool		fraction = round_down(twofold(exact), allow ? allowed_error(CELL_ROUNDING, exact) : 0, &table->n[number], &errors);
			int64		whole = (int64) table->n[number];

			CHECK_FOR_INTERRUPTS();
			rounding->total -= whole;
			rounding->line[i].least -= whole;
			rounding->line[i].most -= whole;
			rounding->line[destination].least -= whole;
			rounding->line[destination].most -= whole;
			if (!fraction)
				continue;
			table->cell_of[rounding->cells] = number;
			rounding->cell[rounding->cells++] = (RoundingCell)
			{
				.origin = i,
					.destination = destination
			};
		}
	return errors;
}

/*
 * Rounding a cell up changes it by 1 - f, rounding it down by f.
 */
static void
set_prices(WholeTable *table)
{
	Rounding   *rounding = &table->rounding;
	int			bits = rounding_price_bits(rounding);

	for (uint32 i = 0; i < rounding->cells; i++)
	{
		uint32		number = table->cell_of[i];

		CHECK_FOR_INTERRUPTS();
		rounding->cell[i].price = (INT64CONST(1) << bits) -
			2 * (int64) rint(ldexp(table->flows.n[number] - table->n[number], bits));
	}
}

PG_FUNCTION_INFO_V1(apportion_flows);

/*
 * apportion(f place_flows) -> place_flows
 *
 * Whole people in place of fractions, in every cell of a two-way table and in its
 * totals (controlled rounding).  Each cell becomes its exact figure rounded down or
 * up, and so does the total of each origin and of each destination; the total of
 * all becomes the nearest whole number, half up.  Of all such tables it is one
 * whose cells change least together, and always the same one.  Whole cells stay,
 * and so does 0.  What misses a whole number by rounding errors (a cell by 1e-9, a
 * total by 1e-12 of itself, at most by a millionth) counts as that number.
 * Errors: 22003 for a total beyond 2^53.
 * Source: Causey, Cox & Ernst, J Am Stat Assoc 1985.
 */
Datum
apportion_flows(PG_FUNCTION_ARGS)
{
	PlaceFlows *flows = PG_GETARG_PLACE_FLOWS(0);
	WholeTable	table = {.flows = place_flows_view(flows)};
	Rounding   *rounding = &table.rounding;

	/* An infinite total has no whole number, nor anything exact. */
	sum_of_counts(flows->n, flows->cells);
	sum_lines(&table);
	table.whole = check_whole_total(table.all);
	table.n = array_allocate(flows->cells, sizeof(double));
	table.cell_of = array_allocate(flows->cells, sizeof(uint32));
	rounding->origins = flows->origins;
	rounding->lines = flows->origins + flows->destinations;
	rounding->line = array_allocate_zero(rounding->lines, sizeof(RoundingLine));
	rounding->cell = array_allocate(flows->cells, sizeof(RoundingCell));
	if (read_table(&table, true) >= ALL_ROUNDING)
		read_table(&table, false);
	set_prices(&table);
	rounding_solve(rounding);
	for (uint32 i = 0; i < rounding->cells; i++)
	{
		CHECK_FOR_INTERRUPTS();
		table.n[table.cell_of[i]] += rounding->cell[i].is_up;
	}
	PG_RETURN_POINTER(place_flows_with_n(flows, table.n));
}
