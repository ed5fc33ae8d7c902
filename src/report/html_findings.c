/* html_findings.c - kinds of findings with what to do, then each cause as an entry of its own. */
#include <inttypes.h>
#include <string.h>

#include "report/advice.h"
#include "report/html.h"

enum { KINDS_MAX = 32 };

struct kind {
    const char *id;
    enum ls_severity worst;
    uint64_t entries, accepted, flows;
};

static size_t gather_kinds(const struct ls_audit *audit, struct kind kinds[KINDS_MAX])
{
    size_t count = 0, i;
    for (size_t k = 0; k < audit->cause_count; k++) {
        const struct cause *cause = &audit->causes[k];
        const struct group *first = cause->first;
        for (i = 0; i < count && strcmp(kinds[i].id, first->key.id) != 0; i++)
            ;
        if (i == KINDS_MAX)
            continue;
        if (i == count)
            kinds[count++] = (struct kind){.id = first->key.id, .worst = first->severity};
        if (first->severity > kinds[i].worst)
            kinds[i].worst = first->severity;
        kinds[i].entries++;
        kinds[i].accepted += first->key.accepted != NULL;
        kinds[i].flows += cause->flows;
    }
    return count;
}

static void write_severity(const struct html *html, enum ls_severity severity)
{
    fprintf(html->out, "<span class=\"sev s-%s\">", ls_severity_name(severity));
    html_text(html, severity_label(severity, html->reader.lang));
    fputs("</span>", html->out);
}

/* Translated names stand before the id by which other formats and exceptions know them. */
static void write_kind_name(const struct html *html, const char *id)
{
    const char *name = finding_label(id, html->reader.lang);
    html_text(html, name);
    if (name == id)
        return;
    fputs("<br><span class=\"name\">", html->out);
    html_text(html, id);
    fputs("</span>", html->out);
}

static void write_kinds(const struct html *html)
{
    static const struct ls_words heads[] = {
        {{"Kind", "种类"}},    {{"Worst", "最严重"}},
        {{"Entries", "条目"}}, {{"Of them accepted", "其中已接受"}},
        {{"Flows", "流数"}},   {{"What to do", "处理建议"}}};
    struct kind kinds[KINDS_MAX];
    size_t count = gather_kinds(html->reader.audit, kinds);
    fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", html->out);
    html_words(html, &heads[0]);
    fputs("\"><table id=\"kinds\"><thead><tr>", html->out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        fputs("<th scope=\"col\">", html->out);
        html_words(html, &heads[i]);
        fputs("</th>", html->out);
    }
    fputs("</tr></thead>\n<tbody>", html->out);
    for (size_t i = 0; i < count; i++) {
        fputs("<tr><th scope=\"row\">", html->out);
        write_kind_name(html, kinds[i].id);
        fputs("</th><td>", html->out);
        write_severity(html, kinds[i].worst);
        fprintf(html->out, "</td><td class=\"n\">%" PRIu64 "</td>", kinds[i].entries);
        fprintf(html->out, "<td class=\"n\">%" PRIu64 "</td><td class=\"n\">%" PRIu64 "</td>",
                kinds[i].accepted, kinds[i].flows);
        fputs("<td>", html->out);
        html_text(html, advice_for(kinds[i].id, html->reader.lang));
        fputs("</td></tr>\n", html->out);
    }
    fputs("</tbody></table></div>\n", html->out);
}

static const struct column *column_named(const struct sheet *sheet, const char *key)
{
    const struct column *column = sheet->columns;
    while (column->key[0] != '\0' && strcmp(column->key, key) != 0)
        column++;
    return column;
}

/* An address with the host's name, where both are known. */
static void write_end(struct html *html, const struct cause *cause, const char *key, bool one,
                      const struct ls_addr *addr)
{
    struct ls_identity who;
    fputs("<bdi>", html->out);
    html_cell(html, column_named(&sheet_causes, key), cause);
    fputs("</bdi>", html->out);
    if (!one)
        return;
    ls_topology_who(html->reader.audit->run->topology, addr, &who);
    if (who.name[0] == '\0')
        return;
    fputs(" <bdi class=\"name\">", html->out);
    html_text(html, who.name);
    fputs("</bdi>", html->out);
}

static void write_mark(const struct html *html, const char *class, const struct ls_words *words)
{
    fprintf(html->out, " <span class=\"sev %s\">", class);
    html_words(html, words);
    fputs("</span>", html->out);
}

