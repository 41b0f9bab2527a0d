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
	CountsState *state = MemoryContextAllocZero(context, sizeof(CountsState));

	codes_init(&state->places, context);
	return state;
}

void
counts_state_add(CountsState *state, Code place, double n)
{
	uint32		known = state->places.count;
	uint32		i = codes_intern(&state->places, place);

	if (i < known)
	{
		state->n[i] += n;
		return;
	}
	if (state->places.count > state->capacity)
	{
		Size		size;

		state->capacity = state->places.capacity;
		size = mul_size(state->capacity, sizeof(double));
		state->n = state->n == NULL ? MemoryContextAlloc(state->places.context, size) :
			repalloc_huge(state->n, size);
	}
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
