/* html_charts.c - pictures as SVG in the page; the numbers stand in tables beside them. */
#include <inttypes.h>

#include "lyncscope/clock.h"
#include "report/html.h"

enum { BAR_WIDTH = 1000, TIMELINE_HEIGHT = 120 };

/* One stripe a verdict; what there is gets at least a hair's breadth. */
void html_verdict_bar(const struct html *html)
{
    static const struct ls_words title = {{"Share of the verdicts", "各判定所占比例"}};
    const struct ls_audit *audit = html->reader.audit;
    double all = 0, at = 0;
    for (enum ls_verdict_kind kind = 0; kind < LS_VERDICT_COUNT; kind++)
        all += (double)audit->verdicts[kind];
    if (all == 0)
        return;
    fprintf(html->out,
            "<svg class=\"bar\" viewBox=\"0 0 %d 24\" preserveAspectRatio=\"none\" role=\"img\" "
            "aria-label=\"",
            BAR_WIDTH);
    html_words(html, &title);
    fputs("\">", html->out);
    for (enum ls_verdict_kind kind = 0; kind < LS_VERDICT_COUNT; kind++) {
        double width = BAR_WIDTH * (double)audit->verdicts[kind] / all;
        fprintf(html->out,
                "<rect class=\"v-%s\" x=\"%.2f\" y=\"0\" width=\"%.2f\" height=\"24\"><title>",
                ls_verdict_name(kind), at, width);
        html_text(html, verdict_label(kind, html->reader.lang));
        fprintf(html->out, ": %" PRIu64 "</title></rect>", audit->verdicts[kind]);
        at += width;
    }
    fputs("</svg>\n", html->out);
}

static void write_bin(const struct html *html, const struct timeline *timeline,
                      const struct bin *bin)
{
    static const struct ls_words words = {{" flows, with findings: ", " 条流，其中有发现："}};
    static const struct ls_words word = {{" flow, with findings: ", " 条流，其中有发现："}};
    char text[LS_TIME_TEXT];
    double width = (double)BAR_WIDTH / (double)timeline->count;
    double x = width * (double)(bin - timeline->bins);
    double most = (double)timeline_most(timeline);
    double tall = TIMELINE_HEIGHT * (double)bin->flows / most;
    double red = TIMELINE_HEIGHT * (double)bin->findings / most;
    fprintf(html->out, "<g><title>%s: %" PRIu64,
            ls_time_format_second(timeline_start(timeline, bin), text), bin->flows);
    html_words(html, bin->flows == 1 ? &word : &words);
    fprintf(html->out, "%" PRIu64 "</title>", bin->findings);
    fprintf(html->out,
            "<rect class=\"t-flows\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/>",
            x + width * 0.08, TIMELINE_HEIGHT - tall, width * 0.84, tall - red);
    fprintf(html->out,
            "<rect class=\"t-findings\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/></g>",
            x + width * 0.08, TIMELINE_HEIGHT - red, width * 0.84, red);
}

/* A step as people say it; its unit is the largest that goes in without a rest. */
static void write_step(const struct html *html, int64_t step)
{
    static const struct {
        int64_t ns;
        struct ls_words words;
    } units[] = {
        {86400 * LS_SECOND, {{"d", "天"}}},   {3600 * LS_SECOND, {{"h", "小时"}}},
        {60 * LS_SECOND, {{"min", "分钟"}}},  {LS_SECOND, {{"s", "秒"}}},
        {LS_SECOND / 1000, {{"ms", "毫秒"}}},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (step % units[i].ns != 0)
            continue;
        fprintf(html->out, "%" PRId64 " ", step / units[i].ns);
        html_words(html, &units[i].words);
        return;
    }
}

static void write_axis(const struct html *html, const struct timeline *timeline)
{
    static const struct ls_words scale = {{"each bar: ", "每柱："}};
    static const struct ls_words most = {{"highest bar, flows: ", "最高柱（流数）："}};
    static const struct ls_words flows = {{"flows begun", "开始的流"}};
    static const struct ls_words found = {{"of them with findings", "其中有发现的"}};
    char text[LS_TIME_TEXT];
    int64_t end = timeline->start_ns + (int64_t)timeline->count * timeline->step_ns;
    fprintf(html->out, "<p class=\"axis\"><span>%s</span>",
            ls_time_format_second(timeline->start_ns, text));
    fprintf(html->out, "<span>%s</span></p>\n<p class=\"key\">", ls_time_format_second(end, text));
    html_words(html, &scale);
    write_step(html, timeline->step_ns);
    fputs(" · ", html->out);
    html_words(html, &most);
    fprintf(html->out, "%" PRIu64 " · <span class=\"swatch t-flows\"></span> ",
            timeline_most(timeline));
    html_words(html, &flows);
    fputs(" · <span class=\"swatch t-findings\"></span> ", html->out);
    html_words(html, &found);
    fputs("</p>\n", html->out);
}

void html_timeline(const struct html *html)
{
    const struct timeline *timeline = &html->reader.audit->timeline;
    const struct bin *bin = timeline_next(timeline, NULL);
    if (bin == NULL)
        return;
    fprintf(html->out,
            "<svg class=\"timeline\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
            "role=\"img\" aria-label=\"",
            BAR_WIDTH, TIMELINE_HEIGHT);
    html_words(html, &sheet_timeline.title);
    fputs("\">", html->out);
    for (; bin != NULL; bin = timeline_next(timeline, bin))
        write_bin(html, timeline, bin);
    fputs("</svg>\n", html->out);
    write_axis(html, timeline);
}
