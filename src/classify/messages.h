/* messages.h - every sentence of a verdict, once in each language. */
#pragma once

#include <stddef.h>

#include "lyncscope/words.h"

enum ls_message {
    LS_SAY_TO_SERVICE,
    LS_SAY_FROM_ROLE,
    LS_SAY_MEDIA,
    LS_SAY_PORT_SERVICE,
    LS_SAY_PORT_ROLE,
    LS_SAY_PORT_OTHER,
    LS_SAY_NAMED,
    LS_SAY_HOST_NAMED,
    LS_SAY_FAR_HOST_NAMED,
    LS_SAY_ANNOUNCED,
    LS_SAY_ANNOUNCED_SILENT,
    LS_SAY_INHERITED,
    LS_SAY_CONTRADICTED,
    LS_SAY_CLEAR,
    LS_SAY_TLS_WHERE_CLEAR,
    LS_SAY_NOT_TLS,
    LS_SAY_WRONG_OPENER,
    LS_SAY_WRONG_OWNER,
    LS_SAY_WRONG_TARGET,
    LS_SAY_WRONG_MODE,
    LS_SAY_NO_ROW_HAS,
    LS_SAY_RPC_UNANNOUNCED,
    LS_SAY_NAMED_ELSEWHERE,
    LS_SAY_DEPENDENCY,
    LS_SAY_DEPENDENCY_PORT,
    LS_SAY_RANGE,
    LS_SAY_RANGE_SILENT,
    LS_SAY_UNDOCUMENTED,
    LS_SAY_UNDOCUMENTED_SILENT,
    LS_SAY_NO_EDGE,
    LS_SAY_BETWEEN_OTHERS,
    LS_SAY_CLEAR_SIP,
    LS_SAY_MUTUAL_MISSING,
    LS_SAY_FORBIDDEN_RPC,
    LS_SAY_OLD_SSL,
    LS_SAY_OLD_TLS,
    LS_SAY_CERT_EXPIRED,
    LS_SAY_CERT_NOT_YET,
    LS_SAY_CERT_SELF_SIGNED,
    LS_SAY_PORT_MOVED_HERE,
    LS_SAY_PORT_MOVED_AWAY,
    LS_SAY_PORT_ABSENT,
    LS_SAY_RANGE_NARROWED,
    LS_SAY_PAST_BALANCER,
    /* grounds for and against a row */
    LS_SAY_EXPLAIN_PORT,
    LS_SAY_EXPLAIN_MOVED,
    LS_SAY_EXPLAIN_TOLD,
    LS_SAY_EXPLAIN_INFERRED,
    LS_SAY_EXPLAIN_NOT_ROLE,
    LS_SAY_EXPLAIN_BALANCER,
    LS_SAY_EXPLAIN_MODE,
    LS_SAY_EXPLAIN_PEER,
    LS_SAY_EXPLAIN_NOT_PEER,
    LS_SAY_EXPLAIN_OUTSIDE,
    LS_SAY_EXPLAIN_NO_EDGE,
    LS_SAY_EXPLAIN_PAYLOAD,
    LS_SAY_EXPLAIN_KIND,
    LS_SAY_EXPLAIN_NAMED,
    LS_SAY_EXPLAIN_HOST,
    LS_SAY_EXPLAIN_LEARNED,
    LS_SAY_EXPLAIN_CONTRADICTS,
    LS_SAY_EXPLAIN_RANGE,
    LS_SAY_EXPLAIN_OTHER_KIND,
    /* single words */
    LS_SAY_UNKNOWN_HOST,
    LS_SAY_BYTES,
    LS_SAY_AN_ATTEMPT,
    LS_SAY_ANOTHER_PROTOCOL,
    LS_SAY_HARDWARE,
    LS_SAY_DNS,
    LS_SAY_OR,
    LS_SAY_COUNT
};

/* What fills the {places} of a sentence; NULL prints nothing. */
struct ls_pieces {
    const char *payload, *port, *row, *service, *role, *roles, *other, *name, *protocol;
};

const char *ls_message(enum ls_lang lang, enum ls_message what);

/* ls_say writes the sentence with its places filled, cut at a whole character to fit size. */
void ls_say(char *text, size_t size, enum ls_lang lang, enum ls_message what,
            const struct ls_pieces *pieces);
