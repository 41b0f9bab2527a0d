/*
 * allocate.c
 *		A total shared out in proportion to weights, within floors and ceilings.
 *
 * Every place gets scale * weight, but at least its floor and at most its ceiling,
 * for the one scale at which they all come to the total.  Where a floor ceases to
 * hold, or a ceiling begins to, stand the breakpoints of the scale.  They are
 * sorted and walked up until the total is reached; the places between their bounds
 * share what the others leave.  All of it is arithmetic of whole numbers, so the
 * answer is exact, and nothing is repeated until it is near enough.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "common/int128.h"
#include "miscadmin.h"

#include "base/memory.h"
#include "place/place_algebra.h"
#include "place/whole_total.h"

/*
 * Weights are whole numbers of some power of two, and sum to less than about 2^60:
 * what a division leaves is then known from its last 64 bits.
 */
#define WEIGHT_BITS 60

/*
 * Fractions that should be equal differ by rounding errors of about this size
 * beside the figure, and never by as much as could be told from another one.
 */
#define ROUNDING (64 * DBL_EPSILON)
#define ROUNDING_MAX 1e-6

/* Where the scale has left a place. */
typedef enum Standing
{
	AT_FLOOR,
	FREE,
	AT_CEILING
} Standing;

typedef struct Share
{
	int64		weight;
	int64		floor;
	int64		ceiling;
	bool		has_ceiling;
	Standing	standing;
	int64		whole;
} Share;

/* bound / weight: the scale at which a place leaves its floor or meets its ceiling. */
typedef struct Breakpoint
{
	int64		bound;
	int64		weight;
	uint32		place;
	bool		is_ceiling;
} Breakpoint;

/* What a place that is free has beyond a whole unit. */
typedef struct Remainder
{
	int64		left;			/* of the weight of all that are free */
	double		noise;			/* how far off it may be */
	uint32		place;
} Remainder;

typedef struct Allocation
{
	PlaceCounts *weights;		/* of all places that are named anywhere */
	Share	   *share;
	int			exponent;		/* a weight is that of its share times 2^-exponent */
	bool		is_exact;		/* no weight was rounded */
	int64		total;
	int64		fixed;			/* what the places at a bound have together */
	int64		free_weight;	/* of the places between their bounds */
	bool		all_at_floor;
} Allocation;

static int
compare_products(int64 a, int64 b, int64 c, int64 d)
{
	INT128		left = int64_to_int128(0);
	INT128		right = int64_to_int128(0);

	int128_add_int64_mul_int64(&left, a, b);
	int128_add_int64_mul_int64(&right, c, d);
	return int128_compare(left, right);
}

/*
 * By scale.  A place whose floor is its ceiling leaves the one before it meets the
 * other.
 */
static int
breakpoint_compare(const Breakpoint *a, const Breakpoint *b)
{
	int			order = compare_products(a->bound, b->weight, b->bound, a->weight);

	if (order != 0)
		return order;
	if (a->is_ceiling != b->is_ceiling)
		return a->is_ceiling ? 1 : -1;
	return (a->place > b->place) - (a->place < b->place);
}

