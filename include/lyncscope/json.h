/*
 * json.h - JSON, written as it comes
 *
 * No tree is built: objects and lists are opened and closed on the stream. Keys are ours and
 * constant; values may come from the wire and are escaped (escape.h).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "lyncscope/cursor.h"

enum { LS_JSON_DEPTH = 16, LS_JSON_ROOM = 4096 };

/*
 * What is written gathers in `room` and reaches the stream when room is short and when the outermost
 * value ends; in between, nobody else writes to the stream.
 */
struct ls_json {
    FILE *out;
    int indent; /* blanks a level; 0 = all on one line */
    int depth;
    bool full[LS_JSON_DEPTH]; /* something stands on this level already */
    bool list[LS_JSON_DEPTH];
    size_t used;
    char room[LS_JSON_ROOM];
};

void ls_json_begin(struct ls_json *json, FILE *out, int indent);
/* key is NULL inside a list and for the outermost value. */
void ls_json_object(struct ls_json *json, const char *key);
/* The same with a key that ends where its span ends. */
void ls_json_object_at(struct ls_json *json, struct ls_span key);
void ls_json_list(struct ls_json *json, const char *key);
void ls_json_end(struct ls_json *json); /* closes the innermost object or list */
void ls_json_text(struct ls_json *json, const char *key, const char *text);
void ls_json_span(struct ls_json *json, const char *key, struct ls_span text);
void ls_json_int(struct ls_json *json, const char *key, int64_t value);
void ls_json_uint(struct ls_json *json, const char *key, uint64_t value);
void ls_json_bool(struct ls_json *json, const char *key, bool value);
void ls_json_null(struct ls_json *json, const char *key);
