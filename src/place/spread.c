/*
 * spread.c
 *		A measure of practices spread over areas, never without its coverage.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "base/rows.h"
#include "place/place_algebra.h"
#include "place/unmatched.h"

static const Naming no_denominator = {
	"place has a numerator but no denominator",
	"places have a numerator but no denominator",
	true
};
static const Naming no_flows = {
	"place has a numerator but is no origin of the flows",
	"places have a numerator but are no origins of the flows",
	false
};

/* A measure on its way to the destinations of the flows. */
typedef struct Spread
{
	FlowsView	flows;
	double	   *people;			/* who come into each destination */
	double	   *covered;		/* of them, those whose origin reports */
	double	   *numerator;
	double	   *denominator;
	bool	   *is_reached;		/* by an origin that reports */
} Spread;

static Spread
spread_start(const PlaceFlows *value)
{
	FlowsView	flows = place_flows_view(value);
	Size		places = flows.destinations.count;

	return (Spread)
	{
		.flows = flows,
			.people = place_flows_column_sums(&flows),
			.covered = array_allocate_zero(places, sizeof(double)),
			.numerator = array_allocate_zero(places, sizeof(double)),
			.denominator = array_allocate_zero(places, sizeof(double)),
			.is_reached = array_allocate_zero(places, sizeof(bool))
	};
}

/*
 * Spreads what one origin reports over its destinations.
 */
static void
spread_origin(Spread *spread, uint32 origin, double out, double numerator, double denominator)
{
	const FlowsView *flows = &spread->flows;

	if (out == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DIVISION_BY_ZERO),
				 errmsg("nobody goes out of place \"%s\"",
						code_for_message(code_list_get(&flows->origins, origin))),
				 errdetail("It has a numerator, which cannot be spread.")));
	for (uint32 cell = flows->row[origin]; cell < flows->row[origin + 1]; cell++)
	{
		uint32		to = flows->destination[cell];
		double		share = flows->n[cell] / out;

		CHECK_FOR_INTERRUPTS();
		spread->numerator[to] += numerator * share;
		spread->denominator[to] += denominator * share;
		spread->covered[to] += flows->n[cell];
		spread->is_reached[to] = true;
	}
}

/* One row of the answer. */
typedef struct SpreadRow
{
	Code		place;
	bool		is_reached;
	double		numerator;
	double		denominator;
	double		covered;
	double		people;
} SpreadRow;

static void
put_row(ReturnSetInfo *rows, const SpreadRow *row)
{
	Datum		values[5];
	bool		nulls[5] = {false, !row->is_reached, !row->is_reached,
	!row->is_reached || row->denominator == 0, row->people == 0};
	double		rate = nulls[3] ? 0 : row->numerator / row->denominator;

	check_count(row->numerator, row->place, NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	check_count(row->denominator, row->place, NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	check_count(rate, row->place, NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	values[0] = PointerGetDatum(code_to_text(row->place));
	values[1] = Float8GetDatum(row->numerator);
	values[2] = Float8GetDatum(row->denominator);
	values[3] = Float8GetDatum(rate);
	values[4] = Float8GetDatum(nulls[4] ? 0 : row->covered / row->people);
	rows_put(rows, values, nulls);
	pfree(DatumGetPointer(values[0]));
}

/*
 * A row for each destination, and for each place that is kept under its own code;
 * one that is both is one row.
 */
static void
put_rows(ReturnSetInfo *rows, const Spread *spread, const PlaceCounts *kept, const PlaceCounts *kept_denominator)
{
	CodeList	places = place_counts_places(kept);
	CodeListPair pair = code_list_pair(&spread->flows.destinations, &places);
	SpreadRow	row = {0};
	uint32		to;
	uint32		i;

	while (code_list_pair_next(&pair, &row.place, &to, &i))
	{
		bool		is_destination = to != NOWHERE;
		bool		is_kept = i != NOWHERE;

		CHECK_FOR_INTERRUPTS();
		row.is_reached = is_kept || spread->is_reached[to];
		row.numerator = (is_destination ? spread->numerator[to] : 0) + (is_kept ? kept->n[i] : 0);
		row.denominator = (is_destination ? spread->denominator[to] : 0) + (is_kept ? kept_denominator->n[i] : 0);
		row.covered = is_destination ? spread->covered[to] : 0;
		row.people = is_destination ? spread->people[to] : 0;
		put_row(rows, &row);
	}
}

static void
put_spread(FunctionCallInfo fcinfo, Unmatched unmatched)
{
	PlaceCounts *numerator = PG_GETARG_PLACE_COUNTS(0);
	PlaceCounts *denominator = PG_GETARG_PLACE_COUNTS(1);
	Spread		spread = spread_start(PG_GETARG_PLACE_FLOWS(2));
	CodeList	places = place_counts_places(numerator);
	CodeList	denominator_places = place_counts_places(denominator);
	uint32	   *origin = positions_in(&places, &spread.flows.origins);
	uint32	   *in_denominator = positions_in(&places, &denominator_places);
	double	   *out = place_flows_row_sums(&spread.flows);
	double	   *below = array_allocate_zero(places.count, sizeof(double));
	bool	   *keep = array_allocate_zero(places.count, sizeof(bool));

	/* Nobody can be kept without a denominator: there is no rate of them. */
	find_unmatched(&places, &denominator_places, unmatched == UNMATCHED_DROP ? UNMATCHED_DROP : UNMATCHED_ERROR, no_denominator);
	find_unmatched(&places, &spread.flows.origins, unmatched, no_flows);
	for (uint32 i = 0; i < places.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (in_denominator[i] == NOWHERE)
			continue;
		below[i] = denominator->n[in_denominator[i]];
		keep[i] = origin[i] == NOWHERE && unmatched == UNMATCHED_KEEP;
		if (origin[i] != NOWHERE)
			spread_origin(&spread, origin[i], out[origin[i]], numerator->n[i], below[i]);
	}
	put_rows(rows_start(fcinfo, 5), &spread, place_counts_select(&places, numerator->n, keep),
			 place_counts_select(&places, below, keep));
}

PG_FUNCTION_INFO_V1(spread);

/*
 * spread(numerator place_counts, denominator place_counts, f place_flows) -> setof
 *		(place text, numerator float8, denominator float8, rate float8, coverage float8)
 *
 * A measure that practices report, such as a disease register and the list it
 * was taken from, spread over the areas where their people live: numerator and
 * denominator times the shares of the flows.  rate is the one over the other.
 * A practice reports when it is in the numerator; one that is not lowers the
 * coverage, the share of the place's people whose practice reported (0 to 1), and
 * never reads as zero.  Where no practice reported, numerator, denominator and
 * rate are NULL; the rate also over a denominator of 0, the coverage where the
 * flows have nobody.
 * Errors: 22023 for places of the numerator without a denominator or without
 * flows; 22012 for a reporting place whose flows are all 0.
 */
Datum
spread(PG_FUNCTION_ARGS)
{
	put_spread(fcinfo, UNMATCHED_ERROR);
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(spread_unmatched);

/*
 * spread(numerator place_counts, denominator place_counts, f place_flows,
 *		unmatched text) -> the rows of spread()
 *
 * The same, and what is done with places of the numerator that the flows do not
 * lead anywhere: 'error'; 'keep' keeps them, with a row under their own code and
 * without coverage; 'drop' leaves them out, and those without a denominator too.
 * Errors: as above; 22023 for another policy.
 */
Datum
spread_unmatched(PG_FUNCTION_ARGS)
{
	put_spread(fcinfo, unmatched_from_text(PG_GETARG_TEXT_PP(3)));
	PG_RETURN_NULL();
}
