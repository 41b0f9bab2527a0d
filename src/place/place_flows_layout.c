/*
 * place_flows_layout.c
 *		The stored form of the matrix over places: reading it, and putting it
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
#include "place/place_flows_layout.h"

#define TYPE_NAME "place_flows"

/* ------------------------------------------------------------------------
 * Limits and checks
 * ------------------------------------------------------------------------
 */

static uint64
place_flows_size(FlowsSize size)
{
	return offsetof(PlaceFlows, n) +
		(uint64) size.cells * (sizeof(double) + sizeof(uint32)) +
		((uint64) size.origins * 2 + 1 + size.destinations) * sizeof(uint32) +
		(uint64) size.origin_bytes + size.destination_bytes;
}

static FlowsSize
size_of(const PlaceFlows *flows)
{
	return (FlowsSize)
	{
		flows->origins, flows->destinations, flows->cells,
			flows->origin_bytes, flows->destination_bytes
	};
}

static bool
place_flows_header_fits(const PlaceFlows *flows)
{
	return VARSIZE(flows) >= offsetof(PlaceFlows, n) &&
		flows->version == PLACE_FLOWS_VERSION &&
		flows->reserved[0] == 0 && flows->reserved[1] == 0 && flows->reserved[2] == 0 &&
		flows->reserved_too == 0 &&
		VARSIZE(flows) == place_flows_size(size_of(flows));
}

/*
 * True if the cells are those of an origin of the value and lead to its
 * destinations.
 */
static bool
cells_fit(const FlowsView *view, uint32 first, uint32 end)
{
	bool		good = first < end && end <= view->cells;

	for (uint32 cell = first; good && cell < end; cell++)
	{
		CHECK_FOR_INTERRUPTS();
		good = view->destination[cell] < view->destinations.count;
	}
	return good;
}

/*
 * True if whoever reads the value stays within it and meets counts only.
 */
static bool
place_flows_fits(const PlaceFlows *flows)
{
	FlowsView	view;

	if (!place_flows_header_fits(flows))
		return false;
	view = place_flows_view(flows);
	if (!code_list_fits(&view.origins, flows->origin_bytes) ||
		!code_list_fits(&view.destinations, flows->destination_bytes) ||
		view.row[0] != 0 || view.row[flows->origins] != flows->cells)
		return false;
	for (uint32 i = 0; i < flows->origins; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!cells_fit(&view, view.row[i], view.row[i + 1]))
			return false;
	}
	return are_counts(view.n, view.cells);
}

/*
 * True if everything that the picture in place_flows.h promises holds.
 */
bool
place_flows_is_valid(const PlaceFlows *flows)
{
	FlowsView	view;
	bool	   *reached;
	uint32		reached_count = 0;

	if (!place_flows_fits(flows))
		return false;
	view = place_flows_view(flows);
	if (!code_list_is_sorted(&view.origins) || !code_list_is_sorted(&view.destinations))
		return false;
	reached = array_allocate_zero(flows->destinations, sizeof(bool));
	for (uint32 i = 0; i < flows->origins; i++)
		for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
		{
			uint32		destination = view.destination[cell];

			CHECK_FOR_INTERRUPTS();
			if ((cell > view.row[i] && destination <= view.destination[cell - 1]) ||
				(view.n[cell] == 0 && signbit(view.n[cell])))
				return false;
			reached_count += !reached[destination];
			reached[destination] = true;
		}
	pfree(reached);
	return reached_count == flows->destinations;
}

/*
 * What is asked of a stored value before all of it, or one place only, is read.
 * With assertions it is everything that they assert.
 */
#ifdef USE_ASSERT_CHECKING
#define whole_fits place_flows_is_valid
#define head_fits place_flows_is_valid
#else
#define whole_fits place_flows_fits
#define head_fits place_flows_header_fits
#endif

pg_noreturn static void
refuse_stored(const PlaceFlows *flows)
{
	refuse_stored_value(flows, offsetof(PlaceFlows, n), PLACE_FLOWS_VERSION, TYPE_NAME);
}

/*
 * The value behind a datum.
 */
PlaceFlows *
place_flows_from_datum(Datum datum)
{
	PlaceFlows *flows = (PlaceFlows *) PG_DETOAST_DATUM(datum);

	if (!whole_fits(flows))
		refuse_stored(flows);
	return flows;
}

/*
 * The value behind a datum, for a question of one of its origins; NULL if it has
 * no such origin.  One origin may be asked for in every row, so the cells of the
 * others, and the places that they lead to, are not looked at.
 */
PlaceFlows *
place_flows_with_origin(Datum datum, Code origin, uint32 *row)
{
	PlaceFlows *flows = (PlaceFlows *) PG_DETOAST_DATUM(datum);
	FlowsView	view;

	if (!head_fits(flows))
		refuse_stored(flows);
	view = place_flows_view(flows);
	if (!code_list_find(&view.origins, flows->origin_bytes, origin, row))
		return NULL;
	if (!cells_fit(&view, view.row[*row], view.row[*row + 1]))
		refuse_stored(flows);
	for (uint32 cell = view.row[*row]; cell < view.row[*row + 1]; cell++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!code_list_fits_at(&view.destinations, flows->destination_bytes, view.destination[cell]))
			refuse_stored(flows);
	}
	return flows;
}

