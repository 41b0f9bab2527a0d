/*
 * table_protect.h
 *		Protecting one small count of a table, so that it can be as many numbers as
 *		asked for.  Knows no SQL.
 */
#ifndef PLACEBASE_TABLE_PROTECT_H
#define PLACEBASE_TABLE_PROTECT_H

#include "publish/table_network.h"

/* Whose line a reader may own and so know. */
typedef enum TableInsiders
{
	INSIDERS_NONE,
	INSIDERS_ORIGINS,
	INSIDERS_DESTINATIONS,
	INSIDERS_BOTH
} TableInsiders;

/* A list of numbers that grows. */
typedef struct NumberList
{
	uint32		count;
	uint32		capacity;
	uint32	   *number;
} NumberList;

/* A small count, and the added ones on whose ways it relies. */
typedef struct SmallCount
{
	uint32		edge;
	uint32		cells_in_line;	/* positive cells in the shorter of its lines */
	bool		is_exposed;
	bool		is_saved;		/* relied_on before the exchange is in the journal */
	NumberList	relied_on;
} SmallCount;

/* What an exchange changed. */
typedef struct Journal
{
	bool		is_open;
	NumberList	turned;			/* edges hidden or shown */
	NumberList	smalls;
	NumberList *relied_on;		/* of those small counts, before */
	uint32		relied_on_capacity;
} Journal;

typedef struct Suppression
{
	TableNetwork *network;
	double		below;
	int64		width;
	TableInsiders insiders;
	uint32		smalls;
	SmallCount *small;
	bool	   *is_small;		/* of each edge */
	NumberList *relying;		/* of each edge: small counts that rely or relied on it */
	TablePrice	price;			/* of all that was added */
	Journal		journal;
} Suppression;

extern void number_list_append(NumberList *list, uint32 number);
extern bool number_list_has(const NumberList *list, uint32 number);
extern void suppression_turn(Suppression *here, uint32 edge, bool hidden);
extern void suppression_close_journal(Suppression *here, bool keep);
extern bool small_count_is_safe(Suppression *here, SmallCount *small);
extern bool small_count_protect(Suppression *here, SmallCount *small);

#endif
