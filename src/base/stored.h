/*
 * stored.h
 *		What every type says of a stored value that it cannot read, and of one that
 *		it cannot make.
 */
#ifndef PLACEBASE_STORED_H
#define PLACEBASE_STORED_H

#include "base/compat.h"

pg_noreturn extern void stored_value_damaged(const char *type_name);
pg_noreturn extern void refuse_stored_value(const void *value, Size head, uint8 version, const char *type_name);
extern void check_stored_version(uint8 found, uint8 known, const char *type_name);
pg_noreturn extern void value_too_large(const char *type_name, const char *hint);

#endif
