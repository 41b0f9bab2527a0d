/*
 * care_builder.c
 *		Builds a care_history from visits in any order: interning, sorting, writing.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/memory.h"
#include "base/stored.h"
#include "care/care_builder.h"

/* Up to this many visits an insertion sort is quickest. */
#define INSERTION_SORT_MAX 32

void
care_builder_init(CareBuilder *builder)
{
	dated_builder_init(builder, &care_history_kind);
}

void
dated_builder_init(CareBuilder *builder, const DatedKind *kind)
{
	builder->kind = kind;
	builder->visits = 0;
	builder->providers = 0;
	builder->capacity = CARE_FEW_VISITS;
	builder->visit = builder->few_visits;
	builder->hashed = false;
}

/*
 * Makes room for so many visits more.
 */
void
care_builder_reserve(CareBuilder *builder, uint64 visits)
{
	uint64		wanted = builder->visits + visits;

	if (wanted <= builder->capacity)
		return;

	/* A stored visit takes at least a byte, so that more could never be stored. */
	if (wanted > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%s has too many %s", builder->kind->type_name, builder->kind->entries)));
	builder->capacity = Max(wanted, 2 * builder->capacity);
	if (builder->visit == builder->few_visits)
	{
		builder->visit = array_allocate(builder->capacity, sizeof(CareVisit));
		memcpy(builder->visit, builder->few_visits, builder->visits * sizeof(CareVisit));
	}
	else
		builder->visit = repalloc_huge(builder->visit, builder->capacity * sizeof(CareVisit));
}

/*
 * The number of a provider, given to it now if it is new.  The code must outlive
 * the builder.
 */
uint32
care_builder_provider(CareBuilder *builder, Code code)
{
	if (!builder->hashed)
	{
		for (uint32 i = 0; i < builder->providers; i++)
			if (code_equal(builder->few[i], code))
				return i;
		if (builder->providers < CARE_FEW_PROVIDERS)
		{
			builder->few[builder->providers] = code;
			return builder->providers++;
		}
		codes_init(&builder->many, CurrentMemoryContext);
		for (uint32 i = 0; i < builder->providers; i++)
			codes_intern(&builder->many, builder->few[i]);
		builder->hashed = true;
	}
	return codes_intern(&builder->many, code);
}

/*
 * Adds all visits of a closed value.
 */
void
care_builder_history(CareBuilder *builder, const CareHistory *history)
{
	Code		few_codes[CARE_FEW_PROVIDERS];
	uint32		few_numbers[CARE_FEW_PROVIDERS];
	Code	   *codes = few_codes;
	uint32	   *numbers = few_numbers;
	CareTimes	times;

	if (history->providers > CARE_FEW_PROVIDERS)
	{
		codes = array_allocate(history->providers, sizeof(Code));
		numbers = array_allocate(history->providers, sizeof(uint32));
	}
	care_history_codes(history, codes);
	memset(numbers, 0xFF, history->providers * sizeof(uint32));

	care_builder_reserve(builder, history->visits);
	care_times_start(&times, history);
	for (uint32 i = 0; i < history->visits; i++)
	{
		uint32		provider = care_history_provider(history, i);

		CHECK_FOR_INTERRUPTS();
		/* Only providers with a visit, even if a damaged value lists others. */
		if (numbers[provider] == PG_UINT32_MAX)
			numbers[provider] = care_builder_provider(builder, codes[provider]);
		care_builder_visit(builder, care_times_next(&times), numbers[provider]);
	}

	if (codes != few_codes)
	{
		pfree(codes);
		pfree(numbers);
	}
}

static inline bool
visit_before(const CareVisit *a, const CareVisit *b)
{
	return a->at < b->at || (a->at == b->at && a->provider < b->provider);
}

#define ST_SORT sort_many_visits
#define ST_ELEMENT_TYPE CareVisit
#define ST_COMPARE(a, b) (visit_before(a, b) ? -1 : visit_before(b, a))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

static void
sort_visits(CareVisit *visits, uint32 count)
{
	if (count > INSERTION_SORT_MAX)
	{
		sort_many_visits(visits, count);
		return;
	}
	for (uint32 i = 1; i < count; i++)
	{
		CareVisit	visit = visits[i];
		uint32		j = i;

		for (; j > 0 && visit_before(&visit, &visits[j - 1]); j--)
			visits[j] = visits[j - 1];
		visits[j] = visit;
	}
}

static void
sort_few_codes(const Code *codes, uint32 count, uint32 *order)
{
	for (uint32 i = 0; i < count; i++)
	{
		uint32		j = i;

		for (; j > 0 && code_compare(codes[i], codes[order[j - 1]]) < 0; j--)
			order[j] = order[j - 1];
		order[j] = i;
	}
}

/*
 * Division by a constant is quick, by a variable it is not.
 */
static inline bool
unit_divides(int unit, TimestampTz at)
{
	switch (unit)
	{
		case 5:
			return at % USECS_PER_DAY == 0;
		case 4:
			return at % USECS_PER_HOUR == 0;
		case 3:
			return at % USECS_PER_MINUTE == 0;
		case 2:
			return at % USECS_PER_SEC == 0;
		case 1:
			return at % 1000 == 0;
		default:
			return true;
	}
}

static inline int64
in_units(int unit, TimestampTz at)
{
	switch (unit)
	{
		case 5:
			return at / USECS_PER_DAY;
		case 4:
			return at / USECS_PER_HOUR;
		case 3:
			return at / USECS_PER_MINUTE;
		case 2:
			return at / USECS_PER_SEC;
		case 1:
			return at / 1000;
		default:
			return at;
	}
}

static inline uint32
varint_length(uint64 value)
{
	uint32		length = 1;

	while (value >= 0x80)
	{
		value >>= 7;
		length++;
	}
	return length;
}

/*
 * Writes the provider numbers into bytes that are zero.
 */
static void
write_index(uint8 *index, uint32 bits, const CareVisit *visits, uint32 count)
{
	switch (bits)
	{
		case 0:
			break;
		case 8:
			for (uint32 i = 0; i < count; i++)
				index[i] = visits[i].provider;
			break;
		case 16:
		case 32:
			for (uint32 i = 0; i < count; i++)
				for (uint32 shift = 0; shift < bits; shift += 8)
					*index++ = visits[i].provider >> shift;
			break;
		default:
			for (uint32 i = 0; i < count; i++)
				index[(Size) i * bits >> 3] |= visits[i].provider << (((Size) i * bits) & 7);
	}
}

#ifdef USE_ASSERT_CHECKING
/*
 * Reads a value that was just written, from end to end.
 */
static void
assert_valid_value(const DatedKind *kind, struct varlena *value)
{
	CareHistory history;
	CareTimes	times;
	Code	   *codes;
	bool	   *seen;
	CareVisit	last = {0};
	const int64 *unit = &care_unit_microseconds[CARE_UNIT_DAY];

	dated_value_parse(&history, kind, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	codes = array_allocate(history.providers, sizeof(Code));
	care_history_codes(&history, codes);
	for (uint32 i = 1; i < history.providers; i++)
		Assert(code_compare(codes[i - 1], codes[i]) < 0);

	seen = array_allocate_zero(history.providers, sizeof(bool));
	care_times_start(&times, &history);
	for (uint32 i = 0; i < history.visits; i++)
	{
		CareVisit	visit = {care_times_next(&times), care_history_provider(&history, i)};

		Assert(i == 0 || visit.at > last.at || (visit.at == last.at && visit.provider >= last.provider + kind->once));
		while (visit.at % *unit != 0)
			unit--;
		seen[visit.provider] = true;
		last = visit;
	}
	Assert(times.next == times.end);
	Assert(history.visits == 0 || *unit == history.unit);
	for (uint32 i = 0; i < history.providers; i++)
		Assert(seen[i]);
	pfree(codes);
	pfree(seen);
}
#else
#define assert_valid_value(kind, value) ((void) 0)
#endif

/*
 * Writes the value of sorted visits with sorted codes.
 */
static struct varlena *
encode(const DatedKind *kind, const Code *codes, const uint32 *order, uint32 providers,
	   const CareVisit *visits, uint32 count)
{
	uint32		bits = care_index_bits(providers);
	uint64		size;
	uint64		longest = 0;
	int64		previous;
	int			unit = count == 0 ? 0 : CARE_UNIT_DAY;
	bool		one_length = true;
	struct varlena *value;
	uint8	   *next;

	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		while (!unit_divides(unit, visits[i].at))
			unit--;
		if (i > 0)
			longest = Max(longest, (uint64) visits[i].at - (uint64) visits[i - 1].at);
	}

	/* Every step is counted as long as the longest, which wastes a few bytes. */
	longest = varint_length(longest / care_unit_microseconds[unit]);
	size = VARHDRSZ + 2 + 3 * 5 + care_index_bytes(count, bits) + 10 + longest * count;
	for (uint32 i = 0; i < providers; i++)
	{
		one_length &= codes[i].length == codes[0].length;
		size += varint_length(codes[i].length) + codes[i].length;
	}
	if (size > MaxAllocSize)
		value_too_large(kind->type_name, NULL);

	value = palloc(size);
	next = (uint8 *) VARDATA(value);
	*next++ = CARE_HISTORY_VERSION;
	*next++ = unit;
	next = write_varint(next, count);
	next = write_varint(next, providers);
	memset(next, 0, care_index_bytes(count, bits));
	write_index(next, bits, visits, count);
	next += care_index_bytes(count, bits);
	if (providers > 0)
		next = write_varint(next, one_length ? 2 * (uint64) codes[0].length + 1 : 0);
	for (uint32 i = 0; i < providers; i++)
	{
		Code		code = codes[order[i]];

		if (!one_length)
			next = write_varint(next, code.length);
		memcpy(next, code.data, code.length);
		next += code.length;
	}
	previous = 0;
	for (uint32 i = 0; i < count; i++)
	{
		int64		at = in_units(unit, visits[i].at);

		CHECK_FOR_INTERRUPTS();
		if (i == 0)
			next = write_varint(next, (uint64) at << 1 ^ (uint64) (at >> 63));
		else
			next = write_varint(next, (uint64) at - (uint64) previous);
		previous = at;
	}
	SET_VARSIZE(value, (char *) next - (char *) value);
	return value;
}

/*
 * Leaves one of equal visits that stand side by side.
 */
static uint32
leave_once(CareVisit *visits, uint32 count)
{
	uint32		kept = 0;

	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (kept == 0 || visit_before(&visits[kept - 1], &visits[i]))
			visits[kept++] = visits[i];
	}
	return kept;
}

