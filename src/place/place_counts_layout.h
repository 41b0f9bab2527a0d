/*
 * place_counts_layout.h
 *		How many people (or anything countable) each place has: the stored form.
 */
#ifndef PLACEBASE_PLACE_COUNTS_LAYOUT_H
#define PLACEBASE_PLACE_COUNTS_LAYOUT_H

#include "fmgr.h"
#include "miscadmin.h"

#include "base/code_lists.h"

/*
 * On disk, in the server's byte order:
 *
 *	+--------+---------+----------+-------+------------+----------+------------+-------+
 *	| length | version | 3 x zero | count | code_bytes | n[count] | end[count] | codes |
 *	+--------+---------+----------+-------+------------+----------+------------+-------+
 *	 4        1         3          4       4            8 each     4 each       bytes
 *
 * Places stand in strictly ascending bytewise order; end[i] is where the code
 * of place i ends.  No count is negative, NaN, infinite or minus zero.  So
 * equal values have equal bytes.  A count of 0 is a place known to have nobody,
 * which is not the same as a place that is not known.
 */
typedef struct PlaceCounts
{
	int32		vl_len_;		/* varlena header, never touched directly */
	uint8		version;
	uint8		reserved[3];
	uint32		count;
	uint32		code_bytes;
	double		n[FLEXIBLE_ARRAY_MEMBER];
} PlaceCounts;

#define PLACE_COUNTS_VERSION 1

#define PG_GETARG_PLACE_COUNTS(i) place_counts_from_datum(PG_GETARG_DATUM(i))

static inline CodeList
place_counts_places(const PlaceCounts *counts)
{
	const uint32 *end = (const uint32 *) (counts->n + counts->count);

	return (CodeList)
	{
		counts->count, end, (const char *) (end + counts->count)
	};
}

/*
 * Walks through the places of two vectors at once, in bytewise order of codes.
 */
typedef struct CountsPair
{
	const PlaceCounts *a;
	const PlaceCounts *b;
	CodeList	a_places;
	CodeList	b_places;
	CodeListPair places;
	Code		place;			/* at hand */
	uint32		i;				/* where a has it, or NOWHERE */
	uint32		j;				/* where b has it, or NOWHERE */
	double		a_n;			/* 0 where a does not know it */
	double		b_n;
} CountsPair;

static inline void
counts_pair_start(CountsPair *pair, const PlaceCounts *a, const PlaceCounts *b)
{
	pair->a = a;
	pair->b = b;
	pair->a_places = place_counts_places(a);
	pair->b_places = place_counts_places(b);
	pair->places = code_list_pair(&pair->a_places, &pair->b_places);
}

/*
 * Steps to the next place of either; false if there is none.
 */
static inline bool
counts_pair_next(CountsPair *pair)
{
	CHECK_FOR_INTERRUPTS();
	if (!code_list_pair_next(&pair->places, &pair->place, &pair->i, &pair->j))
		return false;
	pair->a_n = pair->i == NOWHERE ? 0 : pair->a->n[pair->i];
	pair->b_n = pair->j == NOWHERE ? 0 : pair->b->n[pair->j];
	return true;
}

extern void check_count(double n, Code place, const Code *destination, int sqlstate);
extern bool are_counts(const double *n, uint32 count);
extern double sum_of_counts(const double *n, uint32 count);
extern bool place_counts_is_valid(const PlaceCounts *counts);
extern PlaceCounts *place_counts_from_datum(Datum datum);
extern PlaceCounts *place_counts_with_place(Datum datum, Code place, uint32 *i);
extern PlaceCounts *place_counts_allocate(uint32 count, uint32 code_bytes, CodeListWriter *places);
extern PlaceCounts *place_counts_select(const CodeList *places, const double *n, const bool *keep);
extern PlaceCounts *place_counts_with_n(const PlaceCounts *counts, const double *n);

#endif
