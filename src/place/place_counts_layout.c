/*
 * place_counts_layout.c
 *		The stored form of the vector over places: reading it, and putting it
 *		together.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/memory.h"
#include "base/stored.h"
#include "place/place_counts_layout.h"

#define TYPE_NAME "place_counts"

/* So many counts are looked at between two looks for interrupts. */
#define COUNTS_AT_ONCE 65536

/* ------------------------------------------------------------------------
 * Limits and checks
 * ------------------------------------------------------------------------
 */

/*
 * Nobody can count a negative number of people, and nothing that is not a
 * number may get into a total.  destination is NULL for a count of one place.
 */
void
check_count(double n, Code place, const Code *destination, int sqlstate)
{
	const char *what;

	if (n >= 0 && !isinf(n))
		return;
	what = isnan(n) ? "not a number" : isinf(n) ? "infinite" : "negative";
	if (destination == NULL)
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("count of place \"%s\" is %s: %.15g", code_for_message(place), what, n)));
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("count from place \"%s\" to place \"%s\" is %s: %.15g",
					code_for_message(place), code_for_message(*destination), what, n)));
}

/*
 * True if all are what check_count() lets pass.  An inner loop without a way
 * out, for the compiler to do several at once.
 */
bool
are_counts(const double *n, uint32 count)
{
	bool		good = true;

	for (uint32 start = 0; start < count; start += Min(COUNTS_AT_ONCE, count - start))
	{
		uint32		end = start + Min(COUNTS_AT_ONCE, count - start);

		CHECK_FOR_INTERRUPTS();
		for (uint32 i = start; i < end; i++)
			good &= n[i] >= 0 && n[i] <= DBL_MAX;
	}
	return good;
}

/*
 * All counts together, in their order.
 */
double
sum_of_counts(const double *n, uint32 count)
{
	double		total = 0;

	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		total += n[i];
	}
	if (isinf(total))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("total of %u counts is out of range", count)));
	return total;
}

static uint64
place_counts_size(uint32 count, uint32 code_bytes)
{
	return offsetof(PlaceCounts, n) + (uint64) count * (sizeof(double) + sizeof(uint32)) + code_bytes;
}

/*
 * True if the sizes that the header names are those of the value.
 */
static bool
place_counts_header_fits(const PlaceCounts *counts)
{
	return VARSIZE(counts) >= offsetof(PlaceCounts, n) &&
		counts->version == PLACE_COUNTS_VERSION &&
		counts->reserved[0] == 0 && counts->reserved[1] == 0 && counts->reserved[2] == 0 &&
		VARSIZE(counts) == place_counts_size(counts->count, counts->code_bytes);
}

/*
 * True if whoever reads the value stays within it and meets counts only.
 */
static bool
place_counts_fits(const PlaceCounts *counts)
{
	CodeList	places;

	if (!place_counts_header_fits(counts))
		return false;
	places = place_counts_places(counts);
	return code_list_fits(&places, counts->code_bytes) && are_counts(counts->n, counts->count);
}

/*
 * True if everything that the picture in place_counts.h promises holds.
 */
bool
place_counts_is_valid(const PlaceCounts *counts)
{
	CodeList	places;

	if (!place_counts_fits(counts))
		return false;
	for (uint32 i = 0; i < counts->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (counts->n[i] == 0 && signbit(counts->n[i]))
			return false;
	}
	places = place_counts_places(counts);
	return code_list_is_sorted(&places);
}

/*
 * What is asked of a stored value before all of it, or one place only, is read.
 * With assertions it is everything that they assert.
 */
#ifdef USE_ASSERT_CHECKING
#define whole_fits place_counts_is_valid
#define head_fits place_counts_is_valid
#else
#define whole_fits place_counts_fits
#define head_fits place_counts_header_fits
#endif

pg_noreturn static void
refuse_stored(const PlaceCounts *counts)
{
	refuse_stored_value(counts, offsetof(PlaceCounts, n), PLACE_COUNTS_VERSION, TYPE_NAME);
}

/*
 * The value behind a datum.
 */
PlaceCounts *
place_counts_from_datum(Datum datum)
{
	PlaceCounts *counts = (PlaceCounts *) PG_DETOAST_DATUM(datum);

	if (!whole_fits(counts))
		refuse_stored(counts);
	return counts;
}

/*
 * The value behind a datum, for a question of one of its places; NULL if it has
 * no such place.  One place may be asked for in every row, so the others are not
 * looked at.
 */
PlaceCounts *
place_counts_with_place(Datum datum, Code place, uint32 *i)
{
	PlaceCounts *counts = (PlaceCounts *) PG_DETOAST_DATUM(datum);
	CodeList	places;

	if (!head_fits(counts))
		refuse_stored(counts);
	places = place_counts_places(counts);
	if (!code_list_find(&places, counts->code_bytes, place, i))
		return NULL;
	if (!are_counts(&counts->n[*i], 1))
		refuse_stored(counts);
	return counts;
}

/* ------------------------------------------------------------------------
 * Constructors
 * ------------------------------------------------------------------------
 */

/*
 * A value of so many places, whose counts and codes the caller writes.
 */
PlaceCounts *
place_counts_allocate(uint32 count, uint32 code_bytes, CodeListWriter *places)
{
	uint64		size = place_counts_size(count, code_bytes);
	PlaceCounts *counts;
	uint32	   *end;

	if (size > MaxAllocSize)
		value_too_large(TYPE_NAME, NULL);
	counts = palloc(size);
	memset(counts, 0, offsetof(PlaceCounts, n));
	SET_VARSIZE(counts, size);
	counts->version = PLACE_COUNTS_VERSION;
	counts->count = count;
	counts->code_bytes = code_bytes;
	end = (uint32 *) (counts->n + count);
	code_list_writer_over(places, end, count, (char *) (end + count), code_bytes);
	return counts;
}

/*
 * The places of a sorted list that are marked (all of them where keep is NULL).
 */
PlaceCounts *
place_counts_select(const CodeList *places, const double *n, const bool *keep)
{
	uint32		count = 0;
	uint64		code_bytes = 0;
	PlaceCounts *counts;
	CodeListWriter writer;

	for (uint32 i = 0; i < places->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (keep != NULL && !keep[i])
			continue;
		check_count(n[i], code_list_get(places, i), NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		count++;
		code_bytes += code_list_get(places, i).length;
	}
	counts = place_counts_allocate(count, code_bytes, &writer);
	for (uint32 i = 0; i < places->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (keep != NULL && !keep[i])
			continue;
		counts->n[writer.count] = n[i] == 0 ? 0 : n[i];
		code_list_write(&writer, code_list_get(places, i));
	}
	Assert(place_counts_is_valid(counts));
	return counts;
}

/*
 * The same places with other counts.
 */
PlaceCounts *
place_counts_with_n(const PlaceCounts *counts, const double *n)
{
	CodeList	places = place_counts_places(counts);
	PlaceCounts *copy = palloc(VARSIZE(counts));

	copy_bytes(copy, counts, VARSIZE(counts));
	for (uint32 i = 0; i < counts->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		check_count(n[i], code_list_get(&places, i), NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		copy->n[i] = n[i] == 0 ? 0 : n[i];
	}
	Assert(place_counts_is_valid(copy));
	return copy;
}
