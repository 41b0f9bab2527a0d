/*
 * care_log.h
 *		The open form of a care_history, in which aggregates fold rows.
 */
#ifndef PLACEBASE_CARE_LOG_H
#define PLACEBASE_CARE_LOG_H

extern bool care_log_is_open(const struct varlena *value);
extern struct varlena *care_log_close(struct varlena *value);

#endif
