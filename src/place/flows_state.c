/*
 * flows_state.c
 *		Cells in any order become one matrix: the state of the aggregates over
 *		place_flows, which also sorts what text and binary input bring.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "base/memory.h"
#include "place/flows_state.h"

/* A log of cells this short is not worth merging. */
#define CELLS_WITHOUT_MERGE 1024

/* A value may take 1 GB, so that more cells than this could never become one. */
#define CELLS_MAX (MaxAllocSize / (sizeof(double) + sizeof(uint32)))

FlowsState *
flows_state_create(MemoryContext context)
{
	FlowsState *state = MemoryContextAlloc(context, sizeof(FlowsState));

	open_state_init(&state->open, &flows_state_kind, context);
	codes_init(&state->origins, context);
	codes_init(&state->destinations, context);
	codes_lend(&state->origins, state->few_origin_end, FLOWS_FEW, state->few_origin_bytes, FLOWS_FEW_BYTES);
	codes_lend(&state->destinations, state->few_destination_end, FLOWS_FEW, state->few_destination_bytes, FLOWS_FEW_BYTES);
	state->capacity = FLOWS_FEW;
	state->count = 0;
	state->cells = state->few_cells;
	state->twice_sqlstate = 0;
	return state;
}

/*
 * Turns counts into where each bucket starts.
 */
static void
counts_to_starts(uint32 *bucket, uint32 buckets)
{
	uint32		start = 0;

	for (uint32 i = 0; i < buckets; i++)
	{
		uint32		count = bucket[i];

		bucket[i] = start;
		start += count;
	}
}

/*
 * The code that has a rank; without ranks, a number.
 */
static Code
ranked_code(const Codes *codes, const uint32 *rank, uint32 wanted)
{
	uint32		i = 0;

	if (rank == NULL)
		return codes_get(codes, wanted);
	while (rank[i] != wanted)
		i++;
	return codes_get(codes, i);
}

/*
 * Sorts cells by origin, then destination, keeping the order of equal ones, and
 * adds up what stands in the same cell.  Each pass of this radix sort drops the
 * cells into one bucket a place.  The ranks say where each place of the
 * dictionaries stands; without them places rank by their number.  Returns how
 * many cells are left in sorted.
 */
static uint32
sort_and_merge_cells(const FlowsState *state, const uint32 *origin_rank,
					 const uint32 *destination_rank, FlowCell *sorted, Scratch *scratch)
{
	uint32		count = state->count;
	FlowCell   *by_destination = scratch_array(scratch, count, sizeof(FlowCell));
	uint32	   *origin_start = scratch_array_zero(scratch, state->origins.count, sizeof(uint32));
	uint32	   *destination_start = scratch_array_zero(scratch, state->destinations.count, sizeof(uint32));
	uint32		merged = 0;

	for (uint32 i = 0; i < count; i++)
	{
		FlowCell	cell = state->cells[i];

		CHECK_FOR_INTERRUPTS();
		origin_start[origin_rank == NULL ? cell.origin : origin_rank[cell.origin]]++;
		destination_start[destination_rank == NULL ? cell.destination : destination_rank[cell.destination]]++;
	}
	counts_to_starts(origin_start, state->origins.count);
	counts_to_starts(destination_start, state->destinations.count);
	for (uint32 i = 0; i < count; i++)
	{
		FlowCell	cell = state->cells[i];

		CHECK_FOR_INTERRUPTS();
		if (origin_rank != NULL)
			cell.origin = origin_rank[cell.origin];
		if (destination_rank != NULL)
			cell.destination = destination_rank[cell.destination];
		by_destination[destination_start[cell.destination]++] = cell;
	}
	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		sorted[origin_start[by_destination[i].origin]++] = by_destination[i];
	}
	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (merged == 0 || sorted[merged - 1].origin != sorted[i].origin ||
			sorted[merged - 1].destination != sorted[i].destination)
			sorted[merged++] = sorted[i];
		else if (state->twice_sqlstate == 0)
			sorted[merged - 1].n += sorted[i].n;
		else
			ereport(ERROR,
					(errcode(state->twice_sqlstate),
					 errmsg("count from place \"%s\" to place \"%s\" is given twice",
							code_for_message(ranked_code(&state->origins, origin_rank, sorted[i].origin)),
							code_for_message(ranked_code(&state->destinations, destination_rank, sorted[i].destination)))));
	}
	scratch_free(scratch, by_destination);
	scratch_free(scratch, origin_start);
	scratch_free(scratch, destination_start);
	return merged;
}

