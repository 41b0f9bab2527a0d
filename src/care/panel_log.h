/*
 * panel_log.h
 *		The visits of many patients in any order, on their way into a care_panel.
 */
#ifndef PLACEBASE_PANEL_LOG_H
#define PLACEBASE_PANEL_LOG_H

#include "datatype/timestamp.h"

#include "base/codes.h"

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

/*
 * A code of at most eight bytes as a number: no text has a zero byte.  The number
 * of the provider stands beside it, and 1; 0 if the slot is free.
 */
typedef struct ShortCode
{
	uint64		code;
	uint32		provider;
} ShortCode;

/* A visit whose provider is not looked up yet. */
typedef struct WaitingVisit
{
	uint64		code;
	PanelRecord *record;
} WaitingVisit;

/* Up to so many short codes a look through all of them beats a hash table. */
#define PANEL_FEW_CODES 16

/*
 * What a row needs comes first, so that it touches few cache lines.  Providers are
 * numbered as they come: those with a short code, and from PANEL_LONG on the others.
 */
typedef struct PanelLog
{
	char	   *next;			/* where the next record goes */
	char	   *end;			/* of the last chunk */
	uint64		visits;
	uint64		last_code;		/* the short code that came last, and its provider */
	uint32		last_provider;
	uint32		short_codes;
	ShortCode  *slot;			/* open addressing, once the codes are not few; else NULL */
	WaitingVisit *waiting;		/* NULL while the slots are few */
	uint32		waiting_count;
	bool		wide;			/* the last chunk is */
	uint64		few[PANEL_FEW_CODES];	/* the short codes by number, while they are */
	uint32		slot_mask;
	MemoryContext context;
	uint64		bytes;			/* of all chunks */
	PanelChunk *chunk;			/* the last; NULL if there is none */
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

extern void panel_log_init(PanelLog *log, MemoryContext context);
extern void panel_log_free(PanelLog *log);
extern uint64 panel_log_patient(PanelLog *log, Code code, int sqlstate);
extern uint64 panel_log_patient_number(PanelLog *log, int64 number);
extern uint32 panel_log_provider(PanelLog *log, Code code, int sqlstate);
extern uint32 panel_log_providers(const PanelLog *log);
extern Code *panel_log_provider_codes(const PanelLog *log);
extern void panel_log_visit(PanelLog *log, uint64 patient, uint32 provider, TimestampTz at);
extern void panel_log_row(PanelLog *log, uint64 patient, Code provider, TimestampTz at);
extern void panel_log_settle(PanelLog *log);

#endif
