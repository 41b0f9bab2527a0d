/*
 * panel_close.h
 *		Sorts a log of visits into the one care_panel that they make.
 */
#ifndef PLACEBASE_PANEL_CLOSE_H
#define PLACEBASE_PANEL_CLOSE_H

#include "care/panel_log.h"

extern struct varlena *panel_close(PanelLog *log);

#endif
