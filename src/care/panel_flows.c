/*
 * panel_flows.c
 *		The network of providers in a care_panel: whom they share patients with, and
 *		to whom they hand them on.
 *
 * Pairs of providers are counted in a square of all of them where that is small,
 * and in a hash table where it is not.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/code_lists.h"
#include "base/memory.h"
#include "base/stored.h"
#include "base/zones.h"
#include "care/panel_layout.h"
#include "care/panel_tally.h"
#include "care/shared_providers.h"
#include "care/tally.h"
#include "care/within.h"
#include "place/place_flows_layout.h"

/* Up to so many providers there is a square: 16 MB. */
#define SQUARE_PROVIDERS 2048

typedef struct Pair
{
	uint64		key;			/* from and to */
	uint32		n;
	char		status;
} Pair;

#define SH_PREFIX pair
#define SH_ELEMENT_TYPE Pair
#define SH_KEY_TYPE uint64
#define SH_KEY key
#define SH_HASH_KEY(table, key) hash_combine(murmurhash32((uint32) (key)), murmurhash32((uint32) ((key) >> 32)))
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

#define ST_SORT sort_pairs
#define ST_ELEMENT_TYPE Pair
#define ST_COMPARE(a, b) (((a)->key > (b)->key) - ((a)->key < (b)->key))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

typedef struct Pairs
{
	uint32		providers;
	uint32	   *square;			/* NULL if there is a table */
	pair_hash  *table;
} Pairs;

static void
pairs_init(Pairs *pairs, uint32 providers)
{
	pairs->providers = providers;
	pairs->square = NULL;
	pairs->table = NULL;
	if (providers <= SQUARE_PROVIDERS)
		pairs->square = array_allocate_zero((Size) providers * providers, sizeof(uint32));
	else
		pairs->table = pair_create(CurrentMemoryContext, 1024, NULL);
}

static inline void
pairs_add(Pairs *pairs, uint32 from, uint32 to)
{
	Pair	   *pair;
	bool		found;

	if (pairs->square != NULL)
	{
		pairs->square[(Size) from * pairs->providers + to]++;
		return;
	}
	pair = pair_insert(pairs->table, (uint64) from << 32 | to, &found);
	if (!found)
		pair->n = 0;
	pair->n++;
}

/*
 * All pairs that were counted, in order.
 */
static Pair *
pairs_sorted(const Pairs *pairs, uint64 *count)
{
	Pair	   *sorted;
	uint64		used = 0;

	if (pairs->square != NULL)
	{
		Size		cells = (Size) pairs->providers * pairs->providers;
		uint64		some = 0;

		for (Size i = 0; i < cells; i++)
			some += pairs->square[i] > 0;
		sorted = array_allocate(some, sizeof(Pair));
		for (Size i = 0; i < cells; i++)
		{
			CHECK_FOR_INTERRUPTS();
			if (pairs->square[i] > 0)
				sorted[used++] = (Pair)
			{
				(uint64) (i / pairs->providers) << 32 | (i % pairs->providers), pairs->square[i], 0
			};
		}
	}
	else
	{
		pair_iterator next;
		Pair	   *pair;

		sorted = array_allocate(pairs->table->members, sizeof(Pair));
		pair_start_iterate(pairs->table, &next);
		while ((pair = pair_iterate(pairs->table, &next)) != NULL)
		{
			CHECK_FOR_INTERRUPTS();
			sorted[used++] = *pair;
		}
		sort_pairs(sorted, used);
	}
	*count = used;
	return sorted;
}

/*
 * Lists the codes of the places that are marked, and numbers them.
 */
static CodeList
marked_codes(const Code *codes, uint32 *number, const bool *marked, uint32 count)
{
	CodeListWriter writer;

	code_list_writer_init(&writer);
	for (uint32 i = 0; i < count; i++)
		if (marked[i])
		{
			check_place_code(codes[i], ERRCODE_INVALID_PARAMETER_VALUE);
			number[i] = writer.count;
			code_list_write(&writer, codes[i]);
		}
	return code_list_written(&writer);
}

/*
 * The flows that pairs of providers make.
 */
static PlaceFlows *
pairs_flows(const Pairs *pairs, const Code *codes)
{
	uint64		cells;
	Pair	   *sorted = pairs_sorted(pairs, &cells);
	bool	   *from = array_allocate_zero(pairs->providers, 1);
	bool	   *to = array_allocate_zero(pairs->providers, 1);
	uint32	   *origin = array_allocate(pairs->providers, sizeof(uint32));
	uint32	   *destination = array_allocate(pairs->providers, sizeof(uint32));
	double	   *n = array_allocate(cells, sizeof(double));
	uint32	   *column = array_allocate(cells, sizeof(uint32));
	uint32	   *row;
	FlowsView	view;

	if (cells > PG_UINT32_MAX / 16)
		value_too_large("place_flows", "Fold fewer providers into one panel.");
	for (uint64 i = 0; i < cells; i++)
	{
		from[sorted[i].key >> 32] = true;
		to[(uint32) sorted[i].key] = true;
	}
	view.origins = marked_codes(codes, origin, from, pairs->providers);
	view.destinations = marked_codes(codes, destination, to, pairs->providers);
	view.cells = cells;
	row = array_allocate_zero((Size) view.origins.count + 1, sizeof(uint32));
	for (uint64 i = 0; i < cells; i++)
	{
		CHECK_FOR_INTERRUPTS();
		row[origin[sorted[i].key >> 32] + 1]++;
		column[i] = destination[(uint32) sorted[i].key];
		n[i] = sorted[i].n;
	}
	for (uint32 i = 0; i < view.origins.count; i++)
		row[i + 1] += row[i];
	view.row = row;
	view.destination = column;
	view.n = n;
	return place_flows_assemble(&view);
}

