/*
 * audit_hosts.h - how many flows each address has
 *
 * Every flow is counted at two of them, and in a scan they are as many as flows: so they are found
 * by one look, and put into order once, when somebody wants to print them. Private to report.
 */
#pragma once

#include "base/addr_map.h"
#include "lyncscope/topology.h"

struct audit_host {
    struct ls_addr addr;
    uint64_t flows;
    uint32_t next; /* in printing order: one more than the place of the next, or 0 */
    bool listed;   /* in what people read; see LISTED in audit.h */
};

struct audit_hosts {
    struct ls_addr_map by_addr; /* address -> place in all, from 1 */
    struct audit_host *all;     /* in the order they came in */
    size_t count, room;
    uint32_t first; /* in printing order, as audit_host.next */
};

void audit_hosts_init(struct audit_hosts *hosts);
void audit_hosts_clear(struct audit_hosts *hosts);

/* audit_hosts_fetch begins to load what audit_hosts_at will ask for. */
void audit_hosts_fetch(const struct audit_hosts *hosts, const struct ls_addr *addr);
/* audit_hosts_at lends the host until the next one is made; NULL for none. */
struct audit_host *audit_hosts_at(const struct audit_hosts *hosts, const struct ls_addr *addr);
/* audit_hosts_make makes a host that is not there, and lends it; NULL when memory is out. */
struct audit_host *audit_hosts_make(struct audit_hosts *hosts, const struct ls_addr *addr);

/*
 * audit_hosts_sort puts them into the order of their addresses, and says which are listed. Returns
 * 0 or LS_E_MEMORY.
 */
LS_MUST_USE int audit_hosts_sort(struct audit_hosts *hosts, const struct ls_topology *topology);
/* audit_hosts_next walks through them in that order, from NULL to NULL. */
const struct audit_host *audit_hosts_next(const struct audit_hosts *hosts,
                                          const struct audit_host *before);
