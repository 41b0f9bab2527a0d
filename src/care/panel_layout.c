/*
 * panel_layout.c
 *		Reading a stored care_panel.  The picture is in panel_layout.h.
 *
 * Every length is held against the bytes that there are, either here when a
 * value is opened or where it is read, so that a damaged value is an error and
 * never a read beyond its end.
 */
#include "postgres.h"

#include "access/detoast.h"
#include "common/int.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/memory.h"
#include "base/stored.h"
#include "base/varint.h"
#include "care/care_layout.h"
#include "care/panel_layout.h"

/* Two chunks of a toasted value are fetched at a time at least. */
#define FRONT_FIRST_BYTES 3900

void
care_panel_damaged(void)
{
	stored_value_damaged(CARE_PANEL_TYPE);
}

static inline int64
zigzag(uint64 value)
{
	return (int64) (value >> 1) ^ -(int64) (value & 1);
}

/*
 * The number of eight decimal digits, which are read at once: pairs of neighbours
 * are added up, first digits, then pairs of them, then fours.
 */
static inline bool
eight_digits(const char *digits, int64 *number)
{
	uint64		eight = panel_load((const uint8 *) digits) ^ UINT64CONST(0x3030303030303030);

	if (((eight | (eight + UINT64CONST(0x0606060606060606))) & UINT64CONST(0xF0F0F0F0F0F0F0F0)) != 0)
		return false;
	eight = (eight * 10 + (eight >> 8)) & UINT64CONST(0x00FF00FF00FF00FF);
	eight = (eight * 100 + (eight >> 16)) & UINT64CONST(0x0000FFFF0000FFFF);
	*number = (eight * 10000 + (eight >> 32)) & UINT64CONST(0xFFFFFFFF);
	return true;
}

/*
 * The number that a code is the decimal digits of, as one would write it.
 */
bool
panel_code_number(Code code, int64 *number)
{
	bool		negative = code.length > 0 && code.data[0] == '-';
	const char *digits = code.data + negative;
	uint32		count = code.length - negative;
	int64		value = 0;

	if (count == 0 || count > 18 || (digits[0] == '0' && code.length > 1))
		return false;
	for (; count >= 8; digits += 8, count -= 8)
	{
		int64		eight;

		if (!eight_digits(digits, &eight))
			return false;
		value = value * 100000000 + eight;
	}
	for (uint32 i = 0; i < count; i++)
	{
		unsigned char digit = digits[i] - '0';

		if (digit > 9)
			return false;
		value = value * 10 + digit;
	}
	*number = negative ? -value : value;
	return true;
}

/*
 * Takes a section of so many bytes from what a value has left.
 */
static const uint8 *
section(const uint8 *start, Size *at, Size size, uint64 bytes)
{
	const uint8 *here = start + *at;

	if (bytes > size - *at)
		care_panel_damaged();
	*at += bytes;
	return here;
}

/*
 * Opens a value of so many bytes, of which the head is there.
 */
