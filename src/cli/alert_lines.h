/*
 * alert_lines.h - an alert as a line: JSON, syslog (RFC 5424), CEF in syslog
 */
#pragma once

#include <stdio.h>

#include "lyncscope/address.h"
#include "lyncscope/classify.h"
#include "lyncscope/error.h"

enum { ALERT_TEXT = 2048 }; /* RFC 5424 section 6.1: any receiver should take as much */

struct alert_kind {
    const char *id; /* of the finding; static text, so the pointer is the identity */
    struct ls_prefix source;
    struct ls_addr destination;
    uint16_t port;
    uint8_t ip_proto;
    uint8_t severity;
};

struct alert_line {
    const struct alert_kind *kind;
    const struct ls_addr *client; /* of the flow that showed it; NULL of repetitions */
    const char *text;             /* likewise */
    uint64_t more;                /* repetitions */
    int64_t time_ns;
    enum ls_lang lang;
};

void alert_jsonl(FILE *out, const struct alert_line *line);
/* alert_syslog returns the length of the line; what does not fit is cut off. */
size_t alert_syslog(char text[ALERT_TEXT], const char *host, const struct alert_line *line,
                    bool cef);

/* alert_connect returns a socket to a path or to ADDRESS:PORT of this host, or a negative code. */
LS_MUST_USE int alert_connect(const char *where, struct ls_error *error);
