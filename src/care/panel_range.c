/*
 * panel_range.c
 *		Sorts the visits of a range of patients.
 *
 * Patients get a number by a small hash table, their codes, few beside the visits,
 * are sorted by radix, the visits go where their patient stands, and those of one
 * patient are put in order.  What is in order goes straight into the value.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"

#include "base/memory.h"
#include "care/panel_log.h"
#include "care/panel_range.h"

static inline Size
range_slots(Size visits)
{
	return pg_nextpower2_32(2 * (uint32) visits);
}

static Size
range_bytes(Size visits)
{
	return visits * (2 * sizeof(RangePatient) + sizeof(PanelVisit) + sizeof(WideVisit) + 2 * sizeof(uint32)) +
		range_slots(visits) * sizeof(uint32);
}

/*
 * Room for the ranges of many panels: whoever closes one after the other need not
 * get fresh pages for each.
 */
void *
panel_range_scratch(MemoryContext context)
{
	return MemoryContextAlloc(context, range_bytes(PANEL_RANGE_VISITS));
}

/*
 * Starts on the ranges of so many visits, in such room or in room of its own.
 */
void
panel_range_start(PanelRange *range, PanelWriter *writer, bool wide, uint64 visits, void *scratch)
{
	Size		most = Min(visits, PANEL_RANGE_VISITS);

	range->writer = writer;
	range->wide = wide;
	range->patient = scratch != NULL ? scratch : palloc(range_bytes(most));
	range->patient_spare = range->patient + most;
	range->visit = (PanelVisit *) (range->patient_spare + most);
	range->spare = (char *) (range->visit + most);
	range->slot = (uint32 *) (range->spare + most * sizeof(WideVisit));
	range->patient_of = range->slot + range_slots(most);
	range->next_visit = range->patient_of + most;
}

/*
 * Gives each patient of a range a number, and counts their visits.
 */
static uint32
number_patients(const PanelRange *range, const char *visits, uint32 count)
{
	uint32	   *slots = range->slot;
	uint32	   *patient_of = range->patient_of;
	RangePatient *patient = range->patient;
	bool		wide = range->wide;
	uint32		mask = range_slots(count) - 1;
	uint32		patients = 0;

	memset(slots, 0, ((Size) mask + 1) * sizeof(uint32));
	for (uint32 i = 0; i < count; i++)
	{
		uint64		key = visit_at(visits, wide, i).patient;
		uint32		slot = (uint32) (key * UINT64CONST(0x9E3779B97F4A7C15) >> 32) & mask;

		while (slots[slot] != 0 && patient[slots[slot] - 1].key != key)
			slot = (slot + 1) & mask;
		if (slots[slot] == 0)
		{
			patient[patients] = (RangePatient)
			{
				key, patients, 0
			};
			slots[slot] = ++patients;
		}
		patient_of[i] = slots[slot] - 1;
		patient[patient_of[i]].visits++;
	}
	return patients;
}

/*
 * Sorts patients by key, a byte at a time, from the lowest byte that differs.
 */
static void
sort_patients(PanelRange *range, uint32 count)
{
	RangePatient *from = range->patient;
	RangePatient *to = range->patient_spare;
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
	range->patient = from;
	range->patient_spare = to;
}

static void
write_patient(const PanelRange *range, uint64 key, PanelVisit *visits, uint32 count)
{
	if ((key & PANEL_TEXT) == 0)
		panel_writer_number(range->writer, (int64) key - PANEL_NUMBER_LIMIT);
	else
		panel_writer_text(range->writer, range->name[(uint32) key]);
	panel_sort_visits(visits, count);
	panel_writer_visits(range->writer, visits, count);
}

/*
 * Writes a range of at most PANEL_RANGE_VISITS visits.
 */
void
panel_range_write(PanelRange *range, const char *visits, uint32 count)
{
	uint32		patients;
	uint32		start = 0;
	PanelVisit *sorted = range->visit;
	uint32	   *next_visit = range->next_visit;
	const uint32 *patient_of = range->patient_of;
	bool		wide = range->wide;

	CHECK_FOR_INTERRUPTS();
	patients = number_patients(range, visits, count);
	sort_patients(range, patients);
	for (uint32 i = 0; i < patients; i++)
	{
		next_visit[range->patient[i].number] = start;
		start += range->patient[i].visits;
	}
	for (uint32 i = 0; i < count; i++)
	{
		WideVisit	visit = visit_at(visits, wide, i);

		sorted[next_visit[patient_of[i]]++] = (PanelVisit)
		{
			visit.at, visit.provider
		};
	}
	for (uint32 i = 0; i < patients; i++)
	{
		RangePatient patient = range->patient[i];

		write_patient(range, patient.key, sorted, patient.visits);
		sorted += patient.visits;
	}
}

/*
 * Writes any number of visits, all of one patient.
 */
void
panel_range_write_patient(PanelRange *range, const char *visits, uint64 count)
{
	PanelVisit *visit = array_allocate(count, sizeof(PanelVisit));

	for (uint64 i = 0; i < count; i++)
	{
		WideVisit	here = visit_at(visits, range->wide, i);

		if ((i & RECORDS_BETWEEN_CHECKS) == 0)
			CHECK_FOR_INTERRUPTS();
		visit[i] = (PanelVisit)
		{
			here.at, here.provider
		};
	}
	write_patient(range, visit_at(visits, range->wide, 0).patient, visit, count);
	pfree(visit);
}
