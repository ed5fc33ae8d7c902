/*
 * places.c - where signature files may be
 *
 * In order: $LYNCSCOPE_SIGNATURES; beside the source, for a program run from its build folder;
 * beside the program's own folder, for an installation that was moved; where the build installs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "catalog/store.h"

static void add(struct ls_places *places, const char *folder, const char *rest)
{
    char *path = places->path[places->count];
    int n = snprintf(path, sizeof places->path[0], "%s%s", folder, rest);
    if (n > 0 && (size_t)n < sizeof places->path[0])
        places->count++;
}

#ifdef LS_BUILD_FOLDER
/* Whether path lies below folder. */
static bool is_below(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    return strncmp(path, folder, n) == 0 && path[n] == '/';
}

static void add_source(struct ls_places *places, const char *program)
{
    if (is_below(program, LS_BUILD_FOLDER))
        add(places, LS_SOURCE_FOLDER, "/signatures");
}
#else /* built to be installed */
static void add_source(struct ls_places *places, const char *program)
{
    (void)places;
    (void)program;
}
#endif

void ls_places_find(struct ls_places *places)
{
    char program[4096];
    const char *told = getenv("LYNCSCOPE_SIGNATURES");
    places->count = 0;
    if (told != NULL && told[0] != '\0')
        add(places, told, "");
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    if (n > 0) {
        program[n] = '\0';
        add_source(places, program);
        char *slash = strrchr(program, '/');
        *slash = '\0';
        add(places, program, "/../share/lyncscope/signatures");
    }
    add(places, LS_DATA_FOLDER, "/lyncscope/signatures");
}
