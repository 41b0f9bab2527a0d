/*
 * care_history.h
 *		One patient's visits: when, and with whom.
 */
#ifndef PLACEBASE_CARE_HISTORY_H
#define PLACEBASE_CARE_HISTORY_H

#include "care/care_layout.h"

extern void care_history_read(CareHistory *history, Datum value);

#endif
