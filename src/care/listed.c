/*
 * listed.c
 *		Which codes stand in a list that the caller gives.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"

#include "base/memory.h"
#include "care/listed.h"

/*
 * For each of some codes, which stand in bytewise order: listed if it is in a
 * text[], and the opposite if it is not.  A NULL in the list is nobody.
 */
bool *
codes_listed(ArrayType *list, const Code *codes, uint32 count, bool listed)
{
	bool	   *marked = array_allocate(count, sizeof(bool));
	Datum	   *wanted;
	bool	   *nulls;
	int			wanted_count;

	deconstruct_array(list, TEXTOID, -1, false, TYPALIGN_INT, &wanted, &nulls, &wanted_count);
	memset(marked, !listed, count);
	for (int i = 0; i < wanted_count; i++)
	{
		text	   *code = nulls[i] ? NULL : DatumGetTextPP(wanted[i]);
		uint32		low = 0;
		uint32		high = code == NULL ? 0 : count;

		CHECK_FOR_INTERRUPTS();
		while (low < high)
		{
			uint32		middle = low + (high - low) / 2;
			int			order = code_compare(codes[middle], CODE_FROM_TEXT(code));

			if (order == 0)
				marked[middle] = listed;
			if (order < 0)
				low = middle + 1;
			else
				high = middle;
		}
	}
	return marked;
}
