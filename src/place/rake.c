/*
 * rake.c
 *		Flows fitted to two margins: iterative proportional fitting.
 *
 * Every cell of the answer is seed * r[origin] * c[destination], so the fit works
 * on the factors r and c alone (Sinkhorn & Knopp 1967): the cells of the seed
 * are only read, and multiplied once at the end.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"

#include "base/memory.h"
#include "place/place_algebra.h"
#include "place/place_names.h"

/* One side of the seed: its places, what they shall have, and their factors. */
typedef struct Margin
{
	const char *side;			/* "origin" or "destination", for messages */
	CodeList	places;
	double	   *target;
	double	   *factor;			/* of every place; 0 for a target of 0 */
	double	   *reach;			/* targets of the other side that its cells lead to */
} Margin;

typedef struct Rake
{
	FlowsView	seed;
	Margin		origins;
	Margin		destinations;
	double		total;
	double		allowed;		/* error, in people */
	double	   *swept;			/* factors of the origins in the last whole sweep */
	double		error;			/* largest of any origin after that sweep */
	uint32		worst;			/* the origin that has it */
} Rake;

/* ------------------------------------------------------------------------
 * Limits and checks
 * ------------------------------------------------------------------------
 */

/*
 * Targets in the order of the places of the seed.  A target of 0 needs no place
 * in the seed; everything else on one side only is an error.
 */
static void
margin_init(Margin *margin, const char *side, const CodeList *places, const PlaceCounts *targets)
{
	CodeList	target_places = place_counts_places(targets);
	uint32	   *in_targets = positions_in(places, &target_places);
	uint32	   *in_seed = positions_in(&target_places, places);
	bool	   *missing = array_allocate(Max(places->count, targets->count), sizeof(bool));
	uint32		count = 0;
	double		people = 0;

	margin->side = side;
	margin->places = *places;
	margin->target = array_allocate(places->count, sizeof(double));
	margin->factor = array_allocate(places->count, sizeof(double));
	margin->reach = array_allocate_zero(places->count, sizeof(double));
	for (uint32 i = 0; i < places->count; i++)
		count += missing[i] = in_targets[i] == NOWHERE;
	if (count > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg_plural("%u %s of the seed has no target: %s",
							   "%u %ss of the seed have no target: %s",
							   count, count, side, marked_places(places, missing)),
				 errhint("Give a target of 0 to places that shall have nobody.")));
	for (uint32 i = 0; i < targets->count; i++)
	{
		missing[i] = in_seed[i] == NOWHERE && targets->n[i] > 0;
		if (missing[i])
		{
			count++;
			people += targets->n[i];
		}
	}
	if (count > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg_plural("%u %s has a target but no cells in the seed: %s",
							   "%u %ss have a target but no cells in the seed: %s",
							   count, count, side, marked_places(&target_places, missing)),
				 errdetail("Nobody can be placed there, and the targets come to %.15g people.", people)));
	for (uint32 i = 0; i < places->count; i++)
		margin->target[i] = targets->n[in_targets[i]];
	pfree(in_targets);
	pfree(in_seed);
	pfree(missing);
}

static void
check_totals(Rake *rake, double tolerance)
{
	double		out = sum_of_counts(rake->origins.target, rake->origins.places.count);
	double		in = sum_of_counts(rake->destinations.target, rake->destinations.places.count);

	rake->total = Max(out, in);
	rake->allowed = tolerance * rake->total;
	if (fabs(out - in) > rake->allowed)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("targets of origins total %.15g, targets of destinations %.15g", out, in),
				 errdetail("They differ by %g; at most %g is allowed.", fabs(out - in), rake->allowed),
				 errhint("Multiply one of the targets by a factor, so that both totals agree.")));
}

static inline bool
is_active(const Rake *rake, uint32 origin, uint32 cell)
{
	return rake->seed.n[cell] > 0 && rake->origins.target[origin] > 0 &&
		rake->destinations.target[rake->seed.destination[cell]] > 0;
}

/*
 * A place cannot have more people than the places its cells lead to.
 */
static void
check_reach(const Rake *rake, const Margin *margin, const Margin *other)
{
	for (uint32 i = 0; i < margin->places.count; i++)
	{
		char	   *place;

		if (margin->target[i] == 0 ||
			(margin->reach[i] > 0 && margin->target[i] - margin->reach[i] <= rake->allowed))
			continue;
		place = code_for_message(code_list_get(&margin->places, i));
		if (margin->reach[i] == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s \"%s\" has a target of %.15g, but no cell of the seed can hold anybody",
							margin->side, place, margin->target[i]),
					 errdetail("All its cells are 0 or lead to %ss with a target of 0.", other->side)));
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s \"%s\" has a target of %.15g, but the %ss that its cells lead to have %.15g together",
						margin->side, place, margin->target[i], other->side, margin->reach[i])));
	}
}

/* ------------------------------------------------------------------------
 * Parts of the seed that no cell joins
 * ------------------------------------------------------------------------
 */

static uint32
group_of(uint32 *parent, uint32 i)
{
	while (parent[i] != i)
		i = parent[i] = parent[parent[i]];
	return i;
}

