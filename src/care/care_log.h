/*
 * care_log.h
 *		The open form of a care_history, in which aggregates fold rows, and of the other
 *		kinds that are stored like one.
 */
#ifndef PLACEBASE_CARE_LOG_H
#define PLACEBASE_CARE_LOG_H

#include "base/compat.h"
#include "care/care_layout.h"

typedef struct CareLog CareLog;

/* What a log may remember of where its rows came from; logs that are merged must agree. */
#define CARE_LOG_MARK_BYTES 8

/*
 * Asks for the second cache line of a state while the first is on its way: among
 * a million groups, the state of a row is in no cache, and most rows need both.
 */
static inline void
care_log_prefetch(FunctionCallInfo fcinfo)
{
	compat_prefetch((char *) PG_GETARG_POINTER(0));
	compat_prefetch((char *) PG_GETARG_POINTER(0) + 64);
}

extern struct varlena *dated_value_closed(const DatedKind *kind, Datum value);
extern int	dated_values_compare(FunctionCallInfo fcinfo, const DatedKind *kind);

extern CareLog *care_log_state(FunctionCallInfo fcinfo, const DatedKind *kind);
extern CareLog *care_log_mark(CareLog *log, const DatedKind *kind, const void *mark);
extern CareLog *care_log_add(CareLog *log, const DatedKind *kind, TimestampTz at, Code code);
extern Datum care_log_merge(FunctionCallInfo fcinfo, const DatedKind *kind);

#endif
