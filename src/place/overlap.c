/*
 * overlap.c
 *		How much two catchments have in common: of one pair, and of all pairs.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "base/rows.h"
#include "place/place_algebra.h"

/* What two catchments have in common, summed in the order of the places. */
typedef struct Common
{
	uint32		places;
	double		a;				/* people of the first who live in common places */
	double		b;
	double		similarity;
} Common;

/* One catchment: its places with anybody, and all its people. */
typedef struct Catchment
{
	uint32		places;
	double		total;
} Catchment;

/*
 * Adds a place that both have.
 */
static inline void
add_common(Common *common, double a_n, double a_total, double b_n, double b_total)
{
	common->places++;
	common->a += a_n;
	common->b += b_n;
	common->similarity += Min(a_n / a_total, b_n / b_total);
}

#define OVERLAP_COLUMNS 6

/*
 * The columns that overlap() and overlaps() share.
 */
static void
write_common(const Common *common, Catchment a, Catchment b, Datum *values, bool *nulls)
{
	nulls[0] = nulls[1] = nulls[2] = false;
	nulls[3] = a.total == 0;
	nulls[4] = b.total == 0;
	nulls[5] = nulls[3] || nulls[4];
	values[0] = Int32GetDatum(a.places);
	values[1] = Int32GetDatum(b.places);
	values[2] = Int32GetDatum(common->places);
	values[3] = Float8GetDatum(nulls[3] ? 0 : Min(common->a / a.total, 1));
	values[4] = Float8GetDatum(nulls[4] ? 0 : Min(common->b / b.total, 1));
	values[5] = Float8GetDatum(Min(common->similarity, 1));
}

static Catchment
catchment_of(const double *n, uint32 count)
{
	Catchment	catchment = {0, sum_of_counts(n, count)};

	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		catchment.places += n[i] > 0;
	}
	return catchment;
}

static PlaceCounts *
catchment_argument(FunctionCallInfo fcinfo, int argument)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("the %s catchment of overlap is NULL", argument == 0 ? "first" : "second"),
				 errhint("flows -> 'code' is NULL where no flows go out of that code: look for it in origins(flows). "
						 "A catchment with nobody is '{}'.")));
	return PG_GETARG_PLACE_COUNTS(argument);
}

PG_FUNCTION_INFO_V1(overlap);

/*
 * overlap(a place_counts, b place_counts) -> (places_a integer, places_b integer,
 *		places_both integer, share_a float8, share_b float8, similarity float8)
 *
 * How two catchments overlap, each given as the people of its places.  Places
 * are those with anybody; share_a is the share of a's people who live in places
 * that b has too, share_b the same for b.  similarity is the part that the two
 * distributions have in common, sum of min(share in a, share in b): 0 for no
 * common place, 1 for the same distribution (Schoener 1970).  NULL is what would
 * be a share of nobody.  Errors: 22004 for a NULL, which flows -> 'code' is where
 * the flows have no such origin: a row of NULLs would not say so.
 */
Datum
overlap(PG_FUNCTION_ARGS)
{
	PlaceCounts *a = catchment_argument(fcinfo, 0);
	PlaceCounts *b = catchment_argument(fcinfo, 1);
	Catchment	a_catchment = catchment_of(a->n, a->count);
	Catchment	b_catchment = catchment_of(b->n, b->count);
	Common		common = {0};
	CountsPair	pair;
	Datum		values[OVERLAP_COLUMNS];
	bool		nulls[OVERLAP_COLUMNS];

	counts_pair_start(&pair, a, b);
	while (counts_pair_next(&pair))
		if (pair.a_n > 0 && pair.b_n > 0)
			add_common(&common, pair.a_n, a_catchment.total, pair.b_n, b_catchment.total);
	write_common(&common, a_catchment, b_catchment, values, nulls);
	return row_datum(fcinfo, OVERLAP_COLUMNS, values, nulls);
}

static double
check_minimum(double minimum)
{
	if (!(minimum >= 0 && minimum <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("minimum must be between 0 and 1, not %.15g", minimum)));
	return minimum;
}

/*
 * What the catchment of an origin has in common with those of the origins after
 * it: over its places, in their order, all who come into each.  Origins that it
 * meets are marked; what stands for the others in common is left as it was.
 */
static void
find_common(const FlowsView *flows, const FlowsView *turned, const Catchment *catchment, uint32 a,
			Common *common, bool *is_met)
{
	for (uint32 cell = flows->row[a]; cell < flows->row[a + 1]; cell++)
	{
		uint32		place = flows->destination[cell];

		if (flows->n[cell] == 0)
			continue;
		for (uint32 other = turned->row[place + 1]; other > turned->row[place]; other--)
		{
			uint32		b = turned->destination[other - 1];

			CHECK_FOR_INTERRUPTS();
			if (b <= a)
				break;
			if (turned->n[other - 1] == 0)
				continue;
			if (!is_met[b])
				common[b] = (Common) {0};
			is_met[b] = true;
			add_common(&common[b], flows->n[cell], catchment[a].total, turned->n[other - 1], catchment[b].total);
		}
	}
}

PG_FUNCTION_INFO_V1(overlaps);

/*
 * overlaps(f place_flows, minimum float8) -> setof (a text, b text, places_a integer,
 *		places_b integer, places_both integer, share_a float8, share_b float8,
 *		similarity float8)
 *
 * overlap() of the destinations of every two origins, a before b in bytewise order
 * of codes, where the similarity is at least minimum (0 to 1).  With a minimum of
 * 0 these are all pairs, also those with nothing in common, and those with an
 * origin that nobody goes out of, whose similarity is NULL.  No rows for NULL.
 * Errors: 22023 for a minimum outside 0 to 1.  Source: Schoener 1970.
 */
Datum
overlaps(PG_FUNCTION_ARGS)
{
	FlowsView	flows = place_flows_view(PG_GETARG_PLACE_FLOWS(0));
	double		minimum = check_minimum(PG_GETARG_FLOAT8(1));
	FlowsView	turned = place_flows_turned_view(&flows);
	uint32		origins = flows.origins.count;
	Catchment  *catchment = array_allocate(origins, sizeof(Catchment));
	Common	   *common = array_allocate(origins, sizeof(Common));
	bool	   *is_met = array_allocate_zero(origins, sizeof(bool));
	Datum		values[2 + OVERLAP_COLUMNS];
	bool		nulls[2 + OVERLAP_COLUMNS] = {false};
	ReturnSetInfo *rows = rows_start(fcinfo, lengthof(values));

	for (uint32 a = 0; a < origins; a++)
		catchment[a] = catchment_of(flows.n + flows.row[a], flows.row[a + 1] - flows.row[a]);
	for (uint32 a = 0; a < origins; a++)
	{
		find_common(&flows, &turned, catchment, a, common, is_met);
		values[0] = PointerGetDatum(code_to_text(code_list_get(&flows.origins, a)));
		for (uint32 b = a + 1; b < origins; b++)
		{
			CHECK_FOR_INTERRUPTS();
			if (!is_met[b] && minimum > 0)
				continue;
			if (!is_met[b])
				common[b] = (Common) {0};
			is_met[b] = false;
			if (minimum > 0 && !(Min(common[b].similarity, 1) >= minimum))
				continue;
			values[1] = PointerGetDatum(code_to_text(code_list_get(&flows.origins, b)));
			write_common(&common[b], catchment[a], catchment[b], values + 2, nulls + 2);
			rows_put(rows, values, nulls);
			pfree(DatumGetPointer(values[1]));
		}
		pfree(DatumGetPointer(values[0]));
	}
	PG_RETURN_NULL();
}
