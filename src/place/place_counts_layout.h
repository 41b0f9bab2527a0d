/*
 * place_counts_layout.h
 *		How many people (or anything countable) each place has: the stored form.
 */
#ifndef PLACEBASE_PLACE_COUNTS_LAYOUT_H
#define PLACEBASE_PLACE_COUNTS_LAYOUT_H

#include "fmgr.h"

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
