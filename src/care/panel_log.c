/*
 * panel_log.c
 *		A log of visits: a row costs an append.
 *
 * What a row costs is mostly fresh memory and the cache lines it touches, so that
 * a record has 16 bytes, chunks grow with the log by a quarter, and no patient is
 * looked up whose code is a whole number.  All sorting is left to the end; see
 * panel_close.c.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "care/panel_layout.h"
#include "care/panel_log.h"

#define CHUNK_FIRST_BYTES 512
#define CHUNK_MOST_BYTES (8 * 1024 * 1024)

void
panel_log_init(PanelLog *log, MemoryContext context)
{
	memset(log, 0, sizeof(PanelLog));
	log->context = context;
	codes_init(&log->patients, context);
	codes_init(&log->providers, context);
}

/*
 * The number of a patient by a whole number.
 */
uint64
panel_log_patient_number(PanelLog *log, int64 number)
{
	char		digits[MAXINT8LEN + 1];

	if (likely(number > -PANEL_NUMBER_LIMIT && number < PANEL_NUMBER_LIMIT))
		return number + PANEL_NUMBER_LIMIT;
	return PANEL_TEXT | codes_intern(&log->patients, (Code)
	{
		digits, pg_lltoa(number, digits)
	});
}

/*
 * The number of a patient.  A blank code is an error of this SQLSTATE.
 */
uint64
panel_log_patient(PanelLog *log, Code code, int sqlstate)
{
	int64		number;

	if (likely(panel_code_number(code, &number)))
		return number + PANEL_NUMBER_LIMIT;
	check_code_not_blank(code, "patient", sqlstate);
	return PANEL_TEXT | codes_intern(&log->patients, code);
}

/*
 * The number of a provider, given to it now if it is new.  A blank code is an
 * error of this SQLSTATE.
 */
uint32
panel_log_provider(PanelLog *log, Code code, int sqlstate)
{
	uint32		count = log->providers.count;
	uint32		number = codes_intern(&log->providers, code);

	if (unlikely(number == count))
		check_code_not_blank(code, "provider", sqlstate);
	return number;
}

/*
 * Forgets all visits and codes.
 */
void
panel_log_free(PanelLog *log)
{
	while (log->chunk != NULL)
	{
		PanelChunk *before = log->chunk->before;

		pfree(log->chunk);
		log->chunk = before;
	}
	codes_free(&log->patients);
	codes_free(&log->providers);
	panel_log_init(log, log->context);
}

/*
 * Starts a chunk for what the log does not have room for.
 */
static pg_noinline void
add_chunk(PanelLog *log, bool wide)
{
	Size		size = Min(log->bytes / 4, CHUNK_MOST_BYTES);
	PanelChunk *chunk;

	/* The allocator rounds up to powers of two below 8 kB, and so do we. */
	size = size <= 4096 ? Max(pg_nextpower2_size_t(Max(size, 1)), CHUNK_FIRST_BYTES) : TYPEALIGN(4096, size);
	chunk = MemoryContextAlloc(log->context, size);
	chunk->before = log->chunk;
	chunk->used = 0;
	chunk->size = (size - offsetof(PanelChunk, records)) /
		(wide ? sizeof(PanelWideRecord) : sizeof(PanelRecord)) *
		(wide ? sizeof(PanelWideRecord) : sizeof(PanelRecord));
	chunk->wide = wide;
	log->chunk = chunk;
	log->bytes += size;
}

/*
 * Appends a visit, whose time the caller has checked.
 */
void
panel_log_visit(PanelLog *log, uint64 patient, uint32 provider, TimestampTz at)
{
	PanelChunk *chunk = log->chunk;
	int64		seconds = at / USECS_PER_SEC;
	bool		wide = seconds * USECS_PER_SEC != at || seconds != (int32) seconds;

	/* Once there was a time that needs it, all are wide. */
	if (chunk == NULL || chunk->used == chunk->size || unlikely(wide && !chunk->wide))
	{
		add_chunk(log, wide || (chunk != NULL && chunk->wide));
		chunk = log->chunk;
	}
	if (likely(!chunk->wide))
	{
		*(PanelRecord *) ((char *) chunk->records + chunk->used) = (PanelRecord)
		{
			patient, seconds, provider
		};
		chunk->used += sizeof(PanelRecord);
	}
	else
	{
		*(PanelWideRecord *) ((char *) chunk->records + chunk->used) = (PanelWideRecord)
		{
			patient, at, provider
		};
		chunk->used += sizeof(PanelWideRecord);
	}
	log->visits++;
}
