/*
 * place_counts.c
 *		The vector over places: type, aggregate, and what one vector can answer.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "funcapi.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/aggregate.h"
#include "base/json_text.h"
#include "place/place_counts.h"

#define TYPE_NAME "place_counts"

/* A difference this small beside what was taken away is rounding, not a debt. */
#define ROUNDING 1e-12

/* The aggregate's state: a dictionary in the order of arrival, and a sum for each code. */
typedef struct CountsState
{
	Codes		places;
	uint32		capacity;
	double	   *n;
} CountsState;

/* ------------------------------------------------------------------------
 * Limits and checks
 * ------------------------------------------------------------------------
 */

/*
 * Nobody can count a negative number of people, and nothing that is not a
 * number may get into a total.  destination is NULL for a count of one place.
 */
void
check_count(double n, Code place, const Code *destination, int sqlstate)
{
	const char *what;

	if (n >= 0 && !isinf(n))
		return;
	what = isnan(n) ? "not a number" : isinf(n) ? "infinite" : "negative";
	if (destination == NULL)
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("count of place \"%s\" is %s: %g", code_for_message(place), what, n)));
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("count from place \"%s\" to place \"%s\" is %s: %g",
					code_for_message(place), code_for_message(*destination), what, n)));
}

/*
 * True if all are what check_count() lets pass.  A loop without a way out, for
 * the compiler to do several at once.
 */
bool
are_counts(const double *n, uint32 count)
{
	bool		good = true;

	for (uint32 i = 0; i < count; i++)
		good &= n[i] >= 0 && n[i] <= DBL_MAX;
	return good;
}

/*
 * What counts are multiplied with.
 */
double
check_factor(double factor)
{
	if (!(factor >= 0) || isinf(factor))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("factor must be a finite number of at least 0, not %g", factor)));
	return factor == 0 ? 0 : factor;
}

static void
place_given_twice(Code place, int sqlstate)
{
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("place \"%s\" is given twice", code_for_message(place))));
}

/*
 * True if the sizes that the header names are those of the value.
 */
static bool
place_counts_header_fits(const PlaceCounts *counts)
{
	Size		size = VARSIZE(counts);

	return size >= offsetof(PlaceCounts, n) &&
		counts->version == PLACE_COUNTS_VERSION &&
		counts->reserved[0] == 0 && counts->reserved[1] == 0 && counts->reserved[2] == 0 &&
		(uint64) size == offsetof(PlaceCounts, n) +
		(uint64) counts->count * (sizeof(double) + sizeof(uint32)) + counts->code_bytes;
}

/*
 * True if whoever reads the value stays within it and meets counts only.
 */
static bool
place_counts_fits(const PlaceCounts *counts)
{
	CodeList	places;

	if (!place_counts_header_fits(counts))
		return false;
	places = place_counts_places(counts);
	return code_list_fits(&places, counts->code_bytes) && are_counts(counts->n, counts->count);
}

/*
 * True if everything that the picture in place_counts.h promises holds.
 */
static bool
place_counts_is_valid(const PlaceCounts *counts)
{
	CodeList	places;

	if (!place_counts_fits(counts))
		return false;
	for (uint32 i = 0; i < counts->count; i++)
		if (counts->n[i] == 0 && signbit(counts->n[i]))
			return false;
	places = place_counts_places(counts);
	return code_list_is_sorted(&places);
}

/*
 * What is asked of a stored value before all of it, or one place only, is read.
 * With assertions it is everything that they assert.
 */
#ifdef USE_ASSERT_CHECKING
#define whole_fits place_counts_is_valid
#define head_fits place_counts_is_valid
#else
#define whole_fits place_counts_fits
#define head_fits place_counts_header_fits
#endif

pg_noreturn static void
place_counts_damaged(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("stored %s value is damaged or of an unknown version", TYPE_NAME)));
}

