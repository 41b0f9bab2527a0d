/*
 * panel_range.h
 *		A range of patients, whose visits in any order fit in the cache: into a
 *		care_panel, in order.
 *
 * NarrowVisit, WideVisit	a visit on its way
 * PanelRange				room to sort one range after the other
 */
#ifndef PLACEBASE_PANEL_RANGE_H
#define PLACEBASE_PANEL_RANGE_H

#include "care/panel_writer.h"

/* At most so many visits are a range, but for those of one patient. */
#define PANEL_RANGE_VISITS 8192

/* Loops over many visits check for interrupts so often. */
#define RECORDS_BETWEEN_CHECKS 0xFFFF

/* A narrow visit takes 16 bytes, a wide one 24.  A patient is the key that patients are sorted by. */
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

/* A patient of a range, and its number there. */
typedef struct RangePatient
{
	uint64		key;
	uint32		number;
	uint32		visits;
} RangePatient;

typedef struct PanelRange
{
	PanelWriter *writer;
	const Code *name;			/* codes of patients that are no number, in order */
	bool		wide;			/* the visits are WideVisits */
	RangePatient *patient;
	RangePatient *patient_spare;
	PanelVisit *visit;
	char	   *spare;			/* for the visits of a range */
	uint32	   *slot;			/* number of a patient and 1; 0 if free */
	uint32	   *patient_of;		/* each visit's */
	uint32	   *next_visit;		/* where the next visit of each patient goes */
} PanelRange;

extern void *panel_range_scratch(MemoryContext context);
extern void panel_range_start(PanelRange *range, PanelWriter *writer, bool wide, uint64 visits, void *scratch);
extern void panel_range_write(PanelRange *range, const char *visits, uint32 count);
extern void panel_range_write_patient(PanelRange *range, const char *visits, uint64 count);

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

#endif
