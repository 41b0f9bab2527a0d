/*
 * convert.c
 *		The checked product: counts moved along flows with nobody lost.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"

#include "place_algebra.h"
#include "place_names.h"

/* What is done with a place that the flows do not lead anywhere. */
typedef enum Unmatched
{
	UNMATCHED_ERROR,
	UNMATCHED_KEEP,
	UNMATCHED_DROP
} Unmatched;

/* Weights that somebody computed in float8 sum to 1 as closely as this. */
#define WEIGHT_TOLERANCE 1e-9

/* ------------------------------------------------------------------------
 * Limits and checks
 * ------------------------------------------------------------------------
 */

static Unmatched
unmatched_from_text(text *name)
{
	char	   *policy = text_to_cstring(name);

	if (strcmp(policy, "error") == 0)
		return UNMATCHED_ERROR;
	if (strcmp(policy, "keep") == 0)
		return UNMATCHED_KEEP;
	if (strcmp(policy, "drop") == 0)
		return UNMATCHED_DROP;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unmatched must be 'error', 'keep' or 'drop', not '%s'", policy)));
}

/*
 * Weights that do not sum to 1 would make people or lose them.
 */
static void
check_weights(const FlowsView *flows)
{
	double	   *sum = place_flows_row_sums(flows);
	uint32		wrong = 0;
	uint32		first = 0;

	for (uint32 i = 0; i < flows->origins.count; i++)
		if (!(fabs(sum[i] - 1) <= WEIGHT_TOLERANCE) && wrong++ == 0)
			first = i;
	if (wrong > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("weights of place \"%s\" sum to %.15g, not 1",
						code_for_message(code_list_get(&flows->origins, first)), sum[first]),
				 wrong == 1 ? 0 :
				 errdetail_plural("The weights of %u other place do not sum to 1 either.",
								  "The weights of %u other places do not sum to 1 either.",
								  wrong - 1, wrong - 1),
				 errhint("Use shares() of the flows as weights.")));
	pfree(sum);
}

static void
check_all_matched(const CodeList *places, const bool *is_unmatched)
{
	uint32		count = 0;

	for (uint32 i = 0; i < places->count; i++)
		count += is_unmatched[i];
	if (count > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg_plural("%u place of the counts is no origin of the flows: %s",
							   "%u places of the counts are no origins of the flows: %s",
							   count, count, marked_places(places, is_unmatched)),
				 errhint("Pass 'keep' to keep such places under their own codes, or 'drop' to leave them out.")));
}

/* ------------------------------------------------------------------------
 * Functions
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(convert_places);

/*
 * convert(c place_counts, f place_flows, unmatched text) -> place_counts
 *
 * Counts from one set of places to another: old codes to new, areas to boroughs,
 * practices to areas.  The weights of each origin of the flows must sum to 1, so
 * the total is kept.  A place of the counts that is no origin of the flows is an
 * error; with 'keep' it stays as it is, under its own code; with 'drop' its
 * people are left out.
 * Errors: 22023 for weights that do not sum to 1, for places without a match,
 * and for another policy.
 */
Datum
convert_places(PG_FUNCTION_ARGS)
{
	PlaceCounts *counts = PG_GETARG_PLACE_COUNTS(0);
	FlowsView	flows = place_flows_view(PG_GETARG_PLACE_FLOWS(1));
	Unmatched	unmatched = unmatched_from_text(PG_GETARG_TEXT_PP(2));
	CodeList	places = place_counts_places(counts);
	uint32	   *origin = positions_in(&places, &flows.origins);
	bool	   *is_unmatched = palloc(Max(places.count, 1));
	PlaceCounts *converted;

	check_weights(&flows);
	for (uint32 i = 0; i < places.count; i++)
		is_unmatched[i] = origin[i] == NOWHERE;
	if (unmatched == UNMATCHED_ERROR)
		check_all_matched(&places, is_unmatched);
	converted = place_counts_moved(counts, &flows);
	if (unmatched == UNMATCHED_KEEP)
		converted = place_counts_sum(converted, place_counts_select(&places, counts->n, is_unmatched));
	PG_RETURN_POINTER(converted);
}
