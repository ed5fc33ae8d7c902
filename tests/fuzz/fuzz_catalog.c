/* fuzz_catalog.c - bytes as a catalog, and as a file of roles. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/store.h"
#include "lyncscope/decode.h"

static const char roles[] = "roles:\n"
                            "  - {key: front-end, name: {en: F, zh-CN: F}, covers: [cms]}\n"
                            "  - {key: cms, name: {en: C, zh-CN: C}}\n"
                            "  - {key: mediation, name: {en: M, zh-CN: M}}\n"
                            "  - {key: both, name: {en: B, zh-CN: B}, needs: [cms, mediation]}\n"
                            "  - {key: edge, name: {en: E, zh-CN: E}}\n";

static int parse(struct ls_catalogs *catalogs, struct ls_yaml *yaml, const void *bytes, size_t n)
{
    yaml->arena = catalogs->arena;
    yaml->mistakes = &catalogs->mistakes;
    yaml->file = "input";
    return ls_yaml_parse(yaml, bytes, n, NULL);
}

/* What was accepted must be found again, and nothing else. */
static void look(const struct ls_catalogs *catalogs)
{
    static const uint16_t ports[] = {0, 1, 67, 443, 5061, 49152, 65535};
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
        size_t count;
        const struct ls_row *const *rows = ls_catalogs_at(catalogs, LS_IP_TCP, ports[i], &count);
        for (size_t k = 0; k < count; k++)
            if (!rows[k]->tcp || !ls_row_has(rows[k], ports[i]))
                abort();
    }
    for (size_t i = 0; i < ls_catalogs_row_count(catalogs); i++)
        if (ls_catalogs_row(catalogs, i)->id[0] == '\0')
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ls_yaml yaml = {.root = NULL};
    struct ls_catalogs *catalogs = ls_catalogs_new();
    if (catalogs == NULL)
        return 0;
    if (parse(catalogs, &yaml, roles, sizeof roles - 1) == 0)
        ls_roles_load(catalogs, &yaml);
    assert(catalogs->mistakes.count == 0 && catalogs->role_count == 5);
    if (parse(catalogs, &yaml, data, size) == 0 && yaml.root != NULL) {
        if (ls_catalogs_add(catalogs, &yaml, NULL) == 0)
            look(catalogs);
        ls_roles_load(catalogs, &yaml);
    }
    ls_catalogs_free(catalogs);
    return 0;
}
