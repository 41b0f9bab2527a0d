/*
 * care_layout.c
 *		Reading a stored care_history; its picture is in care_layout.h.
 */
#include "postgres.h"

#include "libpq/pqformat.h"

#include "base/stored.h"
#include "care/care_layout.h"

const int64 care_unit_microseconds[CARE_UNIT_DAY + 1] = {
	1,
	INT64CONST(1000),
	USECS_PER_SEC,
	USECS_PER_MINUTE,
	USECS_PER_HOUR,
	USECS_PER_DAY
};

void
care_history_damaged(void)
{
	stored_value_damaged(CARE_HISTORY_NAME);
}

const DatedKind care_history_kind = {
	.type_name = CARE_HISTORY_NAME,
	.damaged = care_history_damaged,
	.entries = "visits",
	.too_large_hint = "Is the patient in the GROUP BY, and known in every row?"
};

void
dated_value_damaged(const DatedKind *kind)
{
	stored_value_damaged(kind->type_name);
}

/*
 * A visit happened at some time, so its time is finite.
 */
void
check_visit_time(TimestampTz at, int sqlstate)
{
	if (TIMESTAMP_NOT_FINITE(at))
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("time of a visit must be finite, not \"%s\"",
						TIMESTAMP_IS_NOBEGIN(at) ? "-infinity" : "infinity")));
	if (!IS_VALID_TIMESTAMP(at))
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("time of a visit is out of range")));
}

/*
 * A visit of a binary message: its time, and the number of its provider, of whom
 * there are so many.
 */
uint32
recv_visit(StringInfo message, TimestampTz *at, uint32 providers, const char *type_name)
{
	uint32		number;

	*at = pq_getmsgint64(message);
	number = pq_getmsgint(message, sizeof(int32));
	check_visit_time(*at, ERRCODE_INVALID_BINARY_REPRESENTATION);
	if (number >= providers)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("provider number %u is out of range in external \"%s\" value",
						number, type_name)));
	return number;
}

/*
 * Whatever comes from outside is held to this.  What is stored is not: version
 * 1.0.0 let blank codes in, and such values can still be read.
 */
void
check_provider_code(Code code, int sqlstate)
{
	check_code_not_blank(code, "provider", sqlstate);
}

/*
 * Opens a closed value: a look at its head.  What lies behind is checked where it
 * is read, so that a damaged value is an error and never a read beyond its end.
 */
void
dated_value_parse(CareHistory *history, const DatedKind *kind, const char *data, Size size)
{
	const uint8 *next = (const uint8 *) data;
	const uint8 *end = next + size;
	uint64		visits;
	uint64		providers;

	if (size < 4)
		dated_value_damaged(kind);
	check_stored_version(next[0], CARE_HISTORY_VERSION, kind->type_name);
	if (next[1] > CARE_UNIT_DAY)
		dated_value_damaged(kind);
	history->kind = kind;
	history->unit = care_unit_microseconds[next[1]];
	next += 2;
	visits = read_varint(&next, end, kind->damaged);
	providers = read_varint(&next, end, kind->damaged);

	/* Each visit has a byte of time at least, each code one of length. */
	if (visits > (uint64) (end - next) || providers > visits || (providers == 0) != (visits == 0))
		dated_value_damaged(kind);
	history->visits = visits;
	history->providers = providers;
	history->index_bits = care_index_bits(providers);
	if (care_index_bytes(visits, history->index_bits) + visits + providers > (uint64) (end - next))
		dated_value_damaged(kind);
	history->index = next;
	history->dictionary = next + care_index_bytes(visits, history->index_bits);
	history->end = end;
}

/*
 * Reads what stands before the codes.  True if all have the same length.
 */
static bool
one_length(const CareHistory *history, const uint8 **next, uint64 *length)
{
	uint64		lead = read_varint(next, history->end, history->kind->damaged);

	*length = lead >> 1;
	if ((lead & 1) == 0)
		return false;
	if (*length > (uint64) (history->end - *next) / history->providers)
		dated_value_damaged(history->kind);
	return true;
}

/*
 * The next of codes that have a length each.
 */
static inline Code
next_code(const CareHistory *history, const uint8 **next)
{
	uint64		length = read_varint(next, history->end, history->kind->damaged);
	const uint8 *start = *next;

	if (length > (uint64) (history->end - start))
		dated_value_damaged(history->kind);
	*next += length;
	return (Code)
	{
		(const char *) start, length
	};
}

/*
 * Lists all codes by reference, if asked to, and returns where the times begin.
 */
const uint8 *
care_history_codes(const CareHistory *history, Code *codes)
{
	const uint8 *next = history->dictionary;
	uint64		length;

	if (history->providers == 0)
		return next;
	if (one_length(history, &next, &length))
	{
		if (codes != NULL)
			for (uint32 i = 0; i < history->providers; i++)
				codes[i] = (Code)
			{
				(const char *) next + i * length, length
			};
		return next + history->providers * length;
	}
	for (uint32 i = 0; i < history->providers; i++)
	{
		Code		code = next_code(history, &next);

		if (codes != NULL)
			codes[i] = code;
	}
	return next;
}

Code
care_history_code(const CareHistory *history, uint32 number)
{
	const uint8 *next = history->dictionary;
	uint64		length;

	if (one_length(history, &next, &length))
		return (Code)
	{
		(const char *) next + number * length, length
	};
	for (uint32 i = 0; i < number; i++)
		next_code(history, &next);
	return next_code(history, &next);
}

void
care_times_start(CareTimes *times, const CareHistory *history)
{
	times->kind = history->kind;
	times->next = care_history_codes(history, NULL);
	times->end = history->end;
	times->unit = history->unit;
	times->last = 0;
	times->started = false;
}
