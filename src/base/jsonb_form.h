/*
 * jsonb_form.h
 *		The jsonb of a JSON text, and the text of a jsonb.
 *
 * PostgreSQL's own functions for this cannot be cancelled, and a value of millions
 * of entries keeps them busy for seconds.
 */
#ifndef PLACEBASE_JSONB_FORM_H
#define PLACEBASE_JSONB_FORM_H

#include "utils/jsonb.h"

extern Jsonb *jsonb_of_text(char *text, const char *type_name);
extern char *text_of_jsonb(Jsonb *json);

#endif
