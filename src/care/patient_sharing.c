/*
 * patient_sharing.c
 *		Whom providers share patients with, folded from the histories of patients.
 *
 * The state is that of place_flows: a patient adds 1 to the cell of each two of
 * its providers.  All counts are whole, so that parts add up exactly, however the
 * histories are split.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "care/care_history.h"
#include "care/shared_providers.h"
#include "care/tally.h"
#include "place/flows_state.h"

/* A provider of the patient, and its numbers in the state. */
typedef struct SharedProvider
{
	uint32		visits;
	uint32		origin;
	uint32		destination;
} SharedProvider;

/*
 * How many visits the patient made to each provider.
 */
static void
count_visits(const CareHistory *history, SharedProvider *provider)
{
	for (uint32 i = 0; i < history->visits; i++)
	{
		CHECK_FOR_INTERRUPTS();
		provider[care_history_provider(history, i)].visits++;
	}
}

/*
 * Numbers a provider.  Where all that the state holds is sharing, the number is the
 * same among origins and destinations, and is looked up once.
 */
static void
number_provider(FlowsState *state, Code code, SharedProvider *provider)
{
	uint32		known = state->origins.count;

	provider->origin = codes_intern(&state->origins, code);
	if (provider->origin == known)
		check_place_code(code, ERRCODE_INVALID_PARAMETER_VALUE);
	provider->destination = provider->origin;
	if (provider->destination >= state->destinations.count ||
		!code_equal(codes_get(&state->destinations, provider->destination), code))
		provider->destination = codes_intern(&state->destinations, code);
}

/*
 * Adds a patient to the pairs of the providers whom it saw min_visits times or more.
 */
static void
add_patient(FlowsState *state, const CareHistory *history, int min_visits)
{
	Code	   *codes = array_allocate(history->providers, sizeof(Code));
	SharedProvider *provider = array_allocate_zero(history->providers, sizeof(SharedProvider));
	uint32		shared = 0;

	care_history_codes(history, codes);
	if (min_visits > 1)
		count_visits(history, provider);
	for (uint32 i = 0; i < history->providers; i++)
		if (min_visits == 1 || provider[i].visits >= (uint32) min_visits)
			codes[shared++] = codes[i];
	if (shared > SHARED_PROVIDERS_MOST)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a patient has %u providers", shared),
				 errdetail(SHARED_PROVIDERS_DETAIL, SHARED_PROVIDERS_MOST),
				 errhint("Leave the patient out with providers(history) <= %d.", SHARED_PROVIDERS_MOST)));
	for (uint32 i = 0; i < shared; i++)
		number_provider(state, codes[i], &provider[i]);
	for (uint32 i = 0; i < shared; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (uint32 j = 0; j < shared; j++)
			flows_state_add(state, provider[i].origin, provider[j].destination, 1);
	}
	pfree(codes);
	pfree(provider);
}

static Datum
fold_history(FunctionCallInfo fcinfo, int min_visits)
{
	FlowsState *state = (FlowsState *) open_state_of_call(fcinfo, &flows_state_kind);
	CareHistory history;

	check_min_visits(min_visits, 1);
	care_history_read(&history, PG_GETARG_DATUM(1));
	if (history.visits > 0)
		add_patient(state, &history, min_visits);
	return open_state_datum(&state->open);
}

PG_FUNCTION_INFO_V1(patient_sharing_transition);

/*
 * Transition of patient_sharing(history care_history).  A NULL is left out.
 * Errors: 54000 for a patient with more than 1,000 providers; 22023 for a code
 * that is blank or too long for a place.
 * Source: Barnett et al., Health Serv Res 2011;46:1592-1609.
 */
Datum
patient_sharing_transition(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1))
		return open_state_unchanged(fcinfo);
	return fold_history(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(patient_sharing_transition_min_visits);

/*
 * Transition of patient_sharing(history care_history, min_visits integer).  A row
 * with a NULL is left out.  The least number of visits is the row's own.
 * Errors: 22023 for min_visits below 1, and as above.
 */
Datum
patient_sharing_transition_min_visits(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return open_state_unchanged(fcinfo);
	return fold_history(fcinfo, PG_GETARG_INT32(2));
}
