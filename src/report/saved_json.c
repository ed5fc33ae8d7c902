/*
 * saved_json.c - one line of JSON back into a flow with its verdict
 *
 * The lines may come from anywhere: length and depth are limited before the parser sees them, no
 * number is taken as it stands, and every list has its limit.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lyncscope/clock.h"
#include "report/saved_line.h"

int saved_wrong(struct saved_line *l, const char *key, const char *what)
{
    return ls_fail(l->error, LS_E_FORMAT, "'%s' %s", key, what);
}

int saved_no_memory(struct saved_line *l)
{
    return ls_fail(l->error, LS_E_MEMORY, "out of memory");
}

/* Follows a path with dots; NULL where it ends early. */
const json_t *saved_at(const json_t *from, const char *path)
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

const char *saved_text_at(struct saved_line *l, const char *path)
{
    return json_string_value(saved_at(l->root, path));
}

static int number_at(struct saved_line *l, const char *path, uint64_t most, uint64_t *number)
{
    const json_t *value = saved_at(l->root, path);
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        (uint64_t)json_integer_value(value) > most)
        return saved_wrong(l, path, "is missing, or no number that can be");
    *number = (uint64_t)json_integer_value(value);
    return 0;
}

/* Which of `count` words this is; name gives them by number. */
static int word_at(struct saved_line *l, const char *path, const char *(*name)(unsigned),
                   unsigned count, uint8_t *number)
{
    const char *text = saved_text_at(l, path);
    for (unsigned i = 0; text != NULL && i < count; i++) {
        if (strcmp(name(i), text) == 0) {
            *number = (uint8_t)i;
            return 0;
        }
    }
    return saved_wrong(l, path, "is missing, or no word that is known");
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
static int time_at(struct saved_line *l, const char *path, int64_t *ns)
{
    const char *text = saved_text_at(l, path);
    struct tm tm = {0};
    const char *rest = text ? strptime(text, "%Y-%m-%dT%H:%M:%S", &tm) : NULL;
    int64_t fraction = 0, unit = LS_SECOND / 10;
    if (rest != NULL && *rest == '.')
        for (rest++; *rest >= '0' && *rest <= '9' && unit > 0; rest++, unit /= 10)
            fraction += (*rest - '0') * unit;
    if (rest == NULL || strcmp(rest, "Z") != 0)
        return saved_wrong(l, path, "is missing, or no time in UTC");
    int64_t seconds = (int64_t)timegm(&tm);
    if (seconds >= LS_TIME_MOST / LS_SECOND || seconds <= -LS_TIME_MOST / LS_SECOND)
        return saved_wrong(l, path, "is a time that cannot be");
    *ns = seconds * LS_SECOND + fraction;
    return 0;
}

static int read_end(struct saved_line *l, int side, const char *end)
{
    char path[32];
    struct ls_summary *s = &l->flow->summary;
    uint64_t port = 0;
    snprintf(path, sizeof path, "%s.ip", end);
    const char *ip = saved_text_at(l, path);
    if (ip == NULL || !ls_addr_parse(ip, &s->addr[side]))
        return saved_wrong(l, path, "is missing, or no address");
    snprintf(path, sizeof path, "%s.port", end);
    if (saved_at(l->root, path) != NULL) {
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

static int read_tuple(struct saved_line *l)
{
    struct ls_summary *s = &l->flow->summary;
    const char *number = saved_text_at(l, "network.iana_number");
    char *end = NULL;
    unsigned long proto = number ? strtoul(number, &end, 10) : 256;
    if (number == NULL || *number < '0' || *number > '9' || *end != '\0' || proto > 255)
        return saved_wrong(l, "network.iana_number", "is missing, or no IP protocol");
    s->ip_proto = (uint8_t)proto;
    if (read_end(l, 0, "source") < 0 || read_end(l, 1, "destination") < 0 ||
        time_at(l, "event.start", &s->first_ns) < 0 || time_at(l, "event.end", &s->last_ns) < 0)
        return LS_E_FORMAT;
    if (s->last_ns < s->first_ns)
        return saved_wrong(l, "event.end", "is before 'event.start'");
    if (!ls_addr_is_v4(&s->addr[0]))
        s->flags |= LS_FLOW_V6;
    return 0;
}

/* Just what reports print of the payload: the protocol's and the application's name. */
static int read_evidence(struct saved_line *l)
{
    const char *best = saved_text_at(l, "network.protocol");
    const char *app = saved_text_at(l, "lync.application");
    enum ls_proto proto = best ? ls_proto_find(best) : LS_PROTO_NONE;
    if (best != NULL && proto == LS_PROTO_NONE)
        return saved_wrong(l, "network.protocol", "is no protocol that is known");
    if (best == NULL && app == NULL)
        return 0;
    struct ls_draft *draft = ls_draft_new();
    if (draft == NULL)
        return saved_no_memory(l);
    if (proto != LS_PROTO_NONE)
        ls_draft_proves(draft, proto);
    if (app != NULL)
        ls_draft_text(draft, LS_FACT_NDPI_APP, 0, app);
    l->flow->summary.evidence = ls_draft_evidence(draft, l->saved->arena);
    ls_draft_free(draft);
    return l->flow->summary.evidence ? 0 : saved_no_memory(l);
}

/* All states of a TCP connection but those of a SYN that nothing but a reset came after. */
static void read_state(struct saved_line *l)
{
    static const char *const unheard[] = {"S0", "REJ", "RSTOS0"};
    const char *state = saved_text_at(l, "lync.state");
    l->flow->answered = l->flow->summary.ip_proto == LS_IP_TCP && state != NULL;
    for (size_t i = 0; l->flow->answered && i < sizeof unheard / sizeof *unheard; i++)
        l->flow->answered = strcmp(state, unheard[i]) != 0;
}

static int read_flow(struct saved_line *l)
{
    static int (*const steps[])(struct saved_line *) = {
        read_tuple,          read_evidence,       saved_read_rows,
        saved_read_findings, saved_read_accepted, saved_read_roles,
    };
    if (!json_is_object(saved_at(l->root, "lync")))
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
    read_state(l);
    return 0;
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
    struct saved_line l = {
        saved, error, json_loadb(line, n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &why), flow};
    if (l.root == NULL)
        return ls_fail(error, LS_E_FORMAT, "is no JSON: %s", why.text);
    int code = read_flow(&l);
    json_decref(l.root);
    return code;
}
