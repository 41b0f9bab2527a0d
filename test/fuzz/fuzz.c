/*
 * fuzz.c
 *		Hostile input for the types of placebase, made and tried inside the server.
 *
 * fuzz(type, binary, samples, messages, seed, tape) mutates samples of a type and
 * hands each to the input function (text) or to the receive function (binary),
 * after the samples themselves.
 * What is refused must be refused with an SQLSTATE that blames the message; what
 * is accepted must survive output and input, and send and receive, to the byte;
 * and neither may take memory out of proportion to the message.
 *
 * Every message ends where a page ends that nobody may read, so a read beyond the
 * end is a crash, and lies in the mapped file "tape", which outlives the crash.
 *
 * libfuzzer(type, binary, arguments) hands the same trial to libFuzzer's driver,
 * for a build of placebase that counts the branches it takes.
 */
#include "postgres.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "catalog/pg_type.h"
#include "common/pg_prng.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "port/pg_bswap.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

PG_MODULE_MAGIC;

#define MESSAGE_MAX 8192
#define TAPE_BYTES (16 * 1024)	/* whole pages */
#define POOL 512
#define SQLSTATES 32

/* A message may cost so much and so many times its length. */
#define MEMORY_BASE (2 * 1024 * 1024)
#define MEMORY_PER_BYTE 256

typedef struct Message
{
	int			length;
	uint8		bytes[MESSAGE_MAX];
} Message;

typedef struct Trial
{
	Oid			type;
	bool		binary;
	Oid			io_param;
	FmgrInfo	in;
	FmgrInfo	out;
	FmgrInfo	recv;
	FmgrInfo	send;
	uint8	   *tape;
	MemoryContext context;		/* emptied after every message */
	int64		accepted;
	int			states;
	int			state[SQLSTATES];
	int64		refused[SQLSTATES];
} Trial;

static const char *const tokens[] = {
	"{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud83d", "\\ude00", "\\u00e9", "\\n", " ", "\t",
	"0", "-0", "-1", "1e308", "1e309", "5e-324", "1e-400", "0.1", "00", "NaN", "Infinity", "null", "true", "\"\"", "{}", "[]", "[[",
	"\"A\": 1", "\"A\": {\"A\": 1}", "[\"2024-01-01\",\"A\"]", "infinity", "-infinity", "epoch", "now", "4714-11-24 BC", "294276-12-31",
	"294277-01-01", "2024-02-30", "24:00:00", "23:59:60", "+15:59", "-16:00", "Europe/London", "allballs", "J2451545", "T", "Z", ".9999999",
	"1999-01-08 04:05:06.789-8", "20240101T090000Z", "18446744073709551616"
};

static const uint32 numbers[] = {
	0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 127, 128, 255, 256, 1023, 1024, 1025, 0x7fff, 0x8000, 0xffff, 0x10000,
	0x3fffffff, 0x40000000, 0x7ffffffe, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff
};

static const uint64 longs[] = {
	0, UINT64CONST(0x8000000000000000), UINT64CONST(0x3ff0000000000000), UINT64CONST(0x7fefffffffffffff),
	UINT64CONST(0x7ff0000000000000), UINT64CONST(0xfff0000000000000), UINT64CONST(0x7ff8000000000000), UINT64CONST(1),
	UINT64CONST(0x7fffffffffffffff), UINT64CONST(0xffffffffffffffff), UINT64CONST(0x7ffffffffffffffe),
	UINT64CONST(0x7fffff0000000000), UINT64CONST(0x8000000000000001)
};

/* ------------------------------------------------------------------------
 * Mutations
 * ------------------------------------------------------------------------
 */

static uint32
below(pg_prng_state *random, uint32 limit)
{
	return pg_prng_uint64(random) % limit;
}

static void
replace_range(Message *message, int at, int length, const void *bytes, int count)
{
	if (message->length - length + count > MESSAGE_MAX)
		return;
	memmove(message->bytes + at + count, message->bytes + at + length, message->length - at - length);
	memcpy(message->bytes + at, bytes, count);
	message->length += count - length;
}

