/* xml_settle.c - clusters, machines and services of an XML topology become pools and hosts. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "topology/listener.h"
#include "topology/roles.h"
#include "topology/xml_topology.h"

/* All Port elements of one file are told apart by the service they stand in. */
void xt_port(struct xt *x, const struct ls_xml_element *e)
{
    struct ls_topology *t = x->in->topology;
    struct ls_said at = {x->in->file, e->line, e->column};
    struct ls_listening what = {
        .port = ls_xml_value(e, "Port"),
        .count = ls_xml_value(e, "Range"),
        .protocol = ls_xml_value(e, "Protocol"),
        .service = ls_service_find(ls_xml_value(e, "Owner"), ls_xml_value(e, "Usage"),
                                   ls_xml_value(e, "InterfaceSide"), ls_xml_value(e, "Protocol")),
    };
    char name[200];
    const char *owner = ls_xml_value(e, "Owner");
    const char *colon = strrchr(owner, ':');
    snprintf(name, sizeof name, "%.90s/%.90s", colon ? colon + 1 : owner, ls_xml_value(e, "Usage"));
    what.name = name;
    struct ls_topology_listener listener;
    int code = ls_listener_read(t, &what, &at, &listener);
    x->no_memory = x->no_memory || code == LS_E_MEMORY;
    if (code != 1)
        return;
    void *items = x->ports.items;
    if (ls_room(&items, &x->ports.room, x->ports.count, sizeof(struct xt_port)) < 0) {
        x->no_memory = true;
        return;
    }
    x->ports.items = items;
    struct xt_port *ports = x->ports.items;
    ports[x->ports.count++] =
        (struct xt_port){.listener = listener, .service = (uint32_t)x->services.count - 1};
}

static int settle_machine(struct xt *x, const struct xt_machine *machine, size_t *number)
{
    struct ls_topology *t = x->in->topology;
    const struct xt_cluster *clusters = x->clusters.items;
    struct ls_telling telling = {.name = machine->fqdn, .pool = clusters[machine->cluster].fqdn};
    *number = SIZE_MAX;
    if (machine->fqdn[0] == '\0') {
        ls_say_wrong(t, &machine->at, "a machine without name: neither it nor its cluster has one");
        return 0;
    }
    if (!ls_name_fine(t, &machine->at, machine->fqdn) ||
        (telling.pool[0] != '\0' && !ls_name_fine(t, &machine->at, telling.pool)))
        return 0;
    return ls_host_tell(t, &telling, &machine->at, number);
}

static int settle_machines(struct xt *x)
{
    const struct xt_machine *machines = x->machines.items;
    const struct xt_addr *addrs = x->addrs.items;
    size_t at = 0;
    for (size_t i = 0; i < x->machines.count; i++) {
        size_t number;
        if (settle_machine(x, &machines[i], &number) < 0)
            return LS_E_MEMORY;
        for (; at < x->addrs.count && addrs[at].machine == i; at++)
            if (number != SIZE_MAX && ls_host_tell_addr(x->in->topology, number, &addrs[at].addr,
                                                        &addrs[at].at, LS_NAME_TOLD) < 0)
                return LS_E_MEMORY;
    }
    return 0;
}

/* Finds the pool a service is installed on; a mistake is noted when there is none. */
static int find_pool(struct xt *x, struct xt_service *service)
{
    struct ls_topology *t = x->in->topology;
    const struct xt_cluster *clusters = x->clusters.items;
    uint32_t number = ls_names_find(&x->by_key, service->on);
    if (number == 0) {
        ls_say_wrong(t, &service->at, "%.60s is installed on '%.60s', and no cluster is that",
                     service->role[0] ? service->role : "a service", service->on);
        return 0;
    }
    const struct xt_cluster *cluster = &clusters[number - 1];
    service->remote = cluster->remote;
    if (cluster->fqdn[0] == '\0' || !ls_name_fine(t, &cluster->at, cluster->fqdn))
        return 0;
    if (ls_pool_tell(t, cluster->fqdn, &cluster->at, &service->pool) < 0)
        return LS_E_MEMORY;
    service->pool->services |= ls_service_bit(service->role);
    service->pool->complete = true;
    return 0;
}

/* A registrar is a Director's where the document says so, else a branch's or a Front End's. */
static ls_roles roles_of(const struct xt *x, const struct xt_service *service)
{
    const struct ls_topology *t = x->in->topology;
    ls_roles sba = ls_role_named(t, "sba");
    if (!service->active && strcasecmp(service->role, "CentralMgmt") == 0)
        return 0;
    if (strcasecmp(service->role, "Registrar") != 0)
        return ls_role_of_service(t, service->role);
    if (service->director)
        return ls_role_named(t, "director");
    if (service->remote || ls_role_of_services(t, service->pool->services) == sba)
        return sba;
    return ls_role_named(t, "front-end");
}

static int settle_service(struct xt *x, size_t i, size_t *port)
{
    const struct xt_service *service = (const struct xt_service *)x->services.items + i;
    const struct xt_port *ports = x->ports.items;
    struct ls_topology_pool *pool = service->pool;
    if (pool != NULL)
        ls_pool_tell_roles(pool, roles_of(x, service), &service->at);
    for (; *port < x->ports.count && ports[*port].service == i; (*port)++) {
        int code = pool ? ls_pool_tell_listener(x->in->topology, pool, &ports[*port].listener) : 0;
        if (code == LS_E_MEMORY)
            return code;
        if (code == LS_E_LIMIT)
            ls_say_wrong(x->in->topology, &service->at, "more than %d ports at '%.60s'",
                         LS_LISTENERS_MAX, pool->name);
    }
    return 0;
}

int xt_settle(struct xt *x)
{
    struct xt_service *services = x->services.items;
    size_t port = 0;
    if (settle_machines(x) < 0)
        return LS_E_MEMORY;
    for (size_t i = 0; i < x->services.count; i++)
        if (find_pool(x, &services[i]) < 0)
            return LS_E_MEMORY;
    for (size_t i = 0; i < x->services.count; i++) /* what a pool is follows from all of them */
        if (settle_service(x, i, &port) < 0)
            return LS_E_MEMORY;
    return 0;
}
