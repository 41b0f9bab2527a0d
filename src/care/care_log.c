/*
 * care_log.c
 *		The open form of a care_history, and the aggregates that fold rows into it.
 *
 * The state of the aggregates is the type itself, so that a partial result can
 * travel wherever a value can.  While rows come in it is a log: a row costs an
 * append, and nothing is sorted or looked up before the end.
 *
 *		varlena header	4 bytes: the size counts the room that is not used yet
 *		version			1 byte, as in a closed value
 *		form			1 byte: CARE_HISTORY_OPEN, which no closed value has
 *		spare			2 bytes, zero
 *		used			4 bytes: how many bytes of records there are
 *		visits			4 bytes: how many visits the records hold
 *		records			a visit: tag, zigzag varint time since 2000-01-01 00:00 UTC,
 *						provider code; or a history: tag, varint length, a closed value
 *		room			zeros, up to the size of the value
 *
 * The six low bits of a tag are the length of the code, or LONG_CODE if a varint
 * length stands before the code, or HISTORY.  The two high bits are the unit of
 * the time; with HISTORY they are 0, or 1 for a mark, which is no history and comes
 * first of all records.  What a row costs is mostly the cache lines that it touches, so that
 * small records are quick ones: ten usual visits fit in the first allocation.
 *
 * Merging takes over closed values as they are, so that a log is never larger
 * than what went into it.
 */
#include "postgres.h"

#include "common/int.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/aggregate.h"
#include "base/memory.h"
#include "base/stored.h"
#include "care/care_builder.h"
#include "care/care_log.h"

struct CareLog
{
	int32		vl_len_;
	uint8		version;
	uint8		form;
	uint16		spare;
	uint32		used;
	uint32		visits;
	uint8		records[FLEXIBLE_ARRAY_MEMBER];
};

/* The allocator rounds up to powers of two, and so do we. */
#define LOG_FIRST_SIZE 128

#define TAG_LENGTH 0x3F
#define LONG_CODE 62
#define HISTORY 63
#define TAG_UNIT_SHIFT 6
#define MARK (HISTORY | 1 << TAG_UNIT_SHIFT)

/* Tag, length and the mark. */
#define MARK_RECORD_BYTES (2 + CARE_LOG_MARK_BYTES)

/* Tag, time and length. */
#define MAX_RECORD_HEAD (1 + 10 + 5)

#define MAX_BIGINT_DIGITS 20

/* The unit of a time is the largest of these that divides it. */
static const int64 tag_units[] = {1, USECS_PER_SEC, USECS_PER_MINUTE, USECS_PER_HOUR};

/*
 * True if the value, detoasted but perhaps packed, is in the open form.
 */
static bool
is_open(const struct varlena *value)
{
	return VARSIZE_ANY_EXHDR(value) >= 2 &&
		((const uint8 *) VARDATA_ANY(value))[1] == CARE_HISTORY_OPEN;
}

/*
 * An open value with its head and records where a log has them, which in a
 * packed value is not so.
 */
static const CareLog *
log_of(const DatedKind *kind, struct varlena *value)
{
	CareLog    *log = (CareLog *) value;

	if (!VARATT_IS_4B_U(value))
	{
		Size		size = VARSIZE_ANY_EXHDR(value);

		log = palloc(VARHDRSZ + size);
		SET_VARSIZE(log, VARHDRSZ + size);
		copy_bytes(VARDATA(log), VARDATA_ANY(value), size);
	}
	check_stored_version(log->version, CARE_HISTORY_VERSION, kind->type_name);
	if (VARSIZE(log) < offsetof(CareLog, records) ||
		log->used > VARSIZE(log) - offsetof(CareLog, records))
		dated_value_damaged(kind);
	return log;
}

/*
 * The closed value of an open one, which stays as it is: an aggregate may be
 * asked for its result and then fold more rows.
 */
