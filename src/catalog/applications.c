/*
 * applications.c - applications that a second opinion names, and what they mean here
 *
 * A list in roles.yaml, so that no name of an application stands in the program.
 */
#include <string.h>

#include "catalog/store.h"

struct app_reader {
    struct ls_yaml *yaml;
    struct ls_catalogs *catalogs;
    int kind; /* or -1 */
};

static void read_kind(void *context, const struct ls_yaml_node *value)
{
    static const struct ls_choice kinds[] = {
        {"remote-control", LS_APP_REMOTE_CONTROL},
        {"data-store", LS_APP_DATA_STORE},
        {"kin", LS_APP_KIN},
    };
    struct app_reader *r = context;
    ls_pick(r->yaml, value, kinds, sizeof kinds / sizeof *kinds, &r->kind);
}

static void add_name(struct app_reader *r, const struct ls_yaml_node *value)
{
    const char *name = ls_filled(r->yaml, value);
    if (name == NULL || r->kind < 0)
        return;
    if (r->catalogs->app_count == LS_APPS_MAX) {
        ls_wrong(r->yaml, value, "more than %d names of applications", LS_APPS_MAX);
        return;
    }
    r->catalogs->apps[r->catalogs->app_count++] =
        (struct ls_app){.name = name, .length = strlen(name), .kind = (enum ls_app_kind)r->kind};
}

/* kind before names, which are of it, whatever order the file has them in. */
static void read_application(struct app_reader *r, const struct ls_yaml_node *map)
{
    static const struct ls_field fields[] = {
        {"kind", true, read_kind},
        {"names", true, NULL},
    };
    r->kind = -1;
    if (!ls_fields_read(r->yaml, map, fields, sizeof fields / sizeof *fields, r, "an application"))
        return;
    const struct ls_yaml_node *names = ls_field_at(map, "names");
    if (names == NULL || !ls_is_list(r->yaml, names))
        return;
    for (const struct ls_yaml_node *n = names->first; n != NULL; n = n->next)
        add_name(r, n);
}

void ls_applications_read(struct ls_yaml *yaml, struct ls_catalogs *catalogs,
                          const struct ls_yaml_node *list)
{
    struct app_reader reader = {yaml, catalogs, -1};
    if (!ls_is_list(yaml, list))
        return;
    for (const struct ls_yaml_node *map = list->first; map != NULL; map = map->next)
        read_application(&reader, map);
}

/* Kin begin with the name: "skype", "skype_teams", "skype_teamscall" are all of one family. */
bool ls_catalogs_app(const struct ls_catalogs *catalogs, enum ls_app_kind kind, struct ls_span name)
{
    for (size_t i = 0; i < catalogs->app_count; i++) {
        const struct ls_app *app = &catalogs->apps[i];
        bool long_enough = kind == LS_APP_KIN ? name.len >= app->length : name.len == app->length;
        if (app->kind == kind && long_enough && memcmp(app->name, name.at, app->length) == 0)
            return true;
    }
    return false;
}
