/*
 * panel_log.h
 *		The visits of many patients in any order, on their way into a care_panel.
 */
#ifndef PLACEBASE_PANEL_LOG_H
#define PLACEBASE_PANEL_LOG_H

#include "datatype/timestamp.h"

#include "base/codes.h"
#include "care/panel_layout.h"

/* Visits of the log, in the order in which they came. */
typedef struct PanelChunk
{
	struct PanelChunk *before;
	uint32		used;			/* bytes of records, once another chunk follows */
	bool		wide;			/* the records are PanelWideRecords */
	uint64		records[FLEXIBLE_ARRAY_MEMBER];
} PanelChunk;

/*
 * A visit to the second between 1932 and 2068, which is nearly all of them.  A
 * patient is a number that orders patients as the value does; of a code that is
 * no whole number, it is PANEL_TEXT and the number of the code.
 */
typedef struct PanelRecord
{
	uint64		patient;
	int32		at;				/* in seconds since 2000-01-01 00:00 UTC */
	uint32		provider;
} PanelRecord;

/* Any other visit. */
typedef struct PanelWideRecord
{
	uint64		patient;
	int64		at;				/* in microseconds since then */
	uint64		provider;
} PanelWideRecord;

#define PANEL_TEXT (UINT64CONST(1) << 63)

static inline bool
panel_is_number(int64 number)
{
	return number > -PANEL_NUMBER_LIMIT && number < PANEL_NUMBER_LIMIT;
}

static inline uint64
panel_patient_of_number(int64 number)
{
	return number + PANEL_NUMBER_LIMIT;
}

/*
 * A code of at most eight bytes as a number: no text has a zero byte.  The number
 * of the provider stands beside it, and 1; 0 if the slot is free.
 */
typedef struct ShortCode
{
	uint64		code;
	uint32		provider;
} ShortCode;

/* Up to so many short codes stand in the log itself, numbered by a table of bytes. */
#define PANEL_FEW_CODES 16
#define PANEL_FEW_BITS 5

/*
 * What a row needs comes first, in an order that fits the cache lines of a PanelState.
 * Providers are numbered as they come: those with a short code, and from PANEL_LONG
 * on the others.
 */
typedef struct PanelLog
{
	char	   *next;			/* where the next record goes */
	char	   *end;			/* of the last chunk */
	uint64		visits;
	ShortCode  *slot;			/* open addressing, once the codes are not few; else NULL */
	uint32		short_codes;
	uint8		slot_bits;		/* 2^slot_bits slots */
	bool		wide;			/* the last chunk is */
	uint8		few_slot[1 << PANEL_FEW_BITS];	/* number of a code and 1; 0 if free */
	uint64		few[PANEL_FEW_CODES];	/* the short codes by number, while they are */
	MemoryContext context;
	uint64		bytes;			/* of all chunks */
	PanelChunk *chunk;			/* the last; NULL if there is none */
	void	   *scratch;		/* panel_range_scratch(), or NULL */
	Codes		patients;		/* codes that are no whole number */
	Codes		long_codes;		/* of providers */
} PanelLog;

#define PANEL_LONG (UINT32_C(1) << 31)

/*
 * Where a provider stands among panel_log_provider_codes().
 */
static inline uint32
panel_log_place(const PanelLog *log, uint32 provider)
{
	return likely(provider < PANEL_LONG) ? provider : log->short_codes + (provider - PANEL_LONG);
}

/*
 * How many bytes of records a chunk has.
 */
static inline uint32
panel_chunk_used(const PanelLog *log, const PanelChunk *chunk)
{
	return chunk == log->chunk ? log->next - (const char *) chunk->records : chunk->used;
}

/*
 * A code of one to eight bytes as a number, without a call and without reading
 * beyond it: what is read twice is the same.
 */
static inline uint64
panel_short_code(Code code)
{
	const uint8 *bytes = (const uint8 *) code.data;

	if (code.length >= 4)
		return panel_load32(code.data) | (uint64) panel_load32(code.data + code.length - 4) << (8 * (code.length - 4));
	return bytes[0] | (uint64) bytes[code.length / 2] << (8 * (code.length / 2)) |
		(uint64) bytes[code.length - 1] << (8 * (code.length - 1));
}

/*
 * A code that is good to be one of the few, and for sure is not blank.
 */
static inline bool
panel_code_is_short(Code code)
{
	return code.length > 0 && code.length <= 8 && *code.data > ' ' && !IS_HIGHBIT_SET(*code.data);
}

extern void panel_log_init(PanelLog *log, MemoryContext context);
extern void panel_log_free(PanelLog *log);
extern uint64 panel_log_patient(PanelLog *log, Code code, int sqlstate);
extern uint64 panel_log_patient_number(PanelLog *log, int64 number);
extern uint32 panel_log_provider(PanelLog *log, Code code, int sqlstate);
extern uint32 panel_log_providers(const PanelLog *log);
extern Code *panel_log_provider_codes(const PanelLog *log);
extern void panel_log_visit(PanelLog *log, uint64 patient, uint32 provider, TimestampTz at);
extern void panel_log_ask(const PanelLog *log, uint64 code);
extern void panel_log_row(PanelLog *log, uint64 patient, uint64 code, TimestampTz at);

#endif
