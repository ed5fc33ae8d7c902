/* paint_flows.c - the list of flows: one line of the table is a column. */
#include "cli/watch/paint.h"

#include <string.h>

#include "cli/watch/words.h"
#include "lyncscope/clock.h"
#include "lyncscope/escape.h"
#include "report/names.h"

enum { CELL = 512 };

struct column {
    enum order order; /* ORDER_COUNT: none */
    int width;        /* 0: the rest */
    int from_columns; /* of the terminal: a narrower one has no room for it */
    bool right;
    const char *(*title)(enum ls_lang lang);
    void (*cell)(const struct model *model, const struct kept *kept, char text[CELL]);
};

static void put_time(const struct model *model, const struct kept *kept, char text[CELL])
{
    char time[LS_TIME_TEXT];
    (void)model;
    ls_time_format(kept->summary.first_ns, time);
    snprintf(text, CELL, "%.8s", time + strlen("2026-03-02T"));
}

static void put_state(const struct model *model, const struct kept *kept, char text[CELL])
{
    snprintf(text, CELL, "%s",
             kept->open ? word(WORD_OPEN, model_lang(model))
                        : ls_conn_state(&kept->summary, kept->initiator));
}

static void put_verdict(const struct model *model, const struct kept *kept, char text[CELL])
{
    snprintf(text, CELL, "%s", verdict_label(kept->kind, model_lang(model)));
}

static void put_end(const struct kept *kept, int side, char text[CELL])
{
    char addr[LS_ADDR_TEXT];
    const struct ls_summary *summary = &kept->summary;
    bool v6 = (summary->flags & LS_FLOW_V6) != 0;
    ls_addr_format(&summary->addr[side], addr);
    if ((summary->flags & LS_FLOW_PORTS) == 0)
        snprintf(text, CELL, "%s", addr);
    else
        snprintf(text, CELL, v6 ? "[%s]:%u" : "%s:%u", addr, summary->port[side]);
}

static void put_source(const struct model *model, const struct kept *kept, char text[CELL])
{
    (void)model;
    put_end(kept, kept->initiator, text);
}

static void put_destination(const struct model *model, const struct kept *kept, char text[CELL])
{
    (void)model;
    put_end(kept, 1 - kept->initiator, text);
}

static void put_protocol(const struct model *model, const struct kept *kept, char text[CELL])
{
    char room[TRANSPORT_TEXT];
    enum ls_proto best = ls_evidence_best(kept->summary.evidence);
    (void)model;
    if (best != LS_PROTO_NONE)
        snprintf(text, CELL, "%s", ls_proto_name(best));
    else
        snprintf(text, CELL, "%s -", transport_name(kept->summary.ip_proto, room));
}

static void put_packets(const struct model *model, const struct kept *kept, char text[CELL])
{
    (void)model;
    snprintf(text, CELL, "%llu",
             (unsigned long long)(kept->summary.packets[0] + kept->summary.packets[1]));
}

static void put_bytes(const struct model *model, const struct kept *kept, char text[CELL])
{
    (void)model;
    snprintf(text, CELL, "%llu",
             (unsigned long long)(kept->summary.bytes[0] + kept->summary.bytes[1]));
}

static void put_roles(const struct model *model, const struct kept *kept, char text[CELL])
{
    char from[ROLES_WORDS], to[ROLES_WORDS];
    const struct ls_catalogs *catalogs = model->facts->catalogs;
    enum ls_lang lang = model_lang(model);
    snprintf(text, CELL, "%.250s > %.250s", roles_words(catalogs, kept->who[0].roles, lang, from),
             roles_words(catalogs, kept->who[1].roles, lang, to));
}

static void put_reason(const struct model *model, const struct kept *kept, char text[CELL])
{
    (void)model;
    snprintf(text, CELL, "%s", kept->reason);
}

static const char *title_time(enum ls_lang lang)
{
    return label(LABEL_TIME, lang);
}

static const char *title_state(enum ls_lang lang)
{
    return word(WORD_STATE, lang);
}

static const char *title_verdict(enum ls_lang lang)
{
    return word(WORD_VERDICT, lang);
}

static const char *title_source(enum ls_lang lang)
{
    return word(WORD_SOURCE, lang);
}

