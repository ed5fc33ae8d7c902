/*
 * saved_hosts.c - who the hosts of saved records are
 *
 * Every record of a host says the same of it, so roles, reasons and name are kept once. Told roles
 * are the only ones as soon as one record has them.
 */
#define HASH_NONFATAL_OOM 1 /* what finds no memory is not in the table: hh.tbl is NULL */

#include <string.h>

#include "report/saved_line.h"

enum { REASON_BYTES_MAX = 512, NAME_BYTES_MAX = 255, END_KEY = 40 };

static struct saved_host *find_host(const struct ls_saved *saved, const struct ls_addr *addr)
{
    struct saved_host *host;
    unsigned hash = ls_hash_bytes(&saved->hash, addr, sizeof *addr);
    HASH_FIND_BYHASHVALUE(hh, saved->hosts, addr, sizeof *addr, hash, host);
    return host;
}

static struct saved_host *host_of(struct ls_saved *saved, const struct ls_addr *addr)
{
    struct saved_host *host = find_host(saved, addr);
    if (host != NULL)
        return host;
    host = ls_arena_alloc(saved->arena, sizeof *host);
    if (host == NULL)
        return NULL;
    memset(host, 0, sizeof *host);
    host->addr = *addr;
    host->who.name = "";
    host->who.because = host->because;
    unsigned hash = ls_hash_bytes(&saved->hash, addr, sizeof *addr);
    HASH_ADD_BYHASHVALUE(hh, saved->hosts, addr, sizeof host->addr, hash, host);
    return map_has(host) ? host : NULL;
}

static int keep_reason(struct saved_line *l, struct saved_host *host, const char *text)
{
    struct ls_identity *who = &host->who;
    if (text == NULL || strlen(text) > REASON_BYTES_MAX)
        return saved_wrong(l, "because", "has a reason that is no text, or too long");
    for (size_t i = 0; i < who->because_count; i++)
        if (strcmp(host->because[i], text) == 0)
            return 0;
    if (who->because_count == SAVED_REASONS_MAX)
        return 0;
    const char *kept = ls_arena_text(l->saved->arena, text, strlen(text));
    if (kept == NULL)
        return saved_no_memory(l);
    host->because[who->because_count++] = kept;
    return 0;
}

static int keep_name(struct saved_line *l, struct saved_host *host, const char *name)
{
    if (name == NULL || host->who.name[0] != '\0')
        return 0;
    if (strlen(name) > NAME_BYTES_MAX)
        return saved_wrong(l, "domain", "is too long for a name");
    host->who.name = ls_arena_text(l->saved->arena, name, strlen(name));
    return host->who.name ? 0 : saved_no_memory(l);
}

/* The confidences stand in the order of the roles; roles without one are hints. */
static void keep_confidence(const struct saved_line *l, struct saved_host *host, const char *end)
{
    char path[END_KEY];
    size_t i;
    const json_t *key;
    snprintf(path, sizeof path, "lync.%s.confidence", end);
    const json_t *confidence = saved_at(l->root, path);
    snprintf(path, sizeof path, "lync.%s.roles", end);
    const json_t *roles = saved_at(l->root, path);
    json_array_foreach(roles, i, key)
    {
        const char *sure = json_string_value(json_array_get(confidence, i));
        int role = ls_catalogs_role_find(l->saved->catalogs, json_string_value(key));
        if (sure == NULL || role < 0)
            continue;
        if (strcmp(sure, ls_confidence_name(LS_CONFIDENCE_CERTAIN)) == 0)
            host->who.certain |= (ls_roles)1 << role;
        if (strcmp(sure, ls_confidence_name(LS_CONFIDENCE_LIKELY)) == 0)
            host->who.likely |= (ls_roles)1 << role;
    }
}

static int keep_host(struct saved_line *l, int side, const char *end)
{
    char path[END_KEY];
    size_t i;
    const json_t *reason;
    enum ls_role_from from = (enum ls_role_from)l->flow->from[side];
    struct saved_host *host = host_of(l->saved, &l->flow->summary.addr[side]);
    if (host == NULL)
        return saved_no_memory(l);
    if (host->who.from == LS_ROLE_TOPOLOGY && from != LS_ROLE_TOPOLOGY)
        return 0;
    if (host->who.from != from) {
        host->who.likely = host->who.certain = 0;
        host->who.because_count = 0;
    }
    host->who.from = from;
    keep_confidence(l, host, end);
    snprintf(path, sizeof path, "%s.domain", end);
    int code = keep_name(l, host, saved_text_at(l, path));
    snprintf(path, sizeof path, "lync.%s.because", end);
    json_array_foreach(saved_at(l->root, path), i, reason)
    {
        if (code == 0)
            code = keep_reason(l, host, json_string_value(reason));
    }
    return code;
}

static int read_end(struct saved_line *l, int side, const char *end)
{
    char path[END_KEY];
    size_t i;
    const json_t *key;
    snprintf(path, sizeof path, "lync.%s.roles", end);
    const json_t *list = saved_at(l->root, path);
    json_array_foreach(list, i, key)
    {
        const char *text = json_string_value(key);
        int role = text ? ls_catalogs_role_find(l->saved->catalogs, text) : -1;
        if (role < 0)
            return saved_wrong(l, path, "has a role that is not in the role list");
        l->flow->roles[side] |= (ls_roles)1 << role;
    }
    snprintf(path, sizeof path, "lync.%s.role_from", end);
    const char *from = saved_text_at(l, path);
    if (from == NULL)
        return 0;
    l->flow->from[side] = strcmp(from, "topology") == 0 ? LS_ROLE_TOPOLOGY : LS_ROLE_INFERRED;
    return keep_host(l, side, end);
}

int saved_read_roles(struct saved_line *l)
{
    int code = read_end(l, 0, "source");
    return code < 0 ? code : read_end(l, 1, "destination");
}

static void add_roles(struct ls_saved *saved, const struct saved_flow *flow)
{
    for (int side = 0; side < 2; side++) {
        struct saved_host *host = find_host(saved, &flow->summary.addr[side]);
        if (host != NULL && host->who.from == (enum ls_role_from)flow->from[side])
            host->who.roles |= flow->roles[side];
    }
}

/* Roles nobody tells now are those that were recorded, told ones as told. */
int saved_tell_hosts(struct ls_saved *saved, struct ls_topology *topology)
{
    for (size_t i = 0; i < saved->count; i++)
        add_roles(saved, saved->flows[i]);
    for (const struct saved_host *host = saved->hosts; host != NULL; host = host->hh.next) {
        struct ls_identity who;
        ls_topology_who(topology, &host->addr, &who);
        if (who.from != LS_ROLE_TOPOLOGY &&
            ls_topology_recorded(topology, &host->addr, &host->who) < 0)
            return LS_E_MEMORY;
    }
    return 0;
}

void saved_free_hosts(struct ls_saved *saved)
{
    HASH_CLEAR(hh, saved->hosts);
}
