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
#include "port/pg_bswap.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/memory.h"
#include "care/panel_layout.h"
#include "care/panel_log.h"

/*
 * A table of so many slots is in no near cache when a row of its group comes.  So
 * visits wait for each other: looked up together, they wait for memory together.
 */
#define SLOTS_WAITED_FOR 256
#define VISITS_WAITING 64

#define CHUNK_FIRST_BYTES 512
#define CHUNK_MOST_BYTES (8 * 1024 * 1024)

void
panel_log_init(PanelLog *log, MemoryContext context)
{
	memset(log, 0, sizeof(PanelLog));
	log->context = context;
	codes_init(&log->patients, context);
	codes_init(&log->long_codes, context);
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
home_slot(const PanelLog *log, uint64 code)
{
	return (uint32) (code * UINT64CONST(0x9E3779B97F4A7C15) >> 32) & log->slot_mask;
}

static inline ShortCode *
slot_of(const PanelLog *log, uint64 code)
{
	uint32		slot = home_slot(log, code);

	while (log->slot[slot].provider != 0 && log->slot[slot].code != code)
		slot = (slot + 1) & log->slot_mask;
	return &log->slot[slot];
}

/*
 * Doubles the slots, or makes the first of the few codes.
 */
static pg_noinline void
add_slots(PanelLog *log)
{
	ShortCode  *old = log->slot;
	uint32		slots = old == NULL ? 2 * PANEL_FEW_CODES : log->slot_mask + 1;

	log->slot = MemoryContextAllocExtended(log->context, mul_size(2 * slots, sizeof(ShortCode)),
										   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	log->slot_mask = 2 * slots - 1;
	if (old == NULL)
	{
		for (uint32 i = 0; i < log->short_codes; i++)
			*slot_of(log, log->few[i]) = (ShortCode)
		{
			log->few[i], i + 1
		};
		return;
	}
	for (uint32 i = 0; i < slots; i++)
	{
		if ((i & 0xFFFF) == 0)
			CHECK_FOR_INTERRUPTS();
		if (old[i].provider != 0)
			*slot_of(log, old[i].code) = old[i];
	}
	pfree(old);
	if (log->slot_mask >= SLOTS_WAITED_FOR && log->waiting == NULL)
		log->waiting = MemoryContextAlloc(log->context, VISITS_WAITING * sizeof(WaitingVisit));
}

/*
 * The short code as text; its bytes are those of the number, lowest first.
 */
static Code
code_of_short(const uint64 *code)
{
	return (Code)
	{
		(const char *) code, (panel_bits(panel_load((const uint8 *) code)) + 7) / 8
	};
}

static void
check_short_code(uint64 code, int sqlstate)
{
	uint64		bytes;

	panel_store((uint8 *) &bytes, code);
	check_code_not_blank(code_of_short(&bytes), "provider", sqlstate);
}

/*
 * The number of a provider by short code, given to it now if it is new.
 */
static inline uint32
short_provider(PanelLog *log, uint64 code, int sqlstate)
{
	ShortCode  *slot;

	if (likely(log->slot == NULL))
	{
		uint32		i = 0;

		while (i < log->short_codes && log->few[i] != code)
			i++;
		if (likely(i < log->short_codes))
			return i;
		check_short_code(code, sqlstate);
		if (i < PANEL_FEW_CODES)
		{
			log->few[i] = code;
			return log->short_codes++;
		}
		add_slots(log);
	}
	slot = slot_of(log, code);
	if (unlikely(slot->provider == 0))
	{
		check_short_code(code, sqlstate);
		if (log->short_codes >= log->slot_mask / 2)
		{
			add_slots(log);
			slot = slot_of(log, code);
		}
		*slot = (ShortCode)
		{
			code, ++log->short_codes
		};
	}
	return slot->provider - 1;
}

/*
 * The number of a provider whose code is not short.
 */
static pg_noinline uint32
long_provider(PanelLog *log, Code code, int sqlstate)
{
	uint32		known = log->long_codes.count;
	uint32		number = codes_intern(&log->long_codes, code);

	if (number == known)
		check_code_not_blank(code, "provider", sqlstate);
	return PANEL_LONG + number;
}

/*
 * The number of a provider, given to it now if it is new.  A blank code is an
 * error of this SQLSTATE.
 */
uint32
panel_log_provider(PanelLog *log, Code code, int sqlstate)
{
	uint64		number;

	if (unlikely(code.length == 0 || code.length > 8))
		return long_provider(log, code, sqlstate);
	number = short_code(code);
	if (number != log->last_code)
	{
		log->last_provider = short_provider(log, number, sqlstate);
		log->last_code = number;
	}
	return log->last_provider;
}

uint32
panel_log_providers(const PanelLog *log)
{
	return log->short_codes + log->long_codes.count;
}

/*
 * The codes of all providers: the short ones by number, then the others.
 */
Code *
panel_log_provider_codes(const PanelLog *log)
{
	Code	   *codes = array_allocate(panel_log_providers(log), sizeof(Code));
	uint64	   *bytes = array_allocate(log->short_codes, sizeof(uint64));

	if (log->slot == NULL)
		for (uint32 i = 0; i < log->short_codes; i++)
			panel_store((uint8 *) &bytes[i], log->few[i]);
	else
		for (uint32 i = 0; i <= log->slot_mask; i++)
			if (log->slot[i].provider != 0)
				panel_store((uint8 *) &bytes[log->slot[i].provider - 1], log->slot[i].code);
	for (uint32 i = 0; i < log->short_codes; i++)
		codes[i] = code_of_short(&bytes[i]);
	for (uint32 i = 0; i < log->long_codes.count; i++)
		codes[log->short_codes + i] = codes_get(&log->long_codes, i);
	return codes;
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
	if (log->waiting != NULL)
		pfree(log->waiting);
	codes_free(&log->patients);
	codes_free(&log->long_codes);
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

/*
 * Gives every visit its provider.  A log must be settled before it is read.
 */
void
panel_log_settle(PanelLog *log)
{
	for (uint32 i = 0; i < log->waiting_count; i++)
		compat_prefetch(&log->slot[home_slot(log, log->waiting[i].code)]);
	for (uint32 i = 0; i < log->waiting_count; i++)
		log->waiting[i].record->provider = short_provider(log, log->waiting[i].code, ERRCODE_INVALID_PARAMETER_VALUE);
	log->waiting_count = 0;
}

/*
 * Appends a row.  The number of its provider is looked up some rows later, if
 * there are many.
 */
void
panel_log_row(PanelLog *log, uint64 patient, Code provider, TimestampTz at)
{
	WaitingVisit *waiting;

	if (likely(log->waiting == NULL) || provider.length == 0 || provider.length > 8)
	{
		panel_log_visit(log, patient, panel_log_provider(log, provider, ERRCODE_INVALID_PARAMETER_VALUE), at);
		return;
	}
	panel_log_visit(log, patient, 0, at);
	if (unlikely(log->wide))
	{
		((PanelWideRecord *) log->next - 1)->provider = panel_log_provider(log, provider, ERRCODE_INVALID_PARAMETER_VALUE);
		return;
	}
	waiting = &log->waiting[log->waiting_count++];
	waiting->code = short_code(provider);
	waiting->record = (PanelRecord *) log->next - 1;
	if (log->waiting_count == VISITS_WAITING)
		panel_log_settle(log);
}