static void
mutate(pg_prng_state *random, Message *message, const Message *other, bool binary)
{
	int			at = below(random, message->length + 1);
	int			left = message->length - at;
	int			few = 1 + below(random, 1 << below(random, 8));
	uint8		bytes[256];

	few = Min(few, left);
	switch (below(random, 11))
	{
		case 0:
			if (left > 0)
				message->bytes[at] ^= 1 << below(random, 8);
			break;
		case 1:
			if (left > 0)
				message->bytes[at] = pg_prng_uint64(random);
			break;
		case 2:
			replace_range(message, at, few, NULL, 0);
			break;
		case 3:					/* some of it twice, or elsewhere */
			few = Min(few, (int) sizeof(bytes));
			memcpy(bytes, message->bytes + at, few);
			replace_range(message, below(random, message->length + 1), 0, bytes, few);
			break;
		case 4:
			message->length = at;
			break;
		case 5:					/* the rest of another message */
			{
				int			from = below(random, other->length + 1);

				message->length = at;
				replace_range(message, at, 0, other->bytes + from, other->length - from);
				break;
			}
		case 6:
			for (int i = 0; i < 8; i++)
				bytes[i] = pg_prng_uint64(random);
			replace_range(message, at, 0, bytes, 1 + below(random, 8));
			break;
		case 7:
		case 8:
			if (binary)
			{
				uint32		number = pg_hton32(numbers[below(random, lengthof(numbers))]);

				replace_range(message, at, Min(left, 4), &number, 4);
				break;
			}
			/* FALLTHROUGH */
		case 9:
			if (binary)
			{
				uint64		number = pg_hton64(longs[below(random, lengthof(longs))]);

				replace_range(message, at, Min(left, 8), &number, 8);
				break;
			}
			/* FALLTHROUGH */
		default:
			{
				const char *token = tokens[below(random, lengthof(tokens))];

				replace_range(message, at, below(random, 2) ? few : 0, token, strlen(token));
				break;
			}
	}
}

/*
 * The server has looked at the encoding of a text before any input function sees it.
 */
static void
make_text_valid(Message *message)
{
	int			i = 0;

	if (message->length == MESSAGE_MAX)
		message->length--;
	while (i < message->length)
	{
		int			valid = pg_encoding_verifymbstr(GetDatabaseEncoding(), (char *) message->bytes + i, message->length - i);

		i += valid;
		if (i < message->length)
			message->bytes[i] = (message->bytes[i] & 0x7f) != 0 ? message->bytes[i] & 0x7f : ' ';
	}
}

/* ------------------------------------------------------------------------
 * One message
 * ------------------------------------------------------------------------
 */

