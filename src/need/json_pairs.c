/*
 * json_pairs.c
 *		Reading arguments that are JSON objects.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "base/jsonb_form.h"
#include "base/memory.h"
#include "need/json_pairs.h"

/* How much of a value an error message shows. */
#define SHOWN_BYTES 64

/*
 * Begins to read an object.  what is the name of the argument.
 */
void
json_pairs_start(JsonPairs *pairs, JsonbContainer *object, const char *what)
{
	JsonbValue	ignored;

	if (!JsonContainerIsObject(object))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a JSON object", what)));
	pairs->iterator = JsonbIteratorInit(object);
	JsonbIteratorNext(&pairs->iterator, &ignored, true);
}

/*
 * The next key and its value, which is binary where it is an object or an array.
 * Both stay in the argument.  False at the end.
 */
bool
json_pairs_next(JsonPairs *pairs, Code *key, JsonbValue *value)
{
	CHECK_FOR_INTERRUPTS();
	if (JsonbIteratorNext(&pairs->iterator, value, true) != WJB_KEY)
		return false;
	*key = (Code)
	{
		value->val.string.val, value->val.string.len
	};
	JsonbIteratorNext(&pairs->iterator, value, true);
	return true;
}

/*
 * A value as it is written in JSON, clipped.
 */
char *
json_value_for_message(JsonbValue *value)
{
	Jsonb	   *json = JsonbValueToJsonb(value);
	char	   *text = text_of_jsonb(json);
	int			length = strlen(text);

	if (length <= SHOWN_BYTES)
		return text;
	return psprintf("%.*s...", pg_mbcliplen(text, length, SHOWN_BYTES), text);
}

pg_noreturn static void
refuse_names(JsonbValue *value, const char *what, Code key)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s of condition \"%s\" must be the name of a condition or an array of names, not %s",
					what, code_for_message(key), json_value_for_message(value))));
}

/*
 * A value that is a name, or an array of one name or more.  The names stay in the
 * argument.
 */
Code *
json_names(JsonbValue *value, uint32 *count, const char *what, Code key)
{
	Code	   *names;
	uint32		all;

	if (value->type == jbvString)
	{
		names = palloc(sizeof(Code));
		names[0] = (Code) {value->val.string.val, value->val.string.len};
		*count = 1;
		return names;
	}
	if (value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data) ||
		JsonContainerSize(value->val.binary.data) == 0)
		refuse_names(value, what, key);
	all = JsonContainerSize(value->val.binary.data);
	names = array_allocate(all, sizeof(Code));
	for (uint32 i = 0; i < all; i++)
	{
		JsonbValue *name = getIthJsonbValueFromContainer(value->val.binary.data, i);

		CHECK_FOR_INTERRUPTS();
		if (name->type != jbvString)
			refuse_names(value, what, key);
		names[i] = (Code) {name->val.string.val, name->val.string.len};
	}
	*count = all;
	return names;
}
