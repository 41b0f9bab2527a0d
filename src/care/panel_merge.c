/*
 * panel_merge.c
 *		Makes one care_panel of several: a patient in some of them becomes one, whose
 *		visits are those of all.
 *
 * Each value has its patients in order, so that they are merged like sorted files;
 * nothing is sorted but the visits of a patient who stands in more than one.
 */
#include "postgres.h"

#include "lib/binaryheap.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/memory.h"
#include "base/stored.h"
#include "care/care_layout.h"
#include "care/panel_merge.h"
#include "care/panel_writer.h"

/* One of the values. */
typedef struct Part
{
	CarePanel	panel;
	PanelCursor cursor;
	uint32	   *provider;		/* numbers of its providers in the whole */
	uint64		later;			/* its first visit after that of the whole, in units of the whole */
	uint64		scale;			/* units of the whole in one of its */
} Part;

typedef struct Merge
{
	Part	   *part;
	uint32		parts;
	PanelFacts	facts;
	PanelWriter writer;
	binaryheap *heap;			/* of parts that have patients left */
	uint64		room;
	PanelVisit *visit;			/* of the patient at hand */
} Merge;

static int
later_patient_first(Datum a, Datum b, void *arg)
{
	Merge	   *merge = arg;

	return panel_cursor_compare(&merge->part[DatumGetUInt32(b)].cursor,
								&merge->part[DatumGetUInt32(a)].cursor);
}

/*
 * Lists the providers of all parts, and numbers those of each.
 */
static void
merge_providers(Merge *merge)
{
	Codes		codes;
	Code	   *sorted;
	uint32	   *order;
	uint32	   *rank;

	codes_init(&codes, CurrentMemoryContext);
	for (uint32 i = 0; i < merge->parts; i++)
	{
		Part	   *part = &merge->part[i];
		Code	   *own = care_panel_providers(&part->panel);

		part->provider = array_allocate(Max(part->panel.providers, 1), sizeof(uint32));
		for (uint32 j = 0; j < part->panel.providers; j++)
			part->provider[j] = codes_intern(&codes, own[j]);
		pfree(own);
	}
	order = codes_sorted(&codes);
	rank = array_allocate(Max(codes.count, 1), sizeof(uint32));
	sorted = array_allocate(Max(codes.count, 1), sizeof(Code));
	for (uint32 i = 0; i < codes.count; i++)
	{
		rank[order[i]] = i;
		sorted[i] = codes_get(&codes, order[i]);
	}
	for (uint32 i = 0; i < merge->parts; i++)
		for (uint32 j = 0; j < merge->part[i].panel.providers; j++)
			merge->part[i].provider[j] = rank[merge->part[i].provider[j]];
	pfree(order);
	pfree(rank);
	merge->facts.provider = sorted;
	merge->facts.providers = codes.count;
}

static void
merge_facts(Merge *merge)
{
	PanelFacts *facts = &merge->facts;

	facts->unit = 5;
	facts->first = PG_INT64_MAX;
	facts->last = PG_INT64_MIN;
	for (uint32 i = 0; i < merge->parts; i++)
	{
		const CarePanel *panel = &merge->part[i].panel;

		facts->patients += panel->patients;
		facts->visits += panel->visits;
		facts->unit = Min(facts->unit, panel->unit);
		facts->first = Min(facts->first, panel->first);
		facts->last = Max(facts->last, panel_time(panel, panel->span));
		facts->name_bytes += panel->name_bytes;
	}
	for (uint32 i = 0; i < merge->parts; i++)
	{
		Part	   *part = &merge->part[i];

		part->scale = part->panel.unit_length / care_unit_microseconds[facts->unit];
		part->later = panel_in_units(facts->unit, (uint64) part->panel.first - (uint64) facts->first);
	}
}

/*
 * Appends the visits of the patient whom a part is at, and steps on.  Both lists
 * of providers are in order, so that what was in order stays in order.
 */
