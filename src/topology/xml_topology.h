/* xml_topology.h - what the XML of a topology said, before it is put together. Private. */
#pragma once

#include "topology/xml.h"

enum element {
    E_OTHER,
    E_TOPOLOGY,
    E_CLUSTER,
    E_CLUSTER_ID,
    E_MACHINE,
    E_INTERFACE,
    E_REMOTE,
    E_SQL,
    E_SERVICE,
    E_SERVICE_ID,
    E_INSTALLED_ON,
    E_PORTS,
    E_PORT,
    E_REGISTRAR,
    E_CENTRAL,
};

struct list {
    void *items;
    size_t count, room;
};

struct xt_cluster {
    const char *fqdn;
    bool remote; /* of a branch site */
    struct ls_said at;
};

struct xt_machine {
    const char *fqdn;
    uint32_t cluster;
    struct ls_said at;
};

struct xt_addr {
    struct ls_addr addr;
    uint32_t machine;
    struct ls_said at;
};

struct xt_service {
    const char *role, *on; /* on: key of the cluster */
    bool director, active;
    struct ls_topology_pool *pool; /* of the cluster, or NULL */
    bool remote;                   /* of a branch site */
    struct ls_said at;
};

struct xt_port {
    struct ls_topology_listener listener;
    uint32_t service;
};

struct xt {
    struct ls_text_file *in;
    enum element path[LS_XML_DEPTH_MAX + 1];
    unsigned depth;
    bool found, no_memory;
    struct list clusters, machines, addrs, services, ports;
    struct ls_names by_key; /* of clusters, from 1 */
};

static inline void *xt_last(const struct list *list, size_t size)
{
    return (char *)list->items + (list->count - 1) * size;
}

bool xt_is_in(const struct xt *x, enum element what);

/* xt_port notes a Port element of the last service. */
void xt_port(struct xt *x, const struct ls_xml_element *e);

/* xt_settle tells the topology all of it. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int xt_settle(struct xt *x);
