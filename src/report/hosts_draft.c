/*
 * hosts_draft.c - a topology to begin with, from what a capture shows
 *
 * Roles that payload proves are stated, those that only names hint at are written as comments, and
 * so are busy hosts of which nothing is known: who reads the draft decides. Clients are proposed
 * as networks. What comes out is YAML that topology check accepts.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "lyncscope/clock.h"
#include "lyncscope/escape.h"
#include "lyncscope/hash.h"
#include "lyncscope/json.h"
#include "report/hosts.h"

enum {
    BUSY_FLOWS = 2,    /* unknown hosts with less are not worth a line */
    UNKNOWN_MAX = 100, /* of them */
    V4_NETWORK_BITS = 120,
    V6_NETWORK_BITS = 64,
};

struct draft_host {
    struct ls_addr addr;
    struct ls_identity who;
    const char *name; /* that only this address goes by, or "" */
    size_t flows;
    UT_hash_handle hh;
};

struct draft_name {
    char *text;
    struct draft_host *host; /* NULL: of several */
    UT_hash_handle hh;
};

struct draft {
    FILE *out;
    const struct ls_run *run;
    struct ls_hash_key hash; /* addresses and names are strangers' */
    struct draft_host *hosts;
    struct draft_name *names;
};

static struct draft_host *host_at(struct draft *draft, const struct ls_addr *addr)
{
    struct draft_host *host;
    unsigned hash = ls_hash_bytes(&draft->hash, addr, sizeof *addr);
    HASH_FIND_BYHASHVALUE(hh, draft->hosts, addr, sizeof *addr, hash, host);
    if (host != NULL)
        return host;
    host = calloc(1, sizeof *host);
    if (host == NULL)
        return NULL;
    host->addr = *addr;
    host->name = "";
    ls_topology_who(draft->run->topology, addr, &host->who);
    HASH_ADD_BYHASHVALUE(hh, draft->hosts, addr, sizeof host->addr, hash, host);
    if (map_has(host))
        return host;
    free(host);
    return NULL;
}

static bool is_name(struct ls_span value)
{
    for (size_t i = 0; i < value.len; i++) {
        uint8_t c = value.at[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '-' || c == '_' || c == '.';
        if (!fine)
            return false;
    }
    return value.len > 0 && value.len < 254 && memchr(value.at, '.', value.len) != NULL;
}

/* A name that several addresses go by is a pool's, and nobody's own. */
static int take_name(struct draft *draft, struct draft_host *host, struct ls_span value)
{
    struct draft_name *name;
    if (!is_name(value))
        return 0;
    unsigned hash = ls_hash_bytes(&draft->hash, value.at, value.len);
    HASH_FIND_BYHASHVALUE(hh, draft->names, value.at, (unsigned)value.len, hash, name);
    if (name != NULL) {
        if (name->host != host)
            name->host = NULL;
        return 0;
    }
    name = calloc(1, sizeof *name);
    if (name == NULL || (name->text = strndup((const char *)value.at, value.len)) == NULL) {
        free(name);
        return LS_E_MEMORY;
    }
    name->host = host;
    HASH_ADD_KEYPTR_BYHASHVALUE(hh, draft->names, name->text, (unsigned)value.len, hash, name);
    if (map_has(name))
        return 0;
    free(name->text);
    free(name);
    return LS_E_MEMORY;
}

static int take_names(struct draft *draft, const struct ls_summary *flow,
                      struct draft_host *const by_side[2])
{
    const struct ls_evidence *evidence = flow->evidence;
    struct ls_fact fact;
    int code = 0;
    for (size_t at = 0; code == 0 && ls_fact_next(evidence, &at, &fact);)
        if (fact.kind == LS_FACT_CERT_SUBJECT && fact.side < LS_SIDE_NONE)
            code = take_name(draft, by_side[fact.side], fact.value);
    return code;
}

static int gather(struct draft *draft, const struct ls_summary *const *flows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct draft_host *by_side[2];
        for (int side = 0; side < 2; side++) {
            by_side[side] = host_at(draft, &flows[i]->addr[side]);
            if (by_side[side] == NULL)
                return LS_E_MEMORY;
            by_side[side]->flows++;
        }
        if (take_names(draft, flows[i], by_side) < 0)
            return LS_E_MEMORY;
    }
    return 0;
}

static void settle_names(struct draft *draft)
{
    for (struct draft_name *name = draft->names; name != NULL; name = name->hh.next)
        if (name->host != NULL && name->host->name[0] == '\0')
            name->host->name = name->text;
    for (struct draft_host *host = draft->hosts; host != NULL; host = host->hh.next)
        if (host->who.name[0] != '\0')
            host->name = host->who.name;
}