static void
set_capacity(FlowsState *state, uint64 capacity)
{
	Size		size = mul_size(capacity, sizeof(FlowCell));

	if (state->cells == state->few_cells)
	{
		state->cells = MemoryContextAllocHuge(state->origins.context, size);
		copy_bytes(state->cells, state->few_cells, state->count * sizeof(FlowCell));
	}
	else
		state->cells = repalloc_huge(state->cells, size);
	state->capacity = capacity;
}

/*
 * Makes room for more cells in a log: merges it, and lets it grow if that was
 * not enough.  Where merging hardly helped, most cells are different, and the
 * log grows fast to save the next attempts.
 */
static void
flows_state_make_room(FlowsState *state, uint32 more)
{
	uint64		wanted = (uint64) state->count + more;
	uint64		grown = (uint64) state->capacity + 1;

	if (wanted <= state->capacity)
		return;
	if (state->count >= CELLS_WITHOUT_MERGE)
	{
		Scratch		scratch;
		FlowCell   *sorted = scratch_array(scratch_start(&scratch), state->count, sizeof(FlowCell));
		uint32		merged = sort_and_merge_cells(state, NULL, NULL, sorted, &scratch);

		if (merged > state->count / 16 * 15)
			grown += state->capacity;
		state->count = merged;
		copy_bytes(state->cells, sorted, (Size) state->count * sizeof(FlowCell));
		scratch_free(&scratch, sorted);
		wanted = (uint64) state->count + more;
		if (wanted <= state->capacity / 2)
			return;
	}
	if (state->count > CELLS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many cells for a place_flows value"),
				 errdetail("A value may take at most 1 GB.")));
	set_capacity(state, Max(wanted, pg_nextpower2_64(grown)));
}

void
flows_state_add(FlowsState *state, uint32 origin, uint32 destination, double n)
{
	if (state->count == state->capacity)
		flows_state_make_room(state, 1);
	state->cells[state->count++] = (FlowCell)
	{
		origin, destination, n
	};
}

/*
 * The numbers that a state gives to the places of a list.
 */
static uint32 *
intern_list(Codes *codes, CodeList list, Scratch *scratch)
{
	uint32	   *number = scratch_array(scratch, list.count, sizeof(uint32));

	for (uint32 i = 0; i < list.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		number[i] = codes_intern(codes, code_list_get(&list, i));
	}
	return number;
}

static void
add_state(FlowsState *state, const FlowsState *other)
{
	Scratch		scratch;
	uint32	   *origin = intern_list(&state->origins, codes_list(&other->origins), scratch_start(&scratch));
	uint32	   *destination = intern_list(&state->destinations, codes_list(&other->destinations), &scratch);

	flows_state_make_room(state, other->count);
	for (uint32 i = 0; i < other->count; i++)
	{
		FlowCell	cell = other->cells[i];

		CHECK_FOR_INTERRUPTS();
		flows_state_add(state, origin[cell.origin], destination[cell.destination], cell.n);
	}
	scratch_free(&scratch, origin);
	scratch_free(&scratch, destination);
}

