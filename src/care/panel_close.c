/*
 * panel_close.c
 *		Sorts a log of visits into the one care_panel that they make.
 *
 * Sorting costs cache misses, not comparisons.  So the log is scattered into
 * ranges of patients that fit in the cache with all that is needed to sort them,
 * and each range is sorted on its own: see panel_range.c.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/memory.h"
#include "care/panel_close.h"
#include "care/panel_range.h"
#include "care/panel_writer.h"

/* Visits that a range is to have, and how many ranges are written to at a time. */
#define RANGE_TARGET 4096
#define RANGES_MOST 2048

typedef struct Closing
{
	const PanelLog *log;
	PanelFacts	facts;
	uint64		lowest;			/* patient */
	uint64		highest;
	bool		wide;			/* the visits on their way are WideVisits */
	uint32	   *name_rank;		/* of each such patient in that order */
	uint32	   *provider_rank;
	PanelWriter writer;
	PanelRange	range;
} Closing;

/*
 * Puts codes in their order, and gives the rank of each.
 */
static Code *
sorted_codes(const Code *codes, uint32 count, uint32 **rank)
{
	uint32	   *order = code_array_sorted(codes, count);
	Code	   *sorted = array_allocate(Max(count, 1), sizeof(Code));

	*rank = array_allocate(Max(count, 1), sizeof(uint32));
	for (uint32 i = 0; i < count; i++)
	{
		sorted[i] = codes[order[i]];
		(*rank)[order[i]] = i;
	}
	pfree(order);
	return sorted;
}

static Code *
patient_codes(const PanelLog *log)
{
	Code	   *codes = array_allocate(log->patients.count, sizeof(Code));

	for (uint32 i = 0; i < log->patients.count; i++)
		codes[i] = codes_get(&log->patients, i);
	return codes;
}

/*
 * The record of a chunk at so many bytes.
 */
static inline PanelWideRecord
record_at(const PanelChunk *chunk, uint32 at)
{
	const char *record = (const char *) chunk->records + at;

	if (likely(!chunk->wide))
	{
		const PanelRecord *narrow = (const PanelRecord *) record;

		return (PanelWideRecord)
		{
			narrow->patient, narrow->at * USECS_PER_SEC, narrow->provider
		};
	}
	return *(const PanelWideRecord *) record;
}

static inline uint32
record_size(const PanelChunk *chunk)
{
	return chunk->wide ? sizeof(PanelWideRecord) : sizeof(PanelRecord);
}

/*
 * The number by which patients are sorted.
 */
static inline uint64
sort_key(const Closing *closing, uint64 patient)
{
	if (likely((patient & PANEL_TEXT) == 0))
		return patient;
	return PANEL_TEXT | closing->name_rank[(uint32) patient];
}

/*
 * What must be known before the first visit is written.
 */
static void
find_facts(Closing *closing)
{
	const PanelLog *log = closing->log;
	PanelFacts *facts = &closing->facts;
	TimestampTz first = PG_INT64_MAX;
	TimestampTz last = PG_INT64_MIN;
	uint64		lowest = PG_UINT64_MAX;
	uint64		highest = 0;

	facts->unit = log->visits == 0 ? 0 : 5;
	for (const PanelChunk *chunk = log->chunk; chunk != NULL; chunk = chunk->before)
		for (uint32 at = 0; at < panel_chunk_used(log, chunk); at += record_size(chunk))
		{
			PanelWideRecord record = record_at(chunk, at);
			uint64		key = sort_key(closing, record.patient);

			if ((at & RECORDS_BETWEEN_CHECKS) == 0)
				CHECK_FOR_INTERRUPTS();
			first = Min(first, record.at);
			last = Max(last, record.at);
			lowest = Min(lowest, key);
			highest = Max(highest, key);
			if (facts->unit > 0)
				facts->unit = panel_unit_of(facts->unit, record.at);
		}
	facts->visits = log->visits;
	facts->patients = log->visits;
	facts->first = first;
	facts->last = last;
	facts->name_bytes = codes_bytes(&log->patients);
	closing->lowest = lowest;
	closing->highest = highest;
	closing->wide = log->visits > 0 &&
		panel_in_units(facts->unit, (uint64) last - (uint64) first) > PG_UINT32_MAX;
}

