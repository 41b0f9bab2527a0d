/*
 * panel_layout.h
 *		The visits of many patients in one value: care_panel as it is stored.
 *
 * CarePanel	a stored value, or its front, opened for reading
 * PanelCursor	walks through the patients of a value in order
 *
 * A stored value is a string of bytes after the varlena header:
 *
 *	+---------+------+------+--------+-------+-----------+-----------+----------+--------+-------+
 *	| version | unit | head | counts | index | providers | directory | patients | widths | times |
 *	+---------+------+------+--------+-------+-----------+-----------+----------+--------+-------+
 *	 1 byte    1      |<--------- most questions read no further --->|
 *
 *		unit		the largest of microsecond, millisecond, second, minute, hour and
 *					day that divides every time; 0 if there is no visit
 *		head		varints: patients P, visits N, providers k, how many patients are
 *					numbers; bytes of counts, of providers and of patients; time of the
 *					first visit of all in units since 2000-01-01 00:00 UTC (zigzag), and
 *					units from there to the last; bytes of the codes of all patients
 *					that are no numbers, written out
 *		counts		for each patient a varint: how many visits, at least 1
 *		index		for each visit the number of its provider, in as many bits as k
 *					needs, low bits first
 *		providers	k codes, strictly ascending bytewise: varint length and bytes of each
 *		directory	for every 64th patient, 20 bytes: its first visit (4), where its
 *					count (4), its code (4) and the bits of its times (8) begin
 *		patients	codes.  First those that are whole numbers, by size: a varint step
 *					from the one before.  Then all others, bytewise: varint length of
 *					what is shared with the one before, varint length of the rest, and
 *					the rest.  Every 64th patient shares nothing and is a zigzag varint.
 *		widths		for each patient a byte: bits of each step between visits
 *		times		for each patient: units from the first visit of all to the
 *					patient's first, in as many bits as the last visit of all needs;
 *					then the steps.  Low bits first, and 8 bytes of zero at the end
 *
 * Visits stand by patient, then in the order of time, those at one instant in the
 * order of their provider codes; a visit recorded twice counts twice.  Every
 * panel has exactly one such string, so that equality is a comparison of bytes.
 * Numbers in index, directory and times have their low bits and bytes first on
 * every machine.
 *
 * Storage is external: a long value is not compressed, since it is dense as it
 * is, and a question that needs the front reads the front.
 */
#ifndef PLACEBASE_PANEL_LAYOUT_H
#define PLACEBASE_PANEL_LAYOUT_H

#include "datatype/timestamp.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "port/pg_bitutils.h"
#include "port/pg_bswap.h"

#include "base/codes.h"

#define CARE_PANEL_TYPE "care_panel"
#define CARE_PANEL_VERSION 1
#define PANEL_TOO_LARGE_HINT "GROUP BY a practice, or by a bucket of patients such as hashtext(patient) & 15."

/* A step of the directory. */
#define PANEL_BLOCK 64
#define PANEL_ENTRY_BYTES 20

/* Behind the times, so that eight bytes can be read wherever a time begins. */
#define PANEL_PADDING 8

/* Version, unit and so many varints of at most ten bytes. */
#define PANEL_HEAD_NUMBERS 10
#define PANEL_HEAD_MAX (2 + PANEL_HEAD_NUMBERS * 10)

/* Codes that are whole numbers of up to 18 digits are kept as numbers. */
#define PANEL_NUMBER_LIMIT INT64CONST(1000000000000000000)

typedef struct CarePanel
{
	uint32		patients;
	uint32		visits;
	uint32		providers;
	uint32		numbers;		/* patients whose code is a number */
	uint32		index_bits;
	uint32		span_bits;
	int			unit;			/* 0 to 5, from microsecond to day */
	int64		unit_length;	/* in microseconds */
	int64		first;			/* in microseconds */
	uint64		span;			/* from the first visit to the last, in units */
	uint64		name_bytes;		/* of patients whose code is no number */
	const uint8 *counts;
	const uint8 *index;
	const uint8 *codes;			/* of the providers */
	const uint8 *directory;
	const uint8 *names;			/* of the patients */
	const uint8 *widths;
	const uint8 *times;
	uint64		time_bits;
} CarePanel;

