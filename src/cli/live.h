/*
 * live.h - captures without end: flows are judged as they end, and taken by a sink
 */
#pragma once

#include "cli/evidence_live.h"
#include "cli/run.h"

/* Who takes the flows. Functions return 0, or -1 when they have said what is wrong. What they take
 * may be shown as it is. */
struct live_sink {
    void *self;
    int (*take)(void *self, const struct ls_record *record);
    /* after what ended together was taken; run->facts says what is known then */
    int (*turn)(void *self);
    /* between two steps; NULL: nothing is to be done there */
    int (*step)(void *self);
    /* SIGHUP: run has another configuration now; NULL where that makes no difference */
    int (*reload)(void *self);
    bool counts_rows; /* so the catalogs have to stay as they are */
    bool watched;     /* on a screen, so SIGHUP says that it is gone */
};

/* What a live run has beside a run. */
struct live {
    struct run *run;
    struct live_sink sink;
    struct ls_judge *judge;
    struct evidence evidence;
    struct ls_explained *room; /* where rows are to be explained; or NULL */
    uint64_t verdicts[LS_VERDICT_COUNT], findings;
    int64_t judged_ns;        /* monotonic: when flows were judged last */
    bool ending;              /* what is judged now is the last */
    struct settings *retired; /* configurations of before; records may refer to them */
    char **notes;             /* run->facts.incomplete is of them */
    size_t note_count;
};

/*
 * live_run captures until it is told to end, and has the sink take every flow; live->run is open.
 * Returns 0, or -1 when it has said what is wrong. live_end gives back what it made.
 */
LS_MUST_USE int live_run(struct live *live);
void live_end(struct live *live);

/* live_judge makes a judge of the run's configuration; NULL when it has said what is wrong. */
LS_MUST_USE struct ls_judge *live_judge(const struct run *run);

/* reload.c: live_reload takes the configuration anew, or keeps it and says so. */
LS_MUST_USE int live_reload(struct live *live);
void live_forget_settings(struct live *live);

/* live_facts fills run->facts with what may be shown of the run so far. Returns as live_run. */
LS_MUST_USE int live_facts(struct live *live);

/* live_note adds to what is incomplete. */
LS_PRINTF(2, 3)
void live_note(struct live *live, const char *format, ...);