/*
 * Nobody moves between two parts of the seed that share no place, so the margins
 * must agree in each part.  Raking would swing between the two for ever.
 */
static void
check_parts(const Rake *rake)
{
	const FlowsView *seed = &rake->seed;
	uint32		origins = seed->origins.count;
	Size		places = (Size) origins + seed->destinations.count;
	uint32	   *parent = array_allocate(places, sizeof(uint32));
	double	   *out = array_allocate_zero(origins, sizeof(double));
	double	   *in = array_allocate_zero(origins, sizeof(double));

	for (Size i = 0; i < places; i++)
		parent[i] = i;

	/* The root of every part with two places is its first origin. */
	for (uint32 i = 0; i < origins; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (uint32 cell = seed->row[i]; cell < seed->row[i + 1]; cell++)
		{
			uint32		a;
			uint32		b;

			if (!is_active(rake, i, cell))
				continue;
			a = group_of(parent, i);
			b = group_of(parent, origins + seed->destination[cell]);
			parent[Max(a, b)] = Min(a, b);
		}
	}
	for (uint32 i = 0; i < origins; i++)
		out[group_of(parent, i)] += rake->origins.target[i];
	for (uint32 j = 0; j < seed->destinations.count; j++)
		if (rake->destinations.target[j] > 0)
			in[group_of(parent, origins + j)] += rake->destinations.target[j];
	for (uint32 i = 0; i < origins; i++)
		if (fabs(out[i] - in[i]) > rake->allowed)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the part of the seed around origin \"%s\" has targets of %.15g for its origins, but %.15g for its destinations",
							code_for_message(code_list_get(&seed->origins, i)), out[i], in[i]),
					 errdetail("No cell joins this part with the rest of the seed, so nobody can move between them.")));
	pfree(parent);
	pfree(out);
	pfree(in);
}

/* ------------------------------------------------------------------------
 * Sweeps
 * ------------------------------------------------------------------------
 */

/*
 * The sum of the cells of a row, each times the factor of its destination.  Four
 * sums keep the processor busy; their order is always the same.
 */
static double
row_times_factors(const double *n, const uint32 *destination, uint32 cells, const double *factor)
{
	double		a = 0;
	double		b = 0;
	double		c = 0;
	double		d = 0;
	uint32		i = 0;

	for (; i + 4 <= cells; i += 4)
	{
		a += n[i] * factor[destination[i]];
		b += n[i + 1] * factor[destination[i + 1]];
		c += n[i + 2] * factor[destination[i + 2]];
		d += n[i + 3] * factor[destination[i + 3]];
	}
	for (; i < cells; i++)
		a += n[i] * factor[destination[i]];
	return (a + b) + (c + d);
}

static void
not_converged(const Rake *rake, int sweeps)
{
	const Margin *origins = &rake->origins;

	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("no fit after %d sweeps: origin \"%s\" misses its target of %.15g by %g",
					sweeps, code_for_message(code_list_get(&origins->places, rake->worst)),
					origins->target[rake->worst], rake->error),
			 errdetail("The largest error allowed is %g.", rake->allowed),
			 errhint("If more sweeps do not help, no flows along the cells of the seed have these margins, or only such as leave some of those cells empty: raking comes near to these and never reaches them, so a larger tolerance takes what is near.")));
}

/*
 * A factor that leaves the range of float8 after some sweeps shows a fit that
 * drifts for ever; in the first one, figures of a size that nobody counts.
 */
static inline void
check_factor_range(const Rake *rake, const Margin *margin, uint32 i, double came, int sweeps)
{
	double		factor = margin->factor[i];

	if (factor >= DBL_MIN && factor <= DBL_MAX)
		return;
	if (sweeps > 0)
		not_converged(rake, sweeps);
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("%s \"%s\" has %.15g in the seed, and no factor in range makes that its target of %.15g",
					margin->side, code_for_message(code_list_get(&margin->places, i)),
					came, margin->target[i]),
			 errhint("Multiply the seed by a factor that brings its total near that of the targets.")));
}

/*
 * Scales the origins to their targets, and gathers what then comes into each
 * destination.  On the way it finds the error that the last sweep left, since
 * the sums of the rows are those after its destination step; the factors of that
 * sweep stay in swept.
 *
 * The cells of a row are used twice while they are in the cache, so a sweep
 * reads the seed from memory once, and no transpose is needed.
 */
static void
scale_origins(Rake *rake, double *came_in, int sweeps)
{
	const FlowsView *seed = &rake->seed;
	Margin	   *origins = &rake->origins;
	double	   *swept = origins->factor;
	double		largest = 0;
	uint32		worst = 0;

	origins->factor = rake->swept;
	rake->swept = swept;
	memset(came_in, 0, seed->destinations.count * sizeof(double));
	for (uint32 i = 0; i < seed->origins.count; i++)
	{
		const double *n = seed->n + seed->row[i];
		const uint32 *destination = seed->destination + seed->row[i];
		uint32		cells = seed->row[i + 1] - seed->row[i];
		double		sum;
		double		error;
		double		factor;

		CHECK_FOR_INTERRUPTS();
		if (origins->target[i] == 0)
			continue;
		sum = row_times_factors(n, destination, cells, rake->destinations.factor);
		error = fabs(swept[i] * sum - origins->target[i]);
		origins->factor[i] = factor = origins->target[i] / sum;
		check_factor_range(rake, origins, i, sum, sweeps);
		if (error > largest)
		{
			largest = error;
			worst = i;
		}
		for (uint32 c = 0; c < cells; c++)
			came_in[destination[c]] += n[c] * factor;
	}
	rake->error = largest;
	rake->worst = worst;
}