static void
parse(CarePanel *panel, const uint8 *start, Size here, Size size, Size *front)
{
	const uint8 *next = start + 2;
	const uint8 *end = start + here;
	uint64		head[PANEL_HEAD_NUMBERS];
	Size		at;
	uint64		blocks;
	int64		last;

	if (here < 2 + PANEL_HEAD_NUMBERS || start[1] > CARE_UNIT_DAY)
		care_panel_damaged();
	check_stored_version(start[0], CARE_PANEL_VERSION, CARE_PANEL_TYPE);
	for (int i = 0; i < PANEL_HEAD_NUMBERS; i++)
		head[i] = read_varint(&next, end, care_panel_damaged);
	at = next - start;

	/* A patient has a visit at least, a provider likewise, and a visit some bits. */
	if (head[1] > MaxAllocSize || head[0] > head[1] || head[2] > head[1] || head[3] > head[0] ||
		(head[0] == 0) != (head[1] == 0) || (head[2] == 0) != (head[1] == 0))
		care_panel_damaged();
	panel->patients = head[0];
	panel->visits = head[1];
	panel->providers = head[2];
	panel->numbers = head[3];
	panel->unit = start[1];
	panel->unit_length = care_unit_microseconds[panel->unit];
	panel->span = head[8];
	panel->name_bytes = head[9];
	panel->index_bits = panel->providers == 0 ? 0 : panel_bits(panel->providers - 1);
	panel->span_bits = panel_bits(panel->span);
	if (pg_mul_s64_overflow(zigzag(head[7]), panel->unit_length, &panel->first) ||
		!IS_VALID_TIMESTAMP(panel->first) ||
		panel->span > (uint64) (END_TIMESTAMP - panel->first) / panel->unit_length)
		care_panel_damaged();
	last = panel_time(panel, panel->span);
	if (!IS_VALID_TIMESTAMP(last))
		care_panel_damaged();

	blocks = (head[0] + PANEL_BLOCK - 1) / PANEL_BLOCK;
	panel->counts = section(start, &at, size, head[4]);
	panel->index = section(start, &at, size, (head[1] * panel->index_bits + 7) / 8);
	panel->codes = section(start, &at, size, head[5]);
	*front = at;
	panel->directory = section(start, &at, size, blocks * PANEL_ENTRY_BYTES);
	panel->names = section(start, &at, size, head[6]);
	panel->widths = section(start, &at, size, head[0]);
	panel->times = start + at;
	if (size - at < PANEL_PADDING)
		care_panel_damaged();
	panel->time_bits = (uint64) (size - at - PANEL_PADDING) * 8;
}

/*
 * Opens a value that is in memory whole, however long its header.
 */
void
care_panel_parse(CarePanel *panel, const struct varlena *value)
{
	Size		front;

	parse(panel, (const uint8 *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value),
		  VARSIZE_ANY_EXHDR(value), &front);
}

void
care_panel_open(CarePanel *panel, Datum value)
{
	care_panel_parse(panel, PG_DETOAST_DATUM_PACKED(value));
}

/*
 * Opens a value of which only counts, index and providers are to be read.  If it
 * is stored out of line and not compressed, the rest stays where it is.
 */
void
care_panel_open_front(CarePanel *panel, Datum value)
{
	struct varlena *stored = (struct varlena *) DatumGetPointer(value);
	struct varatt_external pointer;
	struct varlena *bytes;
	Size		size;
	Size		front;

	if (!VARATT_IS_EXTERNAL_ONDISK(stored))
	{
		care_panel_open(panel, value);
		return;
	}
	VARATT_EXTERNAL_GET_POINTER(pointer, stored);
	size = pointer.va_rawsize - VARHDRSZ;
	if (VARATT_EXTERNAL_GET_EXTSIZE(pointer) < size || size <= FRONT_FIRST_BYTES)
	{
		care_panel_open(panel, value);
		return;
	}
	bytes = detoast_attr_slice(stored, 0, FRONT_FIRST_BYTES);
	parse(panel, (const uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes), size, &front);

	/* Whoever reads the last number of the index reads eight bytes. */
	front = Min(front + 8, size);
	if (front > VARSIZE_ANY_EXHDR(bytes))
	{
		pfree(bytes);
		bytes = detoast_attr_slice(stored, 0, front);
		parse(panel, (const uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes), size, &front);
	}
}

/*
 * The codes of all providers, by reference.
 */
Code *
care_panel_providers(const CarePanel *panel)
{
	Code	   *codes = array_allocate(Max(panel->providers, 1), sizeof(Code));
	const uint8 *next = panel->codes;

	for (uint32 i = 0; i < panel->providers; i++)
	{
		uint64		length = read_varint(&next, panel->directory, care_panel_damaged);

		CHECK_FOR_INTERRUPTS();
		if (length == 0 || length > (uint64) (panel->directory - next))
			care_panel_damaged();
		codes[i] = (Code)
		{
			(const char *) next, length
		};
		if (i > 0 && code_compare(codes[i - 1], codes[i]) >= 0)
			care_panel_damaged();
		next += length;
	}
	return codes;
}

/*
 * Sets a cursor before the first patient of a block of the directory.
 */
