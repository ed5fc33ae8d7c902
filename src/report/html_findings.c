/* html_findings.c - kinds of findings with what to do, then each finding as an entry of its own. */
#include <inttypes.h>
#include <string.h>

#include "report/advice.h"
#include "report/html.h"

enum { KINDS_MAX = 32 };

struct kind {
    const char *id;
    enum ls_severity worst;
    uint64_t entries, flows;
};

static size_t gather_kinds(const struct ls_audit *audit, struct kind kinds[KINDS_MAX])
{
    size_t count = 0, i;
    for (const struct group *group = audit->groups; group != NULL; group = group->hh.next) {
        for (i = 0; i < count && strcmp(kinds[i].id, group->key.id) != 0; i++)
            ;
        if (i == KINDS_MAX)
            continue;
        if (i == count) /* the worst comes first, so its severity is the kind's */
            kinds[count++] = (struct kind){group->key.id, group->severity, 0, 0};
        kinds[i].entries++;
        kinds[i].flows += group->flows;
    }
    return count;
}

static void write_severity(const struct html *html, enum ls_severity severity)
{
    fprintf(html->out, "<span class=\"sev s-%s\">", ls_severity_name(severity));
    html_text(html, severity_label(severity, html->reader.lang));
    fputs("</span>", html->out);
}

static void write_kinds(const struct html *html)
{
    static const struct ls_words heads[] = {{{"Kind", "种类"}},
                                            {{"Worst", "最严重"}},
                                            {{"Entries", "条目"}},
                                            {{"Flows", "流数"}},
                                            {{"What to do", "处理建议"}}};
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
        html_text(html, kinds[i].id);
        fputs("</th><td>", html->out);
        write_severity(html, kinds[i].worst);
        fprintf(html->out, "</td><td class=\"n\">%" PRIu64 "</td><td class=\"n\">%" PRIu64 "</td>",
                kinds[i].entries, kinds[i].flows);
        fputs("<td>", html->out);
        html_text(html, advice_for(kinds[i].id, html->reader.lang));
        fputs("</td></tr>\n", html->out);
    }
    fputs("</tbody></table></div>\n", html->out);
}

static void write_title(struct html *html, const struct group *group, unsigned number)
{
    char room[TRANSPORT_TEXT];
    char addr[GROUP_SOURCE_TEXT];
    fprintf(html->out, "<h3>%u. ", number);
    write_severity(html, group->severity);
    fputc(' ', html->out);
    html_text(html, group->key.id);
    fprintf(html->out, ": %s", transport_name(group->key.ip_proto, room));
    if (group->has_port)
        fprintf(html->out, " %u", group->key.port);
    fputs(" <span class=\"who\"><bdi>", html->out);
    html_text(html, group_source(group, addr));
    fputs("</bdi> &rarr; <bdi>", html->out);
    html_text(html, ls_addr_format(&group->key.destination, addr));
    fputs("</bdi></span></h3>\n", html->out);
}

static void write_group(struct html *html, const struct group *group, unsigned number)
{
    const struct column *column;
    fprintf(html->out, "<article class=\"finding s-%s\" id=\"finding-%u\">\n",
            ls_severity_name(group->severity), number);
    write_title(html, group, number);
    fputs("<dl>", html->out);
    for (column = sheet_findings.columns; column->key[0] != '\0'; column++) {
        if (cell_text_fill(&html->cell, column, &html->reader, group).len == 0)
            continue;
        fprintf(html->out, "<div class=\"k-%s\"><dt>", column->key);
        html_words(html, &column->name);
        fprintf(html->out, "</dt><dd data-key=\"%s\">", column->key);
        html_cell(html, column, group);
        fputs("</dd></div>\n", html->out);
    }
    fputs("</dl></article>\n", html->out);
}

void html_findings(struct html *html)
{
    const struct ls_audit *audit = html->reader.audit;
    unsigned number = 0;
    if (audit->groups == NULL) {
        fputs("<p>", html->out);
        html_text(html, label(LABEL_NO_FINDINGS, html->reader.lang));
        fputs("</p>\n", html->out);
        return;
    }
    write_kinds(html);
    for (const struct group *group = audit->groups; group != NULL; group = group->hh.next)
        write_group(html, group, ++number);
}
