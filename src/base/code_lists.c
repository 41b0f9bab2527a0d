/*
 * code_lists.c
 *		Writing sorted lists of codes, and what two of them have together.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/code_lists.h"
#include "base/memory.h"

#define FIRST_CODES 64
#define FIRST_BYTES 1024

/*
 * A list that grows in the current memory context.
 */
void
code_list_writer_init(CodeListWriter *writer)
{
	*writer = (CodeListWriter)
	{
		.capacity = FIRST_CODES,
			.bytes_capacity = FIRST_BYTES,
			.end = palloc(FIRST_CODES * sizeof(uint32)),
			.bytes = palloc(FIRST_BYTES)
	};
}

/*
 * A list whose place and size are known: inside a value that is being made.
 */
void
code_list_writer_over(CodeListWriter *writer, uint32 *end, uint32 capacity, char *bytes, uint32 bytes_capacity)
{
	*writer = (CodeListWriter)
	{
		.capacity = capacity, .bytes_capacity = bytes_capacity, .end = end, .bytes = bytes
	};
}

/*
 * Room for one code more.  The codes of a list become part of a value, so that
 * they are bounded as values are.
 */
static void
make_room(CodeListWriter *writer, uint32 length)
{
	uint64		bytes = (uint64) writer->used + length;

	if (bytes > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the codes of a value take more than 1 GB")));
	if (writer->count == writer->capacity)
	{
		writer->capacity *= 2;
		writer->end = repalloc_huge(writer->end, (Size) writer->capacity * sizeof(uint32));
	}
	if (bytes > writer->bytes_capacity)
	{
		writer->bytes_capacity = Min(MaxAllocSize, 2 * bytes);
		writer->bytes = repalloc(writer->bytes, writer->bytes_capacity);
	}
}

void
code_list_write(CodeListWriter *writer, Code code)
{
	if (writer->count == writer->capacity || code.length > writer->bytes_capacity - writer->used)
		make_room(writer, code.length);
	memcpy(writer->bytes + writer->used, code.data, code.length);
	writer->used += code.length;
	writer->end[writer->count++] = writer->used;
}

/*
 * What two lists have together.
 */
CodeListUnion
code_list_union(const CodeList *left, const CodeList *right)
{
	CodeListPair pair = code_list_pair(left, right);
	CodeListUnion both = {
		.left = array_allocate(left->count, sizeof(uint32)),
		.right = array_allocate(right->count, sizeof(uint32))
	};
	Code		code;
	uint32		i;
	uint32		j;

	while (code_list_pair_next(&pair, &code, &i, &j))
	{
		CHECK_FOR_INTERRUPTS();
		if (i != NOWHERE)
			both.left[i] = both.count;
		if (j != NOWHERE)
			both.right[j] = both.count;
		both.count++;
		both.bytes += code.length;
	}
	return both;
}

void
code_list_union_free(CodeListUnion *both)
{
	pfree(both->left);
	pfree(both->right);
}

void
code_list_write_union(CodeListWriter *writer, const CodeList *left, const CodeList *right)
{
	CodeListPair pair = code_list_pair(left, right);
	Code		code;
	uint32		i;
	uint32		j;

	while (code_list_pair_next(&pair, &code, &i, &j))
	{
		CHECK_FOR_INTERRUPTS();
		code_list_write(writer, code);
	}
}
