/*
 * code_questions.c
 *		What a code means in a list, what the list has, and whether an identifier of
 *		SNOMED CT can be one.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/memory.h"
#include "base/rows.h"
#include "need/code_map_reader.h"

PG_FUNCTION_INFO_V1(code_map_conditions);

/*
 * conditions(map code_map, system text, code text) -> text[]
 *
 * The conditions that a code means: those with an entry that matches it and no
 * exclusion that does, sorted bytewise.  The code is brought into the normal form of
 * its system first.  Empty where nothing matches.  NULL for NULL.
 * Errors: 22023 for a blank system, and for one whose name is nearly that of
 * another; XX001 for a damaged list.
 */
Datum
code_map_conditions(PG_FUNCTION_ARGS)
{
	CodeMapReader *reader = code_map_reader(fcinfo, 0);
	const uint32 *conditions;
	uint32		count = code_map_look_up(reader, CODE_FROM_TEXT(PG_GETARG_TEXT_PP(1)),
										 CODE_FROM_TEXT(PG_GETARG_TEXT_PP(2)), &conditions);
	Datum	   *names = array_allocate(count, sizeof(Datum));

	for (uint32 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		names[i] = PointerGetDatum(code_to_text(code_list_get(&reader->view.conditions, conditions[i])));
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(names, count, TEXTOID, -1, false, TYPALIGN_INT));
}

PG_FUNCTION_INFO_V1(code_map_entries);

/*
 * entries(map code_map) -> setof (condition text, system text, code text, match text)
 *
 * The entries of a list in the order of system, code, match and condition, codes in
 * normal form: what two lists have apart is EXCEPT of their entries.  NULL for NULL.
 * Errors: XX001 for a damaged list.
 */
Datum
code_map_entries(PG_FUNCTION_ARGS)
{
	CodeMapView view = code_map_view(PG_GETARG_CODE_MAP(0));
	ReturnSetInfo *rows = rows_start(fcinfo, 4);
	bool		nulls[4] = {false};
	uint32		code = 0;
	uint32		entry = 0;

	for (uint32 system = 0; system < view.systems.count; system++)
		for (; code < view.system_codes[system]; code++)
			for (; entry < view.code_entries[code]; entry++)
			{
				CodeEntry	one = code_map_entry(&view, system, code, entry);
				Datum		values[4] = {
					PointerGetDatum(code_to_text(one.condition)),
					PointerGetDatum(code_to_text(one.system)),
					PointerGetDatum(code_to_text(one.code)),
					CStringGetTextDatum(match_words[one.match])
				};

				CHECK_FOR_INTERRUPTS();
				rows_put(rows, values, nulls);
				for (int i = 0; i < 4; i++)
					pfree(DatumGetPointer(values[i]));
			}
	return (Datum) 0;
}

/*
 * True if the check digit at the end is right by Verhoeff's method, which finds
 * every wrong digit and every two neighbours that changed places.
 */
static bool
verhoeff_holds(const char *digits, uint32 count)
{
	/* multiplication in the dihedral group of ten elements */
	static const uint8 product[10][10] = {
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
		{1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
		{2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
		{3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
		{4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
		{5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
		{6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
		{7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
		{8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
		{9, 8, 7, 6, 5, 4, 3, 2, 1, 0}
	};
	static const uint8 permuted[10] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
	uint8		check = 0;

	for (uint32 place = 0; place < count; place++)
	{
		uint8		digit = digits[count - 1 - place] - '0';

		for (uint32 i = place % 8; i > 0; i--)
			digit = permuted[digit];
		check = product[check][digit];
	}
	return check == 0;
}

PG_FUNCTION_INFO_V1(snomed_valid);

/*
 * snomed_valid(code text) -> boolean
 *
 * True if a text can be an identifier of SNOMED CT: 6 to 18 digits, the first not 0,
 * a partition that there is, and the right check digit.  Finds identifiers that a
 * spreadsheet cut after 15 digits; says nothing of whether the concept exists.
 * NULL for NULL.
 * Source: SNOMED CT Release File Specification, SCTID; Verhoeff, Error Detecting
 * Decimal Codes, 1969.
 */
Datum
snomed_valid(PG_FUNCTION_ARGS)
{
	text	   *code = PG_GETARG_TEXT_PP(0);
	const char *digits = VARDATA_ANY(code);
	uint32		count = VARSIZE_ANY_EXHDR(code);

	if (count < 6 || count > 18 || digits[0] == '0')
		PG_RETURN_BOOL(false);
	for (uint32 i = 0; i < count; i++)
		if (digits[i] < '0' || digits[i] > '9')
			PG_RETURN_BOOL(false);

	/* of the release or of an extension; a concept, a description or a relationship */
	if (digits[count - 3] > '1' || digits[count - 2] > '2')
		PG_RETURN_BOOL(false);
	PG_RETURN_BOOL(verhoeff_holds(digits, count));
}
