/*
 * panel_writer.h
 *		Writes a care_panel, patient by patient in their order.
 *
 * PanelFacts	what must be known of all visits before the first is written
 * PanelWriter	a value that is being written
 */
#ifndef PLACEBASE_PANEL_WRITER_H
#define PLACEBASE_PANEL_WRITER_H

#include "care/panel_layout.h"

typedef struct PanelFacts
{
	uint64		patients;		/* at most */
	uint64		visits;
	uint64		name_bytes;		/* of patients whose code is no number, at most */
	uint32		providers;
	const Code *provider;		/* ascending, each with a visit */
	int			unit;			/* the largest that divides every time */
	int64		first;			/* in microseconds */
	int64		last;
} PanelFacts;

/* Numbers of some bits each, one behind the other. */
typedef struct BitWriter
{
	uint8	   *next;
	uint64		held;			/* bits that do not fill a byte yet, and how many */
	uint32		fill;
} BitWriter;

typedef struct PanelWriter
{
	PanelFacts	facts;
	uint64		span;
	uint32		index_bits;
	uint32		span_bits;
	uint32		patients;
	uint32		numbers;
	uint32		visits;
	int64		number;			/* the patient written last */
	StringInfoData text;
	uint64		name_bytes;
	char	   *value;			/* room for all sections, as large as they may get */
	uint8	   *counts;
	uint8	   *index;
	uint8	   *codes;
	uint8	   *directory;
	uint8	   *names;
	uint8	   *widths;
	uint8	   *times;
	uint8	   *next_count;
	uint8	   *next_code;
	uint8	   *next_name;
	BitWriter	next_index;
	BitWriter	next_time;
} PanelWriter;

extern void panel_writer_start(PanelWriter *writer, const PanelFacts *facts);
extern void panel_writer_number(PanelWriter *writer, int64 number);
extern void panel_writer_text(PanelWriter *writer, Code code);
extern void panel_writer_visits(PanelWriter *writer, const PanelVisit *visits, uint32 count);
extern struct varlena *panel_writer_finish(PanelWriter *writer);

extern void panel_sort_visits(PanelVisit *visits, uint32 count);

extern int	panel_unit_of(int unit, TimestampTz at);
extern uint64 panel_in_units(int unit, uint64 microseconds);

#endif
