/*
 * rpc_endpoints.c - dynamic ports that answers announce
 *
 * Both searches look for the thing itself wherever it stands in the stub, not for
 * the structures around it: so ept_map and ept_lookup, NDR and NDR64, all activation and OXID
 * calls are served by one rule each. Both rules are long enough not to match by chance.
 */
#include "probe/rpc.h"

enum {
    FLOOR_UUID = 0x0D,
    FLOOR_CONNECTION = 0x0B,
    FLOOR_TCP = 0x07,
    UUID_FLOOR = 19, /* protocol id, UUID, major version */
    TOWER_TCP = 7,   /* ncacn_ip_tcp as a string binding: [MS-DCOM] section 2.2.19.3 */
    NAME_MAX = 255,
    PORT_DIGITS_MAX = 5,
    SYSTEM_PORTS = 1024,
};

static void announce(const struct rpc_announcer *who, uint16_t port)
{
    struct ls_announcement what = {.port = port,
                                   .ip_proto = 6,
                                   .kind = LS_ANNOUNCE_RPC,
                                   .side = who->side,
                                   .time_ns = who->time_ns};
    ls_draft_announce(who->draft, &what);
}

/* Reads a floor whose left side begins with protocol and returns its right side. */
static struct ls_cursor read_floor(struct ls_cursor *in, uint8_t protocol, size_t left,
                                   size_t right)
{
    bool good = ls_le16(in) == left;
    good = ls_u8(in) == protocol && good;
    ls_take(in, left - 1);
    good = ls_le16(in) == right && good;
    struct ls_cursor side = ls_cut(in, right);
    in->failed = in->failed || !good;
    return side;
}

/*
 * A tower for TCP: interface, transfer syntax, connection-oriented RPC, port, address.
 * C706 appendix L; counts are little endian in either byte order, the port is big endian.
 */
static uint16_t read_tower(struct ls_cursor in)
{
    enum { FLOORS = 5 };
    if (ls_le16(&in) != FLOORS)
        return 0;
    read_floor(&in, FLOOR_UUID, UUID_FLOOR, 2);
    read_floor(&in, FLOOR_UUID, UUID_FLOOR, 2);
    read_floor(&in, FLOOR_CONNECTION, 1, 2);
    struct ls_cursor port = read_floor(&in, FLOOR_TCP, 1, 2);
    if (in.failed)
        return 0;
    return ls_be16(&port);
}

void rpc_find_towers(struct ls_cursor stub, const struct rpc_announcer *who)
{
    static const uint8_t head[] = {5, 0, UUID_FLOOR, 0, FLOOR_UUID};
    for (; ls_left(&stub) > sizeof head; ls_u8(&stub)) {
        if (!ls_starts(&stub, head, sizeof head))
            continue;
        uint16_t port = read_tower(stub);
        if (port != 0)
            announce(who, port);
    }
}

static bool is_name(uint16_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
           c == '-' || c == '_' || c == ':' || c == '%';
}

/* Reads `name[port]` and its zero character; returns 0 when it is anything else. */
static uint16_t read_binding(struct ls_cursor in, bool big)
{
    uint32_t port = 0;
    int name = 0, digits = 0;
    uint16_t c;

    while (is_name(c = rpc_u16(&in, big)) && name <= NAME_MAX)
        name++;
    if (c != '[' || name == 0)
        return 0;
    while ((c = rpc_u16(&in, big)) >= '0' && c <= '9' && digits < PORT_DIGITS_MAX) {
        port = port * 10 + (c - (uint32_t)'0');
        digits++;
    }
    if (c != ']' || rpc_u16(&in, big) != 0 || in.failed)
        return 0;
    return port > SYSTEM_PORTS && port <= UINT16_MAX ? (uint16_t)port : 0;
}

void rpc_find_bindings(struct ls_cursor stub, bool big, const struct rpc_announcer *who)
{
    for (; ls_left(&stub) > 2; ls_u8(&stub)) {
        struct ls_cursor in = stub;
        if (rpc_u16(&in, big) != TOWER_TCP)
            continue;
        uint16_t port = read_binding(in, big);
        if (port != 0)
            announce(who, port);
    }
}