/* What a cursor is to read. */
#define PANEL_COUNTS 0
#define PANEL_NAMES 1
#define PANEL_TIMES 2

typedef struct PanelCursor
{
	const CarePanel *panel;
	int			parts;
	uint32		patient;		/* the current one, from 0 */
	uint32		next_patient;
	uint32		visit;			/* the first of the current patient's */
	uint32		visits;			/* how many the current patient has */
	uint8		width;
	uint64		time_bit;		/* where the current patient's times begin */
	uint64		next_time_bit;
	const uint8 *next_count;
	const uint8 *next_name;
	bool		after_another;	/* the code of the patient before is at hand */
	bool		is_number;
	int64		number;
	StringInfoData text;
} PanelCursor;

typedef struct PanelVisit
{
	uint64		at;				/* units since the first visit of the panel */
	uint32		provider;		/* its number */
} PanelVisit;

pg_noreturn extern void care_panel_damaged(void);

extern void care_panel_open(CarePanel *panel, Datum value);
extern void care_panel_open_front(CarePanel *panel, Datum value);
extern void care_panel_parse(CarePanel *panel, const struct varlena *value);
extern Code *care_panel_providers(const CarePanel *panel);

extern void panel_cursor_start(PanelCursor *cursor, const CarePanel *panel, int parts);
extern bool panel_cursor_next(PanelCursor *cursor);
extern bool panel_cursor_find(PanelCursor *cursor, const CarePanel *panel, Code patient);
extern Code panel_cursor_name(PanelCursor *cursor);
extern int	panel_cursor_compare(const PanelCursor *a, const PanelCursor *b);
extern void panel_cursor_visits(const PanelCursor *cursor, PanelVisit *visits);
extern PanelVisit *panel_cursor_all_visits(const PanelCursor *cursor, PanelVisit *visits, uint32 *room);

extern bool panel_code_number(Code code, int64 *number);

static inline uint64
panel_load(const uint8 *bytes)
{
	uint64		value;

	memcpy(&value, bytes, sizeof(value));
#ifdef WORDS_BIGENDIAN
	value = pg_bswap64(value);
#endif
	return value;
}

static inline uint32
panel_load32(const char *bytes)
{
	uint32		value;

	memcpy(&value, bytes, sizeof(value));
#ifdef WORDS_BIGENDIAN
	value = pg_bswap32(value);
#endif
	return value;
}

static inline void
panel_store(uint8 *bytes, uint64 value)
{
#ifdef WORDS_BIGENDIAN
	value = pg_bswap64(value);
#endif
	memcpy(bytes, &value, sizeof(value));
}

/*
 * How many bits a number takes.
 */
static inline uint32
panel_bits(uint64 number)
{
	return number == 0 ? 0 : pg_leftmost_one_pos64(number) + 1;
}

/*
 * A number of so many bits.  Up to nine bytes behind the bit's own are read.
 */
static inline uint64
panel_read_bits(const uint8 *bytes, uint64 bit, uint32 width)
{
	uint32		skip = bit & 7;
	uint64		value = panel_load(bytes + (bit >> 3)) >> skip;

	if (unlikely(skip + width > 64))
		value |= (uint64) bytes[(bit >> 3) + 8] << (64 - skip);
	return width == 64 ? value : value & ((UINT64CONST(1) << width) - 1);
}

/*
 * The number of the provider of one visit, both counted from 0.
 */
static inline uint32
panel_provider(const CarePanel *panel, uint32 visit)
{
	uint64		bit = (uint64) visit * panel->index_bits;
	uint32		number = (panel_load(panel->index + (bit >> 3)) >> (bit & 7)) &
		((UINT64CONST(1) << panel->index_bits) - 1);

	if (unlikely(number >= panel->providers))
		care_panel_damaged();
	return number;
}

static inline TimestampTz
panel_time(const CarePanel *panel, uint64 at)
{
	return panel->first + (int64) (at * panel->unit_length);
}

#endif
