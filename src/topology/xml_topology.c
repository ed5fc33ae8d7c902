/*
 * xml_topology.c - the published Topology (Get-CsTopology -AsXml) and the builder's .tbxml
 *
 * Elements of both forms, told by local name and by the start of their namespace, as children
 * change it from element to element. Clusters are pools, services point to them by ClusterId
 * (SiteId and Number) or, in the builder's form, by UniqueId. Unknown elements are passed over:
 * versions differ. What is found is kept in lists and put together at the end.
 */
#include "topology/xml_topology.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *name;
    enum element element;
} elements[] = {
    {"Topology", E_TOPOLOGY},
    {"TopologyBuilder", E_TOPOLOGY},
    {"Cluster", E_CLUSTER},
    {"ClusterId", E_CLUSTER_ID},
    {"Machine", E_MACHINE},
    {"NetInterface", E_INTERFACE},
    {"RemoteSites", E_REMOTE},
    {"SqlInstance", E_SQL},
    {"Service", E_SERVICE},
    {"ServiceId", E_SERVICE_ID},
    {"InstalledOn", E_INSTALLED_ON},
    {"Ports", E_PORTS},
    {"Port", E_PORT},
    {"RegistrarService", E_REGISTRAR},
    {"CentralMgmtService", E_CENTRAL},
};

static enum element element_of(const struct ls_xml_element *e)
{
    static const char ours[] = "urn:schema:Microsoft.Rtc.Management.";
    if (strncasecmp(e->space, ours, sizeof ours - 1) != 0)
        return E_OTHER;
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (strcmp(elements[i].name, e->name) == 0)
            return elements[i].element;
    return E_OTHER;
}

bool xt_is_in(const struct xt *x, enum element what)
{
    for (unsigned i = 0; i < x->depth; i++)
        if (x->path[i] == what)
            return true;
    return false;
}

static bool parent_is(const struct xt *x, enum element what)
{
    return x->depth > 0 && x->path[x->depth - 1] == what;
}

/* Copies text from the element, which is only lent. */
static const char *keep(struct xt *x, const char *text)
{
    const char *kept = ls_arena_text(x->in->topology->arena, text, strlen(text));
    x->no_memory = x->no_memory || kept == NULL;
    return kept ? kept : "";
}

static struct ls_said place(const struct xt *x, const struct ls_xml_element *e)
{
    return (struct ls_said){x->in->file, e->line, e->column};
}

/* "1:2" of SiteId and Number; a key of one kind never looks like one of the other. */
static const char *cluster_key(struct xt *x, const struct ls_xml_element *e)
{
    char key[300];
    snprintf(key, sizeof key, "%.120s:%.120s", ls_xml_value(e, "SiteId"),
             ls_xml_value(e, "Number"));
    return keep(x, key);
}

static void *one_more(struct xt *x, struct list *list, size_t size)
{
    if (ls_room(&list->items, &list->room, list->count, size) < 0) {
        x->no_memory = true;
        return NULL;
    }
    void *item = (char *)list->items + list->count++ * size;
    memset(item, 0, size);
    return item;
}

static void name_cluster(struct xt *x, const char *key)
{
    if (key[0] == '\0' || x->clusters.count == 0 || ls_names_find(&x->by_key, key) != 0)
        return;
    if (ls_names_put(&x->by_key, key, (uint32_t)x->clusters.count) < 0)
        x->no_memory = true;
}

static void open_cluster(struct xt *x, const struct ls_xml_element *e)
{
    struct xt_cluster *cluster = one_more(x, &x->clusters, sizeof *cluster);
    if (cluster == NULL)
        return;
    cluster->fqdn = keep(x, ls_xml_value(e, "Fqdn"));
    cluster->at = place(x, e);
    cluster->remote = xt_is_in(x, E_REMOTE);
    name_cluster(x, keep(x, ls_xml_value(e, "UniqueId")));
}

static void open_machine(struct xt *x, const struct ls_xml_element *e)
{
    if (!xt_is_in(x, E_CLUSTER))
        return;
    struct xt_machine *machine = one_more(x, &x->machines, sizeof *machine);
    if (machine == NULL)
        return;
    struct xt_cluster *cluster = xt_last(&x->clusters, sizeof *cluster);
    const char *fqdn = ls_xml_value(e, "Fqdn");
    machine->fqdn = fqdn[0] != '\0' ? keep(x, fqdn) : cluster->fqdn;
    machine->cluster = (uint32_t)x->clusters.count - 1;
    machine->at = place(x, e);
}

