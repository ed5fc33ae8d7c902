/* saved.h - what the reader of saved records and their merging share. Private to report. */
#pragma once

#include "base/map.h"
#include "lyncscope/arena.h"
#include "lyncscope/hash.h"
#include "lyncscope/report.h"

enum {
    SAVED_LINE_MAX = 1 << 20,
    SAVED_DEPTH_MAX = 12, /* a record has 6 levels */
    SAVED_RECORDS_MAX = 20 * 1000 * 1000,
    SAVED_WORDS_MAX = 256, /* different finding ids, and different exceptions */
    SAVED_REASONS_MAX = 8, /* as many as a host is given */
};

struct saved_finding {
    const char *id; /* one pointer for one id, as the audit wants it */
    enum ls_severity severity;
    const char *text;
};

/* One flow as recorded. Side 0 is the source. Everything is in the arena. */
struct saved_flow {
    struct ls_summary summary;
    ls_roles roles[2];
    const struct ls_row **rows; /* entries, then rejected */
    const struct saved_finding *findings;
    const struct ls_exception *accepted;
    const char *reason; /* kept where there is a finding */
    uint32_t file;
    uint8_t kind, level, direction;
    uint8_t from[2]; /* enum ls_role_from */
    uint8_t entry_count, rejected_count, finding_count;
    bool dropped;  /* another record tells of the same flow */
    bool answered; /* TCP, and one side has heard the other */
};

/* What all records say of one host. In the arena, as its texts. */
struct saved_host {
    struct ls_addr addr;
    struct ls_identity who; /* roles, confidences, name and because are used */
    const char *because[SAVED_REASONS_MAX];
    UT_hash_handle hh;
};

struct ls_saved {
    const struct ls_catalogs *catalogs;
    const struct ls_topology *topology;     /* once settled */
    const struct ls_exceptions *exceptions; /* likewise; NULL: accepted as recorded */
    struct ls_arena *arena;
    struct saved_flow **flows; /* in the order of the files; settled: in record order */
    size_t count, room;
    struct saved_host *hosts;
    struct ls_hash_key hash; /* addresses are strangers' */
    size_t dropped;
    uint32_t file_count;
    char **notes;
    size_t note_count;
    const char *ids[SAVED_WORDS_MAX];
    size_t id_count;
    const struct ls_exception *accepted[SAVED_WORDS_MAX];
    size_t accepted_count;
};

/*
 * saved_parse reads one line into flow. Returns 0, LS_E_MEMORY, or LS_E_FORMAT with what is wrong
 * in error, as a clause.
 */
LS_MUST_USE int saved_parse(struct ls_saved *saved, const char *line, size_t n,
                            struct saved_flow *flow, struct ls_error *error);

/* saved_too_deep says whether JSON is nested deeper than SAVED_DEPTH_MAX. */
bool saved_too_deep(const char *json, size_t n);

/* saved_tell_hosts tells the topology who the hosts of the flows are that are left. */
LS_MUST_USE int saved_tell_hosts(struct ls_saved *saved, struct ls_topology *topology);
void saved_free_hosts(struct ls_saved *saved);

/*
 * saved_merge marks the records whose flow another record tells of, and sorts what is left. Returns
 * 0 or LS_E_MEMORY.
 */
LS_MUST_USE int saved_merge(struct ls_saved *saved);
