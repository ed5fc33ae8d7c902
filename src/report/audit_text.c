/* audit_text.c - the audit to be read from top to bottom in a terminal. */
#include <string.h>

#include "lyncscope/clock.h"
#include "report/advice.h"
#include "report/exceptions.h"
#include "report/formats.h"
#include "report/incomplete.h"
#include "report/notes.h"
#include "report/sheets.h"
#include "report/sources.h"

enum { FIELD = 12, BAR_CELLS = 24, COVERAGE_AT = 38, MATRIX_AT = 16 };

static void field(const struct page *page, enum label which, enum ls_lang lang)
{
    fputs("  ", page->out);
    page_padded(page, label(which, lang), FIELD);
}

static void write_capture(const struct page *page, const struct ls_run *run)
{
    char first[LS_TIME_TEXT], last[LS_TIME_TEXT];
    char text[RUN_NOTE_TEXT], missing[INCOMPLETE_TEXT];
    for (size_t i = 0; i < run->file_count; i++) {
        if (i == 0)
            field(page, LABEL_FILES, run->lang);
        else
            fprintf(page->out, "%*s", FIELD + 2, "");
        page_wrap(page, FIELD + 2, FIELD + 2, run->files[i]);
    }
    if (run->packets > 0) {
        field(page, LABEL_TIME, run->lang);
        fprintf(page->out, run->lang == LS_ZH_CN ? "%s 至 %s\n" : "%s to %s\n",
                ls_time_format_second(run->first_ns, first),
                ls_time_format_second(run->last_ns, last));
    }
    if (run->filter != NULL) {
        field(page, LABEL_FILTER, run->lang);
        page_wrap(page, FIELD + 2, FIELD + 2, run->filter);
    }
    field(page, LABEL_PACKETS, run->lang);
    fprintf(page->out, "%llu, %llu %s, %llu %s\n", (unsigned long long)run->packets,
            (unsigned long long)run->bytes, counted(LABEL_BYTES, run->bytes, run->lang),
            (unsigned long long)run->flows, counted(LABEL_FLOWS, run->flows, run->lang));
    for (enum ls_skip i = 0; i < LS_SKIP_COUNT; i++) {
        if (run->skipped[i] == 0)
            continue;
        field(page, LABEL_SKIPPED, run->lang);
        fprintf(page->out, "%llu %s\n", (unsigned long long)run->skipped[i],
                skip_label(i, run->lang));
    }
    for (size_t i = 0; i < run->incomplete_count; i++) {
        page_colour(page, PAGE_RED);
        field(page, LABEL_INCOMPLETE, run->lang);
        page_colour(page, PAGE_PLAIN);
        page_wrap(page, FIELD + 2, FIELD + 2,
                  incomplete_text(run->incomplete[i], run->lang, missing));
    }
    for (size_t i = 0; i < RUN_NOTES; i++) {
        if (!run_note(run, i, text))
            continue;
        field(page, LABEL_CAUTION, run->lang);
        page_wrap(page, FIELD + 2, FIELD + 2, text);
    }
}

static void write_basis(const struct page *page, const struct ls_run *run)
{
    size_t count;
    for (size_t i = 0; i < ls_catalogs_count(run->catalogs); i++) {
        const struct ls_catalog *catalog = ls_catalogs_get(run->catalogs, i);
        field(page, LABEL_CATALOGS, run->lang);
        fprintf(page->out, "%s (%zu %s, sha256 %.12s)\n", catalog->name, catalog->row_count,
                counted(LABEL_ROWS, catalog->row_count, run->lang), catalog->sha256);
    }
    const struct ls_topology_source *sources = ls_topology_sources(run->topology, &count);
    for (size_t i = 0; i < count; i++) {
        field(page, LABEL_TOPOLOGY, run->lang);
        page_text(page, sources[i].path);
        fprintf(page->out, " (sha256 %.12s)\n", sources[i].sha256);
    }
    if (count == 0) {
        field(page, LABEL_TOPOLOGY, run->lang);
        page_wrap(page, FIELD + 2, FIELD + 2, label(LABEL_NO_TOPOLOGY, run->lang));
    }
}

static void write_verdicts(const struct page *page, const struct ls_audit *audit)
{
    enum ls_lang lang = audit->run->lang;
    page_heading(page, label(LABEL_VERDICTS, lang));
    for (enum ls_verdict_kind kind = 0; kind < LS_VERDICT_COUNT; kind++) {
        uint64_t flows = audit->verdicts[kind];
        uint64_t all = audit->run->flows ? audit->run->flows : 1;
        int cells = (int)((flows * BAR_CELLS + all - 1) / all);
        fputs("  ", page->out);
        page_colour(page, page_colour_of(kind));
        page_padded(page, verdict_label(kind, lang), 14);
        fprintf(page->out, "%10llu  ", (unsigned long long)flows);
        for (int i = 0; i < cells; i++)
            fputc('#', page->out);
        page_colour(page, PAGE_PLAIN);
        fputc('\n', page->out);
    }
}

