/*
 * words.h
 *		Arguments that are one of a few words.
 */
#ifndef PLACEBASE_WORDS_H
#define PLACEBASE_WORDS_H

#include "fmgr.h"

extern int	word_position(text *given, const char *const *words, int count, const char *argument);

#endif
