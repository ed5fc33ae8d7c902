/* paint_lists.c - findings, role to role, and texts. */
#include "cli/watch/detail.h"
#include "cli/watch/paint.h"

#include <string.h>

#include "cli/watch/words.h"
#include "lyncscope/clock.h"
#include "report/advice.h"
#include "report/names.h"

enum {
    TIME = 8,
    GRADE = 6,
    FLOWS = 6,
    KIND = 18,
    ENDS = 50,
    ROLE = 18,
    WIDE_ROLE = 30,
    WIDE = 110, /* columns from which on there is room for more */
};

static void gap(struct canvas *canvas, int row)
{
    canvas_put(canvas, row, PAGE_PLAIN, 1, "");
}

static void paint_empty(const struct model *model, struct canvas *canvas, int row)
{
    canvas_put(canvas, row, PAGE_DIM, 0, word(WORD_NOTHING_YET, model_lang(model)));
}

/* --- findings --- */

static void paint_finding_titles(const struct model *model, struct canvas *canvas, int row)
{
    enum ls_lang lang = model_lang(model);
    canvas_put(canvas, row, PAGE_BOLD, TIME, word(WORD_LAST, lang));
    gap(canvas, row);
    canvas_put(canvas, row, PAGE_DIM, GRADE, word(WORD_SEVERITY, lang));
    gap(canvas, row);
    canvas_put_right(canvas, row, PAGE_DIM, FLOWS, label(LABEL_FLOWS, lang));
    gap(canvas, row);
    canvas_put(canvas, row, PAGE_DIM, KIND, label(LABEL_FINDING, lang));
    gap(canvas, row);
    canvas_print(canvas, row, PAGE_DIM, canvas->columns >= WIDE ? ENDS : 0, "%s > %s",
                 word(WORD_SOURCE, lang), word(WORD_DESTINATION, lang));
    if (canvas->columns >= WIDE)
        canvas_put(canvas, row, PAGE_DIM, 0, word(WORD_REASON, lang));
}

static void put_group(const struct group *group, char *text, size_t size)
{
    char source[GROUP_SOURCE_TEXT], destination[LS_ADDR_TEXT], room[TRANSPORT_TEXT];
    size_t n = (size_t)snprintf(text, size, "%s > %s %s", group_source(group, source),
                                ls_addr_format(&group->key.destination, destination),
                                transport_name(group->key.ip_proto, room));
    if (group->has_port)
        n += (size_t)snprintf(text + n, size - n, " %u", group->key.port);
    snprintf(text + n, size - n, " %s", group->key.application);
}

/* "2", and of flows that go on one more: "2+1". */
static void put_count(const struct finding *finding, char *text, size_t size)
{
    size_t n = 0;
    text[0] = '\0';
    if (finding->flows > 0)
        n = (size_t)snprintf(text, size, "%llu", (unsigned long long)finding->flows);
    if (finding->open > 0)
        snprintf(text + n, size - n, "+%llu", (unsigned long long)finding->open);
}

static void paint_finding(const struct model *model, struct canvas *canvas, int row,
                          const struct finding *finding)
{
    char time[LS_TIME_TEXT], number[48], ends[GROUP_SOURCE_TEXT + 2 * LS_ADDR_TEXT + 64];
    enum ls_lang lang = model_lang(model);
    const struct group *group = finding->group;
    ls_time_format(finding->last_ns, time);
    time[strlen("2026-03-02T12:34:56")] = '\0';
    put_count(finding, number, sizeof number);
    put_group(group, ends, sizeof ends);
    canvas_put(canvas, row, PAGE_PLAIN, TIME, time + strlen("2026-03-02T"));
    gap(canvas, row);
    canvas_put(canvas, row, page_colour_of_severity(group->severity), GRADE,
               severity_label(group->severity, lang));
    gap(canvas, row);
    canvas_put_right(canvas, row, PAGE_PLAIN, FLOWS, number);
    gap(canvas, row);
    canvas_put(canvas, row, group->key.accepted != NULL ? PAGE_DIM : PAGE_PLAIN, KIND,
               finding_label(group->key.id, lang));
    gap(canvas, row);
    canvas_put(canvas, row, PAGE_PLAIN, canvas->columns >= WIDE ? ENDS : 0, ends);
    if (canvas->columns >= WIDE)
        canvas_print(canvas, row, PAGE_PLAIN, 0, " %s", group->reason);
}

