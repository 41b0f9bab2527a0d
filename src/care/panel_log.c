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

#include "port/pg_bswap.h"
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

static inline uint32
load32(const char *bytes)
{
	uint32		value;

	memcpy(&value, bytes, sizeof(value));
#ifdef WORDS_BIGENDIAN
	value = pg_bswap32(value);
#endif
	return value;
}

/*
 * A code of one to eight bytes as a number, without a call and without reading
 * beyond it: what is read twice is the same.
 */
static inline uint64
short_code(Code code)
{
	const uint8 *bytes = (const uint8 *) code.data;

	if (code.length >= 4)
		return load32(code.data) | (uint64) load32(code.data + code.length - 4) << (8 * (code.length - 4));
	return bytes[0] | (uint64) bytes[code.length / 2] << (8 * (code.length / 2)) |
		(uint64) bytes[code.length - 1] << (8 * (code.length - 1));
}

static inline uint32
slot_of(const PanelLog *log, uint64 code)
{
	uint32		slot = (uint32) (code * UINT64CONST(0x9E3779B97F4A7C15) >> 32) & log->slot_mask;

	while (log->slot[slot].provider != 0 && log->slot[slot].code != code)
		slot = (slot + 1) & log->slot_mask;
	return slot;
}

/*
 * Doubles the slots.
 */
static void
add_slots(PanelLog *log)
{
	ShortCode  *old = log->slot;
	uint32		slots = old == NULL ? 0 : log->slot_mask + 1;
	uint32		doubled = Max(16, 2 * slots);

	log->slot = MemoryContextAllocExtended(log->context, mul_size(doubled, sizeof(ShortCode)),
										   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	log->slot_mask = doubled - 1;
	for (uint32 i = 0; i < slots; i++)
		if (old[i].provider != 0)
			log->slot[slot_of(log, old[i].code)] = old[i];
	if (old != NULL)
		pfree(old);
}

/*
 * The number of a provider from the dictionary.
 */
static uint32
intern_provider(PanelLog *log, Code code, int sqlstate)
{
	uint32		count = log->providers.count;
	uint32		number = codes_intern(&log->providers, code);

	if (number == count)
		check_code_not_blank(code, "provider", sqlstate);
	return number;
}

/*
 * The number of a provider, given to it now if it is new.  A blank code is an
 * error of this SQLSTATE.
 */
uint32
panel_log_provider(PanelLog *log, Code code, int sqlstate)
{
	uint64		number;
	ShortCode  *slot;

	if (unlikely(code.length == 0 || code.length > 8))
		return intern_provider(log, code, sqlstate);
	number = short_code(code);
	if (number == log->last_code)
		return log->last_provider;
	if (unlikely(log->slots_used * 2 >= log->slot_mask))
		add_slots(log);
	slot = &log->slot[slot_of(log, number)];
	if (slot->provider == 0)
	{
		*slot = (ShortCode)
		{
			number, intern_provider(log, code, sqlstate) + 1
		};
		log->slots_used++;
	}
	log->last_code = number;
	return log->last_provider = slot->provider - 1;
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
	if (log->slot != NULL)
		pfree(log->slot);
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

	if (log->chunk != NULL)
		log->chunk->used = panel_chunk_used(log, log->chunk);

	/* The allocator rounds up to powers of two below 8 kB, and so do we. */
	size = size <= 4096 ? Max(pg_nextpower2_size_t(Max(size, 1)), CHUNK_FIRST_BYTES) : TYPEALIGN(4096, size);
	chunk = MemoryContextAlloc(log->context, size);
	chunk->before = log->chunk;
	chunk->used = 0;
	chunk->wide = wide;
	log->chunk = chunk;
	log->bytes += size;
	log->wide = wide;
	log->next = (char *) chunk->records;
	log->end = (char *) chunk + size;
}

/*
 * Appends a visit, whose time the caller has checked.
 */
void
panel_log_visit(PanelLog *log, uint64 patient, uint32 provider, TimestampTz at)
{
	int64		seconds = at / USECS_PER_SEC;
	bool		wide = seconds * USECS_PER_SEC != at || seconds != (int32) seconds;

	/* Once there was a time that needs it, all are wide. */
	if (unlikely((Size) (log->end - log->next) < (log->wide ? sizeof(PanelWideRecord) : sizeof(PanelRecord))) ||
		unlikely(wide && !log->wide))
		add_chunk(log, wide || log->wide);
	if (likely(!log->wide))
	{
		*(PanelRecord *) log->next = (PanelRecord)
		{
			patient, seconds, provider
		};
		log->next += sizeof(PanelRecord);
	}
	else
	{
		*(PanelWideRecord *) log->next = (PanelWideRecord)
		{
			patient, at, provider
		};
		log->next += sizeof(PanelWideRecord);
	}
	log->visits++;
}
