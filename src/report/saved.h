/* saved.h - what the reader of saved records and their merging share. Private to report. */
#pragma once

#include "lyncscope/arena.h"
#include "lyncscope/report.h"

enum {
    SAVED_LINE_MAX = 1 << 20,
    SAVED_DEPTH_MAX = 12, /* a record has 6 levels */
    SAVED_RECORDS_MAX = 20 * 1000 * 1000,
    SAVED_WORDS_MAX = 256, /* different finding ids, and different exceptions */
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
    bool dropped; /* another record tells of the same flow */
};

struct ls_saved {
    const struct ls_catalogs *catalogs;
    const struct ls_topology *topology;     /* once settled */
    const struct ls_exceptions *exceptions; /* likewise; NULL: accepted as recorded */
    struct ls_arena *arena;
    struct saved_flow **flows; /* in the order of the files; settled: in record order */
    size_t count, room;
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

/* saved_merge marks the records whose flow another record tells of, and sorts what is left. */
void saved_merge(struct ls_saved *saved);
