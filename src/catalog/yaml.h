/*
 * yaml.h - a small, strict reader of YAML: text, lists and mappings, with their places
 *
 * Strangers write these files, so there is a limit on everything, and what such files do not
 * need is refused: anchors and aliases (they multiply), tags, several documents, text with
 * control characters. A repeated key is a mistake. Reads YAML 1.1 through libyaml's event
 * parser. Private to catalog, and used by topology.
 */
#pragma once

#include "catalog/mistakes.h"

enum {
    LS_YAML_FILE_MAX = 16 * 1024 * 1024,
    LS_YAML_NODES_MAX = 1000 * 1000,
    LS_YAML_DEPTH_MAX = 12,
    LS_YAML_TEXT_MAX = 4096,
    LS_YAML_KEYS_MAX = 64, /* in one mapping */
};

enum ls_yaml_kind { LS_YAML_TEXT, LS_YAML_LIST, LS_YAML_MAP };

struct ls_yaml_node {
    enum ls_yaml_kind kind;
    unsigned line, column;      /* from 1 */
    const char *text;           /* of LS_YAML_TEXT */
    size_t count;               /* items of a list, values of a mapping */
    struct ls_yaml_node *first; /* of a list or a mapping */
    struct ls_yaml_node *next;  /* in the same list or mapping */
    const char *key;            /* in a mapping */
    unsigned key_line, key_column;
};

/* One file being read. arena, mistakes and file are the caller's. */
struct ls_yaml {
    struct ls_arena *arena; /* the nodes and their texts live here */
    struct ls_mistakes *mistakes;
    const char *file; /* as it shall be named in mistakes */
    char sha256[65];
    const struct ls_yaml_node *root; /* NULL when there was no reading it */
};

/*
 * ls_yaml_read reads and parses a file. Returns 0 (then look at root and mistakes), LS_E_OPEN,
 * LS_E_READ, LS_E_LIMIT or LS_E_MEMORY.
 */
LS_MUST_USE int ls_yaml_read(struct ls_yaml *yaml, const char *path, struct ls_error *error);

/*
 * ls_yaml_bytes only brings the file into memory, which is the caller's to free, and notes its
 * digest. Returns as ls_yaml_read.
 */
LS_MUST_USE int ls_yaml_bytes(struct ls_yaml *yaml, const char *path, char **bytes, size_t *n,
                              struct ls_error *error);

/* ls_yaml_parse is ls_yaml_read for bytes in memory. */
LS_MUST_USE int ls_yaml_parse(struct ls_yaml *yaml, const void *bytes, size_t n,
                              struct ls_error *error);
