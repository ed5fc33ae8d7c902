/* site.h - a topology to test on, and files to load into it. */
#pragma once

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "topology/store.h"

static struct ls_catalogs *catalogs;
static struct ls_topology *topology;
static char path[64];

static void set_up(void)
{
    struct ls_error error = {0};
    catalogs = ls_catalogs_new();
    ck_assert_msg(ls_catalogs_load(catalogs, "lync-server-2013", &error) == 0, "%s", error.text);
    topology = ls_topology_new(catalogs);
    ck_assert_ptr_nonnull(topology);
    strcpy(path, "/tmp/lyncscope-topology-XXXXXX");
    close(mkstemp(path));
}

static void tear_down(void)
{
    unlink(path);
    ls_topology_free(topology);
    ls_catalogs_free(catalogs);
}

/* Loads bytes from a file, as everybody's topology is loaded. */
static inline int load_bytes(const void *bytes, size_t n, struct ls_error *error)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fwrite(bytes, 1, n, file);
    fclose(file);
    return ls_topology_load(topology, path, error);
}

static inline int load(const char *text, struct ls_error *error)
{
    return load_bytes(text, strlen(text), error);
}

static inline void load_well(const char *text)
{
    struct ls_error error = {0};
    ck_assert_msg(load(text, &error) == 0, "%s", error.text);
}

static inline void settle_well(void)
{
    struct ls_error error = {0};
    ck_assert_msg(ls_topology_settle(topology, &error) == 0, "%s", error.text);
}

/* A file of the folder files beside the tests; free it. */
static inline char *sample(const char *name, size_t *n)
{
    char full[512];
    snprintf(full, sizeof full, "%s/tests/unit/topology/files/%s", getenv("LS_SOURCE"), name);
    FILE *file = fopen(full, "r");
    ck_assert_msg(file != NULL, "%s", full);
    char *bytes = calloc(1, 65536);
    *n = fread(bytes, 1, 65535, file);
    fclose(file);
    return bytes;
}

static inline ls_roles role(const char *key)
{
    int number = ls_catalogs_role_find(catalogs, key);
    ck_assert_msg(number >= 0, "no role %s", key);
    return (ls_roles)1 << number;
}

static inline struct ls_addr addr(const char *text)
{
    struct ls_addr a;
    ck_assert(ls_addr_parse(text, &a));
    return a;
}

static inline struct ls_identity who(const char *text)
{
    struct ls_addr a = addr(text);
    struct ls_identity identity;
    ls_topology_who(topology, &a, &identity);
    return identity;
}

static inline const struct ls_topology_host *host(const char *name)
{
    size_t count;
    const struct ls_topology_host *hosts = ls_topology_hosts(topology, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(hosts[i].name, name) == 0)
            return &hosts[i];
    ck_abort_msg("no host %s", name);
    return NULL;
}

/* The only mistake there is says this. */
static inline void complains(const char *text, unsigned line, const char *says)
{
    struct ls_error error = {0};
    size_t count;
    int code = load(text, &error);
    if (code == 0)
        code = ls_topology_settle(topology, &error);
    ck_assert_msg(code == LS_E_FORMAT, "%d for %s", code, text);
    const struct ls_mistake *m = ls_topology_mistakes(topology, &count);
    ck_assert_msg(count == 1, "%zu mistakes, last: %s", count, m[count - 1].text);
    ck_assert_msg(strstr(m[0].text, says) != NULL, "%s", m[0].text);
    ck_assert_msg(m[0].line == line, "line %u: %s", m[0].line, m[0].text);
}

static inline int run_all(Suite *suite, TCase *t)
{
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
