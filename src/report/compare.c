/*
 * compare.c - two audits held against each other
 *
 * What is compared is what somebody has to act on: which findings there are, how bad they are and
 * who answers for them; which hosts there are and who they are; which rows of the document are
 * seen. Numbers of flows and packets differ every day and are no difference.
 */
#include "report/compare.h"

#include <stdlib.h>
#include <string.h>

#include "capture/stream.h"
#include "report/saved.h"

enum { AUDIT_BYTES_MAX = 256 * 1024 * 1024 };

const char *aspect_name(enum thing_kind kind, size_t i)
{
    static const char *const names[THING_KINDS][ASPECTS_MAX] = {
        [THING_FINDING] = {"severity", "accepted", "rows"},
        [THING_HOST] = {"name", "roles", "role_from"},
        [THING_ROW] = {"state"},
    };
    return i < ASPECTS_MAX ? names[kind][i] : NULL;
}

struct ls_comparison *ls_comparison_new(void)
{
    struct ls_comparison *c = calloc(1, sizeof *c);
    if (c == NULL)
        return NULL;
    c->arena = ls_arena_new();
    if (c->arena != NULL)
        return c;
    free(c);
    return NULL;
}

void ls_comparison_free(struct ls_comparison *c)
{
    if (c == NULL)
        return;
    for (int i = 0; i < 2; i++) {
        json_decref(c->sides[i].root);
        free(c->sides[i].things);
    }
    free(c->list);
    ls_arena_free(c->arena);
    free(c);
}

/* --- one audit --- */

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL && text[0] != '\0' ? text : NOTHING;
}

/* Strings of a list with plus signs between them. */
static const char *joined(struct ls_comparison *c, const json_t *list)
{
    size_t i, n = 1;
    const json_t *one;
    json_array_foreach(list, i, one) n += json_string_length(one) + 1;
    char *text = ls_arena_alloc(c->arena, n + 1);
    if (text == NULL)
        return NULL;
    char *at = text;
    json_array_foreach(list, i, one)
    {
        const char *word = json_string_value(one);
        at += sprintf(at, "%s%s", at > text ? "+" : "", word ? word : "");
    }
    return at > text ? text : NOTHING;
}

static const char *kept(struct ls_comparison *c, const char *text)
{
    return ls_arena_text(c->arena, text, strlen(text));
}

/* Finding: kind, client, server, transport, port and application, as the audit groups them. */
static void fill_finding(struct ls_comparison *c, const json_t *json, struct thing *thing)
{
    char port[24] = NOTHING;
    const json_t *source = json_object_get(json, "source");
    const json_t *number = json_object_get(json, "port");
    const char *from = json_string_value(json_object_get(source, "network"));
    if (json_is_integer(number))
        snprintf(port, sizeof port, "%lld", (long long)json_integer_value(number));
    char *key = NULL;
    int n = asprintf(&key, "%s: %s > %s %s %s %s", text_of(json, "id"),
                     from ? from : text_of(source, "ip"),
                     text_of(json_object_get(json, "destination"), "ip"),
                     text_of(json, "transport"), port, text_of(json, "application"));
    thing->key = n >= 0 ? kept(c, key) : NULL;
    if (n >= 0)
        free(key);
    thing->aspects[0] = text_of(json, "severity");
    thing->aspects[1] = text_of(json_object_get(json, "accepted"), "id");
    thing->aspects[2] = joined(c, json_object_get(json, "rows"));
}

static void fill_host(struct ls_comparison *c, const json_t *json, struct thing *thing)
{
    thing->key = text_of(json, "ip");
    thing->aspects[0] = text_of(json, "name");
    thing->aspects[1] = joined(c, json_object_get(json, "roles"));
    thing->aspects[2] = text_of(json, "role_from");
}

static void fill_row(struct ls_comparison *c, const json_t *json, struct thing *thing)
{
    (void)c;
    thing->key = text_of(json, "id");
    thing->aspects[0] = text_of(json, "state");
}

static int add(struct side *side, const struct thing *thing)
{
    if (side->count == side->room) {
        size_t room = side->room ? side->room * 2 : 256;
        struct thing *grown = realloc(side->things, room * sizeof *grown);
        if (grown == NULL)
            return LS_E_MEMORY;
        side->things = grown;
        side->room = room;
    }
    side->things[side->count++] = *thing;
    return 0;
}

static int thing_order(const struct thing *a, const struct thing *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return strverscmp(a->key, b->key); /* T1.2 before T1.10 */
}

static int by_key(const void *left, const void *right)
{
    const struct thing *a = left, *b = right;
    int order = thing_order(a, b);
    for (size_t i = 0; order == 0 && aspect_name(a->kind, i) != NULL; i++)
        order = strcmp(a->aspects[i], b->aspects[i]);
    return order;
}

/* Findings of one key stand apart where some are accepted: their aspects are told together. */
static int join_aspects(struct ls_comparison *c, struct thing *into, const struct thing *from)
{
    for (size_t i = 0; aspect_name(into->kind, i) != NULL; i++) {
        if (strcmp(into->aspects[i], from->aspects[i]) == 0)
            continue;
        size_t n = strlen(into->aspects[i]) + strlen(from->aspects[i]) + 3;
        char *both = ls_arena_alloc(c->arena, n);
        if (both == NULL)
            return LS_E_MEMORY;
        snprintf(both, n, "%s, %s", into->aspects[i], from->aspects[i]);
        into->aspects[i] = both;
    }
    return 0;
}