/*
 * Lists the providers whom a patient saw min_visits times or more.
 */
static uint32
often_seen(const PanelCursor *cursor, uint32 *counts, uint32 min_visits, uint32 *seen)
{
	uint32		end = cursor->visit + cursor->visits;
	uint32		found = 0;

	for (uint32 i = cursor->visit; i < end; i++)
		counts[panel_provider(cursor->panel, i)]++;
	for (uint32 i = cursor->visit; i < end; i++)
	{
		uint32		provider = panel_provider(cursor->panel, i);

		if (counts[provider] >= min_visits)
			seen[found++] = provider;
		counts[provider] = 0;
	}
	return found;
}

/*
 * Names the patient, whose code is not in the front of the panel.
 */
pg_noreturn static void
refuse_patient(Datum value, uint32 patient, uint32 providers)
{
	CarePanel	panel;
	PanelCursor cursor;

	care_panel_open(&panel, value);
	panel_cursor_start(&cursor, &panel, PANEL_NAMES);
	while (panel_cursor_next(&cursor) && cursor.patient < patient)
		;
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("patient \"%s\" has %u providers", code_for_message(panel_cursor_name(&cursor)), providers),
			 errdetail(SHARED_PROVIDERS_DETAIL, SHARED_PROVIDERS_MOST),
			 errhint("Leave the patient out with except_patients().")));
}

PG_FUNCTION_INFO_V1(panel_patient_sharing);

/*
 * patient_sharing(panel, min_visits integer DEFAULT 1) -> place_flows
 *
 * For each two providers how many patients saw both min_visits times or more, and
 * on the diagonal how many saw one; symmetric.  NULL for NULL.
 * Errors: 22023 for min_visits below 1; 54000 for a patient with more than 1,000
 * such providers.
 * Source: Barnett et al., Health Serv Res 2011;46:1592-1609.
 */
Datum
panel_patient_sharing(PG_FUNCTION_ARGS)
{
	int			min_visits = PG_GETARG_INT32(1);
	CarePanel	panel;
	PanelCursor cursor;
	Pairs		pairs;
	uint32	   *counts;
	uint32	   *seen;

	check_min_visits(min_visits, 1);
	care_panel_open_front(&panel, PG_GETARG_DATUM(0));
	pairs_init(&pairs, panel.providers);
	counts = panel_tally_counts(&panel);
	seen = array_allocate(panel.providers, sizeof(uint32));
	panel_cursor_start(&cursor, &panel, PANEL_COUNTS);
	while (panel_cursor_next(&cursor))
	{
		uint32		found = often_seen(&cursor, counts, min_visits, seen);

		if (found > SHARED_PROVIDERS_MOST)
			refuse_patient(PG_GETARG_DATUM(0), cursor.patient, found);
		for (uint32 i = 0; i < found; i++)
		{
			CHECK_FOR_INTERRUPTS();
			pairs_add(&pairs, seen[i], seen[i]);
			for (uint32 j = 0; j < i; j++)
			{
				pairs_add(&pairs, seen[i], seen[j]);
				pairs_add(&pairs, seen[j], seen[i]);
			}
		}
	}
	PG_RETURN_POINTER(pairs_flows(&pairs, care_panel_providers(&panel)));
}

PG_FUNCTION_INFO_V1(handoff_flows);

/*
 * handoff_flows(panel, within interval DEFAULT NULL) -> place_flows
 * handoff_flows(panel, within interval, zone text) -> place_flows
 *
 * For each two providers how often a patient's visit to the one was followed by a
 * visit to the other, as the patient's next, and, unless within is NULL, at most
 * so long after, boundary included.  Visits to the same provider again are no
 * hand-offs, so that without within the total is that of handoffs() of all
 * histories.  So long before a visit is what SQL says, in the zone; without one it
 * is the session's time zone, and the function is stable, not immutable.  NULL for
 * a panel or a zone that is NULL.
 * Errors: 22023 for a negative interval or a zone that is none.
 */
Datum
handoff_flows(PG_FUNCTION_ARGS)
{
	Interval   *within = PG_ARGISNULL(1) ? NULL : PG_GETARG_INTERVAL_P(1);
	CarePanel	panel;
	PanelCursor cursor;
	Pairs		pairs;
	PanelVisit *visits = NULL;
	uint32		room = 0;
	pg_tz	   *zone;

	if (PG_ARGISNULL(0) || (PG_NARGS() > 2 && PG_ARGISNULL(2)))
		PG_RETURN_NULL();
	zone = zone_argument(fcinfo, 2);
	if (within != NULL)
		check_within(within);
	if (within == NULL)
		care_panel_open_front(&panel, PG_GETARG_DATUM(0));
	else
		care_panel_open(&panel, PG_GETARG_DATUM(0));
	pairs_init(&pairs, panel.providers);
	panel_cursor_start(&cursor, &panel, within == NULL ? PANEL_COUNTS : PANEL_TIMES);
	while (panel_cursor_next(&cursor))
	{
		uint32		last = panel_provider(&panel, cursor.visit);

		if (within != NULL)
			visits = panel_cursor_all_visits(&cursor, visits, &room);
		for (uint32 i = 1; i < cursor.visits; i++)
		{
			uint32		provider = panel_provider(&panel, cursor.visit + i);

			CHECK_FOR_INTERRUPTS();
			if (provider != last &&
				(within == NULL ||
				 panel_time(&panel, visits[i - 1].at) >= zone_time_before(panel_time(&panel, visits[i].at), within, zone)))
				pairs_add(&pairs, last, provider);
			last = provider;
		}
	}
	PG_RETURN_POINTER(pairs_flows(&pairs, care_panel_providers(&panel)));
}
