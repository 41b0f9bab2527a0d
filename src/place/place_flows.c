/*
 * place_flows.c
 *		The matrix over places: type and aggregate.  What a matrix can answer is
 *		in place_algebra.c.
 */
#include "postgres.h"

#include <math.h>

#include "funcapi.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/aggregate.h"
#include "base/json_text.h"
#include "place/place_counts.h"
#include "place/flows_state.h"
#include "place/place_flows.h"

#define TYPE_NAME "place_flows"

/* ------------------------------------------------------------------------
 * Limits and checks
 * ------------------------------------------------------------------------
 */

static uint64
place_flows_size(uint32 origins, uint32 destinations, uint32 cells,
				 uint32 origin_bytes, uint32 destination_bytes)
{
	return offsetof(PlaceFlows, n) +
		(uint64) cells * (sizeof(double) + sizeof(uint32)) +
		((uint64) origins * 2 + 1 + destinations) * sizeof(uint32) +
		(uint64) origin_bytes + destination_bytes;
}

/*
 * Both places of a cell need a code; one without is found by the other.
 */
static void
check_cell_codes(Code from, Code to, int sqlstate)
{
	if ((from.length == 0) != (to.length == 0))
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("place code must not be empty"),
				 from.length == 0 ?
				 errdetail("It is that of an origin, with flows to place \"%s\".", code_for_message(to)) :
				 errdetail("It is that of a destination, with flows from place \"%s\".", code_for_message(from))));
	check_place_code(from, sqlstate);
	check_place_code(to, sqlstate);
}

static bool
place_flows_header_fits(const PlaceFlows *flows)
{
	return VARSIZE(flows) >= offsetof(PlaceFlows, n) &&
		flows->version == PLACE_FLOWS_VERSION &&
		flows->reserved[0] == 0 && flows->reserved[1] == 0 && flows->reserved[2] == 0 &&
		flows->reserved_too == 0 &&
		VARSIZE(flows) == place_flows_size(flows->origins, flows->destinations, flows->cells,
										   flows->origin_bytes, flows->destination_bytes);
}

/*
 * True if the cells are those of an origin of the value and lead to its
 * destinations.
 */
static bool
cells_fit(const FlowsView *view, uint32 first, uint32 end)
{
	bool		good = first < end && end <= view->cells;

	for (uint32 cell = first; good && cell < end; cell++)
		good = view->destination[cell] < view->destinations.count;
	return good;
}

/*
 * True if whoever reads the value stays within it and meets counts only.
 */
static bool
place_flows_fits(const PlaceFlows *flows)
{
	FlowsView	view;

	if (!place_flows_header_fits(flows))
		return false;
	view = place_flows_view(flows);
	if (!code_list_fits(&view.origins, flows->origin_bytes) ||
		!code_list_fits(&view.destinations, flows->destination_bytes) ||
		view.row[0] != 0 || view.row[flows->origins] != flows->cells)
		return false;
	for (uint32 i = 0; i < flows->origins; i++)
		if (!cells_fit(&view, view.row[i], view.row[i + 1]))
			return false;
	return are_counts(view.n, view.cells);
}

/*
 * True if everything that the picture in place_flows.h promises holds.
 */
static bool
place_flows_is_valid(const PlaceFlows *flows)
{
	FlowsView	view;
	bool	   *reached;
	uint32		reached_count = 0;

	if (!place_flows_fits(flows))
		return false;
	view = place_flows_view(flows);
	if (!code_list_is_sorted(&view.origins) || !code_list_is_sorted(&view.destinations))
		return false;
	reached = palloc0(Max(flows->destinations, 1));
	for (uint32 i = 0; i < flows->origins; i++)
		for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
		{
			uint32		destination = view.destination[cell];

			if ((cell > view.row[i] && destination <= view.destination[cell - 1]) ||
				(view.n[cell] == 0 && signbit(view.n[cell])))
				return false;
			reached_count += !reached[destination];
			reached[destination] = true;
		}
	pfree(reached);
	return reached_count == flows->destinations;
}

/*
 * What is asked of a stored value before all of it, or one place only, is read.
 * With assertions it is everything that they assert.
 */
#ifdef USE_ASSERT_CHECKING
#define whole_fits place_flows_is_valid
#define head_fits place_flows_is_valid
#else
#define whole_fits place_flows_fits
#define head_fits place_flows_header_fits
#endif

