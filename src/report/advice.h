/* advice.h - what to do about a finding, one sentence a kind */
#pragma once

#include "lyncscope/words.h"

/* advice_for returns the sentence for a finding's id, "" for an unknown one. */
const char *advice_for(const char *id, enum ls_lang lang);
/* finding_label says a finding's id to people; where there is no other word, it is the id. */
const char *finding_label(const char *id, enum ls_lang lang);
