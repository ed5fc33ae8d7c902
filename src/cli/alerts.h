/*
 * alerts.h - --alerts: a line the moment a new kind of finding shows itself
 *
 * A kind is what the finding is, whose it is (a network that was told, else a host), where it goes,
 * and by which port. What repeats is counted and told once an interval. Kinds that were known are
 * forgotten, the one unseen longest first, where there are too many; so memory stays within bounds.
 */
#pragma once

#include <stdio.h>

#include "cli/options.h"
#include "lyncscope/hash.h"

struct alert; /* a kind that is known */

struct alerts {
    enum { ALERTS_OFF, ALERTS_JSONL, ALERTS_SYSLOG, ALERTS_CEF } form;
    FILE *out;  /* jsonl */
    int socket; /* syslog and cef; connected */
    char host[256];
    struct ls_hash_key hash;
    struct alert *known;
    const struct options *options;
    int64_t told_ns;           /* monotonic: when repetitions were told last */
    unsigned told;             /* lines since then */
    bool deaf;                 /* nobody took a line since then */
    uint64_t withheld, unsent; /* findings beyond the most lines; lines nobody took */
};

/*
 * alerts_open opens what --alerts names, before the sandbox closes; it returns 0, or -1 when it has
 * said what is wrong. Zeroed, alerts do nothing. With an anonymiser the host has a stand-in, too.
 */
LS_MUST_USE int alerts_open(struct alerts *alerts, const struct options *options,
                            const struct ls_anonymiser *anonymiser);
/* alerts_take looks at a flow that has its verdict. */
void alerts_take(struct alerts *alerts, const struct ls_topology *topology,
                 const struct ls_record *record);
/* alerts_turn tells what repeated, when it is time. */
void alerts_turn(struct alerts *alerts, int64_t now_ns);
/* alerts_close tells what was not told yet, and says what was lost. */
void alerts_close(struct alerts *alerts);
