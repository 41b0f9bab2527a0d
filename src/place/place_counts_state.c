/*
 * place_counts_state.c
 *		Counts of places in any order become one vector.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "place/place_counts_state.h"

CountsState *
counts_state_create(MemoryContext context)
{
	CountsState *state = MemoryContextAlloc(context, sizeof(CountsState));

	open_state_init(&state->open, &counts_state_kind, context);
	codes_init(&state->places, context);
	codes_lend(&state->places, state->few_end, COUNTS_FEW_PLACES, state->few_bytes, COUNTS_FEW_BYTES);
	state->n = state->few_n;
	return state;
}

/*
 * Room for the counts of as many places as the dictionary has room for.
 */
static void
make_room(CountsState *state)
{
	Size		size = mul_size(state->places.capacity, sizeof(double));

	if (state->n == state->few_n)
	{
		state->n = MemoryContextAlloc(state->places.context, size);
		memcpy(state->n, state->few_n, sizeof(state->few_n));
	}
	else
		state->n = repalloc_huge(state->n, size);
}

void
counts_state_add(CountsState *state, Code place, double n)
{
	uint32		known = state->places.count;
	uint32		capacity = state->places.capacity;
	uint32		i = codes_intern(&state->places, place);

	if (i < known)
	{
		state->n[i] += n;
		return;
	}
	if (state->places.capacity > capacity)
		make_room(state);
	state->n[i] = n;
}

void
counts_state_add_list(CountsState *state, const CodeList *places, const double *n)
{
	for (uint32 i = 0; i < places->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		counts_state_add(state, code_list_get(places, i), n[i]);
	}
}

/*
 * The canonical value.  The state stays as it is: a window aggregate asks again.
 */
PlaceCounts *
counts_state_value(const CountsState *state)
{
	uint32	   *sorted = codes_sorted(&state->places);
	CodeListWriter writer;
	PlaceCounts *counts = place_counts_allocate(state->places.count, codes_bytes(&state->places), &writer);

	for (uint32 i = 0; i < state->places.count; i++)
	{
		Code		place = codes_get(&state->places, sorted[i]);
		double		n = state->n[sorted[i]];

		CHECK_FOR_INTERRUPTS();
		check_count(n, place, NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		counts->n[i] = n == 0 ? 0 : n;
		code_list_write(&writer, place);
	}
	pfree(sorted);
	Assert(place_counts_is_valid(counts));
	return counts;
}

/* ------------------------------------------------------------------------
 * As the state of an aggregate
 * ------------------------------------------------------------------------
 */

static OpenState *
create(MemoryContext context)
{
	return &counts_state_create(context)->open;
}

static void
add(OpenState *state, const OpenState *other)
{
	const CountsState *added = (const CountsState *) other;
	CodeList	places = codes_list(&added->places);

	counts_state_add_list((CountsState *) state, &places, added->n);
}

static void
add_value(OpenState *state, Datum value)
{
	PlaceCounts *counts = place_counts_from_datum(value);
	CodeList	places = place_counts_places(counts);

	counts_state_add_list((CountsState *) state, &places, counts->n);
}

static struct varlena *
close_state(const OpenState *state)
{
	return (struct varlena *) counts_state_value((const CountsState *) state);
}

const OpenStateKind counts_state_kind = {OPEN_STATE_METHODS, create, add, add_value, close_state};
