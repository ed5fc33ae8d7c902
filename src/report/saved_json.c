/*
 * saved_json.c - one line of JSON back into a flow with its verdict
 *
 * The lines may come from anywhere: length and depth are limited before the parser sees them, no
 * number is taken as it stands, and every list has its limit.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lyncscope/clock.h"
#include "report/saved.h"

struct line {
    struct ls_saved *saved;
    struct ls_error *error;
    json_t *root;
    struct saved_flow *flow;
};

static int wrong(struct line *l, const char *key, const char *what)
{
    return ls_fail(l->error, LS_E_FORMAT, "'%s' %s", key, what);
}

static int no_memory(struct line *l)
{
    return ls_fail(l->error, LS_E_MEMORY, "out of memory");
}

/* Follows a path with dots; NULL where it ends early. */
static const json_t *at(const json_t *from, const char *path)
{
    while (from != NULL) {
        char key[32];
        size_t n = strcspn(path, ".");
        if (n >= sizeof key)
            return NULL;
        memcpy(key, path, n);
        key[n] = '\0';
        from = json_object_get(from, key);
        if (path[n] == '\0')
            return from;
        path += n + 1;
    }
    return NULL;
}

static const char *text_at(struct line *l, const char *path)
{
    return json_string_value(at(l->root, path));
}

static int number_at(struct line *l, const char *path, uint64_t most, uint64_t *number)
{
    const json_t *value = at(l->root, path);
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        (uint64_t)json_integer_value(value) > most)
        return wrong(l, path, "is missing, or no number that can be");
    *number = (uint64_t)json_integer_value(value);
    return 0;
}

/* Which of `count` words this is; name gives them by number. */
static int word_at(struct line *l, const char *path, const char *(*name)(unsigned), unsigned count,
                   uint8_t *number)
{
    const char *text = text_at(l, path);
    for (unsigned i = 0; text != NULL && i < count; i++) {
        if (strcmp(name(i), text) == 0) {
            *number = (uint8_t)i;
            return 0;
        }
    }
    return wrong(l, path, "is missing, or no word that is known");
}

static const char *verdict_word(unsigned i)
{
    return ls_verdict_name((enum ls_verdict_kind)i);
}

static const char *level_word(unsigned i)
{
    return ls_level_name((enum ls_level)i);
}

static const char *direction_word(unsigned i)
{
    return ls_direction_name((enum ls_direction)i);
}

/* RFC 3339 in UTC, as ls_time_format writes it. */
static int time_at(struct line *l, const char *path, int64_t *ns)
{
    const char *text = text_at(l, path);
    struct tm tm = {0};
    const char *rest = text ? strptime(text, "%Y-%m-%dT%H:%M:%S", &tm) : NULL;
    int64_t fraction = 0, unit = LS_SECOND / 10;
    if (rest != NULL && *rest == '.')
        for (rest++; *rest >= '0' && *rest <= '9' && unit > 0; rest++, unit /= 10)
            fraction += (*rest - '0') * unit;
    if (rest == NULL || strcmp(rest, "Z") != 0)
        return wrong(l, path, "is missing, or no time in UTC");
    int64_t seconds = (int64_t)timegm(&tm);
    if (seconds >= LS_TIME_MOST / LS_SECOND || seconds <= -LS_TIME_MOST / LS_SECOND)
        return wrong(l, path, "is a time that cannot be");
    *ns = seconds * LS_SECOND + fraction;
    return 0;
}