/* ------------------------------------------------------------------------
 * Constructors
 * ------------------------------------------------------------------------
 */

FlowsView
place_flows_view(const PlaceFlows *flows)
{
	const uint32 *row = (const uint32 *) (flows->n + flows->cells);
	const uint32 *destination = row + flows->origins + 1;
	const uint32 *origin_end = destination + flows->cells;
	const uint32 *destination_end = origin_end + flows->origins;
	const char *bytes = (const char *) (destination_end + flows->destinations);

	return (FlowsView)
	{
		.origins = {flows->origins, origin_end, bytes},
			.destinations = {flows->destinations, destination_end, bytes + flows->origin_bytes},
			.cells = flows->cells,
			.row = row,
			.destination = destination,
			.n = flows->n
	};
}

/*
 * A value of such a size, whose cells and codes the caller writes.
 */
PlaceFlows *
place_flows_allocate(FlowsSize size, FlowsWriter *writer)
{
	uint64		bytes = place_flows_size(size);
	PlaceFlows *flows;
	FlowsView	view;

	if (bytes > MaxAllocSize)
		value_too_large(TYPE_NAME, NULL);
	flows = palloc(bytes);
	memset(flows, 0, offsetof(PlaceFlows, n));
	SET_VARSIZE(flows, bytes);
	flows->version = PLACE_FLOWS_VERSION;
	flows->origins = size.origins;
	flows->destinations = size.destinations;
	flows->cells = size.cells;
	flows->origin_bytes = size.origin_bytes;
	flows->destination_bytes = size.destination_bytes;
	view = place_flows_view(flows);
	code_list_writer_over(&writer->origins, unconstify(uint32 *, view.origins.end), size.origins,
						  unconstify(char *, view.origins.bytes), size.origin_bytes);
	code_list_writer_over(&writer->destinations, unconstify(uint32 *, view.destinations.end), size.destinations,
						  unconstify(char *, view.destinations.bytes), size.destination_bytes);
	writer->row = unconstify(uint32 *, view.row);
	writer->destination = unconstify(uint32 *, view.destination);
	writer->n = flows->n;
	return flows;
}

/*
 * Marks the destinations that a cell leads to, and measures what has a cell.
 */
static FlowsSize
measure(const FlowsView *view, bool *is_reached)
{
	FlowsSize	size = {.cells = view->cells};

	for (uint32 i = 0; i < view->origins.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (view->row[i + 1] == view->row[i])
			continue;
		size.origins++;
		size.origin_bytes += code_list_get(&view->origins, i).length;
		for (uint32 cell = view->row[i]; cell < view->row[i + 1]; cell++)
		{
			Code		to = code_list_get(&view->destinations, view->destination[cell]);

			CHECK_FOR_INTERRUPTS();
			check_count(view->n[cell], code_list_get(&view->origins, i), &to,
						ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
			is_reached[view->destination[cell]] = true;
		}
	}
	for (uint32 i = 0; i < view->destinations.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!is_reached[i])
			continue;
		size.destinations++;
		size.destination_bytes += code_list_get(&view->destinations, i).length;
	}
	return size;
}

/*
 * Puts a value together from its parts: sorted codes, and for each origin its
 * cells by ascending destination.  Places without a cell are left out.
 */
PlaceFlows *
place_flows_assemble(const FlowsView *view)
{
	Scratch		scratch;
	uint32	   *number = scratch_array(scratch_start(&scratch), view->destinations.count, sizeof(uint32));
	bool	   *is_reached = scratch_array_zero(&scratch, view->destinations.count, sizeof(bool));
	FlowsSize	size = measure(view, is_reached);
	FlowsWriter writer;
	PlaceFlows *flows = place_flows_allocate(size, &writer);

	writer.row[0] = 0;
	for (uint32 i = 0; i < view->origins.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (view->row[i + 1] == view->row[i])
			continue;
		code_list_write(&writer.origins, code_list_get(&view->origins, i));
		writer.row[writer.origins.count] = view->row[i + 1];
	}
	for (uint32 i = 0; i < view->destinations.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!is_reached[i])
			continue;
		number[i] = writer.destinations.count;
		code_list_write(&writer.destinations, code_list_get(&view->destinations, i));
	}
	for (uint32 cell = 0; cell < view->cells; cell++)
	{
		CHECK_FOR_INTERRUPTS();
		writer.destination[cell] = number[view->destination[cell]];
		writer.n[cell] = view->n[cell] == 0 ? 0 : view->n[cell];
	}
	scratch_free(&scratch, is_reached);
	scratch_free(&scratch, number);
	Assert(place_flows_is_valid(flows));
	return flows;
}

/*
 * The same cells with other counts.
 */
PlaceFlows *
place_flows_with_n(const PlaceFlows *flows, const double *n)
{
	PlaceFlows *copy = palloc(VARSIZE(flows));
	FlowsView	view = place_flows_view(flows);

	copy_bytes(copy, flows, VARSIZE(flows));
	for (uint32 i = 0; i < flows->origins; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			if (!(n[cell] >= 0) || isinf(n[cell]))
			{
				Code		to = code_list_get(&view.destinations, view.destination[cell]);

				check_count(n[cell], code_list_get(&view.origins, i), &to,
							ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
			}
			copy->n[cell] = n[cell] == 0 ? 0 : n[cell];
		}
	}
	Assert(place_flows_is_valid(copy));
	return copy;
}
