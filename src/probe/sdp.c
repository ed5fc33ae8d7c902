/*
 * sdp.c - the media endpoints an SDP body announces
 *
 * RFC 4566 for m= and c=, RFC 3605 for a=rtcp, and both dialects of ICE candidates that
 * Microsoft's clients write ([MS-SDPEXT], [MS-ICE2] as in RFC 5245; [MS-ICE] before it):
 *
 *   v19  a=candidate:FOUNDATION COMPONENT TRANSPORT PRIORITY ADDRESS PORT typ ...
 *   v6   a=candidate:ID COMPONENT PASSWORD TRANSPORT PREFERENCE ADDRESS PORT
 *
 * IPv6 candidates of the first kind come as a=x-candidate-ipv6. A relay candidate is
 * announced with the kind of its media too: that is what will flow there.
 */
#include "probe/sdp.h"

#include <netinet/in.h>

#include "probe/text.h"

struct media {
    const struct ls_announcement *by;
    struct ls_draft *draft;
    bool predicts;   /* this m= line is of a kind that makes flows of its own */
    bool rtcp_known; /* a=rtcp, a=rtcp-mux or a candidate of component 2 was there */
    uint8_t kind;    /* enum ls_announce */
    uint8_t ip_proto;
    uint16_t port;
    struct ls_span addr;      /* c= of this media */
    struct ls_span addr_rtcp; /* a=rtcp with an address */
    struct ls_span addr_all;  /* c= of the session */
    uint16_t port_rtcp;
};

/* Port 0 says "refused" (RFC 3264 section 6), 9 "see the candidates" (RFC 8840 section 4.1.1). */
static bool is_flow_port(uint32_t port)
{
    return port != 0 && port != 9;
}

static void announce(const struct media *media, struct ls_span addr, uint32_t port,
                     uint8_t ip_proto)
{
    char text[LS_ADDR_TEXT];
    struct ls_announcement what = *media->by;

    if (!is_flow_port(port) || addr.len == 0 || addr.len >= sizeof text)
        return;
    if (memchr(addr.at, 0, addr.len) != NULL)
        return;
    memcpy(text, addr.at, addr.len);
    text[addr.len] = 0;
    /* An unspecified address means "on hold" here, but "the announcer's own" in a draft. */
    if (!ls_addr_parse(text, &what.addr) || ls_addr_is_unspecified(&what.addr))
        return;
    what.port = (uint16_t)port;
    what.ip_proto = ip_proto;
    what.kind = media->kind;
    ls_draft_announce(media->draft, &what);
}

/* c= and a=rtcp may stand after the m= line they belong to, so a media ends with the next. */
static void end_media(const struct media *media)
{
    if (!media->predicts)
        return;
    struct ls_span addr = media->addr.len > 0 ? media->addr : media->addr_all;
    announce(media, addr, media->port, media->ip_proto);
    if (media->port_rtcp != 0) {
        struct ls_span rtcp = media->addr_rtcp.len > 0 ? media->addr_rtcp : addr;
        announce(media, rtcp, media->port_rtcp, media->ip_proto);
    } else if (!media->rtcp_known && media->ip_proto == IPPROTO_UDP && is_flow_port(media->port)) {
        announce(media, addr, media->port + 1U <= UINT16_MAX ? media->port + 1U : 0,
                 media->ip_proto);
    }
}

static bool media_kind(struct ls_span name, uint8_t *kind)
{
    static const struct {
        const char *name;
        uint8_t kind;
    } kinds[] = {
        {"audio", LS_ANNOUNCE_AUDIO},
        {"video", LS_ANNOUNCE_VIDEO},
        {"applicationsharing", LS_ANNOUNCE_APP_SHARING},
        {"data", LS_ANNOUNCE_DATA},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!ls_text_is(name, kinds[i].name))
            continue;
        *kind = kinds[i].kind;
        return true;
    }
    return false;
}

