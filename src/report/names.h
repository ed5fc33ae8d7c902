/* names.h - the words of records and reports that are the same in every format. */
#pragma once

#include "lyncscope/report.h"

enum { TRANSPORT_TEXT = 16 };

/* transport_name returns tcp, udp, sctp, icmp, ipv6-icmp or the number, printed into room. */
const char *transport_name(uint8_t ip_proto, char *room);
const char *role_from_name(enum ls_role_from from);

/* roles_text joins role keys with '+', or says "unknown"; returns text. */
enum { ROLES_TEXT = 160 };
const char *roles_text(const struct ls_catalogs *catalogs, ls_roles roles, char text[ROLES_TEXT]);

/*
 * confidence_text says how sure inferred roles are: one word where all are equally sure, else one a
 * role; "" where nothing was inferred. Returns text.
 */
enum { CONFIDENCE_TEXT = 512 };
const char *confidence_text(const struct ls_catalogs *catalogs, const struct ls_identity *who,
                            enum ls_lang lang, bool keys, char text[CONFIDENCE_TEXT]);

/* roles_words says the same to people, by name in Chinese. */
enum { ROLES_WORDS = 512 };
const char *roles_words(const struct ls_catalogs *catalogs, ls_roles roles, enum ls_lang lang,
                        char text[ROLES_WORDS]);

/*
 * because_words returns what stands before a reason's names, "DNS answer: ", in the reader's
 * language, and sets *text to what follows; "" where the reason needs no words.
 */
const char *because_words(const char **text, enum ls_lang lang);

/* skip_label says to people why packets are in no flow. */
const char *skip_label(enum ls_skip skip, enum ls_lang lang);

/* The report's own words, in both languages. */
enum label {
    LABEL_TITLE,
    LABEL_CAPTURE,
    LABEL_FILES,
    LABEL_TIME,
    LABEL_FILTER,
    LABEL_PACKETS,
    LABEL_SKIPPED,
    LABEL_CATALOGS,
    LABEL_TOPOLOGY,
    LABEL_NO_TOPOLOGY,
    LABEL_INCOMPLETE,
    LABEL_CAUTION,
    LABEL_VERDICTS,
    LABEL_FINDINGS,
    LABEL_ADVICE,
    LABEL_NO_FINDINGS,
    LABEL_COVERAGE,
    LABEL_HOSTS,
    LABEL_MATRIX,
    LABEL_FLOWS,
    LABEL_BYTES,
    LABEL_FIRST,
    LABEL_INFERRED,
    LABEL_UNKNOWN_ROLE,
    LABEL_DOCUMENTED,
    LABEL_CONTRADICTED,
    LABEL_MISPLACED,
    LABEL_DEPENDENCY,
    LABEL_UNDOCUMENTED,
    LABEL_LOW,
    LABEL_MEDIUM,
    LABEL_HIGH,
    LABEL_SEEN,
    LABEL_PORT_ONLY,
    LABEL_NOT_SEEN,
    LABEL_NOT_DEPLOYED,
    LABEL_ROWS,
    LABEL_ROLE,
    LABEL_SERVICE,
    LABEL_PORTS,
    LABEL_PROTOCOL,
    LABEL_NOTE,
    LABEL_SOURCE,
    LABEL_CATALOG,
    LABEL_ALLOWS,
    LABEL_PROVED_BY,
    LABEL_REFUTED_BY,
    LABEL_FINDING,
    LABEL_UNDECIDABLE,
    LABEL_HOST,
    LABEL_ADDRESS,
    LABEL_FROM,
    LABEL_PORTS_HERE,
    LABEL_COUNT
};

const char *label(enum label which, enum ls_lang lang);
/* counted returns the word for n flows, packets, bytes or rows: "flow" for one of them. */
const char *counted(enum label which, uint64_t n, enum ls_lang lang);
const char *verdict_label(enum ls_verdict_kind kind, enum ls_lang lang);
const char *severity_label(enum ls_severity severity, enum ls_lang lang);