/*
 * The value behind a datum: what was stored by a later version, or damaged, is
 * refused here.
 */
PlaceCounts *
place_counts_from_datum(Datum datum)
{
	PlaceCounts *counts = (PlaceCounts *) PG_DETOAST_DATUM(datum);

	if (!whole_fits(counts))
		place_counts_damaged();
	return counts;
}

/* ------------------------------------------------------------------------
 * Constructors
 * ------------------------------------------------------------------------
 */

static PlaceCounts *
place_counts_allocate(uint32 count, uint32 code_bytes)
{
	uint64		size = offsetof(PlaceCounts, n) +
		(uint64) count * (sizeof(double) + sizeof(uint32)) + code_bytes;
	PlaceCounts *counts;

	if (size > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%s value of %u places is too large", TYPE_NAME, count),
				 errdetail("A value may take at most 1 GB.")));
	counts = palloc0(size);
	SET_VARSIZE(counts, size);
	counts->version = PLACE_COUNTS_VERSION;
	counts->count = count;
	counts->code_bytes = code_bytes;
	return counts;
}

/*
 * The places of a sorted list that are marked (all of them where keep is NULL).
 */
PlaceCounts *
place_counts_select(const CodeList *places, const double *n, const bool *keep)
{
	uint32		count = 0;
	uint32		code_bytes = 0;
	PlaceCounts *counts;
	uint32	   *end;
	char	   *bytes;

	for (uint32 i = 0; i < places->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (keep != NULL && !keep[i])
			continue;
		check_count(n[i], code_list_get(places, i), NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		count++;
		code_bytes += code_list_get(places, i).length;
	}
	counts = place_counts_allocate(count, code_bytes);
	end = (uint32 *) (counts->n + count);
	bytes = (char *) (end + count);
	count = code_bytes = 0;
	for (uint32 i = 0; i < places->count; i++)
	{
		Code		place = code_list_get(places, i);

		CHECK_FOR_INTERRUPTS();
		if (keep != NULL && !keep[i])
			continue;
		counts->n[count] = n[i] == 0 ? 0 : n[i];
		memcpy(bytes + code_bytes, place.data, place.length);
		code_bytes += place.length;
		end[count++] = code_bytes;
	}
	Assert(place_counts_is_valid(counts));
	return counts;
}

static PlaceCounts *
place_counts_copy(const PlaceCounts *counts)
{
	PlaceCounts *copy = palloc(VARSIZE(counts));

	memcpy(copy, counts, VARSIZE(counts));
	return copy;
}

/* ------------------------------------------------------------------------
 * The state: rows in any order
 * ------------------------------------------------------------------------
 */

static CountsState *
counts_state_create(MemoryContext context)
{
	CountsState *state = MemoryContextAllocZero(context, sizeof(CountsState));

	codes_init(&state->places, context);
	return state;
}

static void
counts_state_add(CountsState *state, Code place, double n)
{
	uint32		known = state->places.count;
	uint32		i = codes_intern(&state->places, place);

	if (i < known)
	{
		state->n[i] += n;
		return;
	}
	if (state->places.count > state->capacity)
	{
		Size		size;

		state->capacity = state->places.capacity;
		size = mul_size(state->capacity, sizeof(double));
		state->n = state->n == NULL ? MemoryContextAlloc(state->places.context, size) :
			repalloc_huge(state->n, size);
	}
	state->n[i] = n;
}

static void
counts_state_add_value(CountsState *state, const PlaceCounts *counts)
{
	CodeList	places = place_counts_places(counts);

	for (uint32 i = 0; i < counts->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		counts_state_add(state, code_list_get(&places, i), counts->n[i]);
	}
}

/*
 * The canonical value.  The state stays as it is: a window aggregate asks again.
 */
static PlaceCounts *
counts_state_value(const CountsState *state)
{
	uint32		count = state->places.count;
	uint32	   *sorted = codes_sorted(&state->places);
	PlaceCounts *counts = place_counts_allocate(count, codes_bytes(&state->places));
	uint32	   *end = (uint32 *) (counts->n + count);
	char	   *bytes = (char *) (end + count);
	uint32		used = 0;

	for (uint32 i = 0; i < count; i++)
	{
		Code		place = codes_get(&state->places, sorted[i]);
		double		n = state->n[sorted[i]];

		CHECK_FOR_INTERRUPTS();
		check_count(n, place, NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		counts->n[i] = n == 0 ? 0 : n;
		memcpy(bytes + used, place.data, place.length);
		used += place.length;
		end[i] = used;
	}
	pfree(sorted);
	Assert(place_counts_is_valid(counts));
	return counts;
}

/*
 * Adds a place that the outside names; it may be named only once.
 */
static void
counts_state_add_new(CountsState *state, Code place, double n, int sqlstate)
{
	uint32		known = state->places.count;

	check_place_code(place, sqlstate);
	check_count(n, place, NULL, sqlstate);
	counts_state_add(state, place, n);
	if (state->places.count == known)
		place_given_twice(place, sqlstate);
}

/* ------------------------------------------------------------------------
 * Input and output
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(place_counts_in);

/*
 * place_counts_in(cstring) -> place_counts
 *
 * Reads a JSON object of places and counts, {"E01000001": 1749}, in any order.
 * Errors: 22P02 for what is not such an object, a place given twice, an empty or
 * overlong code, or a negative count.
 */
Datum
place_counts_in(PG_FUNCTION_ARGS)
{
	CountsState *state = counts_state_create(CurrentMemoryContext);
	JsonReader	reader;

	json_reader_start(&reader, PG_GETARG_CSTRING(0), TYPE_NAME);
	json_expect(&reader, JSON_TOKEN_OBJECT_START, "\"{\"");
	if (!json_accept(&reader, JSON_TOKEN_OBJECT_END))
	{
		do
		{
			Code		place = json_read_string(&reader, "a place code in double quotes");

			json_expect(&reader, JSON_TOKEN_COLON, "\":\"");
			counts_state_add_new(state, place, json_read_number(&reader, "a count"),
								 ERRCODE_INVALID_TEXT_REPRESENTATION);
		} while (json_accept(&reader, JSON_TOKEN_COMMA));
		json_expect(&reader, JSON_TOKEN_OBJECT_END, "\",\" or \"}\"");
	}
	json_reader_finish(&reader);
	PG_RETURN_POINTER(counts_state_value(state));
}

PG_FUNCTION_INFO_V1(place_counts_out);

/*
 * place_counts_out(place_counts) -> cstring
 *
 * Writes what place_counts_in reads, places in bytewise order, each count in the
 * shortest digits that read back as the same number.
 */
Datum
place_counts_out(PG_FUNCTION_ARGS)
{
	PlaceCounts *counts = PG_GETARG_PLACE_COUNTS(0);
	CodeList	places = place_counts_places(counts);
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	for (uint32 i = 0; i < counts->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i > 0)
			appendStringInfoString(&out, ", ");
		json_write_code(&out, code_list_get(&places, i));
		appendStringInfoString(&out, ": ");
		json_write_number(&out, counts->n[i]);
	}
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

PG_FUNCTION_INFO_V1(place_counts_recv);

/*
 * place_counts_recv(internal) -> place_counts
 *
 * Reads a binary message: version (1 byte), number of places (4), then for each
 * its code (length 4, text) and its count (float8).  Errors: 22P03 for anything
 * that place_counts_send would not have written.
 */
Datum
place_counts_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	CountsState *state = counts_state_create(CurrentMemoryContext);
	uint32		count;

	recv_version(message, PLACE_COUNTS_VERSION, TYPE_NAME);
	count = recv_count(message, sizeof(int32) + 1 + sizeof(float8), TYPE_NAME);
	for (uint32 i = 0; i < count; i++)
	{
		Code		place = code_recv(message, TYPE_NAME);

		check_message_left(message, sizeof(float8), TYPE_NAME);
		counts_state_add_new(state, place, pq_getmsgfloat8(message),
							 ERRCODE_INVALID_BINARY_REPRESENTATION);
	}
	check_message_end(message, TYPE_NAME);
	PG_RETURN_POINTER(counts_state_value(state));
}

PG_FUNCTION_INFO_V1(place_counts_send);

/*
 * place_counts_send(place_counts) -> bytea
 *
 * Writes the message that place_counts_recv reads.
 */
Datum
place_counts_send(PG_FUNCTION_ARGS)
{
	PlaceCounts *counts = PG_GETARG_PLACE_COUNTS(0);
	CodeList	places = place_counts_places(counts);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, PLACE_COUNTS_VERSION);
	pq_sendint32(&message, counts->count);
	for (uint32 i = 0; i < counts->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		code_send(&message, code_list_get(&places, i));
		pq_sendfloat8(&message, counts->n[i]);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* ------------------------------------------------------------------------
 * Functions
 * ------------------------------------------------------------------------
 */

/*
 * All counts together, in their order.
 */
double
sum_of_counts(const double *n, uint32 count)
{
	double		total = 0;

	for (uint32 i = 0; i < count; i++)
		total += n[i];
	if (isinf(total))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("total of %u counts is out of range", count)));
	return total;
}

