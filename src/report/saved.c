/* saved.c - files of saved records: lines out of a stream, and flows lent to the audit. */
#include "report/saved.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "capture/stream.h"

static const atomic_bool never_stop;

/* Copies the first bytes of a regular file, blanks left out; "" when they cannot be had. */
static void first_bytes(const char *path, char text[LS_STREAM_HEAD + 1])
{
    struct stat about;
    size_t n, kept = 0;
    text[0] = '\0';
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return; /* what cannot be read twice is not looked into */
    struct ls_stream *stream = ls_stream_open(path, &never_stop, NULL);
    if (stream == NULL)
        return;
    const uint8_t *head = ls_stream_head(stream, &n);
    for (size_t i = 0; i < n; i++)
        if (head[i] != ' ' && head[i] != '\n' && head[i] != '\r' && head[i] != '\t')
            text[kept++] = (char)head[i];
    text[kept] = '\0';
    ls_stream_free(stream);
}

/* How audit -f json begins, without blanks. */
#define AUDIT_START "{\"lyncscope\""

/* No capture begins with a brace. */
bool ls_saved_is(const char *path)
{
    char text[LS_STREAM_HEAD + 1];
    first_bytes(path, text);
    return text[0] == '{';
}

bool ls_saved_is_records(const char *path)
{
    static const char start[] = "{\"@timestamp\"";
    char text[LS_STREAM_HEAD + 1];
    first_bytes(path, text);
    return strncmp(text, start, sizeof start - 1) == 0;
}

struct ls_saved *ls_saved_new(const struct ls_catalogs *catalogs)
{
    struct ls_saved *saved = calloc(1, sizeof *saved);
    if (saved == NULL)
        return NULL;
    saved->catalogs = catalogs;
    saved->hash = ls_hash_key_draw();
    saved->arena = ls_arena_new();
    if (saved->arena != NULL)
        return saved;
    free(saved);
    return NULL;
}

void ls_saved_free(struct ls_saved *saved)
{
    if (saved == NULL)
        return;
    for (size_t i = 0; i < saved->note_count; i++)
        free(saved->notes[i]);
    free(saved->notes);
    free(saved->flows);
    saved_free_hosts(saved);
    ls_arena_free(saved->arena);
    free(saved);
}

/* --- lines --- */

struct source {
    struct ls_saved *saved;
    const char *path;
    struct ls_stream *stream;
    struct ls_error *error;
    char *text; /* SAVED_LINE_MAX bytes: what is read and not yet taken */
    size_t begin, end;
    bool over; /* the stream has ended */
    unsigned long line;
};

LS_PRINTF(2, 3)
static int note(struct ls_saved *saved, const char *format, ...)
{
    char **grown = realloc(saved->notes, (saved->note_count + 1) * sizeof *grown);
    if (grown == NULL)
        return LS_E_MEMORY;
    saved->notes = grown;
    va_list args;
    va_start(args, format);
    int n = vasprintf(&grown[saved->note_count], format, args);
    va_end(args);
    saved->note_count += n >= 0;
    return n >= 0 ? 0 : LS_E_MEMORY;
}

static void fill(struct source *in)
{
    memmove(in->text, in->text + in->begin, in->end - in->begin);
    in->end -= in->begin;
    in->begin = 0;
    size_t n = ls_stream_read(in->stream, (uint8_t *)in->text + in->end, SAVED_LINE_MAX - in->end);
    in->end += n;
    in->over = n == 0;
}

/* Lends the next line without its end; *whole says whether it had one. False when none is left. */
static bool next_line(struct source *in, const char **line, size_t *n, bool *whole)
{
    for (size_t seen = 0;;) {
        const char *from = in->text + in->begin;
        const char *end = memchr(from + seen, '\n', in->end - in->begin - seen);
        if (end == NULL && !in->over && in->end - in->begin < SAVED_LINE_MAX) {
            seen = in->end - in->begin;
            fill(in);
            continue;
        }
        *line = from;
        *n = end ? (size_t)(end - from) : in->end - in->begin;
        *whole = end != NULL;
        in->begin += *n + (end != NULL);
        in->line++;
        return *n > 0 || end != NULL;
    }
}

static bool is_blank(const char *line, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
            return false;
    return true;
}

static int keep(struct ls_saved *saved, const struct saved_flow *flow)
{
    if (saved->count == SAVED_RECORDS_MAX)
        return LS_E_LIMIT;
    if (saved->count == saved->room) {
        size_t room = saved->room ? saved->room * 2 : 1024;
        struct saved_flow **grown = realloc(saved->flows, room * sizeof(struct saved_flow *));
        if (grown == NULL)
            return LS_E_MEMORY;
        saved->flows = grown;
        saved->room = room;
    }
    struct saved_flow *kept = ls_arena_alloc(saved->arena, sizeof *kept);
    if (kept == NULL)
        return LS_E_MEMORY;
    *kept = *flow;
    kept->file = saved->file_count;
    kept->summary.number = (uint32_t)saved->count;
    saved->flows[saved->count++] = kept;
    return 0;
}

