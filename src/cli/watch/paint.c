/*
 * paint.c - what is around the lists
 *
 *   what is read, how far, how much
 *   verdicts of the flows that have ended
 *   verdicts of those that go on
 *   the views, and what is out of sight
 *   ... the view ...
 *   a question, or what happened last
 *   keys
 */
#include "cli/watch/paint.h"

#include <string.h>

#include "cli/watch/prompt.h"
#include "cli/watch/words.h"
#include "lyncscope/escape.h"
#include "report/incomplete.h"
#include "report/names.h"

enum { HEAD_ROWS = 4, FOOT_ROWS = 2, ROWS_LEAST = 12, COLUMNS_LEAST = 40 };

static void paint_state(const struct model *model, struct canvas *canvas)
{
    const struct picture *now = &model->picture;
    enum ls_lang lang = model_lang(model);
    enum word state = model->finished ? WORD_ENDED : model->live ? WORD_LIVE : WORD_READING;
    canvas_put(canvas, 0, PAGE_BOLD, 0, "lyncscope ");
    canvas_put(canvas, 0, PAGE_PLAIN, 0, model->what);
    canvas_print(canvas, 0, PAGE_BOLD, 0, "  %s", word(state, lang));
    if (!model->live && !model->finished)
        canvas_print(canvas, 0, PAGE_PLAIN, 0, " %u%%", model->percent);
    canvas_print(canvas, 0, PAGE_PLAIN, 0, "  %llu %s  %llu %s  %llu %s",
                 (unsigned long long)now->facts.packets,
                 counted(LABEL_PACKETS, now->facts.packets, lang),
                 (unsigned long long)now->facts.bytes, counted(LABEL_BYTES, now->facts.bytes, lang),
                 (unsigned long long)now->taken, counted(LABEL_FLOWS, now->taken, lang));
    if (now->facts.incomplete_count > 0)
        canvas_print(canvas, 0, PAGE_RED, 0, "  %s", label(LABEL_INCOMPLETE, lang));
    if (model->paused)
        canvas_print(canvas, 0, PAGE_YELLOW, 0, "  %s", word(WORD_PAUSED, lang));
}

static void paint_verdict(struct canvas *canvas, int row, enum ls_lang lang,
                          enum ls_verdict_kind kind, uint64_t flows)
{
    enum page_colour colour = flows > 0 ? page_colour_of(kind) : PAGE_DIM;
    canvas_print(canvas, row, colour, 0, "%s %llu", verdict_label(kind, lang),
                 (unsigned long long)flows);
}

static void paint_verdicts(const struct model *model, struct canvas *canvas)
{
    for (enum ls_verdict_kind kind = 0; kind < LS_VERDICT_COUNT; kind++) {
        canvas_put(canvas, 1, PAGE_PLAIN, 0, kind > 0 ? "  " : "");
        paint_verdict(canvas, 1, model_lang(model), kind, model->picture.verdicts[kind]);
    }
}

static void paint_missing(const struct model *model, struct canvas *canvas)
{
    char text[INCOMPLETE_TEXT];
    const struct ls_run *facts = &model->picture.facts;
    enum ls_lang lang = model_lang(model);
    if (facts->incomplete_count > 0)
        canvas_print(canvas, 2, PAGE_RED, 0, "%s: %s", label(LABEL_INCOMPLETE, lang),
                     incomplete_text(facts->incomplete[0], lang, text));
}

/* Those there are, the worst first: the row may be too short for all. */
static void paint_open(const struct model *model, struct canvas *canvas)
{
    enum ls_lang lang = model_lang(model);
    const struct picture *now = &model->picture;
    const char *before = ": ";
    canvas_print(canvas, 2, PAGE_PLAIN, 0, "%s %llu", word(WORD_OPEN, lang),
                 (unsigned long long)now->tracked);
    if (now->tracked > OPEN_KEPT)
        canvas_print(canvas, 2, PAGE_PLAIN, 0, "%s %d", word(WORD_LATEST, lang), OPEN_KEPT);
    for (int i = 0; i < LS_VERDICT_COUNT; i++) {
        enum ls_verdict_kind kind = order_worst(i);
        if (now->open[kind] == 0)
            continue;
        canvas_put(canvas, 2, PAGE_PLAIN, 0, before);
        paint_verdict(canvas, 2, lang, kind, now->open[kind]);
        before = "  ";
    }
}

