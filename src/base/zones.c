/*
 * zones.c
 *		Time zones that are named, and days and intervals in them.
 */
#include "postgres.h"

#include "common/int.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "base/zones.h"

/*
 * The zone of a name such as 'Europe/London'.  Abbreviations such as 'BST' are
 * not taken: what they mean is a setting of the server.
 */
static pg_tz *
zone_named(text *name)
{
	char	   *zone_name = text_to_cstring(name);
	pg_tz	   *zone = strlen(zone_name) > TZ_STRLEN_MAX ? NULL : pg_tzset(zone_name);

	if (zone == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time zone \"%s\" not recognized", zone_name),
				 errhint("Pass the full name of a zone, such as 'Europe/London'.")));
	return zone;
}

/*
 * The zone that an argument names; the session's for the form of a function that
 * has no such argument.
 */
pg_tz *
zone_argument(FunctionCallInfo fcinfo, int argument)
{
	return PG_NARGS() > argument ? zone_named(PG_GETARG_TEXT_PP(argument)) : session_timezone;
}

pg_noreturn static void
refuse_time(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("timestamp out of range")));
}

/*
 * Date and time of the clocks in a zone.
 */
static void
local_time(TimestampTz at, pg_tz *zone, struct pg_tm *tm, fsec_t *fraction)
{
	int			offset;

	if (timestamp2tm(at, &offset, tm, fraction, NULL, zone) != 0)
		refuse_time();
}

/*
 * When the clocks of a zone show a date and time.
 */
static TimestampTz
instant_of(struct pg_tm *tm, fsec_t fraction, pg_tz *zone)
{
	int			offset = DetermineTimeZoneOffset(tm, zone);
	Timestamp	at;

	if (tm2timestamp(tm, fraction, &offset, &at) != 0)
		refuse_time();
	return at;
}

/*
 * The day, as a Julian number, that the calendars of a zone show.
 */
int
zone_day(TimestampTz at, pg_tz *zone)
{
	struct pg_tm tm;
	fsec_t		fraction;

	local_time(at, zone, &tm, &fraction);
	return date2j(tm.tm_year, tm.tm_mon, tm.tm_mday);
}

/*
 * When a day begins in a zone.  Days before and after all times begin at minus
 * infinity and at infinity.
 */
TimestampTz
zone_day_start(DateADT day, pg_tz *zone)
{
	struct pg_tm tm = {0};
	int			offset;
	Timestamp	at;

	if (DATE_IS_NOBEGIN(day))
		return DT_NOBEGIN;
	if (DATE_IS_NOEND(day) || day >= TIMESTAMP_END_JULIAN - POSTGRES_EPOCH_JDATE)
		return DT_NOEND;
	j2date(day + POSTGRES_EPOCH_JDATE, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
	offset = DetermineTimeZoneOffset(&tm, zone);
	if (tm2timestamp(&tm, 0, &offset, &at) != 0)
		return day < 0 ? DT_NOBEGIN : DT_NOEND;
	return at;
}

/*
 * The time so long before another, as SQL has it in a zone: months first, then
 * days, then hours; a year before 29 February is 28 February.  The first of all
 * times where SQL's time may not reach that far: ten thousand years are as good
 * as ever.  A month has 28 to 31 days, and time zones move by less than a day.
 */
TimestampTz
zone_time_before(TimestampTz at, const Interval *span, pg_tz *zone)
{
	float8		days = (float8) span->month * (span->month < 0 ? 28 : 31) + span->day + 1;
	struct pg_tm tm;
	fsec_t		fraction;

	if (at - days * USECS_PER_DAY - span->time < MIN_TIMESTAMP)
		return MIN_TIMESTAMP;
	if (span->month != 0)
	{
		int64		month;

		local_time(at, zone, &tm, &fraction);
		month = (int64) tm.tm_year * MONTHS_PER_YEAR + tm.tm_mon - 1 - span->month;
		tm.tm_mon = (month % MONTHS_PER_YEAR + MONTHS_PER_YEAR) % MONTHS_PER_YEAR + 1;
		month = (month - (tm.tm_mon - 1)) / MONTHS_PER_YEAR;
		if (month > PG_INT32_MAX)
			refuse_time();
		tm.tm_year = month;
		tm.tm_mday = Min(tm.tm_mday, day_tab[isleap(tm.tm_year)][tm.tm_mon - 1]);
		at = instant_of(&tm, fraction, zone);
	}
	if (span->day != 0)
	{
		int			day;

		local_time(at, zone, &tm, &fraction);
		if (pg_sub_s32_overflow(date2j(tm.tm_year, tm.tm_mon, tm.tm_mday), span->day, &day) || day < 0)
			refuse_time();
		j2date(day, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
		at = instant_of(&tm, fraction, zone);
	}
	if (pg_sub_s64_overflow(at, span->time, &at) || !IS_VALID_TIMESTAMP(at))
		refuse_time();
	return at;
}
