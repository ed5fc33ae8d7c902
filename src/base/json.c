/* json.c - commas and indents are the writer's business, never the caller's. */
#include "lyncscope/json.h"

#include <assert.h>
#include <inttypes.h>

#include "lyncscope/escape.h"

static void line_break(struct ls_json *json)
{
    if (json->indent == 0)
        return;
    fprintf(json->out, "\n%*s", json->depth * json->indent, "");
}

static void next_value(struct ls_json *json, const char *key)
{
    if (json->depth > 0) {
        if (json->full[json->depth])
            fputc(',', json->out);
        json->full[json->depth] = true;
        line_break(json);
    }
    if (key != NULL)
        fprintf(json->out, json->indent ? "\"%s\": " : "\"%s\":", key);
}

static void open_level(struct ls_json *json, const char *key, bool list)
{
    assert(json->depth + 1 < LS_JSON_DEPTH);
    next_value(json, key);
    fputc(list ? '[' : '{', json->out);
    json->depth++;
    json->full[json->depth] = false;
    json->list[json->depth] = list;
}

void ls_json_begin(struct ls_json *json, FILE *out, int indent)
{
    *json = (struct ls_json){.out = out, .indent = indent};
}

void ls_json_object(struct ls_json *json, const char *key)
{
    open_level(json, key, false);
}

void ls_json_list(struct ls_json *json, const char *key)
{
    open_level(json, key, true);
}

void ls_json_end(struct ls_json *json)
{
    assert(json->depth > 0);
    bool full = json->full[json->depth];
    bool list = json->list[json->depth];
    json->depth--;
    if (full)
        line_break(json);
    fputc(list ? ']' : '}', json->out);
}

void ls_json_span(struct ls_json *json, const char *key, struct ls_span text)
{
    next_value(json, key);
    fputc('"', json->out);
    ls_json_escape(json->out, text);
    fputc('"', json->out);
}

void ls_json_text(struct ls_json *json, const char *key, const char *text)
{
    ls_json_span(json, key, ls_span(text, strlen(text)));
}

void ls_json_int(struct ls_json *json, const char *key, int64_t value)
{
    next_value(json, key);
    fprintf(json->out, "%" PRId64, value);
}

void ls_json_uint(struct ls_json *json, const char *key, uint64_t value)
{
    next_value(json, key);
    fprintf(json->out, "%" PRIu64, value);
}

void ls_json_bool(struct ls_json *json, const char *key, bool value)
{
    next_value(json, key);
    fputs(value ? "true" : "false", json->out);
}

void ls_json_null(struct ls_json *json, const char *key)
{
    next_value(json, key);
    fputs("null", json->out);
}
