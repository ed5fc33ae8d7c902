/* fuzz_exceptions.c - any bytes as a file of exceptions; what is kept is held against two flows. */
#include <stdlib.h>
#include <string.h>

#include "classify/exceptions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ls_catalogs *with_roles(void)
{
    struct ls_catalogs *catalogs = ls_catalogs_new();
    if (catalogs == NULL)
        abort();
    struct ls_mistakes *mistakes = &catalogs->mistakes;
    struct ls_yaml yaml = {.arena = catalogs->arena, .mistakes = mistakes, .file = "roles"};
    struct ls_error error;
    static const char roles[] = "roles:\n"
                                "  - {key: front-end, name: {en: F, zh-CN: F}}\n"
                                "  - {key: client, name: {en: C, zh-CN: C}}\n";
    if (ls_yaml_parse(&yaml, roles, sizeof roles - 1, &error) < 0)
        abort();
    ls_roles_load(catalogs, &yaml);
    if (ls_catalogs_role_count(catalogs) != 2)
        abort();
    return catalogs;
}

/* Whatever was kept says who, why and until when, and does not accept everything. */
static void use(struct ls_exceptions *exceptions)
{
    static const uint8_t a[4] = {10, 20, 0, 7}, b[4] = {10, 0, 10, 11};
    struct ls_summary flow = {.addr = {ls_addr_v4(a), ls_addr_v4(b)},
                              .port = {50000, 3389},
                              .ip_proto = LS_IP_TCP,
                              .flags = LS_FLOW_PORTS};
    struct ls_verdict verdict = {.finding_count = 1};
    for (int initiator = 0; initiator < 2; initiator++) {
        verdict.initiator = initiator;
        const struct ls_exception *by = ls_exceptions_find(exceptions, &flow, &verdict);
        if (by != NULL && (by->id == NULL || by->owner == NULL || by->reason == NULL ||
                           by->expires == NULL || ls_exception_expired(exceptions, by)))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ls_catalogs *catalogs = with_roles();
    struct ls_exceptions *exceptions = ls_exceptions_new(catalogs);
    if (exceptions == NULL)
        abort();
    struct ls_yaml yaml = {
        .arena = exceptions->arena, .mistakes = &exceptions->mistakes, .file = "fuzz"};
    struct ls_error error;
    if (ls_yaml_parse(&yaml, data, size, &error) == 0 &&
        ls_exceptions_add(exceptions, &yaml) == 0) {
        ls_exceptions_set_time(exceptions, 0);
        use(exceptions);
    }
    ls_exceptions_free(exceptions);
    ls_catalogs_free(catalogs);
    return 0;
}
