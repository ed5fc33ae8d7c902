/* networks.c - the networks we were told of. */
#include <string.h>

#include "topology/store.h"

/* Keeps the lengths in use, longest first. */
static void use_length(struct ls_topology *t, uint8_t bits)
{
    size_t at = 0;
    while (at < t->length_count && t->lengths[at] > bits)
        at++;
    if (at < t->length_count && t->lengths[at] == bits)
        return;
    memmove(t->lengths + at + 1, t->lengths + at, t->length_count - at);
    t->lengths[at] = bits;
    t->length_count++;
}

static int keep(struct ls_topology *t, const struct ls_topology_network *network)
{
    const struct ls_prefix *prefix = &network->prefix;
    void *list = t->networks;
    int code = ls_room(&list, &t->network_room, t->network_count, sizeof *t->networks);
    t->networks = list;
    if (code < 0 || ls_addr_map_put(&t->by_prefix, &prefix->addr, prefix->bits,
                                    (uint32_t)t->network_count + 1) < 0)
        return LS_E_MEMORY;
    t->networks[t->network_count++] = *network;
    use_length(t, prefix->bits);
    return 0;
}

bool ls_network_parse(struct ls_topology *t, const char *text, const struct ls_said *at,
                      struct ls_prefix *prefix)
{
    char right[LS_ADDR_TEXT];
    if (!ls_prefix_parse(text, prefix)) {
        ls_say_wrong(t, at, "'%.60s' is no network; write 10.20.0.0/16 or \"fd00::/64\"", text);
        return false;
    }
    struct ls_addr start = ls_prefix_start(&prefix->addr, prefix->bits);
    if (ls_addr_equal(&start, &prefix->addr))
        return true;
    ls_say_wrong(t, at, "'%.60s' has bits set after the prefix; did you mean %s/%u?", text,
                 ls_addr_format(&start, right),
                 ls_addr_is_v4(&start) ? prefix->bits - 96U : prefix->bits);
    return false;
}

int ls_network_tell(struct ls_topology *t, const struct ls_topology_network *network,
                    const struct ls_said *at)
{
    uint32_t number = ls_addr_map_find(&t->by_prefix, &network->prefix.addr, network->prefix.bits);
    if (number == 0)
        return keep(t, network);
    /* Two files may agree; one file that says a thing twice has a slip in it. */
    const struct ls_topology_network *other = &t->networks[number - 1];
    if (other->roles != network->roles || other->file == network->file)
        ls_say_wrong(t, at, "this network is told in %s, line %u already", other->file,
                     other->line);
    return 0;
}