static inline int
remainder_compare(const Remainder *a, const Remainder *b)
{
	if (a->left != b->left)
		return a->left > b->left ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

static inline int
remainder_compare_places(const Remainder *a, const Remainder *b)
{
	return (a->place > b->place) - (a->place < b->place);
}

#define ST_SORT sort_breakpoints
#define ST_ELEMENT_TYPE Breakpoint
#define ST_COMPARE(a, b) breakpoint_compare(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT sort_remainders
#define ST_ELEMENT_TYPE Remainder
#define ST_COMPARE(a, b) remainder_compare(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT sort_remainders_by_place
#define ST_ELEMENT_TYPE Remainder
#define ST_COMPARE(a, b) remainder_compare_places(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/* ------------------------------------------------------------------------
 * Weights and bounds as whole numbers
 * ------------------------------------------------------------------------
 */

static double
first_of(double a, double b)
{
	(void) b;
	return a;
}

/*
 * Weights as they are where they are whole and not too large.  Others are rounded
 * to a power of two, as fine as their sum allows; none that is above 0 becomes 0.
 */
static void
read_weights(Allocation *allocation)
{
	const PlaceCounts *weights = allocation->weights;
	double		sum = sum_of_counts(weights->n, weights->count);
	bool		are_whole = sum <= ldexp(1, WEIGHT_BITS);

	for (uint32 i = 0; are_whole && i < weights->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		are_whole = weights->n[i] == floor(weights->n[i]);
	}
	allocation->exponent = 0;
	allocation->is_exact = true;
	if (!are_whole)
	{
		frexp(sum, &allocation->exponent);
		allocation->exponent = WEIGHT_BITS - allocation->exponent;
	}
	for (uint32 i = 0; i < weights->count; i++)
	{
		double		exact = ldexp(weights->n[i], allocation->exponent);
		double		weight = rint(exact);

		CHECK_FOR_INTERRUPTS();
		if (weight == 0 && weights->n[i] > 0)
			weight = 1;
		allocation->share[i].weight = (int64) weight;
		allocation->is_exact &= are_whole;
	}
}

/*
 * A bound in whole units, rounding errors apart: 410000000 * 1.01 is 414100000,
 * and not a unit more.
 */
static double
whole_bound(double bound, bool upwards)
{
	double		nearest = rint(bound);

	if (fabs(bound - nearest) <= Min(ROUNDING * Max(1, bound), ROUNDING_MAX))
		return nearest;
	return upwards ? ceil(bound) : floor(bound);
}

/*
 * Floors in whole units, upwards; 0 where there is none.
 */
static void
read_floors(Allocation *allocation, const PlaceCounts *at_least)
{
	CodeList	places = place_counts_places(allocation->weights);
	CodeList	bounded = place_counts_places(at_least);
	uint32	   *position = positions_in(&places, &bounded);
	double		sum = 0;

	for (uint32 i = 0; i < places.count; i++)
	{
		double		bound = position[i] == NOWHERE ? 0 : whole_bound(at_least->n[position[i]], true);

		CHECK_FOR_INTERRUPTS();
		allocation->share[i].floor = (int64) Min(bound, WHOLE_NUMBER_MAX);
		sum += bound;
	}

	/* A sum of whole numbers is exact up to 2^53, and no total is above. */
	if (sum > (double) allocation->total)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the floors come to %.17g, the total is " INT64_FORMAT, sum, allocation->total),
				 errhint("Give a larger total, or lower floors.")));
	pfree(position);
}

/*
 * Ceilings in whole units, downwards.
 */
static void
read_ceilings(Allocation *allocation, const PlaceCounts *at_most)
{
	CodeList	places = place_counts_places(allocation->weights);
	CodeList	bounded = place_counts_places(at_most);
	uint32	   *position = positions_in(&places, &bounded);
	uint32		count = 0;
	double		sum = 0;

	for (uint32 i = 0; i < places.count; i++)
	{
		Share	   *share = &allocation->share[i];
		double		bound;

		CHECK_FOR_INTERRUPTS();
		if (position[i] == NOWHERE)
			continue;
		bound = whole_bound(at_most->n[position[i]], false);
		share->has_ceiling = true;
		share->ceiling = (int64) Min(bound, WHOLE_NUMBER_MAX);
		if (share->floor > share->ceiling)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("place \"%s\" has a floor of " INT64_FORMAT " above its ceiling of " INT64_FORMAT,
							code_for_message(code_list_get(&places, i)), share->floor, share->ceiling),
					 errdetail("Floors are rounded up to whole units, ceilings down.")));
		sum += bound;
		count++;
	}
	if (count > 0 && count == places.count && sum < (double) allocation->total)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the ceilings come to %.17g, the total is " INT64_FORMAT, sum, allocation->total),
				 errhint("Give a smaller total, or higher ceilings.")));
	pfree(position);
}

/* ------------------------------------------------------------------------
 * The scale
 * ------------------------------------------------------------------------
 */

/*
 * Where the scale, from 0 upwards, makes any place leave its floor or meet its
 * ceiling, in order.  Places without weight stay at their floors.
 */
static Breakpoint *
sorted_breakpoints(Allocation *allocation, Size *count)
{
	uint32		places = allocation->weights->count;
	Breakpoint *breakpoint = array_allocate(2 * (Size) places, sizeof(Breakpoint));

	*count = 0;
	for (uint32 i = 0; i < places; i++)
	{
		const Share *share = &allocation->share[i];

		CHECK_FOR_INTERRUPTS();
		if (share->weight == 0)
			continue;
		breakpoint[(*count)++] = (Breakpoint) {share->floor, share->weight, i, false};
		if (share->has_ceiling)
			breakpoint[(*count)++] = (Breakpoint) {share->ceiling, share->weight, i, true};
	}
	sort_breakpoints(breakpoint, *count);
	return breakpoint;
}

/*
 * Walks up the breakpoints to the first at which the places have the total
 * together.  Up to each of them, that is fixed + scale * free_weight; as long as
 * it is below the total, so is fixed, and nothing overflows.
 */