static struct varlena *
log_close(const DatedKind *kind, struct varlena *value)
{
	const CareLog *log = log_of(kind, value);
	const uint8 *next = log->records;
	const uint8 *end = next + log->used;
	CareBuilder builder;

	dated_builder_init(&builder, kind);
	if (log->visits > CARE_FEW_VISITS && log->visits <= log->used)
		care_builder_reserve(&builder, log->visits);
	while (next < end)
	{
		uint8		tag = *next++;
		uint64		length = tag & TAG_LENGTH;
		TimestampTz at = 0;

		CHECK_FOR_INTERRUPTS();
		if (length != HISTORY)
		{
			uint64		zigzag = read_varint(&next, end, kind->damaged);

			if (pg_mul_s64_overflow((int64) (zigzag >> 1) ^ -(int64) (zigzag & 1),
									tag_units[tag >> TAG_UNIT_SHIFT], &at) || !IS_VALID_TIMESTAMP(at))
				dated_value_damaged(kind);
		}
		if (length >= LONG_CODE)
			length = read_varint(&next, end, kind->damaged);
		if (length > (uint64) (end - next))
			dated_value_damaged(kind);
		if ((tag & TAG_LENGTH) != HISTORY)
			care_builder_visit(&builder, at, care_builder_provider(&builder, (Code)
		{
			(const char *) next, length
		}));
		else if (tag == HISTORY)
		{
			CareHistory part;

			dated_value_parse(&part, kind, (const char *) next, length);
			care_builder_history(&builder, &part);
		}
		next += length;
	}
	return care_builder_finish(&builder);
}

/*
 * Makes a log in the caller's memory; the executor copies it where it keeps
 * states, and with it the room it has to grow.  That room is zero: a state can be
 * stored, and then it is read.
 */
static CareLog *
log_create(void)
{
	CareLog    *log = palloc0(LOG_FIRST_SIZE);

	SET_VARSIZE(log, LOG_FIRST_SIZE);
	log->version = CARE_HISTORY_VERSION;
	log->form = CARE_HISTORY_OPEN;
	return log;
}

/*
 * The log with room for so many bytes more: itself, or a larger copy.
 */
static CareLog *
log_reserve(CareLog *log, const DatedKind *kind, Size bytes)
{
	Size		size = VARSIZE(log);
	Size		used = offsetof(CareLog, records) + log->used;
	Size		wanted = used + bytes;
	CareLog    *larger;

	if (wanted <= size)
		return log;
	if (wanted > MaxAllocSize)
		value_too_large(kind->type_name, kind->too_large_hint);
	while (size < wanted)
		size *= 2;
	size = Min(size, MaxAllocSize);
	larger = palloc(size);
	copy_bytes(larger, log, used);
	clear_bytes((char *) larger + used, size - used);
	SET_VARSIZE(larger, size);
	return larger;
}

/*
 * Appends a record of a head and a string of bytes.
 */
static CareLog *
log_append(CareLog *log, const DatedKind *kind, const uint8 *head, Size head_length, const char *data, uint32 length)
{
	uint8	   *next;

	log = log_reserve(log, kind, head_length + length);
	next = log->records + log->used;
	memcpy(next, head, head_length);
	if (likely(length < 1024))
		memcpy(next + head_length, data, length);
	else
		copy_bytes(next + head_length, data, length);
	log->used += head_length + length;
	return log;
}

/*
 * Adds so many visits to the count of the log.
 */
