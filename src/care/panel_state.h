/*
 * panel_state.h
 *		The state of the aggregates that make a care_panel: a log of visits, and panels
 *		that are closed already.
 */
#ifndef PLACEBASE_PANEL_STATE_H
#define PLACEBASE_PANEL_STATE_H

#include "base/open_state.h"
#include "care/panel_log.h"

/*
 * A state begins where a cache line does, and the heads of both share the first.
 */
typedef struct PanelState
{
	OpenState	open;
	PanelLog	log;
	MemoryContext context;
	uint32		runs;
	uint32		run_capacity;
	struct varlena **run;
} PanelState;

/*
 * A log of so many visits is closed into a run, which takes a third of the memory:
 * what one group takes stays near the size of its value.
 */
#define PANEL_RUN_VISITS (UINT64CONST(1) << 25)

extern const OpenStateKind panel_state_kind;

extern void panel_state_close_log(PanelState *state);
extern void panel_state_row(PanelState *state, uint64 patient, uint64 code, TimestampTz at);

/*
 * The log for the visits of the next row.  Numbers of patients and providers are
 * good until it is asked for again.
 */
static inline PanelLog *
panel_state_log(PanelState *state)
{
	if (unlikely(state->log.visits >= PANEL_RUN_VISITS))
		panel_state_close_log(state);
	return &state->log;
}

#endif
