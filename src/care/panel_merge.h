/*
 * panel_merge.h
 *		Makes one care_panel of several.
 */
#ifndef PLACEBASE_PANEL_MERGE_H
#define PLACEBASE_PANEL_MERGE_H


extern struct varlena *panel_merge(struct varlena *const *values, uint32 count);

#endif
