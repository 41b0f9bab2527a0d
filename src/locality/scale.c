/*
 * scale.c
 *		At which scale does a number of people stand, and what is that scale
 *		good for?
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "base/amounts.h"
#include "base/rows.h"
#include "locality/scheme.h"

static Datum
text_or_null(const char *string, bool *isnull)
{
	*isnull = string == NULL;
	return string == NULL ? (Datum) 0 : CStringGetTextDatum(string);
}

PG_FUNCTION_INFO_V1(scale_band);

/*
 * scale_band(people float8, scheme text) -> text
 *
 * The scale at which this many people stand: the name of a scale ("community"
 * up to 14,000, "locality" from 30,000 to 100,000, "borough" from 150,000 to
 * 350,000), or of the gap in which they stand ("between community and
 * locality", "beyond borough").  NULL for NULL; an error for fewer than no
 * people, NaN, infinity, or a scheme that is no scheme.
 *
 * Source: R. Malby, "Primary Care & Scale", 2018.
 */
Datum
scale_band(PG_FUNCTION_ARGS)
{
	double		people = PG_GETARG_FLOAT8(0);
	Scheme		scheme = scheme_cached(fcinfo, PG_GETARG_TEXT_PP(1))->scheme;

	check_amount(people, "people");
	PG_RETURN_TEXT_P(scheme_band(scheme, people));
}

PG_FUNCTION_INFO_V1(scale_fit);

/*
 * scale_fit(people float8, scheme text)
 *		-> record (band text, nearest_scale text, too_few float8, too_many float8)
 *
 * Where this many people stand, which scale is nearest (of two equally near
 * the smaller one), and by how many people they are too few or too many for
 * it: both 0 inside a scale, otherwise one of them above 0.  NULL for NULL;
 * errors as scale_band.
 */
Datum
scale_fit(PG_FUNCTION_ARGS)
{
	double		people = PG_GETARG_FLOAT8(0);
	CachedScheme *cached = scheme_cached(fcinfo, PG_GETARG_TEXT_PP(1));
	Scheme		scheme = cached->scheme;
	int			begun;
	double		too_few = 0;
	double		too_many = 0;
	const Scale *nearest;
	Datum		values[4];
	bool		nulls[4] = {false};

	check_amount(people, "people");
	begun = scales_begun(scheme, people);
	nearest = &scheme.scales[Max(begun - 1, 0)];
	if (begun == 0)
		too_few = nearest->smallest - people;
	else
		too_many = Max(people - nearest->largest, 0);
	if (begun > 0 && begun < scheme.count && scheme.scales[begun].smallest - people < too_many)
	{
		nearest = &scheme.scales[begun];
		too_few = nearest->smallest - people;
		too_many = 0;
	}

	values[0] = PointerGetDatum(scheme_band(scheme, people));
	values[1] = CStringGetTextDatum(nearest->name);
	values[2] = Float8GetDatum(too_few);
	values[3] = Float8GetDatum(too_many);
	if (cached->row == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		cached->row = row_type(fcinfo, 4);
		MemoryContextSwitchTo(caller);
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(cached->row, values, nulls)));
}

PG_FUNCTION_INFO_V1(scales);

/*
 * scales(scheme text)
 *		-> setof (scale text, smallest float8, largest float8, works_for text,
 *				  relationship text, organisation text, capability text)
 *
 * The scales of a scheme, the smallest first: from how many to how many people
 * (largest NULL where there is no upper end), what the scale is good for,
 * which relationships it rests on, its organisational form and what it asks of
 * its leaders (NULL where the scheme does not say).  No row for NULL.
 *
 * Source: R. Malby, "Primary Care & Scale", 2018; "nhs": NHS England,
 * "Designing integrated care systems (ICSs) in England", 2019.
 */
Datum
scales(PG_FUNCTION_ARGS)
{
	Scheme		scheme = scheme_get(PG_GETARG_TEXT_PP(0));
	ReturnSetInfo *rows = rows_start(fcinfo, 7);
	int			i;

	for (i = 0; i < scheme.count; i++)
	{
		const Scale *scale = &scheme.scales[i];
		Datum		values[7];
		bool		nulls[7] = {false};

		values[0] = CStringGetTextDatum(scale->name);
		values[1] = Float8GetDatum(scale->smallest);
		values[2] = Float8GetDatum(scale->largest);
		nulls[2] = isinf(scale->largest);
		values[3] = text_or_null(scale->works_for, &nulls[3]);
		values[4] = text_or_null(scale->relationship, &nulls[4]);
		values[5] = text_or_null(scale->organisation, &nulls[5]);
		values[6] = text_or_null(scale->capability, &nulls[6]);
		rows_put(rows, values, nulls);
	}
	return (Datum) 0;
}