static int read_end(struct line *l, int side, const char *end)
{
    char path[32];
    struct ls_summary *s = &l->flow->summary;
    uint64_t port = 0;
    snprintf(path, sizeof path, "%s.ip", end);
    const char *ip = text_at(l, path);
    if (ip == NULL || !ls_addr_parse(ip, &s->addr[side]))
        return wrong(l, path, "is missing, or no address");
    snprintf(path, sizeof path, "%s.port", end);
    if (at(l->root, path) != NULL) {
        if (number_at(l, path, UINT16_MAX, &port) < 0)
            return LS_E_FORMAT;
        s->flags |= LS_FLOW_PORTS;
        s->port[side] = (uint16_t)port;
    }
    snprintf(path, sizeof path, "%s.packets", end);
    if (number_at(l, path, UINT64_C(1) << 56, &s->packets[side]) < 0)
        return LS_E_FORMAT;
    snprintf(path, sizeof path, "%s.bytes", end);
    return number_at(l, path, UINT64_C(1) << 56, &s->bytes[side]);
}

static int read_tuple(struct line *l)
{
    struct ls_summary *s = &l->flow->summary;
    const char *number = text_at(l, "network.iana_number");
    char *end = NULL;
    unsigned long proto = number ? strtoul(number, &end, 10) : 256;
    if (number == NULL || *number < '0' || *number > '9' || *end != '\0' || proto > 255)
        return wrong(l, "network.iana_number", "is missing, or no IP protocol");
    s->ip_proto = (uint8_t)proto;
    if (read_end(l, 0, "source") < 0 || read_end(l, 1, "destination") < 0 ||
        time_at(l, "event.start", &s->first_ns) < 0 || time_at(l, "event.end", &s->last_ns) < 0)
        return LS_E_FORMAT;
    if (s->last_ns < s->first_ns)
        return wrong(l, "event.end", "is before 'event.start'");
    if (!ls_addr_is_v4(&s->addr[0]))
        s->flags |= LS_FLOW_V6;
    return 0;
}

/* Just what reports print of the payload: the protocol's and the application's name. */
static int read_evidence(struct line *l)
{
    const char *best = text_at(l, "network.protocol");
    const char *app = text_at(l, "lync.application");
    enum ls_proto proto = best ? ls_proto_find(best) : LS_PROTO_NONE;
    if (best != NULL && proto == LS_PROTO_NONE)
        return wrong(l, "network.protocol", "is no protocol that is known");
    if (best == NULL && app == NULL)
        return 0;
    struct ls_draft *draft = ls_draft_new();
    if (draft == NULL)
        return no_memory(l);
    if (proto != LS_PROTO_NONE)
        ls_draft_proves(draft, proto);
    if (app != NULL)
        ls_draft_text(draft, LS_FACT_NDPI_APP, 0, app);
    l->flow->summary.evidence = ls_draft_evidence(draft, l->saved->arena);
    ls_draft_free(draft);
    return l->flow->summary.evidence ? 0 : no_memory(l);
}

static int read_roles(struct line *l, int side, const char *end)
{
    char path[40];
    size_t i;
    const json_t *key;
    snprintf(path, sizeof path, "lync.%s.roles", end);
    const json_t *list = at(l->root, path);
    json_array_foreach(list, i, key)
    {
        const char *text = json_string_value(key);
        int role = text ? ls_catalogs_role_find(l->saved->catalogs, text) : -1;
        if (role < 0)
            return wrong(l, path, "has a role that is not in the role list");
        l->flow->roles[side] |= (ls_roles)1 << role;
    }
    snprintf(path, sizeof path, "lync.%s.role_from", end);
    const char *from = text_at(l, path);
    l->flow->from[side] = LS_ROLE_UNKNOWN;
    if (from != NULL)
        l->flow->from[side] = strcmp(from, "topology") == 0 ? LS_ROLE_TOPOLOGY : LS_ROLE_INFERRED;
    return 0;
}

static const struct ls_row *find_row(const struct ls_catalogs *catalogs, const char *id,
                                     const char *catalog)
{
    const struct ls_row *row = id ? ls_catalogs_find(catalogs, id) : NULL;
    if (row == NULL || catalog == NULL || strcmp(row->catalog->name, catalog) == 0)
        return row;
    for (size_t i = 0; i < ls_catalogs_row_count(catalogs); i++) {
        row = ls_catalogs_row(catalogs, i);
        if (strcmp(row->id, id) == 0 && strcmp(row->catalog->name, catalog) == 0)
            return row;
    }
    return NULL;
}