pg_noreturn static void
place_flows_damaged(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("stored %s value is damaged or of an unknown version", TYPE_NAME)));
}

/*
 * The value behind a datum: what was stored by a later version, or damaged, is
 * refused here.
 */
PlaceFlows *
place_flows_from_datum(Datum datum)
{
	PlaceFlows *flows = (PlaceFlows *) PG_DETOAST_DATUM(datum);

	if (!whole_fits(flows))
		place_flows_damaged();
	return flows;
}

/*
 * The value behind a datum, for a question of one of its origins; NULL if it has
 * no such origin.  One origin may be asked for in every row, so the cells of the
 * others are not looked at.
 */
PlaceFlows *
place_flows_with_origin(Datum datum, Code origin, uint32 *row)
{
	PlaceFlows *flows = (PlaceFlows *) PG_DETOAST_DATUM(datum);
	FlowsView	view;

	if (!head_fits(flows))
		place_flows_damaged();
	view = place_flows_view(flows);
	if (!code_list_find(&view.origins, flows->origin_bytes, origin, row))
		return NULL;
	if (!code_list_fits(&view.destinations, flows->destination_bytes) ||
		!cells_fit(&view, view.row[*row], view.row[*row + 1]))
		place_flows_damaged();
	return flows;
}

/* ------------------------------------------------------------------------
 * Constructors
 * ------------------------------------------------------------------------
 */

FlowsView
place_flows_view(const PlaceFlows *flows)
{
	const uint32 *row = (const uint32 *) (flows->n + flows->cells);
	const uint32 *destination = row + flows->origins + 1;
	const uint32 *origin_end = destination + flows->cells;
	const uint32 *destination_end = origin_end + flows->origins;
	const char *bytes = (const char *) (destination_end + flows->destinations);

	return (FlowsView)
	{
		.origins = {flows->origins, origin_end, bytes},
			.destinations = {flows->destinations, destination_end, bytes + flows->origin_bytes},
			.cells = flows->cells,
			.row = row,
			.destination = destination,
			.n = flows->n
	};
}

static PlaceFlows *
place_flows_allocate(uint32 origins, uint32 destinations, uint32 cells,
					 uint32 origin_bytes, uint32 destination_bytes)
{
	uint64		size = place_flows_size(origins, destinations, cells, origin_bytes, destination_bytes);
	PlaceFlows *flows;

	if (size > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%s value of %u cells is too large", TYPE_NAME, cells),
				 errdetail("A value may take at most 1 GB.")));
	flows = palloc(size);
	memset(flows, 0, offsetof(PlaceFlows, n));
	SET_VARSIZE(flows, size);
	flows->version = PLACE_FLOWS_VERSION;
	flows->origins = origins;
	flows->destinations = destinations;
	flows->cells = cells;
	flows->origin_bytes = origin_bytes;
	flows->destination_bytes = destination_bytes;
	return flows;
}

/*
 * Copies the codes of the kept places of a list.
 */
static void
copy_kept_codes(const CodeList *list, const bool *keep, const CodeList *into)
{
	uint32	   *end = unconstify(uint32 *, into->end);
	char	   *bytes = unconstify(char *, into->bytes);
	uint32		used = 0;
	uint32		count = 0;

	for (uint32 i = 0; i < list->count; i++)
	{
		Code		code = code_list_get(list, i);

		CHECK_FOR_INTERRUPTS();
		if (!keep[i])
			continue;
		memcpy(bytes + used, code.data, code.length);
		used += code.length;
		end[count++] = used;
	}
}

/*
 * Puts a value together from its parts: sorted codes, and for each origin its
 * cells by ascending destination.  Places without a cell are left out.
 */
