/* turn.c - what a STUN or TURN message says, and the packets inside */
#include "probe/turn.h"

enum {
    ATTR_MAPPED_ADDRESS = 0x0001, /* of an MS-TURN allocation: the relay's */
    ATTR_DATA = 0x0013,
    ATTR_REALM = 0x0014,
    ATTR_MS_REALM = 0x0015, /* [MS-TURN]: realm and nonce are swapped */
    ATTR_XOR_RELAYED_ADDRESS = 0x0016,
    ATTR_XOR_MAPPED_ADDRESS = 0x0020,
    ATTR_MS_XOR_MAPPED_ADDRESS = 0x8020,
    ATTR_MS_ALTERNATE_MAPPED = 0x8090,    /* [MS-TURN]: the relay's IPv6 address */
    ATTR_CANDIDATE_IDENTIFIER = 0x8054,   /* [MS-ICE2] */
    ATTR_ADMISSION = 0x8056,              /* [MS-TURNBWM] section 2.2 */
    ATTR_IMPLEMENTATION_VERSION = 0x8070, /* [MS-ICE2] */
    FAMILY_V4 = 1,
    FAMILY_V6 = 2,
    IP_TCP = 6,
    IP_UDP = 17,
    MULTIPLEXED = 0xFF10,
};

static bool is_binding(const struct stun_message *message)
{
    return !message->ms_turn && (message->type & ~0x0110) == STUN_BINDING;
}

static bool is_allocate(const struct stun_message *message)
{
    return (message->type & ~0x0110) == TURN_ALLOCATE;
}

/* RFC 8489 section 14.1; mask: 16 bytes for the XOR form of section 14.2, or NULL. */
static bool read_address(struct ls_cursor in, const uint8_t *mask, struct ls_addr *addr,
                         uint16_t *port)
{
    uint8_t bytes[16];
    uint16_t family = ls_be16(&in);
    *port = ls_be16(&in);
    size_t n = family == FAMILY_V4 ? 4 : 16;
    const uint8_t *from = ls_take(&in, n);
    if (in.failed || ls_left(&in) > 0 || (family != FAMILY_V4 && family != FAMILY_V6))
        return false;
    for (size_t i = 0; i < n; i++)
        bytes[i] = mask != NULL ? from[i] ^ mask[i] : from[i];
    if (mask != NULL)
        *port = (uint16_t)(*port ^ (mask[0] << 8 | mask[1]));
    *addr = family == FAMILY_V4 ? ls_addr_v4(bytes) : ls_addr_v6(bytes);
    return *port != 0;
}

/*
 * The two addresses an allocation tells: the relay's, which peers will send to, and the client's
 * as the server sees it. MS-TURN relays by the transport it is spoken over, RFC 8656 always UDP.
 */
static void announce(struct turn_talk *talk, const struct stun_message *message,
                     struct ls_cursor value, bool xor)
{
    struct ls_announcement what = {
        .ip_proto = message->ms_turn && talk->view->stream ? IP_TCP : IP_UDP,
        .kind = LS_ANNOUNCE_RELAY,
        .side = talk->side,
        .time_ns = talk->view->time_ns,
    };
    if (read_address(value, xor? message->id : NULL, &what.addr, &what.port))
        ls_draft_announce(talk->draft, &what);
}

static void note_allocated(struct turn_talk *talk, const struct stun_message *message,
                           const struct stun_attribute *attribute)
{
    switch (attribute->type) {
    case ATTR_MAPPED_ADDRESS:
    case ATTR_MS_ALTERNATE_MAPPED:
        if (message->ms_turn)
            announce(talk, message, attribute->value, false);
        break;
    case ATTR_MS_XOR_MAPPED_ADDRESS:
        if (message->ms_turn)
            announce(talk, message, attribute->value, true);
        break;
    case ATTR_XOR_RELAYED_ADDRESS:
    case ATTR_XOR_MAPPED_ADDRESS:
        if (!message->ms_turn)
            announce(talk, message, attribute->value, true);
        break;
    default:
        break;
    }
}

/* [MS-TURNBWM] section 2.2.1: what of the bandwidth policy is asked. */
static void note_admission(struct turn_talk *talk, struct ls_cursor value)
{
    static const char *const asked[] = {"check", "commit", "update"};
    uint32_t type = ls_be32(&value);
    ls_draft_mark(talk->draft, LS_MARK_TURN_ADMISSION);
    if (!value.failed && type < sizeof asked / sizeof *asked)
        ls_draft_text(talk->draft, LS_FACT_TURN_ADMISSION, talk->side, asked[type]);
}

/* [MS-ICE2] section 2.2.2: Implementation Version 1, 2 or 3; plain STUN has no such thing. */
static void note_ice(struct turn_talk *talk, const struct stun_attribute *attribute)
{
    struct ls_cursor value = attribute->value;
    ls_draft_mark(talk->draft, LS_MARK_MS_ICE);
    if (attribute->type != ATTR_IMPLEMENTATION_VERSION)
        return;
    uint32_t version = ls_be32(&value);
    uint8_t digit = (uint8_t)('0' + version % 10);
    if (!value.failed && version > 0 && version < 10)
        ls_draft_fact(talk->draft, LS_FACT_ICE_VERSION, talk->side, &digit, 1);
}