PG_FUNCTION_INFO_V1(place_counts_total);

/*
 * total(place_counts) -> float8
 *
 * All places together, in the unit of the counts; 0 for a value with no place.
 * The sum is taken in the order of the codes, so it never depends on how the
 * value came about.
 */
Datum
place_counts_total(PG_FUNCTION_ARGS)
{
	PlaceCounts *counts = PG_GETARG_PLACE_COUNTS(0);

	PG_RETURN_FLOAT8(sum_of_counts(counts->n, counts->count));
}

PG_FUNCTION_INFO_V1(place_counts_get);

/*
 * place_counts -> text -> float8
 *
 * The count of one place; NULL if the place is not known here, which is not 0.
 */
Datum
place_counts_get(PG_FUNCTION_ARGS)
{
	PlaceCounts *counts = (PlaceCounts *) PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	text	   *code = PG_GETARG_TEXT_PP(1);
	CodeList	places;
	uint32		i;

	/* One place may be asked for in every row, so the others are not looked at. */
	if (!head_fits(counts))
		place_counts_damaged();
	places = place_counts_places(counts);
	if (!code_list_find(&places, counts->code_bytes, CODE_FROM_TEXT(code), &i))
		PG_RETURN_NULL();
	if (!are_counts(&counts->n[i], 1))
		place_counts_damaged();
	PG_RETURN_FLOAT8(counts->n[i]);
}

