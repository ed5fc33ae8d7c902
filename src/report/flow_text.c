/* flow_text.c - flows for a person's eyes: two or three lines each, 80 columns. */
#include <string.h>

#include "lyncscope/clock.h"
#include "report/exceptions.h"
#include "report/formats.h"
#include "report/names.h"

enum { INDENT = 6, ROW_WIDTH = 8 };

static void write_end(const struct page *page, const struct ls_record *record, int side)
{
    char addr[LS_ADDR_TEXT];
    const struct ls_summary *summary = record->summary;
    bool v6 = (summary->flags & LS_FLOW_V6) != 0;
    bool ports = (summary->flags & LS_FLOW_PORTS) != 0;
    ls_addr_format(&summary->addr[side], addr);
    if (!ports)
        fputs(addr, page->out);
    else
        fprintf(page->out, v6 ? "[%s]:%u" : "%s:%u", addr, summary->port[side]);
}

static const char *protocol_of(const struct ls_record *record)
{
    enum ls_proto best = ls_evidence_best(record->summary->evidence);
    return best == LS_PROTO_NONE ? "-" : ls_proto_name(best);
}

static void write_head(const struct page *page, const struct ls_run *run,
                       const struct ls_record *record)
{
    const struct ls_verdict *verdict = record->verdict;
    const struct ls_summary *summary = record->summary;
    char time[LS_TIME_TEXT];
    char room[TRANSPORT_TEXT];
    ls_time_format(summary->first_ns, time);
    fprintf(page->out, "%.12s ", time + strlen("2026-03-02T"));
    page_colour(page, page_colour_of(verdict->kind));
    page_padded(page, verdict_label(verdict->kind, run->lang), 13);
    page_colour(page, PAGE_PLAIN);
    write_end(page, record, verdict->initiator);
    fputs(" > ", page->out);
    write_end(page, record, 1 - verdict->initiator);
    fprintf(page->out, " %s %s\n", transport_name(summary->ip_proto, room), protocol_of(record));
}

static void write_grounds(const struct page *page, const struct ls_ground *grounds, size_t count,
                          const char *sign, const char **id)
{
    enum { AT = INDENT + ROW_WIDTH + 2 };
    for (size_t i = 0; i < count; i++) {
        fprintf(page->out, "%*s", INDENT, "");
        page_padded(page, *id, ROW_WIDTH);
        fprintf(page->out, "%s ", sign);
        page_wrap(page, AT, AT, grounds[i].text);
        *id = "";
    }
}

static void write_explained(const struct page *page, const struct ls_verdict *verdict)
{
    for (size_t i = 0; i < verdict->explained_count; i++) {
        const struct ls_explained *explained = &verdict->explained[i];
        const char *id = explained->row->id;
        write_grounds(page, explained->fits, explained->fit_count, "+", &id);
        write_grounds(page, explained->against, explained->against_count, "-", &id);
    }
}

static void text_record(FILE *out, const struct ls_run *run, const struct ls_look *look,
                        const struct ls_record *record)
{
    const struct ls_verdict *verdict = record->verdict;
    const struct ls_summary *summary = record->summary;
    struct page page = page_on(out, look);
    write_head(&page, run, record);
    fprintf(out, "%*s", INDENT, "");
    page_wrap(&page, INDENT, INDENT, verdict->reason);
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct ls_finding *finding = &verdict->findings[i];
        if (strcmp(finding->id, ls_verdict_name(verdict->kind)) == 0)
            continue; /* its text is the reason */
        fprintf(out, "%*s", INDENT, "");
        page_colour(&page, page_colour_of_severity(finding->severity));
        int at = INDENT + page_text(&page, finding->id) + 2;
        page_colour(&page, PAGE_PLAIN);
        fputs(": ", out);
        page_wrap(&page, at, INDENT, finding->text);
    }
    if (verdict->accepted != NULL)
        accepted_text(&page, verdict->accepted, run->lang, INDENT);
    uint64_t packets = summary->packets[0] + summary->packets[1];
    uint64_t bytes = summary->bytes[0] + summary->bytes[1];
    page_colour(&page, PAGE_DIM);
    fprintf(out, "%*s%s, %llu %s, %llu %s\n", INDENT, "",
            ls_conn_state(summary, verdict->initiator), (unsigned long long)packets,
            counted(LABEL_PACKETS, packets, run->lang), (unsigned long long)bytes,
            counted(LABEL_BYTES, bytes, run->lang));
    page_colour(&page, PAGE_PLAIN);
    write_explained(&page, verdict);
}

static void nothing(FILE *out, const struct ls_run *run, const struct ls_look *look)
{
    (void)out;
    (void)run;
    (void)look;
}

const struct ls_record_format format_text = {"text", nothing, text_record, nothing};