/* Which of so many ranges, of equal numbers of patients' numbers, one is in. */
typedef struct Ranges
{
	uint64		lowest;
	int			shift;
	uint64		scale;
	uint32		count;
	uint64	   *start;			/* the first visit of each; count + 1 of them */
} Ranges;

static void
ranges_init(Ranges *ranges, uint64 lowest, uint64 highest, uint64 visits)
{
	uint64		width = highest - lowest;

	ranges->lowest = lowest;
	ranges->shift = Max(0, (int) panel_bits(width) - 32);
	ranges->count = Min(RANGES_MOST, visits / RANGE_TARGET + 1);
	ranges->scale = ((uint64) ranges->count << 32) / ((width >> ranges->shift) + 1);
	ranges->start = palloc0((ranges->count + 1) * sizeof(uint64));
}

/*
 * A number below 2^32 times one that is at most count * 2^32 over its largest.
 */
static inline uint32
range_of(const Ranges *ranges, uint64 key)
{
	return ((key - ranges->lowest) >> ranges->shift) * ranges->scale >> 32;
}

static void
ranges_to_starts(Ranges *ranges)
{
	for (uint32 i = 0; i < ranges->count; i++)
		ranges->start[i + 1] += ranges->start[i];
}

static void partition(Closing *closing, const char *visits, uint64 count, uint64 lowest, uint64 highest);

/*
 * Writes ranges one after the other.  Those whose patients bunch together are
 * parted again.
 */
static void
write_ranges(Closing *closing, const Ranges *ranges, const char *visits)
{
	Size		size = closing->wide ? sizeof(WideVisit) : sizeof(NarrowVisit);

	for (uint32 i = 0; i < ranges->count; i++)
	{
		uint64		first = i == 0 ? 0 : ranges->start[i - 1];
		uint64		count = ranges->start[i] - first;
		const char *here = visits + first * size;
		uint64		lowest = PG_UINT64_MAX;
		uint64		highest = 0;

		CHECK_FOR_INTERRUPTS();
		if (count == 0)
			continue;
		if (count > PANEL_RANGE_VISITS)
			for (uint64 j = 0; j < count; j++)
			{
				uint64		key = visit_at(here, closing->wide, j).patient;

				if ((j & RECORDS_BETWEEN_CHECKS) == 0)
					CHECK_FOR_INTERRUPTS();
				lowest = Min(lowest, key);
				highest = Max(highest, key);
			}
		if (count <= PANEL_RANGE_VISITS)
			panel_range_write(&closing->range, here, count);
		else if (lowest == highest)
			panel_range_write_patient(&closing->range, here, count);
		else
			partition(closing, here, count, lowest, highest);
	}
}

/*
 * Parts visits into ranges of patients, and writes them.
 */
static void
partition(Closing *closing, const char *visits, uint64 count, uint64 lowest, uint64 highest)
{
	Size		size = closing->wide ? sizeof(WideVisit) : sizeof(NarrowVisit);
	char	   *parted = array_allocate(count, size);
	Ranges		ranges;

	ranges_init(&ranges, lowest, highest, count);
	for (uint64 i = 0; i < count; i++)
	{
		if ((i & RECORDS_BETWEEN_CHECKS) == 0)
			CHECK_FOR_INTERRUPTS();
		ranges.start[range_of(&ranges, visit_at(visits, closing->wide, i).patient) + 1]++;
	}
	ranges_to_starts(&ranges);
	for (uint64 i = 0; i < count; i++)
	{
		WideVisit	visit = visit_at(visits, closing->wide, i);

		if ((i & RECORDS_BETWEEN_CHECKS) == 0)
			CHECK_FOR_INTERRUPTS();
		set_visit(parted, closing->wide, ranges.start[range_of(&ranges, visit.patient)]++, visit);
	}
	write_ranges(closing, &ranges, parted);
	pfree(parted);
	pfree(ranges.start);
}

/*
 * The record of a chunk at so many bytes, on its way.
 */