static int first_role(const struct draft_host *host)
{
    return host->who.roles ? __builtin_ctzll(host->who.roles) : 64;
}

/* By role, so that a pool's servers stand together; the unknown last, busiest first. */
static int in_order(const struct draft_host *a, const struct draft_host *b)
{
    if (first_role(a) != first_role(b))
        return first_role(a) < first_role(b) ? -1 : 1;
    if (a->who.roles == 0 && a->flows != b->flows)
        return a->flows > b->flows ? -1 : 1;
    return ls_addr_compare(&a->addr, &b->addr);
}

static bool can_be_host(const struct draft_host *host)
{
    return !ls_addr_is_multicast(&host->addr) && !ls_addr_is_unspecified(&host->addr);
}

static bool is_endpoint(const struct draft *draft, const struct draft_host *host)
{
    if (host->who.roles == 0)
        return false;
    for (ls_roles left = host->who.roles; left != 0; left &= left - 1)
        if (!ls_catalogs_role(draft->run->catalogs, (size_t)__builtin_ctzll(left))->endpoint)
            return false;
    return true;
}

static ls_roles solid_roles(const struct draft_host *host)
{
    const struct ls_identity *who = &host->who;
    return who->from == LS_ROLE_INFERRED ? who->likely | who->certain : who->roles;
}

static void write_comment(FILE *out, const char *text)
{
    ls_terminal_escape(out, (struct ls_span){(const uint8_t *)text, strlen(text)});
}

static void write_text(FILE *out, const char *text)
{
    ls_json_escape(out, (struct ls_span){(const uint8_t *)text, strlen(text)});
}

static void write_roles(const struct draft *draft, ls_roles roles)
{
    const char *before = "";
    for (; roles != 0; roles &= roles - 1) {
        size_t number = (size_t)__builtin_ctzll(roles);
        fprintf(draft->out, "%s%s", before, ls_catalogs_role(draft->run->catalogs, number)->key);
        before = ", ";
    }
}

static void write_reasons(const struct draft *draft, const struct draft_host *host)
{
    const struct ls_identity *who = &host->who;
    fputs("  #", draft->out);
    if (who->from == LS_ROLE_TOPOLOGY)
        fputs(" told", draft->out);
    for (ls_roles left = who->roles; left != 0 && who->from == LS_ROLE_INFERRED; left &= left - 1) {
        int role = __builtin_ctzll(left);
        fprintf(draft->out, " %s: %s.", ls_catalogs_role(draft->run->catalogs, (size_t)role)->key,
                ls_confidence_name(ls_confidence_of(who, role)));
    }
    fputc('\n', draft->out);
    for (size_t i = 0; i < who->because_count; i++) {
        fputs("  #   ", draft->out);
        write_comment(draft->out, who->because[i]);
        fputc('\n', draft->out);
    }
}

static void write_host(const struct draft *draft, const struct draft_host *host, ls_roles roles,
                       const char *before)
{
    char addr[LS_ADDR_TEXT];
    fprintf(draft->out, "  %s- {", before);
    if (host->name[0] != '\0') {
        fputs("name: \"", draft->out);
        write_text(draft->out, host->name);
        fputs("\", ", draft->out);
    }
    fprintf(draft->out, "ip: \"%s\", roles: [", ls_addr_format(&host->addr, addr));
    write_roles(draft, roles);
    fputs("]}\n", draft->out);
}

static void write_hosts(const struct draft *draft)
{
    size_t stated = 0, unknown = 0;
    for (const struct draft_host *host = draft->hosts; host != NULL; host = host->hh.next)
        stated += can_be_host(host) && !is_endpoint(draft, host) && solid_roles(host) != 0;
    fputs(stated > 0 ? "hosts:\n" : "hosts: []\n", draft->out);
    for (const struct draft_host *host = draft->hosts; host != NULL; host = host->hh.next) {
        ls_roles solid = solid_roles(host);
        if (!can_be_host(host) || is_endpoint(draft, host) ||
            (host->who.roles == 0 && (host->flows < BUSY_FLOWS || unknown++ >= UNKNOWN_MAX)))
            continue;
        if (host->who.roles != 0)
            write_reasons(draft, host);
        else
            fprintf(draft->out, "  # not known; %zu flow%s\n", host->flows,
                    host->flows == 1 ? "" : "s");
        write_host(draft, host, solid ? solid : host->who.roles, solid ? "" : "# ");
    }
}

