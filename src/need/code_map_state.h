/*
 * code_map_state.h
 *		The entries of a list of codes, in any order, and the list they make.
 */
#ifndef PLACEBASE_CODE_MAP_STATE_H
#define PLACEBASE_CODE_MAP_STATE_H

#include "need/code_map_layout.h"

/* Each entry is one code of a dictionary, so that an entry given twice is one. */
typedef struct CodeMapState
{
	Codes		entries;
	int			sqlstate;		/* of what is wrong with an entry */
} CodeMapState;

extern CodeMapState *code_map_state_create(MemoryContext context, int sqlstate);
extern void code_map_state_add(CodeMapState *state, Code condition, Code system, Code code, text *match);
extern CodeMap *code_map_state_value(const CodeMapState *state);

#endif
