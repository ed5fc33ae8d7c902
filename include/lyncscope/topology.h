/*
 * topology.h - who has which role here
 *
 * Told: hosts and networks from the user's files. Inferred: roles concluded from the traffic,
 * for hosts nobody told us about, each with its reasons. The two are never mixed: a told host
 * keeps its told roles.
 *
 * Threads: loading and inferring are one thread's; afterwards any number may read. What is
 * lent lives as long as the topology.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lyncscope/address.h"
#include "lyncscope/catalog.h"

enum ls_role_from { LS_ROLE_UNKNOWN, LS_ROLE_TOPOLOGY, LS_ROLE_INFERRED };

struct ls_topology_host {
    const char *name; /* "" when it has none */
    const struct ls_addr *addrs;
    size_t addr_count;
    ls_roles roles;
    enum ls_balancing balancing;
    const char *file; /* where it was told */
    unsigned line;
};

struct ls_topology_network {
    struct ls_prefix prefix;
    ls_roles roles;
    const char *file;
    unsigned line;
};

struct ls_topology_source {
    const char *path;
    char sha256[65];
    size_t hosts, networks;
};

/* What is known about one address. */
struct ls_identity {
    ls_roles roles;
    enum ls_role_from from;
    enum ls_balancing balancing;
    const char *name;         /* "" when unknown */
    bool host;                /* told as a host, not only by a network */
    const char *const *because; /* inferred: reasons, in both languages' neutral form */
    size_t because_count;
};

struct ls_topology;

/* ls_topology_new keeps catalogs, for the role list; it must outlive the topology. */
LS_MUST_USE struct ls_topology *ls_topology_new(const struct ls_catalogs *catalogs);
void ls_topology_free(struct ls_topology *topology);

/*
 * ls_topology_load reads one YAML file and merges it. Returns 0, LS_E_OPEN or LS_E_FORMAT; all
 * mistakes of the file (unknown role, bad address, conflict with what was told before) are then
 * in ls_topology_mistakes with file, line and column, and error holds the first.
 */
LS_MUST_USE int ls_topology_load(struct ls_topology *topology, const char *path,
                                 struct ls_error *error);
const struct ls_mistake *ls_topology_mistakes(const struct ls_topology *topology, size_t *count);

/* ls_topology_told says whether anything was loaded. */
bool ls_topology_told(const struct ls_topology *topology);

const struct ls_topology_source *ls_topology_sources(const struct ls_topology *topology,
                                                     size_t *count);
const struct ls_topology_host *ls_topology_hosts(const struct ls_topology *topology,
                                                 size_t *count);
const struct ls_topology_network *ls_topology_networks(const struct ls_topology *topology,
                                                       size_t *count);

/*
 * ls_topology_who answers for an address: a host beats a network, the longest prefix wins, and
 * only where nothing is told the inferred roles count.
 */
void ls_topology_who(const struct ls_topology *topology, const struct ls_addr *addr,
                     struct ls_identity *identity);

/*
 * ls_topology_infer adds roles concluded for an address, with the reason (copied; equal ones are
 * kept once, at most 8) and its mark. It changes nothing for a told host. Returns 0 or
 * LS_E_MEMORY.
 */
LS_MUST_USE int ls_topology_infer(struct ls_topology *topology, const struct ls_addr *addr,
                                  ls_roles roles, const char *because, uint64_t mark);
/*
 * ls_topology_inferred says whether a reason of this mark was given before for these roles of
 * the address; a mark stands for the text that would be written. 0 is no mark.
 */
bool ls_topology_inferred(const struct ls_topology *topology, const struct ls_addr *addr,
                          ls_roles roles, uint64_t mark);
/* ls_topology_forget drops all inferred roles. */
void ls_topology_forget(struct ls_topology *topology);