static uint64
take_visits(Merge *merge, Part *part, uint64 count)
{
	uint32		visits = part->cursor.visits;

	if (count + visits > merge->room)
	{
		PanelVisit *larger = array_allocate(2 * (count + visits), sizeof(PanelVisit));

		if (merge->room > 0)
		{
			memcpy(larger, merge->visit, count * sizeof(PanelVisit));
			pfree(merge->visit);
		}
		merge->visit = larger;
		merge->room = 2 * (count + visits);
	}
	panel_cursor_visits(&part->cursor, merge->visit + count);
	for (uint64 i = count; i < count + visits; i++)
	{
		merge->visit[i].at = merge->visit[i].at * part->scale + part->later;
		merge->visit[i].provider = part->provider[merge->visit[i].provider];
	}
	if (panel_cursor_next(&part->cursor))
		binaryheap_replace_first(merge->heap, binaryheap_first(merge->heap));
	else
		binaryheap_remove_first(merge->heap);
	return count + visits;
}

/*
 * Writes the patient who comes first of those left.
 */
static void
write_patient(Merge *merge, StringInfo name)
{
	Part	   *part = &merge->part[DatumGetUInt32(binaryheap_first(merge->heap))];
	bool		is_number = part->cursor.is_number;
	int64		number = part->cursor.number;
	uint64		count = 0;
	uint32		taken = 0;

	if (is_number)
		panel_writer_number(&merge->writer, number);
	else
	{
		resetStringInfo(name);
		appendBinaryStringInfo(name, part->cursor.text.data, part->cursor.text.len);
		panel_writer_text(&merge->writer, (Code)
		{
			name->data, name->len
		});
	}
	do
	{
		count = take_visits(merge, part, count);
		taken++;
		if (binaryheap_empty(merge->heap))
			break;
		part = &merge->part[DatumGetUInt32(binaryheap_first(merge->heap))];
	} while (part->cursor.is_number == is_number &&
			 (is_number ? part->cursor.number == number :
			  code_equal((Code)
	{
		part->cursor.text.data, part->cursor.text.len
	}, (Code)
	{
		name->data, name->len
	})));
	if (taken > 1)
		panel_sort_visits(merge->visit, count);
	if (count > merge->facts.visits - merge->writer.visits)
		care_panel_damaged();
	panel_writer_visits(&merge->writer, merge->visit, count);
}

/*
 * The value of all patients and visits of so many values; none makes an empty one.
 */
struct varlena *
panel_merge(struct varlena *const *values, uint32 count)
{
	Merge		merge = {0};
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(caller, "merge of care_panels", ALLOCSET_DEFAULT_SIZES);
	StringInfoData name;
	struct varlena *value;

	MemoryContextSwitchTo(context);
	merge.part = array_allocate_zero(Max(count, 1), sizeof(Part));
	for (uint32 i = 0; i < count; i++)
	{
		Part	   *part = &merge.part[merge.parts];

		care_panel_parse(&part->panel, values[i]);
		if (part->panel.patients > 0)
			merge.parts++;
	}
	merge_providers(&merge);
	merge_facts(&merge);
	if (merge.facts.visits > MaxAllocSize)
		value_too_large(CARE_PANEL_TYPE, PANEL_TOO_LARGE_HINT);
	merge.heap = binaryheap_allocate(Max(merge.parts, 1), later_patient_first, &merge);
	for (uint32 i = 0; i < merge.parts; i++)
	{
		Part	   *part = &merge.part[i];

		panel_cursor_start(&part->cursor, &part->panel, PANEL_NAMES | PANEL_TIMES);
		panel_cursor_next(&part->cursor);
		binaryheap_add_unordered(merge.heap, UInt32GetDatum(i));
	}
	binaryheap_build(merge.heap);
	initStringInfo(&name);
	MemoryContextSwitchTo(caller);
	panel_writer_start(&merge.writer, &merge.facts);
	MemoryContextSwitchTo(context);
	while (!binaryheap_empty(merge.heap))
		write_patient(&merge, &name);
	if (merge.writer.visits != merge.facts.visits)
		care_panel_damaged();
	MemoryContextSwitchTo(caller);
	value = panel_writer_finish(&merge.writer);
	MemoryContextDelete(context);
	return value;
}
