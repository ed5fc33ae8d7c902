/*
 * hosts_seen.c - names that DNS and TLS show, for hosts whose address no file told
 *
 * A client's server name and a server's certificate say who answers at an address. Anybody can
 * show either, so the topology takes them as inferred only. An answer of the site's DNS, seen in
 * the capture, is as good as told; one that any neighbour may give (mDNS, LLMNR) is not.
 */
#include <string.h>

#include "lyncscope/classify.h"

enum {
    NAME_MAX_BYTES = 253, /* RFC 1035 section 2.3.4 */
    DNS_PORT = 53,
};

static int see(struct ls_topology *topology, const struct ls_addr *addr, struct ls_span value,
               enum ls_name_from from)
{
    char name[NAME_MAX_BYTES + 1];
    if (value.len == 0 || value.len > NAME_MAX_BYTES || memchr(value.at, '\0', value.len) != NULL)
        return 0;
    memcpy(name, value.at, value.len);
    name[value.len] = '\0';
    return ls_topology_name_seen(topology, name, addr, from);
}

/* The fact is an address, a blank, a name. */
static int see_answer(struct ls_topology *topology, const struct ls_summary *summary,
                      const struct ls_fact *fact)
{
    char text[LS_ADDR_TEXT];
    struct ls_addr addr;
    struct ls_span value = fact->value;
    const uint8_t *blank = memchr(value.at, ' ', value.len);
    if (blank == NULL || fact->side >= LS_SIDE_NONE || summary->port[fact->side] != DNS_PORT)
        return 0;
    size_t n = (size_t)(blank - value.at);
    if (n >= sizeof text)
        return 0;
    memcpy(text, value.at, n);
    text[n] = '\0';
    if (!ls_addr_parse(text, &addr))
        return 0;
    struct ls_span name = {blank + 1, value.len - n - 1};
    return see(topology, &addr, name, LS_NAME_DNS);
}

int ls_name_hosts(struct ls_topology *topology, const struct ls_summary *summary)
{
    const struct ls_evidence *evidence = summary->evidence;
    struct ls_fact fact;
    size_t at = 0;
    int code = 0;
    while (code == 0 && evidence != NULL && ls_fact_next(evidence, &at, &fact)) {
        unsigned server = evidence->server_cert_side;
        if (fact.kind == LS_FACT_DNS_ANSWER)
            code = see_answer(topology, summary, &fact);
        else if (fact.kind == LS_FACT_TLS_SNI && fact.side < LS_SIDE_NONE)
            code = see(topology, &summary->addr[1 - fact.side], fact.value, LS_NAME_SNI);
        else if ((fact.kind == LS_FACT_CERT_SUBJECT || fact.kind == LS_FACT_CERT_NAME) &&
                 server < LS_SIDE_NONE)
            code = see(topology, &summary->addr[server], fact.value, LS_NAME_CERTIFICATE);
    }
    return code;
}
