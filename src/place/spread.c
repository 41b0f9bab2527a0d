/*
 * spread.c
 *		A measure of practices spread over areas, never without its coverage.
 */
#include "postgres.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "place/place_algebra.h"
#include "place/place_names.h"

/*
 * Every place that reports must be able to hand its people on.
 */
static void
check_reports(const PlaceCounts *numerator, const PlaceCounts *denominator, const FlowsView *flows)
{
	CodeList	places = place_counts_places(numerator);
	CodeList	denominator_places = place_counts_places(denominator);
	uint32	   *in_denominator = positions_in(&places, &denominator_places);
	uint32	   *in_flows = positions_in(&places, &flows->origins);
	bool	   *missing = palloc(Max(places.count, 1));
	uint32		without_denominator = 0;
	uint32		without_flows = 0;

	for (uint32 i = 0; i < places.count; i++)
		without_denominator += missing[i] = in_denominator[i] == NOWHERE;
	if (without_denominator > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg_plural("%u place has a numerator but no denominator: %s",
							   "%u places have a numerator but no denominator: %s",
							   without_denominator, without_denominator, marked_places(&places, missing))));
	for (uint32 i = 0; i < places.count; i++)
		without_flows += missing[i] = in_flows[i] == NOWHERE;
	if (without_flows > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg_plural("%u place has a numerator but is no origin of the flows: %s",
							   "%u places have a numerator but are no origins of the flows: %s",
							   without_flows, without_flows, marked_places(&places, missing))));
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
	PlaceCounts *numerator = PG_GETARG_PLACE_COUNTS(0);
	PlaceCounts *denominator = PG_GETARG_PLACE_COUNTS(1);
	FlowsView	flows = place_flows_view(PG_GETARG_PLACE_FLOWS(2));
	CodeList	numerator_places = place_counts_places(numerator);
	CodeList	denominator_places = place_counts_places(denominator);
	uint32	   *in_numerator = positions_in(&flows.origins, &numerator_places);
	uint32	   *in_denominator = positions_in(&flows.origins, &denominator_places);
	uint32		places = flows.destinations.count;
	double	   *out = place_flows_row_sums(&flows);
	double	   *people = place_flows_column_sums(&flows);
	double	   *covered = palloc0(mul_size(Max(places, 1), sizeof(double)));
	double	   *above = palloc0(mul_size(Max(places, 1), sizeof(double)));
	double	   *below = palloc0(mul_size(Max(places, 1), sizeof(double)));
	bool	   *is_reached = palloc0(Max(places, 1));
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	check_reports(numerator, denominator, &flows);
	for (uint32 i = 0; i < flows.origins.count; i++)
	{
		if (in_numerator[i] == NOWHERE)
			continue;
		CHECK_FOR_INTERRUPTS();
		if (out[i] == 0)
			ereport(ERROR,
					(errcode(ERRCODE_DIVISION_BY_ZERO),
					 errmsg("nobody goes out of place \"%s\"",
							code_for_message(code_list_get(&flows.origins, i))),
					 errdetail("It has a numerator, which cannot be spread.")));
		for (uint32 cell = flows.row[i]; cell < flows.row[i + 1]; cell++)
		{
			uint32		to = flows.destination[cell];
			double		share = flows.n[cell] / out[i];

			above[to] += numerator->n[in_numerator[i]] * share;
			below[to] += denominator->n[in_denominator[i]] * share;
			covered[to] += flows.n[cell];
			is_reached[to] = true;
		}
	}

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	for (uint32 to = 0; to < places; to++)
	{
		Code		place = code_list_get(&flows.destinations, to);
		Datum		values[5];
		bool		nulls[5] = {false, !is_reached[to], !is_reached[to],
		!is_reached[to] || below[to] == 0, people[to] == 0};
		double		rate = nulls[3] ? 0 : above[to] / below[to];

		check_count(above[to], place, NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		check_count(below[to], place, NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		check_count(rate, place, NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		values[0] = PointerGetDatum(code_to_text(place));
		values[1] = Float8GetDatum(above[to]);
		values[2] = Float8GetDatum(below[to]);
		values[3] = Float8GetDatum(rate);
		values[4] = Float8GetDatum(nulls[4] ? 0 : covered[to] / people[to]);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
		pfree(DatumGetPointer(values[0]));
	}
	PG_RETURN_NULL();
}
