/*
 * controlled_rounding.h
 *		Which cells of a table to round up and which down, so that every line of it
 *		keeps its total.  Knows no SQL.
 *
 * A table is a network in which whole units flow: from "all origins" to every
 * origin, from there through the cells to the destinations, and on to "all
 * destinations".  A cell that is rounded up carries one unit, a line carries what
 * its total has beyond the cells rounded down, within its bounds.  The table with
 * its fractions is a flow within these bounds, and where a flow of fractions is
 * possible, so is one of whole units.  The one that changes the table least is a
 * flow of least cost.
 *
 * Sources: Causey, Cox & Ernst, J Am Stat Assoc 1985;80:903-909; Ahuja, Magnanti &
 * Orlin, Network Flows, 1993, 9.7 (successive shortest paths).
 */
#ifndef PLACEBASE_CONTROLLED_ROUNDING_H
#define PLACEBASE_CONTROLLED_ROUNDING_H

/* A cell with a fraction. */
typedef struct RoundingCell
{
	uint32		origin;			/* numbers of its lines */
	uint32		destination;
	int64		price;			/* how much more rounding up changes than rounding down */
	bool		is_up;
} RoundingCell;

/* A line of the table: what it holds beyond its cells rounded down. */
typedef struct RoundingLine
{
	int64		least;
	int64		most;
	int64		units;			/* as many as are rounded up in it, once it is solved */
} RoundingLine;

typedef struct Rounding
{
	uint32		origins;
	uint32		lines;			/* the origins, then the destinations */
	uint32		cells;
	RoundingLine *line;
	RoundingCell *cell;			/* by origin, then by destination */
	int64		total;			/* cells that are rounded up in the end */
} Rounding;

extern int rounding_price_bits(const Rounding *rounding);
extern void rounding_solve(Rounding *rounding);

#endif
