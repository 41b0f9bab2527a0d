/*
 * without_places.c
 *		Flows with some places taken out.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"

#include "base/memory.h"
#include "place/place_flows_layout.h"

/*
 * Which codes of a list are named in an array.
 */
static bool *
find_named(const CodeList *list, uint32 bytes, const Datum *name, const bool *is_null, int count)
{
	bool	   *is_named = array_allocate_zero(list->count, sizeof(bool));

	for (int i = 0; i < count; i++)
	{
		text	   *code;
		uint32		position;

		CHECK_FOR_INTERRUPTS();
		if (is_null[i])
			continue;
		code = DatumGetTextPP(name[i]);
		if (code_list_find(list, bytes, CODE_FROM_TEXT(code), &position))
			is_named[position] = true;
	}
	return is_named;
}

PG_FUNCTION_INFO_V1(without_places);

/*
 * without_places(f place_flows, places text[]) -> place_flows
 *
 * The flows that neither leave nor reach any of these places.  A place that is left
 * without a flow is not known any more.  A code that the flows do not have is
 * ignored, and so is a NULL among the codes.
 */
Datum
without_places(PG_FUNCTION_ARGS)
{
	PlaceFlows *flows = PG_GETARG_PLACE_FLOWS(0);
	FlowsView	view = place_flows_view(flows);
	FlowsView	kept = view;
	uint32	   *row = array_allocate((Size) view.origins.count + 1, sizeof(uint32));
	uint32	   *destination = array_allocate(view.cells, sizeof(uint32));
	double	   *n = array_allocate(view.cells, sizeof(double));
	Datum	   *name;
	bool	   *is_null;
	int			count;
	bool	   *is_origin;
	bool	   *is_destination;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false, TYPALIGN_INT, &name, &is_null, &count);
	is_origin = find_named(&view.origins, flows->origin_bytes, name, is_null, count);
	is_destination = find_named(&view.destinations, flows->destination_bytes, name, is_null, count);
	kept.cells = 0;
	row[0] = 0;
	for (uint32 i = 0; i < view.origins.count; i++)
	{
		for (uint32 cell = view.row[i]; cell < view.row[i + 1]; cell++)
		{
			CHECK_FOR_INTERRUPTS();
			if (is_origin[i] || is_destination[view.destination[cell]])
				continue;
			destination[kept.cells] = view.destination[cell];
			n[kept.cells++] = view.n[cell];
		}
		row[i + 1] = kept.cells;
	}
	kept.row = row;
	kept.destination = destination;
	kept.n = n;
	PG_RETURN_POINTER(place_flows_assemble(&kept));
}
