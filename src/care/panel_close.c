/*
 * panel_close.c
 *		Sorts a log of visits into the one care_panel that they make.
 *
 * Sorting costs cache misses, not comparisons.  So the log is scattered into
 * ranges of patients that fit in the cache with all that is needed to sort them
 * (partition), and each range is sorted on its own (sort_range): its patients get
 * a number by a small hash table, their codes, few beside the visits, are sorted
 * by radix, the visits go where their patient stands, and those of one patient
 * are put in order.  What is in order goes straight into the value.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/memory.h"
#include "care/panel_close.h"
#include "care/panel_writer.h"

/* Visits of a range, and how many ranges are written to at a time. */
#define RANGE_VISITS 8192
#define RANGE_TARGET 4096
#define RANGES_MOST 2048

/* Loops over the log check for interrupts so often. */
#define RECORDS_BETWEEN_CHECKS 0xFFFF

/* A visit on its way: a narrow one takes 16 bytes, a wide one 24. */
typedef struct NarrowVisit
{
	uint64		patient;
	uint32		at;				/* in units since the first visit */
	uint32		provider;
} NarrowVisit;

typedef struct WideVisit
{
	uint64		patient;
	uint64		at;
	uint64		provider;
} WideVisit;

/* A patient of a range: its sort key, and its number. */
typedef struct RangePatient
{
	uint64		key;
	uint32		number;
	uint32		visits;
} RangePatient;

