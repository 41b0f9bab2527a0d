/*
 * code_lists.h
 *		Writing sorted lists of codes, and walking through two of them at once.
 *
 * CodeListWriter	a list that is being written, each code after the one before
 * CodeListPair		where a walk through the union of two sorted lists stands
 * CodeListUnion	how large the union is, and where the codes of both stand in it
 */
#ifndef PLACEBASE_CODE_LISTS_H
#define PLACEBASE_CODE_LISTS_H

#include "base/codes.h"

/* Where a list does not have a code. */
#define NOWHERE PG_UINT32_MAX

typedef struct CodeListWriter
{
	uint32		count;
	uint32		used;			/* bytes written */
	uint32		capacity;
	uint32		bytes_capacity;
	uint32	   *end;			/* where each code ends in bytes */
	char	   *bytes;
} CodeListWriter;

typedef struct CodeListPair
{
	const CodeList *left;
	const CodeList *right;
	uint32		next_left;
	uint32		next_right;
} CodeListPair;

typedef struct CodeListUnion
{
	uint32		count;
	uint32		bytes;
	uint32	   *left;			/* the place in the union of each code of the left list */
	uint32	   *right;
} CodeListUnion;

extern CodeListUnion code_list_union(const CodeList *left, const CodeList *right);
extern void code_list_union_free(CodeListUnion *both);
extern void code_list_write_union(CodeListWriter *writer, const CodeList *left, const CodeList *right);
extern void code_list_writer_init(CodeListWriter *writer);
extern void code_list_writer_over(CodeListWriter *writer, uint32 *end, uint32 capacity, char *bytes, uint32 bytes_capacity);
extern void code_list_write(CodeListWriter *writer, Code code);

static inline CodeList
code_list_written(const CodeListWriter *writer)
{
	return (CodeList)
	{
		writer->count, writer->end, writer->bytes
	};
}

static inline CodeListPair
code_list_pair(const CodeList *left, const CodeList *right)
{
	return (CodeListPair)
	{
		left, right, 0, 0
	};
}

/*
 * The next code of either list, and where it stands in each: NOWHERE in the one
 * that does not have it.  False at the end of both.
 */
static inline bool
code_list_pair_next(CodeListPair *pair, Code *code, uint32 *left, uint32 *right)
{
	bool		more_left = pair->next_left < pair->left->count;
	bool		more_right = pair->next_right < pair->right->count;
	int			order;

	if (!more_left && !more_right)
		return false;
	if (!more_left)
		order = 1;
	else if (!more_right)
		order = -1;
	else
		order = code_compare(code_list_get(pair->left, pair->next_left),
							 code_list_get(pair->right, pair->next_right));
	*code = order <= 0 ? code_list_get(pair->left, pair->next_left) :
		code_list_get(pair->right, pair->next_right);
	*left = order <= 0 ? pair->next_left++ : NOWHERE;
	*right = order >= 0 ? pair->next_right++ : NOWHERE;
	return true;
}

#endif
