/* detail.c - written by the report's own hands, in its own words. */
#include "cli/watch/detail.h"

#include <stdlib.h>
#include <string.h>

#include "cli/watch/words.h"
#include "lyncscope/clock.h"
#include "report/advice.h"
#include "report/exceptions.h"
#include "report/names.h"
#include "report/sources.h"

enum { FIELD = 18 };

static void field(const struct page *page, const char *name, const char *text)
{
    fputs("  ", page->out);
    page_padded(page, name, FIELD);
    page_wrap(page, FIELD + 2, FIELD + 2, text);
}

static void write_end(const struct page *page, const struct model *model, enum word name,
                      const struct ls_addr *addr, const struct ls_identity *who)
{
    char text[LS_ADDR_TEXT + ROLES_WORDS + 300], place[LS_ADDR_TEXT], roles[ROLES_WORDS];
    enum ls_lang lang = model_lang(model);
    bool inferred = who->from == LS_ROLE_INFERRED && who->roles != 0;
    snprintf(text, sizeof text, "%s%s%.253s (%s%s%s)", ls_addr_format(addr, place),
             who->name[0] != '\0' ? " " : "", who->name,
             roles_words(model->facts->catalogs, who->roles, lang, roles), inferred ? ", " : "",
             inferred ? label(LABEL_INFERRED, lang) : "");
    field(page, word(name, lang), text);
}

/* The record as `flows --explain` prints it, and who the ends are. */
static bool write_flow(const struct page *page, struct model *model)
{
    const struct kept *kept = model_selected(model);
    const struct ls_record_format *format = ls_record_format_find("text");
    struct ls_explained *room = ls_explained_new();
    struct ls_verdict verdict;
    if (kept == NULL || room == NULL) {
        free(room);
        return false;
    }
    struct ls_record record = {&kept->summary, &verdict};
    kept_verdict(kept, model->facts->topology, &verdict);
    ls_explain(model->context, &kept->summary, room, &verdict);
    if (kept->open)
        page_wrap(page, 0, 0, word(WORD_PROVISIONAL, model_lang(model)));
    for (int end = 0; end < 2; end++)
        write_end(page, model, end == 0 ? WORD_SOURCE : WORD_DESTINATION,
                  &kept->summary.addr[end == 0 ? kept->initiator : 1 - kept->initiator],
                  &verdict.who[end]);
    fputc('\n', page->out);
    format->record(page->out, model->facts, page->look, &record);
    free(room);
    return true;
}

static void write_rows(const struct page *page, const struct model *model,
                       const struct group *group)
{
    char text[GROUP_ROWS_MAX * 16] = "";
    for (size_t i = 0; i < group->row_count; i++) {
        size_t n = strlen(text);
        snprintf(text + n, sizeof text - n, "%s%s", i > 0 ? ", " : "", group->rows[i]->id);
    }
    if (group->row_count > 0)
        field(page, word(WORD_RULES, model_lang(model)), text);
}

static void write_group_ends(const struct page *page, const struct model *model,
                             const struct group *group)
{
    const struct ls_addr *list[SOURCES_LISTED];
    struct ls_identity who[2];
    char text[SOURCES_TEXT + GROUP_SOURCE_TEXT + ROLES_WORDS], place[GROUP_SOURCE_TEXT];
    char roles[ROLES_WORDS], sources[SOURCES_TEXT];
    enum ls_lang lang = model_lang(model);
    ls_topology_who(model->facts->topology, &group->key.source.addr, &who[0]);
    ls_topology_who(model->facts->topology, &group->key.destination, &who[1]);
    if (group->source_is_network) {
        size_t count = group_first_sources(group, list);
        snprintf(text, sizeof text, "%s (%s): %s", group_source(group, place),
                 roles_words(model->facts->catalogs, group->roles[0], lang, roles),
                 sources_text(list, count, group_addresses(group), lang, false, sources));
        field(page, word(WORD_SOURCE, lang), text);
    } else {
        write_end(page, model, WORD_SOURCE, &group->key.source.addr, &who[0]);
    }
    write_end(page, model, WORD_DESTINATION, &group->key.destination, &who[1]);
}

static void write_numbers(const struct page *page, const struct model *model,
                          const struct group *group)
{
    enum ls_lang lang = model_lang(model);
    char text[160], time[LS_TIME_TEXT];
    snprintf(text, sizeof text, "%llu %s, %llu %s, %llu %s", (unsigned long long)group->flows,
             counted(LABEL_FLOWS, group->flows, lang), (unsigned long long)group->packets,
             counted(LABEL_PACKETS, group->packets, lang), (unsigned long long)group->bytes,
             counted(LABEL_BYTES, group->bytes, lang));
    field(page, label(LABEL_FLOWS, lang), text);
    field(page, label(LABEL_FIRST, lang), ls_time_format(group->first_ns, time));
    field(page, word(WORD_LAST, lang), ls_time_format(group->last_ns, time));
}

