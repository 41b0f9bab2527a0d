/*
 * panel_state.c
 *		The state of the aggregates that make a care_panel.
 */
#include "postgres.h"

#include "nodes/memnodes.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/memory.h"
#include "care/panel_close.h"
#include "care/panel_layout.h"
#include "care/panel_merge.h"
#include "care/panel_state.h"

#define CACHE_LINE 64

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
	copy_bytes(VARDATA(run), VARDATA_ANY(value), size);
	state->run[state->runs++] = run;
}

/*
 * Turns the log into a run.  The log goes when the run is there, so that an error on
 * the way loses nothing.
 */
void
panel_state_close_log(PanelState *state)
{
	struct varlena *value = panel_close(&state->log);

	add_run(state, value);
	panel_log_free(&state->log);
	pfree(value);
}

/* ------------------------------------------------------------------------
 * The line
 *
 * Among many groups, what a group has is in no near cache when a row comes, and a
 * row that looked there at once would wait.  So it asks for the head of its group's
 * state and stands in line, for as long as a few dozen others take; half of the way
 * on it asks for what the head points at, and at the end it is appended.
 *
 * The line is the process's, for all groups of all queries: whoever reads a log lets
 * it settle first, and a context that ends takes the rows of its groups with it.
 * Nothing that a row can be refused for is found out in the line: it may move on
 * behalf of another query, which must not get, and perhaps catch, this one's error.
 * ------------------------------------------------------------------------
 */

/* How many rows are in the line, a power of two, and how far half of the way is. */
#define PLACES 32
#define HALF_WAY 16

#define HEAD_LINES 4

typedef struct Row
{
	PanelState *state;
	uint64		patient;
	uint64		code;			/* of the provider, which is short and not blank */
	TimestampTz at;
} Row;

/* The rows from the first to before the next, counted since the process began. */
static struct
{
	uint32		first;
	uint32		next;
	Row			row[PLACES];
}			line;

static inline Row *
row_at(uint32 number)
{
	return &line.row[number % PLACES];
}

/*
 * The first row goes to its group.  It leaves the line when that is done, so that
 * an error on the way does not lose it.  A log is closed only for a row of the same
 * query, since it may make too large a value: until there is one, it grows.  The
 * contexts of a query's grouping sets have one parent.
 */
static inline void
move_on(const PanelState *caller)
{
	const Row  *row = row_at(line.first);
	PanelState *state = row->state;

	if (unlikely(state->log.visits >= PANEL_RUN_VISITS) &&
		caller != NULL && caller->context->parent == state->context->parent)
		panel_state_close_log(state);
	panel_log_row(&state->log, row->patient, row->code, row->at);
	line.first++;
}

/*
 * All rows go to their groups.
 */
static void
settle(void)
{
	while (line.first != line.next)
		move_on(NULL);
}

/*
 * A row for a group, which is not read now.
 */
void
panel_state_row(PanelState *state, uint64 patient, uint64 code, TimestampTz at)
{
	for (int i = 0; i < HEAD_LINES; i++)
		compat_prefetch((const char *) state + i * CACHE_LINE);
	if (line.next - line.first == PLACES)
		move_on(state);
	*row_at(line.next++) = (Row)
	{
		state, patient, code, at
	};
	if (line.next - line.first > HALF_WAY)
	{
		const Row  *half_way = row_at(line.next - 1 - HALF_WAY);

		panel_log_ask(&half_way->state->log, half_way->code);
	}
}

/*
 * The states of a context are about to end: their rows leave the line.
 */
static void
forget(void *context)
{
	uint32		kept = line.first;

	for (uint32 i = line.first; i != line.next; i++)
		if (row_at(i)->state->context != (MemoryContext) context)
			*row_at(kept++) = *row_at(i);
	line.next = kept;
}

/*
 * Before a state of a context may have rows in the line.
 */
static void
watch(MemoryContext context)
{
	MemoryContextCallback *callback;

	for (callback = context->reset_cbs; callback != NULL; callback = callback->next)
		if (callback->func == forget)
			return;
	callback = MemoryContextAlloc(context, sizeof(MemoryContextCallback));
	callback->func = forget;
	callback->arg = context;
	MemoryContextRegisterResetCallback(context, callback);
}

/* ------------------------------------------------------------------------
 * The kind
 * ------------------------------------------------------------------------
 */

static OpenState *
create(MemoryContext context)
{
	PanelState *state = (PanelState *)
		TYPEALIGN(CACHE_LINE, MemoryContextAllocZero(context, sizeof(PanelState) + CACHE_LINE));

	open_state_init(&state->open, &panel_state_kind, context);
	state->context = context;
	panel_log_init(&state->log, context);
	watch(context);
	return &state->open;
}

/*
 * Adds what another state holds, which stays as it is.
 */
static void
add(OpenState *state, const OpenState *other_state)
{
	const PanelState *other = (const PanelState *) other_state;
	PanelLog   *log = unconstify(PanelLog *, &other->log);

	settle();
	if (log->visits > 0)
	{
		struct varlena *value = panel_close(log);

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
	PanelLog   *log = unconstify(PanelLog *, &state->log);
	struct varlena **part;
	struct varlena *value;
	uint32		parts;

	settle();
	parts = state->runs;
	if (parts == 0)
		return panel_close(log);
	part = MemoryContextAllocHuge(CurrentMemoryContext, mul_size((Size) parts + 1, sizeof(*part)));
	memcpy(part, state->run, parts * sizeof(*part));
	if (log->visits > 0)
		part[parts++] = panel_close(log);
	value = panel_merge(part, parts);
	if (parts > state->runs)
		pfree(part[state->runs]);
	pfree(part);
	return value;
}

const OpenStateKind panel_state_kind = {OPEN_STATE_METHODS, create, add, add_value, close_state};
