/*
 * zones.h
 *		Time zones that are named, and days and intervals in them.
 *
 * What depends on the session's time zone has a form that takes a zone: it is
 * immutable, and means the same on every server.
 */
#ifndef PLACEBASE_ZONES_H
#define PLACEBASE_ZONES_H

#include "datatype/timestamp.h"
#include "fmgr.h"
#include "pgtime.h"
#include "utils/date.h"

extern pg_tz *zone_argument(FunctionCallInfo fcinfo, int argument);
extern int	zone_day(TimestampTz at, pg_tz *zone);
extern TimestampTz zone_day_start(DateADT day, pg_tz *zone);
extern TimestampTz zone_time_before(TimestampTz at, const Interval *span, pg_tz *zone);

#endif
