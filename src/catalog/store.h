/*
 * store.h - what struct ls_catalogs holds, and the steps of loading one
 *
 * Private to catalog.
 */
#pragma once

#include "catalog/fields.h"

enum {
    LS_ROLES_MAX = 64,    /* bits of ls_roles */
    LS_CATALOGS_MAX = 32, /* catalogs in one set */
    LS_ROWS_MAX = 4096,   /* rows in one set */
};

/* Rows by port, for one transport. */
struct ls_port_index {
    uint16_t part[65536]; /* number of the run of ports with the same rows */
    struct ls_port_run {
        const struct ls_row *const *rows;
        size_t count;
        bool fixed;
    } * runs;
    const struct ls_row **rows; /* of all runs */
};

/* A name of some row, found by its fact and first letter. */
struct ls_known_name {
    struct ls_row_name name;
    uint16_t number;
    const struct ls_known_name *next; /* of the same fact and letter */
};

/* The name of an application, and what it means. */
struct ls_app {
    const char *name;
    size_t length;
    enum ls_app_kind kind;
};

enum { LS_APPS_MAX = 128 };

struct ls_catalogs {
    struct ls_arena *arena;
    struct ls_mistakes mistakes;
    struct ls_role roles[LS_ROLES_MAX];
    size_t role_count;
    struct ls_app apps[LS_APPS_MAX];
    size_t app_count;
    const struct ls_catalog *list[LS_CATALOGS_MAX];
    size_t count;
    const struct ls_row *rows[LS_ROWS_MAX];
    size_t row_count;
    struct ls_port_index *tcp, *udp; /* NULL while there are no rows */
    const struct ls_row *icmp[LS_ROWS_MAX];
    size_t icmp_count;
    struct ls_known_name names[LS_NAMES_MAX];
    size_t name_count;
    uint16_t names_of[LS_FACT_COUNT][256]; /* place in names, from 1, by first letter */
    uint64_t naming_facts;                 /* bit i: a name is of enum ls_fact_kind i */
};

/* The signature folders that are looked through, in order. */
enum { LS_PLACES_MAX = 5 };

struct ls_places {
    char path[LS_PLACES_MAX][4096];
    size_t count;
};

void ls_places_find(struct ls_places *places);

/* Reads the roles of a parsed roles.yaml; mistakes are noted. */
void ls_roles_load(struct ls_catalogs *catalogs, struct ls_yaml *yaml);
/* Reads the list of applications that stands there, too. */
void ls_applications_read(struct ls_yaml *yaml, struct ls_catalogs *catalogs,
                          const struct ls_yaml_node *list);

/*
 * ls_roles_read reads a list of role keys, or one key, as a set; with_covered adds the roles
 * that count as them. Unknown keys are noted as mistakes. Topology uses it too.
 */
ls_roles ls_roles_read(struct ls_yaml *yaml, const struct ls_catalogs *catalogs,
                       const struct ls_yaml_node *value, bool with_covered);
/* ls_role_read reads one role key; -1 with a mistake noted. */
int ls_role_read(struct ls_yaml *yaml, const struct ls_catalogs *catalogs,
                 const struct ls_yaml_node *value);

/* ls_row_read fills a row from a mapping. payloads and source come from the head of the file. */
struct ls_row_reader {
    struct ls_yaml *yaml;
    const struct ls_catalogs *catalogs;
    const struct ls_yaml_node *payloads; /* or NULL */
    struct ls_row *row;
};

void ls_row_read(struct ls_row_reader *reader, const struct ls_yaml_node *map);

/* Readers of one key of a row each; the context is a struct ls_row_reader. */
void ls_match_transport(void *context, const struct ls_yaml_node *value);
void ls_match_owner(void *context, const struct ls_yaml_node *value);
void ls_match_opened_by(void *context, const struct ls_yaml_node *value);
void ls_match_without(void *context, const struct ls_yaml_node *value);
void ls_match_to(void *context, const struct ls_yaml_node *value);
void ls_match_media(void *context, const struct ls_yaml_node *value);
void ls_match_balancing(void *context, const struct ls_yaml_node *value);
void ls_match_learns(void *context, const struct ls_yaml_node *value);
void ls_match_payload(void *context, const struct ls_yaml_node *value);
void ls_match_names(void *context, const struct ls_yaml_node *value);
void ls_match_named_exactly(void *context, const struct ls_yaml_node *value);

/* ls_payload_check notes the mistakes of a class of payloads that no row may ever use. */
void ls_payload_check(struct ls_yaml *yaml, const struct ls_yaml_node *value);

/* ls_ports_read reads "80", "67/68", "5065,5067", "1024-65535" into the row's ranges. */
void ls_ports_read(struct ls_yaml *yaml, const struct ls_yaml_node *value, struct ls_row *row);

/* ls_names_take makes the row's names known; false when there are too many. */
LS_MUST_USE bool ls_names_take(struct ls_catalogs *catalogs, struct ls_row *row);

/* ls_index_build sorts all rows by port anew. Returns 0, LS_E_MEMORY or LS_E_LIMIT. */
LS_MUST_USE int ls_index_build(struct ls_catalogs *catalogs);
void ls_index_free(struct ls_port_index *index);

/*
 * ls_catalogs_add adds the catalog in a file that was parsed already; roles must be there.
 * Nothing is added when there was a mistake. Returns 0, LS_E_FORMAT, LS_E_LIMIT, LS_E_MEMORY.
 */
LS_MUST_USE int ls_catalogs_add(struct ls_catalogs *catalogs, struct ls_yaml *yaml,
                                struct ls_error *error);
