/*
 * profile_state.h
 *		Collects people and their contacts in any order, and writes the one
 *		attendance_profile they make.
 */
#ifndef PLACEBASE_PROFILE_STATE_H
#define PLACEBASE_PROFILE_STATE_H

#include "attendance/profile_layout.h"

typedef struct ProfileState ProfileState;

extern ProfileState *profile_state_create(MemoryContext context);
extern void profile_state_add(ProfileState *state, double contacts, int64 people, int sqlstate);
extern void profile_state_add_new(ProfileState *state, double contacts, double people, int sqlstate);
extern void profile_state_add_value(ProfileState *state, const AttendanceProfile *profile);
extern void profile_state_add_state(ProfileState *state, const ProfileState *other);
extern AttendanceProfile *profile_state_value(const ProfileState *state);

#endif