PG_FUNCTION_INFO_V1(place_counts_rows);

/*
 * counts(place_counts) -> setof (place text, n float8)
 *
 * One row a place, in bytewise order of the codes.
 */
Datum
place_counts_rows(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	PlaceCounts *counts;
	CodeList	places;
	Datum		values[2];
	bool		nulls[2] = {false, false};

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext caller;
		TupleDesc	row;

		call = SRF_FIRSTCALL_INIT();
		caller = MemoryContextSwitchTo(call->multi_call_memory_ctx);
		if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		call->tuple_desc = BlessTupleDesc(row);
		call->user_fctx = PG_GETARG_PLACE_COUNTS(0);
		MemoryContextSwitchTo(caller);
	}
	call = SRF_PERCALL_SETUP();
	counts = call->user_fctx;
	if (call->call_cntr >= counts->count)
		SRF_RETURN_DONE(call);
	places = place_counts_places(counts);
	values[0] = PointerGetDatum(code_to_text(code_list_get(&places, call->call_cntr)));
	values[1] = Float8GetDatum(counts->n[call->call_cntr]);
	SRF_RETURN_NEXT(call, HeapTupleGetDatum(heap_form_tuple(call->tuple_desc, values, nulls)));
}

/*
 * Two sorted lists become one in a single walk through both.
 */
