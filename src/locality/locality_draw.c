/*
 * locality_draw.c
 *		The whole search for localities, from nothing or from a map that is there.
 *
 * Effort is counted in tried moves, never in seconds.  The first three thousand an
 * area anneal the whole map; longer annealing is no help.  Of what is above, a third
 * goes into further starts, of which the best is kept, and the rest into
 * neighbourhoods drawn anew.  Maps of few areas need starts more than moves.
 */
#include "postgres.h"

#include <math.h>

#include "base/memory.h"
#include "locality/locality_anew.h"
#include "locality/locality_draw.h"
#include "locality/locality_label.h"
#include "locality/locality_walk.h"

/* Effort is counted in so many tried moves for every area. */
#define MOVES_PER_EFFORT 1000

/* What one start takes of it at most. */
#define EFFORT_OF_START 3

/* A map of few areas, and how many starts it gets. */
#define FEW_AREAS 1000
#define STARTS_OF_FEW 10

/*
 * How full the localities of a component may be made on average, so that areas can
 * still move between them.  A map of few areas can have no division into that many: of
 * 110 searches on small maps whose best division is known, 105 find it where every other
 * start may fill localities up, and 95 where none may.
 */
#define FULLEST 0.88
#define FULLEST_OF_FEW 1.0

/* Localities without areas, for new ones to be founded. */
#define SPARE_LOCALITIES 8

/* Objectives that differ by this share of all that can be worth something are equal. */
#define EQUAL 1e-9

/*
 * What a map is worth less the price of moving people; -people moved where that
 * price is beyond all measure.
 */
static double
objective(const Localities *set)
{
	if (set->label == NULL || set->map->terms->keep == 0)
		return set->worth;
	if (isinf(set->map->terms->keep))
		return -people_moved(set);
	return set->worth - set->map->terms->keep * people_moved(set);
}

/*
 * Is the first of two sets the better one?  People out of bounds come first, then
 * the objective, then the people moved.
 */
bool
locality_is_better(const Localities *a, const Localities *b)
{
	double		astray_a = locality_people_astray(a);
	double		astray_b = locality_people_astray(b);
	double		objective_a = objective(a);
	double		objective_b = objective(b);

	if (astray_a != astray_b)
		return astray_a < astray_b;
	if (a->label == NULL)
		return a->worth > b->worth;
	if (fabs(objective_a - objective_b) > EQUAL * Max(a->worth, b->worth))
		return objective_a > objective_b;
	if (people_moved(a) != people_moved(b))
		return people_moved(a) < people_moved(b);
	return a->worth > b->worth;
}

static Localities *
better_of(Localities *a, Localities *b)
{
	if (locality_is_better(b, a))
	{
		localities_free(a);
		return b;
	}
	localities_free(b);
	return a;
}

/*
 * A walk over the whole map from where a set is, which is left as it is, and repair.
 */
static Localities *
walk_from(const Localities *start, Dice *dice, int64 moves_an_area, double fullest)
{
	Localities *set = localities_new(start->map, start->of, start->count);
	Walk		walk;

	locality_match(set);
	walk_start(&walk, set, dice);
	walk_everywhere(&walk);
	walk.fullest = fullest;
	if (set->map->terms != NULL && set->map->terms->number > 0)
		walk_may_found(&walk);
	walk_anneal(&walk, moves_an_area * walk.places, HOT, COLD, PRICE_FIRST, PRICE_LAST);
	walk_end(&walk);
	return locality_mend(set, dice);
}

/*
 * What one start takes for every area.
 */
static int64
moves_of_start(int32 effort)
{
	return Min(effort, EFFORT_OF_START) * MOVES_PER_EFFORT;
}

static double
fullest_of_start(const LocalityMap *map, int start)
{
	return map->areas < FEW_AREAS && start % 2 == 1 ? FULLEST_OF_FEW : FULLEST;
}

/*
 * What a search from a map that is there takes for its walk, and again for drawing
 * neighbourhoods anew, for every area: half of what drawing from nothing takes together.
 */
static int64
redraw_moves(int32 effort)
{
	return MOVES_PER_EFFORT * effort / 4;
}

/*
 * Draws localities.  With no effort what has grown together is mended only; the
 * answer is never worse than that.
 */