static const char *title_destination(enum ls_lang lang)
{
    return word(WORD_DESTINATION, lang);
}

static const char *title_protocol(enum ls_lang lang)
{
    return label(LABEL_PROTOCOL, lang);
}

static const char *title_packets(enum ls_lang lang)
{
    return label(LABEL_PACKETS, lang);
}

static const char *title_bytes(enum ls_lang lang)
{
    return label(LABEL_BYTES, lang);
}

static const char *title_roles(enum ls_lang lang)
{
    return label(LABEL_ROLE, lang);
}

static const char *title_reason(enum ls_lang lang)
{
    return word(WORD_REASON, lang);
}

/* 80 columns have room for the first six. */
static const struct column columns[] = {
    {ORDER_TIME, 8, 0, false, title_time, put_time},
    {ORDER_STATE, 6, 0, false, title_state, put_state},
    {ORDER_VERDICT, 12, 0, false, title_verdict, put_verdict},
    {ORDER_SOURCE, 20, 0, false, title_source, put_source},
    {ORDER_DESTINATION, 20, 0, false, title_destination, put_destination},
    {ORDER_PROTOCOL, 9, 0, false, title_protocol, put_protocol},
    {ORDER_PACKETS, 8, 92, true, title_packets, put_packets},
    {ORDER_BYTES, 10, 104, true, title_bytes, put_bytes},
    {ORDER_COUNT, 26, 160, false, title_roles, put_roles},
    {ORDER_COUNT, 0, 112, false, title_reason, put_reason},
};

enum { COLUMNS = sizeof columns / sizeof *columns };

static void put(struct canvas *canvas, int row, enum page_colour colour,
                const struct column *column, const char *text)
{
    bool first = canvas_left(canvas, row) == canvas->columns;
    if (!first)
        canvas_put(canvas, row, PAGE_PLAIN, 1, " ");
    if (column->right)
        canvas_put_right(canvas, row, colour, column->width, text);
    else
        canvas_put(canvas, row, colour, column->width, text);
}

static void paint_titles(const struct model *model, struct canvas *canvas, int row)
{
    char title[64];
    for (int i = 0; i < COLUMNS; i++) {
        bool sorted = columns[i].order == model->order;
        if (columns[i].from_columns > canvas->columns)
            continue;
        const char *name = columns[i].title(model_lang(model));
        const char *sign = model->reversed ? "^" : "v";
        bool tight = ls_text_columns(name) + 2 > columns[i].width;
        snprintf(title, sizeof title, "%s%s%s", name, sorted && !tight ? " " : "",
                 sorted ? sign : "");
        put(canvas, row, sorted ? PAGE_BOLD : PAGE_DIM, &columns[i], title);
    }
}

static void paint_flow(const struct model *model, struct canvas *canvas, int row,
                       const struct kept *kept)
{
    char text[CELL];
    for (int i = 0; i < COLUMNS; i++) {
        if (columns[i].from_columns > canvas->columns)
            continue;
        columns[i].cell(model, kept, text);
        enum page_colour colour = PAGE_PLAIN;
        if (columns[i].order == ORDER_VERDICT)
            colour = page_colour_of(kept->kind);
        else if (columns[i].order == ORDER_STATE && kept->open)
            colour = PAGE_BOLD;
        put(canvas, row, colour, &columns[i], text);
    }
}

void paint_flows(struct model *model, struct canvas *canvas, int from, int to)
{
    struct list *list = &model->lists[VIEW_FLOWS];
    const struct picture *picture = &model->picture;
    paint_titles(model, canvas, from++);
    list_fit(list, picture->flow_count, (size_t)(to - from));
    if (picture->flow_count == 0)
        canvas_put(
            canvas, from, PAGE_DIM, 0,
            word(model->choice != NULL || model->only != 0 ? WORD_NOTHING_CHOSEN : WORD_NOTHING_YET,
                 model_lang(model)));
    for (int row = from; row < to; row++) {
        size_t i = list->top + (size_t)(row - from);
        if (i >= picture->flow_count)
            break;
        paint_flow(model, canvas, row, picture->flows[i]);
        if (i == list->selected)
            canvas_reverse(canvas, row);
    }
}
