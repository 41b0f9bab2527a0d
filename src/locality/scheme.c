/*
 * scheme.c
 *		Schemes of scales: those that are built in, a user's own, and where a
 *		number of people stands in one.
 *
 * A scheme is a list of scales in ascending order, each with the smallest and
 * the largest number of people that it takes.  Both ends belong to the scale;
 * where one scale ends on the very number on which the next begins, that
 * number belongs to the next.  What lies between two scales is an answer with
 * a name of its own, never rounded into one of them.
 *
 * Two schemes are built in; a user's own is given as JSON:
 *
 *		{"neighbourhood": [30000, 50000], "system": [1000000, null]}
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/memutils.h"

#include "base/json_text.h"
#include "locality/scheme.h"

/* More scales than this in one scheme is a mistake, not a scheme. */
#define SCHEME_MAX_SCALES 100

/*
 * R. Malby, "Primary Care & Scale", 2018.  Beyond 14,000 people stop
 * recognising the place as theirs.
 */
static const Scale placebase_scales[] = {
	{
		"community", 0, 14000,
		"people recognise the place and each other",
		"coproduction with citizens",
		"one team",
		"team working"
	},
	{
		"locality", 30000, 100000,
		"practices share back office and workforce (30,000 to 50,000), diagnostics, rapid assessment, "
		"care-home alignment and integrated teams for complex needs (30,000 to 100,000)",
		"effective collaboration between organisations",
		"a locality partnership with a multi-disciplinary team that no one organisation leads",
		"peer leadership"
	},
	{
		"borough", 150000, 350000,
		"service delivery across a larger population, business intelligence and learning",
		"working as a network",
		"a collaborative",
		"network leadership"
	},
};

/* NHS England, "Designing integrated care systems (ICSs) in England", 2019. */
static const Scale nhs_scales[] = {
	{
		"neighbourhood", 30000, 50000,
		"practices and community services work as integrated teams",
		NULL,
		"primary care network",
		NULL
	},
	{
		"place", 250000, 500000,
		"hospital, council, community and primary care services join up",
		NULL,
		"place-based partnership",
		NULL
	},
	{
		"system", 1000000, 3000000,
		"strategy and resources are planned across places",
		NULL,
		"integrated care system",
		NULL
	},
};

/*
 * Can this scale follow the ones before it?
 */
static void
check_scale(const Scale *scales, int count, const Scale *scale)
{
	int			i;

	if (scale->name[0] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a scale must have a name")));
	if (count == SCHEME_MAX_SCALES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a scheme must not have more than %d scales", SCHEME_MAX_SCALES)));
	if (isnan(scale->smallest) || scale->smallest < 0 || isinf(scale->smallest))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("scale \"%s\" must not begin at %.15g people", scale->name, scale->smallest)));
	if (!(scale->largest > scale->smallest))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("scale \"%s\" ends at %.15g people, which is not above its beginning at %.15g",
						scale->name, scale->largest, scale->smallest)));
	for (i = 0; i < count; i++)
		if (strcmp(scales[i].name, scale->name) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("scale \"%s\" stands twice in the scheme", scale->name)));
	if (count == 0)
		return;
	if (scale->smallest < scales[count - 1].smallest)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("scale \"%s\" begins at %.15g people, before \"%s\", which begins at %.15g",
						scale->name, scale->smallest,
						scales[count - 1].name, scales[count - 1].smallest),
				 errhint("List the scales from the smallest to the largest; json and json_object_agg keep that order, jsonb does not.")));
	if (scale->smallest < scales[count - 1].largest)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("scale \"%s\" begins at %.15g people, but \"%s\" ends at %.15g only",
						scale->name, scale->smallest,
						scales[count - 1].name, scales[count - 1].largest),
				 errhint("Scales must not overlap; one may begin where the one before it ends.")));
}

/*
 * One end of a scale; null stands for an end that is open.
 */
static double
read_bound(JsonReader *reader, double open)
{
	if (json_accept(reader, JSON_TOKEN_NULL))
		return open;
	return json_read_number(reader, "a number of people or null");
}

/*
 * A user's own scheme, in one piece of memory in the caller's context.
 */
static Scale *
read_scales(text *definition, int *count)
{
	Scale	   *scales = palloc0(sizeof(Scale) * SCHEME_MAX_SCALES);
	JsonReader	reader;

	*count = 0;
	json_reader_start(&reader, text_to_cstring(definition), "scale scheme");
	json_expect(&reader, JSON_TOKEN_OBJECT_START, "\"{\"");
	do
	{
		Scale		scale = {0};

		scale.name = json_read_string(&reader, "the name of a scale").data;
		json_expect(&reader, JSON_TOKEN_COLON, "\":\"");
		json_expect(&reader, JSON_TOKEN_ARRAY_START, "\"[smallest, largest]\"");
		scale.smallest = read_bound(&reader, 0);
		json_expect(&reader, JSON_TOKEN_COMMA, "\",\"");
		scale.largest = read_bound(&reader, get_float8_infinity());
		json_expect(&reader, JSON_TOKEN_ARRAY_END, "\"]\"");
		check_scale(scales, *count, &scale);
		scales[(*count)++] = scale;
	} while (json_accept(&reader, JSON_TOKEN_COMMA));
	json_expect(&reader, JSON_TOKEN_OBJECT_END, "\",\" or \"}\"");
	json_reader_finish(&reader);
	return scales;
}