/* The source or the destination of a cause with its name and roles, or how many there are. */
enum { END_TEXT = GROUP_SOURCE_TEXT + 256 + ROLES_WORDS };
static const char *end_text(const struct ls_run *run, const struct cause *cause, int end,
                            char text[END_TEXT])
{
    static const struct ls_words words[2] = {{{"sources", "个源"}}, {{"destinations", "个目标"}}};
    const struct group_key *key = &cause->first->key;
    const struct ls_addr *addr = end == 0 ? &key->source.addr : &key->destination;
    char place[GROUP_SOURCE_TEXT];
    char roles[ROLES_WORDS];
    struct ls_identity who = {.name = ""};
    size_t n;
    uint64_t count = end == 0 ? cause->sources : cause->destinations;
    bool network = end == 0 && cause->first->source_is_network;
    if (count > 1)
        n = (size_t)snprintf(text, END_TEXT, "%llu %s", (unsigned long long)count,
                             words[end].in[run->lang]);
    else
        n = (size_t)snprintf(text, END_TEXT, "%s",
                             network ? group_source(cause->first, place)
                                     : ls_addr_format(addr, place));
    if (count == 1 && !network)
        ls_topology_who(run->topology, addr, &who);
    if (who.name[0] != '\0')
        n += (size_t)snprintf(text + n, END_TEXT - n, " %.253s", who.name);
    if (cause->one_role[end] && cause->roles[end] != 0)
        snprintf(text + n, END_TEXT - n, " (%s)",
                 roles_words(run->catalogs, cause->roles[end], run->lang, roles));
    return text;
}

static void write_ends(const struct page *page, const struct ls_run *run, const struct cause *cause)
{
    char from[END_TEXT], to[END_TEXT], line[2 * END_TEXT + 3];
    snprintf(line, sizeof line, "%s > %s", end_text(run, cause, 0, from),
             end_text(run, cause, 1, to));
    fprintf(page->out, "\n%*s", 4, "");
    page_wrap(page, 4, 6, line);
}

/* Which machines to look at, where the line above does not name the one. */
static void write_sources(const struct page *page, const struct ls_run *run,
                          const struct cause *cause)
{
    static const struct ls_words from = {{"from ", "来自 "}};
    const struct ls_addr *list[SOURCES_LISTED];
    char text[SOURCES_TEXT];
    if (cause->sources == 1 && !cause->first->source_is_network)
        return;
    size_t count = cause_first_sources(cause, list);
    fprintf(page->out, "%*s%s", 4, "", from.in[run->lang]);
    page_wrap(page, 9, 9, sources_text(list, count, cause->addresses, run->lang, false, text));
}

static void write_what(const struct page *page, const struct ls_run *run, const struct cause *cause)
{
    const struct group *first = cause->first;
    char room[TRANSPORT_TEXT];
    page_text(page, finding_label(first->key.id, run->lang));
    page_colour(page, PAGE_PLAIN);
    fprintf(page->out, ": %s", transport_name(first->key.ip_proto, room));
    if (first->has_port && cause->ports == 1)
        fprintf(page->out, " %u", first->key.port);
    else if (first->has_port)
        fprintf(page->out, run->lang == LS_ZH_CN ? " %u-%u（%llu 个端口）" : " %u-%u (%llu ports)",
                cause->low, cause->high, (unsigned long long)cause->ports);
    if (cause->one_application && first->key.application[0] != '\0') {
        fputs(" ", page->out);
        page_text(page, first->key.application);
    }
}

static void write_cause(const struct page *page, const struct ls_run *run,
                        const struct cause *cause)
{
    static const struct ls_words entries = {{"findings, for example:", "项发现，例如："}};
    const struct group *first = cause->first;
    char time[LS_TIME_TEXT];
    fprintf(page->out, "%3u ", cause->number);
    page_colour(page, page_colour_of_severity(first->severity));
    page_padded(page, severity_label(first->severity, run->lang), 7);
    write_what(page, run, cause);
    write_ends(page, run, cause);
    write_sources(page, run, cause);
    fprintf(page->out, "%*s", 4, "");
    if (cause->groups > 1)
        fprintf(page->out, "%llu %s\n%*s", (unsigned long long)cause->groups, entries.in[run->lang],
                4, "");
    page_wrap(page, 4, 4, first->reason);
    page_colour(page, PAGE_DIM);
    fprintf(page->out, "%*s%llu %s, %llu %s, %llu %s, %s %s\n", 4, "",
            (unsigned long long)cause->flows, counted(LABEL_FLOWS, cause->flows, run->lang),
            (unsigned long long)cause->packets, counted(LABEL_PACKETS, cause->packets, run->lang),
            (unsigned long long)cause->bytes, counted(LABEL_BYTES, cause->bytes, run->lang),
            label(LABEL_FIRST, run->lang), ls_time_format_second(cause->first_ns, time));
    page_colour(page, PAGE_PLAIN);
    if (first->key.accepted != NULL)
        accepted_text(page, first->key.accepted, run->lang, 4);
    else if (first->expired != NULL)
        expired_text(page, first->expired, run->lang, 4);
}