PlaceFlows *
place_flows_assemble(const FlowsView *view)
{
	bool	   *origin_kept = palloc0(Max(view->origins.count, 1));
	bool	   *destination_kept = palloc0(Max(view->destinations.count, 1));
	uint32	   *destination_number = palloc(mul_size(Max(view->destinations.count, 1), sizeof(uint32)));
	uint32		origins = 0;
	uint32		destinations = 0;
	uint32		origin_bytes = 0;
	uint32		destination_bytes = 0;
	PlaceFlows *flows;
	FlowsView	parts;
	uint32	   *row;
	uint32	   *destination;

	for (uint32 i = 0; i < view->origins.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (view->row[i + 1] == view->row[i])
			continue;
		origin_kept[i] = true;
		origins++;
		origin_bytes += code_list_get(&view->origins, i).length;
		for (uint32 cell = view->row[i]; cell < view->row[i + 1]; cell++)
		{
			Code		to = code_list_get(&view->destinations, view->destination[cell]);

			check_count(view->n[cell], code_list_get(&view->origins, i), &to,
						ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
			destination_kept[view->destination[cell]] = true;
		}
	}
	for (uint32 i = 0; i < view->destinations.count; i++)
	{
		if (!destination_kept[i])
			continue;
		destination_number[i] = destinations++;
		destination_bytes += code_list_get(&view->destinations, i).length;
	}

	flows = place_flows_allocate(origins, destinations, view->cells, origin_bytes, destination_bytes);
	parts = place_flows_view(flows);
	row = unconstify(uint32 *, parts.row);
	destination = unconstify(uint32 *, parts.destination);
	*row++ = 0;
	for (uint32 i = 0; i < view->origins.count; i++)
		if (origin_kept[i])
			*row++ = view->row[i + 1];
	for (uint32 cell = 0; cell < view->cells; cell++)
	{
		CHECK_FOR_INTERRUPTS();
		destination[cell] = destination_number[view->destination[cell]];
		flows->n[cell] = view->n[cell] == 0 ? 0 : view->n[cell];
	}
	copy_kept_codes(&view->origins, origin_kept, &parts.origins);
	copy_kept_codes(&view->destinations, destination_kept, &parts.destinations);
	pfree(origin_kept);
	pfree(destination_kept);
	pfree(destination_number);
	Assert(place_flows_is_valid(flows));
	return flows;
}

/*
 * The same cells with other counts.
 */
PlaceFlows *
place_flows_with_n(const PlaceFlows *flows, const double *n)
{
	PlaceFlows *copy = palloc(VARSIZE(flows));
	FlowsView	view = place_flows_view(flows);

	memcpy(copy, flows, VARSIZE(flows));
	for (uint32 i = 0; i < flows->origins; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
		{
			if (!(n[cell] >= 0) || isinf(n[cell]))
			{
				Code		to = code_list_get(&view.destinations, view.destination[cell]);

				check_count(n[cell], code_list_get(&view.origins, i), &to,
							ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
			}
			copy->n[cell] = n[cell] == 0 ? 0 : n[cell];
		}
	}
	Assert(place_flows_is_valid(copy));
	return copy;
}

PlaceFlows *
place_flows_sum(const PlaceFlows *a, const PlaceFlows *b)
{
	FlowsState *state = flows_state_create(CurrentMemoryContext);

	flows_state_add_value(state, a);
	flows_state_add_value(state, b);
	return flows_state_value(state);
}

/* ------------------------------------------------------------------------
 * Input and output
 * ------------------------------------------------------------------------
 */

/*
 * A state for what comes from outside: no cell may be given twice.
 */
static FlowsState *
state_of_message(int sqlstate)
{
	FlowsState *state = flows_state_create(CurrentMemoryContext);

	state->twice_sqlstate = sqlstate;
	return state;
}

/*
 * Reads the destinations of one origin, {"E01000001": 12, ...}.
 */
static void
read_row(JsonReader *reader, FlowsState *state, Code from)
{
	json_expect(reader, JSON_TOKEN_OBJECT_START, "\"{\"");
	if (json_accept(reader, JSON_TOKEN_OBJECT_END))
		return;
	do
	{
		Code		to = json_read_string(reader, "a place code in double quotes");
		double		n;

		check_cell_codes(from, to, ERRCODE_INVALID_TEXT_REPRESENTATION);
		json_expect(reader, JSON_TOKEN_COLON, "\":\"");
		n = json_read_number(reader, "a count");
		check_count(n, from, &to, ERRCODE_INVALID_TEXT_REPRESENTATION);
		flows_state_add(state, codes_intern(&state->origins, from), codes_intern(&state->destinations, to), n);
	} while (json_accept(reader, JSON_TOKEN_COMMA));
	json_expect(reader, JSON_TOKEN_OBJECT_END, "\",\" or \"}\"");
}

PG_FUNCTION_INFO_V1(place_flows_in);

/*
 * place_flows_in(cstring) -> place_flows
 *
 * Reads a JSON object that has for each origin an object of destinations and
 * counts, {"E83003": {"E01000001": 12}}, in any order.  Errors: 22P02 for what
 * is not such an object, a cell given twice, an empty or overlong code, or a
 * negative count.
 */
Datum
place_flows_in(PG_FUNCTION_ARGS)
{
	FlowsState *state = state_of_message(ERRCODE_INVALID_TEXT_REPRESENTATION);
	JsonReader	reader;

	json_reader_start(&reader, PG_GETARG_CSTRING(0), TYPE_NAME);
	json_expect(&reader, JSON_TOKEN_OBJECT_START, "\"{\"");
	if (!json_accept(&reader, JSON_TOKEN_OBJECT_END))
	{
		do
		{
			Code		from = json_read_string(&reader, "a place code in double quotes");

			json_expect(&reader, JSON_TOKEN_COLON, "\":\"");
			read_row(&reader, state, from);
		} while (json_accept(&reader, JSON_TOKEN_COMMA));
		json_expect(&reader, JSON_TOKEN_OBJECT_END, "\",\" or \"}\"");
	}
	json_reader_finish(&reader);
	PG_RETURN_POINTER(flows_state_value(state));
}

PG_FUNCTION_INFO_V1(place_flows_out);

/*
 * place_flows_out(place_flows) -> cstring
 *
 * Writes what place_flows_in reads, places in bytewise order, each count in the
 * shortest digits that read back as the same number.
 */
Datum
place_flows_out(PG_FUNCTION_ARGS)
{
	PlaceFlows *flows = PG_GETARG_PLACE_FLOWS(0);
	FlowsView	view = place_flows_view(flows);
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	for (uint32 i = 0; i < flows->origins; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i > 0)
			appendStringInfoString(&out, ", ");
		json_write_code(&out, code_list_get(&view.origins, i));
		appendStringInfoString(&out, ": {");
		for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
		{
			if (cell > view.row[i])
				appendStringInfoString(&out, ", ");
			json_write_code(&out, code_list_get(&view.destinations, view.destination[cell]));
			appendStringInfoString(&out, ": ");
			json_write_number(&out, view.n[cell]);
		}
		appendStringInfoChar(&out, '}');
	}
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

/*
 * Reads a list of different codes from a message.
 */
static void
recv_codes(StringInfo message, Codes *codes, uint32 count)
{
	for (uint32 i = 0; i < count; i++)
	{
		Code		place = code_recv(message, TYPE_NAME);

		check_place_code(place, ERRCODE_INVALID_BINARY_REPRESENTATION);
		if (codes_intern(codes, place) != i)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("place \"%s\" is given twice", code_for_message(place))));
	}
}

