/*
 * table_suppression.h
 *		Which counts of a table to hide, so that no small one can be worked out.
 *		Knows no SQL.
 */
#ifndef PLACEBASE_TABLE_SUPPRESSION_H
#define PLACEBASE_TABLE_SUPPRESSION_H

#include "publish/table_protect.h"

extern bool *table_suppress(TableNetwork *network, double below, int64 width, TableInsiders insiders);

#endif
