/*
 * care_layout.h
 *		How a care_history is stored, and how it is read.
 *
 * DatedKind	what tells care_history from other types that are stored like it
 * CareHistory	a stored value, opened for reading
 * CareTimes	reads the times of a value, first to last
 *
 * A stored value is a string of bytes after the varlena header:
 *
 *		version		1 byte
 *		unit		1 byte: the largest of microsecond, millisecond, second,
 *					minute, hour and day that divides every time
 *		visits		varint N
 *		providers	varint k, 0 only if N is 0
 *		index		N provider numbers of 0, 1, 2, 4, 8, 16 or 32 bits each, as few
 *					as k needs, low bits first, filled up with zero bits
 *		dictionary	k codes, strictly ascending bytewise.  If all have one length, as
 *					codes mostly do: varint 2 * length + 1, then their bytes; else a
 *					zero byte, then varint length and bytes of each
 *		times		zigzag varint of the first, then N - 1 varint steps, in units
 *					since 2000-01-01 00:00 UTC
 *
 * Visits stand in the order of time, those at one instant in the order of their
 * provider codes; a visit recorded twice counts twice.  Every history has exactly
 * one such string, so that equality is a comparison of bytes.  The index comes
 * first because most questions need nothing else.
 *
 * While an aggregate folds rows, the value is in its open form, a log (see
 * care_log.h); the second byte tells.
 *
 * A condition_set is stored the same: a condition stands for the provider and a day
 * for the visit.  What is said here of visits and providers holds for both types; the
 * kind of a value says what messages call it.
 */
#ifndef PLACEBASE_CARE_LAYOUT_H
#define PLACEBASE_CARE_LAYOUT_H

#include "common/int.h"
#include "datatype/timestamp.h"
#include "fmgr.h"
#include "lib/stringinfo.h"

#include "base/codes.h"
#include "base/varint.h"

#define CARE_HISTORY_NAME "care_history"
#define CARE_HISTORY_VERSION 1
#define CARE_HISTORY_OPEN 0x80	/* in the second byte */

/* What the second byte of a closed value means, from microsecond to day. */
#define CARE_UNIT_DAY 5
extern const int64 care_unit_microseconds[CARE_UNIT_DAY + 1];

typedef struct DatedKind
{
	const char *type_name;
	void		(*damaged) (void);	/* says so, and does not return */
	const char *entries;		/* what a value may have too many of: "visits" */
	const char *too_large_hint; /* where rows are folded */
	const char *mark_message;	/* where the marks of two logs differ, or NULL */
	const char *mark_hint;
	bool		once;			/* a code that comes twice at one time stands once */
} DatedKind;

typedef struct CareHistory
{
	const DatedKind *kind;
	uint32		visits;
	uint32		providers;
	uint32		index_bits;		/* of each provider number */
	int64		unit;			/* in microseconds */
	const uint8 *index;
	const uint8 *dictionary;
	const uint8 *end;
} CareHistory;

typedef struct CareTimes
{
	const DatedKind *kind;
	const uint8 *next;
	const uint8 *end;
	int64		unit;
	int64		last;			/* in units */
	bool		started;
} CareTimes;

extern const DatedKind care_history_kind;

pg_noreturn extern void care_history_damaged(void);
pg_noreturn extern void dated_value_damaged(const DatedKind *kind);
extern void check_visit_time(TimestampTz at, int sqlstate);
extern uint32 recv_visit(StringInfo message, TimestampTz *at, uint32 providers, const char *type_name);
extern void check_provider_code(Code code, int sqlstate);

extern void dated_value_parse(CareHistory *history, const DatedKind *kind, const char *data, Size size);
extern const uint8 *care_history_codes(const CareHistory *history, Code *codes);
extern Code care_history_code(const CareHistory *history, uint32 number);
extern void care_times_start(CareTimes *times, const CareHistory *history);

/*
 * How many bits a provider number takes.  Powers of two keep each within a byte.
 */
static inline uint32
care_index_bits(uint32 providers)
{
	if (providers <= 1)
		return 0;
	if (providers <= 2)
		return 1;
	if (providers <= 4)
		return 2;
	if (providers <= 16)
		return 4;
	if (providers <= 256)
		return 8;
	return providers <= 65536 ? 16 : 32;
}

static inline uint64
care_index_bytes(uint32 visits, uint32 bits)
{
	return ((uint64) visits * bits + 7) / 8;
}

/*
 * The number of the provider of one visit, both counted from 0.
 */
static inline uint32
care_history_provider(const CareHistory *history, uint32 visit)
{
	const uint8 *index = history->index;
	uint32		number;

	switch (history->index_bits)
	{
		case 0:
			return 0;
		case 8:
			number = index[visit];
			break;
		case 16:
			index += (Size) visit * 2;
			number = index[0] | (uint32) index[1] << 8;
			break;
		case 32:
			index += (Size) visit * 4;
			number = index[0] | (uint32) index[1] << 8 | (uint32) index[2] << 16 | (uint32) index[3] << 24;
			break;
		default:
			{
				Size		bit = (Size) visit * history->index_bits;

				number = (index[bit >> 3] >> (bit & 7)) & ((1U << history->index_bits) - 1);
			}
	}
	if (number >= history->providers)
		dated_value_damaged(history->kind);
	return number;
}

/*
 * The time of the next visit.  The caller counts: there are as many as visits.
 */
static inline TimestampTz
care_times_next(CareTimes *times)
{
	uint64		step = read_varint(&times->next, times->end, times->kind->damaged);
	int64		at;

	if (times->started)
		times->last = (int64) ((uint64) times->last + step);
	else
		times->last = (int64) (step >> 1) ^ -(int64) (step & 1);
	times->started = true;
	if (pg_mul_s64_overflow(times->last, times->unit, &at) || !IS_VALID_TIMESTAMP(at))
		dated_value_damaged(times->kind);
	return at;
}

#endif
