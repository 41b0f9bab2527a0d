/*
 * panel_lists.c
 *		Lists of patients beside the visits of a care_panel: visits to one's own
 *		doctor, and people who do not come.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "attendance/profile_layout.h"
#include "base/code_lists.h"
#include "base/memory.h"
#include "base/rows.h"
#include "base/stored.h"
#include "care/panel_layout.h"
#include "place/place_flows_layout.h"
#include "place/unmatched.h"

/* ------------------------------------------------------------------------
 * Visits to the list holder
 * ------------------------------------------------------------------------
 */

/* A listed patient whose code is a whole number. */
typedef struct ListedNumber
{
	int64		number;
	uint32		row;			/* of the lists */
} ListedNumber;

#define ST_SORT sort_listed_numbers
#define ST_ELEMENT_TYPE ListedNumber
#define ST_COMPARE(a, b) (((a)->number > (b)->number) - ((a)->number < (b)->number))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/* Walks through the lists beside the patients of a panel, who stand in order. */
typedef struct Lists
{
	FlowsView	view;
	ListedNumber *number;
	uint32		numbers;
	uint32		next_number;
	uint32		next_text;		/* row */
} Lists;

static void
lists_start(Lists *lists, Datum datum)
{
	CodeList   *patients = &lists->view.origins;

	memset(lists, 0, sizeof(Lists));
	lists->view = place_flows_view(place_flows_from_datum(datum));
	lists->number = array_allocate(patients->count, sizeof(ListedNumber));
	for (uint32 i = 0; i < patients->count; i++)
	{
		ListedNumber *next = &lists->number[lists->numbers];

		CHECK_FOR_INTERRUPTS();
		next->row = i;
		if (panel_code_number(code_list_get(patients, i), &next->number))
			lists->numbers++;
	}
	sort_listed_numbers(lists->number, lists->numbers);
}

/*
 * The row of the lists that the current patient has, or NOWHERE.
 */
static uint32
lists_row(Lists *lists, PanelCursor *cursor)
{
	const CodeList *patients = &lists->view.origins;

	if (cursor->is_number)
	{
		while (lists->next_number < lists->numbers && lists->number[lists->next_number].number < cursor->number)
		{
			CHECK_FOR_INTERRUPTS();
			lists->next_number++;
		}
		if (lists->next_number < lists->numbers && lists->number[lists->next_number].number == cursor->number)
			return lists->number[lists->next_number].row;
		return NOWHERE;
	}
	while (lists->next_text < patients->count)
	{
		int			order = code_compare(code_list_get(patients, lists->next_text), panel_cursor_name(cursor));

		CHECK_FOR_INTERRUPTS();
		if (order == 0)
			return lists->next_text;
		if (order > 0)
			break;
		lists->next_text++;
	}
	return NOWHERE;
}

/*
 * The one list on which a patient is, a destination of the lists, or NOWHERE.
 */
static uint32
list_holder(const Lists *lists, uint32 row)
{
	const FlowsView *view = &lists->view;
	uint32		holder = NOWHERE;

	if (row == NOWHERE)
		return NOWHERE;
	for (uint32 cell = view->row[row]; cell < view->row[row + 1]; cell++)
	{
		if (view->n[cell] == 0)
			continue;
		if (holder != NOWHERE)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("patient \"%s\" is on the lists of \"%s\" and \"%s\"",
							code_for_message(code_list_get(&view->origins, row)),
							code_for_message(code_list_get(&view->destinations, holder)),
							code_for_message(code_list_get(&view->destinations, view->destination[cell]))),
					 errhint("Pass one list holder a patient, as main_destinations() has.")));
		holder = view->destination[cell];
	}
	return holder;
}

/* What a provider is to the patients of a panel. */
typedef struct Provider
{
	int32		list_visits;
	int32		with_holder;
	int32		given;
	bool		known;			/* to panel or lists */
} Provider;