static void
find_scale(Allocation *allocation)
{
	Size		count;
	Breakpoint *breakpoint;

	for (uint32 i = 0; i < allocation->weights->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		allocation->share[i].standing = AT_FLOOR;
		allocation->fixed += allocation->share[i].floor;
	}
	allocation->all_at_floor = allocation->fixed == allocation->total;
	if (allocation->all_at_floor)
		return;
	breakpoint = sorted_breakpoints(allocation, &count);
	for (Size i = 0; i < count; i++)
	{
		const Breakpoint *next = &breakpoint[i];
		Share	   *share = &allocation->share[next->place];

		CHECK_FOR_INTERRUPTS();
		if (compare_products(next->bound, allocation->free_weight, allocation->total - allocation->fixed, next->weight) >= 0)
			break;
		allocation->fixed += next->is_ceiling ? next->bound : -next->bound;
		allocation->free_weight += next->is_ceiling ? -next->weight : next->weight;
		share->standing = next->is_ceiling ? AT_CEILING : FREE;
	}
	pfree(breakpoint);
	if (allocation->free_weight == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("no weight to place " INT64_FORMAT " by", allocation->total - allocation->fixed),
				 errdetail("Every place with a weight is at its ceiling."),
				 errhint("Give a smaller total, or higher ceilings, or a weight to more places.")));
}

/* ------------------------------------------------------------------------
 * Whole units
 * ------------------------------------------------------------------------
 */

/*
 * amount * weight / free_weight as a whole number and what the division leaves,
 * both exact.  The quotient in float8 is off by a few, so the remainder is one of
 * less than 64 bits, and unsigned arithmetic finds those.
 */
static int64
divide_exactly(int64 amount, int64 weight, int64 free_weight, int64 *left)
{
	int64		whole = (int64) ((double) amount * ((double) weight / (double) free_weight));

	*left = (int64) ((uint64) amount * (uint64) weight - (uint64) whole * (uint64) free_weight);
	while (*left < 0)
	{
		whole--;
		*left += free_weight;
	}
	while (*left >= free_weight)
	{
		whole++;
		*left -= free_weight;
	}
	return whole;
}

/*
 * Remainders that differ by no more than the rounding of weights are equal, and
 * equal remainders go by code.  So runs of such places are put in their order.
 */
static void
order_ties_by_place(Remainder *remainder, uint32 count)
{
	uint32		start = 0;

	for (uint32 i = 1; i <= count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i < count && (double) (remainder[start].left - remainder[i].left) <= Max(remainder[start].noise, remainder[i].noise))
			continue;
		if (i - start > 1)
			sort_remainders_by_place(remainder + start, i - start);
		start = i;
	}
}

/*
 * Every place in whole units.  What the free places lack when they are rounded
 * down goes one each to the largest remainders.  Bounds are whole, so a place with
 * a remainder is below its ceiling by a unit at least.
 */
static void
share_out(Allocation *allocation)
{
	uint32		places = allocation->weights->count;
	Remainder  *remainder = array_allocate(places, sizeof(Remainder));
	int64		amount = allocation->total - allocation->fixed;
	int64		missing = amount;
	uint32		count = 0;

	for (uint32 i = 0; i < places; i++)
	{
		Share	   *share = &allocation->share[i];
		Remainder  *next = &remainder[count];

		CHECK_FOR_INTERRUPTS();
		share->whole = share->standing == AT_CEILING ? share->ceiling : share->floor;
		if (share->standing != FREE)
			continue;
		share->whole = divide_exactly(amount, share->weight, allocation->free_weight, &next->left);
		next->noise = allocation->is_exact ? 0 :
			(double) allocation->free_weight * Min(ROUNDING * Max(1, (double) share->whole), ROUNDING_MAX);
		next->place = i;
		missing -= share->whole;
		count++;
	}
	sort_remainders(remainder, count);
	if (!allocation->is_exact)
		order_ties_by_place(remainder, count);
	for (uint32 i = 0; i < count && missing > 0; i++)
	{
		Share	   *share = &allocation->share[remainder[i].place];

		CHECK_FOR_INTERRUPTS();
		if (share->has_ceiling && share->whole >= share->ceiling)
			continue;
		share->whole++;
		missing--;
	}
	if (!allocation->all_at_floor && missing != 0)
		elog(ERROR, INT64_FORMAT " units could not be placed", missing);
	pfree(remainder);
}

/* ------------------------------------------------------------------------
 * Questions
 * ------------------------------------------------------------------------
 */

/*
 * The arguments of all questions: weights, total and, where they are not NULL,
 * floors and ceilings.
 */
