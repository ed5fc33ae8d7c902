/* words.h - what the screen says of itself, in both languages; the rest is the report's. */
#pragma once

#include "lyncscope/words.h"

enum word {
    WORD_FLOWS_TAB,
    WORD_FINDINGS_TAB,
    WORD_ROLES_TAB,
    WORD_REPORT_TAB,
    WORD_LIVE,
    WORD_READING,
    WORD_ENDED,
    WORD_PAUSED,
    WORD_OPEN,
    WORD_SHOWN,
    WORD_OLDER,
    WORD_LATEST,
    WORD_FILTER,
    WORD_FINDINGS_MORE,
    WORD_STATE,
    WORD_VERDICT,
    WORD_SOURCE,
    WORD_DESTINATION,
    WORD_REASON,
    WORD_LAST,
    WORD_SEVERITY,
    WORD_FROM_ROLE,
    WORD_TO_ROLE,
    WORD_BY_VERDICT,
    WORD_NOTHING_YET,
    WORD_NOTHING_CHOSEN,
    WORD_ASK_FILTER,
    WORD_ASK_FILE,
    WORD_ASK_REPLACE,
    WORD_NO_PLACE,
    WORD_OTHER_FOLDER,
    WORD_CLEARED,
    WORD_NOT_CLEARED,
    WORD_PROVISIONAL,
    WORD_RULES,
    WORD_ADVICE,
    WORD_TOO_SMALL,
    WORD_KEYS,
    WORD_KEYS_FINDINGS,
    WORD_KEYS_ROLES,
    WORD_KEYS_REPORT,
    WORD_KEYS_DETAIL,
    WORD_HELP,
    WORD_COUNT
};

const char *word(enum word which, enum ls_lang lang);