static void
scale_destinations(Rake *rake, const double *came_in, int sweeps)
{
	Margin	   *destinations = &rake->destinations;

	for (uint32 j = 0; j < destinations->places.count; j++)
	{
		if (destinations->target[j] == 0)
			continue;
		destinations->factor[j] = destinations->target[j] / came_in[j];
		check_factor_range(rake, destinations, j, came_in[j], sweeps);
	}
}

/*
 * Sweeps until the margins are met.  Convergence is tested on the margins and on
 * nothing else: where they cannot be met, the cells may well stop changing.
 */
static void
fit(Rake *rake, int max_sweeps)
{
	double	   *came_in = array_allocate(rake->destinations.places.count, sizeof(double));

	for (int sweep = 0;; sweep++)
	{
		CHECK_FOR_INTERRUPTS();
		scale_origins(rake, came_in, sweep);
		if (sweep > 0 && rake->error <= rake->allowed)
			break;
		if (sweep == max_sweeps)
			not_converged(rake, sweep);
		scale_destinations(rake, came_in, sweep);
	}
	pfree(came_in);
}

/* ------------------------------------------------------------------------
 * Functions
 * ------------------------------------------------------------------------
 */

static void
find_reach(Rake *rake)
{
	const FlowsView *seed = &rake->seed;

	for (uint32 i = 0; i < seed->origins.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (uint32 cell = seed->row[i]; cell < seed->row[i + 1]; cell++)
		{
			uint32		j = seed->destination[cell];

			if (!is_active(rake, i, cell))
				continue;
			rake->origins.reach[i] += rake->destinations.target[j];
			rake->destinations.reach[j] += rake->origins.target[i];
		}
	}
}

PG_FUNCTION_INFO_V1(rake);

/*
 * rake(f place_flows, origins place_counts, destinations place_counts,
 *		tolerance float8, max_sweeps integer) -> place_flows
 *
 * The flows nearest to f (in relative entropy) that have the given totals of
 * origins and destinations: cells are scaled to the origins' targets, then to
 * the destinations', and again, until after a destination step no origin misses
 * its target by more than tolerance * total.  Destinations then have their
 * targets but for rounding errors.  A cell of 0 stays 0, and so does the total.
 *
 * Both totals must agree within tolerance * total.  Every place of f must have a
 * target, of 0 if it shall have nobody, and every target above 0 a place in f.
 * Errors: 22023 for targets that break these rules or that f cannot have (a line
 * of zeros, a part that is joined with nothing else); 54000 where max_sweeps do
 * not suffice, as with all other margins that cannot be met: the message names
 * the place that is farthest off.
 * Source: Deming & Stephan 1940.
 */
Datum
rake(PG_FUNCTION_ARGS)
{
	PlaceFlows *flows = PG_GETARG_PLACE_FLOWS(0);
	double		tolerance = PG_GETARG_FLOAT8(3);
	int			max_sweeps = PG_GETARG_INT32(4);
	Rake		rake = {.seed = place_flows_view(flows)};
	double	   *n;

	if (!(tolerance > 0 && tolerance < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("tolerance must be above 0 and below 1, not %.15g", tolerance)));
	if (max_sweeps < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("max_sweeps must be at least 1, not %d", max_sweeps)));
	margin_init(&rake.origins, "origin", &rake.seed.origins, PG_GETARG_PLACE_COUNTS(1));
	margin_init(&rake.destinations, "destination", &rake.seed.destinations, PG_GETARG_PLACE_COUNTS(2));
	check_totals(&rake, tolerance);
	find_reach(&rake);
	check_reach(&rake, &rake.origins, &rake.destinations);
	check_reach(&rake, &rake.destinations, &rake.origins);
	check_parts(&rake);

	rake.swept = array_allocate(flows->origins, sizeof(double));
	for (uint32 i = 0; i < flows->origins; i++)
		rake.swept[i] = rake.origins.factor[i] = rake.origins.target[i] > 0 ? 1 : 0;
	for (uint32 j = 0; j < flows->destinations; j++)
		rake.destinations.factor[j] = rake.destinations.target[j] > 0 ? 1 : 0;
	fit(&rake, max_sweeps);

	n = array_allocate(flows->cells, sizeof(double));
	for (uint32 i = 0; i < flows->origins; i++)
		for (uint32 cell = rake.seed.row[i]; cell < rake.seed.row[i + 1]; cell++)
			n[cell] = rake.seed.n[cell] * rake.swept[i] *
				rake.destinations.factor[rake.seed.destination[cell]];
	PG_RETURN_POINTER(place_flows_with_n(flows, n));
}
