/*
 * life_expectancy.c
 *		Abridged life tables: one row is one band of ages of one place.
 *
 * Chiang's second method (Chiang, The Life Table and its Applications, 1984) with
 * Silcocks' variance, which takes in that of the last, open band (Silcocks,
 * Jenner & Reza, Journal of Epidemiology and Community Health 2001;55:38-43).
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/typcache.h"

#include "base/amounts.h"
#include "base/aggregate.h"
#include "base/sums.h"
#include "rate/intervals.h"

/* Single years of age are about a hundred bands. */
#define MOST_BANDS 1000

/*
 * Below this many person-years the estimate and its interval are not to be
 * trusted (Toson & Baker, Life expectancy at birth: methodological options for
 * small populations, ONS 2003).
 */
#define FEWEST_PEOPLE 5000

/* Nor is an estimate whose 95 % limits lie further away than so many years. */
#define WIDEST_HALF_WIDTH 10

/*
 * Of the years of a band those who die in it live about a half, but in the first
 * year of life a tenth.
 */
#define YEARS_LIVED_BY_THE_DYING 0.5
#define YEARS_LIVED_BY_INFANTS 0.1

/* Of so many births the table follows the fate; its figures do not depend on it. */
#define BIRTHS 100000

typedef struct Band
{
	double		age_from;
	double		deaths;
	double		people;
} Band;

/* The state: bands by ascending age, in the float8[] that sums.h describes. */
typedef struct BandSums
{
	double		confidence;
	double		unknown;		/* 1 if a row held a NULL: so is the result */
	Band		bands[FLEXIBLE_ARRAY_MEMBER];
} BandSums;

#define HEAD_COUNT ((int) (offsetof(BandSums, bands) / sizeof(double)))
#define BAND_COUNT ((int) (sizeof(Band) / sizeof(double)))

/* A band's row of the life table. */
typedef struct TableRow
{
	double		dying;			/* the probability to die in the band */
	double		survivors;		/* to its first age */
	double		years;			/* lived in it, by all survivors */
	double		expectancy;
	double		lower;
	double		upper;
	bool		is_hidden;		/* the expectancy and its limits */
} TableRow;

static int
bands_in(ArrayType *state)
{
	return (ARR_DIMS(state)[0] - HEAD_COUNT) / BAND_COUNT;
}

static ArrayType *
bands_new(int bands)
{
	if (bands > MOST_BANDS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a life table has at most %d bands of ages", MOST_BANDS)));
	return sums_new(HEAD_COUNT + bands * BAND_COUNT);
}

static ArrayType *
bands_state(FunctionCallInfo fcinfo, int argument)
{
	ArrayType  *state = PG_GETARG_ARRAYTYPE_P(argument);
	BandSums   *sums = sums_of(state);
	int			count = ARR_NDIM(state) == 1 ? ARR_DIMS(state)[0] : 0;

	if (count < HEAD_COUNT || (count - HEAD_COUNT) % BAND_COUNT != 0 ||
		count > HEAD_COUNT + MOST_BANDS * BAND_COUNT ||
		ARR_HASNULL(state) || ARR_ELEMTYPE(state) != FLOAT8OID)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the state of this aggregate is an array of %d numbers, and %d for each band of ages",
						HEAD_COUNT, BAND_COUNT)));
	for (int i = 0; i < bands_in(state); i++)
	{
		check_amount(sums->bands[i].age_from, "age_from");
		check_amount(sums->bands[i].deaths, "deaths");
		check_amount(sums->bands[i].people, "people");
		if (i > 0 && sums->bands[i].age_from <= sums->bands[i - 1].age_from)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("ages in the state of this aggregate do not ascend at %.15g",
							sums->bands[i].age_from)));
	}
	return state;
}

PG_FUNCTION_INFO_V1(life_expectancy_transition);