static void
log_count(CareLog *log, const DatedKind *kind, uint32 visits)
{
	if (pg_add_u32_overflow(log->visits, visits, &log->visits) || log->visits > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%s has too many %s", kind->type_name, kind->entries)));
}

/*
 * The mark of a log, or NULL if it has none.
 */
static const uint8 *
log_mark(const CareLog *log)
{
	if (log->used < MARK_RECORD_BYTES || log->records[0] != MARK || log->records[1] != CARE_LOG_MARK_BYTES)
		return NULL;
	return log->records + 2;
}

/*
 * Marks a log, whose mark must be the same if it has one.
 */
CareLog *
care_log_mark(CareLog *log, const DatedKind *kind, const void *mark)
{
	const uint8 *known = log_mark(log);

	if (known != NULL)
	{
		if (memcmp(known, mark, CARE_LOG_MARK_BYTES) != 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s", kind->mark_message),
					 errhint("%s", kind->mark_hint)));
		return log;
	}
	log = log_reserve(log, kind, MARK_RECORD_BYTES);
	memmove(log->records + MARK_RECORD_BYTES, log->records, log->used);
	log->records[0] = MARK;
	log->records[1] = CARE_LOG_MARK_BYTES;
	memcpy(log->records + 2, mark, CARE_LOG_MARK_BYTES);
	log->used += MARK_RECORD_BYTES;
	return log;
}

/*
 * Appends what a value holds, be it open or closed.
 */
static CareLog *
log_append_value(CareLog *log, const DatedKind *kind, struct varlena *value)
{
	if (is_open(value))
	{
		const CareLog *other = log_of(kind, value);
		const uint8 *mark = log_mark(other);
		uint32		skipped = mark == NULL ? 0 : MARK_RECORD_BYTES;
		uint32		added = other->used - skipped;

		if (mark != NULL)
			log = care_log_mark(log, kind, mark);
		log = log_reserve(log, kind, added);
		copy_bytes(log->records + log->used, other->records + skipped, added);
		log->used += added;
		log_count(log, kind, other->visits);
	}
	else
	{
		CareHistory history;

		dated_value_parse(&history, kind, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
		if (history.visits > 0)
		{
			uint8		head[MAX_RECORD_HEAD] = {HISTORY};
			Size		head_length = write_varint(head + 1, VARSIZE_ANY_EXHDR(value)) - head;

			log = log_append(log, kind, head, head_length, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
			log_count(log, kind, history.visits);
		}
	}
	return log;
}

/*
 * The state that the first argument holds, ready to be appended to.  It may be
 * changed in place, since the executor calls us and the state is its own; a state
 * that is not a log of our making is copied into one.
 */
CareLog *
care_log_state(FunctionCallInfo fcinfo, const DatedKind *kind)
{
	struct varlena *state;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		return log_create();
	state = (struct varlena *) PG_GETARG_POINTER(0);
	if (VARATT_IS_4B_U(state) && is_open(state))
		return unconstify(CareLog *, log_of(kind, state));
	return log_append_value(log_create(), kind, PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0)));
}

/*
 * A time in its largest unit, and the number of that.  The compiler turns division
 * by a constant into a multiplication.
 */
static inline int64
time_in_units(TimestampTz at, int *unit)
{
	*unit = 0;
	if (at % USECS_PER_SEC != 0)
		return at;
	*unit = 1;
	if (at % USECS_PER_MINUTE != 0)
		return at / USECS_PER_SEC;
	*unit = 2;
	if (at % USECS_PER_HOUR != 0)
		return at / USECS_PER_MINUTE;
	*unit = 3;
	return at / USECS_PER_HOUR;
}

/*
 * Appends a row.
 */
CareLog *
care_log_add(CareLog *log, const DatedKind *kind, TimestampTz at, Code code)
{
	uint8		head[MAX_RECORD_HEAD];
	uint8	   *next = head;
	int			unit;
	int64		units = time_in_units(at, &unit);

	*next++ = Min(code.length, LONG_CODE) | unit << TAG_UNIT_SHIFT;
	next = write_varint(next, (uint64) units << 1 ^ (uint64) (units >> 63));
	if (code.length >= LONG_CODE)
		next = write_varint(next, code.length);
	log = log_append(log, kind, head, next - head, code.data, code.length);
	log_count(log, kind, 1);
	return log;
}

/*
 * What the state and a value hold together: the second argument is added to the
 * first.
 */
