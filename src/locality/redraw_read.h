/*
 * redraw_read.h
 *		What a map is redrawn from: places, today's networks, and terms.
 */
#ifndef PLACEBASE_REDRAW_READ_H
#define PLACEBASE_REDRAW_READ_H

#include "locality/assignment.h"

/* Arguments that redraw_localities and locality_frontier have in common. */
enum
{
	REDRAW_PEOPLE, REDRAW_NEIGHBOURS, REDRAW_SMALLEST, REDRAW_LARGEST, REDRAW_LISTS, REDRAW_START, REDRAW_PRICE, REDRAW_SEED,
	REDRAW_WITHIN, REDRAW_EFFORT, REDRAW_MAY_STAY, REDRAW_TOGETHER, REDRAW_APART, REDRAW_NUMBER,
	REDRAW_MEASURES, REDRAW_LEAST, REDRAW_MOST
};

/*
 * Areas that must stay together are one area of the map; "area" tells which for each
 * of the caller's areas.
 */
typedef struct Redraw
{
	LocalityMap map;
	Terms		terms;
	CodeList	areas;			/* the caller's */
	double	   *people;			/* of each of them */
	int32	   *area;
	int32	   *first_member;	/* areas of the map + 1 of them */
	int32	   *member;			/* the caller's areas of each, ascending */
	bool		has_start;
	Assignment	start;			/* of the caller's areas */
	int32	   *code;			/* of most people of each area of the map, or -1; NULL without start */
	double		placed;			/* people with a network today */
} Redraw;

extern void redraw_read_map(Redraw *redraw, const PlaceCounts *people, const PlaceFlows *neighbours,
							const PlaceFlows *lists, const PlaceFlows *within, const PlaceFlows *together);
extern void redraw_read_start(Redraw *redraw, const PlaceFlows *start);
extern double check_price(double price, const char *name, bool has_start);
extern bool redraw_read(FunctionCallInfo fcinfo, Redraw *redraw);

#endif
