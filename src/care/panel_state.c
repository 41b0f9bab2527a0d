/*
 * panel_state.c
 *		The state of the aggregates that make a care_panel.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "care/panel_close.h"
#include "care/panel_layout.h"
#include "care/panel_merge.h"
#include "care/panel_state.h"

static OpenState *
create(MemoryContext context)
{
	PanelState *state = MemoryContextAllocZero(context, sizeof(PanelState));

	open_state_init(&state->open, &panel_state_kind, context);
	state->context = context;
	panel_log_init(&state->log, context);
	return &state->open;
}

/*
 * Adds a closed panel, which may go away afterwards.
 */
static void
add_run(PanelState *state, const struct varlena *value)
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
 * Turns the log into a run.
 */
void
panel_state_close_log(PanelState *state)
{
	struct varlena *value = panel_close(&state->log);

	panel_log_free(&state->log);
	add_run(state, value);
	pfree(value);
}

/*
 * Adds what another state holds, which stays as it is.
 */
static void
add(OpenState *state, const OpenState *other_state)
{
	const PanelState *other = (const PanelState *) other_state;

	if (other->log.visits > 0)
	{
		struct varlena *value = panel_close(unconstify(PanelLog *, &other->log));

		add_run((PanelState *) state, value);
		pfree(value);
	}
	for (uint32 i = 0; i < other->runs; i++)
		add_run((PanelState *) state, other->run[i]);
}

static void
add_value(OpenState *state, Datum datum)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(datum);
	CarePanel	panel;

	care_panel_parse(&panel, value);
	if (panel.patients > 0)
		add_run((PanelState *) state, value);
	if ((Pointer) value != DatumGetPointer(datum))
		pfree(value);
}

/*
 * The value of all that a state holds; the state stays as it is.
 */
static struct varlena *
close_state(const OpenState *open)
{
	const PanelState *state = (const PanelState *) open;
	struct varlena **part;
	struct varlena *value;
	uint32		parts = state->runs;

	if (parts == 0)
		return panel_close(unconstify(PanelLog *, &state->log));
	part = MemoryContextAllocHuge(CurrentMemoryContext, mul_size((Size) parts + 1, sizeof(*part)));
	memcpy(part, state->run, parts * sizeof(*part));
	if (state->log.visits > 0)
		part[parts++] = panel_close(unconstify(PanelLog *, &state->log));
	value = panel_merge(part, parts);
	if (parts > state->runs)
		pfree(part[state->runs]);
	pfree(part);
	return value;
}

const OpenStateKind panel_state_kind = {OPEN_STATE_METHODS, create, add, add_value, close_state};
