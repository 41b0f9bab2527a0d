/*
 * profile_state.h
 *		Collects people and their contacts in any order, and writes the one
 *		attendance_profile they make.
 */
#ifndef PLACEBASE_PROFILE_STATE_H
#define PLACEBASE_PROFILE_STATE_H

#include "attendance/profile_layout.h"
#include "base/open_state.h"

/*
 * The aggregate's state.  What grows is apart from it, since a state must not
 * move.
 */
typedef struct ProfileState
{
	OpenState	open;
	struct ProfileLevels *levels;
} ProfileState;

extern const OpenStateKind profile_state_kind;

extern ProfileState *profile_state_create(MemoryContext context);
extern void profile_state_add(ProfileState *state, double contacts, int64 people, int sqlstate);
extern void profile_state_add_new(ProfileState *state, double contacts, double people, int sqlstate);
extern AttendanceProfile *profile_state_value(const ProfileState *state);

#endif
