/*
 * code_system.h
 *		Systems of clinical codes: their names, and the one form of each of their
 *		codes in which lists and data are compared.
 */
#ifndef PLACEBASE_CODE_SYSTEM_H
#define PLACEBASE_CODE_SYSTEM_H

#include "base/codes.h"

typedef enum CodeSystem
{
	SYSTEM_ICD10,
	SYSTEM_OPCS4,
	SYSTEM_ICD9,
	SYSTEM_READ2,
	SYSTEM_CTV3,
	SYSTEM_SNOMED,
	SYSTEM_LOCAL				/* any other name */
} CodeSystem;

extern CodeSystem code_system_named(Code name, int sqlstate);
extern bool code_system_has_hierarchy(CodeSystem system);
extern Code code_normal_form(CodeSystem system, Code code, char *room);

#endif
