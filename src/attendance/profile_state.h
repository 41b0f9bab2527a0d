/*
 * profile_state.h
 *		Collects people and their contacts in any order, and writes the one
 *		attendance_profile they make.
 */
#ifndef PLACEBASE_PROFILE_STATE_H
#define PLACEBASE_PROFILE_STATE_H

#include "attendance/profile_layout.h"
#include "base/open_state.h"

/* People with fewer contacts are counted in the state itself. */
#define PROFILE_FEW_CONTACTS 11

/*
 * The aggregate's state.  Nearly all contacts are small whole numbers, and these
 * cost an increment; the rest goes into a hash table.  A level may stand in both,
 * if the array grew over it or has no room for all of its people: whoever reads
 * the state adds them up.  In 128 bytes, which are all that a group of few contacts
 * takes.
 */
typedef struct ProfileState
{
	OpenState	open;
	int64		people;			/* all of them */
	struct level_hash *others;	/* NULL until there is one */
	uint32	   *small;			/* people with 0, 1, 2 ... contacts */
	uint32		small_size;
	uint32		few[PROFILE_FEW_CONTACTS];	/* where small begins */
} ProfileState;

StaticAssertDecl(sizeof(ProfileState) <= 128, "the state of a small group fills its chunk of memory");

extern const OpenStateKind profile_state_kind;

extern ProfileState *profile_state_create(MemoryContext context);
extern void profile_state_add_elsewhere(ProfileState *state, double contacts, int64 people);
extern void profile_state_add_new(ProfileState *state, double contacts, double people, int sqlstate);
extern AttendanceProfile *profile_state_value(const ProfileState *state);

/*
 * True if a level has a place of its own in the array.
 */
static inline bool
profile_level_is_small(const ProfileState *state, double contacts)
{
	return contacts < state->small_size && contacts == (double) (uint32) contacts;
}

/*
 * Adds people with so many contacts, each checked by the caller; that they do
 * not become too many together is checked here.
 */
static inline void
profile_state_add(ProfileState *state, double contacts, int64 people, int sqlstate)
{
	check_all_people(state->people, people, sqlstate);
	contacts += 0.0;			/* minus zero is zero */
	state->people += people;
	if (likely(profile_level_is_small(state, contacts) && people <= PG_UINT32_MAX - state->small[(uint32) contacts]))
		state->small[(uint32) contacts] += people;
	else
		profile_state_add_elsewhere(state, contacts, people);
}

#endif
