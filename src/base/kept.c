/*
 * kept.c
 *		An argument that is the same row after row.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "base/compat.h"
#include "base/kept.h"

/*
 * What a call site keeps: zeros at first.
 */
void *
kept_state(FunctionCallInfo fcinfo, Size size)
{
	if (fcinfo->flinfo->fn_extra == NULL)
		fcinfo->flinfo->fn_extra = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, size);
	return fcinfo->flinfo->fn_extra;
}

/*
 * True if the argument is the one that was kept.  A value that is stored out of line
 * is compared by where it is stored: no other takes that place while a query runs.
 */
bool
kept_is(const Kept *kept, Datum argument)
{
	const char *bytes = DatumGetPointer(argument);

	if (kept->bytes == NULL || (VARATT_IS_EXTERNAL(bytes) && !VARATT_IS_EXTERNAL_ONDISK(bytes)))
		return false;
	return VARSIZE_ANY(bytes) == kept->size && memcmp(bytes, kept->bytes, kept->size) == 0;
}

/*
 * Forgets what was kept, and goes to the memory of what comes.  Returns the context
 * to go back to.
 */
MemoryContext
kept_start(Kept *kept, FunctionCallInfo fcinfo, const char *name)
{
	kept->bytes = NULL;
	if (kept->context == NULL)
	{
		kept->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "kept argument", ALLOCSET_SMALL_SIZES);
		MemoryContextSetIdentifier(kept->context, name);
	}
	else
		MemoryContextReset(kept->context);
	return MemoryContextSwitchTo(kept->context);
}

/*
 * Keeps an argument once it has been read without an error.
 */
void
kept_set(Kept *kept, Datum argument)
{
	const char *bytes = DatumGetPointer(argument);

	if (VARATT_IS_EXTERNAL(bytes) && !VARATT_IS_EXTERNAL_ONDISK(bytes))
		return;
	kept->size = VARSIZE_ANY(bytes);
	kept->bytes = MemoryContextAllocHuge(kept->context, kept->size);
	memcpy(kept->bytes, bytes, kept->size);
}

/*
 * What was read of an argument, read again only where it is another than in the call
 * before.
 */
void *
kept_jsonb(FunctionCallInfo fcinfo, int argument, Size size, const char *name, KeptReader read)
{
	Kept	   *kept = kept_state(fcinfo, size);
	MemoryContext caller;

	if (kept_is(kept, PG_GETARG_DATUM(argument)))
		return kept;
	caller = kept_start(kept, fcinfo, name);
	read(kept, PG_GETARG_JSONB_P_COPY(argument));
	kept_set(kept, PG_GETARG_DATUM(argument));
	MemoryContextSwitchTo(caller);
	return kept;
}

typedef struct KeptValue
{
	Kept		kept;
	struct varlena *value;
} KeptValue;

/*
 * An argument that is asked for little of it, fetched and decompressed again only
 * where it is another than in the call before.  One that is neither stored out of line
 * nor compressed is left as it is: nothing is faster.
 */
Datum
kept_detoasted(FunctionCallInfo fcinfo, int argument, const char *name)
{
	Datum		datum = PG_GETARG_DATUM(argument);
	struct varlena *value = (struct varlena *) DatumGetPointer(datum);
	KeptValue  *kept;
	MemoryContext caller;

	if (!VARATT_IS_EXTERNAL_ONDISK(value) && !VARATT_IS_COMPRESSED(value))
		return datum;
	kept = kept_state(fcinfo, sizeof(KeptValue));
	if (kept_is(&kept->kept, datum))
		return PointerGetDatum(kept->value);
	caller = kept_start(&kept->kept, fcinfo, name);
	kept->value = PG_DETOAST_DATUM(datum);
	kept_set(&kept->kept, datum);
	MemoryContextSwitchTo(caller);
	return PointerGetDatum(kept->value);
}