Localities *
locality_draw(const LocalityMap *map, Dice *dice, int32 effort)
{
	Localities *grown = locality_with_number(locality_agglomerate(map));
	Localities *best = locality_mend(localities_new(map, grown->of, grown->count), dice);
	int32		more = Max(effort - EFFORT_OF_START, 0);
	int32		starts = 1 + more / (3 * EFFORT_OF_START);
	int64		moves;

	if (effort == 0)
		return best;
	if (map->areas < FEW_AREAS)
		starts = Max(starts, STARTS_OF_FEW);
	for (int32 start = 0; start < starts; start++)
		best = better_of(best, walk_from(grown, dice, moves_of_start(effort), fullest_of_start(map, start)));
	localities_free(grown);
	moves = (int64) MOVES_PER_EFFORT * map->areas * (more - more / (3 * EFFORT_OF_START) * EFFORT_OF_START);
	locality_draw_anew(best, dice, moves);
	return best;
}

/*
 * Today's networks, each piece of them a locality.
 */
Localities *
locality_from_today(const LocalityMap *map, const int32 *code)
{
	int32	   *piece = array_allocate(map->areas, sizeof(int32));
	int32		pieces = locality_pieces(map, code, piece);
	Localities *set = localities_new(map, piece, pieces + SPARE_LOCALITIES);

	locality_match(set);
	pfree(piece);
	return set;
}

/*
 * The map that is drawn from nothing and knows of no terms, brought to them.
 */
Localities *
locality_from_nothing(const LocalityMap *map, Dice *dice, int32 effort)
{
	LocalityMap plain = *map;
	Localities *free;
	Localities *set;

	plain.terms = NULL;
	free = locality_draw(&plain, dice, effort);
	set = locality_numbered(map, free, SPARE_LOCALITIES);
	localities_free(free);
	return locality_people_astray(set) == 0 ? set : locality_mend(set, dice);
}

/*
 * The better of what was found so far, which may be nothing, and another set, which is
 * taken over: both numbered by first areas, with the labels that go with that.
 */
Localities *
locality_better(Localities *best, Localities *found)
{
	Localities *numbered = locality_numbered(found->map, found, SPARE_LOCALITIES);

	localities_free(found);
	return best == NULL ? numbered : better_of(best, numbered);
}

/*
 * The best that is found from a map that is there: mended as it is, or walked on with.
 */
Localities *
locality_from(const LocalityMap *map, const Localities *start, Dice *dice, int32 effort)
{
	int32		starts = map->areas < FEW_AREAS ? STARTS_OF_FEW : 1;
	int64		moves = moves_of_start(effort);
	Localities *best = locality_better(NULL, locality_mend(locality_numbered(map, start, SPARE_LOCALITIES), dice));

	if (starts == 1)
		moves = Min(moves, redraw_moves(effort));
	for (int32 i = 0; effort > 0 && i < starts; i++)
		best = locality_better(best, walk_from(start, dice, moves, fullest_of_start(map, i)));
	return best;
}

/*
 * Neighbourhoods of a set drawn anew, if it is better for that.
 */
Localities *
locality_anew(const Localities *set, Dice *dice, int32 effort)
{
	Localities *anew = locality_numbered(set->map, set, SPARE_LOCALITIES);

	locality_draw_anew(anew, dice, redraw_moves(effort) * set->map->areas);
	return locality_better(locality_numbered(set->map, set, SPARE_LOCALITIES), anew);
}

/*
 * Localities under terms, from today's networks where there are any (the network of
 * each area, or -1).  The answer is never worse than these, nor than localities drawn
 * from nothing with the same dice, where they keep to the terms.
 */
Localities *
locality_redraw(const LocalityMap *map, const int32 *code, Dice *dice, int32 effort)
{
	Dice		again = *dice;
	Localities *best;

	if (map->terms == NULL)
		return locality_draw(map, dice, effort);
	if (code == NULL)
		best = locality_better(NULL, locality_draw(map, dice, effort));
	else
	{
		Localities *today = locality_from_today(map, code);

		best = locality_better(locality_numbered(map, today, SPARE_LOCALITIES), locality_from(map, today, dice, effort));
		localities_free(today);
	}
	if (!map->terms->sizes)
		best = locality_better(best, locality_from_nothing(map, &again, effort));
	return locality_anew(best, dice, effort);
}
