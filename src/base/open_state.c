/*
 * open_state.c
 *		States of aggregates whose SQL type is the value that they become.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "base/compat.h"
#include "base/memory.h"
#include "base/open_state.h"

#define CONTEXT_NAME "placebase states"

/* So many contexts of other aggregates may stand before ours. */
#define CHILDREN_LOOKED_AT 8

void
open_state_init(OpenState *state, const OpenStateKind *kind, MemoryContext context)
{
	EOH_init_header(&state->header, &kind->methods, context);
	state->closed = NULL;
}

/*
 * The size of the value that the state stands for.  Only closing it tells, so the
 * value is kept for open_state_flatten(), which is called next.
 */
Size
open_state_flat_size(ExpandedObjectHeader *header)
{
	OpenState  *state = (OpenState *) header;
	const OpenStateKind *kind = (const OpenStateKind *) header->eoh_methods;
	MemoryContext caller = MemoryContextSwitchTo(header->eoh_context);

	/* Rows may have come since somebody asked and did not take it. */
	if (state->closed != NULL)
		pfree(state->closed);
	state->closed = NULL;
	state->closed = kind->close(state);
	MemoryContextSwitchTo(caller);
	return VARSIZE(state->closed);
}

void
open_state_flatten(ExpandedObjectHeader *header, void *result, Size size)
{
	OpenState  *state = (OpenState *) header;

	Assert(state->closed != NULL && VARSIZE(state->closed) == size);
	copy_bytes(result, state->closed, size);
	pfree(state->closed);
	state->closed = NULL;
}

/*
 * The memory context that all open states of an aggregate's context name as theirs.
 * It has to be a child of that: then the executor keeps a state that it is given as
 * it is.
 */
static MemoryContext
states_context(MemoryContext aggregate)
{
	MemoryContext child = aggregate->firstchild;

	for (int i = 0; i < CHILDREN_LOOKED_AT && child != NULL; i++, child = child->nextchild)
		if (strcmp(child->name, CONTEXT_NAME) == 0)
			return child;
	return AllocSetContextCreate(aggregate, CONTEXT_NAME, ALLOCSET_DEFAULT_SIZES);
}

/*
 * Adds a value, or what another state holds.
 */
static void
add_datum(OpenState *state, Datum datum, const OpenStateKind *kind)
{
	const OpenState *other = open_state_behind(datum, kind);

	if (other != NULL)
		kind->add(state, other);
	else
		kind->add_value(state, datum);
}

/*
 * A state for a first argument that is none.  It stands in the aggregate's own
 * context, right behind the group's key that the executor has just put there: whoever
 * looks up the group brings the page of its state along.  A value there, with which an aggregate
 * of somebody's may begin, goes into it.
 */
OpenState *
open_state_begin(FunctionCallInfo fcinfo, const OpenStateKind *kind)
{
	MemoryContext aggregate = aggregate_context(fcinfo);
	OpenState  *state = kind->create(aggregate);

	state->header.eoh_context = states_context(aggregate);
	if (!PG_ARGISNULL(0))
		add_datum(state, PG_GETARG_DATUM(0), kind);
	return state;
}

/*
 * Transition of rollup(), and combine of all aggregates of a type: adds a value or
 * another state, even a first one, which lives shorter than ours.  A NULL is left
 * out.
 */
Datum
open_state_combine(FunctionCallInfo fcinfo, const OpenStateKind *kind)
{
	OpenState  *state;

	if (PG_ARGISNULL(1))
		return open_state_unchanged(fcinfo);
	state = open_state_of_call(fcinfo, kind);
	add_datum(state, PG_GETARG_DATUM(1), kind);
	return open_state_datum(state);
}

/*
 * Final of the same: the value.  The state stays as it is, since a window aggregate
 * is asked again.
 */
Datum
open_state_final(FunctionCallInfo fcinfo, const OpenStateKind *kind)
{
	OpenState  *state;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = open_state_behind(PG_GETARG_DATUM(0), kind);
	if (state == NULL)
	{
		state = kind->create(CurrentMemoryContext);
		kind->add_value(state, PG_GETARG_DATUM(0));
	}
	PG_RETURN_POINTER(kind->close(state));
}
