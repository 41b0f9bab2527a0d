/*
 * panel_tally.h
 *		The counts behind every index, for each patient of a care_panel.
 *
 * A patient's visits are counted in an array of all providers, which is zero
 * before and after: it stays in the cache, and only what the patient touched is
 * cleared.
 */
#ifndef PLACEBASE_PANEL_TALLY_H
#define PLACEBASE_PANEL_TALLY_H

#include "base/memory.h"
#include "care/panel_layout.h"
#include "care/tally.h"

static inline uint32 *
panel_tally_counts(const CarePanel *panel)
{
	return array_allocate_zero(Max(panel->providers, 1), sizeof(uint32));
}

/*
 * Counts the current patient of a cursor into counts that are zero.
 */
static inline Tally
panel_tally(const PanelCursor *cursor, uint32 *counts)
{
	const CarePanel *panel = cursor->panel;
	uint32		end = cursor->visit + cursor->visits;
	uint32		last = PG_UINT32_MAX;
	uint32		providers = 0;
	uint32		most = 0;
	uint32		repeats = 0;
	uint64		twice = 0;

	for (uint32 i = cursor->visit; i < end; i++)
	{
		uint32		provider = panel_provider(panel, i);
		uint32		count = counts[provider]++;

		/* n^2 is 1 + 3 + 5 + ... + (2n - 1), and each term one and twice the count */
		twice += count;
		providers += count == 0;
		most = Max(most, count + 1);
		repeats += provider == last;
		last = provider;
	}
	return (Tally)
	{
		cursor->visits, providers, most, 2 * twice + cursor->visits, repeats
	};
}

static inline void
panel_tally_clear(const PanelCursor *cursor, uint32 *counts)
{
	uint32		end = cursor->visit + cursor->visits;

	for (uint32 i = cursor->visit; i < end; i++)
		counts[panel_provider(cursor->panel, i)] = 0;
}

#endif