static struct ls_prefix network_of(const struct ls_addr *addr)
{
    struct ls_prefix prefix = {.addr = *addr};
    prefix.bits = ls_addr_is_v4(addr) ? V4_NETWORK_BITS : V6_NETWORK_BITS;
    memset(prefix.addr.bytes + prefix.bits / 8, 0, sizeof addr->bytes - prefix.bits / 8);
    return prefix;
}

struct draft_network {
    struct ls_addr addr; /* where it begins */
    ls_roles roles;
    size_t hosts;
    UT_hash_handle hh;
};

static int by_addr(const struct draft_network *a, const struct draft_network *b)
{
    return ls_addr_compare(&a->addr, &b->addr);
}

static int gather_networks(const struct draft *draft, struct draft_network **networks)
{
    for (const struct draft_host *host = draft->hosts; host != NULL; host = host->hh.next) {
        struct draft_network *network;
        /* Users out in the Internet are in no network of the site. */
        if (!can_be_host(host) || !is_endpoint(draft, host) || solid_roles(host) == 0 ||
            ls_addr_is_global(&host->addr))
            continue;
        struct ls_prefix prefix = network_of(&host->addr);
        unsigned hash = ls_hash_bytes(&draft->hash, &prefix.addr, sizeof prefix.addr);
        HASH_FIND_BYHASHVALUE(hh, *networks, &prefix.addr, sizeof prefix.addr, hash, network);
        if (network == NULL) {
            network = calloc(1, sizeof *network);
            if (network == NULL)
                return LS_E_MEMORY;
            network->addr = prefix.addr;
            HASH_ADD_BYHASHVALUE(hh, *networks, addr, sizeof network->addr, hash, network);
            if (!map_has(network)) {
                free(network);
                return LS_E_MEMORY;
            }
        }
        network->roles |= host->who.roles;
        network->hosts++;
    }
    HASH_SRT(hh, *networks, by_addr);
    return 0;
}

static int write_networks(const struct draft *draft)
{
    struct draft_network *networks = NULL, *network, *next;
    int code = gather_networks(draft, &networks);
    fputs(networks != NULL ? "networks:\n" : "networks: []\n", draft->out);
    HASH_ITER(hh, networks, network, next)
    {
        char text[NETWORK_TEXT];
        struct ls_prefix prefix = network_of(&network->addr);
        fprintf(draft->out, "  # %zu seen; set the prefix to what the site has\n", network->hosts);
        fprintf(draft->out, "  - {cidr: \"%s\", roles: [", hosts_network_text(&prefix, text));
        write_roles(draft, network->roles);
        fputs("]}\n", draft->out);
        HASH_DEL(networks, network);
        free(network);
    }
    return code;
}

static void write_head(const struct draft *draft)
{
    const struct ls_run *run = draft->run;
    char first[LS_TIME_TEXT], last[LS_TIME_TEXT];
    fputs(
        "# A draft: hosts and roles as far as a capture shows them. Read it, correct it, fill in\n"
        "# what is missing; then ask lyncscope topology check.\n"
        "# certain: the content names the service. likely: payload where only this role is\n"
        "# documented. hint: by the host's name only, so it is left out until you say so.\n",
        draft->out);
    for (size_t i = 0; i < run->file_count; i++) {
        fputs("# ", draft->out);
        write_comment(draft->out, run->files[i]);
        fputc('\n', draft->out);
    }
    ls_time_format(run->first_ns, first);
    ls_time_format(run->last_ns, last);
    fprintf(draft->out, "# %s to %s, %llu flows\n", first, last, (unsigned long long)run->flows);
}

static void clear(struct draft *draft)
{
    struct draft_host *host, *next_host;
    struct draft_name *name, *next_name;
    HASH_ITER(hh, draft->hosts, host, next_host)
    {
        HASH_DEL(draft->hosts, host);
        free(host);
    }
    HASH_ITER(hh, draft->names, name, next_name)
    {
        HASH_DEL(draft->names, name);
        free(name->text);
        free(name);
    }
}

int ls_topology_write_draft(FILE *out, const struct ls_run *run,
                            const struct ls_summary *const *flows, size_t count)
{
    struct draft draft = {.out = out, .run = run, .hash = ls_hash_key_draw()};
    int code = gather(&draft, flows, count);
    if (code == 0) {
        settle_names(&draft);
        HASH_SRT(hh, draft.hosts, in_order);
        write_head(&draft);
        write_hosts(&draft);
        code = write_networks(&draft);
    }
    clear(&draft);
    return code;
}