Datum
care_log_merge(FunctionCallInfo fcinfo, const DatedKind *kind)
{
	if (PG_ARGISNULL(1))
		return state_unchanged(fcinfo);
	PG_RETURN_POINTER(log_append_value(care_log_state(fcinfo, kind), kind, PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(1))));
}

/*
 * A datum as the bytes that stand for it, closed if it was open.
 */
struct varlena *
dated_value_closed(const DatedKind *kind, Datum value)
{
	struct varlena *bytes = PG_DETOAST_DATUM_PACKED(value);

	return is_open(bytes) ? log_close(kind, bytes) : bytes;
}

/*
 * Negative, 0 or positive: the first two arguments in the order of their bytes,
 * the shorter first.  An arbitrary order, but total.
 */
int
dated_values_compare(FunctionCallInfo fcinfo, const DatedKind *kind)
{
	struct varlena *left = dated_value_closed(kind, PG_GETARG_DATUM(0));
	struct varlena *right = dated_value_closed(kind, PG_GETARG_DATUM(1));
	int			order = code_compare(CODE_FROM_TEXT(left), CODE_FROM_TEXT(right));

	/* Sorting and indexes compare again and again in one memory context. */
	PG_FREE_IF_COPY(left, 0);
	PG_FREE_IF_COPY(right, 1);
	return order;
}

/* ------------------------------------------------------------------------
 * The aggregates of care_history
 * ------------------------------------------------------------------------
 */

static Datum
log_visit(CareLog *log, TimestampTz at, const char *code, uint32 length)
{
	Code		provider = {code, length};

	check_visit_time(at, ERRCODE_DATETIME_VALUE_OUT_OF_RANGE);
	check_provider_code(provider, ERRCODE_INVALID_PARAMETER_VALUE);
	PG_RETURN_POINTER(care_log_add(log, &care_history_kind, at, provider));
}

PG_FUNCTION_INFO_V1(care_history_visit_text);

/*
 * Transition of care_history(provider text, at timestamptz).  A row with a
 * NULL is left out.  Errors: 22008 for an infinite time, 22023 for a blank
 * provider, 54000 for more visits than a value holds.
 */
Datum
care_history_visit_text(PG_FUNCTION_ARGS)
{
	text	   *provider;

	care_log_prefetch(fcinfo);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return state_unchanged(fcinfo);
	provider = PG_GETARG_TEXT_PP(1);
	return log_visit(care_log_state(fcinfo, &care_history_kind), PG_GETARG_TIMESTAMPTZ(2),
					 VARDATA_ANY(provider), VARSIZE_ANY_EXHDR(provider));
}

PG_FUNCTION_INFO_V1(care_history_visit_bigint);

/*
 * Transition of care_history(provider bigint, at timestamptz).  The code of
 * the provider is the number's decimal digits.  NULL and errors as for text.
 */
Datum
care_history_visit_bigint(PG_FUNCTION_ARGS)
{
	char		digits[MAX_BIGINT_DIGITS + 1];

	care_log_prefetch(fcinfo);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return state_unchanged(fcinfo);
	return log_visit(care_log_state(fcinfo, &care_history_kind), PG_GETARG_TIMESTAMPTZ(2),
					 digits, pg_lltoa(PG_GETARG_INT64(1), digits));
}

PG_FUNCTION_INFO_V1(care_history_combine);

/*
 * Transition of rollup(care_history), and the combine function of all three
 * aggregates.  A NULL is left out.
 */
Datum
care_history_combine(PG_FUNCTION_ARGS)
{
	return care_log_merge(fcinfo, &care_history_kind);
}

PG_FUNCTION_INFO_V1(care_history_final);

/*
 * Final of care_history() and rollup().  The log in its closed form.
 */
Datum
care_history_final(PG_FUNCTION_ARGS)
{
	care_log_prefetch(fcinfo);
	PG_RETURN_POINTER(dated_value_closed(&care_history_kind, PG_GETARG_DATUM(0)));
}
