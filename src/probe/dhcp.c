/*
 * dhcp.c - DHCP (RFC 2131, RFC 2132), and the options by which Lync clients find their servers
 *
 * A Lync client says "MS-UC-Client" in option 60; a server answers with the registrar's name in
 * option 120 (RFC 3361) and the address of the certificate service in option 43.
 */
#include <string.h>

#include "probe/labels.h"
#include "probe/probes.h"

enum {
    BOOTREQUEST = 1,
    BOOTREPLY = 2,
    CHADDR_BYTES = 16,
    SNAME_BYTES = 64,
    FILE_BYTES = 128,
    OPTION_PAD = 0,
    OPTION_VENDOR_SPECIFIC = 43,
    OPTION_OVERLOAD = 52,
    OPTION_MESSAGE_TYPE = 53,
    OPTION_VENDOR_CLASS = 60,
    OPTION_SIP_SERVERS = 120,
    OPTION_END = 255,
    MESSAGE_TYPE_MAX = 18, /* RFC 2132 to RFC 7724 */
    OVERLOAD_FILE = 1,
    OVERLOAD_SNAME = 2,
    LYNC_NAME = 1, /* sub-options of 43 */
    LYNC_WEB_SERVER = 3,
};

static const char lync_class[] = "MS-UC-Client";
static const uint8_t magic[] = {0x63, 0x82, 0x53, 0x63};

/* RFC 3396: an option that comes again goes on with the value of the first. */
struct long_option {
    uint8_t bytes[512];
    size_t n;
};

/* What the options said; written to the draft once they are all known to be sound. */
struct options {
    struct ls_span vendor_class;
    struct long_option vendor_specific, sip_servers;
    uint8_t overload;
    bool reply;
};

static void append(struct long_option *option, struct ls_span value)
{
    size_t room = sizeof option->bytes - option->n;
    size_t n = value.len < room ? value.len : room;
    if (n > 0)
        memcpy(option->bytes + option->n, value.at, n);
    option->n += n;
}

static bool is_lync_class(struct ls_span text)
{
    return text.len >= sizeof lync_class - 1 &&
           memcmp(text.at, lync_class, sizeof lync_class - 1) == 0;
}

static bool keep_option(struct options *options, uint8_t code, struct ls_span value)
{
    switch (code) {
    case OPTION_MESSAGE_TYPE:
        return value.len == 1 && value.at[0] >= 1 && value.at[0] <= MESSAGE_TYPE_MAX;
    case OPTION_OVERLOAD:
        if (value.len != 1 || value.at[0] < OVERLOAD_FILE ||
            value.at[0] > (OVERLOAD_FILE | OVERLOAD_SNAME))
            return false;
        options->overload = value.at[0];
        return true;
    case OPTION_VENDOR_CLASS:
        options->vendor_class = value;
        return true;
    case OPTION_VENDOR_SPECIFIC:
        append(&options->vendor_specific, value);
        return true;
    case OPTION_SIP_SERVERS:
        append(&options->sip_servers, value);
        return true;
    default:
        return true;
    }
}

/* Walks code, length, value up to the end option or the end of the field. */
static enum ls_answer read_options(struct options *options, struct ls_cursor in)
{
    while (ls_left(&in) > 0) {
        uint8_t code = ls_u8(&in);
        if (code == OPTION_PAD)
            continue;
        if (code == OPTION_END)
            return LS_YES;
        uint8_t n = ls_u8(&in);
        struct ls_span value = ls_span_take(&in, n);
        if (in.failed)
            return LS_MAYBE;
        if (!keep_option(options, code, value))
            return LS_NO;
    }
    return LS_MAYBE;
}

/* Sub-options of 43: 1 "MS-UC-Client", 2 "https", 3 server, 4 port, 5 path, in any order. */
static void note_vendor_specific(const struct ls_view *view, struct ls_cursor in,
                                 struct ls_draft *draft)
{
    struct ls_span server = {in.at, 0};
    bool lync = false;
    while (ls_left(&in) > 0) {
        uint8_t code = ls_u8(&in);
        if (code == OPTION_PAD)
            continue;
        if (code == OPTION_END)
            break;
        uint8_t n = ls_u8(&in);
        struct ls_span text = ls_span_take(&in, n);
        if (in.failed)
            break;
        if (code == LYNC_NAME)
            lync = is_lync_class(text);
        if (code == LYNC_WEB_SERVER)
            server = text;
    }
    if (!lync)
        return;
    ls_draft_mark(draft, LS_MARK_DHCP_LYNC);
    if (server.len > 0)
        ls_draft_fact(draft, LS_FACT_DHCP_WEB_SERVER, view->side, server.at, server.len);
}

/* RFC 3361 section 3.1: encoding 0 is a list of names, 1 a list of IPv4 addresses. */
static void note_sip_servers(const struct ls_view *view, struct ls_cursor in,
                             struct ls_draft *draft)
{
    struct ls_labels name;
    char text[LS_ADDR_TEXT];
    uint8_t encoding = ls_u8(&in);

    while (encoding == 0 && ls_left(&in) > 0) {
        if (!ls_labels_read(&in, &name) || name.pointed || name.len == 0)
            return;
        ls_draft_fact(draft, LS_FACT_DHCP_SIP_SERVER, view->side, name.text, name.len);
        ls_draft_mark(draft, LS_MARK_DHCP_LYNC);
    }
    while (encoding == 1 && ls_left(&in) >= 4) {
        struct ls_addr addr = ls_addr_v4(ls_take(&in, 4));
        ls_draft_text(draft, LS_FACT_DHCP_SIP_SERVER, view->side, ls_addr_format(&addr, text));
    }
}