/*
 * Transition of life_expectancy(age_from float8, deaths float8, people float8)
 * and life_table().  One band of ages, which reaches to the next one's
 * age_from; the last is open.
 *
 * Rows of the same age are added, so rows of many areas or both sexes make one
 * table.  A NULL in any row makes the result NULL.  Errors: 22003 for amounts
 * below 0, NaN or infinite, 22023 for a confidence outside 0.5 to 0.9999 or
 * one that changes, 54000 for more than 1,000 bands.
 */
Datum
life_expectancy_transition(PG_FUNCTION_ARGS)
{
	ArrayType  *state;
	BandSums   *sums;
	Band		band;
	int			count;
	int			i;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
	{
		state = bands_new(0);
		sums = sums_of(state);
		sums->confidence = PG_NARGS() > 4 ? NAN : DEFAULT_CONFIDENCE;
	}
	else
	{
		state = bands_state(fcinfo, 0);
		sums = sums_of(state);
	}
	for (i = 1; i < PG_NARGS(); i++)
	{
		if (PG_ARGISNULL(i))
		{
			sums->unknown = 1;
			PG_RETURN_ARRAYTYPE_P(state);
		}
	}
	if (PG_NARGS() > 4)
	{
		check_confidence(PG_GETARG_FLOAT8(4));
		sums_set_option(&sums->confidence, PG_GETARG_FLOAT8(4), "confidence");
	}
	band.age_from = PG_GETARG_FLOAT8(1);
	band.deaths = PG_GETARG_FLOAT8(2);
	band.people = PG_GETARG_FLOAT8(3);
	check_amount(band.age_from, "age_from");
	check_amount(band.deaths, "deaths");
	check_amount(band.people, "people");

	/* Bands mostly come by ascending age. */
	count = bands_in(state);
	for (i = count; i > 0 && sums->bands[i - 1].age_from > band.age_from; i--)
		;
	if (i > 0 && sums->bands[i - 1].age_from == band.age_from)
	{
		sums->bands[i - 1].deaths += band.deaths;
		sums->bands[i - 1].people += band.people;
	}
	else
	{
		ArrayType  *grown = bands_new(count + 1);
		BandSums   *grown_sums = sums_of(grown);

		memcpy(grown_sums, sums, offsetof(BandSums, bands) + i * sizeof(Band));
		grown_sums->bands[i] = band;
		memcpy(grown_sums->bands + i + 1, sums->bands + i, (count - i) * sizeof(Band));
		state = grown;
	}
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(life_expectancy_combine);

/*
 * Combine of life_expectancy() and life_table().
 */
Datum
life_expectancy_combine(PG_FUNCTION_ARGS)
{
	ArrayType  *left_state = bands_state(fcinfo, 0);
	ArrayType  *right_state = bands_state(fcinfo, 1);
	BandSums   *left = sums_of(left_state);
	BandSums   *right = sums_of(right_state);
	int			left_count = bands_in(left_state);
	int			right_count = bands_in(right_state);
	int			i = 0;
	int			j = 0;
	int			count = 0;
	Band	   *bands = palloc((left_count + right_count + 1) * sizeof(Band));
	ArrayType  *state;
	BandSums   *sums;

	aggregate_context(fcinfo);
	while (i < left_count || j < right_count)
	{
		if (j == right_count || (i < left_count && left->bands[i].age_from < right->bands[j].age_from))
			bands[count++] = left->bands[i++];
		else if (i == left_count || right->bands[j].age_from < left->bands[i].age_from)
			bands[count++] = right->bands[j++];
		else
		{
			bands[count] = left->bands[i++];
			bands[count].deaths += right->bands[j].deaths;
			bands[count++].people += right->bands[j++].people;
		}
	}
	state = bands_new(count);
	sums = sums_of(state);
	sums->confidence = left->confidence;
	sums_join_option(&sums->confidence, right->confidence, "confidence");
	sums->unknown = left->unknown != 0 || right->unknown != 0;
	memcpy(sums->bands, bands, count * sizeof(Band));
	PG_RETURN_ARRAYTYPE_P(state);
}

/*
 * Of the years of a band, the share that those who die in it live.
 */
static double
share_lived(const Band *band)
{
	return band[0].age_from == 0 && band[1].age_from <= 1 ? YEARS_LIVED_BY_INFANTS : YEARS_LIVED_BY_THE_DYING;
}

/*
 * Can a table be made of the bands?  Not of what is not known, of too few people,
 * of a band with nobody or with more deaths than people, and of a last band
 * without deaths, whose people would live for ever.
 */
static bool
is_table(const BandSums *sums, int count)
{
	double		all_people = 0;

	if (sums->unknown != 0 || count == 0)
		return false;
	for (int i = 0; i < count; i++)
	{
		if (sums->bands[i].people == 0 || sums->bands[i].deaths > sums->bands[i].people)
			return false;
		all_people += sums->bands[i].people;
	}
	return all_people >= FEWEST_PEOPLE && sums->bands[count - 1].deaths > 0;
}

/*
 * Down the ages: who is still alive, and for how long.
 */
static void
follow_births(const Band *bands, int count, TableRow *rows)
{
	double		survivors = BIRTHS;

	for (int i = 0; i < count; i++)
	{
		const Band *band = &bands[i];
		TableRow   *row = &rows[i];
		double		death_rate = band->deaths / band->people;

		row->survivors = survivors;
		if (i == count - 1)
		{
			row->dying = 1;
			row->years = survivors / death_rate;
		}
		else
		{
			double		width = band[1].age_from - band->age_from;
			double		lived = share_lived(band);

			row->dying = Min(width * death_rate / (1 + (1 - lived) * width * death_rate), 1);
			row->years = width * survivors * (1 - (1 - lived) * row->dying);
			survivors *= 1 - row->dying;
		}
	}
}

/*
 * What a band adds to the variance of the years that are still to live.
 */
static double
band_variance(const Band *band, const TableRow *row, bool is_last)
{
	double		width;
	double		at_stake;

	if (is_last)
	{
		double		death_rate = band->deaths / band->people;

		return row->survivors * row->survivors / (band->deaths * death_rate * death_rate);
	}
	if (band->deaths == 0)
		return 0;
	width = band[1].age_from - band->age_from;
	at_stake = row->survivors *
		((1 - share_lived(band)) * width + (isnan(row[1].expectancy) ? 0 : row[1].expectancy));
	return at_stake * at_stake * row->dying * row->dying * (1 - row->dying) / band->deaths;
}

/*
 * And up again: years still to live, with their limits.  An age that nobody
 * reaches has none, and an estimate that its 95 % interval makes worthless is
 * hidden together with its limits, whose middle would tell it.
 */
static void
expect_years(const Band *bands, int count, TableRow *rows, double z)
{
	double		years = 0;
	double		variance = 0;
	double		usual_z = two_sided_z(DEFAULT_CONFIDENCE);

	for (int i = count - 1; i >= 0; i--)
	{
		TableRow   *row = &rows[i];
		double		error;

		variance += band_variance(&bands[i], row, i == count - 1);
		years += row->years;
		row->expectancy = row->lower = row->upper = NAN;
		row->is_hidden = true;
		if (row->survivors <= 0)
			continue;
		row->expectancy = check_result(years / row->survivors);
		error = check_result(sqrt(variance) / row->survivors);
		row->lower = row->expectancy - z * error;
		row->upper = row->expectancy + z * error;
		row->is_hidden = row->expectancy < usual_z * error || usual_z * error > WIDEST_HALF_WIDTH;
	}
}

/*
 * The life table of the bands, or NULL if they have none.
 */
static TableRow *
life_table_of(const BandSums *sums, int count)
{
	TableRow   *rows;

	if (!is_table(sums, count))
		return NULL;
	check_confidence(sums->confidence);
	rows = palloc(count * sizeof(TableRow));
	follow_births(sums->bands, count, rows);
	expect_years(sums->bands, count, rows, two_sided_z(sums->confidence));
	return rows;
}

/*
 * An array of rows of the composite type that the function's result has as
 * elements.
 */
static Datum
array_of_rows(FunctionCallInfo fcinfo, int count, int columns, const double *figures)
{
	Oid			array_type;
	Oid			type;
	TupleDesc	row;
	Datum	   *elements = palloc(count * sizeof(Datum));
	Datum	   *values = palloc(columns * sizeof(Datum));
	bool	   *nulls = palloc(columns * sizeof(bool));

	get_call_result_type(fcinfo, &array_type, NULL);
	type = get_element_type(array_type);
	if (!OidIsValid(type))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("function %s must be declared to return an array of rows",
						format_procedure(fcinfo->flinfo->fn_oid))));
	row = lookup_rowtype_tupdesc(type, -1);
	if (row->natts != columns)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("function %s must be declared to return an array of rows of %d columns",
						format_procedure(fcinfo->flinfo->fn_oid), columns)));
	for (int i = 0; i < count; i++)
	{
		for (int j = 0; j < columns; j++)
		{
			double		figure = figures[i * columns + j];

			nulls[j] = isnan(figure);
			values[j] = nulls[j] ? (Datum) 0 : Float8GetDatum(check_result(figure));
		}
		elements[i] = HeapTupleGetDatum(heap_form_tuple(row, values, nulls));
	}
	ReleaseTupleDesc(row);
	return PointerGetDatum(construct_array(elements, count, type, -1, false, TYPALIGN_DOUBLE));
}

