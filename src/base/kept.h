/*
 * kept.h
 *		An argument that is the same row after row: a code list, weights, rules, counts
 *		of places.  What was read of it is kept for the next call.
 *
 * Such an argument is mostly a scalar subquery, which the executor does not call
 * stable, so that its bytes are compared with the last ones.
 */
#ifndef PLACEBASE_KEPT_H
#define PLACEBASE_KEPT_H

#include "fmgr.h"
#include "utils/jsonb.h"

typedef struct Kept
{
	MemoryContext context;		/* of all that was read of the argument */
	Size		size;
	char	   *bytes;			/* as the argument came, compressed or not */
} Kept;

/* Reads an argument into a state that begins with its Kept. */
typedef void (*KeptReader) (void *state, Jsonb *json);

extern void *kept_jsonb(FunctionCallInfo fcinfo, int argument, Size size, const char *name, KeptReader read);
extern Datum kept_detoasted(FunctionCallInfo fcinfo, int argument, const char *name);
extern void *kept_state(FunctionCallInfo fcinfo, Size size);
extern bool kept_is(const Kept *kept, Datum argument);
extern MemoryContext kept_start(Kept *kept, FunctionCallInfo fcinfo, const char *name);
extern void kept_set(Kept *kept, Datum argument);

#endif