PlaceCounts *
place_counts_sum(const PlaceCounts *a, const PlaceCounts *b)
{
	CodeList	a_places = place_counts_places(a);
	CodeList	b_places = place_counts_places(b);
	Size		places = Max((Size) a->count + b->count, 1);
	uint32	   *end = palloc_extended(mul_size(places, sizeof(uint32)), MCXT_ALLOC_HUGE);
	double	   *n = palloc_extended(mul_size(places, sizeof(double)), MCXT_ALLOC_HUGE);
	char	   *bytes = palloc_extended(Max((Size) a->code_bytes + b->code_bytes, 1), MCXT_ALLOC_HUGE);
	CodeList	both = {0, end, bytes};
	uint32		used = 0;
	uint32		i = 0;
	uint32		j = 0;
	PlaceCounts *sum;

	while (i < a->count || j < b->count)
	{
		int			order = i == a->count ? 1 : j == b->count ? -1 :
			code_compare(code_list_get(&a_places, i), code_list_get(&b_places, j));
		Code		place = order <= 0 ? code_list_get(&a_places, i) : code_list_get(&b_places, j);

		CHECK_FOR_INTERRUPTS();
		n[both.count] = (order <= 0 ? a->n[i++] : 0) + (order >= 0 ? b->n[j++] : 0);
		memcpy(bytes + used, place.data, place.length);
		used += place.length;
		end[both.count++] = used;
	}
	sum = place_counts_select(&both, n, NULL);
	pfree(end);
	pfree(n);
	pfree(bytes);
	return sum;
}

PG_FUNCTION_INFO_V1(place_counts_add);

/*
 * place_counts + place_counts -> place_counts
 *
 * The places of both; the counts of a place that is in both are added.
 */
Datum
place_counts_add(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(place_counts_sum(PG_GETARG_PLACE_COUNTS(0), PG_GETARG_PLACE_COUNTS(1)));
}

/*
 * What is left of whole when part is taken away.  Fractions that were added and
 * taken away again may miss 0 by a rounding error, which is no debt; among whole
 * numbers there is none.
 */
