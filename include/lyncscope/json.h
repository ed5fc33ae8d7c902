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
 * What is written gathers in `room` and reaches the stream when room is short and when the
 * outermost value ends; in between, nobody else writes to the stream.
 */
struct ls_json {
    FILE *out;
    int indent; /* blanks a level; 0 = all on one line */
    int depth;
    bool full;  /* something stands on the innermost level already */
    bool keyed; /* the key of the next value is written */
    bool list[LS_JSON_DEPTH];
    char *at; /* where the next byte goes */
    char room[LS_JSON_ROOM];
};

/* A key as it is written behind another value: for who writes the same keys again and again. */
enum { LS_JSON_KEY_ROOM = 32 };
struct ls_json_key {
    char text[LS_JSON_KEY_ROOM + 1]; /* ,"key": */
    uint8_t bytes;
};
#define LS_JSON_KEY(name)                                                                          \
    {                                                                                              \
        ",\"" name "\":", sizeof name + 3                                                          \
    }

void ls_json_begin(struct ls_json *json, FILE *out, int indent);
/* key is NULL inside a list and for the outermost value. */
void ls_json_object(struct ls_json *json, const char *key);
/* ls_json_at writes the key of the next value, which is then called for with a key of NULL. */
void ls_json_at(struct ls_json *json, const struct ls_json_key *key);
void ls_json_object_at(struct ls_json *json, const struct ls_json_key *key);
void ls_json_list(struct ls_json *json, const char *key);
void ls_json_end(struct ls_json *json); /* closes the innermost object or list */
void ls_json_text(struct ls_json *json, const char *key, const char *text);
void ls_json_span(struct ls_json *json, const char *key, struct ls_span text);
/* ls_json_words is for short text that has nothing to escape: our own words, numbers, moments. */
void ls_json_words(struct ls_json *json, const char *key, struct ls_span text);
/* ls_json_made writes a value that is JSON already. */
void ls_json_made(struct ls_json *json, const char *key, struct ls_span value);
void ls_json_int(struct ls_json *json, const char *key, int64_t value);
void ls_json_uint(struct ls_json *json, const char *key, uint64_t value);
void ls_json_bool(struct ls_json *json, const char *key, bool value);
void ls_json_null(struct ls_json *json, const char *key);
