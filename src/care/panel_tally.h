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
 * Walks through the providers of the current patient's visits.  What the walk
 * needs is kept apart from the panel: the compiler must take it that a count that
 * is written could be a part of the panel, and would read that again.
 */
typedef struct PanelProviders
{
	const uint8 *index;
	uint64		bit;
	uint64		mask;
	uint32		bits;
} PanelProviders;

static inline PanelProviders
panel_providers_start(const PanelCursor *cursor)
{
	const CarePanel *panel = cursor->panel;

	return (PanelProviders)
	{
		panel->index, (uint64) cursor->visit * panel->index_bits, (UINT64CONST(1) << panel->index_bits) - 1, panel->index_bits
	};
}

static inline uint32
panel_providers_next(PanelProviders *walk)
{
	uint32		provider = panel_load(walk->index + (walk->bit >> 3)) >> (walk->bit & 7) & walk->mask;

	walk->bit += walk->bits;
	return provider;
}

/*
 * Counts the current patient of a cursor into counts that are zero.
 */
static inline Tally
panel_tally(const PanelCursor *cursor, uint32 *counts)
{
	PanelProviders walk = panel_providers_start(cursor);
	uint32		known = cursor->panel->providers;
	uint32		visits = cursor->visits;
	uint32		last = PG_UINT32_MAX;
	uint32		providers = 0;
	uint32		most = 0;
	uint32		repeats = 0;
	uint64		twice = 0;

	for (uint32 i = 0; i < visits; i++)
	{
		uint32		provider = panel_providers_next(&walk);
		uint32		count;

		if (unlikely(provider >= known))
			care_panel_damaged();
		count = counts[provider]++;

		/* n^2 is 1 + 3 + 5 + ... + (2n - 1), and each term one and twice the count */
		twice += count;
		providers += count == 0;
		most = Max(most, count + 1);
		repeats += provider == last;
		last = provider;
	}
	return (Tally)
	{
		visits, providers, most, 2 * twice + visits, repeats
	};
}

/*
 * Makes the counts zero again, of providers that panel_tally() has checked.
 */
static inline void
panel_tally_clear(const PanelCursor *cursor, uint32 *counts)
{
	PanelProviders walk = panel_providers_start(cursor);
	uint32		visits = cursor->visits;

	for (uint32 i = 0; i < visits; i++)
		counts[panel_providers_next(&walk)] = 0;
}

#endif