static bool write_finding(const struct page *page, const struct model *model)
{
    size_t at = model->lists[VIEW_FINDINGS].selected;
    enum ls_lang lang = model_lang(model);
    char room[TRANSPORT_TEXT];
    if (at >= model->picture.finding_count)
        return false;
    const struct finding *finding = &model->picture.findings[at];
    const struct group *group = finding->group;
    if (finding->flows == 0)
        page_wrap(page, 0, 0, word(WORD_PROVISIONAL, lang));
    page_colour(page, page_colour_of_severity(group->severity));
    fprintf(page->out, "%s ", severity_label(group->severity, lang));
    page_text(page, finding_label(group->key.id, lang));
    page_colour(page, PAGE_PLAIN);
    fprintf(page->out, ": %s", transport_name(group->key.ip_proto, room));
    if (group->has_port)
        fprintf(page->out, " %u", group->key.port);
    fputs(" ", page->out);
    page_text(page, group->key.application);
    fputs("\n\n", page->out);
    write_group_ends(page, model, group);
    write_numbers(page, model, group);
    write_rows(page, model, group);
    field(page, word(WORD_REASON, lang), group->reason);
    field(page, word(WORD_ADVICE, lang), advice_for(group->key.id, lang));
    if (group->key.accepted != NULL)
        accepted_text(page, group->key.accepted, lang, 2);
    else if (group->expired != NULL)
        expired_text(page, group->expired, lang, 2);
    return true;
}

static void write_line(const struct page *page, const struct model *model,
                       const struct matrix_line *line)
{
    enum ls_lang lang = model_lang(model);
    enum { VERDICT = 14, PLACE = 17, COUNTS = 26, AT = 2 + VERDICT + PLACE + COUNTS };
    char room[TRANSPORT_TEXT], port[MATRIX_PORT_TEXT], text[256] = "", counts[96];
    char place[TRANSPORT_TEXT + MATRIX_PORT_TEXT];
    const struct ls_row *row;
    fputs("  ", page->out);
    page_colour(page, page_colour_of(line->key.verdict));
    page_padded(page, verdict_label(line->key.verdict, lang), VERDICT);
    page_colour(page, PAGE_PLAIN);
    for (size_t i = 0; (row = matrix_row(model->audit, line, i)) != NULL; i++) {
        size_t n = strlen(text);
        snprintf(text + n, sizeof text - n, "%s%s", i > 0 ? ", " : "", row->id);
    }
    snprintf(place, sizeof place, "%s %s", transport_name(line->key.ip_proto, room),
             matrix_port(model->audit, line, port));
    page_padded(page, place, PLACE);
    snprintf(counts, sizeof counts, "%llu %s, %llu %s", (unsigned long long)line->flows,
             counted(LABEL_FLOWS, line->flows, lang), (unsigned long long)line->bytes,
             counted(LABEL_BYTES, line->bytes, lang));
    page_padded(page, counts, COUNTS);
    page_wrap(page, AT, AT, text);
}

static void write_lines(const struct page *page, const struct model *model,
                        const struct ls_audit *audit, const struct pair *pair)
{
    for (const struct matrix_line *line = audit->matrix; line != NULL; line = line->hh.next)
        if (line->key.from == pair->from && line->key.to == pair->to)
            write_line(page, model, line);
}

/* All that one role opens to another, as in the report's matrix. */
static bool write_pair(const struct page *page, struct model *model)
{
    size_t at = model->lists[VIEW_ROLES].selected;
    enum ls_lang lang = model_lang(model);
    char from[ROLES_WORDS], to[ROLES_WORDS], text[2 * ROLES_WORDS + 4];
    if (at >= model->picture.pair_count || audit_sort(model->audit) < 0)
        return false;
    const struct pair *pair = &model->picture.pairs[at];
    snprintf(text, sizeof text, "%s > %s",
             roles_words(model->facts->catalogs, pair->from, lang, from),
             roles_words(model->facts->catalogs, pair->to, lang, to));
    page_colour(page, PAGE_BOLD);
    page_wrap(page, 0, 2, text);
    page_colour(page, PAGE_PLAIN);
    fputc('\n', page->out);
    write_lines(page, model, model->audit, pair);
    if (model->picture.audit_open != NULL && HASH_COUNT(model->picture.audit_open->matrix) > 0) {
        fprintf(page->out, "\n  %s\n", word(WORD_OPEN, lang));
        write_lines(page, model, model->picture.audit_open, pair);
    }
    return true;
}

static bool write_pages(const struct page *page, struct model *model)
{
    if (model->help) {
        fputs(word(WORD_HELP, model_lang(model)), page->out);
        return true;
    }
    switch (model->view) {
    case VIEW_FLOWS:
        return write_flow(page, model);
    case VIEW_FINDINGS:
        return write_finding(page, model);
    case VIEW_ROLES:
        return write_pair(page, model);
    default:
        return ls_audit_format_find("text")->write(page->out, model->audit, page->look) == 0;
    }
}

static size_t count_lines(const char *text)
{
    size_t lines = 0;
    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

bool detail_make(struct model *model, int columns)
{
    struct ls_look look = {.colour = true, .columns = columns};
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    if (out == NULL)
        return false;
    struct page page = page_on(out, &look);
    bool made = write_pages(&page, model);
    if (fclose(out) != 0 || !made) {
        free(text);
        return false;
    }
    free(model->pages.text);
    model->pages.text = text;
    model->pages.bytes = bytes;
    list_fit(&model->pages.list, count_lines(text), model->pages.list.height);
    return true;
}

void detail_follow(struct model *model, int columns)
{
    if (model->view == VIEW_REPORT && !model->help && !model->paused)
        (void)detail_make(model, columns); /* without memory the one before stays */
}

const char *detail_line(const struct model *model, size_t i, char line[DETAIL_LINE])
{
    const char *at = model->pages.text;
    line[0] = '\0';
    while (at != NULL && i-- > 0) {
        at = strchr(at, '\n');
        at = at != NULL ? at + 1 : NULL;
    }
    if (at == NULL)
        return line;
    size_t n = strcspn(at, "\n");
    snprintf(line, DETAIL_LINE, "%.*s", (int)(n < DETAIL_LINE ? n : DETAIL_LINE - 1), at);
    return line;
}
