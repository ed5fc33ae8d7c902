/*
 * html_findings.c - kinds of findings with what to do, then each cause as an entry of its own
 *
 * An entry has a heading and three parts beside it: who with whom, why, and how much. All entries
 * share their widths, so that they read as one table; narrow pages put the parts below each other.
 */
#include <inttypes.h>
#include <string.h>

#include "report/advice.h"
#include "report/html.h"
#include "report/legend.h"

static const struct column *column_named(const struct sheet *sheet, const char *key)
{
    const struct column *column = sheet->columns;
    while (column->key[0] != '\0' && strcmp(column->key, key) != 0)
        column++;
    return column;
}

/* --- the heading --- */

static void write_key(struct html *html, const struct cause *cause, const char *key)
{
    fprintf(html->out, " <span data-key=\"%s\">", key);
    html_cell(html, column_named(&sheet_causes, key), cause);
    fputs("</span>", html->out);
}

static void write_mark(const struct html *html, const char *class, const struct ls_words *words)
{
    fprintf(html->out, " <span class=\"sev %s\">", class);
    html_words(html, words);
    fputs("</span>", html->out);
}

/* The name of the kind leads to what to do about it. */
static void write_heading(struct html *html, const struct cause *cause)
{
    static const struct ls_words accepted = {{"accepted", "已接受"}};
    static const struct ls_words expired = {{"exception expired", "例外已过期"}};
    const struct group *first = cause->first;
    fprintf(html->out,
            "<h3><span class=\"no\" data-key=\"number\">%" PRIu32 "</span> "
            "<span class=\"sev\" data-key=\"severity\">",
            cause->number);
    html_cell(html, column_named(&sheet_causes, "severity"), cause);
    fprintf(html->out, "</span> <a href=\"#kind-%s\" data-key=\"id\" data-value=\"%s\">",
            first->key.id, first->key.id);
    html_text(html, finding_label(first->key.id, html->reader.lang));
    fputs("</a><br>", html->out);
    write_key(html, cause, "transport");
    write_key(html, cause, "port");
    write_key(html, cause, "application");
    if (first->key.accepted != NULL)
        write_mark(html, "s-fine", &accepted);
    else if (first->expired != NULL)
        write_mark(html, "s-medium", &expired);
    fputs("</h3>\n", html->out);
}

/* --- the parts --- */

enum { PARTS = 3, PART_KEYS = 11 };

static const struct part {
    const char *class;
    const char *keys[PART_KEYS];
} parts[PARTS] = {
    {"ends", {"source", "source_roles", "source_ips", "destination", "destination_roles"}},
    {"why", {"reason", "rule", "accepted", "expired"}},
    {"much",
     {"sources", "source_addresses", "destinations", "ports", "findings", "flows", "packets",
      "bytes", "first", "last"}},
};

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

/* The host's name behind its address, where both are known. */
static void write_name(const struct html *html, const struct cause *cause, const char *key)
{
    const struct group *first = cause->first;
    bool source = strcmp(key, "source") == 0 && cause->sources == 1 && !first->source_is_network;
    bool destination = strcmp(key, "destination") == 0 && cause->destinations == 1;
    struct ls_identity who;
    if (!source && !destination)
        return;
    ls_topology_who(html->reader.audit->run->topology,
                    source ? &first->key.source.addr : &first->key.destination, &who);
    if (who.name[0] == '\0')
        return;
    fputs(" <bdi class=\"name\">", html->out);
    html_text(html, who.name);
    fputs("</bdi>", html->out);
}

static void write_item(struct html *html, const struct cause *cause, const char *key)
{
    const struct column *column = column_named(&sheet_causes, key);
    if (cell_text_fill(&html->cell, column, &html->reader, cause).len == 0)
        return;
    fprintf(html->out, "<div class=\"k-%s%s\"><dt>", key,
            cause->groups == 1 && is_count(column) ? " one" : "");
    html_words(html, &column->name);
    fprintf(html->out, "</dt> <dd data-key=\"%s\">", key);
    html_cell(html, column, cause);
    fputs("</dd>", html->out);
    write_name(html, cause, key);
    fputs("</div>\n", html->out);
}

