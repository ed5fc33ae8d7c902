/* add.c - the head of a catalog file, and its rows as a whole. */
#include <string.h>

#include "catalog/store.h"

struct head_reader {
    struct ls_yaml *yaml;
    struct ls_catalog *catalog;
    const char *source;
};

static void read_name(void *context, const struct ls_yaml_node *value)
{
    struct head_reader *r = context;
    const char *name = ls_filled(r->yaml, value);
    if (name == NULL)
        return;
    if (name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-")] != '\0')
        ls_wrong(r->yaml, value, "bad name '%.60s'; small letters, digits, '.' and '-'", name);
    else
        r->catalog->name = name;
}

static void read_kind(void *context, const struct ls_yaml_node *value)
{
    static const struct ls_choice kinds[] = {
        {"document", LS_CATALOG_DOCUMENT},
        {"dependency", LS_CATALOG_DEPENDENCY},
    };
    struct head_reader *r = context;
    int kind;
    if (ls_pick(r->yaml, value, kinds, 2, &kind))
        r->catalog->kind = (enum ls_catalog_kind)kind;
}

static void read_title(void *context, const struct ls_yaml_node *value)
{
    struct head_reader *r = context;
    ls_words_read(r->yaml, value, &r->catalog->title);
}

static void read_source(void *context, const struct ls_yaml_node *value)
{
    struct head_reader *r = context;
    const char *text = ls_text(r->yaml, value);
    if (text != NULL)
        r->source = text;
}

static void check_payloads(void *context, const struct ls_yaml_node *map)
{
    struct head_reader *r = context;
    if (map->kind != LS_YAML_MAP) {
        ls_wrong(r->yaml, map, "payloads must be a mapping of names to payloads");
        return;
    }
    for (const struct ls_yaml_node *class = map->first; class != NULL; class = class->next)
        ls_payload_check(r->yaml, class);
}

static const struct ls_field head_fields[] = {
    {"catalog", true, read_name},        {"kind", true, read_kind},
    {"title", true, read_title},         {"source", false, read_source},
    {"payloads", false, check_payloads}, {"rows", true, NULL},
};

static void check_twice(struct ls_yaml *yaml, const struct ls_row *rows, size_t i,
                        const struct ls_yaml_node *map)
{
    for (size_t j = 0; j < i && rows[i].id[0] != '\0'; j++)
        if (strcmp(rows[j].id, rows[i].id) == 0) {
            ls_wrong(yaml, map, "the id '%s' is taken by a row before", rows[i].id);
            return;
        }
}

static struct ls_row *read_rows(struct ls_catalogs *catalogs, struct head_reader *head,
                                const struct ls_yaml_node *list)
{
    struct ls_row *rows = ls_arena_alloc(catalogs->arena, list->count * sizeof *rows);
    struct ls_row_reader reader = {.yaml = head->yaml,
                                   .catalogs = catalogs,
                                   .payloads = ls_field_at(head->yaml->root, "payloads")};
    size_t i = 0;
    if (rows == NULL)
        return NULL;
    for (const struct ls_yaml_node *map = list->first; map != NULL; map = map->next, i++) {
        reader.row = &rows[i];
        rows[i].catalog = head->catalog;
        rows[i].number = catalogs->row_count + i;
        rows[i].source = head->source;
        ls_row_read(&reader, map);
        check_twice(head->yaml, rows, i, map);
        if (!ls_names_take(catalogs, &rows[i]))
            ls_wrong(head->yaml, map, "more than %d names of services in all", LS_NAMES_MAX);
    }
    return rows;
}

/* The list of rows, when the head is such that reading them makes sense. */
static const struct ls_yaml_node *find_rows(const struct ls_catalogs *catalogs,
                                            struct head_reader *head)
{
    struct ls_yaml *yaml = head->yaml;
    if (!ls_fields_read(yaml, yaml->root, head_fields, sizeof head_fields / sizeof *head_fields,
                        head, "a catalog"))
        return NULL;
    const struct ls_yaml_node *list = ls_field_at(yaml->root, "rows");
    if (list == NULL || !ls_is_list(yaml, list))
        return NULL;
    if (list->count == 0)
        ls_wrong(yaml, list, "a catalog without rows");
    if (list->count > LS_ROWS_MAX - catalogs->row_count) {
        ls_wrong(yaml, list, "more than %d rows in all", LS_ROWS_MAX);
        return NULL;
    }
    for (size_t i = 0; i < catalogs->count && head->catalog->name != NULL; i++)
        if (strcmp(catalogs->list[i]->name, head->catalog->name) == 0)
            ls_wrong(yaml, yaml->root, "the catalog '%s' is loaded already", head->catalog->name);
    return list;
}

static int take_rows(struct ls_catalogs *catalogs, const struct ls_catalog *catalog,
                     const struct ls_row *rows, struct ls_error *error)
{
    for (size_t i = 0; i < catalog->row_count; i++)
        catalogs->rows[catalogs->row_count++] = &rows[i];
    catalogs->list[catalogs->count++] = catalog;
    int code = ls_index_build(catalogs);
    if (code == 0)
        return 0;
    catalogs->count--;
    catalogs->row_count -= catalog->row_count;
    return ls_fail(error, (enum ls_code)code, "%s: %s", catalog->path,
                   code == LS_E_LIMIT ? "too many port ranges" : "out of memory");
}

int ls_catalogs_add(struct ls_catalogs *catalogs, struct ls_yaml *yaml, struct ls_error *error)
{
    size_t before = yaml->mistakes->total;
    if (catalogs->count == LS_CATALOGS_MAX)
        return ls_fail(error, LS_E_LIMIT, "%s: more than %d catalogs", yaml->file, LS_CATALOGS_MAX);
    struct ls_catalog *catalog = ls_arena_alloc(catalogs->arena, sizeof *catalog);
    if (catalog == NULL)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", yaml->file);
    struct head_reader head = {.yaml = yaml, .catalog = catalog, .source = ""};
    const struct ls_yaml_node *list = find_rows(catalogs, &head);
    const struct ls_row *rows = list != NULL ? read_rows(catalogs, &head, list) : NULL;
    int code = ls_mistakes_since(yaml->mistakes, before, error);
    if (code < 0)
        return code;
    if (rows == NULL)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", yaml->file);
    catalog->path = yaml->file;
    catalog->row_count = list->count;
    catalog->first_row = catalogs->row_count;
    memcpy(catalog->sha256, yaml->sha256, sizeof catalog->sha256);
    return take_rows(catalogs, catalog, rows, error);
}
