/*
 * panel_state.c
 *		The state of the aggregates that make a care_panel.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "care/panel_close.h"
#include "care/panel_merge.h"
#include "care/panel_state.h"

PanelState *
panel_state_create(MemoryContext context)
{
	PanelState *state = MemoryContextAllocZero(context, sizeof(PanelState));

	state->context = context;
	panel_log_init(&state->log, context);
	return state;
}

/*
 * Turns the log into a run.
 */
void
panel_state_close_log(PanelState *state)
{
	struct varlena *value = panel_close(&state->log);

	panel_log_free(&state->log);
	panel_state_add_value(state, value);
	pfree(value);
}

/*
 * Adds a value, which may go away afterwards.
 */
void
panel_state_add_value(PanelState *state, const struct varlena *value)
{
	Size		size = VARSIZE_ANY_EXHDR(value);
	struct varlena *run;

	if (state->runs == state->run_capacity)
	{
		uint32		capacity = Max(4, 2 * state->run_capacity);
		struct varlena **larger = MemoryContextAllocHuge(state->context, mul_size(capacity, sizeof(*larger)));

		if (state->runs > 0)
		{
			memcpy(larger, state->run, state->runs * sizeof(*larger));
			pfree(state->run);
		}
		state->run = larger;
		state->run_capacity = capacity;
	}
	run = MemoryContextAlloc(state->context, VARHDRSZ + size);
	SET_VARSIZE(run, VARHDRSZ + size);
	memcpy(VARDATA(run), VARDATA_ANY(value), size);
	state->run[state->runs++] = run;
}

/*
 * Adds what another state holds, which stays as it is.
 */
void
panel_state_add_state(PanelState *state, PanelState *other)
{
	if (other->log.visits > 0)
	{
		struct varlena *value = panel_close(&other->log);

		panel_state_add_value(state, value);
		pfree(value);
	}
	for (uint32 i = 0; i < other->runs; i++)
		panel_state_add_value(state, other->run[i]);
}

/*
 * The value of all that a state holds; the state stays as it is.
 */
struct varlena *
panel_state_value(PanelState *state)
{
	struct varlena **part;
	struct varlena *value;
	uint32		parts = state->runs;

	if (parts == 0)
		return panel_close(&state->log);
	part = MemoryContextAllocHuge(CurrentMemoryContext, mul_size((Size) parts + 1, sizeof(*part)));
	memcpy(part, state->run, parts * sizeof(*part));
	if (state->log.visits > 0)
		part[parts++] = panel_close(&state->log);
	value = panel_merge(part, parts);
	if (parts > state->runs)
		pfree(part[state->runs]);
	pfree(part);
	return value;
}
