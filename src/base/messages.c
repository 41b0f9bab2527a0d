/*
 * messages.c
 *		Binary messages: what the receive functions of all types ask of the bytes
 *		that a client sends.
 */
#include "postgres.h"

#include "libpq/pqformat.h"

#include "base/compat.h"
#include "base/messages.h"

/*
 * A code in a binary message: its length in bytes, then its text in the
 * client's encoding.
 */
void
code_send(StringInfo message, Code code)
{
	check_code_text(code);
	compat_send_counted_text(message, code.data, code.length);
}

Code
code_recv(StringInfo message, const char *type_name)
{
	int			length;
	int			converted_length;
	char	   *converted;

	check_message_left(message, sizeof(int32), type_name);
	length = pq_getmsgint(message, sizeof(int32));
	if (length < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid code length %d in external \"%s\" value", length, type_name)));
	check_message_left(message, length, type_name);
	converted = pq_getmsgtext(message, length, &converted_length);
	return (Code)
	{
		converted, converted_length
	};
}

/*
 * Refuses a binary message that ends before the bytes it promises.  Callers ask
 * before they allocate, so a lying count costs nothing.
 */
void
check_message_left(StringInfo message, uint64 bytes, const char *type_name)
{
	if (bytes > (uint64) (message->len - message->cursor))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("external \"%s\" value is too short", type_name),
				 errdetail("It promises %llu more bytes and has %d.",
						   (unsigned long long) bytes, message->len - message->cursor)));
}

void
recv_version(StringInfo message, uint8 version, const char *type_name)
{
	int			found;

	check_message_left(message, 1, type_name);
	found = pq_getmsgbyte(message);
	if (found != version)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported version %d of external \"%s\" value", found, type_name)));
}

/*
 * A number of things that follow, each of which takes at least so many bytes.
 */
uint32
recv_count(StringInfo message, Size least_bytes_each, const char *type_name)
{
	uint32		count;

	check_message_left(message, sizeof(int32), type_name);
	count = pq_getmsgint(message, sizeof(int32));
	check_message_left(message, (uint64) count * least_bytes_each, type_name);
	return count;
}

void
check_message_end(StringInfo message, const char *type_name)
{
	if (message->cursor != message->len)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("external \"%s\" value has %d bytes too many",
						type_name, message->len - message->cursor)));
}
