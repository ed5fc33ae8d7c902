/* listener.c - numbers, counts and protocol words of a listener. */
#include "topology/listener.h"

#include <string.h>
#include <strings.h>

/* Reads a number of at most 65535 and moves behind it; -1 when there is none. */
static long number(const char **at)
{
    long n = 0;
    size_t digits = strspn(*at, "0123456789");
    if (digits == 0 || digits > 5)
        return -1;
    for (; digits > 0; digits--)
        n = n * 10 + (*(*at)++ - '0');
    return n <= 65535 ? n : -1;
}

/* "5061", "49152-57499", or a start and how many. */
static bool read_range(const struct ls_listening *what, long *first, long *last)
{
    const char *at = what->port;
    *first = *last = number(&at);
    if (*first >= 0 && *at == '-') {
        at++;
        *last = number(&at);
    }
    if (*first < 0 || *last < *first || *at != '\0')
        return false;
    at = what->count;
    if (*at == '\0')
        return true;
    long count = number(&at);
    if (count < 1 || *at != '\0')
        return false;
    *last = *first + count - 1; /* a count of ports, not the last one */
    return *last <= 65535;
}

static void set_transport(struct ls_topology_listener *l, const struct ls_listening *what)
{
    const char *protocol = what->protocol;
    if (protocol[0] == '\0' && what->service != NULL) {
        l->tcp = what->service->tcp;
        l->udp = what->service->udp;
        return;
    }
    l->udp = strcasecmp(protocol, "Udp") == 0 || strcasecmp(protocol, "TcpOrUdp") == 0;
    l->tcp = strcasecmp(protocol, "Udp") != 0; /* Tcp, Tls, Mtls, Http, Https, TcpOrUdp */
}

int ls_listener_read(struct ls_topology *topology, const struct ls_listening *what,
                     const struct ls_said *at, struct ls_topology_listener *l)
{
    long first, last;
    if (what->port[0] == '\0' || strcmp(what->port, "0") == 0)
        return 0; /* not used */
    if (!read_range(what, &first, &last)) {
        ls_say_wrong(topology, at, "port '%.20s'%s%.20s: no ports of 1 to 65535", what->port,
                     what->count[0] ? " count " : "", what->count);
        return 0;
    }
    const char *name = what->name;
    if (what->service != NULL)
        name = what->service->name;
    else
        name = ls_arena_text(topology->arena, name, strlen(name));
    if (name == NULL)
        return LS_E_MEMORY;
    *l = (struct ls_topology_listener){.service = name,
                                       .first = (uint16_t)first,
                                       .last = (uint16_t)last,
                                       .file = at->file,
                                       .line = at->line};
    set_transport(l, what);
    if (what->service != NULL && what->service->first != 0) {
        l->usual_first = what->service->first;
        l->usual_last = (uint16_t)(what->service->first + what->service->ports - 1);
        l->media = what->service->media;
        l->speaks = what->service->speaks;
    }
    return 1;
}
