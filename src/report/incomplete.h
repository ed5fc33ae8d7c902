/* incomplete.h - what is missing, in the reader's language */
#pragma once

#include "lyncscope/report.h"

enum { INCOMPLETE_TEXT = 8192 };

/*
 * incomplete_text returns one of run->incomplete as people of this language read it: the sentence
 * in text, or itself where it is English or not known here. Names of files stay what they are.
 */
const char *incomplete_text(const char *said, enum ls_lang lang, char text[INCOMPLETE_TEXT]);