typedef struct Closing
{
	const PanelLog *log;
	PanelFacts	facts;
	uint64		lowest;			/* patient */
	uint64		highest;
	bool		wide;			/* of the visits on their way */
	Code	   *name;			/* codes of patients that are no number, in order */
	uint32	   *name_rank;		/* of each such patient in that order */
	uint32	   *provider_rank;
	PanelWriter writer;

	/* room for a range of so many visits */
	uint32		room;
	uint32		slot_mask;
	uint32	   *slot;			/* number of a patient and 1; 0 if free */
	uint32	   *patient_of;		/* each visit's */
	RangePatient *patient;
	RangePatient *patient_spare;
	uint32	   *next_visit;		/* where the next visit of each patient goes */
	PanelVisit *visit;
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

static inline WideVisit
visit_at(const char *visits, bool wide, uint64 i)
{
	if (likely(!wide))
	{
		const NarrowVisit *narrow = (const NarrowVisit *) visits + i;

		return (WideVisit)
		{
			narrow->patient, narrow->at, narrow->provider
		};
	}
	return ((const WideVisit *) visits)[i];
}

static inline void
set_visit(char *visits, bool wide, uint64 i, WideVisit visit)
{
	if (likely(!wide))
		((NarrowVisit *) visits)[i] = (NarrowVisit)
	{
		visit.patient, visit.at, visit.provider
	};
	else
		((WideVisit *) visits)[i] = visit;
}

/* ------------------------------------------------------------------------
 * A range
 * ------------------------------------------------------------------------
 */

static void
range_room(Closing *closing, uint64 visits)
{
	uint32		slots;

	if (visits <= closing->room)
		return;
	if (closing->room > 0)
	{
		pfree(closing->slot);
		pfree(closing->patient_of);
		pfree(closing->patient);
		pfree(closing->patient_spare);
		pfree(closing->next_visit);
		pfree(closing->visit);
	}
	closing->room = visits;
	slots = pg_nextpower2_32(2 * (uint32) Min(visits, RANGE_VISITS));
	closing->slot = palloc(slots * sizeof(uint32));
	closing->patient_of = array_allocate(visits, sizeof(uint32));
	closing->patient = array_allocate(Min(visits, RANGE_VISITS), sizeof(RangePatient));
	closing->patient_spare = array_allocate(Min(visits, RANGE_VISITS), sizeof(RangePatient));
	closing->next_visit = array_allocate(Min(visits, RANGE_VISITS), sizeof(uint32));
	closing->visit = array_allocate(visits, sizeof(PanelVisit));
}

/*
 * Gives each patient of a range a number, and counts their visits.
 */
static uint32
number_patients(Closing *closing, const char *visits, uint32 count)
{
	uint32		slots = pg_nextpower2_32(2 * Min(count, RANGE_VISITS));
	uint32		mask = slots - 1;
	uint32		patients = 0;

	memset(closing->slot, 0, slots * sizeof(uint32));
	for (uint32 i = 0; i < count; i++)
	{
		uint64		key = visit_at(visits, closing->wide, i).patient;
		uint32		slot = (uint32) (key * UINT64CONST(0x9E3779B97F4A7C15) >> 32) & mask;

		while (closing->slot[slot] != 0 && closing->patient[closing->slot[slot] - 1].key != key)
			slot = (slot + 1) & mask;
		if (closing->slot[slot] == 0)
		{
			closing->patient[patients] = (RangePatient)
			{
				key, patients, 0
			};
			closing->slot[slot] = ++patients;
		}
		closing->patient_of[i] = closing->slot[slot] - 1;
		closing->patient[closing->slot[slot] - 1].visits++;
	}
	return patients;
}

/*
 * Sorts patients by key, a byte at a time, from the lowest byte that differs.
 */
static void
sort_patients(Closing *closing, uint32 count)
{
	RangePatient *from = closing->patient;
	RangePatient *to = closing->patient_spare;
	uint64		lowest = PG_UINT64_MAX;
	uint64		highest = 0;

	for (uint32 i = 0; i < count; i++)
	{
		lowest = Min(lowest, from[i].key);
		highest = Max(highest, from[i].key);
	}
	for (int shift = 0; shift < 64 && (highest - lowest) >> shift != 0; shift += 8)
	{
		uint32		start[257] = {0};
		RangePatient *swap = from;

		for (uint32 i = 0; i < count; i++)
			start[((from[i].key - lowest) >> shift & 0xFF) + 1]++;
		for (int i = 0; i < 256; i++)
			start[i + 1] += start[i];
		for (uint32 i = 0; i < count; i++)
			to[start[(from[i].key - lowest) >> shift & 0xFF]++] = from[i];
		from = to;
		to = swap;
	}
	closing->patient = from;
	closing->patient_spare = to;
}

/*
 * Writes a range: so many visits of any patients, or any number of visits of one.
 */
static void
sort_range(Closing *closing, const char *visits, uint32 count)
{
	uint32		patients;
	uint32		start = 0;

	CHECK_FOR_INTERRUPTS();
	range_room(closing, count);
	patients = number_patients(closing, visits, count);
	sort_patients(closing, patients);
	for (uint32 i = 0; i < patients; i++)
	{
		closing->next_visit[closing->patient[i].number] = start;
		start += closing->patient[i].visits;
	}
	for (uint32 i = 0; i < count; i++)
	{
		WideVisit	visit = visit_at(visits, closing->wide, i);

		closing->visit[closing->next_visit[closing->patient_of[i]]++] = (PanelVisit)
		{
			visit.at, visit.provider
		};
	}
	start = 0;
	for (uint32 i = 0; i < patients; i++)
	{
		RangePatient patient = closing->patient[i];

		if ((patient.key & PANEL_TEXT) == 0)
			panel_writer_number(&closing->writer, (int64) patient.key - PANEL_NUMBER_LIMIT);
		else
			panel_writer_text(&closing->writer, closing->name[(uint32) patient.key]);
		panel_sort_visits(closing->visit + start, patient.visits);
		panel_writer_visits(&closing->writer, closing->visit + start, patient.visits);
		start += patient.visits;
	}
}

/* ------------------------------------------------------------------------
 * Many ranges
 * ------------------------------------------------------------------------
 */

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
		if (count > RANGE_VISITS)
			for (uint64 j = 0; j < count; j++)
			{
				uint64		key = visit_at(here, closing->wide, j).patient;

				if ((j & RECORDS_BETWEEN_CHECKS) == 0)
					CHECK_FOR_INTERRUPTS();
				lowest = Min(lowest, key);
				highest = Max(highest, key);
			}
		if (count <= RANGE_VISITS || lowest == highest)
			sort_range(closing, here, count);
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

	ranges_init(&ranges, closing->lowest, closing->highest,
				closing->lowest == closing->highest ? 0 : log->visits);
	if (log->visits <= RANGE_VISITS)
		ranges.count = 1, ranges.scale = 0;
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
			PanelWideRecord record;
			WideVisit	visit;

			at -= record_size(chunk);
			record = record_at(chunk, at);
			if ((at & RECORDS_BETWEEN_CHECKS) == 0)
				CHECK_FOR_INTERRUPTS();
			visit.patient = sort_key(closing, record.patient);
			visit.at = panel_in_units(closing->facts.unit, (uint64) record.at - (uint64) closing->facts.first);
			visit.provider = closing->provider_rank[panel_log_place(log, record.provider)];
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

	panel_log_settle(log);
	MemoryContextSwitchTo(context);
	closing.facts.providers = panel_log_providers(log);
	closing.facts.provider = sorted_codes(panel_log_provider_codes(log), closing.facts.providers, &closing.provider_rank);
	closing.name = sorted_codes(patient_codes(log), log->patients.count, &closing.name_rank);
	find_facts(&closing);
	MemoryContextSwitchTo(caller);
	panel_writer_start(&closing.writer, &closing.facts);
	MemoryContextSwitchTo(context);
	if (log->visits > 0)
		partition_log(&closing);
	MemoryContextSwitchTo(caller);
	value = panel_writer_finish(&closing.writer);
	MemoryContextDelete(context);
	return value;
}