static void write_rest(const struct page *page, const struct rest *rest, enum ls_lang lang)
{
    char text[REST_TEXT];
    if (rest->items == 0)
        return;
    fputs("  ", page->out);
    page_wrap(page, 2, 2, rest_text(rest, lang, text));
}

static void write_findings(const struct page *page, const struct ls_audit *audit)
{
    enum ls_lang lang = audit->run->lang;
    struct rest rest = {0};
    page_heading(page, label(LABEL_FINDINGS, lang));
    if (audit->cause_count == 0) {
        fputs("  ", page->out);
        page_wrap(page, 2, 2, label(LABEL_NO_FINDINGS, lang));
    }
    for (const void *cause = NULL;
         (cause = sheet_next_listed(&sheet_causes, audit, cause, &rest)) != NULL;)
        write_cause(page, audit->run, cause);
    write_rest(page, &rest, lang);
}

/* Once for all entries of a kind. */
static void write_advice(const struct page *page, const struct ls_audit *audit)
{
    enum ls_lang lang = audit->run->lang;
    if (audit->kind_count == 0)
        return;
    page_heading(page, label(LABEL_ADVICE, lang));
    for (size_t i = 0; i < audit->kind_count; i++) {
        const struct kind *kind = &audit->kinds[i];
        fputs("  ", page->out);
        page_colour(page, page_colour_of_severity(kind->worst));
        page_text(page, finding_label(kind->id, lang));
        page_colour(page, PAGE_PLAIN);
        fprintf(page->out, "\n%*s", 4, "");
        page_wrap(page, 4, 4, advice_for(kind->id, lang));
    }
}

static void write_coverage(const struct page *page, const struct ls_audit *audit)
{
    enum ls_lang lang = audit->run->lang;
    size_t states[4] = {0}, absent = 0;
    page_heading(page, label(LABEL_COVERAGE, lang));
    for (size_t i = 0; i < audit->coverage_count; i++) {
        const struct coverage *coverage = &audit->coverage[i];
        enum coverage_state state = coverage_state(coverage);
        states[state]++;
        absent += state == COVERAGE_NOT_SEEN && coverage->absent;
        if (state == COVERAGE_NOT_SEEN)
            continue;
        static const enum label names[] = {LABEL_SEEN, LABEL_PORT_ONLY, LABEL_CONTRADICTED};
        fputs("  ", page->out);
        page_padded(page, coverage->row->id, 7);
        page_padded(page, label(names[state], lang), 13);
        fprintf(page->out, "%8llu ", (unsigned long long)coverage->flows);
        page_padded(page, counted(LABEL_FLOWS, coverage->flows, lang), 7);
        char place[256];
        snprintf(place, sizeof place, "%s, %s", coverage->row->role_name.in[lang],
                 coverage->row->ports);
        page_wrap(page, COVERAGE_AT, COVERAGE_AT, place);
    }
    char line[240];
    size_t all = audit->coverage_count;
    if (lang == LS_ZH_CN)
        snprintf(line, sizeof line, "共 %zu 行：已观察到 %zu，仅端口 %zu，仅有矛盾 %zu，未见 %zu", all,
                 states[COVERAGE_SEEN], states[COVERAGE_PORT_ONLY], states[COVERAGE_CONTRADICTED],
                 states[COVERAGE_NOT_SEEN]);
    else
        snprintf(line, sizeof line,
                 "of %zu rows: %zu seen, %zu by port only, %zu only contradicted, %zu not seen", all,
                 states[COVERAGE_SEEN], states[COVERAGE_PORT_ONLY], states[COVERAGE_CONTRADICTED],
                 states[COVERAGE_NOT_SEEN]);
    size_t n = strlen(line);
    if (absent > 0)
        snprintf(line + n, sizeof line - n,
                 lang == LS_ZH_CN ? "（其中此处未部署 %zu）" : " (%zu of these not deployed here)",
                 absent);
    fputs("  ", page->out);
    page_wrap(page, 2, 2, line);
}

