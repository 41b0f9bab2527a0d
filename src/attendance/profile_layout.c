/*
 * profile_layout.c
 *		What holds for every attendance_profile, and reading a stored one.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "attendance/profile_layout.h"
#include "base/stored.h"

void
refuse_contacts(double contacts, int sqlstate)
{
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("contacts must be a finite number that is not negative, not %.15g", contacts)));
}

void
refuse_level_people(int64 people, double contacts, int sqlstate)
{
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("people with %.15g contacts must be a whole number of at least 1, not " INT64_FORMAT,
					contacts, people)));
}

/*
 * Whole people of a number that may have a fraction, which is an error.
 */
int64
whole_people(double people, double contacts, int sqlstate)
{
	if (!(people >= 1 && people <= MOST_PEOPLE && people == floor(people)))
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("people with %.15g contacts must be a whole number of at least 1, not %.15g",
						contacts, people)));
	return (int64) people;
}

void
refuse_all_people(int sqlstate)
{
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("a profile of more than " INT64_FORMAT " people is too large", MOST_PEOPLE)));
}

/*
 * A value with room for so many levels.  Contacts and people are for the caller
 * to fill in.
 */
AttendanceProfile *
attendance_profile_new(uint32 levels)
{
	Size		size = offsetof(AttendanceProfile, contacts) + levels * (sizeof(double) + sizeof(int64));
	AttendanceProfile *profile;

	if (size > MaxAllocSize)
		value_too_large(ATTENDANCE_PROFILE_NAME, "Round fractional contacts before profiling them.");
	profile = palloc(size);
	memset(profile, 0, offsetof(AttendanceProfile, contacts));
	SET_VARSIZE(profile, size);
	profile->version = ATTENDANCE_PROFILE_VERSION;
	profile->count = levels;
	return profile;
}

static bool
profile_header_fits(const AttendanceProfile *profile)
{
	Size		size = VARSIZE(profile);

	return size >= offsetof(AttendanceProfile, contacts) &&
		profile->version == ATTENDANCE_PROFILE_VERSION &&
		profile->reserved[0] == 0 && profile->reserved[1] == 0 && profile->reserved[2] == 0 &&
		profile->padding == 0 &&
		(uint64) size == offsetof(AttendanceProfile, contacts) +
		(uint64) profile->count * (sizeof(double) + sizeof(int64));
}

/*
 * True if everything that the picture in attendance_profile.h promises holds.
 */
bool
attendance_profile_is_valid(const AttendanceProfile *profile)
{
	const int64 *people = profile_people(profile);
	int64		all = 0;

	if (!profile_header_fits(profile))
		return false;
	for (uint32 i = 0; i < profile->count; i++)
	{
		double		contacts = profile->contacts[i];

		CHECK_FOR_INTERRUPTS();
		if (!isfinite(contacts) || contacts < 0 || (contacts == 0 && signbit(contacts)))
			return false;
		if (i > 0 && contacts <= profile->contacts[i - 1])
			return false;
		if (people[i] < 1 || people[i] > MOST_PEOPLE - all)
			return false;
		all += people[i];
	}
	return true;
}

/*
 * The value behind a datum: what was stored by a later version, or damaged, is
 * refused here.
 */
AttendanceProfile *
attendance_profile_from_datum(Datum datum)
{
	AttendanceProfile *profile = (AttendanceProfile *) PG_DETOAST_DATUM(datum);

	if (VARSIZE(profile) > offsetof(AttendanceProfile, version))
		check_stored_version(profile->version, ATTENDANCE_PROFILE_VERSION, ATTENDANCE_PROFILE_NAME);
	if (!attendance_profile_is_valid(profile))
		stored_value_damaged(ATTENDANCE_PROFILE_NAME);
	return profile;
}
