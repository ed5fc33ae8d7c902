/*
 * hosts_seen.c - names that TLS shows, for hosts whose address no file told
 *
 * A client's server name and a server's certificate say who answers at an address. Anybody can
 * show either, so the topology takes them as inferred only.
 */
#include <string.h>

#include "lyncscope/classify.h"

enum { NAME_MAX_BYTES = 253 }; /* RFC 1035 section 2.3.4 */

static int see(struct ls_topology *topology, const struct ls_addr *addr, const struct ls_fact *fact,
               enum ls_name_from from)
{
    char name[NAME_MAX_BYTES + 1];
    if (fact->value.len == 0 || fact->value.len > NAME_MAX_BYTES ||
        memchr(fact->value.at, '\0', fact->value.len) != NULL)
        return 0;
    memcpy(name, fact->value.at, fact->value.len);
    name[fact->value.len] = '\0';
    return ls_topology_name_seen(topology, name, addr, from);
}

int ls_name_hosts(struct ls_topology *topology, const struct ls_summary *summary)
{
    const struct ls_evidence *evidence = summary->evidence;
    struct ls_fact fact;
    size_t at = 0;
    int code = 0;
    while (code == 0 && evidence != NULL && ls_fact_next(evidence, &at, &fact)) {
        unsigned server = evidence->server_cert_side;
        if (fact.kind == LS_FACT_TLS_SNI && fact.side < LS_SIDE_NONE)
            code = see(topology, &summary->addr[1 - fact.side], &fact, LS_NAME_SNI);
        else if ((fact.kind == LS_FACT_CERT_SUBJECT || fact.kind == LS_FACT_CERT_NAME) &&
                 server < LS_SIDE_NONE)
            code = see(topology, &summary->addr[server], &fact, LS_NAME_CERTIFICATE);
    }
    return code;
}
