/*
 * smooth.c
 *		Rates of small places drawn towards those of their neighbours.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/memory.h"
#include "place/place_algebra.h"
#include "rate/smoothing.h"

/* Places, their neighbours and what happened, each place by its number. */
typedef struct Smoothing
{
	CodeList	places;			/* those of people */
	const double *people;
	double	   *events;
	FlowsView	neighbours;
	uint32	   *place_of_origin;	/* NOWHERE for a place that is not in places */
	uint32	   *place_of_destination;
	double	   *smoothed;
} Smoothing;

pg_noreturn static void
refuse_place(Code place, const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("place \"%s\" %s", code_for_message(place), what)));
}

/*
 * Every place has people, and what happened has a place.
 */
static void
read_places(Smoothing *smoothing, const PlaceCounts *events, const PlaceCounts *people)
{
	CodeList	given = place_counts_places(events);
	uint32	   *place = positions_in(&given, &smoothing->places);

	smoothing->events = array_allocate_zero(people->count, sizeof(double));
	for (uint32 i = 0; i < people->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (people->n[i] == 0)
			refuse_place(code_list_get(&smoothing->places, i), "has 0 people");
	}
	for (uint32 i = 0; i < events->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (place[i] != NOWHERE)
			smoothing->events[place[i]] = events->n[i];
		else if (events->n[i] > 0)
			refuse_place(code_list_get(&given, i), "has events but no people");
	}
}

/*
 * Every neighbour has people.
 */
static void
read_neighbours(Smoothing *smoothing)
{
	const FlowsView *neighbours = &smoothing->neighbours;

	smoothing->place_of_origin = positions_in(&neighbours->origins, &smoothing->places);
	smoothing->place_of_destination = positions_in(&neighbours->destinations, &smoothing->places);
	for (uint32 i = 0; i < neighbours->origins.count; i++)
		for (uint32 cell = neighbours->row[i]; cell < neighbours->row[i + 1]; cell++)
		{
			uint32		to = neighbours->destination[cell];

			CHECK_FOR_INTERRUPTS();
			if (neighbours->n[cell] == 0)
				continue;
			if (smoothing->place_of_origin[i] == NOWHERE)
				refuse_place(code_list_get(&neighbours->origins, i), "has neighbours but no people");
			if (smoothing->place_of_destination[to] == NOWHERE)
				refuse_place(code_list_get(&neighbours->destinations, to), "is a neighbour but has no people");
		}
}

/*
 * The place of a neighbour; NOWHERE for a tie of 0 and for the place itself.
 */
static inline uint32
neighbour_at(const Smoothing *smoothing, uint32 place, uint32 cell)
{
	uint32		neighbour = smoothing->place_of_destination[smoothing->neighbours.destination[cell]];

	return smoothing->neighbours.n[cell] > 0 && neighbour != place ? neighbour : NOWHERE;
}

/*
 * What is beyond the rate of the neighbourhood, squared, for all people of a place.
 */
static double
beyond(const Smoothing *smoothing, uint32 place, double rate)
{
	double		away = smoothing->events[place] / smoothing->people[place] - rate;

	return smoothing->people[place] * away * away;
}

/*
 * One place with the cells of its neighbours.
 */
static double
smoothed_place(const Smoothing *smoothing, uint32 place, uint32 first, uint32 end)
{
	double		own = smoothing->events[place] / smoothing->people[place];
	double		events = smoothing->events[place];
	double		people = smoothing->people[place];
	uint32		places = 1;
	double		rate;
	double		squares;
	double		variance;

	for (uint32 cell = first; cell < end; cell++)
	{
		uint32		neighbour = neighbour_at(smoothing, place, cell);

		CHECK_FOR_INTERRUPTS();
		if (neighbour == NOWHERE)
			continue;
		events += smoothing->events[neighbour];
		people += smoothing->people[neighbour];
		places++;
	}
	if (places == 1)
		return own;
	rate = check_result(events / check_result(people));
	squares = beyond(smoothing, place, rate);
	for (uint32 cell = first; cell < end; cell++)
	{
		uint32		neighbour = neighbour_at(smoothing, place, cell);

		CHECK_FOR_INTERRUPTS();
		if (neighbour != NOWHERE)
			squares += beyond(smoothing, neighbour, rate);
	}
	variance = check_result(squares / people - rate * places / people);
	return drawn_rate(own, smoothing->people[place], rate, fmax(variance, 0));
}

PG_FUNCTION_INFO_V1(smooth);

/*
 * smooth(events place_counts, people place_counts, neighbours place_flows)
 *		-> place_counts
 *
 * Events for each person of every place of people, drawn towards the rate of the
 * place and its neighbours together, the more the fewer people it has (local
 * empirical Bayes).  With b that rate, m the places and a = max(0, sum n (x/n -
 * b)^2 / sum n - b / (sum n / m)): b + a (x/n - b) / (a + b/n).  Neighbours of a
 * place are those that it has a tie above 0 to; a place without any keeps its own
 * rate.  A place that events do not know has 0.  Errors: 22023 for a place with 0
 * people, and for one with events or a tie but without people.
 * Source: Marshall 1991.
 */
Datum
smooth(PG_FUNCTION_ARGS)
{
	PlaceCounts *people = PG_GETARG_PLACE_COUNTS(1);
	Smoothing	smoothing = {
		.places = place_counts_places(people),
		.people = people->n,
		.neighbours = place_flows_view(PG_GETARG_PLACE_FLOWS(2)),
		.smoothed = array_allocate(people->count, sizeof(double))
	};

	read_places(&smoothing, PG_GETARG_PLACE_COUNTS(0), people);
	read_neighbours(&smoothing);
	for (uint32 i = 0; i < people->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		smoothing.smoothed[i] = smoothing.events[i] / people->n[i];
	}
	for (uint32 i = 0; i < smoothing.neighbours.origins.count; i++)
	{
		uint32		place = smoothing.place_of_origin[i];

		if (place != NOWHERE)
			smoothing.smoothed[place] = smoothed_place(&smoothing, place, smoothing.neighbours.row[i], smoothing.neighbours.row[i + 1]);
	}
	PG_RETURN_POINTER(place_counts_with_n(people, smoothing.smoothed));
}
