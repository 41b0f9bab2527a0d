/*
 * code_map_reader.h
 *		What a code means, asked of one list again and again.
 */
#ifndef PLACEBASE_CODE_MAP_READER_H
#define PLACEBASE_CODE_MAP_READER_H

#include "need/code_map_layout.h"
#include "base/kept.h"

typedef struct RememberedCode RememberedCode;

typedef struct CodeMapReader
{
	Kept		kept;
	const CodeMap *map;			/* a copy of its own, or NULL */
	CodeMapView view;
	uint32		capacity;
	uint32	   *found;			/* the conditions of the last code */
	RememberedCode *remembered;
} CodeMapReader;

extern CodeMapReader *code_map_reader(FunctionCallInfo fcinfo, int argument);
extern uint32 code_map_look_up(CodeMapReader *reader, Code system, Code code, const uint32 **conditions);

#endif
