/*
 * panel_tally.h
 *		The counts behind every index, for each patient of a care_panel.
 *
 * A patient's visits are counted in an array of all providers, which stays in the
 * cache.  It is never cleared: a count stands above the number of visits that the
 * patients before have, which no count of theirs exceeds.
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
 * Counts the current patient of a cursor.  Patients must come in their order.
 */
static inline Tally
panel_tally(const PanelCursor *cursor, uint32 *counts)
{
	PanelProviders walk = panel_providers_start(cursor);
	uint32		known = cursor->panel->providers;
	uint32		visits = cursor->visits;
	uint32		before = cursor->visit;
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
		count = Max(counts[provider], before) - before;
		counts[provider] = before + count + 1;

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
 * How many of the visits that panel_tally() has counted are to one of their
 * providers.
 */
static inline uint32
panel_tally_count(const PanelCursor *cursor, const uint32 *counts, uint32 provider)
{
	return counts[provider] - cursor->visit;
}

#endif