static inline WideVisit
visit_of_record(const Closing *closing, const PanelChunk *chunk, uint32 at)
{
	PanelWideRecord record = record_at(chunk, at);

	if ((at & RECORDS_BETWEEN_CHECKS) == 0)
		CHECK_FOR_INTERRUPTS();
	return (WideVisit)
	{
		sort_key(closing, record.patient),
		panel_in_units(closing->facts.unit, (uint64) record.at - (uint64) closing->facts.first),
		closing->provider_rank[panel_log_place(closing->log, record.provider)]
	};
}

/*
 * The same for the visits of a log.  Its chunks come last first, so that each
 * range is filled from its end, to keep the order in which visits came: they are
 * mostly in the order of time.
 */
static void
partition_log(Closing *closing)
{
	const PanelLog *log = closing->log;
	Size		size = closing->wide ? sizeof(WideVisit) : sizeof(NarrowVisit);
	char	   *parted = array_allocate(log->visits, size);
	Ranges		ranges;

	ask_for_large_pages(parted, log->visits * size);
	ranges_init(&ranges, closing->lowest, closing->highest,
				closing->lowest == closing->highest ? 0 : log->visits);
	if (ranges.count > 1)
		for (const PanelChunk *chunk = log->chunk; chunk != NULL; chunk = chunk->before)
			for (uint32 at = 0; at < panel_chunk_used(log, chunk); at += record_size(chunk))
			{
				if ((at & RECORDS_BETWEEN_CHECKS) == 0)
					CHECK_FOR_INTERRUPTS();
				ranges.start[range_of(&ranges, sort_key(closing, record_at(chunk, at).patient))]++;
			}
	else
		ranges.start[0] = log->visits;
	for (uint32 i = 1; i < ranges.count; i++)
		ranges.start[i] += ranges.start[i - 1];

	for (const PanelChunk *chunk = log->chunk; chunk != NULL; chunk = chunk->before)
		for (uint32 at = panel_chunk_used(log, chunk); at > 0;)
		{
			WideVisit	visit = visit_of_record(closing, chunk, at -= record_size(chunk));

			set_visit(parted, closing->wide, --ranges.start[range_of(&ranges, visit.patient)], visit);
		}

	/* What was filled from the end now stands at the start. */
	for (uint32 i = 0; i + 1 < ranges.count; i++)
		ranges.start[i] = ranges.start[i + 1];
	ranges.start[ranges.count - 1] = log->visits;
	write_ranges(closing, &ranges, parted);
	pfree(parted);
	pfree(ranges.start);
}

/*
 * The same for a log that is one range.
 */
static void
write_log(Closing *closing)
{
	const PanelLog *log = closing->log;
	char	   *visits = closing->range.spare;
	uint32		left = log->visits;

	for (const PanelChunk *chunk = log->chunk; chunk != NULL; chunk = chunk->before)
		for (uint32 at = panel_chunk_used(log, chunk); at > 0;)
		{
			WideVisit	visit = visit_of_record(closing, chunk, at -= record_size(chunk));

			set_visit(visits, closing->wide, --left, visit);
		}
	panel_range_write(&closing->range, visits, log->visits);
}

/*
 * The value that the visits of a log make, in whatever order they came.  The log
 * keeps them: an aggregate may be asked for its result and then fold more rows.
 */
struct varlena *
panel_close(PanelLog *log)
{
	Closing		closing = {.log = log};
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(caller, "closing of a care_panel", ALLOCSET_DEFAULT_SIZES);
	struct varlena *value;

	MemoryContextSwitchTo(context);
	closing.facts.providers = panel_log_providers(log);
	closing.facts.provider = sorted_codes(panel_log_provider_codes(log), closing.facts.providers, &closing.provider_rank);
	closing.range.name = sorted_codes(patient_codes(log), log->patients.count, &closing.name_rank);
	find_facts(&closing);
	MemoryContextSwitchTo(caller);
	panel_writer_start(&closing.writer, &closing.facts);
	MemoryContextSwitchTo(context);
	if (log->visits > 0)
	{
		panel_range_start(&closing.range, &closing.writer, closing.wide, log->visits, log->scratch);
		if (log->visits <= PANEL_RANGE_VISITS)
			write_log(&closing);
		else
			partition_log(&closing);
	}
	MemoryContextSwitchTo(caller);
	value = panel_writer_finish(&closing.writer);
	MemoryContextDelete(context);
	return value;
}
