/* audit_html.c - the audit as one page that needs nothing else and runs nothing. */
#include <inttypes.h>
#include <string.h>

#include "lyncscope/clock.h"
#include "report/formats.h"
#include "report/html.h"

struct section {
    const char *id;
    struct ls_words title;
    void (*write)(struct html *html);
};

static void put_about(void *to, const struct about *about)
{
    struct html *html = to;
    const char *class = about->kind == ABOUT_WARNING ? " class=\"warning\"" : "";
    fprintf(html->out, "<dt%s>", class);
    html_words(html, about->name);
    fprintf(html->out, "</dt><dd%s data-key=\"%s\"><bdi>", class, about->key);
    if (about->kind == ABOUT_TIME)
        html_time(html, about->text);
    else
        html_text(html, about->text);
    fputs("</bdi></dd>\n", html->out);
}

static void write_capture(struct html *html)
{
    fputs("<dl class=\"about\" id=\"capture\">\n", html->out);
    about_each(&html->reader, put_about, html);
    fputs("</dl>\n", html->out);
}

static void write_verdicts(struct html *html)
{
    html_verdict_bar(html);
    html_table(html, &sheet_verdicts);
}

static void write_coverage(struct html *html)
{
    static const struct ls_words words = {
        {"Seen: the payload fits, and no other row there better. Port only: nothing but the "
         "numbers "
         "tells it from other rows. Not seen says nothing about other times than the capture's.",
         "已观察到：载荷相符，且该处没有其他行更相符。仅端口：只有端口号相符，无法与其他行区分。"
         "未见：仅就抓包时段而言。"}};
    const struct ls_run *run = html->reader.audit->run;
    char first[LS_TIME_TEXT], last[LS_TIME_TEXT];
    fputs("<p class=\"sub\">", html->out);
    html_words(html, &words);
    if (run->flows > 0)
        fprintf(html->out, " %s &ndash; %s", ls_time_format_second(run->flows_first_ns, first),
                ls_time_format_second(run->flows_last_ns, last));
    fputs("</p>\n", html->out);
    html_table(html, &sheet_coverage);
}

static void write_exceptions(struct html *html)
{
    static const struct ls_words words = {
        {"Used: accepts findings. Expired: accepts nothing any more, so what it accepted is back "
         "among the findings. Unused: nothing in this capture matches it.",
         "生效：接受了发现。已过期：不再接受任何流，原先接受的又列入发现。未使用：本次抓包中没有相"
         "符的流。"}};
    if (html->reader.audit->exception_count == 0) {
        fputs("<p>", html->out);
        html_text(html, label(LABEL_NO_FINDINGS, html->reader.lang));
        fputs("</p>\n", html->out);
        return;
    }
    fputs("<p class=\"sub\">", html->out);
    html_words(html, &words);
    fputs("</p>\n", html->out);
    html_table(html, &sheet_exceptions);
}

static void write_hosts(struct html *html)
{
    html_table(html, &sheet_hosts);
}

static void write_timeline(struct html *html)
{
    html_timeline(html);
    html_table(html, &sheet_timeline);
}

static void write_matrix(struct html *html)
{
    html_table(html, &sheet_matrix);
}

static const struct section sections[] = {
    {"s-capture", {{"What was captured", "抓包内容"}}, write_capture},
    {"s-verdicts", {{"Verdicts", "判定"}}, write_verdicts},
    {"s-findings", {{"Findings, worst first", "发现（最严重者在前）"}}, html_findings},
    {"s-exceptions", {{"Accepted deviations", "已接受的例外"}}, write_exceptions},
    {"s-roles", {{"Role to role", "角色之间的通信"}}, html_roles},
    {"s-coverage", {{"Coverage of the document", "文档覆盖情况"}}, write_coverage},
    {"s-hosts", {{"Hosts and their roles", "主机及其角色"}}, write_hosts},
    {"s-timeline", {{"When flows began", "时间线：流的开始时间"}}, write_timeline},
    {"s-matrix", {{"Flow matrix for firewall rules", "防火墙规则用流量矩阵"}}, write_matrix},
};