/* 0.0.0.0 stands for all addresses of the machine: it says nothing. */
static void take_addr(struct xt *x, const struct ls_xml_element *e, const char *attribute)
{
    const char *text = ls_xml_value(e, attribute);
    struct ls_said at = place(x, e);
    struct ls_addr addr;
    if (text[0] == '\0')
        return;
    if (!ls_addr_parse(text, &addr) || ls_addr_is_multicast(&addr)) {
        ls_say_wrong(x->in->topology, &at, "%s: '%.60s' is no host's IP address", attribute, text);
        return;
    }
    if (ls_addr_is_unspecified(&addr))
        return;
    struct xt_addr *item = one_more(x, &x->addrs, sizeof *item);
    if (item == NULL)
        return;
    *item = (struct xt_addr){.addr = addr, .machine = (uint32_t)x->machines.count - 1, .at = at};
}

static void open_service(struct xt *x, const struct ls_xml_element *e)
{
    struct xt_service *service = one_more(x, &x->services, sizeof *service);
    if (service == NULL)
        return;
    service->role = keep(x, ls_xml_value(e, "RoleName"));
    service->on = keep(x, ls_xml_value(e, "InstalledOn"));
    service->at = place(x, e);
    service->active = true;
}

static bool is_true(const char *text)
{
    return strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0; /* xs:boolean */
}

static void in_service(struct xt *x, enum element what, const struct ls_xml_element *e)
{
    struct xt_service *service = xt_last(&x->services, sizeof *service);
    if (what == E_SERVICE_ID && parent_is(x, E_SERVICE))
        service->role = keep(x, ls_xml_value(e, "RoleName"));
    else if (what == E_CLUSTER_ID && xt_is_in(x, E_INSTALLED_ON))
        service->on = cluster_key(x, e);
    else if (what == E_REGISTRAR)
        service->director = is_true(ls_xml_value(e, "IsDirector"));
    else if (what == E_CENTRAL)
        service->active = is_true(ls_xml_value(e, "IsActive"));
    else if (what == E_PORT)
        xt_port(x, e);
}

static void in_cluster(struct xt *x, enum element what, const struct ls_xml_element *e)
{
    if (what == E_CLUSTER_ID && parent_is(x, E_CLUSTER))
        name_cluster(x, cluster_key(x, e));
    else if (what == E_SQL)
        name_cluster(x, keep(x, ls_xml_value(e, "UniqueId")));
    else if (what == E_MACHINE)
        open_machine(x, e);
    else if (what == E_INTERFACE && xt_is_in(x, E_MACHINE)) {
        take_addr(x, e, "IPAddress");
        take_addr(x, e, "ConfiguredIPAddress"); /* what NAT puts in front of an Edge */
    }
}

/* What was passed over must not look like an open cluster, machine or service to its children. */
static bool out_of_place(const struct xt *x, enum element what)
{
    if (what == E_SERVICE || what == E_CLUSTER)
        return xt_is_in(x, E_SERVICE) || xt_is_in(x, E_CLUSTER);
    return what == E_MACHINE && (!xt_is_in(x, E_CLUSTER) || xt_is_in(x, E_SERVICE));
}

static int on_open(void *context, const struct ls_xml_element *e)
{
    struct xt *x = context;
    enum element what = element_of(e);
    if (what == E_TOPOLOGY)
        x->found = true;
    else if (xt_is_in(x, E_SERVICE))
        in_service(x, what, e);
    else if (xt_is_in(x, E_CLUSTER))
        in_cluster(x, what, e);
    else if (what == E_CLUSTER)
        open_cluster(x, e);
    else if (what == E_SERVICE)
        open_service(x, e);
    x->path[x->depth++] = out_of_place(x, what) ? E_OTHER : what;
    return x->no_memory ? LS_E_MEMORY : 0;
}

static void on_close(void *context)
{
    struct xt *x = context;
    x->depth--;
}

int ls_xml_topology_read(struct ls_text_file *in)
{
    struct xt x = {.in = in};
    struct ls_xml_reader reader = {.open = on_open, .close = on_close, .context = &x};
    ls_names_init(&x.by_key);
    int code = ls_xml_read(in, &reader);
    struct ls_said top = {in->file, 1, 1};
    if (code == 0 && !x.found)
        ls_say_wrong(in->topology, &top,
                     "no Topology is in this XML: save what Get-CsTopology "
                     "-AsXml prints, or a .tbxml of Topology Builder");
    else if (code == 0)
        code = xt_settle(&x);
    ls_names_clear(&x.by_key);
    free(x.clusters.items);
    free(x.machines.items);
    free(x.addrs.items);
    free(x.services.items);
    free(x.ports.items);
    return code == LS_E_FORMAT ? 0 : code; /* the mistake is noted */
}
