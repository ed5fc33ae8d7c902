/*
 * kept.h - a record that outlives its flow
 *
 * The engine takes a flow back when it was judged; what a list shows of it has to stay. A verdict
 * has room for the most there can be, a kept record is as large as what was said. Users are
 * counted: the list that it stands in, and what is on the screen.
 */
#pragma once

#include "lyncscope/report.h"

struct kept_finding {
    const char *id;
    enum ls_severity severity;
    const char *text;
};

struct kept {
    struct ls_summary summary; /* its evidence is a copy of its own */
    struct ls_identity who[2]; /* without what is lent: names, reasons */
    const struct ls_exception *accepted;
    enum ls_verdict_kind kind;
    enum ls_level level;
    enum ls_direction direction;
    enum ls_mutual mutual;
    int initiator;
    bool open; /* the flow goes on, and the verdict is provisional */
    unsigned users;
    size_t entry_count, rejected_count, finding_count;
    const struct ls_row **rows; /* entries, then rejected ones */
    struct kept_finding *findings;
    const char *reason;
};

/* kept_new has one user; NULL when memory is out. kept_drop takes NULL. */
LS_MUST_USE struct kept *kept_new(const struct ls_record *record, bool open);
void kept_use(struct kept *kept);
void kept_drop(struct kept *kept);

/* kept_verdict fills verdict as it was, with the names that topology knows now. */
void kept_verdict(const struct kept *kept, const struct ls_topology *topology,
                  struct ls_verdict *verdict);

/* kept_worst returns the highest severity of its findings, or -1. */
int kept_worst(const struct kept *kept);