enum { SECTIONS = sizeof sections / sizeof *sections };

static void write_head(struct html *html)
{
    const char *title = label(LABEL_TITLE, html->reader.lang);
    fprintf(html->out, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
            html->reader.lang == LS_ZH_CN ? "zh-CN" : "en");
    html_policy_and_style(html);
    fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
          html->out);
    html_text(html, title);
    fputs("</title>\n</head>\n<body>\n<header>\n<h1>", html->out);
    html_text(html, title);
    fputs("</h1>\n", html->out);
}

static void write_sum(struct html *html, uint64_t number, const struct ls_words *words)
{
    fprintf(html->out, "<li><b>%" PRIu64 "</b> ", number);
    html_words(html, words);
    fputs("</li>\n", html->out);
}

/* The page in five numbers. */
static void write_sums(struct html *html)
{
    static const struct ls_words flows = {{"flows", "条流"}};
    static const struct ls_words levels[] = {{{"findings, low", "项低级发现"}},
                                             {{"findings, medium", "项中级发现"}},
                                             {{"findings, high", "项高级发现"}}};
    static const struct ls_words answered_for = {{"findings, accepted", "项已接受的发现"}};
    static const struct ls_words seen = {
        {"rows of the document seen, of", "行文档内容已观察到，共"}};
    const struct ls_audit *audit = html->reader.audit;
    uint64_t found[3] = {0}, rows = 0, accepted = 0;
    for (size_t i = 0; i < audit->cause_count; i++) {
        if (audit->causes[i].first->key.accepted == NULL)
            found[audit->causes[i].first->severity]++;
        else
            accepted++;
    }
    for (size_t i = 0; i < audit->coverage_count; i++)
        rows += coverage_state(&audit->coverage[i]) == COVERAGE_SEEN;
    fputs("<ul class=\"sums\">\n", html->out);
    write_sum(html, audit->run->flows, &flows);
    for (int level = LS_HIGH; level >= LS_LOW; level--)
        write_sum(html, found[level], &levels[level]);
    if (accepted > 0)
        write_sum(html, accepted, &answered_for);
    fprintf(html->out, "<li><b>%" PRIu64 "</b> ", rows);
    html_words(html, &seen);
    fprintf(html->out, " %zu</li>\n</ul>\n", audit->coverage_count);
}

static void write_contents(struct html *html)
{
    static const struct ls_words name = {{"Contents", "目录"}};
    fputs("<nav aria-label=\"", html->out);
    html_words(html, &name);
    fputs("\"><ul>\n", html->out);
    for (size_t i = 0; i < SECTIONS; i++) {
        fprintf(html->out, "<li><a href=\"#%s\">", sections[i].id);
        html_words(html, &sections[i].title);
        fputs("</a></li>\n", html->out);
    }
    fputs("</ul></nav>\n</header>\n<main>\n", html->out);
}

static int write_html(FILE *out, struct ls_audit *audit, const struct ls_look *look)
{
    struct html html = {.out = out, .reader = {audit, audit->run->lang, false}};
    (void)look;
    if (audit_sort(audit) < 0 || cell_text_open(&html.cell) < 0)
        return LS_E_MEMORY;
    write_head(&html);
    write_sums(&html);
    write_contents(&html);
    for (size_t i = 0; i < SECTIONS; i++) {
        fprintf(out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">", sections[i].id,
                sections[i].id);
        html_words(&html, &sections[i].title);
        fputs("</h2>\n", out);
        sections[i].write(&html);
        fputs("</section>\n", out);
    }
    fputs("</main>\n</body>\n</html>\n", out);
    return cell_text_close(&html.cell);
}

const struct ls_audit_format audit_format_html = {"html", ".html", write_html};