/*
 * An age's expectancy with its limits, all or nothing.
 */
static void
put_expectancy(double *figures, const TableRow *row)
{
	figures[0] = row->is_hidden ? NAN : row->expectancy;
	figures[1] = row->is_hidden ? NAN : row->lower;
	figures[2] = row->is_hidden ? NAN : row->upper;
}

PG_FUNCTION_INFO_V1(life_expectancy_final);

/*
 * Final of life_expectancy().  The years still to live at the first age of
 * each band, in the order of ages.  An age that nobody reaches has none, and
 * neither value nor limits has one whose 95 % interval, whatever the
 * confidence asked for, reaches below 0 or more than 10 years to each side.
 * NULL for fewer than 5,000 people, a band with nobody or with more deaths
 * than people, and no deaths in the last band.
 */
Datum
life_expectancy_final(PG_FUNCTION_ARGS)
{
	ArrayType  *state = bands_state(fcinfo, 0);
	int			count = bands_in(state);
	TableRow   *rows = life_table_of(sums_of(state), count);
	double	   *figures;

	if (rows == NULL)
		PG_RETURN_NULL();
	figures = palloc(count * 3 * sizeof(double));
	for (int i = 0; i < count; i++)
	{
		put_expectancy(figures + 3 * i, &rows[i]);
	}
	PG_RETURN_DATUM(array_of_rows(fcinfo, count, 3, figures));
}

PG_FUNCTION_INFO_V1(life_table_final);

/*
 * Final of life_table().  The whole table that life_expectancy is read from.
 */
Datum
life_table_final(PG_FUNCTION_ARGS)
{
	ArrayType  *state = bands_state(fcinfo, 0);
	BandSums   *sums = sums_of(state);
	int			count = bands_in(state);
	TableRow   *rows = life_table_of(sums, count);
	double	   *figures;

	if (rows == NULL)
		PG_RETURN_NULL();
	figures = palloc(count * 9 * sizeof(double));
	for (int i = 0; i < count; i++)
	{
		double	   *row = figures + 9 * i;

		row[0] = sums->bands[i].age_from;
		row[1] = sums->bands[i].deaths;
		row[2] = sums->bands[i].people;
		row[3] = rows[i].dying;
		row[4] = rows[i].survivors;
		row[5] = rows[i].years;
		put_expectancy(row + 6, &rows[i]);
	}
	PG_RETURN_DATUM(array_of_rows(fcinfo, count, 9, figures));
}