static void paint_tabs(const struct model *model, struct canvas *canvas)
{
    static const enum word tabs[VIEW_COUNT] = {WORD_FLOWS_TAB, WORD_FINDINGS_TAB, WORD_ROLES_TAB,
                                               WORD_REPORT_TAB};
    enum ls_lang lang = model_lang(model);
    for (int view = 0; view < VIEW_COUNT; view++) {
        bool here = (int)model->view == view && !model->help;
        canvas_print(canvas, 3, here ? PAGE_BOLD : PAGE_DIM, 0, here ? "[%s]" : " %s ",
                     word(tabs[view], lang));
    }
}

/* What of the flows is out of sight. */
static void paint_notes(const struct model *model, struct canvas *canvas)
{
    const struct picture *now = &model->picture;
    enum ls_lang lang = model_lang(model);
    if (model->view == VIEW_FINDINGS && now->finding_all > now->finding_count)
        canvas_print(canvas, 3, PAGE_YELLOW, 0, "  %zu %s", now->finding_all - now->finding_count,
                     word(WORD_FINDINGS_MORE, lang));
    if (model->view != VIEW_FLOWS)
        return;
    canvas_print(canvas, 3, PAGE_PLAIN, 0, "  %zu %s", now->flow_count, word(WORD_SHOWN, lang));
    for (enum ls_verdict_kind kind = 0; kind < LS_VERDICT_COUNT; kind++)
        if ((model->only & 1U << kind) != 0)
            canvas_print(canvas, 3, page_colour_of(kind), 0, "  %s", verdict_label(kind, lang));
    if (now->older > 0)
        canvas_print(canvas, 3, PAGE_DIM, 0, "  %llu %s", (unsigned long long)now->older,
                     word(WORD_OLDER, lang));
}

static enum word keys_of(const struct model *model)
{
    static const enum word keys[VIEW_COUNT] = {WORD_KEYS, WORD_KEYS_FINDINGS, WORD_KEYS_ROLES,
                                               WORD_KEYS_REPORT};
    return model->help || model->detailed ? WORD_KEYS_DETAIL : keys[model->view];
}

/* What happened last; else what is left out of the list. */
static void paint_message(const struct model *model, struct canvas *canvas, int row)
{
    bool listed = model->view == VIEW_FLOWS && !model->help && !model->detailed;
    if (model->message[0] != '\0' || model->choice == NULL || !listed)
        canvas_put(canvas, row, PAGE_YELLOW, 0, model->message);
    else
        canvas_print(canvas, row, PAGE_YELLOW, 0, "%s: %s", word(WORD_FILTER, model_lang(model)),
                     choice_text(model->choice));
}

static void paint_foot(const struct model *model, struct canvas *canvas, int *cursor)
{
    char text[2 * PROMPT_TEXT];
    int row = canvas->rows - FOOT_ROWS;
    enum ls_lang lang = model_lang(model);
    *cursor = -1;
    if (model->prompt.question != ASK_NOTHING) {
        const char *asked = prompt_text(model, text);
        int over = ls_text_columns(asked) - canvas->columns + 1; /* its end is what is edited */
        for (; over > 0 && *asked != '\0'; over--)
            do
                asked++;
            while (((unsigned char)*asked & 0xc0) == 0x80);
        canvas_put(canvas, row, PAGE_BOLD, 0, asked);
        *cursor = canvas->columns - canvas_left(canvas, row);
    } else {
        paint_message(model, canvas, row);
    }
    canvas_put(canvas, row + 1, PAGE_PLAIN, 0, word(keys_of(model), lang));
    canvas_put(canvas, row + 1, PAGE_PLAIN, canvas_left(canvas, row + 1), "");
    canvas_reverse(canvas, row + 1);
}

static void paint_body(struct model *model, struct canvas *canvas, int from, int to)
{
    if (model->help || model->detailed || model->view == VIEW_REPORT)
        paint_text(model, canvas, from, to);
    else if (model->view == VIEW_FLOWS)
        paint_flows(model, canvas, from, to);
    else if (model->view == VIEW_FINDINGS)
        paint_findings(model, canvas, from, to);
    else
        paint_roles(model, canvas, from, to);
}

void paint(struct model *model, struct canvas *canvas, int *cursor)
{
    *cursor = -1;
    if (canvas->rows < ROWS_LEAST || canvas->columns < COLUMNS_LEAST) {
        canvas_put(canvas, 0, PAGE_BOLD, 0, word(WORD_TOO_SMALL, model_lang(model)));
        return;
    }
    paint_state(model, canvas);
    paint_verdicts(model, canvas);
    if (model->finished)
        paint_missing(model, canvas);
    else
        paint_open(model, canvas);
    paint_tabs(model, canvas);
    paint_notes(model, canvas);
    paint_body(model, canvas, HEAD_ROWS, canvas->rows - FOOT_ROWS);
    paint_foot(model, canvas, cursor);
}