PG_FUNCTION_INFO_V1(place_flows_recv);

/*
 * place_flows_recv(internal) -> place_flows
 *
 * Reads a binary message: version (1 byte), number of origins (4) and their
 * codes, number of destinations (4) and their codes, number of cells (4), and
 * for each cell the numbers of its origin and destination (4 each, from 0) and
 * its count (float8).  Errors: 22P03 for anything that place_flows_send would
 * not have written.
 */
Datum
place_flows_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	FlowsState *state = state_of_message(ERRCODE_INVALID_BINARY_REPRESENTATION);
	PlaceFlows *flows;
	uint32		cells;

	recv_version(message, PLACE_FLOWS_VERSION, TYPE_NAME);
	recv_codes(message, &state->origins, recv_count(message, sizeof(int32) + 1, TYPE_NAME));
	recv_codes(message, &state->destinations, recv_count(message, sizeof(int32) + 1, TYPE_NAME));
	cells = recv_count(message, 2 * sizeof(int32) + sizeof(float8), TYPE_NAME);
	for (uint32 i = 0; i < cells; i++)
	{
		uint32		origin = pq_getmsgint(message, sizeof(int32));
		uint32		destination = pq_getmsgint(message, sizeof(int32));
		double		n = pq_getmsgfloat8(message);
		Code		to;

		CHECK_FOR_INTERRUPTS();
		if (origin >= state->origins.count || destination >= state->destinations.count)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("external \"%s\" value has a cell of an unknown place", TYPE_NAME)));
		to = codes_get(&state->destinations, destination);
		check_count(n, codes_get(&state->origins, origin), &to, ERRCODE_INVALID_BINARY_REPRESENTATION);
		flows_state_add(state, origin, destination, n);
	}
	check_message_end(message, TYPE_NAME);
	flows = flows_state_value(state);
	if (flows->origins < state->origins.count || flows->destinations < state->destinations.count)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("external \"%s\" value has a place without a cell", TYPE_NAME)));
	PG_RETURN_POINTER(flows);
}

