/*
 * place_counts.h
 *		How many people (or anything countable) each place has.
 */
#ifndef PLACEBASE_PLACE_COUNTS_H
#define PLACEBASE_PLACE_COUNTS_H

#include "fmgr.h"

#include "base/codes.h"

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
extern double check_factor(double factor);
extern double take_away(double whole, double part, Code place, const Code *destination);
extern PlaceCounts *place_counts_from_datum(Datum datum);
extern PlaceCounts *place_counts_select(const CodeList *places, const double *n, const bool *keep);
extern PlaceCounts *place_counts_sum(const PlaceCounts *a, const PlaceCounts *b);
extern double sum_of_counts(const double *n, uint32 count);

#endif
