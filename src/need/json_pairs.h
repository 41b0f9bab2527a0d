/*
 * json_pairs.h
 *		Arguments that are JSON objects: weights, rules, hierarchies.
 */
#ifndef PLACEBASE_JSON_PAIRS_H
#define PLACEBASE_JSON_PAIRS_H

#include "utils/jsonb.h"

#include "base/codes.h"

typedef struct JsonPairs
{
	JsonbIterator *iterator;
} JsonPairs;

extern void json_pairs_start(JsonPairs *pairs, JsonbContainer *object, const char *what);
extern bool json_pairs_next(JsonPairs *pairs, Code *key, JsonbValue *value);
extern char *json_value_for_message(JsonbValue *value);
extern Code *json_names(JsonbValue *value, uint32 *count, const char *what, Code key);

#endif
