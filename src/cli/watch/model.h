/*
 * model.h - what is watched, and how it is looked at; knows no terminal
 *
 * Records come in (model_take, model_open_*), are counted by the audit of the report layer, and the
 * newest are kept for the list of flows. model_refresh makes the picture of it that is shown until
 * the next one; paused, the picture stays and everything else goes on. Keys change how it is looked
 * at (keys.c), and paint.c writes it on a canvas.
 *
 * Memory: at most FLOWS_KEPT records, OPEN_KEPT of open flows, and as many again in the picture;
 * FINDINGS_SHOWN findings; the audit has its own limits (struct ls_run, audit_limit).
 */
#pragma once

#include "cli/watch/choice.h"
#include "cli/watch/list.h"
#include "cli/watch/order.h"
#include "report/audit.h"

enum { FLOWS_KEPT = 10000, OPEN_KEPT = 1000, FINDINGS_SHOWN = 1000 };

enum view { VIEW_FLOWS, VIEW_FINDINGS, VIEW_ROLES, VIEW_REPORT, VIEW_COUNT };

/* What is asked for at the bottom of the screen. */
enum question { ASK_NOTHING, ASK_FILTER, ASK_FILE, ASK_REPLACE };

enum { PROMPT_TEXT = 512, MESSAGE_TEXT = 512 };

struct prompt {
    enum question question;
    char text[PROMPT_TEXT];
};

/* A text that is looked through: the detail of a line, the report, help. */
struct pages {
    char *text; /* owned; lines end with '\n' */
    size_t bytes;
    struct list list;
};

/* One role to another. */
struct pair {
    ls_roles from, to;
    uint64_t flows[LS_VERDICT_COUNT], all, bytes;
};

/* A group of the audit as it was when the picture was made. */
struct finding {
    const struct group *group; /* for what does not change */
    uint64_t flows, open;      /* ended; and those that go on */
    int64_t last_ns;
};

struct picture {
    struct ls_run facts; /* texts in it are not looked at, but for what is incomplete */
    uint64_t verdicts[LS_VERDICT_COUNT], open[LS_VERDICT_COUNT];
    uint64_t tracked, taken, older; /* older: flows that the list has no room for any more */
    struct kept **flows;            /* those chosen, in order */
    size_t flow_count;
    struct ls_audit *audit_open; /* of flows that go on */
    struct finding *findings;    /* newest first */
    size_t finding_count, finding_all;
    struct pair *pairs; /* most findings first */
    size_t pair_count;
};

struct model {
    /* lent, and set by who runs it */
    const struct ls_run *facts;
    const struct ls_context *context;
    const char *what;      /* is read: an interface, a file */
    const char *save_path; /* -o, or NULL */
    bool live, finished;
    unsigned percent; /* of files: how far the read is */

    struct ls_run counted; /* facts, for the audit */
    struct ls_audit *audit;
    struct kept *ring[FLOWS_KEPT];
    size_t ring_first, ring_count;
    struct kept *open[OPEN_KEPT];
    size_t open_count;
    uint64_t verdicts_open[LS_VERDICT_COUNT];
    uint64_t taken, tracked;

    enum view view;
    bool paused, help, detailed;
    enum order order;
    bool reversed;
    unsigned only; /* by the key v: bit i is verdict i; 0 = all */
    struct choice *choice;
    struct prompt prompt;
    char message[MESSAGE_TEXT];
    struct list lists[VIEW_COUNT];
    struct pages pages; /* of detail, report or help */
    struct picture picture;
};

/* model_new keeps facts and context; NULL when memory is out. */
LS_MUST_USE struct model *model_new(const struct ls_run *facts, const struct ls_context *context);
void model_free(struct model *model);

/* model_take counts a flow that has ended, and keeps it. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int model_take(struct model *model, const struct ls_record *record);
/* model_open_begin forgets the last look at open flows; model_open_add adds one of a new look. */
void model_open_begin(struct model *model, uint64_t tracked);
LS_MUST_USE int model_open_add(struct model *model, const struct ls_record *record);
/* model_clear begins anew: nothing has been seen. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int model_clear(struct model *model);

/* model_refresh makes the picture, unless it is paused. Returns 0 or LS_E_MEMORY. picture.c */
LS_MUST_USE int model_refresh(struct model *model);
/* model_reorder makes it also when paused: order or choice have changed. */
LS_MUST_USE int model_reorder(struct model *model);
void picture_free(struct picture *picture);

/* model_choose takes the words of a filter; what is wrong with them is in model->message. */
void model_choose(struct model *model, const char *words);

/* model_choose_finding chooses the flows between the ends of the selected finding; false without
 * one. */
bool model_choose_finding(struct model *model);

LS_PRINTF(2, 3)
void model_say(struct model *model, const char *format, ...);

/* model_selected lends the flow that is selected in the list of flows, or NULL. */
const struct kept *model_selected(const struct model *model);

static inline enum ls_lang model_lang(const struct model *model)
{
    return model->facts->lang;
}
