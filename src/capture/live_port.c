/* live_port.c - libpcap's handle of one interface, and what its refusals mean to a user. */
#include "capture/live_port.h"

#include <string.h>

#include "capture/linktype.h"
#include "lyncscope/now.h"

enum {
    SNAPLEN = 262144,
    BUFFER_BYTES = 64 << 20, /* half a second of 1 Gbit/s; the kernel's own choice is 2 MiB */
};

static void name_interfaces(char *text, size_t room)
{
    struct ls_interface *list;
    size_t count;
    text[0] = '\0';
    if (ls_interfaces(&list, &count, NULL) < 0)
        return;
    for (size_t i = 0, used = 0; i < count; i++) {
        int n = snprintf(text + used, room - used, "%s%s", i > 0 ? ", " : "", list[i].name);
        if (n < 0 || (size_t)n >= room - used) {
            text[used] = '\0';
            break;
        }
        used += (size_t)n;
    }
    ls_interfaces_free(list, count);
}

static int explain(const char *interface, int code, const char *why, struct ls_error *error)
{
    char names[200];
    if (error == NULL)
        return LS_E_OPEN; /* nobody asks; and behind the sandbox the names are not to be had */
    switch (code) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
        name_interfaces(names, sizeof names);
        return ls_fail(error, LS_E_OPEN,
                       "%s: there is no such interface; known are %s (-D lists all)", interface,
                       names[0] != '\0' ? names : "none");
    case PCAP_ERROR_PERM_DENIED:
        return ls_fail(error, LS_E_OPEN,
                       "%s: capturing needs root or CAP_NET_RAW (setcap cap_net_raw=ep on the "
                       "program grants it)",
                       interface);
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        return ls_fail(error, LS_E_OPEN,
                       "%s: promiscuous mode is not permitted; -p captures without it", interface);
    case PCAP_ERROR_IFACE_NOT_UP:
        return ls_fail(error, LS_E_OPEN, "%s: the interface is down", interface);
    default:
        return ls_fail(error, LS_E_OPEN, "%s: %s", interface,
                       why[0] != '\0' ? why : pcap_statustostr(code));
    }
}

/* The handles of an interface share what it may have. */
static int buffer_bytes(const struct ls_source_options *options)
{
    uint32_t bytes = options->buffer_bytes > 0 ? options->buffer_bytes : BUFFER_BYTES;
    return (int)(options->handles > 1 ? (bytes + options->handles - 1) / options->handles : bytes);
}

static int activate(struct ls_port *port, const struct ls_source_options *options,
                    struct ls_error *error)
{
    pcap_t *pcap = port->pcap;
    pcap_set_snaplen(pcap, options->snaplen > 0 ? (int)options->snaplen : SNAPLEN);
    pcap_set_promisc(pcap, !options->no_promiscuous);
    pcap_set_timeout(pcap, LS_PORT_WAIT_MS);
    pcap_set_buffer_size(pcap, buffer_bytes(options));
    pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
    int code = pcap_activate(pcap);
    if (code < 0)
        return explain(port->interface, code, pcap_geterr(pcap), error);
    port->unit_ns = pcap_get_tstamp_precision(pcap) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
    if (port->opened && pcap_datalink(pcap) != port->link_type)
        return ls_fail(error, LS_E_OPEN, "%s: is of another kind now", port->interface);
    port->link_type = pcap_datalink(pcap);
    char why[PCAP_ERRBUF_SIZE] = "";
    if (pcap_setnonblock(pcap, 1, why) < 0)
        return explain(port->interface, PCAP_ERROR, why, error);
    port->fd = pcap_get_selectable_fd(pcap);
    return 0;
}

static int install_filter(struct ls_port *port, const char *text, struct ls_error *error)
{
    struct ls_filter filter = {.text = text, .where = port->interface};
    int code = port->opened ? 0 : ls_filter_compile(port->pcap, &filter, &port->filter, error);
    if (code == 0 && pcap_setfilter(port->pcap, &port->filter) < 0)
        code = ls_fail(error, LS_E_USAGE, "filter: %s", pcap_geterr(port->pcap));
    return code;
}

/*
 * A handle captures from its opening on; until it is in the group it has what the others have. What
 * came by then it leaves to them.
 */
static int join(struct ls_port *port, struct ls_error *error)
{
    int code = ls_fanout_join(port->fanout, port->fd);
    if (code < 0)
        return ls_fail(error, LS_E_LIMIT, "%s: the kernel does not deal out its frames (%s)",
                       port->interface, strerror(-code));
    port->joined = true;
    port->since_ns = ls_now_wall();
    return 0;
}

void ls_port_close(struct ls_port *port)
{
    if (port->pcap != NULL)
        pcap_close(port->pcap);
    if (port->joined)
        ls_fanout_leave(port->fanout);
    port->joined = false;
    port->pcap = NULL;
    port->fd = -1;
    port->last_kernel = port->last_interface = 0;
}

int ls_port_open(struct ls_port *port, const struct ls_source_options *options,
                 struct ls_error *error)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    port->pcap = pcap_create(port->interface, why);
    if (port->pcap == NULL)
        return explain(port->interface, PCAP_ERROR, why, error);
    int code = activate(port, options, error);
    if (code == 0 && options->filter != NULL && options->filter[0] != '\0')
        code = install_filter(port, options->filter, error);
    if (code == 0 && port->fanout != NULL) {
        code = join(port, error);
        if (code < 0 && !port->opened)
            pcap_freecode(&port->filter);
    }
    if (code < 0)
        ls_port_close(port);
    port->opened |= code == 0;
    return code;
}

void ls_port_count_drops(struct ls_port *port)
{
    struct pcap_stat counts;
    if (port->pcap == NULL || pcap_stats(port->pcap, &counts) < 0)
        return;
    port->dropped_kernel += (uint32_t)(counts.ps_drop - port->last_kernel);
    port->dropped_interface += (uint32_t)(counts.ps_ifdrop - port->last_interface);
    port->last_kernel = counts.ps_drop;
    port->last_interface = counts.ps_ifdrop;
}