/* m=KIND PORT[/COUNT] TRANSPORT FORMATS (RFC 4566 section 5.14). */
static void begin_media(struct media *media, struct ls_cursor line)
{
    struct ls_span kind, port_text, transport;
    uint32_t port;
    struct media fresh = {.by = media->by, .draft = media->draft, .addr_all = media->addr_all};

    end_media(media);
    *media = fresh;
    if (!ls_text_word(&line, &kind) || !ls_text_word(&line, &port_text) ||
        !ls_text_word(&line, &transport) || !media_kind(kind, &media->kind))
        return;
    struct ls_cursor number = ls_span_cursor(port_text);
    if (!ls_text_number(ls_text_until(&number, '/'), UINT16_MAX, &port) || port == 0)
        return;
    media->port = (uint16_t)port;
    media->ip_proto = ls_text_begins(transport, "TCP") ? IPPROTO_TCP : IPPROTO_UDP;
    media->predicts = true;
}

/* c=IN IP4 ADDRESS[/TTL] (RFC 4566 section 5.7); a=rtcp:PORT ends with the same three words. */
static struct ls_span connection(struct ls_cursor *line)
{
    struct ls_span net, family, addr;
    if (!ls_text_word(line, &net) || !ls_text_word(line, &family) || !ls_text_word(line, &addr) ||
        !ls_text_is(net, "IN"))
        return ls_span(NULL, 0);
    struct ls_cursor rest = ls_span_cursor(addr);
    return ls_text_until(&rest, '/');
}

static void read_rtcp(struct media *media, struct ls_cursor line)
{
    struct ls_span word;
    uint32_t port;
    if (!ls_text_word(&line, &word) || !ls_text_number(word, UINT16_MAX, &port))
        return;
    media->rtcp_known = true;
    media->port_rtcp = (uint16_t)port;
    media->addr_rtcp = connection(&line);
}

static bool transport_proto(struct ls_span word, uint8_t *ip_proto)
{
    if (ls_text_is(word, "UDP"))
        *ip_proto = IPPROTO_UDP;
    else if (ls_text_is(word, "TCP") || ls_text_begins(word, "TCP-"))
        *ip_proto = IPPROTO_TCP;
    else
        return false;
    return true;
}

static void read_candidate(struct media *media, struct ls_cursor line)
{
    enum { ID, COMPONENT, V19_TRANSPORT, V6_TRANSPORT, ADDRESS = 4, WORDS = 7 };
    struct ls_span word[WORDS];
    size_t count = 0;
    uint8_t ip_proto;
    uint32_t port;

    while (count < WORDS && ls_text_word(&line, &word[count]))
        count++;
    size_t addr = ADDRESS;
    if (count > ADDRESS + 1 && transport_proto(word[V19_TRANSPORT], &ip_proto))
        addr = ADDRESS;
    else if (count > ADDRESS + 2 && transport_proto(word[V6_TRANSPORT], &ip_proto))
        addr = ADDRESS + 1;
    else
        return;
    if (!ls_text_number(word[addr + 1], UINT16_MAX, &port))
        return;
    media->rtcp_known |= ls_text_is(word[COMPONENT], "2");
    announce(media, word[addr], port, ip_proto);
}

static void read_attribute(struct media *media, struct ls_cursor line)
{
    struct ls_span name = ls_text_until(&line, ':');
    if (!media->predicts)
        return;
    if (ls_text_is(name, "candidate") || ls_text_is(name, "x-candidate-ipv6"))
        read_candidate(media, line);
    else if (ls_text_is(name, "rtcp"))
        read_rtcp(media, line);
    else if (ls_text_is(name, "rtcp-mux"))
        media->rtcp_known = true;
}

static void read_line(struct media *media, struct ls_span text, bool in_session)
{
    struct ls_cursor line = ls_span_cursor(text);
    uint8_t type = ls_u8(&line);
    if (ls_u8(&line) != '=')
        return;
    if (type == 'm')
        begin_media(media, line);
    else if (type == 'c' && in_session)
        media->addr_all = connection(&line);
    else if (type == 'c')
        media->addr = connection(&line);
    else if (type == 'a')
        read_attribute(media, line);
}

void ls_sdp_announce(struct ls_cursor body, bool whole, const struct ls_announcement *by,
                     struct ls_draft *draft)
{
    struct media media = {.by = by, .draft = draft};
    struct ls_span line;
    bool in_session = true;

    while (ls_text_line(&body, &line)) {
        in_session &= line.len == 0 || *line.at != 'm';
        read_line(&media, line, in_session);
    }
    line = ls_span_take(&body, ls_left(&body));
    if (whole && line.len > 0)
        read_line(&media, line, in_session && *line.at != 'm');
    end_media(&media);
}