void
flows_state_add_value(FlowsState *state, const PlaceFlows *flows)
{
	FlowsView	view = place_flows_view(flows);
	Scratch		scratch;
	uint32	   *origin = intern_list(&state->origins, view.origins, scratch_start(&scratch));
	uint32	   *destination = intern_list(&state->destinations, view.destinations, &scratch);

	flows_state_make_room(state, flows->cells);
	for (uint32 i = 0; i < flows->origins; i++)
		for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			flows_state_add(state, origin[i], destination[view.destination[cell]], view.n[cell]);
		}
	scratch_free(&scratch, origin);
	scratch_free(&scratch, destination);
}

/*
 * A dictionary as a sorted list, and where each of its codes stands in it.
 */
static CodeList
sorted_list(const Codes *codes, uint32 **rank, Scratch *scratch)
{
	uint32	   *sorted = codes_sorted(codes);
	CodeListWriter writer;

	code_list_writer_over(&writer, scratch_array(scratch, codes->count, sizeof(uint32)), codes->count,
						  scratch_array(scratch, codes_bytes(codes), 1), codes_bytes(codes));
	*rank = scratch_array(scratch, codes->count, sizeof(uint32));
	for (uint32 i = 0; i < codes->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		(*rank)[sorted[i]] = i;
		code_list_write(&writer, codes_get(codes, sorted[i]));
	}
	pfree(sorted);
	return code_list_written(&writer);
}

static void
sorted_list_free(CodeList *list, Scratch *scratch)
{
	scratch_free(scratch, unconstify(uint32 *, list->end));
	scratch_free(scratch, unconstify(char *, list->bytes));
}

/*
 * The canonical value.  The state stays as it is: a window aggregate asks again.
 */
PlaceFlows *
flows_state_value(const FlowsState *state)
{
	Scratch		scratch;
	FlowsView	view;
	uint32	   *origin_rank;
	uint32	   *destination_rank;
	FlowCell   *sorted = scratch_array(scratch_start(&scratch), state->count, sizeof(FlowCell));
	uint32	   *row;
	uint32	   *destination;
	double	   *n;
	PlaceFlows *flows;

	view.origins = sorted_list(&state->origins, &origin_rank, &scratch);
	view.destinations = sorted_list(&state->destinations, &destination_rank, &scratch);
	view.cells = sort_and_merge_cells(state, origin_rank, destination_rank, sorted, &scratch);
	view.row = row = scratch_array_zero(&scratch, (Size) view.origins.count + 1, sizeof(uint32));
	view.destination = destination = scratch_array(&scratch, view.cells, sizeof(uint32));
	view.n = n = scratch_array(&scratch, view.cells, sizeof(double));
	for (uint32 i = 0; i < view.cells; i++)
	{
		CHECK_FOR_INTERRUPTS();
		row[sorted[i].origin + 1]++;
		destination[i] = sorted[i].destination;
		n[i] = sorted[i].n;
	}
	scratch_free(&scratch, sorted);
	for (uint32 i = 0; i < view.origins.count; i++)
		row[i + 1] += row[i];
	flows = place_flows_assemble(&view);
	sorted_list_free(&view.origins, &scratch);
	sorted_list_free(&view.destinations, &scratch);
	scratch_free(&scratch, row);
	scratch_free(&scratch, destination);
	scratch_free(&scratch, n);
	scratch_free(&scratch, origin_rank);
	scratch_free(&scratch, destination_rank);
	return flows;
}

/* ------------------------------------------------------------------------
 * As the state of an aggregate
 * ------------------------------------------------------------------------
 */

static OpenState *
create(MemoryContext context)
{
	return &flows_state_create(context)->open;
}

static void
add(OpenState *state, const OpenState *other)
{
	add_state((FlowsState *) state, (const FlowsState *) other);
}

static void
add_value(OpenState *state, Datum value)
{
	flows_state_add_value((FlowsState *) state, place_flows_from_datum(value));
}

static struct varlena *
close_state(const OpenState *state)
{
	return (struct varlena *) flows_state_value((const FlowsState *) state);
}

const OpenStateKind flows_state_kind = {OPEN_STATE_METHODS, create, add, add_value, close_state};
