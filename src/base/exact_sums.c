/*
 * exact_sums.c
 *		The type of transition states that are sums: its text and binary forms.
 *
 * A value of exact_sums has the bytes of a float8[], which is what these states
 * were in version 1.0.0: the same C functions take both.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/float.h"
#include "utils/memutils.h"

#include "base/json_text.h"
#include "base/messages.h"
#include "base/stored.h"
#include "base/sums.h"

#define TYPE_NAME "exact_sums"
#define SUMS_AT_MOST ((int) ((MaxAllocSize - ARR_OVERHEAD_NONULLS(1)) / sizeof(float8)))
#define FIRST_SUMS 32

/* of the binary form */
#define EXACT_SUMS_VERSION 1

/*
 * The sums in an argument that says how many it has.
 */
static ArrayType *
stored_sums(Datum value)
{
	ArrayType  *state = (ArrayType *) PG_DETOAST_DATUM(value);

	if (VARSIZE(state) < ARR_OVERHEAD_NONULLS(1) || ARR_NDIM(state) != 1 || ARR_HASNULL(state) ||
		ARR_ELEMTYPE(state) != FLOAT8OID || ARR_DIMS(state)[0] < 1 || ARR_DIMS(state)[0] > SUMS_AT_MOST ||
		VARSIZE(state) != ARR_OVERHEAD_NONULLS(1) + ARR_DIMS(state)[0] * sizeof(float8))
		stored_value_damaged(TYPE_NAME);
	return state;
}

/*
 * A sum that has left the range of doubles is an error wherever it stands.  NaN
 * is a setting that is not given yet, or what two such sums have become, which
 * the final function refuses.
 */
static void
check_sum(float8 sum, int sqlstate)
{
	if (isinf(sum))
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("a sum in a value of type %s is out of range", TYPE_NAME)));
}

PG_FUNCTION_INFO_V1(exact_sums_in);

/*
 * exact_sums_in(cstring) -> exact_sums
 *
 * Reads a JSON array of one number or more; null is NaN, which is a setting that
 * is not given yet.  Errors: 22P02 for anything else, 22003 for numbers beyond a double.
 */
Datum
exact_sums_in(PG_FUNCTION_ARGS)
{
	int			capacity = FIRST_SUMS;
	int			count = 0;
	float8	   *sums = palloc(FIRST_SUMS * sizeof(float8));
	JsonReader	reader;
	ArrayType  *state;

	json_reader_start(&reader, PG_GETARG_CSTRING(0), TYPE_NAME);
	json_expect(&reader, JSON_TOKEN_ARRAY_START, "\"[\"");
	do
	{
		if (count == SUMS_AT_MOST)
			value_too_large(TYPE_NAME, NULL);
		if (count == capacity)
		{
			capacity = Min(2 * capacity, SUMS_AT_MOST);
			sums = repalloc(sums, capacity * sizeof(float8));
		}
		sums[count++] = json_accept(&reader, JSON_TOKEN_NULL) ? NAN : json_read_number(&reader, "a number");
	} while (json_accept(&reader, JSON_TOKEN_COMMA));
	json_expect(&reader, JSON_TOKEN_ARRAY_END, "\",\" or \"]\"");
	json_reader_finish(&reader);
	state = sums_new(count);
	memcpy(sums_of(state), sums, count * sizeof(float8));
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(exact_sums_out);

/*
 * exact_sums_out(exact_sums) -> cstring
 *
 * Writes what exact_sums_in reads, each number in the shortest digits that read
 * back as the same.  Errors: 22003 for a sum that has left the range of doubles.
 */
Datum
exact_sums_out(PG_FUNCTION_ARGS)
{
	ArrayType  *state = stored_sums(PG_GETARG_DATUM(0));
	const float8 *sums = sums_of(state);
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < ARR_DIMS(state)[0]; i++)
	{
		CHECK_FOR_INTERRUPTS();
		check_sum(sums[i], ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		appendStringInfoString(&out, i == 0 ? "[" : ", ");
		if (isnan(sums[i]))
			appendStringInfoString(&out, "null");
		else
			json_write_number(&out, sums[i]);
	}
	appendStringInfoChar(&out, ']');
	PG_RETURN_CSTRING(out.data);
}

PG_FUNCTION_INFO_V1(exact_sums_recv);

/*
 * exact_sums_recv(internal) -> exact_sums
 *
 * Reads a binary message: version (1 byte), number of sums (4), the sums (float8
 * each).  Errors: 22P03 for anything that exact_sums_send would not have written.
 */
Datum
exact_sums_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	uint32		count;
	ArrayType  *state;
	float8	   *sums;

	recv_version(message, EXACT_SUMS_VERSION, TYPE_NAME);
	count = recv_count(message, sizeof(float8), TYPE_NAME);
	if (count == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("external \"%s\" value has no sums", TYPE_NAME)));
	state = sums_new(count);
	sums = sums_of(state);
	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		sums[i] = pq_getmsgfloat8(message);
		check_sum(sums[i], ERRCODE_INVALID_BINARY_REPRESENTATION);
		/* A NaN has many forms, and text knows one. */
		if (isnan(sums[i]))
			sums[i] = get_float8_nan();
	}
	check_message_end(message, TYPE_NAME);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(exact_sums_send);

/*
 * exact_sums_send(exact_sums) -> bytea
 *
 * Writes the message that exact_sums_recv reads.  Errors: 22003 for a sum that
 * has left the range of doubles.
 */
Datum
exact_sums_send(PG_FUNCTION_ARGS)
{
	ArrayType  *state = stored_sums(PG_GETARG_DATUM(0));
	const float8 *sums = sums_of(state);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, EXACT_SUMS_VERSION);
	pq_sendint32(&message, ARR_DIMS(state)[0]);
	for (int i = 0; i < ARR_DIMS(state)[0]; i++)
	{
		CHECK_FOR_INTERRUPTS();
		check_sum(sums[i], ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		pq_sendfloat8(&message, sums[i]);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}
