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

#include "base/memory.h"
#include "care/panel_layout.h"
#include "care/panel_log.h"

#define CHUNK_FIRST_BYTES 512
#define CHUNK_MOST_BYTES (8 * 1024 * 1024)
#define CHUNK_LARGE_BYTES (4 * 1024 * 1024)

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

	if (likely(panel_is_number(number)))
		return panel_patient_of_number(number);
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
		return panel_patient_of_number(number);
	check_code_not_blank(code, "patient", sqlstate);
	return PANEL_TEXT | codes_intern(&log->patients, code);
}

static inline uint64
scrambled(uint64 code)
{
	return code * UINT64CONST(0x9E3779B97F4A7C15);
}

/*
 * The slot of a code among 2^bits: its own or the free one that it would get.
 */
static inline ShortCode *
slot_among(ShortCode *slots, uint8 bits, uint64 code)
{
	uint32		slot = scrambled(code) >> (64 - bits);

	while (slots[slot].provider != 0 && slots[slot].code != code)
		slot = (slot + 1) & (((uint32) 1 << bits) - 1);
	return &slots[slot];
}

static inline ShortCode *
slot_of(const PanelLog *log, uint64 code)
{
	return slot_among(log->slot, log->slot_bits, code);
}

/*
 * Doubles the slots, or makes the first of the few codes.  Until all is done the log
 * stays as it is.
 */
static pg_noinline void
add_slots(PanelLog *log)
{
	uint8		bits = 1 + (log->slot == NULL ? PANEL_FEW_BITS : log->slot_bits);
	ShortCode  *slots = MemoryContextAllocExtended(log->context, mul_size((Size) 1 << bits, sizeof(ShortCode)),
												   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	if (log->slot == NULL)
		for (uint32 i = 0; i < log->short_codes; i++)
			*slot_among(slots, bits, log->few[i]) = (ShortCode)
		{
			log->few[i], i + 1
		};
	else
	{
		for (uint32 i = 0; i < (uint32) 1 << (bits - 1); i++)
		{
			if ((i & 0xFFFF) == 0)
				CHECK_FOR_INTERRUPTS();
			if (log->slot[i].provider != 0)
				*slot_among(slots, bits, log->slot[i].code) = log->slot[i];
		}
		pfree(log->slot);
	}
	log->slot = slots;
	log->slot_bits = bits;
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
		uint32		few = scrambled(code) >> (64 - PANEL_FEW_BITS);

		while (log->few_slot[few] != 0 && log->few[log->few_slot[few] - 1] != code)
			few = (few + 1) & ((1 << PANEL_FEW_BITS) - 1);
		if (likely(log->few_slot[few] != 0))
			return log->few_slot[few] - 1;
		check_short_code(code, sqlstate);
		if (log->short_codes < PANEL_FEW_CODES)
		{
			log->few[log->short_codes++] = code;
			log->few_slot[few] = log->short_codes;
			return log->short_codes - 1;
		}
		add_slots(log);
	}
	slot = slot_of(log, code);
	if (unlikely(slot->provider == 0))
	{
		check_short_code(code, sqlstate);
		if (log->short_codes >= ((uint32) 1 << log->slot_bits) / 2)
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
	if (unlikely(code.length == 0 || code.length > 8))
		return long_provider(log, code, sqlstate);
	return short_provider(log, panel_short_code(code), sqlstate);
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
		for (uint32 i = 0; i < (uint32) 1 << log->slot_bits; i++)
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
	if (size >= CHUNK_LARGE_BYTES)
		ask_for_large_pages(chunk, size);
	chunk->before = log->chunk;
	chunk->used = 0;
	chunk->wide = wide;
	log->chunk = chunk;
	log->bytes += size;
	log->wide = wide;
	log->next = (char *) chunk->records;
	log->end = (char *) chunk + size;
}

static inline void
append(PanelLog *log, uint64 patient, uint32 provider, TimestampTz at)
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
 * Appends a visit, whose time the caller has checked.
 */
void
panel_log_visit(PanelLog *log, uint64 patient, uint32 provider, TimestampTz at)
{
	append(log, patient, provider, at);
}

/*
 * Asks for the memory that the next visit to a provider of this short code needs.
 */
void
panel_log_ask(const PanelLog *log, uint64 code)
{
	compat_prefetch(log->next);
	if (log->slot != NULL)
		compat_prefetch(&log->slot[scrambled(code) >> (64 - log->slot_bits)]);
}

/*
 * Appends a visit to a provider of this short code.
 */
void
panel_log_row(PanelLog *log, uint64 patient, uint64 code, TimestampTz at)
{
	append(log, patient, short_provider(log, code, ERRCODE_INVALID_PARAMETER_VALUE), at);
}
