/* json.c - commas and indents are the writer's business, never the caller's. */
#include "lyncscope/json.h"

#include <assert.h>

#include "lyncscope/digits.h"
#include "lyncscope/escape.h"

/*
 * Each value begins with room for a short key, itself where it is short, what is around both, and
 * the brackets that may follow, so that none of these asks for room of its own.
 */
enum { SHORT = 256, VALUE_ROOM = SHORT + SHORT + 32 + LS_JSON_DEPTH };

/* What is seldom done stands apart, so that what is done all the time needs no registers for it. */
#define SELDOM __attribute__((noinline, cold))

SELDOM static void flush(struct ls_json *json)
{
    fwrite(json->room, 1, (size_t)(json->at - json->room), json->out);
    json->at = json->room;
}

static void make_room(struct ls_json *json)
{
    if (__builtin_expect(json->at > json->room + LS_JSON_ROOM - VALUE_ROOM, false))
        flush(json);
}

SELDOM static void put_long(struct ls_json *json, const char *text, size_t n)
{
    flush(json);
    fwrite(text, 1, n, json->out);
}

static void put(struct ls_json *json, const char *text, size_t n)
{
    if (n > SHORT)
        put_long(json, text, n);
    else
        json->at = (char *)mempcpy(json->at, text, n);
}

static void put_char(struct ls_json *json, char c)
{
    *json->at++ = c;
}

SELDOM static void line_break(struct ls_json *json)
{
    put_char(json, '\n');
    for (int i = 0; i < json->depth * json->indent; i++) {
        make_room(json);
        put_char(json, ' ');
    }
}

/* What stands before a value or its key. */
static void separate(struct ls_json *json)
{
    make_room(json);
    if (json->depth == 0)
        return;
    if (json->full)
        put_char(json, ',');
    json->full = true;
    if (json->indent > 0)
        line_break(json);
}

SELDOM static void at_indented(struct ls_json *json, const struct ls_json_key *key)
{
    separate(json);
    put(json, key->text + 1, key->bytes - (size_t)1);
    put_char(json, ' ');
    json->keyed = true;
}

/* Copies all the room a key may take: a size that is known is quicker than the right one. */
void ls_json_at(struct ls_json *json, const struct ls_json_key *key)
{
    size_t skip = json->full ? 0 : 1; /* the comma */
    if (json->indent > 0) {
        at_indented(json, key);
        return;
    }
    make_room(json);
    memcpy(json->at, key->text + skip, LS_JSON_KEY_ROOM);
    json->at += key->bytes - skip;
    json->full = json->keyed = true;
}

static void put_key(struct ls_json *json, const char *key)
{
    put_char(json, '"');
    put(json, key, strlen(key));
    put(json, "\": ", json->indent > 0 ? 3 : 2);
}

static void next(struct ls_json *json, const char *key)
{
    if (json->keyed) {
        json->keyed = false;
        return;
    }
    separate(json);
    if (key != NULL)
        put_key(json, key);
}

static void open_level(struct ls_json *json, char bracket)
{
    assert(json->depth + 1 < LS_JSON_DEPTH);
    put_char(json, bracket);
    json->depth++;
    json->full = false;
    json->list[json->depth] = bracket == '[';
}

void ls_json_begin(struct ls_json *json, FILE *out, int indent)
{
    json->out = out;
    json->indent = indent;
    json->depth = 0;
    json->full = json->keyed = false;
    json->at = json->room;
}

void ls_json_object(struct ls_json *json, const char *key)
{
    next(json, key);
    open_level(json, '{');
}

void ls_json_object_at(struct ls_json *json, const struct ls_json_key *key)
{
    ls_json_at(json, key);
    json->keyed = false;
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
    bool list = json->list[json->depth];
    json->depth--;
    if (json->full && json->indent > 0)
        line_break(json);
    json->full = true; /* the level that is now the innermost has this one */
    put_char(json, list ? ']' : '}');
    if (json->depth == 0)
        flush(json);
}

/* A text that is longer than the room may be. */
SELDOM static void put_escaped(struct ls_json *json, struct ls_span text)
{
    struct ls_cursor rest = ls_span_cursor(text);
    put_char(json, '"');
    while (ls_left(&rest) > 0) {
        make_room(json);
        json->at += ls_json_escape_into(json->at, SHORT, &rest);
    }
    put_char(json, '"');
}

/* Most text is short and has nothing to escape. */
void ls_json_span(struct ls_json *json, const char *key, struct ls_span text)
{
    next(json, key);
    if (text.len > SHORT || !ls_json_copy(json->at + 1, text)) {
        put_escaped(json, text);
        return;
    }
    json->at[0] = json->at[text.len + 1] = '"';
    json->at += text.len + 2;
}

void ls_json_text(struct ls_json *json, const char *key, const char *text)
{
    ls_json_span(json, key, ls_span(text, strlen(text)));
}

void ls_json_words(struct ls_json *json, const char *key, struct ls_span text)
{
    next(json, key);
    put_char(json, '"');
    put(json, (const char *)text.at, text.len);
    put_char(json, '"');
}

void ls_json_made(struct ls_json *json, const char *key, struct ls_span value)
{
    next(json, key);
    put(json, (const char *)value.at, value.len);
}

void ls_json_int(struct ls_json *json, const char *key, int64_t value)
{
    next(json, key);
    if (value < 0)
        put_char(json, '-');
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    json->at = ls_digits(json->at, size);
}

void ls_json_uint(struct ls_json *json, const char *key, uint64_t value)
{
    next(json, key);
    json->at = ls_digits(json->at, value);
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