static int unite(struct ls_comparison *c, struct side *side)
{
    size_t kept_count = 0;
    if (side->count > 0)
        qsort(side->things, side->count, sizeof *side->things, by_key);
    for (size_t i = 0; i < side->count; i++) {
        struct thing *last = kept_count > 0 ? &side->things[kept_count - 1] : NULL;
        if (last == NULL || thing_order(last, &side->things[i]) != 0)
            side->things[kept_count++] = side->things[i];
        else if (join_aspects(c, last, &side->things[i]) < 0)
            return LS_E_MEMORY;
    }
    side->count = kept_count;
    return 0;
}

static int gather(struct ls_comparison *c, struct side *side, struct ls_error *error)
{
    static const struct {
        const char *list;
        void (*fill)(struct ls_comparison *, const json_t *, struct thing *);
    } kinds[THING_KINDS] = {
        [THING_FINDING] = {"findings", fill_finding},
        [THING_HOST] = {"hosts", fill_host},
        [THING_ROW] = {"coverage", fill_row},
    };
    for (enum thing_kind kind = 0; kind < THING_KINDS; kind++) {
        const json_t *list = json_object_get(side->root, kinds[kind].list);
        size_t i;
        const json_t *json;
        if (!json_is_array(list))
            return ls_fail(error, LS_E_FORMAT, "%s: is no audit: it lacks '%s'", side->name,
                           kinds[kind].list);
        json_array_foreach(list, i, json)
        {
            struct thing thing = {.kind = kind, .json = json};
            kinds[kind].fill(c, json, &thing);
            bool full = thing.key != NULL;
            for (size_t k = 0; aspect_name(kind, k) != NULL; k++)
                full = full && thing.aspects[k] != NULL;
            if (!full || add(side, &thing) < 0)
                return ls_fail(error, LS_E_MEMORY, "%s: out of memory", side->name);
        }
    }
    return unite(c, side) < 0 ? ls_fail(error, LS_E_MEMORY, "out of memory") : 0;
}

int ls_comparison_take(struct ls_comparison *c, int which, const char *name, const char *json,
                       size_t n, struct ls_error *error)
{
    struct side *side = &c->sides[which];
    json_error_t why;
    side->name = kept(c, name);
    if (side->name == NULL)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    if (n == 0 || json[0] != '{')
        return ls_fail(error, LS_E_FORMAT, "%s: is no audit as audit -f json writes it", name);
    if (saved_too_deep(json, n))
        return ls_fail(error, LS_E_FORMAT, "%s: is nested more than %d deep", name,
                       SAVED_DEPTH_MAX);
    side->root = json_loadb(json, n, JSON_REJECT_DUPLICATES, &why);
    if (side->root == NULL)
        return ls_fail(error, LS_E_FORMAT, "%s:%d:%d: is no JSON: %s", name, why.line, why.column,
                       why.text);
    const json_t *schema = json_object_get(json_object_get(side->root, "lyncscope"), "schema");
    if (json_integer_value(schema) != 1)
        return ls_fail(error, LS_E_FORMAT, "%s: is no audit as audit -f json writes it", name);
    return gather(c, side, error);
}

static int read_all(struct ls_stream *stream, char **bytes, size_t *n)
{
    size_t room = 0, got;
    do {
        if (*n == room) {
            room = room ? room * 2 : 65536;
            char *grown = realloc(*bytes, room);
            if (grown == NULL)
                return LS_E_MEMORY;
            *bytes = grown;
        }
        got = ls_stream_read(stream, (uint8_t *)*bytes + *n, room - *n);
        *n += got;
        if (*n > AUDIT_BYTES_MAX)
            return LS_E_LIMIT;
    } while (got > 0);
    return 0;
}

int ls_comparison_load(struct ls_comparison *c, int which, const char *path, struct ls_error *error)
{
    static const atomic_bool never_stop;
    char *bytes = NULL;
    size_t n = 0;
    struct ls_stream *stream = ls_stream_open(path, &never_stop, error);
    if (stream == NULL)
        return LS_E_OPEN;
    int code = read_all(stream, &bytes, &n);
    const char *trouble = ls_stream_trouble(stream);
    if (code == LS_E_LIMIT)
        ls_fail(error, LS_E_LIMIT, "%s: larger than %d MiB", path, AUDIT_BYTES_MAX >> 20);
    else if (code < 0)
        ls_fail(error, LS_E_MEMORY, "%s: out of memory", path);
    else if (trouble != NULL)
        code = ls_fail(error, LS_E_READ, "%s: %s", path, trouble);
    else
        code = ls_comparison_take(c, which, path, bytes, n, error);
    ls_stream_free(stream);
    free(bytes);
    return code;
}

/* --- both --- */

static bool same_aspects(const struct thing *a, const struct thing *b)
{
    for (size_t i = 0; aspect_name(a->kind, i) != NULL; i++)
        if (strcmp(a->aspects[i], b->aspects[i]) != 0)
            return false;
    return true;
}

int ls_comparison_settle(struct ls_comparison *c)
{
    const struct side *a = &c->sides[0], *b = &c->sides[1];
    size_t i = 0, k = 0;
    c->list = calloc(a->count + b->count + 1, sizeof *c->list);
    if (c->list == NULL)
        return LS_E_MEMORY;
    while (i < a->count || k < b->count) {
        int order = i == a->count ? 1 : -1;
        if (i < a->count && k < b->count)
            order = thing_order(&a->things[i], &b->things[k]);
        const struct thing *before = order <= 0 ? &a->things[i++] : NULL;
        const struct thing *after = order >= 0 ? &b->things[k++] : NULL;
        if (before == NULL || after == NULL || !same_aspects(before, after))
            c->list[c->count++] = (struct difference){before, after};
    }
    return 0;
}

size_t ls_comparison_count(const struct ls_comparison *c)
{
    return c->count;
}