static void note_head(const struct ls_view *view, bool reply, struct ls_draft *draft)
{
    ls_draft_proves(draft, LS_PROTO_DHCP);
    ls_draft_client(draft, reply ? !view->side : view->side);
}

static void note_options(const struct ls_view *view, const struct options *options,
                         struct ls_draft *draft)
{
    if (options->vendor_class.len > 0)
        ls_draft_fact(draft, LS_FACT_DHCP_VENDOR, view->side, options->vendor_class.at,
                      options->vendor_class.len);
    if (!options->reply && is_lync_class(options->vendor_class))
        ls_draft_mark(draft, LS_MARK_DHCP_LYNC);
    if (!options->reply)
        return;
    const struct long_option *vendor = &options->vendor_specific, *sip = &options->sip_servers;
    note_vendor_specific(view, ls_cursor(vendor->bytes, vendor->n), draft);
    note_sip_servers(view, ls_cursor(sip->bytes, sip->n), draft);
}

/* RFC 2131 section 4.1: options go on in file, then in sname, where option 52 says so. */
static enum ls_answer read_all(struct options *options, struct ls_cursor in, struct ls_cursor sname,
                               struct ls_cursor file)
{
    enum ls_answer answer = read_options(options, in);
    uint8_t overload = options->overload;
    if (answer == LS_YES && (overload & OVERLOAD_FILE))
        answer = read_options(options, file);
    if (answer == LS_YES && (overload & OVERLOAD_SNAME))
        answer = read_options(options, sname);
    return answer;
}

/*
 * Proves the message by what stands before the options, where the snapshot length cut them off:
 * RFC 2131 section 2. Ethernet's addresses leave ten bytes of zeros behind them.
 */
static bool head_is_sane(struct ls_cursor in)
{
    enum { ETHERNET = 1, ETHERNET_BYTES = 6, HOPS_MAX = 16, BROADCAST = 0x8000 };
    uint8_t op = ls_u8(&in);
    uint8_t type = ls_u8(&in);
    uint8_t address_bytes = ls_u8(&in);
    uint8_t hops = ls_u8(&in);
    ls_take(&in, 6); /* xid, secs */
    uint16_t flags = ls_be16(&in);
    ls_take(&in, 16 + ETHERNET_BYTES);
    uint16_t zeros = ls_be16(&in);
    uint64_t more_zeros = ls_be64(&in);
    return !in.failed && (op == BOOTREQUEST || op == BOOTREPLY) && type == ETHERNET &&
           address_bytes == ETHERNET_BYTES && hops <= HOPS_MAX &&
           (flags & (uint16_t)~BROADCAST) == 0 && zeros == 0 && more_zeros == 0;
}

/* Reads the options; the message is known to be one by its cookie. */
static enum ls_answer look_options(const struct ls_view *view, bool reply, struct ls_cursor in,
                                   const struct ls_cursor fields[2], struct ls_draft *draft)
{
    struct options options;
    options.vendor_class = ls_span(in.at, 0);
    options.vendor_specific.n = options.sip_servers.n = 0;
    options.overload = 0;
    options.reply = reply;
    enum ls_answer answer = read_all(&options, in, fields[0], fields[1]);
    if (answer != LS_YES && (answer != LS_MAYBE || !view->cut))
        return answer;
    note_head(view, reply, draft);
    note_options(view, &options, draft);
    return LS_YES;
}

static enum ls_answer look_message(const struct ls_view *view, struct ls_draft *draft)
{
    struct ls_cursor in = view->bytes[view->side];

    uint8_t op = ls_u8(&in);
    ls_u8(&in); /* hardware type */
    uint8_t address_bytes = ls_u8(&in);
    if (!in.failed && (op < BOOTREQUEST || op > BOOTREPLY || address_bytes > CHADDR_BYTES))
        return LS_NO;
    ls_take(&in, 25 + CHADDR_BYTES); /* hops, xid, secs, flags, four addresses, chaddr */
    struct ls_cursor fields[2];
    fields[0] = ls_cut(&in, SNAME_BYTES);
    fields[1] = ls_cut(&in, FILE_BYTES);
    const uint8_t *cookie = ls_take(&in, sizeof magic);
    if (cookie != NULL && memcmp(cookie, magic, sizeof magic) == 0)
        return look_options(view, op == BOOTREPLY, in, fields, draft);
    if (cookie != NULL)
        return LS_NO;
    if (!view->cut || !head_is_sane(view->bytes[view->side]))
        return LS_MAYBE;
    note_head(view, op == BOOTREPLY, draft);
    return LS_YES;
}

static enum ls_answer dhcp_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    (void)state;
    return ls_whole(view, look_message(view, draft));
}

static bool dhcp_begins(uint8_t first, bool stream)
{
    (void)stream;
    return first == BOOTREQUEST || first == BOOTREPLY;
}

const struct ls_probe ls_probe_dhcp = {
    .name = "dhcp",
    .transports = LS_UDP,
    .budget = 1,
    .follow = 16,
    .begins = dhcp_begins,
    .look = dhcp_look,
};
