/*
 * panel_writer.c
 *		Writes a care_panel.  The picture is in panel_layout.h.
 *
 * How long each section gets is known only at the end.  Each is written at the
 * start of as much room as it may take, and moved up to the one before when all
 * are done: room that is never touched costs no memory.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/stored.h"
#include "base/varint.h"
#include "care/care_layout.h"
#include "care/panel_writer.h"

/* Up to this many visits an insertion sort is quickest. */
#define INSERTION_SORT_MAX 32

static inline bool
visit_before(const PanelVisit *a, const PanelVisit *b)
{
	return a->at < b->at || (a->at == b->at && a->provider < b->provider);
}

#define ST_SORT sort_many_visits
#define ST_ELEMENT_TYPE PanelVisit
#define ST_COMPARE(a, b) (visit_before(a, b) ? -1 : visit_before(b, a))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * Puts the visits of a patient in the order of time, then provider.
 */
void
panel_sort_visits(PanelVisit *visits, uint32 count)
{
	if (count > INSERTION_SORT_MAX)
	{
		sort_many_visits(visits, count);
		return;
	}
	for (uint32 i = 1; i < count; i++)
	{
		PanelVisit	visit = visits[i];
		uint32		j = i;

		for (; j > 0 && visit_before(&visit, &visits[j - 1]); j--)
			visits[j] = visits[j - 1];
		visits[j] = visit;
	}
}

/*
 * The largest unit, no larger than the one given, that divides a time.  The
 * compiler turns division by a constant into a multiplication.
 */
int
panel_unit_of(int unit, TimestampTz at)
{
	if (unit == 5 && at % USECS_PER_DAY != 0)
		unit--;
	if (unit == 4 && at % USECS_PER_HOUR != 0)
		unit--;
	if (unit == 3 && at % USECS_PER_MINUTE != 0)
		unit--;
	if (unit == 2 && at % USECS_PER_SEC != 0)
		unit--;
	if (unit == 1 && at % 1000 != 0)
		unit--;
	return unit;
}

uint64
panel_in_units(int unit, uint64 microseconds)
{
	switch (unit)
	{
		case 5:
			return microseconds / (uint64) USECS_PER_DAY;
		case 4:
			return microseconds / (uint64) USECS_PER_HOUR;
		case 3:
			return microseconds / (uint64) USECS_PER_MINUTE;
		case 2:
			return microseconds / (uint64) USECS_PER_SEC;
		case 1:
			return microseconds / 1000;
		default:
			return microseconds;
	}
}

static inline uint64
zigzag(int64 value)
{
	return (uint64) value << 1 ^ (uint64) (value >> 63);
}

/*
 * Adds a number of at most 56 bits.
 */
static inline void
put_bits(BitWriter *out, uint64 value, uint32 width)
{
	out->held |= value << out->fill;
	out->fill += width;
	panel_store(out->next, out->held);
	out->next += out->fill >> 3;
	out->held >>= out->fill & 0x38;
	out->fill &= 7;
}

static inline void
put_time(BitWriter *out, uint64 value, uint32 width)
{
	if (unlikely(width > 56))
	{
		put_bits(out, value & 0xFFFFFFFF, 32);
		value >>= 32;
		width -= 32;
	}
	put_bits(out, value, width);
}

/*
 * The last bits, and where the next byte goes.
 */
static uint8 *
bits_end(BitWriter *out)
{
	panel_store(out->next, out->held);
	return out->next + (out->fill > 0);
}

/*
 * Starts a value of these visits.
 */
void
panel_writer_start(PanelWriter *writer, const PanelFacts *facts)
{
	uint64		counts = facts->visits;
	uint64		index;
	uint64		codes = 0;
	uint64		directory = (facts->patients / PANEL_BLOCK + 1) * PANEL_ENTRY_BYTES;
	uint64		names = 10 * facts->patients + facts->name_bytes;
	uint64		times;
	uint8	   *next;

	memset(writer, 0, sizeof(PanelWriter));
	writer->facts = *facts;
	writer->span = facts->visits == 0 ? 0 : panel_in_units(facts->unit, (uint64) facts->last - (uint64) facts->first);
	writer->span_bits = panel_bits(writer->span);
	writer->index_bits = facts->providers == 0 ? 0 : panel_bits(facts->providers - 1);

	/* No step is longer than the span. */
	index = (facts->visits * writer->index_bits + 7) / 8 + 8;
	times = facts->visits * writer->span_bits / 8 + 16 + PANEL_PADDING;
	for (uint32 i = 0; i < facts->providers; i++)
		codes += 5 + facts->provider[i].length;
	writer->value = palloc_extended(VARHDRSZ + PANEL_HEAD_MAX + counts + index + codes + directory +
									names + facts->patients + times, MCXT_ALLOC_HUGE);
	next = (uint8 *) writer->value + VARHDRSZ + PANEL_HEAD_MAX;
	writer->counts = writer->next_count = next;
	writer->index = writer->next_index.next = next += counts;
	writer->codes = writer->next_code = next += index;
	writer->directory = next += codes;
	writer->names = writer->next_name = next += directory;
	writer->widths = next += names;
	writer->times = writer->next_time.next = next + facts->patients;
	for (uint32 i = 0; i < facts->providers; i++)
	{
		Code		code = facts->provider[i];

		writer->next_code = write_varint(writer->next_code, code.length);
		memcpy(writer->next_code, code.data, code.length);
		writer->next_code += code.length;
	}
}

/*
 * Notes where the next patient stands, if the directory is to know it.
 */
