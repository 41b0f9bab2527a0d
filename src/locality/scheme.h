/*
 * scheme.h
 *		Schemes of scales, and the bands of a scheme.
 */
#ifndef PLACEBASE_SCHEME_H
#define PLACEBASE_SCHEME_H

#include "access/tupdesc.h"
#include "fmgr.h"

typedef struct Scale
{
	const char *name;
	double		smallest;
	double		largest;		/* infinity where the scale has no upper end */
	const char *works_for;		/* these four are NULL where nothing is known */
	const char *relationship;
	const char *organisation;
	const char *capability;
} Scale;

typedef struct Scheme
{
	int			count;
	const Scale *scales;
} Scheme;

/* The scheme that a call used last, kept for its next row. */
typedef struct CachedScheme
{
	Scheme		scheme;
	text	   *definition;
	Scale	   *scales;			/* a user's own; NULL for a built-in scheme */
	TupleDesc	row;			/* of a question that answers with one; NULL at first */
} CachedScheme;

extern Scheme scheme_get(text *definition);
extern CachedScheme *scheme_cached(FunctionCallInfo fcinfo, text *definition);
extern int	scales_begun(Scheme scheme, double people);
extern text *scheme_band(Scheme scheme, double people);

#endif