static void
map_tape(Trial *trial, const char *path)
{
	int			file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
	uint8	   *memory = mmap(NULL, TAPE_BYTES + sysconf(_SC_PAGESIZE), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (file < 0 || ftruncate(file, TAPE_BYTES) != 0 || memory == MAP_FAILED ||
		mmap(memory, TAPE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0) == MAP_FAILED)
		ereport(ERROR, (errcode_for_file_access(), errmsg("could not map file \"%s\": %m", path)));
	close(file);
	trial->tape = memory;
}

static void
trial_init(Trial *trial, Oid type, bool binary, const char *tape)
{
	Oid			function;
	bool		is_varlena;

	memset(trial, 0, sizeof(Trial));
	trial->type = type;
	trial->binary = binary;
	getTypeInputInfo(type, &function, &trial->io_param);
	fmgr_info(function, &trial->in);
	getTypeOutputInfo(type, &function, &is_varlena);
	fmgr_info(function, &trial->out);
	getTypeBinaryInputInfo(type, &function, &trial->io_param);
	fmgr_info(function, &trial->recv);
	getTypeBinaryOutputInfo(type, &function, &is_varlena);
	fmgr_info(function, &trial->send);
	trial->context = AllocSetContextCreate(CurrentMemoryContext, "one message", ALLOCSET_DEFAULT_SIZES);
	map_tape(trial, tape);
}

static Datum
receive(Trial *trial, uint8 *bytes, int length)
{
	StringInfoData message = {(char *) bytes, length, length, 0};
	Datum		value = ReceiveFunctionCall(&trial->recv, &message, trial->io_param, -1);

	if (message.cursor != message.len)
		elog(ERROR, "%d bytes of the message were not read", message.len - message.cursor);
	return value;
}

static Datum
try_message(Trial *trial, uint8 *bytes, int length)
{
	Datum		value;
	Datum		again;
	char	   *text;
	bytea	   *sent;

	if (trial->binary)
		value = receive(trial, bytes, length);
	else
		value = InputFunctionCall(&trial->in, (char *) bytes, trial->io_param, -1);

	text = OutputFunctionCall(&trial->out, value);
	again = InputFunctionCall(&trial->in, text, trial->io_param, -1);
	if (!datumIsEqual(value, again, false, -1) || strcmp(text, OutputFunctionCall(&trial->out, again)) != 0)
		elog(ERROR, "another value comes back from text %s", text);
	sent = SendFunctionCall(&trial->send, value);
	again = receive(trial, (uint8 *) VARDATA(sent), VARSIZE(sent) - VARHDRSZ);
	if (!datumIsEqual(value, again, false, -1))
		elog(ERROR, "another value comes back from the message of %s", text);
	return value;
}

/*
 * The SQLSTATEs with which a message may be refused.
 */
static bool
blames_message(int state, bool binary)
{
	switch (state)
	{
		case ERRCODE_CHARACTER_NOT_IN_REPERTOIRE:
		case ERRCODE_PROGRAM_LIMIT_EXCEEDED:
			return true;
		case ERRCODE_INVALID_BINARY_REPRESENTATION:
			return binary;
		case ERRCODE_INVALID_TEXT_REPRESENTATION:
		case ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE:
		case ERRCODE_INVALID_DATETIME_FORMAT:
		case ERRCODE_DATETIME_VALUE_OUT_OF_RANGE:
		case ERRCODE_INVALID_TIME_ZONE_DISPLACEMENT_VALUE:
		case ERRCODE_INVALID_PARAMETER_VALUE:
		case ERRCODE_UNTRANSLATABLE_CHARACTER:
			return !binary;
		default:
			return false;
	}
}

static void
count_state(Trial *trial, int state)
{
	int			i = 0;

	while (i < trial->states && trial->state[i] != state)
		i++;
	if (i == trial->states)
	{
		if (i == SQLSTATES)
			elog(ERROR, "too many different SQLSTATEs");
		trial->state[trial->states++] = state;
	}
	trial->refused[i]++;
}

static char *
hexadecimal(const uint8 *bytes, int length)
{
	char	   *hex = palloc(2 * length + 1);

	hex[hex_encode((const char *) bytes, length, hex)] = '\0';
	return hex;
}

/*
 * Tries one message; true if it was accepted.  Ends with an error where the type
 * is at fault.
 */
static bool
trial_run(Trial *trial, const Message *message)
{
	MemoryContext caller = CurrentMemoryContext;
	int			length = message->length + !trial->binary;
	uint8	   *bytes = trial->tape + TAPE_BYTES - length;
	volatile bool accepted = false;
	const char *volatile fault = NULL;
	volatile int state = 0;
	Size		memory;

	*(int32 *) trial->tape = message->length;
	if (!trial->binary)
		bytes[message->length] = '\0';
	memcpy(bytes, message->bytes, message->length);
	MemoryContextSwitchTo(trial->context);
	PG_TRY();
	{
		/* as the server does before it calls a type's input function */
		if (!trial->binary)
			pg_verifymbstr((char *) bytes, message->length, false);
		try_message(trial, bytes, message->length);
		accepted = true;
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		state = error->sqlerrcode;
		if (state == ERRCODE_QUERY_CANCELED || !blames_message(state, trial->binary))
			fault = error->message;
		else
			FreeErrorData(error);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	memory = MemoryContextMemAllocated(trial->context, true);
	if (fault == NULL && memory > MEMORY_BASE + (Size) MEMORY_PER_BYTE * length)
		fault = psprintf("%zu bytes of memory for a message of %d bytes", memory, length);
	if (fault != NULL)
		ereport(ERROR,
				(errcode(state == 0 ? ERRCODE_INTERNAL_ERROR : state),
				 errmsg("%s", fault),
				 errdetail("%s message of %s: \\x%s", trial->binary ? "Binary" : "Text",
						   format_type_be(trial->type), hexadecimal(message->bytes, message->length))));
	MemoryContextReset(trial->context);
	if (accepted)
		trial->accepted++;
	else
		count_state(trial, state);
	return accepted;
}

/* ------------------------------------------------------------------------
 * Functions
 * ------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(fuzz);

/*
 * fuzz(type regtype, binary boolean, samples bytea[], messages bigint, seed bigint, tape text) -> text
 *
 * What became of the messages: how many were accepted, and refused with which SQLSTATE.
 */
Datum
fuzz(PG_FUNCTION_ARGS)
{
	int64		messages = PG_GETARG_INT64(3);
	Trial		trial;
	pg_prng_state random;
	Datum	   *samples;
	int			count;
	int			known = 0;
	Message    *pool = palloc0(POOL * sizeof(Message));
	Message    *message = palloc0(sizeof(Message));
	StringInfoData report;

	trial_init(&trial, PG_GETARG_OID(0), PG_GETARG_BOOL(1), text_to_cstring(PG_GETARG_TEXT_PP(5)));
	pg_prng_seed(&random, PG_GETARG_INT64(4));
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(2), BYTEAOID, -1, false, TYPALIGN_INT, &samples, NULL, &count);
	for (int i = 0; i < count; i++)
	{
		bytea	   *sample = DatumGetByteaPP(samples[i]);

		message->length = Min(VARSIZE_ANY_EXHDR(sample), MESSAGE_MAX - 1);
		memcpy(message->bytes, VARDATA_ANY(sample), message->length);
		if (trial_run(&trial, message) && known < POOL / 2)
			pool[known++] = *message;
	}
	if (known == 0)
		elog(ERROR, "no sample is accepted");
	for (int i = known; i < POOL; i++)
		pool[i] = pool[i % known];
	for (int64 i = 0; i < messages; i++)
	{
		CHECK_FOR_INTERRUPTS();
		*message = pool[below(&random, POOL)];
		do
			mutate(&random, message, &pool[below(&random, POOL)], trial.binary);
		while (below(&random, 3) == 0);
		if (!trial.binary)
			make_text_valid(message);
		/* What is accepted is bred from; the samples themselves stay. */
		if (trial_run(&trial, message) && message->length < MESSAGE_MAX / 4)
			pool[known + below(&random, POOL - known)] = *message;
	}
	munmap(trial.tape, TAPE_BYTES + sysconf(_SC_PAGESIZE));
	initStringInfo(&report);
	appendStringInfo(&report, "%lld accepted", (long long) trial.accepted);
	for (int i = 0; i < trial.states; i++)
		appendStringInfo(&report, ", %lld refused with %s", (long long) trial.refused[i], unpack_sql_state(trial.state[i]));
	PG_RETURN_TEXT_P(cstring_to_text(report.data));
}

static Trial *libfuzzer_trial;

extern int	LLVMFuzzerRunDriver(int *count, char ***arguments, int (*callback) (const uint8 *, size_t)) __attribute__((weak));

static int
libfuzzer_callback(const uint8 *bytes, size_t length)
{
	static Message message;

	if (length >= MESSAGE_MAX)
		return -1;
	memcpy(message.bytes, bytes, length);
	message.length = length;
	if (!libfuzzer_trial->binary)
		make_text_valid(&message);
	trial_run(libfuzzer_trial, &message);
	return 0;
}

PG_FUNCTION_INFO_V1(libfuzzer);

/*
 * libfuzzer(type regtype, binary boolean, tape text, arguments text[]) -> integer
 *
 * Ends the server's process when done: for postgres --single only.
 */
Datum
libfuzzer(PG_FUNCTION_ARGS)
{
	Trial		trial;
	Datum	   *texts;
	int			count;
	char	  **arguments;

	if (LLVMFuzzerRunDriver == NULL)
		elog(ERROR, "this module was built without libFuzzer");
	trial_init(&trial, PG_GETARG_OID(0), PG_GETARG_BOOL(1), text_to_cstring(PG_GETARG_TEXT_PP(2)));
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(3), TEXTOID, -1, false, TYPALIGN_INT, &texts, NULL, &count);
	arguments = palloc((count + 2) * sizeof(char *));
	arguments[0] = pstrdup("placebase");
	for (int i = 0; i < count; i++)
		arguments[i + 1] = TextDatumGetCString(texts[i]);
	arguments[count + 1] = NULL;
	count++;
	libfuzzer_trial = &trial;
	PG_RETURN_INT32(LLVMFuzzerRunDriver(&count, &arguments, libfuzzer_callback));
}
