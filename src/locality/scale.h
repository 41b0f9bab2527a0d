/*
 * scale.h
 *		Bands of a scheme of scales, for the rooms that build on them.
 */
#ifndef PLACEBASE_SCALE_H
#define PLACEBASE_SCALE_H

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

extern Scheme scheme_get(text *definition);
extern text *scheme_band(Scheme scheme, double people);

#endif
