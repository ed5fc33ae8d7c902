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

/* What the options said; written to the draft once they are all known to be sound. */
struct options {
    struct ls_span vendor_class, vendor_specific, sip_servers;
    uint8_t overload;
    bool reply;
};

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
        options->vendor_specific = value;
        return true;
    case OPTION_SIP_SERVERS:
        options->sip_servers = value;
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

/* Sub-options of 43: 1 "MS-UC-Client", 2 "https", 3 server, 4 port, 5 path. */
static void note_vendor_specific(const struct ls_view *view, struct ls_span value,
                                 struct ls_draft *draft)
{
    struct ls_cursor in = ls_span_cursor(value);
    bool lync = false;
    while (ls_left(&in) > 0) {
        uint8_t code = ls_u8(&in);
        uint8_t n = ls_u8(&in);
        struct ls_span text = ls_span_take(&in, n);
        if (in.failed)
            return;
        if (code == LYNC_NAME)
            lync = is_lync_class(text);
        if (code == LYNC_WEB_SERVER && lync)
            ls_draft_fact(draft, LS_FACT_DHCP_WEB_SERVER, view->side, text.at, text.len);
    }
    if (lync)
        ls_draft_mark(draft, LS_MARK_DHCP_LYNC);
}

/* RFC 3361 section 3.1: encoding 0 is a list of names, 1 a list of IPv4 addresses. */
static void note_sip_servers(const struct ls_view *view, struct ls_span value,
                             struct ls_draft *draft)
{
    struct ls_cursor in = ls_span_cursor(value);
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

static void note(const struct ls_view *view, const struct options *options, struct ls_draft *draft)
{
    ls_draft_proves(draft, LS_PROTO_DHCP);
    ls_draft_client(draft, options->reply ? !view->side : view->side);
    if (options->vendor_class.len > 0)
        ls_draft_fact(draft, LS_FACT_DHCP_VENDOR, view->side, options->vendor_class.at,
                      options->vendor_class.len);
    if (!options->reply && is_lync_class(options->vendor_class))
        ls_draft_mark(draft, LS_MARK_DHCP_LYNC);
    if (!options->reply)
        return;
    note_vendor_specific(view, options->vendor_specific, draft);
    note_sip_servers(view, options->sip_servers, draft);
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

static enum ls_answer dhcp_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    struct ls_cursor in = view->bytes[view->side];
    struct options options = {.overload = 0};
    (void)state;

    uint8_t op = ls_u8(&in);
    ls_u8(&in); /* hardware type */
    uint8_t address_bytes = ls_u8(&in);
    if (!in.failed && (op < BOOTREQUEST || op > BOOTREPLY || address_bytes > CHADDR_BYTES))
        return LS_NO;
    ls_take(&in, 25 + CHADDR_BYTES); /* hops, xid, secs, flags, four addresses, chaddr */
    struct ls_cursor sname = ls_cut(&in, SNAME_BYTES);
    struct ls_cursor file = ls_cut(&in, FILE_BYTES);
    const uint8_t *cookie = ls_take(&in, sizeof magic);
    if (cookie == NULL)
        return LS_MAYBE;
    if (memcmp(cookie, magic, sizeof magic) != 0)
        return LS_NO;
    options.reply = op == BOOTREPLY;
    enum ls_answer answer = read_all(&options, in, sname, file);
    if (answer == LS_YES || (answer == LS_MAYBE && view->cut)) {
        note(view, &options, draft);
        return LS_YES;
    }
    return answer;
}

const struct ls_probe ls_probe_dhcp = {
    .name = "dhcp",
    .transports = LS_UDP,
    .budget = 1,
    .follow = 16,
    .look = dhcp_look,
};