static void
cursor_seek(PanelCursor *cursor, uint32 block)
{
	const CarePanel *panel = cursor->panel;

	cursor->next_patient = block * PANEL_BLOCK;
	cursor->after_another = false;
	cursor->visit = 0;
	cursor->visits = 0;
	cursor->next_count = panel->counts;
	cursor->next_name = panel->names;
	cursor->next_time_bit = 0;
	if (block > 0)
	{
		const uint8 *entry = panel->directory + (Size) block * PANEL_ENTRY_BYTES;
		uint64		both = panel_load(entry);
		uint64		name = panel_load(entry + 4) >> 32;

		if ((uint32) both >= panel->visits || (both >> 32) >= (uint64) (panel->index - panel->counts) ||
			name >= (uint64) (panel->widths - panel->names))
			care_panel_damaged();
		cursor->visit = (uint32) both;
		cursor->next_count += both >> 32;
		cursor->next_name += name;
		cursor->next_time_bit = panel_load(entry + 12);
	}
}

/*
 * Starts a walk through all patients.  The codes need the memory context to live
 * as long as the cursor.
 */
void
panel_cursor_start(PanelCursor *cursor, const CarePanel *panel, int parts)
{
	memset(cursor, 0, sizeof(PanelCursor));
	cursor->panel = panel;
	cursor->parts = parts;
	if (parts & PANEL_NAMES)
		initStringInfo(&cursor->text);
	cursor_seek(cursor, 0);
}

/*
 * Patients stand in strictly ascending order, or the value is damaged.
 */
static void
read_name(PanelCursor *cursor)
{
	const CarePanel *panel = cursor->panel;
	const uint8 *end = panel->widths;
	bool		first = cursor->patient % PANEL_BLOCK == 0;
	bool		ascending = true;

	if (cursor->patient < panel->numbers)
	{
		uint64		step = read_varint(&cursor->next_name, end, care_panel_damaged);
		int64		number = first ? zigzag(step) : (int64) ((uint64) cursor->number + step);

		ascending = !cursor->after_another || number > cursor->number;
		if (number <= -PANEL_NUMBER_LIMIT || number >= PANEL_NUMBER_LIMIT)
			care_panel_damaged();
		cursor->is_number = true;
		cursor->number = number;
	}
	else
	{
		uint64		shared = read_varint(&cursor->next_name, end, care_panel_damaged);
		uint64		rest = read_varint(&cursor->next_name, end, care_panel_damaged);
		uint64		known = cursor->after_another && !cursor->is_number ? cursor->text.len : 0;

		if (shared > (first ? 0 : known) || rest == 0 || rest > (uint64) (end - cursor->next_name))
			care_panel_damaged();
		if (known > 0 && !first)
			ascending = shared == known || (uint8) cursor->text.data[shared] < *cursor->next_name;
		else if (known > 0)
			ascending = code_compare((Code)
		{
			cursor->text.data, cursor->text.len
		}, (Code)
		{
			(const char *) cursor->next_name, rest
		}) < 0;
		cursor->is_number = false;
		cursor->text.len = shared;
		appendBinaryStringInfo(&cursor->text, (const char *) cursor->next_name, rest);
		cursor->next_name += rest;
	}
	if (!ascending)
		care_panel_damaged();
	cursor->after_another = true;
}

/*
 * Steps to the next patient; false if there is none.
 */
bool
panel_cursor_next(PanelCursor *cursor)
{
	const CarePanel *panel = cursor->panel;
	uint64		visits;

	if (cursor->next_patient == panel->patients)
		return false;
	CHECK_FOR_INTERRUPTS();
	cursor->patient = cursor->next_patient++;
	cursor->visit += cursor->visits;
	visits = read_varint(&cursor->next_count, panel->index, care_panel_damaged);
	if (visits == 0 || visits > panel->visits - cursor->visit)
		care_panel_damaged();
	cursor->visits = visits;
	if (cursor->parts & PANEL_NAMES)
		read_name(cursor);
	if (cursor->parts & PANEL_TIMES)
	{
		cursor->width = panel->widths[cursor->patient];
		cursor->time_bit = cursor->next_time_bit;
		visits = panel->span_bits + (visits - 1) * cursor->width;
		if (cursor->width > 64 || cursor->time_bit > panel->time_bits ||
			visits > panel->time_bits - cursor->time_bit)
			care_panel_damaged();
		cursor->next_time_bit += visits;
	}
	return true;
}