/*
 * Counts visits: those by list holder, those by provider of the panel.
 */
static void
count_visits(const CarePanel *panel, Lists *lists, const uint32 *panel_number,
			 Provider *holders, int32 *given)
{
	const CodeList *patients = &lists->view.origins;
	bool		any_listed = patients->count == 0 || panel->patients == 0;
	PanelCursor cursor;

	panel_cursor_start(&cursor, panel, PANEL_NAMES);
	while (panel_cursor_next(&cursor))
	{
		uint32		row = lists_row(lists, &cursor);
		uint32		holder = list_holder(lists, row);
		uint32		own = holder == NOWHERE ? NOWHERE : panel_number[holder];

		any_listed |= row != NOWHERE;
		if (holder != NOWHERE)
		{
			holders[holder].known = true;
			holders[holder].list_visits += cursor.visits;
		}
		for (uint32 i = 0; i < cursor.visits; i++)
		{
			uint32		provider = panel_provider(panel, cursor.visit + i);

			given[provider]++;
			if (provider == own)
				holders[holder].with_holder++;
		}
	}
	if (!any_listed)
		refuse_strangers(panel_cursor_name(&cursor), code_list_get(patients, 0),
						 "patient of the panel", "patients of the lists",
						 "Are the codes written in another way, or do the lists lead from holder to patient, as transpose() would turn them? "
						 "WHERE patients(only_patients(panel, ARRAY(SELECT place FROM counts(origins(lists))))) > 0 leaves out a panel none of whose patients is listed.");
}

PG_FUNCTION_INFO_V1(own_list);

#define OWN_LIST_COLUMNS 5

/*
 * own_list(panel, lists place_flows) -> setof (provider text, list_visits,
 *		with_holder, given, to_own_list integer)
 *
 * Personal lists, a row for each provider whom the panel has, or who holds the list
 * of one of its patients, by code: visits of the provider's list to anybody, and
 * to the provider; visits that the provider gave, and of these to the own list.
 * lists goes from patient to list holder, as place_flows(patient, holder, 1); the
 * visits of a patient on no list are given, and are no list's.
 * SLICC is with_holder / list_visits, OPR is to_own_list / given; both can be
 * added up over months and practices before they are divided.  NULL for NULL.
 * Errors: 22023 for a patient on two lists, and for lists and panel that have no
 * patient in common, while neither is empty.
 * Source: Sidaway-Lee et al., Br J Gen Pract 2023;73:279-282.
 */
Datum
own_list(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_start(fcinfo, OWN_LIST_COLUMNS);
	CarePanel	panel;
	Lists		lists;
	CodeListWriter writer;
	CodeList	providers;
	CodeListPair pair;
	Code	   *codes;
	Code		code;
	Provider   *holders;
	int32	   *given;
	uint32	   *panel_number;
	uint32		left;
	uint32		right;

	care_panel_open(&panel, PG_GETARG_DATUM(0));
	lists_start(&lists, PG_GETARG_DATUM(1));
	codes = care_panel_providers(&panel);
	code_list_writer_init(&writer);
	for (uint32 i = 0; i < panel.providers; i++)
		code_list_write(&writer, codes[i]);
	providers = code_list_written(&writer);
	holders = array_allocate_zero(lists.view.destinations.count, sizeof(Provider));
	given = array_allocate_zero(panel.providers, sizeof(int32));
	panel_number = array_allocate(lists.view.destinations.count, sizeof(uint32));
	pair = code_list_pair(&providers, &lists.view.destinations);
	while (code_list_pair_next(&pair, &code, &left, &right))
		if (right != NOWHERE)
			panel_number[right] = left;
	count_visits(&panel, &lists, panel_number, holders, given);

	pair = code_list_pair(&providers, &lists.view.destinations);
	while (code_list_pair_next(&pair, &code, &left, &right))
	{
		Provider	provider = right == NOWHERE ? (Provider)
		{
			0
		} : holders[right];
		Datum		values[OWN_LIST_COLUMNS];
		bool		nulls[OWN_LIST_COLUMNS] = {false};

		CHECK_FOR_INTERRUPTS();
		if (left == NOWHERE && !provider.known)
			continue;
		values[0] = PointerGetDatum(code_to_text(code));
		values[1] = Int32GetDatum(provider.list_visits);
		values[2] = Int32GetDatum(provider.with_holder);
		values[3] = Int32GetDatum(left == NOWHERE ? 0 : given[left]);
		values[4] = Int32GetDatum(provider.with_holder);
		rows_put(rows, values, nulls);
	}
	PG_RETURN_NULL();
}

