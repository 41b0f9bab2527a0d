/*
 * open_state.h
 *		States of aggregates whose SQL type is the value that they become.
 *
 * While rows come in, a state is open: an expanded object of PostgreSQL's, whose
 * tables grow and point at each other.  Whatever takes it elsewhere (a parallel
 * worker, a sort, another server) gets it closed, which is the canonical value.
 * So there is no third form: SQL, disk and network only ever see values.
 *
 * An expanded object as PostgreSQL makes them has a memory context of its own, and
 * a hash aggregate, which asks all contexts for their size at each new group, takes
 * quadratic time over many.  Ours share one, a child of the aggregate's context.
 *
 * OpenState		the head of every such state
 * OpenStateKind	what the states of one type can do
 */
#ifndef PLACEBASE_OPEN_STATE_H
#define PLACEBASE_OPEN_STATE_H

#include "utils/expandeddatum.h"

#include "base/aggregate.h"

typedef struct OpenState
{
	ExpandedObjectHeader header;
	struct varlena *closed;		/* between asking for its size and taking it */
} OpenState;

typedef struct OpenStateKind
{
	ExpandedObjectMethods methods;	/* OPEN_STATE_METHODS */
	OpenState  *(*create) (MemoryContext context);
	void		(*add) (OpenState *state, const OpenState *other);
	void		(*add_value) (OpenState *state, Datum value);
	struct varlena *(*close) (const OpenState *state);
} OpenStateKind;

#define OPEN_STATE_METHODS {open_state_flat_size, open_state_flatten}

extern Size open_state_flat_size(ExpandedObjectHeader *header);
extern void open_state_flatten(ExpandedObjectHeader *header, void *result, Size size);
extern void open_state_init(OpenState *state, const OpenStateKind *kind, MemoryContext context);
extern OpenState *open_state_begin(FunctionCallInfo fcinfo, const OpenStateKind *kind);
extern Datum open_state_combine(FunctionCallInfo fcinfo, const OpenStateKind *kind);
extern Datum open_state_final(FunctionCallInfo fcinfo, const OpenStateKind *kind);

/*
 * The open state of that kind behind a datum; NULL where the datum is a value.
 */
static inline OpenState *
open_state_behind(Datum datum, const OpenStateKind *kind)
{
	varatt_expanded reference;

	if (!VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)))
		return NULL;
	memcpy(&reference, VARDATA_EXTERNAL(DatumGetPointer(datum)), sizeof(reference));
	return reference.eohptr->eoh_methods == &kind->methods ? (OpenState *) reference.eohptr : NULL;
}

/* Where open_state_prefetch() begins: behind what open_state_of_call() asks for, or with all lines. */
#define OPEN_STATE_REST 176
#define OPEN_STATE_ALL 32

/*
 * Asks for the cache lines of the state in the first argument, from so many bytes
 * behind its datum to its end: among many groups it is in no cache.
 */
static inline void
open_state_prefetch(FunctionCallInfo fcinfo, Size from, Size size)
{
	const char *first = PG_GETARG_POINTER(0);
	Size		last = size - offsetof(ExpandedObjectHeader, eoh_ro_ptr) - 1;

	if (PG_ARGISNULL(0))
		return;
	for (Size at = from; at < last; at += 64)
		compat_prefetch(first + at);
	compat_prefetch(first + last);
}

/*
 * The state in the first argument, which is the aggregate's own, or a new one.
 */
static inline OpenState *
open_state_of_call(FunctionCallInfo fcinfo, const OpenStateKind *kind)
{
	if (likely(!PG_ARGISNULL(0)))
	{
		char	   *first = PG_GETARG_POINTER(0);
		OpenState  *state;

		/*
		 * Among many groups a state is in no cache.  The datum stands in its head,
		 * so the rest can be asked for before the head has come.
		 */
		compat_prefetch(first + 48);
		compat_prefetch(first + 112);
		if (likely(VARATT_IS_EXTERNAL_EXPANDED_RW(first) &&
				   (state = open_state_behind(PointerGetDatum(first), kind)) != NULL))
			return state;
	}
	return open_state_begin(fcinfo, kind);
}

/*
 * What a transition function returns: always the same for the same state, so that
 * the executor sees that it need not copy it.
 */
static inline Datum
open_state_datum(const OpenState *state)
{
	return EOHPGetRWDatum(&state->header);
}

/*
 * What a transition function returns for a row that it leaves out.
 */
static inline Datum
open_state_unchanged(FunctionCallInfo fcinfo)
{
	aggregate_context(fcinfo);
	return state_unchanged(fcinfo);
}

#endif
