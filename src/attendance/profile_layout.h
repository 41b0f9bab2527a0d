/*
 * profile_layout.h
 *		How an attendance_profile is stored, and what holds for each.
 */
#ifndef PLACEBASE_PROFILE_LAYOUT_H
#define PLACEBASE_PROFILE_LAYOUT_H

#include <math.h>

#include "fmgr.h"

#include "base/compat.h"

/*
 * On disk, in the server's byte order:
 *
 *	+--------+---------+----------+-------+--------+-----------------+---------------+
 *	| length | version | 3 x zero | count | 0      | contacts[count] | people[count] |
 *	+--------+---------+----------+-------+--------+-----------------+---------------+
 *	 4        1         3          4       4        8 each            8 each
 *
 * Contacts are strictly ascending, finite, and 0 (never minus zero) or more;
 * people are whole numbers of at least 1, together at most 2^53, so that every
 * number of people is exact as a double.  So equal values have equal bytes.
 */
typedef struct AttendanceProfile
{
	int32		vl_len_;		/* varlena header, never touched directly */
	uint8		version;
	uint8		reserved[3];
	uint32		count;
	uint32		padding;
	double		contacts[FLEXIBLE_ARRAY_MEMBER];
} AttendanceProfile;

#define ATTENDANCE_PROFILE_NAME "attendance_profile"
#define ATTENDANCE_PROFILE_VERSION 1

#define PG_GETARG_ATTENDANCE_PROFILE(i) attendance_profile_from_datum(PG_GETARG_DATUM(i))

static inline const int64 *
profile_people(const AttendanceProfile *profile)
{
	return (const int64 *) (profile->contacts + profile->count);
}

/* Above this a double no longer holds every whole number. */
#define MOST_PEOPLE (INT64CONST(1) << 53)

pg_noreturn extern void refuse_contacts(double contacts, int sqlstate);
pg_noreturn extern void refuse_all_people(int sqlstate);
pg_noreturn extern void refuse_level_people(int64 people, double contacts, int sqlstate);
extern int64 whole_people(double people, double contacts, int sqlstate);

static inline void
check_contacts(double contacts, int sqlstate)
{
	if (unlikely(!isfinite(contacts) || contacts < 0))
		refuse_contacts(contacts, sqlstate);
}

static inline void
check_level_people(int64 people, double contacts, int sqlstate)
{
	if (unlikely(people < 1))
		refuse_level_people(people, contacts, sqlstate);
}

static inline void
check_all_people(int64 people, int64 more, int sqlstate)
{
	if (unlikely(more > MOST_PEOPLE - people))
		refuse_all_people(sqlstate);
}

extern AttendanceProfile *attendance_profile_new(uint32 levels);
extern bool attendance_profile_is_valid(const AttendanceProfile *profile);
extern AttendanceProfile *attendance_profile_from_datum(Datum datum);

#endif
