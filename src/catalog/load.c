/* load.c - finds the files of a catalog, and reads roles and rows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "catalog/store.h"

static bool is_path(const char *name)
{
    size_t n = strlen(name);
    return strchr(name, '/') != NULL || (n > 5 && strcmp(name + n - 5, ".yaml") == 0);
}

/* Puts folder/file into path; false when there is no such file. */
static bool is_there(const char *folder, const char *file, char path[4096])
{
    int n = snprintf(path, 4096, "%s/%s", folder, file);
    return n > 0 && n < 4096 && access(path, R_OK) == 0;
}

static bool find(const struct ls_places *places, const char *file, char path[4096])
{
    for (size_t i = 0; i < places->count; i++)
        if (is_there(places->path[i], file, path))
            return true;
    return false;
}

/* roles.yaml stands beside the catalog; a catalog of the user's own may lean on the common one. */
static bool find_roles(const struct ls_places *places, const char *catalog, char path[4096])
{
    char folder[4096];
    const char *slash = strrchr(catalog, '/');
    size_t n = slash ? (size_t)(slash - catalog) : 0;
    if (n >= sizeof folder)
        return false;
    memcpy(folder, catalog, n);
    folder[n] = '\0';
    return is_there(slash ? folder : ".", "roles.yaml", path) || find(places, "roles.yaml", path);
}

static int read_file(struct ls_catalogs *catalogs, struct ls_yaml *yaml, const char *path,
                     struct ls_error *error)
{
    yaml->arena = catalogs->arena;
    yaml->mistakes = &catalogs->mistakes;
    yaml->file = ls_arena_text(catalogs->arena, path, strlen(path));
    if (yaml->file == NULL)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", path);
    size_t before = catalogs->mistakes.total;
    int code = ls_yaml_read(yaml, path, error);
    return code < 0 ? code : ls_mistakes_since(&catalogs->mistakes, before, error);
}

static int load_roles(struct ls_catalogs *catalogs, const struct ls_places *places,
                      const char *beside, struct ls_error *error)
{
    char path[4096];
    struct ls_yaml yaml = {.root = NULL};
    if (catalogs->role_count > 0)
        return 0;
    if (!find_roles(places, beside, path))
        return ls_fail(error, LS_E_OPEN,
                       "%s: no roles.yaml beside it, nor in any folder of signatures", beside);
    size_t before = catalogs->mistakes.total;
    int code = read_file(catalogs, &yaml, path, error);
    if (code < 0)
        return code;
    ls_roles_load(catalogs, &yaml);
    code = ls_mistakes_since(&catalogs->mistakes, before, error);
    if (code < 0)
        catalogs->role_count = catalogs->app_count = 0;
    return code;
}

static int not_found(const struct ls_places *places, const char *name, struct ls_error *error)
{
    char folders[400] = "";
    for (size_t i = 0; i < places->count; i++) {
        size_t n = strlen(folders);
        snprintf(folders + n, sizeof folders - n, "%s%s", i ? ", " : "", places->path[i]);
    }
    return ls_fail(error, LS_E_OPEN, "%.60s: no such catalog in %s", name, folders);
}

static int load_from(struct ls_catalogs *catalogs, const struct ls_places *places, const char *name,
                     struct ls_error *error)
{
    char path[4096];
    char file[256];
    struct ls_yaml yaml = {.root = NULL};
    int n = snprintf(file, sizeof file, "%s.yaml", name);
    if (is_path(name))
        snprintf(path, sizeof path, "%s", name);
    else if (n < 0 || n >= (int)sizeof file || !find(places, file, path))
        return not_found(places, name, error);
    int code = load_roles(catalogs, places, path, error);
    if (code == 0)
        code = read_file(catalogs, &yaml, path, error);
    return code < 0 ? code : ls_catalogs_add(catalogs, &yaml, error);
}

int ls_catalogs_load(struct ls_catalogs *catalogs, const char *name_or_path, struct ls_error *error)
{
    struct ls_places *places = malloc(sizeof *places);
    if (places == NULL)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", name_or_path);
    ls_places_find(places);
    int code = load_from(catalogs, places, name_or_path, error);
    free(places);
    return code;
}
