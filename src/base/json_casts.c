/*
 * json_casts.c
 *		Casts between any of the types and PostgreSQL's json and jsonb.
 *
 * The text form of every type is JSON, so a cast goes through it.  Each function
 * here stands behind the casts of all types; which one it is asked to convert is
 * what SQL declares.  Texts of up to 1 GB are copied in pieces.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/lsyscache.h"

#include "base/compat.h"
#include "base/jsonb_form.h"
#include "base/memory.h"

/*
 * The text of the value that a cast starts from.
 */
static char *
text_of_value(FunctionCallInfo fcinfo)
{
	Oid		   *arguments;
	int			count;
	Oid			output;
	bool		is_varlena;

	get_func_signature(fcinfo->flinfo->fn_oid, &arguments, &count);
	getTypeOutputInfo(arguments[0], &output, &is_varlena);
	return OidOutputFunctionCall(output, PG_GETARG_DATUM(0));
}

/*
 * The value of the type that a cast ends in.
 */
static Datum
value_of_text(FunctionCallInfo fcinfo, char *json)
{
	Oid			input;
	Oid			parameter;

	getTypeInputInfo(get_func_rettype(fcinfo->flinfo->fn_oid), &input, &parameter);
	return OidInputFunctionCall(input, json, parameter, -1);
}

PG_FUNCTION_INFO_V1(value_to_json);

/*
 * value::json -> json
 *
 * The text form of a value.  NULL for NULL.
 * Errors: as the output function of the type.
 */
Datum
value_to_json(PG_FUNCTION_ARGS)
{
	char	   *written = text_of_value(fcinfo);
	Size		length = strlen(written);
	text	   *json = palloc(VARHDRSZ + length);

	SET_VARSIZE(json, VARHDRSZ + length);
	copy_bytes(VARDATA(json), written, length);
	PG_RETURN_TEXT_P(json);
}

PG_FUNCTION_INFO_V1(value_to_jsonb);

/*
 * value::jsonb -> jsonb
 *
 * The text form of a value, parsed; keys stand in the order of jsonb.  NULL for
 * NULL.
 * Errors: as the output function of the type; 54000 for more than jsonb holds.
 */
Datum
value_to_jsonb(PG_FUNCTION_ARGS)
{
	PG_RETURN_JSONB_P(jsonb_of_text(text_of_value(fcinfo), "jsonb"));
}

PG_FUNCTION_INFO_V1(value_from_json);

/*
 * json -> the type that the cast ends in
 *
 * The value that the text form stands for.  NULL for NULL.
 * Errors: as the input function of the type.
 */
Datum
value_from_json(PG_FUNCTION_ARGS)
{
	text	   *json = PG_GETARG_TEXT_PP(0);
	Size		length = VARSIZE_ANY_EXHDR(json);
	char	   *written = palloc(length + 1);

	copy_bytes(written, VARDATA_ANY(json), length);
	written[length] = '\0';
	return value_of_text(fcinfo, written);
}

PG_FUNCTION_INFO_V1(value_from_jsonb);

/*
 * jsonb -> the type that the cast ends in
 *
 * The same of jsonb, which keeps the last of several equal keys.
 */
Datum
value_from_jsonb(PG_FUNCTION_ARGS)
{
	return value_of_text(fcinfo, text_of_jsonb(PG_GETARG_JSONB_P(0)));
}