static void write_part(struct html *html, const struct cause *cause, const struct part *part)
{
    fprintf(html->out, "<dl class=\"%s\">", part->class);
    for (size_t i = 0; i < PART_KEYS && part->keys[i] != NULL; i++)
        write_item(html, cause, part->keys[i]);
    fputs("</dl>\n", html->out);
}

/* --- what it is made of --- */

static void write_member(struct html *html, const struct column *const *columns, size_t count,
                         const struct group *group)
{
    fputs("<tr>", html->out);
    for (size_t i = 0; i < count; i++) {
        fputs(columns[i]->kind == COLUMN_NUMBER ? "<td class=\"n\">" : "<td class=\"c\">",
              html->out);
        html_cell(html, columns[i], group);
        fputs("</td>", html->out);
    }
    fputs("</tr>\n", html->out);
}

/* The first findings of a cause that has several; the numbers above are those of all. */
static void write_members(struct html *html, const struct cause *cause)
{
    static const char *const keys[] = {"source",      "source_ips", "destination", "port",
                                       "application", "flows",      "bytes",       "first"};
    enum { COLUMNS = sizeof keys / sizeof *keys };
    static const struct ls_words title = {{"The first of these findings", "其中最先列出的发现"}};
    const struct column *columns[COLUMNS];
    struct rest rest = {0};
    unsigned listed = 0;
    fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", html->out);
    html_words(html, &title);
    fprintf(html->out, "\"><table class=\"members\" id=\"findings-of-%" PRIu32 "\"><thead><tr>",
            cause->number);
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = column_named(&sheet_findings, keys[i]);
        fprintf(html->out, "<th scope=\"col\"%s>",
                columns[i]->kind == COLUMN_NUMBER ? " class=\"n\"" : "");
        html_words(html, &columns[i]->name);
        fputs("</th>", html->out);
    }
    fputs("</tr></thead>\n<tbody>", html->out);
    for (const struct group *group = cause->first; group != NULL; group = group->next_alike) {
        if (listed++ < GROUPS_LISTED) {
            write_member(html, columns, COLUMNS, group);
            continue;
        }
        rest.items++;
        rest.flows += group->flows;
    }
    fputs("</tbody></table></div>\n", html->out);
    html_rest(html, "findings", &rest);
}

static void write_cause(struct html *html, const struct cause *cause)
{
    fprintf(html->out, "<article class=\"finding s-%s%s%s\" id=\"finding-%" PRIu32 "\">\n",
            ls_severity_name(cause->first->severity), cause->first->key.accepted ? " accepted" : "",
            cause->groups > 1 ? " many" : "", cause->number);
    write_heading(html, cause);
    for (size_t i = 0; i < PARTS; i++)
        write_part(html, cause, &parts[i]);
    if (cause->groups > 1)
        write_members(html, cause);
    fputs("</article>\n", html->out);
}

static void put_role(void *to, const struct ls_role *role)
{
    const struct html *html = to;
    fputs("<div><dt>", html->out);
    html_text(html, role->key);
    fputs("</dt> <dd data-key=\"role\">", html->out);
    html_text(html, role->name.in[html->reader.lang]);
    fputs("</dd></div>\n", html->out);
}

static void write_legend(struct html *html)
{
    fputs("<dl class=\"legend\">\n", html->out);
    legend_each(&html->reader, put_role, html);
    fputs("</dl>\n", html->out);
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
    html_table(html, &sheet_kinds);
    write_legend(html);
    for (const void *cause = NULL;
         (cause = sheet_next_listed(&sheet_causes, audit, cause, &rest)) != NULL;)
        write_cause(html, cause);
    html_rest(html, sheet_causes.key, &rest);
}
