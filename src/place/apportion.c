/*
 * apportion.c
 *		Whole people: largest remainders.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"

#include "base/memory.h"
#include "place/place_counts_layout.h"
#include "place/whole_total.h"

/*
 * Up to this total, 2^51, the shares of whole counts are found without rounding:
 * what a division leaves is then a whole number below 2^53.
 */
#define EXACT_TOTAL_MAX 2251799813685248.0

/*
 * Fractions that should be equal differ by rounding errors of about this size
 * beside the figure, and never by as much as could be told from another one.
 */
#define ROUNDING (64 * DBL_EPSILON)
#define ROUNDING_MAX 1e-6

/* A place on its way to whole people. */
typedef struct Part
{
	uint32		place;
	double		whole;
	double		remainder;		/* what the floor leaves, in one unit for all parts */
	double		noise;			/* how far off the remainder may be */
} Part;

/*
 * Largest remainders first.  Equal remainders by place keep the order total, so
 * that no sort can change the answer.
 */
static inline int
part_compare(const Part *a, const Part *b)
{
	if (a->remainder != b->remainder)
		return a->remainder > b->remainder ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

static inline int
part_compare_places(const Part *a, const Part *b)
{
	return (a->place > b->place) - (a->place < b->place);
}

#define ST_SORT sort_parts
#define ST_ELEMENT_TYPE Part
#define ST_COMPARE(a, b) part_compare(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT sort_parts_by_place
#define ST_ELEMENT_TYPE Part
#define ST_COMPARE(a, b) part_compare_places(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/* ------------------------------------------------------------------------
 * Limits and checks
 * ------------------------------------------------------------------------
 */

static double
check_people_to_share(double people, double total)
{
	if (people > 0 && total == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot apportion %.17g people over counts that total 0", people)));
	return people;
}

/*
 * All counts together, without loss.
 */
static Twofold
exact_total(const PlaceCounts *counts)
{
	Twofold		total = twofold(0);

	for (uint32 i = 0; i < counts->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		total = twofold_add_double(total, counts->n[i]);
	}
	return total;
}

/* ------------------------------------------------------------------------
 * Largest remainders
 * ------------------------------------------------------------------------
 */

/*
 * True if the shares of all counts can be found without rounding.
 */
static bool
are_whole(const PlaceCounts *counts, double total)
{
	if (!(total > 0 && total <= EXACT_TOTAL_MAX))
		return false;
	for (uint32 i = 0; i < counts->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (counts->n[i] != floor(counts->n[i]))
			return false;
	}
	return true;
}

/*
 * n * people / total of whole numbers as a whole number and what the division
 * leaves, both exact.
 */
static void
divide_whole(Part *part, double n, double total, double people)
{
	Twofold		product = exact_product(n, people);

	/* The quotient is off by one at most, since it was rounded. */
	part->whole = floor(product.high / total);
	part->remainder = fma(-part->whole, total, product.high) + product.low;
	while (part->remainder < 0)
	{
		part->whole--;
		part->remainder += total;
	}
	while (part->remainder >= total)
	{
		part->whole++;
		part->remainder -= total;
	}
	part->noise = 0;
}

/*
 * The share of a count when the total becomes people.
 */
static double
scaled(double n, double total, double people)
{
	double		product = n * people;

	return isinf(product) ? n / total * people : product / total;
}

/*
 * A figure with a fraction as a whole number and what the floor leaves, rounding
 * errors apart.
 */
static void
split_fraction(Part *part, double exact)
{
	double		nearest = round(exact);

	part->noise = Min(ROUNDING * Max(1, exact), ROUNDING_MAX);
	part->whole = fabs(exact - nearest) <= part->noise ? nearest : floor(exact);
	part->remainder = Max(0, exact - part->whole);
}

/*
 * Remainders that differ by no more than rounding errors are equal, and equal
 * remainders go by code.  So runs of such parts are put in the order of places.
 */
static void
order_ties_by_place(Part *part, uint32 count)
{
	uint32		start = 0;

	for (uint32 i = 1; i <= count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i < count && part[start].remainder - part[i].remainder <= Max(part[start].noise, part[i].noise))
			continue;
		if (i - start > 1)
			sort_parts_by_place(part + start, i - start);
		start = i;
	}
}

/*
 * Whole numbers that sum to the given people, or to the nearest whole total where
 * people is NULL.
 */
static PlaceCounts *
apportioned(const PlaceCounts *counts, const double *given_people)
{
	CodeList	places = place_counts_places(counts);
	double		total = sum_of_counts(counts->n, counts->count);
	double		people = given_people == NULL ? check_whole_total(exact_total(counts)) :
		check_people_to_share(*given_people, total);
	bool		whole = are_whole(counts, total);
	Part	   *part = array_allocate(places.count, sizeof(Part));
	double	   *n = array_allocate(places.count, sizeof(double));
	double		left = people;

	for (uint32 i = 0; i < places.count; i++)
	{
		Part	   *p = &part[i];

		CHECK_FOR_INTERRUPTS();
		p->place = i;
		if (whole)
			divide_whole(p, counts->n[i], total, people);
		else
			split_fraction(p, given_people == NULL || total == 0 ? counts->n[i] : scaled(counts->n[i], total, people));
		n[i] = p->whole;
		left -= n[i];
	}
	sort_parts(part, places.count);
	order_ties_by_place(part, places.count);

	/*
	 * As many are left as the remainders sum to, which is less than there are
	 * places.  Where rounding errors left one person too few or too many, it
	 * comes or goes where it shows least.
	 */
	for (uint32 i = 0; left > 0; i = (i + 1) % places.count, left--)
		n[part[i].place]++;
	for (uint32 i = places.count; left < 0 && i > 0; i--)
	{
		if (n[part[i - 1].place] == 0)
			continue;
		n[part[i - 1].place]--;
		left++;
	}
	if (left != 0)
		elog(ERROR, "%g people could not be apportioned", left);
	return place_counts_with_n(counts, n);
}

PG_FUNCTION_INFO_V1(apportion);

/*
 * apportion(c place_counts, people bigint) -> place_counts
 *
 * Whole people in place of fractions.  Every count is first scaled so that the
 * total is people, then rounded down; the people that are left go one each to
 * the largest fractions, of equal ones to the smallest codes (largest remainder;
 * Hamilton 1792).  So each place has less than one person more or less than its
 * exact figure, and the total is exact.  Where people is NULL, nothing is
 * scaled, and the total becomes the nearest whole number.  NULL for NULL counts.
 * Errors: 22003 for people, or a total that becomes them, below 0 or beyond 2^53;
 * 22023 for people to be apportioned over counts that total 0.
 */
Datum
apportion(PG_FUNCTION_ARGS)
{
	double		people;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	people = PG_ARGISNULL(1) ? 0 : check_whole_bigint(PG_GETARG_INT64(1), "people");
	PG_RETURN_POINTER(apportioned(PG_GETARG_PLACE_COUNTS(0), PG_ARGISNULL(1) ? NULL : &people));
}

PG_FUNCTION_INFO_V1(apportion_float8);

/*
 * apportion(c place_counts, people float8) -> place_counts
 *
 * The same for people as total() or sum() of numeric gives them.
 * Errors: as above; 22023 also for people that are not a whole number.  NULL for NULL.
 */
Datum
apportion_float8(PG_FUNCTION_ARGS)
{
	double		people;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	people = PG_ARGISNULL(1) ? 0 : check_whole_float8(PG_GETARG_FLOAT8(1), "people");
	PG_RETURN_POINTER(apportioned(PG_GETARG_PLACE_COUNTS(0), PG_ARGISNULL(1) ? NULL : &people));
}