static bool
is_named(Code name, const char *scheme)
{
	return name.length == strlen(scheme) && pg_strncasecmp(name.data, scheme, name.length) == 0;
}

/*
 * The scheme of this name, in whatever case, or with this definition.
 */
Scheme
scheme_get(text *definition)
{
	Code		name = CODE_FROM_TEXT(definition);
	Scheme		scheme;

	if (is_named(name, "placebase"))
		return (Scheme) {lengthof(placebase_scales), placebase_scales};
	if (is_named(name, "nhs"))
		return (Scheme) {lengthof(nhs_scales), nhs_scales};
	if (memchr(name.data, '{', name.length) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("there is no scale scheme \"%s\"", code_for_message(name)),
				 errhint("Name \"placebase\" or \"nhs\", or give a scheme of your own such as {\"ward\": [0, 14000], \"town\": [30000, null]}.")));
	scheme.scales = read_scales(definition, &scheme.count);
	return scheme;
}

/*
 * The same scales in one piece of memory that outlives the row.
 */
static Scale *
copy_scales(MemoryContext context, Scheme scheme)
{
	Size		size = sizeof(Scale) * scheme.count;
	Scale	   *copy;
	char	   *names;
	int			i;

	for (i = 0; i < scheme.count; i++)
		size += strlen(scheme.scales[i].name) + 1;
	copy = MemoryContextAlloc(context, size);
	memcpy(copy, scheme.scales, sizeof(Scale) * scheme.count);
	names = (char *) (copy + scheme.count);
	for (i = 0; i < scheme.count; i++)
	{
		copy[i].name = strcpy(names, scheme.scales[i].name);
		names += strlen(names) + 1;
	}
	return copy;
}

/*
 * The scheme of this call, read anew only when it is not the last row's.  It
 * stands in fn_extra.
 */
CachedScheme *
scheme_cached(FunctionCallInfo fcinfo, text *definition)
{
	CachedScheme *cached = fcinfo->flinfo->fn_extra;
	MemoryContext context = fcinfo->flinfo->fn_mcxt;
	Scheme		scheme;
	text	   *kept;

	if (cached != NULL &&
		code_equal(CODE_FROM_TEXT(cached->definition), CODE_FROM_TEXT(definition)))
		return cached;

	scheme = scheme_get(definition);
	if (cached == NULL)
		cached = MemoryContextAllocZero(context, sizeof(CachedScheme));
	else
	{
		/* Nothing may stay half-replaced should an allocation fail. */
		fcinfo->flinfo->fn_extra = NULL;
		pfree(cached->definition);
		if (cached->scales != NULL)
			pfree(cached->scales);
		cached->scales = NULL;
	}
	kept = MemoryContextAlloc(context, VARHDRSZ + VARSIZE_ANY_EXHDR(definition));
	SET_VARSIZE(kept, VARHDRSZ + VARSIZE_ANY_EXHDR(definition));
	memcpy(VARDATA(kept), VARDATA_ANY(definition), VARSIZE_ANY_EXHDR(definition));
	cached->definition = kept;
	cached->scheme = scheme;
	if (scheme.scales != placebase_scales && scheme.scales != nhs_scales)
		cached->scheme.scales = cached->scales = copy_scales(context, scheme);
	fcinfo->flinfo->fn_extra = cached;
	return cached;
}

/*
 * How many scales begin at or below this number of people.
 */
int
scales_begun(Scheme scheme, double people)
{
	int			begun = 0;

	while (begun < scheme.count && scheme.scales[begun].smallest <= people)
		begun++;
	return begun;
}

/*
 * The name of the scale or of the gap in which this many people stand.
 */
text *
scheme_band(Scheme scheme, double people)
{
	int			begun = scales_begun(scheme, people);
	const Scale *below = begun > 0 ? &scheme.scales[begun - 1] : NULL;
	const Scale *above = begun < scheme.count ? &scheme.scales[begun] : NULL;
	StringInfoData name;

	if (below != NULL && people <= below->largest)
		return cstring_to_text(below->name);
	initStringInfo(&name);
	if (below == NULL)
		appendStringInfo(&name, "below %s", above->name);
	else if (above == NULL)
		appendStringInfo(&name, "beyond %s", below->name);
	else
		appendStringInfo(&name, "between %s and %s", below->name, above->name);
	return cstring_to_text_with_len(name.data, name.len);
}
