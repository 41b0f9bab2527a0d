/*
 * place_flows_layout.h
 *		How many go from each place to each other place: the stored form.
 */
#ifndef PLACEBASE_PLACE_FLOWS_LAYOUT_H
#define PLACEBASE_PLACE_FLOWS_LAYOUT_H

#include "fmgr.h"

#include "base/code_lists.h"

/*
 * A sparse matrix in compressed rows.  On disk, in the server's byte order:
 *
 *	+--------+---------+----------+---------+--------------+-------+
 *	| length | version | 3 x zero | origins | destinations | cells |
 *	+--------+---------+----------+---------+--------------+-------+
 *	 4        1         3          4         4              4
 *	+--------------+-------------------+--------+
 *	| origin_bytes | destination_bytes | zero   |
 *	+--------------+-------------------+--------+
 *	 4              4                   4
 *	+----------+--------------------+--------------------+
 *	| n[cells] | row[origins + 1]   | destination[cells] |
 *	+----------+--------------------+--------------------+
 *	 8 each     4 each               4 each
 *	+---------------------+-------------------------------+--------------+-------------------+
 *	| origin_end[origins] | destination_end[destinations] | origin codes | destination codes |
 *	+---------------------+-------------------------------+--------------+-------------------+
 *	 4 each                4 each                          bytes          bytes
 *
 * The cells of origin i are row[i] to row[i + 1] - 1, by ascending destination.
 * Both lists of codes are strictly ascending, and each code has a cell.  No
 * count is negative, NaN, infinite or minus zero.  So equal values have equal
 * bytes.
 */
typedef struct PlaceFlows
{
	int32		vl_len_;		/* varlena header, never touched directly */
	uint8		version;
	uint8		reserved[3];
	uint32		origins;
	uint32		destinations;
	uint32		cells;
	uint32		origin_bytes;
	uint32		destination_bytes;
	uint32		reserved_too;
	double		n[FLEXIBLE_ARRAY_MEMBER];
} PlaceFlows;

#define PLACE_FLOWS_VERSION 1

/* The parts of a value, or of one about to be put together. */
typedef struct FlowsView
{
	CodeList	origins;
	CodeList	destinations;
	uint32		cells;
	const uint32 *row;			/* origins.count + 1 of them */
	const uint32 *destination;
	const double *n;
} FlowsView;

/* The sizes of a value. */
typedef struct FlowsSize
{
	uint32		origins;
	uint32		destinations;
	uint32		cells;
	uint32		origin_bytes;
	uint32		destination_bytes;
} FlowsSize;

/* The parts of a value that is being written. */
typedef struct FlowsWriter
{
	CodeListWriter origins;
	CodeListWriter destinations;
	uint32	   *row;
	uint32	   *destination;
	double	   *n;
} FlowsWriter;

#define PG_GETARG_PLACE_FLOWS(i) place_flows_from_datum(PG_GETARG_DATUM(i))

extern bool place_flows_is_valid(const PlaceFlows *flows);
extern PlaceFlows *place_flows_from_datum(Datum datum);
extern PlaceFlows *place_flows_with_origin(Datum datum, Code origin, uint32 *row);
extern FlowsView place_flows_view(const PlaceFlows *flows);
extern PlaceFlows *place_flows_allocate(FlowsSize size, FlowsWriter *writer);
extern PlaceFlows *place_flows_assemble(const FlowsView *view);
extern PlaceFlows *place_flows_with_n(const PlaceFlows *flows, const double *n);

#endif