/*
 * Writes the one value that the visits make, in whatever order they came.
 */
struct varlena *
care_builder_finish(CareBuilder *builder)
{
	uint32		few_orders[CARE_FEW_PROVIDERS];
	uint32		few_ranks[CARE_FEW_PROVIDERS];
	uint32		providers = builder->providers;
	uint32	   *order = few_orders;
	uint32	   *rank = few_ranks;
	Code	   *codes = builder->few;
	bool		in_order = true;
	struct varlena *value;

	if (builder->hashed)
	{
		providers = builder->many.count;
		order = codes_sorted(&builder->many);
		rank = array_allocate(providers, sizeof(uint32));
		codes = array_allocate(providers, sizeof(Code));
		for (uint32 i = 0; i < providers; i++)
			codes[i] = codes_get(&builder->many, i);
	}
	else
		sort_few_codes(codes, providers, order);
	for (uint32 i = 0; i < providers; i++)
		rank[order[i]] = i;

	for (uint32 i = 0; i < builder->visits; i++)
	{
		CareVisit  *visit = &builder->visit[i];

		CHECK_FOR_INTERRUPTS();
		visit->provider = rank[visit->provider];
		if (i > 0 && visit_before(visit, visit - 1))
			in_order = false;
	}
	if (!in_order)
		sort_visits(builder->visit, builder->visits);
	if (builder->kind->once)
		builder->visits = leave_once(builder->visit, builder->visits);
	value = encode(builder->kind, codes, order, providers, builder->visit, builder->visits);
	assert_valid_value(builder->kind, value);

	if (builder->hashed)
	{
		codes_free(&builder->many);
		pfree(order);
		pfree(rank);
		pfree(codes);
	}
	if (builder->visit != builder->few_visits)
		pfree(builder->visit);
	return value;
}