static Allocation
allocation_of_arguments(FunctionCallInfo fcinfo, double total)
{
	PlaceCounts *at_least = PG_ARGISNULL(2) ? NULL : PG_GETARG_PLACE_COUNTS(2);
	PlaceCounts *at_most = PG_ARGISNULL(3) ? NULL : PG_GETARG_PLACE_COUNTS(3);
	Allocation	allocation = {.weights = PG_GETARG_PLACE_COUNTS(0), .total = (int64) total};

	if (at_least != NULL)
		allocation.weights = place_counts_combined(allocation.weights, at_least, first_of);
	if (at_most != NULL)
		allocation.weights = place_counts_combined(allocation.weights, at_most, first_of);
	allocation.share = array_allocate_zero(allocation.weights->count, sizeof(Share));
	read_weights(&allocation);
	if (at_least != NULL)
		read_floors(&allocation, at_least);
	if (at_most != NULL)
		read_ceilings(&allocation, at_most);
	find_scale(&allocation);
	return allocation;
}

static Datum
allocated(FunctionCallInfo fcinfo, double total)
{
	Allocation	allocation = allocation_of_arguments(fcinfo, total);
	double	   *n = array_allocate(allocation.weights->count, sizeof(double));

	share_out(&allocation);
	for (uint32 i = 0; i < allocation.weights->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		n[i] = (double) allocation.share[i].whole;
	}
	PG_RETURN_POINTER(place_counts_with_n(allocation.weights, n));
}

static Datum
scale_of_allocation(FunctionCallInfo fcinfo, double total)
{
	Allocation	allocation = allocation_of_arguments(fcinfo, total);
	double		scale;

	if (PG_GETARG_PLACE_COUNTS(0)->count == 0)
		PG_RETURN_NULL();
	if (allocation.all_at_floor)
		PG_RETURN_FLOAT8(0);
	scale = ldexp((double) (allocation.total - allocation.fixed) / (double) allocation.free_weight, allocation.exponent);
	if (isinf(scale))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("what one unit of weight is worth is out of range")));
	PG_RETURN_FLOAT8(scale);
}

PG_FUNCTION_INFO_V1(allocate);

/*
 * allocate(weights place_counts, total bigint, at_least place_counts,
 *			at_most place_counts) -> place_counts
 *
 * The total in whole units (pence), in proportion to the weights, where no place
 * has less than at_least or more than at_most: min(at_most, max(at_least, scale *
 * weight)) for the one scale at which the places have the total together.  Bounds
 * are made whole first, floors upwards and ceilings downwards, rounding errors of
 * up to a millionth apart.  Every place is then rounded down, and the missing units go one each to the largest remainders,
 * of equal ones to the smallest codes.  The answer has the places of all three; one
 * without a weight has weight 0, one without a floor may get 0, one without a
 * ceiling may get all.  Whole weights are taken as they are up to a sum of 2^60,
 * others to a 2^60th of their sum.  NULL for NULL weights or total; NULL bounds are
 * no bounds.
 * Errors: 22003 for a total below 0 or beyond 2^53; 22023 for a floor above its
 * ceiling, floors that come to more than the total, ceilings that come to less, and
 * where no weight is left to place the rest by.
 * Source: largest remainder, Hamilton 1792; the capped shares are those nearest to
 * the shares of the weights by Kullback and Leibler's measure.
 */
Datum
allocate(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	return allocated(fcinfo, check_whole_bigint(PG_GETARG_INT64(1), "total"));
}

PG_FUNCTION_INFO_V1(allocate_float8);

/*
 * allocate(weights place_counts, total float8, at_least place_counts,
 *			at_most place_counts) -> place_counts
 *
 * The same for a total as total() or sum() of numeric gives it.  NULL as above.
 * Errors: as above; 22023 also for a total that is not a whole number.
 */
Datum
allocate_float8(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	return allocated(fcinfo, check_whole_float8(PG_GETARG_FLOAT8(1), "total"));
}

PG_FUNCTION_INFO_V1(allocation_scale);

/*
 * allocation_scale(weights place_counts, total bigint, at_least place_counts,
 *					at_most place_counts) -> float8
 *
 * What one unit of weight is worth in the allocation of the same arguments, where
 * no bound holds; the smallest such number, so 0 where the floors are the total.
 * NULL for NULL weights or total, and for weights of no place; NULL bounds are no
 * bounds.
 * Errors: as those of allocate; 22003 also for a scale that is out of range.
 */
Datum
allocation_scale(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	return scale_of_allocation(fcinfo, check_whole_bigint(PG_GETARG_INT64(1), "total"));
}

PG_FUNCTION_INFO_V1(allocation_scale_float8);

/*
 * allocation_scale(weights place_counts, total float8, at_least place_counts,
 *					at_most place_counts) -> float8
 *
 * The same for a total as total() or sum() of numeric gives it.  NULL as above.
 * Errors: as above; 22023 also for a total that is not a whole number.
 */
Datum
allocation_scale_float8(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	return scale_of_allocation(fcinfo, check_whole_float8(PG_GETARG_FLOAT8(1), "total"));
}
