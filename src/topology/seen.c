/* seen.c - names and addresses that the capture shows, for hosts whose address nobody told. */
#include <stdio.h>
#include <string.h>

#include "topology/store.h"

static const char *words(enum ls_name_from from)
{
    switch (from) {
    case LS_NAME_DNS:
        return "DNS answer";
    case LS_NAME_CERTIFICATE:
        return "certificate";
    case LS_NAME_SNI:
        return "TLS server name";
    case LS_NAME_TOLD:
    case LS_NAME_HOSTS:
        break;
    }
    return "name";
}

static bool can_be_host(const struct ls_addr *addr)
{
    return !ls_addr_is_multicast(addr) && !ls_addr_is_unspecified(addr);
}

/*
 * An address that has a name keeps it, but for two cases: a server's own name is better than its
 * pool's, and a DNS answer better than what TLS shows.
 */
static bool gives_way(const struct ls_guess *guess, const struct ls_topology_host *host,
                      enum ls_name_from from)
{
    if (guess->name == NULL)
        return true;
    if (guess->shared != host->shared)
        return guess->shared;
    return !guess->told && from == LS_NAME_DNS;
}

static int bind(struct ls_topology *t, struct ls_topology_host *host, struct ls_guess *guess,
                enum ls_name_from from)
{
    char because[320], standin[LS_STANDIN_TEXT];
    const char *shown = host->name;
    bool counted = guess->name != NULL && strcmp(guess->name, host->name) == 0;
    if (!counted)
        host->seen++;
    guess->name = host->name;
    guess->told = from == LS_NAME_DNS;
    guess->roles = host->roles;
    guess->likely = guess->told ? 0 : host->roles;
    guess->certain = 0;
    guess->pool = host->shared ? NULL : host->pool;
    guess->balancing = host->balancing;
    guess->shared = host->shared;
    t->told_guesses = t->told_guesses || guess->told;
    guess->because_count = 0;
    if (t->anonymiser != NULL) {
        ls_anonymise_host(t->anonymiser, ls_span(host->name, strlen(host->name)), standin);
        shown = standin;
    }
    snprintf(because, sizeof because, "%s: %s", words(from), shown);
    return ls_guess_because(t, guess, because, 0);
}

bool ls_topology_lacks(const struct ls_topology *topology)
{
    return topology->lacks;
}

int ls_topology_name_seen(struct ls_topology *t, const char *name, const struct ls_addr *addr,
                          enum ls_name_from from)
{
    uint32_t number = ls_names_find(&t->by_name, name);
    if (number == 0 || !can_be_host(addr) || ls_addr_map_find(&t->by_addr, addr, 128) != 0)
        return 0;
    struct ls_topology_host *host = &t->hosts[number - 1];
    struct ls_guess *guess = NULL;
    if (host->addr_count > 0 || host->roles == 0 || host->seen >= LS_SEEN_MAX)
        return 0;
    if (ls_guess_at(t, addr, &guess) < 0)
        return LS_E_MEMORY;
    return gives_way(guess, host, from) ? bind(t, host, guess, from) : 0;
}
