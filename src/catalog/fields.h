/*
 * fields.h - reading the nodes of a YAML tree against what is allowed there
 *
 * A mapping is read by a table of its keys. Every reader notes what is wrong at its place and
 * goes on, so that all mistakes come together. Private to catalog, and used by topology.
 */
#pragma once

#include "catalog/yaml.h"

/* One key a mapping may have; read gets the context of ls_fields_read. */
struct ls_field {
    const char *key;
    bool required;
    void (*read)(void *context, const struct ls_yaml_node *value);
};

/* One word a value may be. */
struct ls_choice {
    const char *text;
    int value;
};

/* ls_wrong notes a mistake at a node; ls_wrong_key at the node's key. */
LS_PRINTF(3, 4)
void ls_wrong(struct ls_yaml *yaml, const struct ls_yaml_node *at, const char *format, ...);
LS_PRINTF(3, 4)
void ls_wrong_key(struct ls_yaml *yaml, const struct ls_yaml_node *at, const char *format, ...);

/* ls_fields_read reads a mapping; what names it in mistakes ("a row"). False when it is none. */
bool ls_fields_read(struct ls_yaml *yaml, const struct ls_yaml_node *map,
                    const struct ls_field *fields, size_t count, void *context, const char *what);

/* ls_field_at returns the value of a key, or NULL. map may be NULL or no mapping. */
const struct ls_yaml_node *ls_field_at(const struct ls_yaml_node *map, const char *key);

/* A text stands for a list of one: for (n = ls_first(v); n != NULL; n = ls_after(v, n)). */
const struct ls_yaml_node *ls_first(const struct ls_yaml_node *value);
const struct ls_yaml_node *ls_after(const struct ls_yaml_node *value,
                                    const struct ls_yaml_node *item);

/* ls_is_list notes a mistake and returns false when value is no list. */
bool ls_is_list(struct ls_yaml *yaml, const struct ls_yaml_node *value);
/* ls_text returns the text, or NULL with a mistake noted. */
const char *ls_text(struct ls_yaml *yaml, const struct ls_yaml_node *value);
/* ls_filled is ls_text that must not be empty. */
const char *ls_filled(struct ls_yaml *yaml, const struct ls_yaml_node *value);
/* ls_flag reads true or false. */
bool ls_flag(struct ls_yaml *yaml, const struct ls_yaml_node *value, bool *flag);
/* ls_pick reads one of the choices; false with a mistake noted when it is none. */
bool ls_pick(struct ls_yaml *yaml, const struct ls_yaml_node *value,
             const struct ls_choice *choices, size_t count, int *picked);
/* ls_words_read reads {en: ..., zh-CN: ...}, both filled, or "" for nothing to say. */
void ls_words_read(struct ls_yaml *yaml, const struct ls_yaml_node *value, struct ls_words *words);

/* ls_is_nearer says whether candidate is like text and more so than *least; lowers *least. */
bool ls_is_nearer(const char *text, const char *candidate, size_t *least);
enum { LS_NEAR_START = 3 }; /* *least at first: two slips of the pen at most */