static void write_title(struct html *html, const struct cause *cause)
{
    static const struct ls_words accepted = {{"accepted", "已接受"}};
    static const struct ls_words expired = {{"exception expired", "例外已过期"}};
    const struct group *first = cause->first;
    char room[TRANSPORT_TEXT];
    fprintf(html->out, "<h3>%" PRIu32 ". ", cause->number);
    write_severity(html, first->severity);
    fputc(' ', html->out);
    html_text(html, finding_label(first->key.id, html->reader.lang));
    fprintf(html->out, ": %s ", transport_name(first->key.ip_proto, room));
    html_cell(html, column_named(&sheet_causes, "port"), cause);
    fputs(" <span class=\"who\">", html->out);
    write_end(html, cause, "source", cause->sources == 1 && !first->source_is_network,
              &first->key.source.addr);
    fputs(" &rarr; ", html->out);
    write_end(html, cause, "destination", cause->destinations == 1, &first->key.destination);
    fputs("</span>", html->out);
    if (first->key.accepted != NULL)
        write_mark(html, "s-fine", &accepted);
    else if (first->expired != NULL)
        write_mark(html, "s-medium", &expired);
    fputs("</h3>\n", html->out);
}

/* The first findings of a cause that has several; the numbers above are those of all. */
static void write_members(struct html *html, const struct cause *cause)
{
    static const char *const keys[] = {"source",      "source_ips", "destination", "port",
                                       "application", "flows",      "bytes",       "first"};
    static const struct ls_words title = {{"The first of these findings", "其中最先列出的发现"}};
    const struct column *columns[sizeof keys / sizeof *keys];
    struct rest rest = {0};
    unsigned listed = 0;
    fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", html->out);
    html_words(html, &title);
    fprintf(html->out, "\"><table class=\"members\" id=\"findings-of-%" PRIu32 "\"><thead><tr>",
            cause->number);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        columns[i] = column_named(&sheet_findings, keys[i]);
        fputs("<th scope=\"col\">", html->out);
        html_words(html, &columns[i]->name);
        fputs("</th>", html->out);
    }
    fputs("</tr></thead>\n<tbody>", html->out);
    for (const struct group *group = cause->first; group != NULL; group = group->next_alike) {
        if (listed++ >= GROUPS_LISTED) {
            rest.items++;
            rest.flows += group->flows;
            continue;
        }
        fputs("<tr>", html->out);
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
            fputs(columns[i]->kind == COLUMN_NUMBER ? "<td class=\"n\">" : "<td class=\"c\">",
                  html->out);
            html_cell(html, columns[i], group);
            fputs("</td>", html->out);
        }
        fputs("</tr>\n", html->out);
    }
    fputs("</tbody></table></div>\n", html->out);
    html_rest(html, "findings", &rest);
}

/* How many of each end there are goes without saying where it is one. */
static bool is_count(const struct column *column)
{
    static const char *const keys[] = {"sources", "source_addresses", "destinations", "ports",
                                       "findings"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(column->key, keys[i]) == 0)
            return true;
    return false;
}

static void write_cause(struct html *html, const struct cause *cause)
{
    const struct column *column;
    fprintf(html->out, "<article class=\"finding s-%s%s\" id=\"finding-%" PRIu32 "\">\n",
            ls_severity_name(cause->first->severity), cause->first->key.accepted ? " accepted" : "",
            cause->number);
    write_title(html, cause);
    fputs("<dl>", html->out);
    for (column = sheet_causes.columns; column->key[0] != '\0'; column++) {
        if (cell_text_fill(&html->cell, column, &html->reader, cause).len == 0)
            continue;
        fprintf(html->out, "<div class=\"k-%s%s\"><dt>", column->key,
                cause->groups == 1 && is_count(column) ? " one" : "");
        html_words(html, &column->name);
        fprintf(html->out, "</dt><dd data-key=\"%s\">", column->key);
        html_cell(html, column, cause);
        fputs("</dd></div>\n", html->out);
    }
    fputs("</dl>\n", html->out);
    if (cause->groups > 1)
        write_members(html, cause);
    fputs("</article>\n", html->out);
}

void html_findings(struct html *html)
{
    const struct ls_audit *audit = html->reader.audit;
    struct rest rest = {0};
    if (audit->cause_count == 0) {
        fputs("<p>", html->out);
        html_text(html, label(LABEL_NO_FINDINGS, html->reader.lang));
        fputs("</p>\n", html->out);
        return;
    }
    write_kinds(html);
    for (const void *cause = NULL;
         (cause = sheet_next_listed(&sheet_causes, audit, cause, &rest)) != NULL;)
        write_cause(html, cause);
    html_rest(html, sheet_causes.key, &rest);
}