static int take_line(struct source *in, const char *line, size_t n, bool whole)
{
    struct ls_error why = {0};
    struct saved_flow flow;
    if (!whole && n == SAVED_LINE_MAX)
        return ls_fail(in->error, LS_E_FORMAT, "%s:%lu: a line of more than %d bytes", in->path,
                       in->line, SAVED_LINE_MAX);
    int code = saved_parse(in->saved, line, n, &flow, &why);
    if (code == LS_E_FORMAT && !whole && in->line > 1) /* whoever wrote it was stopped midway */
        return note(in->saved, "%s: the last record is cut short", in->path);
    if (code == LS_E_FORMAT)
        return ls_fail(in->error, LS_E_FORMAT, "%s:%lu: %s", in->path, in->line, why.text);
    if (code == 0)
        code = keep(in->saved, &flow);
    if (code == LS_E_LIMIT)
        return ls_fail(in->error, LS_E_LIMIT, "%s: more than %d records in all", in->path,
                       SAVED_RECORDS_MAX);
    return code < 0 ? ls_fail(in->error, LS_E_MEMORY, "%s: out of memory", in->path) : 0;
}

static int take_lines(struct source *in)
{
    const char *line;
    size_t n, before = in->saved->count;
    bool whole;
    while (next_line(in, &line, &n, &whole)) {
        int code = is_blank(line, n) ? 0 : take_line(in, line, n, whole);
        if (code < 0)
            return code;
    }
    const char *trouble = ls_stream_trouble(in->stream);
    if (trouble != NULL && note(in->saved, "%s: %s", in->path, trouble) < 0)
        return ls_fail(in->error, LS_E_MEMORY, "%s: out of memory", in->path);
    if (in->saved->count == before)
        return ls_fail(in->error, LS_E_FORMAT, "%s: holds no record", in->path);
    return 0;
}

int ls_saved_load(struct ls_saved *saved, const char *path, struct ls_error *error)
{
    struct source in = {.saved = saved, .path = path, .error = error};
    char head[LS_STREAM_HEAD + 1];
    first_bytes(path, head);
    if (strncmp(head, AUDIT_START, sizeof AUDIT_START - 1) == 0)
        return ls_fail(error, LS_E_FORMAT,
                       "%s: is a finished audit, which holds no flows; lyncscope compare reads "
                       "audits",
                       path);
    in.stream = ls_stream_open(path, &never_stop, error);
    if (in.stream == NULL)
        return LS_E_OPEN;
    in.text = malloc(SAVED_LINE_MAX);
    int code = in.text ? take_lines(&in) : ls_fail(error, LS_E_MEMORY, "%s: out of memory", path);
    saved->file_count++;
    free(in.text);
    ls_stream_free(in.stream);
    return code;
}

/* --- flows --- */

int ls_saved_settle(struct ls_saved *saved, struct ls_topology *topology)
{
    saved->topology = topology;
    if (saved_merge(saved) < 0)
        return LS_E_MEMORY;
    return saved_tell_hosts(saved, topology);
}

void ls_saved_accept(struct ls_saved *saved, const struct ls_exceptions *exceptions)
{
    saved->exceptions = exceptions;
}

void ls_saved_totals(const struct ls_saved *saved, struct ls_run *run)
{
    run->flows = saved->count;
    run->records = saved->count + saved->dropped;
    run->records_again = saved->dropped;
    run->incomplete = (const char *const *)saved->notes;
    run->incomplete_count = saved->note_count;
    for (size_t i = 0; i < saved->count; i++) {
        const struct ls_summary *s = &saved->flows[i]->summary;
        run->first_ns = i == 0 || s->first_ns < run->first_ns ? s->first_ns : run->first_ns;
        run->last_ns = i == 0 || s->last_ns > run->last_ns ? s->last_ns : run->last_ns;
        run->answered += saved->flows[i]->answered;
        run->one_way += saved->flows[i]->answered && (s->packets[0] == 0 || s->packets[1] == 0);
        run->packets += s->packets[0] + s->packets[1];
        run->bytes += s->bytes[0] + s->bytes[1];
    }
    run->flows_first_ns = run->first_ns;
    run->flows_last_ns = run->last_ns;
}

size_t ls_saved_count(const struct ls_saved *saved)
{
    return saved->count;
}

static void fill_rows(const struct saved_flow *flow, struct ls_verdict *verdict)
{
    verdict->entry_count = flow->entry_count;
    verdict->rejected_count = flow->rejected_count;
    for (size_t i = 0; i < flow->entry_count; i++)
        verdict->entries[i] = flow->rows[i];
    for (size_t i = 0; i < flow->rejected_count; i++)
        verdict->rejected[i] = flow->rows[flow->entry_count + i];
}

const struct ls_summary *ls_saved_get(const struct ls_saved *saved, size_t i,
                                      struct ls_verdict *verdict)
{
    const struct saved_flow *flow = saved->flows[i];
    verdict->kind = (enum ls_verdict_kind)flow->kind;
    verdict->level = (enum ls_level)flow->level;
    verdict->direction = (enum ls_direction)flow->direction;
    verdict->initiator = 0;
    verdict->mutual = LS_MUTUAL_ABSENT;
    fill_rows(flow, verdict);
    snprintf(verdict->reason, sizeof verdict->reason, "%s", flow->reason);
    verdict->finding_count = flow->finding_count;
    for (size_t k = 0; k < flow->finding_count; k++) {
        struct ls_finding *finding = &verdict->findings[k];
        finding->id = flow->findings[k].id;
        finding->severity = flow->findings[k].severity;
        snprintf(finding->text, sizeof finding->text, "%s", flow->findings[k].text);
    }
    for (int side = 0; side < 2; side++) {
        ls_topology_who(saved->topology, &flow->summary.addr[side], &verdict->who[side]);
        verdict->who[side].roles = flow->roles[side];
        verdict->who[side].from = (enum ls_role_from)flow->from[side];
    }
    verdict->accepted = flow->accepted;
    if (saved->exceptions != NULL)
        verdict->accepted = ls_exceptions_find(saved->exceptions, &flow->summary, verdict);
    return &flow->summary;
}
