/*
 * messages.h
 *		Binary messages: what the receive functions of all types ask of the bytes
 *		that a client sends.
 */
#ifndef PLACEBASE_MESSAGES_H
#define PLACEBASE_MESSAGES_H

#include "lib/stringinfo.h"

#include "base/codes.h"

extern void code_send(StringInfo message, Code code);
extern Code code_recv(StringInfo message, const char *type_name);
extern void check_message_left(StringInfo message, uint64 bytes, const char *type_name);
extern void recv_version(StringInfo message, uint8 version, const char *type_name);
extern uint32 recv_count(StringInfo message, Size least_bytes_each, const char *type_name);
extern void check_message_end(StringInfo message, const char *type_name);

#endif
