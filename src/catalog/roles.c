/* roles.c - the role list of roles.yaml, and role keys elsewhere. */
#include <string.h>

#include "catalog/store.h"

struct role_reader {
    struct ls_yaml *yaml;
    struct ls_catalogs *catalogs;
    struct ls_role *role;
};

static bool is_key(const char *text)
{
    return text[0] >= 'a' && text[0] <= 'z' &&
           text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-+")] == '\0';
}

static void read_key(void *context, const struct ls_yaml_node *value)
{
    struct role_reader *r = context;
    const char *key = ls_filled(r->yaml, value);
    if (key == NULL)
        return;
    if (!is_key(key) || strcmp(key, "any") == 0)
        ls_wrong(r->yaml, value, "'%.60s' cannot be a role's key", key);
    else if (ls_catalogs_role_find(r->catalogs, key) >= 0)
        ls_wrong(r->yaml, value, "the role '%.60s' is listed twice", key);
    else
        r->role->key = key;
}

static void read_name(void *context, const struct ls_yaml_node *value)
{
    struct role_reader *r = context;
    ls_words_read(r->yaml, value, &r->role->name);
}

static void read_balancer(void *context, const struct ls_yaml_node *value)
{
    struct role_reader *r = context;
    ls_flag(r->yaml, value, &r->role->balancer);
}

static void read_endpoint(void *context, const struct ls_yaml_node *value)
{
    struct role_reader *r = context;
    ls_flag(r->yaml, value, &r->role->endpoint);
}

static void read_server(void *context, const struct ls_yaml_node *value)
{
    struct role_reader *r = context;
    ls_flag(r->yaml, value, &r->role->server);
}

/* What a host says is read as what names a row is: the same facts, the same texts. */
static void read_says(void *context, const struct ls_yaml_node *value)
{
    struct role_reader *r = context;
    struct ls_row row = {.id = ""};
    struct ls_row_reader reader = {.yaml = r->yaml, .catalogs = r->catalogs, .row = &row};
    ls_match_names(&reader, value);
    if (row.name_count == 0)
        return;
    if (!ls_names_take(r->catalogs, &row)) {
        ls_wrong(r->yaml, value, "more than %d names of services in all", LS_NAMES_MAX);
        return;
    }
    struct ls_row_name *says =
        ls_arena_alloc(r->catalogs->arena, row.name_count * sizeof *row.names);
    if (says == NULL) {
        ls_wrong(r->yaml, value, "out of memory");
        return;
    }
    memcpy(says, row.names, row.name_count * sizeof *row.names);
    r->role->says = says;
    r->role->says_count = row.name_count;
    r->role->said_by = row.named_by;
}

static void read_host_names(void *context, const struct ls_yaml_node *value)
{
    struct role_reader *r = context;
    size_t count = 0;
    for (const struct ls_yaml_node *n = ls_first(value); n != NULL; n = ls_after(value, n))
        count++;
    const char **names = ls_arena_alloc(r->catalogs->arena, (count + 1) * sizeof *names);
    if (names == NULL || value->kind == LS_YAML_MAP) {
        ls_wrong(r->yaml, value, "must be a word or a list of words");
        return;
    }
    count = 0;
    for (const struct ls_yaml_node *n = ls_first(value); n != NULL; n = ls_after(value, n)) {
        const char *word = ls_filled(r->yaml, n);
        if (word != NULL && word[strspn(word, "abcdefghijklmnopqrstuvwxyz")] != '\0')
            ls_wrong(r->yaml, n, "'%.60s' is not a word of lower case letters", word);
        else if (word != NULL)
            names[count++] = word;
    }
    r->role->host_names = names;
    r->role->host_name_count = count;
}

/* covers and needs name roles that may stand further down: read in a second turn. */
static const struct ls_field role_fields[] = {
    {"key", true, read_key},
    {"name", true, read_name},
    {"covers", false, NULL},
    {"needs", false, NULL},
    {"balancer", false, read_balancer},
    {"endpoint", false, read_endpoint},
    {"server", false, read_server},
    {"says", false, read_says},
    {"host_names", false, read_host_names},
};