static bool
starts_block(PanelWriter *writer)
{
	uint8	   *entry = writer->directory + (Size) (writer->patients / PANEL_BLOCK) * PANEL_ENTRY_BYTES;

	if (writer->patients % PANEL_BLOCK != 0)
		return false;
	panel_store(entry, writer->visits | (uint64) (writer->next_count - writer->counts) << 32);
	panel_store(entry + 8, (uint32) (writer->next_name - writer->names));
	panel_store(entry + 12, (uint64) (writer->next_time.next - writer->times) * 8 + writer->next_time.fill);
	return true;
}

/*
 * The next patient, whose code is a number larger than the one before.
 */
void
panel_writer_number(PanelWriter *writer, int64 number)
{
	if (starts_block(writer))
		writer->next_name = write_varint(writer->next_name, zigzag(number));
	else
		writer->next_name = write_varint(writer->next_name, (uint64) number - (uint64) writer->number);
	Assert(writer->numbers == writer->patients && (writer->patients == 0 || number > writer->number));
	writer->number = number;
	writer->numbers++;
}

/*
 * The next patient, whose code is no number and stands after the one before.
 */
void
panel_writer_text(PanelWriter *writer, Code code)
{
	bool		first = starts_block(writer);
	uint32		shared = 0;

	if (writer->text.data == NULL)
		initStringInfo(&writer->text);
	writer->name_bytes += code.length;
	if (writer->name_bytes > writer->facts.name_bytes)
		care_panel_damaged();
	if (!first)
		while (shared < Min((uint32) writer->text.len, code.length) && writer->text.data[shared] == code.data[shared])
			shared++;
	writer->next_name = write_varint(writer->next_name, shared);
	writer->next_name = write_varint(writer->next_name, code.length - shared);
	memcpy(writer->next_name, code.data + shared, code.length - shared);
	writer->next_name += code.length - shared;
	writer->text.len = shared;
	appendBinaryStringInfo(&writer->text, code.data + shared, code.length - shared);
}

/*
 * The visits of the patient, in their order.  Where bits go is kept apart from the
 * writer meanwhile: the compiler must take it that a byte that is written could be
 * a part of it, and would read that again.
 */
void
panel_writer_visits(PanelWriter *writer, const PanelVisit *visits, uint32 count)
{
	BitWriter	index = writer->next_index;
	BitWriter	time = writer->next_time;
	uint32		index_bits = writer->index_bits;
	uint64		steps = 0;
	uint32		width;

	CHECK_FOR_INTERRUPTS();
	for (uint32 i = 1; i < count; i++)
		steps |= visits[i].at - visits[i - 1].at;
	width = panel_bits(steps);
	writer->widths[writer->patients++] = width;
	writer->next_count = write_varint(writer->next_count, count);
	writer->visits += count;
	put_bits(&index, visits[0].provider, index_bits);
	put_time(&time, visits[0].at, writer->span_bits);
	for (uint32 i = 1; i < count; i++)
	{
		put_bits(&index, visits[i].provider, index_bits);
		put_time(&time, visits[i].at - visits[i - 1].at, width);
	}
	writer->next_index = index;
	writer->next_time = time;
}

/*
 * Moves a section up to where the one before ends.
 */
static uint8 *
move_section(uint8 *to, const uint8 *from, const uint8 *end)
{
	memmove(to, from, end - from);
	return to + (end - from);
}

/*
 * The value.
 */
struct varlena *
panel_writer_finish(PanelWriter *writer)
{
	bool		empty = writer->visits == 0;
	uint8	   *start = (uint8 *) writer->value + VARHDRSZ;
	uint8	   *next = start;
	uint64		blocks = ((uint64) writer->patients + PANEL_BLOCK - 1) / PANEL_BLOCK;
	uint8	   *index_end = bits_end(&writer->next_index);
	uint8	   *times_end = bits_end(&writer->next_time);
	uint64		size;

	Assert(writer->visits == writer->facts.visits);
	memset(times_end, 0, PANEL_PADDING);
	times_end += PANEL_PADDING;

	*next++ = CARE_PANEL_VERSION;
	*next++ = empty ? 0 : writer->facts.unit;
	next = write_varint(next, writer->patients);
	next = write_varint(next, writer->visits);
	next = write_varint(next, writer->facts.providers);
	next = write_varint(next, writer->numbers);
	next = write_varint(next, writer->next_count - writer->counts);
	next = write_varint(next, writer->next_code - writer->codes);
	next = write_varint(next, writer->next_name - writer->names);
	next = write_varint(next, empty ? 0 : zigzag(writer->facts.first / care_unit_microseconds[writer->facts.unit]));
	next = write_varint(next, writer->span);
	next = write_varint(next, writer->name_bytes);
	size = (next - start) + (writer->next_count - writer->counts) + (index_end - writer->index) +
		(writer->next_code - writer->codes) + blocks * PANEL_ENTRY_BYTES + (writer->next_name - writer->names) +
		writer->patients + (times_end - writer->times);
	if (size > MaxAllocSize - VARHDRSZ)
		value_too_large(CARE_PANEL_TYPE, PANEL_TOO_LARGE_HINT);
	next = move_section(next, writer->counts, writer->next_count);
	next = move_section(next, writer->index, index_end);
	next = move_section(next, writer->codes, writer->next_code);
	next = move_section(next, writer->directory, writer->directory + blocks * PANEL_ENTRY_BYTES);
	next = move_section(next, writer->names, writer->next_name);
	next = move_section(next, writer->widths, writer->widths + writer->patients);
	next = move_section(next, writer->times, times_end);
	SET_VARSIZE(writer->value, VARHDRSZ + size);
	return (struct varlena *) writer->value;
}