static int read_rows(struct line *l)
{
    const json_t *entries = at(l->root, "lync.entries");
    const json_t *rejected = at(l->root, "lync.rejected");
    size_t entry_count = json_array_size(entries), rejected_count = json_array_size(rejected);
    if (entry_count > LS_ENTRIES_MAX || rejected_count > LS_ENTRIES_MAX)
        return wrong(l, "lync.entries", "has more rows than a flow can have");
    size_t count = entry_count + rejected_count;
    if (count == 0)
        return 0;
    l->flow->rows = ls_arena_alloc(l->saved->arena, count * sizeof(const struct ls_row *));
    if (l->flow->rows == NULL)
        return no_memory(l);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = i < entry_count ? json_array_get(entries, i)
                                            : json_array_get(rejected, i - entry_count);
        const char *id = json_string_value(json_is_string(one) ? one : json_object_get(one, "id"));
        const char *catalog = json_string_value(json_object_get(one, "catalog"));
        l->flow->rows[i] = find_row(l->saved->catalogs, id, catalog);
        if (l->flow->rows[i] == NULL)
            return ls_fail(l->error, LS_E_FORMAT,
                           "row %.40s is in no loaded catalog; name the one of the recording with "
                           "-C",
                           id ? id : "without id");
    }
    l->flow->entry_count = (uint8_t)entry_count;
    l->flow->rejected_count = (uint8_t)rejected_count;
    return 0;
}

static const char *keep_text(struct line *l, const char *text)
{
    return text ? ls_arena_text(l->saved->arena, text, strlen(text)) : "";
}

static const char *keep_id(struct line *l, const char *id)
{
    struct ls_saved *saved = l->saved;
    for (size_t i = 0; i < saved->id_count; i++)
        if (strcmp(saved->ids[i], id) == 0)
            return saved->ids[i];
    if (saved->id_count == SAVED_WORDS_MAX || strlen(id) > 64)
        return NULL;
    const char *kept = keep_text(l, id);
    if (kept != NULL)
        saved->ids[saved->id_count++] = kept;
    return kept;
}

static int read_finding(struct line *l, const json_t *one, struct saved_finding *finding)
{
    const char *id = json_string_value(json_object_get(one, "id"));
    const char *severity = json_string_value(json_object_get(one, "severity"));
    const char *text = json_string_value(json_object_get(one, "text"));
    finding->id = id ? keep_id(l, id) : NULL;
    if (finding->id == NULL || severity == NULL)
        return wrong(l, "lync.findings", "has a finding without id or severity, or too many kinds");
    for (finding->severity = LS_LOW; finding->severity <= LS_HIGH; finding->severity++)
        if (strcmp(severity, ls_severity_name(finding->severity)) == 0)
            break;
    if (finding->severity > LS_HIGH)
        return wrong(l, "lync.findings", "has a severity that is not known");
    finding->text = keep_text(l, text);
    return finding->text ? 0 : no_memory(l);
}

static int read_findings(struct line *l)
{
    const json_t *list = at(l->root, "lync.findings");
    size_t count = json_array_size(list);
    if (count > LS_FINDINGS_MAX)
        return wrong(l, "lync.findings", "has more findings than a flow can have");
    if (count == 0)
        return 0;
    struct saved_finding *findings =
        ls_arena_alloc(l->saved->arena, count * sizeof(struct saved_finding));
    l->flow->reason = keep_text(l, text_at(l, "lync.reason"));
    if (findings == NULL || l->flow->reason == NULL)
        return no_memory(l);
    for (size_t i = 0; i < count; i++) {
        int code = read_finding(l, json_array_get(list, i), &findings[i]);
        if (code < 0)
            return code;
    }
    l->flow->findings = findings;
    l->flow->finding_count = (uint8_t)count;
    return 0;
}