void paint_findings(struct model *model, struct canvas *canvas, int from, int to)
{
    struct list *list = &model->lists[VIEW_FINDINGS];
    const struct picture *picture = &model->picture;
    paint_finding_titles(model, canvas, from++);
    list_fit(list, picture->finding_count, (size_t)(to - from));
    if (picture->finding_count == 0)
        paint_empty(model, canvas, from);
    for (size_t i = list->top; i < picture->finding_count && from < to; i++, from++) {
        paint_finding(model, canvas, from, &picture->findings[i]);
        if (i == list->selected)
            canvas_reverse(canvas, from);
    }
}

/* --- roles --- */

static void paint_pair(const struct model *model, struct canvas *canvas, int row,
                       const struct pair *pair)
{
    char roles[ROLES_WORDS], number[24];
    const struct ls_catalogs *catalogs = model->facts->catalogs;
    enum ls_lang lang = model_lang(model);
    int width = canvas->columns >= WIDE ? WIDE_ROLE : ROLE;
    bool first = true;
    canvas_put(canvas, row, PAGE_PLAIN, width, roles_words(catalogs, pair->from, lang, roles));
    gap(canvas, row);
    canvas_put(canvas, row, PAGE_PLAIN, width, roles_words(catalogs, pair->to, lang, roles));
    gap(canvas, row);
    snprintf(number, sizeof number, "%llu", (unsigned long long)pair->all);
    canvas_put_right(canvas, row, PAGE_PLAIN, FLOWS, number);
    gap(canvas, row);
    gap(canvas, row);
    for (int i = 0; i < LS_VERDICT_COUNT; i++) {
        enum ls_verdict_kind kind = order_worst(i);
        if (pair->flows[kind] == 0)
            continue;
        canvas_print(canvas, row, page_colour_of(kind), 0, "%s%llu %s", first ? "" : "  ",
                     (unsigned long long)pair->flows[kind], verdict_label(kind, lang));
        first = false;
    }
}

void paint_roles(struct model *model, struct canvas *canvas, int from, int to)
{
    struct list *list = &model->lists[VIEW_ROLES];
    const struct picture *picture = &model->picture;
    enum ls_lang lang = model_lang(model);
    int width = canvas->columns >= WIDE ? WIDE_ROLE : ROLE;
    canvas_put(canvas, from, PAGE_DIM, width, word(WORD_FROM_ROLE, lang));
    gap(canvas, from);
    canvas_put(canvas, from, PAGE_DIM, width, word(WORD_TO_ROLE, lang));
    gap(canvas, from);
    canvas_put_right(canvas, from, PAGE_DIM, FLOWS, label(LABEL_FLOWS, lang));
    gap(canvas, from);
    gap(canvas, from);
    canvas_put(canvas, from++, PAGE_DIM, 0, word(WORD_BY_VERDICT, lang));
    list_fit(list, picture->pair_count, (size_t)(to - from));
    if (picture->pair_count == 0)
        paint_empty(model, canvas, from);
    for (size_t i = list->top; i < picture->pair_count && from < to; i++, from++) {
        paint_pair(model, canvas, from, &picture->pairs[i]);
        if (i == list->selected)
            canvas_reverse(canvas, from);
    }
}

/* --- texts --- */

/* A line with the report's switches of colour in it, and no other control character. */
static void paint_line(struct canvas *canvas, int row, char *line)
{
    enum page_colour colour = PAGE_PLAIN, next;
    while (*line != '\0') {
        size_t skipped = page_colour_read(line, &next);
        if (skipped > 0) {
            colour = next;
            line += skipped;
            continue;
        }
        size_t n = 1 + strcspn(line + 1, "\033");
        char kept = line[n];
        line[n] = '\0';
        canvas_put(canvas, row, colour, 0, line);
        line[n] = kept;
        line += n;
    }
}

void paint_text(struct model *model, struct canvas *canvas, int from, int to)
{
    struct list *list = &model->pages.list;
    char line[DETAIL_LINE];
    list->height = (size_t)(to - from);
    list_scroll(list, 0);
    for (size_t i = list->top; i < list->count && from < to; i++, from++) {
        (void)detail_line(model, i, line);
        paint_line(canvas, from, line);
    }
}