static void read_relations(struct ls_catalogs *catalogs, struct ls_yaml *yaml,
                           const struct ls_yaml_node *map)
{
    const struct ls_yaml_node *key = ls_field_at(map, "key");
    const struct ls_yaml_node *covers = ls_field_at(map, "covers");
    const struct ls_yaml_node *needs = ls_field_at(map, "needs");
    int number = -1;
    if (key != NULL && key->kind == LS_YAML_TEXT)
        number = ls_catalogs_role_find(catalogs, key->text);
    if (number < 0)
        return;
    struct ls_role *role = &catalogs->roles[number];
    role->covers = (ls_roles)1 << number;
    if (covers != NULL)
        role->covers |= ls_roles_read(yaml, catalogs, covers, false);
    if (needs != NULL)
        role->needs = ls_roles_read(yaml, catalogs, needs, false);
}

/* What a covered role covers is covered too. */
static void close_covers(struct ls_catalogs *catalogs)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < catalogs->role_count; i++) {
            ls_roles before = catalogs->roles[i].covers;
            for (size_t j = 0; j < catalogs->role_count; j++)
                if ((before >> j & 1) != 0)
                    catalogs->roles[i].covers |= catalogs->roles[j].covers;
            changed = changed || catalogs->roles[i].covers != before;
        }
    }
}

static void read_roles(void *context, const struct ls_yaml_node *list)
{
    struct role_reader *r = context;
    if (!ls_is_list(r->yaml, list))
        return;
    for (const struct ls_yaml_node *map = list->first; map != NULL; map = map->next) {
        struct ls_role role = {.key = NULL, .name = {{"", ""}}};
        r->role = &role;
        if (r->catalogs->role_count == LS_ROLES_MAX) {
            ls_wrong(r->yaml, map, "more than %d roles", LS_ROLES_MAX);
            return;
        }
        if (ls_fields_read(r->yaml, map, role_fields, sizeof role_fields / sizeof *role_fields, r,
                           "a role") &&
            role.key != NULL)
            r->catalogs->roles[r->catalogs->role_count++] = role;
    }
    for (const struct ls_yaml_node *map = list->first; map != NULL; map = map->next)
        read_relations(r->catalogs, r->yaml, map);
    close_covers(r->catalogs);
}

static void read_applications(void *context, const struct ls_yaml_node *list)
{
    struct role_reader *r = context;
    ls_applications_read(r->yaml, r->catalogs, list);
}

void ls_roles_load(struct ls_catalogs *catalogs, struct ls_yaml *yaml)
{
    static const struct ls_field fields[] = {
        {"roles", true, read_roles},
        {"applications", false, read_applications},
    };
    struct role_reader reader = {yaml, catalogs, NULL};
    if (yaml->root != NULL)
        ls_fields_read(yaml, yaml->root, fields, sizeof fields / sizeof *fields, &reader,
                       "a file of roles");
}

int ls_role_read(struct ls_yaml *yaml, const struct ls_catalogs *catalogs,
                 const struct ls_yaml_node *value)
{
    const char *key = ls_filled(yaml, value);
    if (key == NULL)
        return -1;
    int number = ls_catalogs_role_find(catalogs, key);
    if (number >= 0)
        return number;
    const char *near = NULL;
    size_t least = LS_NEAR_START;
    for (size_t i = 0; i < catalogs->role_count; i++)
        if (ls_is_nearer(key, catalogs->roles[i].key, &least))
            near = catalogs->roles[i].key;
    if (near != NULL)
        ls_wrong(yaml, value, "unknown role '%.60s'; did you mean '%s'?", key, near);
    else
        ls_wrong(yaml, value, "unknown role '%.60s'", key);
    return -1;
}

ls_roles ls_roles_read(struct ls_yaml *yaml, const struct ls_catalogs *catalogs,
                       const struct ls_yaml_node *value, bool with_covered)
{
    ls_roles roles = 0;
    if (value->kind == LS_YAML_MAP || (value->kind == LS_YAML_LIST && value->count == 0)) {
        ls_wrong(yaml, value, "must be a role or a list of roles");
        return 0;
    }
    for (const struct ls_yaml_node *n = ls_first(value); n != NULL; n = ls_after(value, n)) {
        int number = ls_role_read(yaml, catalogs, n);
        if (number >= 0)
            roles |= with_covered ? catalogs->roles[number].covers : (ls_roles)1 << number;
    }
    return roles;
}