static void write_host(const struct page *page, const struct ls_run *run,
                       const struct audit_host *host, const struct ls_identity *who)
{
    char text[ROLES_WORDS];
    char sure[CONFIDENCE_TEXT];
    char addr[LS_ADDR_TEXT];
    fputs("  ", page->out);
    page_padded(page, ls_addr_format(&host->addr, addr), 17);
    fprintf(page->out, "%7llu %s  ", (unsigned long long)host->flows,
            counted(LABEL_FLOWS, host->flows, run->lang));
    if (who->from == LS_ROLE_UNKNOWN)
        page_text(page, label(LABEL_UNKNOWN_ROLE, run->lang));
    else
        page_text(page, roles_words(run->catalogs, who->roles, run->lang, text));
    if (who->from == LS_ROLE_INFERRED)
        fprintf(page->out, " (%s, %s)", label(LABEL_INFERRED, run->lang),
                confidence_text(run->catalogs, who, run->lang, false, sure));
    if (who->name[0] != '\0') {
        fputs("  ", page->out);
        page_text(page, who->name);
    }
    fputc('\n', page->out);
}

static void write_hosts(const struct page *page, const struct ls_audit *audit)
{
    const struct ls_run *run = audit->run;
    struct rest rest = {0};
    page_heading(page, label(LABEL_HOSTS, run->lang));
    for (const struct audit_host *host = NULL;
         (host = sheet_next_listed(&sheet_hosts, audit, host, &rest)) != NULL;) {
        struct ls_identity who;
        ls_topology_who(run->topology, &host->addr, &who);
        write_host(page, run, host, &who);
    }
    write_rest(page, &rest, run->lang);
}

static void write_line(const struct page *page, const struct ls_audit *audit,
                       const struct matrix_line *line)
{
    enum { LINE_TEXT = 2 * ROLES_WORDS + MATRIX_PORT_TEXT + 256 };
    const struct ls_run *run = audit->run;
    char room[TRANSPORT_TEXT], port[MATRIX_PORT_TEXT];
    char from[ROLES_WORDS], to[ROLES_WORDS];
    char text[LINE_TEXT];
    const struct ls_row *row;
    size_t n = (size_t)snprintf(text, LINE_TEXT, "%s > %s  %s %s  %llu %s",
                                roles_words(run->catalogs, line->key.from, run->lang, from),
                                roles_words(run->catalogs, line->key.to, run->lang, to),
                                transport_name(line->key.ip_proto, room),
                                matrix_port(audit, line, port), (unsigned long long)line->flows,
                                counted(LABEL_FLOWS, line->flows, run->lang));
    for (size_t i = 0; (row = matrix_row(audit, line, i)) != NULL && n < LINE_TEXT; i++)
        n += (size_t)snprintf(text + n, LINE_TEXT - n, i ? " %s" : " (%s", row->id);
    if (matrix_row(audit, line, 0) != NULL && n < LINE_TEXT)
        snprintf(text + n, LINE_TEXT - n, ")");
    fputs("  ", page->out);
    page_colour(page, page_colour_of(line->key.verdict));
    page_padded(page, verdict_label(line->key.verdict, run->lang), MATRIX_AT - 2);
    page_colour(page, PAGE_PLAIN);
    page_wrap(page, MATRIX_AT, MATRIX_AT, text);
}

static void write_matrix(const struct page *page, const struct ls_audit *audit)
{
    page_heading(page, label(LABEL_MATRIX, audit->run->lang));
    struct rest rest = {0};
    for (const void *line = NULL;
         (line = sheet_next_listed(&sheet_matrix, audit, line, &rest)) != NULL;)
        write_line(page, audit, line);
    write_rest(page, &rest, audit->run->lang);
}

static int write_text(FILE *out, struct ls_audit *audit, const struct ls_look *look)
{
    struct page page = page_on(out, look);
    if (audit_sort(audit) < 0)
        return LS_E_MEMORY;
    page_colour(&page, PAGE_BOLD);
    fprintf(out, "lyncscope %s: ", audit->run->version);
    page_text(&page, label(LABEL_TITLE, audit->run->lang));
    page_colour(&page, PAGE_PLAIN);
    fputc('\n', out);
    page_heading(&page, label(LABEL_CAPTURE, audit->run->lang));
    write_capture(&page, audit->run);
    write_basis(&page, audit->run);
    write_verdicts(&page, audit);
    write_findings(&page, audit);
    write_advice(&page, audit);
    exceptions_text(&page, audit);
    write_coverage(&page, audit);
    write_hosts(&page, audit);
    write_matrix(&page, audit);
    return 0;
}

const struct ls_audit_format audit_format_text = {"text", ".txt", write_text};