PG_FUNCTION_INFO_V1(place_flows_send);

/*
 * place_flows_send(place_flows) -> bytea
 *
 * Writes the message that place_flows_recv reads.
 */
Datum
place_flows_send(PG_FUNCTION_ARGS)
{
	PlaceFlows *flows = PG_GETARG_PLACE_FLOWS(0);
	FlowsView	view = place_flows_view(flows);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, PLACE_FLOWS_VERSION);
	pq_sendint32(&message, flows->origins);
	for (uint32 i = 0; i < flows->origins; i++)
		code_send(&message, code_list_get(&view.origins, i));
	pq_sendint32(&message, flows->destinations);
	for (uint32 i = 0; i < flows->destinations; i++)
		code_send(&message, code_list_get(&view.destinations, i));
	pq_sendint32(&message, flows->cells);
	for (uint32 i = 0; i < flows->origins; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
		{
			pq_sendint32(&message, i);
			pq_sendint32(&message, view.destination[cell]);
			pq_sendfloat8(&message, view.n[cell]);
		}
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* ------------------------------------------------------------------------
 * Aggregates
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(place_flows_transition);

/*
 * Folds a row into the state of place_flows(origin text, destination text, n
 * float8).  A row with a NULL is left out.
 */
Datum
place_flows_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	FlowsState *state = PG_ARGISNULL(0) ? NULL : (FlowsState *) PG_GETARG_POINTER(0);
	Code		from;
	Code		to;
	double		n;
	uint32		origin;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	from = CODE_FROM_TEXT(PG_GETARG_TEXT_PP(1));
	to = CODE_FROM_TEXT(PG_GETARG_TEXT_PP(2));
	n = PG_GETARG_FLOAT8(3);
	check_cell_codes(from, to, ERRCODE_INVALID_PARAMETER_VALUE);
	check_count(n, from, &to, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
	if (state == NULL)
		state = flows_state_create(context);
	origin = codes_intern(&state->origins, from);
	flows_state_add(state, origin, codes_intern(&state->destinations, to), n);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(place_flows_rollup_transition);

/*
 * Folds a value into the state of rollup(place_flows).
 */
Datum
place_flows_rollup_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	FlowsState *state = PG_ARGISNULL(0) ? NULL : (FlowsState *) PG_GETARG_POINTER(0);

	if (!PG_ARGISNULL(1))
	{
		if (state == NULL)
			state = flows_state_create(context);
		flows_state_add_value(state, PG_GETARG_PLACE_FLOWS(1));
	}
	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(place_flows_combine);

Datum
place_flows_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	FlowsState *state = PG_ARGISNULL(0) ? NULL : (FlowsState *) PG_GETARG_POINTER(0);

	if (!PG_ARGISNULL(1))
	{
		/* Even a first state is copied: the other lives shorter than ours. */
		if (state == NULL)
			state = flows_state_create(context);
		flows_state_add_state(state, (FlowsState *) PG_GETARG_POINTER(1));
	}
	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(place_flows_final);

Datum
place_flows_final(PG_FUNCTION_ARGS)
{
	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(flows_state_value((FlowsState *) PG_GETARG_POINTER(0)));
}

PG_FUNCTION_INFO_V1(place_flows_serialise);

/*
 * A state on its way to another process is the value it stands for: that form
 * is flat, carries its version, and can be checked on arrival.
 */
Datum
place_flows_serialise(PG_FUNCTION_ARGS)
{
	aggregate_context(fcinfo);
	PG_RETURN_BYTEA_P((bytea *) flows_state_value((FlowsState *) PG_GETARG_POINTER(0)));
}

PG_FUNCTION_INFO_V1(place_flows_deserialise);

Datum
place_flows_deserialise(PG_FUNCTION_ARGS)
{
	/* A copy, since the bytes of a bytea need not be aligned for float8. */
	PlaceFlows *flows = (PlaceFlows *) PG_GETARG_BYTEA_P_COPY(0);
	FlowsState *state;

	aggregate_context(fcinfo);
	if (!place_flows_is_valid(flows))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid transition state of type %s", TYPE_NAME)));
	state = flows_state_create(CurrentMemoryContext);
	flows_state_add_value(state, flows);
	PG_RETURN_POINTER(state);
}