static void note_attribute(struct turn_talk *talk, const struct stun_message *message,
                           const struct stun_attribute *attribute)
{
    uint16_t realm = message->ms_turn ? ATTR_MS_REALM : ATTR_REALM;
    uint16_t type = attribute->type;

    if (type == realm)
        ls_draft_fact(talk->draft, LS_FACT_STUN_REALM, talk->side, attribute->value.at,
                      ls_left(&attribute->value));
    if (message->type == TURN_ALLOCATED)
        note_allocated(talk, message, attribute);
    if (type == ATTR_ADMISSION && message->ms_turn && is_allocate(message))
        note_admission(talk, attribute->value);
    if ((type == ATTR_CANDIDATE_IDENTIFIER || type == ATTR_IMPLEMENTATION_VERSION) &&
        is_binding(message))
        note_ice(talk, attribute);
}

static void note_attributes(struct turn_talk *talk, const struct stun_message *message)
{
    struct ls_cursor at = message->attributes;
    struct stun_attribute attribute;
    while (stun_attribute_next(message, &at, &attribute))
        note_attribute(talk, message, &attribute);
}

static void note_client(struct turn_talk *talk, const struct stun_message *message)
{
    uint8_t client = stun_message_client(message, talk->side);
    if (talk->turn->client_told || client == LS_SIDE_NONE)
        return;
    talk->turn->client_told = true;
    ls_draft_client(talk->draft, client);
}

/* Notes what carries the packet at hand; called once it is sure. */
static void note_outer(struct turn_talk *talk)
{
    talk->turn->proved = true;
    if (talk->draft == NULL)
        return;
    if (talk->outer != LS_PROTO_NONE)
        ls_draft_proves(talk->draft, talk->outer);
    if (talk->framed)
        ls_draft_mark(talk->draft, LS_MARK_FRAMED);
}

static void note_carried(struct turn_talk *talk, const struct stun_message *message)
{
    note_outer(talk);
    if (talk->draft == NULL)
        return;
    ls_draft_proves(talk->draft, message->ms_turn ? LS_PROTO_MS_TURN : LS_PROTO_STUN);
    note_attributes(talk, message);
}

/* Says whether the message carries a packet for somebody else in its Data attribute. */
static bool is_envelope(const struct stun_message *message)
{
    if (message->ms_turn)
        return message->type == MSTURN_SEND || message->type == MSTURN_DATA_INDICATION;
    return message->type == STUN_SEND_INDICATION || message->type == STUN_DATA_INDICATION;
}

static void look_inside(struct turn_talk *talk, const struct stun_message *message)
{
    struct ls_cursor at = message->attributes;
    struct stun_attribute attribute;
    struct turn_talk inner = *talk;

    inner.framed = false;
    inner.outer = message->ms_turn ? LS_PROTO_MS_TURN : LS_PROTO_STUN;
    while (stun_attribute_next(message, &at, &attribute))
        if (attribute.type == ATTR_DATA)
            (void)turn_packet(&inner, attribute.value);
}

void turn_message(struct turn_talk *talk, const struct stun_message *message)
{
    note_carried(talk, message);
    if (talk->draft != NULL)
        note_client(talk, message);
    if (is_envelope(message))
        look_inside(talk, message);
}

enum ls_answer turn_packet(struct turn_talk *talk, struct ls_cursor packet)
{
    struct stun_message message;
    struct ls_cursor in = packet;

    uint16_t length = ls_be16(&in);
    if (!talk->framed && length > 0 && length == ls_left(&in)) {
        talk->framed = talk->view->stream;
        packet = in;
    }
    in = packet;
    if (stun_message_read(&in, &message) == LS_YES && ls_left(&in) == 0) {
        note_carried(talk, &message);
        return LS_YES;
    }
    talk->turn->media.now_ns = talk->view->time_ns;
    enum ls_answer answer = media_feed(&talk->turn->media, talk->side, packet);
    if (answer != LS_YES)
        return answer;
    note_outer(talk);
    if (talk->draft != NULL)
        media_note(&talk->turn->media, talk->draft);
    return LS_YES;
}

enum ls_answer turn_multiplexed(struct turn_talk *talk, struct ls_cursor in)
{
    struct turn *turn = talk->turn;
    struct stun_message message;
    uint16_t kind = ls_be16(&in);
    uint16_t length = ls_be16(&in);
    if (kind != MULTIPLEXED || length != ls_left(&in))
        return LS_NO;
    uint64_t session = ls_be64(&in);
    if (in.failed)
        return LS_NO;
    bool again = turn->session_seen && turn->session == session;
    turn->session = session;
    turn->session_seen = true;

    struct ls_cursor data = in;
    talk->outer = LS_PROTO_MS_TURN;
    if (stun_message_read(&data, &message) == LS_YES && ls_left(&data) == 0) {
        turn_message(talk, &message);
        return LS_YES;
    }
    if (!again)
        return LS_MAYBE;
    note_outer(talk);
    (void)turn_packet(talk, in);
    return LS_YES;
}