static int new_accepted(struct line *l, const char *id, const json_t *from)
{
    struct ls_saved *saved = l->saved;
    if (saved->accepted_count == SAVED_WORDS_MAX)
        return wrong(l, "lync.accepted", "names more exceptions than can be kept; use -x");
    struct ls_exception *e = ls_arena_alloc(saved->arena, sizeof *e);
    if (e == NULL)
        return no_memory(l);
    e->id = keep_text(l, id);
    e->owner = keep_text(l, json_string_value(json_object_get(from, "owner")));
    e->reason = keep_text(l, json_string_value(json_object_get(from, "reason")));
    e->expires = keep_text(l, json_string_value(json_object_get(from, "expires")));
    if (e->id == NULL || e->owner == NULL || e->reason == NULL || e->expires == NULL)
        return no_memory(l);
    e->number = saved->accepted_count;
    e->file = "";
    saved->accepted[saved->accepted_count++] = l->flow->accepted = e;
    return 0;
}

static int read_accepted(struct line *l)
{
    const json_t *from = at(l->root, "lync.accepted");
    const char *id = json_string_value(json_object_get(from, "id"));
    if (id == NULL)
        return 0;
    for (size_t i = 0; i < l->saved->accepted_count; i++) {
        if (strcmp(l->saved->accepted[i]->id, id) == 0) {
            l->flow->accepted = l->saved->accepted[i];
            return 0;
        }
    }
    return new_accepted(l, id, from);
}

static int read_flow(struct line *l)
{
    static int (*const steps[])(struct line *) = {
        read_tuple, read_evidence, read_rows, read_findings, read_accepted,
    };
    if (!json_is_object(at(l->root, "lync")))
        return ls_fail(l->error, LS_E_FORMAT,
                       "is no record of a flow, as flows -f jsonl writes them");
    struct saved_flow *flow = l->flow;
    if (word_at(l, "lync.verdict", verdict_word, LS_VERDICT_COUNT, &flow->kind) < 0 ||
        word_at(l, "lync.evidence", level_word, LS_LEVEL_LEARNED + 1, &flow->level) < 0 ||
        word_at(l, "lync.direction", direction_word, LS_DIRECTION_GUESS + 1, &flow->direction) < 0)
        return LS_E_FORMAT;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        int code = steps[i](l);
        if (code < 0)
            return code;
    }
    int code = read_roles(l, 0, "source");
    return code < 0 ? code : read_roles(l, 1, "destination");
}

/* The parser calls itself for every level, so depth is counted before it starts. */
bool saved_too_deep(const char *line, size_t n)
{
    int depth = 0;
    bool text = false;
    for (size_t i = 0; i < n; i++) {
        if (text && line[i] == '\\')
            i++;
        else if (line[i] == '"')
            text = !text;
        else if (!text && (line[i] == '{' || line[i] == '['))
            depth++;
        else if (!text && (line[i] == '}' || line[i] == ']'))
            depth--;
        if (depth > SAVED_DEPTH_MAX)
            return true;
    }
    return false;
}

int saved_parse(struct ls_saved *saved, const char *line, size_t n, struct saved_flow *flow,
                struct ls_error *error)
{
    json_error_t why;
    memset(flow, 0, sizeof *flow);
    flow->reason = "";
    if (saved_too_deep(line, n))
        return ls_fail(error, LS_E_FORMAT, "is nested more than %d deep", SAVED_DEPTH_MAX);
    struct line l = {saved, error, json_loadb(line, n, JSON_REJECT_DUPLICATES, &why), flow};
    if (l.root == NULL)
        return ls_fail(error, LS_E_FORMAT, "is no JSON: %s", why.text);
    int code = read_flow(&l);
    json_decref(l.root);
    return code;
}
