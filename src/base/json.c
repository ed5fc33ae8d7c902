/* json.c - commas and indents are the writer's business, never the caller's. */
#include "lyncscope/json.h"

#include <assert.h>

#include "lyncscope/digits.h"
#include "lyncscope/escape.h"

static void flush(struct ls_json *json)
{
    fwrite(json->room, 1, json->used, json->out);
    json->used = 0;
}

/* Room for n bytes, at most LS_DIGITS_MOST, to be counted as used when they are written. */
static char *reserve(struct ls_json *json, size_t n)
{
    if (LS_JSON_ROOM - json->used < n)
        flush(json);
    return json->room + json->used;
}

static void put(struct ls_json *json, const char *text, size_t n)
{
    if (n > LS_JSON_ROOM) {
        flush(json);
        fwrite(text, 1, n, json->out);
        return;
    }
    memcpy(reserve(json, n), text, n);
    json->used += n;
}

static void put_char(struct ls_json *json, char c)
{
    *reserve(json, 1) = c;
    json->used++;
}

static void line_break(struct ls_json *json)
{
    if (json->indent == 0)
        return;
    put_char(json, '\n');
    for (int i = 0; i < json->depth * json->indent; i++)
        put_char(json, ' ');
}

static void put_key(struct ls_json *json, const char *key, size_t n)
{
    if (n > LS_JSON_ROOM - 4) {
        put_char(json, '"');
        put(json, key, n);
        put(json, "\": ", json->indent > 0 ? 3 : 2);
        return;
    }
    char *at = reserve(json, n + 4);
    *at++ = '"';
    at = (char *)mempcpy(at, key, n);
    memcpy(at, "\": ", 3);
    json->used += n + (json->indent > 0 ? 4 : 3);
}

static void next_value(struct ls_json *json, const char *key, size_t key_bytes)
{
    if (json->depth > 0) {
        if (json->full[json->depth])
            put_char(json, ',');
        json->full[json->depth] = true;
        line_break(json);
    }
    if (key != NULL)
        put_key(json, key, key_bytes);
}

static void next(struct ls_json *json, const char *key)
{
    next_value(json, key, key != NULL ? strlen(key) : 0);
}

static void open_level(struct ls_json *json, char bracket)
{
    assert(json->depth + 1 < LS_JSON_DEPTH);
    put_char(json, bracket);
    json->depth++;
    json->full[json->depth] = false;
    json->list[json->depth] = bracket == '[';
}

void ls_json_begin(struct ls_json *json, FILE *out, int indent)
{
    json->out = out;
    json->indent = indent;
    json->depth = 0;
    json->used = 0;
}

void ls_json_object(struct ls_json *json, const char *key)
{
    next(json, key);
    open_level(json, '{');
}

void ls_json_object_at(struct ls_json *json, struct ls_span key)
{
    next_value(json, (const char *)key.at, key.len);
    open_level(json, '{');
}

void ls_json_list(struct ls_json *json, const char *key)
{
    next(json, key);
    open_level(json, '[');
}

void ls_json_end(struct ls_json *json)
{
    assert(json->depth > 0);
    bool full = json->full[json->depth];
    bool list = json->list[json->depth];
    json->depth--;
    if (full)
        line_break(json);
    put_char(json, list ? ']' : '}');
    if (json->depth == 0)
        flush(json);
}

void ls_json_span(struct ls_json *json, const char *key, struct ls_span text)
{
    struct ls_cursor rest = ls_span_cursor(text);
    next(json, key);
    put_char(json, '"');
    while (ls_left(&rest) > 0) {
        char *room = reserve(json, LS_ESCAPE_MOST);
        json->used += ls_json_escape_into(room, LS_JSON_ROOM - json->used, &rest);
    }
    put_char(json, '"');
}

void ls_json_text(struct ls_json *json, const char *key, const char *text)
{
    ls_json_span(json, key, ls_span(text, strlen(text)));
}

void ls_json_int(struct ls_json *json, const char *key, int64_t value)
{
    next(json, key);
    if (value < 0)
        put_char(json, '-');
    char *room = reserve(json, LS_DIGITS_MOST);
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    json->used += (size_t)(ls_digits(room, size) - room);
}

void ls_json_uint(struct ls_json *json, const char *key, uint64_t value)
{
    next(json, key);
    char *room = reserve(json, LS_DIGITS_MOST);
    json->used += (size_t)(ls_digits(room, value) - room);
}

void ls_json_bool(struct ls_json *json, const char *key, bool value)
{
    next(json, key);
    put(json, value ? "true" : "false", value ? 4 : 5);
}

void ls_json_null(struct ls_json *json, const char *key)
{
    next(json, key);
    put(json, "null", 4);
}
