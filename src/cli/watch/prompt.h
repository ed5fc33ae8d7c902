/* prompt.h - a line that is asked for at the bottom of the screen */
#pragma once

#include "cli/watch/keys.h"

/* prompt_ask begins a question with this answer to edit. */
void prompt_ask(struct model *model, enum question question, const char *text);

/* prompt_press edits the answer, or takes it: 0 or LS_E_MEMORY. */
LS_MUST_USE int prompt_press(struct model *model, const struct press *press);

/* prompt_text writes question and answer; the cursor stands behind it. */
const char *prompt_text(const struct model *model, char text[2 * PROMPT_TEXT]);