/* ------------------------------------------------------------------------
 * Visits a patient
 * ------------------------------------------------------------------------
 */

#define ST_SORT sort_counts
#define ST_ELEMENT_TYPE uint32
#define ST_COMPARE(a, b) ((*(a) > *(b)) - (*(a) < *(b)))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * The profile of patients, and of so many people without a visit.
 */
static AttendanceProfile *
profile_of(const CarePanel *panel, int64 without)
{
	uint32	   *count = array_allocate(panel->patients, sizeof(uint32));
	AttendanceProfile *profile;
	PanelCursor cursor;
	uint32		levels = without > 0;
	int64	   *people;
	uint64		size;

	panel_cursor_start(&cursor, panel, PANEL_COUNTS);
	while (panel_cursor_next(&cursor))
		count[cursor.patient] = cursor.visits;
	sort_counts(count, panel->patients);
	for (uint32 i = 0; i < panel->patients; i++)
		levels += i == 0 || count[i] != count[i - 1];
	size = offsetof(AttendanceProfile, contacts) + (uint64) levels * (sizeof(double) + sizeof(int64));
	if (size > MaxAllocSize)
		value_too_large("attendance_profile", NULL);
	profile = palloc0(size);
	SET_VARSIZE(profile, size);
	profile->version = ATTENDANCE_PROFILE_VERSION;
	profile->count = levels;
	people = unconstify(int64 *, profile_people(profile));
	levels = 0;
	if (without > 0)
		people[levels++] = without;
	for (uint32 i = 0; i < panel->patients; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i == 0 || count[i] != count[i - 1])
			profile->contacts[levels++] = count[i];
		people[levels - 1]++;
	}
	return profile;
}

PG_FUNCTION_INFO_V1(panel_attendance_profile);

/*
 * attendance_profile(panel) -> attendance_profile
 *
 * How many patients made how many visits.  People without a visit are in no panel:
 * see the form with people.  NULL for NULL.
 */
Datum
panel_attendance_profile(PG_FUNCTION_ARGS)
{
	CarePanel	panel;

	care_panel_open_front(&panel, PG_GETARG_DATUM(0));
	PG_RETURN_POINTER(profile_of(&panel, 0));
}

PG_FUNCTION_INFO_V1(panel_attendance_profile_people);

/*
 * attendance_profile(panel, people float8) -> attendance_profile
 *
 * The same of a list of so many people, of whom those without a visit made none:
 * a count, or a sum, which is numeric.  NULL for NULL.
 * Errors: 22023 for fewer people than patients of the panel, more than 2^53, or no
 * whole number.
 */
Datum
panel_attendance_profile_people(PG_FUNCTION_ARGS)
{
	double		people = PG_GETARG_FLOAT8(1);
	CarePanel	panel;

	care_panel_open_front(&panel, PG_GETARG_DATUM(0));
	if (!(people >= panel.patients && people <= (double) (INT64CONST(1) << 53) && people == floor(people)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("people must be a whole number from %u, the patients of the panel, to 2^53, not %.15g",
						panel.patients, people)));
	PG_RETURN_POINTER(profile_of(&panel, (int64) people - panel.patients));
}