double
take_away(double whole, double part, Code place, const Code *destination)
{
	double		left = whole - part;

	if (left < 0 && -left <= ROUNDING * part && (whole != floor(whole) || part != floor(part)))
		left = 0;
	check_count(left, place, destination, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	return left;
}

PG_FUNCTION_INFO_V1(place_counts_subtract);

/*
 * place_counts - place_counts -> place_counts
 *
 * The places of the first, less what the second has of them.  Error: 22003 if a
 * place would be left with a negative count, also where only the second has it.
 */
Datum
place_counts_subtract(PG_FUNCTION_ARGS)
{
	PlaceCounts *whole = PG_GETARG_PLACE_COUNTS(0);
	PlaceCounts *part = PG_GETARG_PLACE_COUNTS(1);
	PlaceCounts *left = place_counts_copy(whole);
	CodeList	whole_places = place_counts_places(whole);
	CodeList	part_places = place_counts_places(part);

	for (uint32 i = 0; i < part->count; i++)
	{
		Code		place = code_list_get(&part_places, i);
		uint32		j;

		CHECK_FOR_INTERRUPTS();
		if (code_list_find(&whole_places, whole->code_bytes, place, &j))
			left->n[j] = take_away(whole->n[j], part->n[i], place, NULL);
		else
			take_away(0, part->n[i], place, NULL);
	}
	PG_RETURN_POINTER(left);
}

PG_FUNCTION_INFO_V1(place_counts_scale);

/*
 * place_counts * float8 -> place_counts
 *
 * Every count times the factor.  Errors: 22003 for a negative or infinite factor
 * or one that is not a number, or if a count overflows.
 */
Datum
place_counts_scale(PG_FUNCTION_ARGS)
{
	PlaceCounts *counts = PG_GETARG_PLACE_COUNTS(0);
	double		factor = check_factor(PG_GETARG_FLOAT8(1));
	PlaceCounts *scaled = place_counts_copy(counts);
	CodeList	places = place_counts_places(counts);

	for (uint32 i = 0; i < counts->count; i++)
	{
		double		n = counts->n[i] * factor;

		CHECK_FOR_INTERRUPTS();
		check_count(n, code_list_get(&places, i), NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		scaled->n[i] = n;
	}
	PG_RETURN_POINTER(scaled);
}

/* ------------------------------------------------------------------------
 * Aggregates
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(place_counts_transition);

/*
 * Folds a row into the state of place_counts(place text, n float8).  A row with
 * a NULL is left out.
 */
Datum
place_counts_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	CountsState *state = PG_ARGISNULL(0) ? NULL : (CountsState *) PG_GETARG_POINTER(0);
	Code		place;
	double		n;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	place = CODE_FROM_TEXT(PG_GETARG_TEXT_PP(1));
	n = PG_GETARG_FLOAT8(2);
	check_place_code(place, ERRCODE_INVALID_PARAMETER_VALUE);
	check_count(n, place, NULL, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	if (state == NULL)
		state = counts_state_create(context);
	counts_state_add(state, place, n);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(place_counts_rollup_transition);

/*
 * Folds a value into the state of rollup(place_counts).
 */
Datum
place_counts_rollup_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	CountsState *state = PG_ARGISNULL(0) ? NULL : (CountsState *) PG_GETARG_POINTER(0);

	if (!PG_ARGISNULL(1))
	{
		if (state == NULL)
			state = counts_state_create(context);
		counts_state_add_value(state, PG_GETARG_PLACE_COUNTS(1));
	}
	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(place_counts_combine);

Datum
place_counts_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	CountsState *state = PG_ARGISNULL(0) ? NULL : (CountsState *) PG_GETARG_POINTER(0);

	if (!PG_ARGISNULL(1))
	{
		CountsState *other = (CountsState *) PG_GETARG_POINTER(1);

		/* Even a first state is copied: the other lives shorter than ours. */
		if (state == NULL)
			state = counts_state_create(context);
		for (uint32 i = 0; i < other->places.count; i++)
		{
			CHECK_FOR_INTERRUPTS();
			counts_state_add(state, codes_get(&other->places, i), other->n[i]);
		}
	}
	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(place_counts_final);

Datum
place_counts_final(PG_FUNCTION_ARGS)
{
	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(counts_state_value((CountsState *) PG_GETARG_POINTER(0)));
}

PG_FUNCTION_INFO_V1(place_counts_serialise);

/*
 * A state on its way to another process is the value it stands for: that form
 * is flat, carries its version, and can be checked on arrival.
 */
Datum
place_counts_serialise(PG_FUNCTION_ARGS)
{
	aggregate_context(fcinfo);
	PG_RETURN_BYTEA_P((bytea *) counts_state_value((CountsState *) PG_GETARG_POINTER(0)));
}

PG_FUNCTION_INFO_V1(place_counts_deserialise);

Datum
place_counts_deserialise(PG_FUNCTION_ARGS)
{
	/* A copy, since the bytes of a bytea need not be aligned for float8. */
	PlaceCounts *counts = (PlaceCounts *) PG_GETARG_BYTEA_P_COPY(0);
	CountsState *state;

	aggregate_context(fcinfo);
	if (!place_counts_is_valid(counts))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid transition state of type %s", TYPE_NAME)));
	state = counts_state_create(CurrentMemoryContext);
	counts_state_add_value(state, counts);
	PG_RETURN_POINTER(state);
}