/*
 * The code of the current patient, valid until the next step.
 */
Code
panel_cursor_name(PanelCursor *cursor)
{
	if (cursor->is_number)
	{
		resetStringInfo(&cursor->text);
		enlargeStringInfo(&cursor->text, MAXINT8LEN);
		cursor->text.len = pg_lltoa(cursor->number, cursor->text.data);
	}
	return (Code)
	{
		cursor->text.data, cursor->text.len
	};
}

/*
 * Which of the current patients of two cursors comes first.
 */
int
panel_cursor_compare(const PanelCursor *a, const PanelCursor *b)
{
	if (a->is_number != b->is_number)
		return a->is_number ? -1 : 1;
	if (a->is_number)
		return (a->number > b->number) - (a->number < b->number);
	return code_compare((Code)
	{
		a->text.data, a->text.len
	}, (Code)
	{
		b->text.data, b->text.len
	});
}

static int
compare_with(const PanelCursor *cursor, bool is_number, int64 number, Code code)
{
	if (cursor->is_number != is_number)
		return cursor->is_number ? -1 : 1;
	if (is_number)
		return (cursor->number > number) - (cursor->number < number);
	return code_compare((Code)
	{
		cursor->text.data, cursor->text.len
	}, code);
}

/*
 * Sets a new cursor on one patient, and reads the block in which the patient
 * stands; false if there is no such patient.
 */
bool
panel_cursor_find(PanelCursor *cursor, const CarePanel *panel, Code patient)
{
	int64		number = 0;
	bool		is_number = panel_code_number(patient, &number);
	uint32		low = 0;
	uint32		high = panel->patients / PANEL_BLOCK + (panel->patients % PANEL_BLOCK != 0);

	panel_cursor_start(cursor, panel, PANEL_NAMES | PANEL_TIMES);
	while (high - low > 1)
	{
		uint32		middle = low + (high - low) / 2;

		cursor_seek(cursor, middle);
		if (panel_cursor_next(cursor) && compare_with(cursor, is_number, number, patient) <= 0)
			low = middle;
		else
			high = middle;
	}
	cursor_seek(cursor, low);
	for (int i = 0; i < PANEL_BLOCK && panel_cursor_next(cursor); i++)
	{
		int			order = compare_with(cursor, is_number, number, patient);

		if (order >= 0)
			return order == 0;
	}
	return false;
}

/*
 * All visits of the current patient.
 */
void
panel_cursor_visits(const PanelCursor *cursor, PanelVisit *visits)
{
	const CarePanel *panel = cursor->panel;
	uint64		bit = cursor->time_bit;
	uint64		at = panel_read_bits(panel->times, bit, panel->span_bits);

	if (at > panel->span)
		care_panel_damaged();
	bit += panel->span_bits;
	for (uint32 i = 0; i < cursor->visits; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i > 0)
		{
			uint64		step = panel_read_bits(panel->times, bit, cursor->width);

			if (step > panel->span - at)
				care_panel_damaged();
			at += step;
			bit += cursor->width;
		}
		visits[i] = (PanelVisit)
		{
			at, panel_provider(panel, cursor->visit + i)
		};
	}
}

/*
 * The same, in memory that had room for so many and is exchanged for a larger one
 * if need be; NULL at first.
 */
PanelVisit *
panel_cursor_all_visits(const PanelCursor *cursor, PanelVisit *visits, uint32 *room)
{
	if (cursor->visits > *room)
	{
		if (visits != NULL)
			pfree(visits);
		*room = Max(64, cursor->visits);
		visits = array_allocate(*room, sizeof(PanelVisit));
	}
	panel_cursor_visits(cursor, visits);
	return visits;
}
