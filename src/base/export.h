/*
 * export.h
 *		What others may see of our library: the functions that SQL calls.
 *
 * The Makefile has every file of C begin with this, and hides all other names.
 * From PostgreSQL 16 on PG_FUNCTION_INFO_V1 marks its function itself.
 */
#ifndef PLACEBASE_EXPORT_H
#define PLACEBASE_EXPORT_H

#include "postgres.h"

#include "fmgr.h"

#if PG_VERSION_NUM < 160000
#undef PGDLLEXPORT
#define PGDLLEXPORT __attribute__((visibility("default")))
#undef PG_FUNCTION_INFO_V1
#define PG_FUNCTION_INFO_V1(funcname) \
extern PGDLLEXPORT Datum funcname(PG_FUNCTION_ARGS); \
extern PGDLLEXPORT const Pg_finfo_record *CppConcat(pg_finfo_, funcname) (void); \
const Pg_finfo_record * \
CppConcat(pg_finfo_, funcname) (void) \
{ \
	static const Pg_finfo_record record = {1}; \
	return &record; \
} \
extern int	no_such_variable
#endif

#endif
