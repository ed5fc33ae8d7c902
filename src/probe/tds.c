/*
 * tds.c - Tabular Data Stream, SQL Server's protocol [MS-TDS], and TLS inside its packets
 *
 * A connection opens with PRELOGIN from both sides: a table of options whose places must lie
 * inside the packet ([MS-TDS] 2.2.6.5). Where encryption is agreed, the TLS handshake travels
 * in packets of type PRELOGIN too. Older clients send LOGIN7 at once.
 */
#include "probe/probes.h"

/* [MS-TDS] section 2.2.3.1 */
enum {
    TYPE_TABULAR = 0x04,
    TYPE_LOGIN7 = 0x10,
    TYPE_PRELOGIN = 0x12,
    STATUS_KNOWN = 0x19,
    HEADER_BYTES = 8,
    PACKET_MAX = 32767,
    OPTION_VERSION = 0,
    OPTION_VERSION_BYTES = 6,
    OPTION_END = 0xff,
    OPTION_MAX = 8,
    TDS_VERSION_MAJOR_MIN = 0x70,
    TDS_VERSION_MAJOR_MAX = 0x74,
    LOGIN7_MIN = 86,
    PROOF_MAX = 4, /* packets after the proof that may still bring TLS */
};

struct packet {
    uint8_t type;
    size_t size; /* header included */
    struct ls_cursor body;
    bool whole;
};

struct tds {
    uint8_t packets;
    bool proved;
};

/* What cannot open a connection shows as early as its byte is there. */
static bool begins_wrong(struct ls_cursor in)
{
    uint8_t type = ls_u8(&in);
    if (in.failed)
        return false;
    if (type != TYPE_PRELOGIN && type != TYPE_TABULAR && type != TYPE_LOGIN7)
        return true;
    uint8_t status = ls_u8(&in);
    return !in.failed && (status & ~STATUS_KNOWN) != 0;
}

static enum ls_answer read_packet(struct ls_cursor in, struct packet *packet)
{
    packet->type = ls_u8(&in);
    uint8_t status = ls_u8(&in);
    packet->size = ls_be16(&in);
    ls_take(&in, 3); /* process, packet number */
    uint8_t window = ls_u8(&in);
    if (in.failed)
        return LS_MAYBE;
    if ((status & ~STATUS_KNOWN) != 0 || window != 0 || packet->size <= HEADER_BYTES ||
        packet->size > PACKET_MAX)
        return LS_NO;
    size_t rest = packet->size - HEADER_BYTES;
    packet->whole = rest <= ls_left(&in);
    packet->body = packet->whole ? ls_cut(&in, rest) : in;
    return LS_YES;
}

/* The table: token, offset and length of each option; VERSION is first and has six bytes. */
static enum ls_answer look_prelogin(const struct packet *packet)
{
    struct ls_cursor in = packet->body;
    size_t body = packet->size - HEADER_BYTES;
    for (int options = 0;; options++) {
        uint8_t token = ls_u8(&in);
        if (!in.failed && token == OPTION_END)
            return options > 0 ? LS_YES : LS_NO;
        size_t offset = ls_be16(&in);
        size_t n = ls_be16(&in);
        if (in.failed)
            return packet->whole ? LS_NO : LS_MAYBE;
        if (token > OPTION_MAX || offset > body || n > body - offset)
            return LS_NO;
        if (options == 0 && (token != OPTION_VERSION || n != OPTION_VERSION_BYTES))
            return LS_NO;
        if (options > 0 && token == OPTION_VERSION)
            return LS_NO;
    }
}

/* [MS-TDS] section 2.2.6.4: its own length and the version, both little endian. */
static enum ls_answer look_login(const struct packet *packet)
{
    struct ls_cursor in = packet->body;
    uint32_t n = ls_le32(&in);
    uint32_t version = ls_le32(&in);
    if (in.failed)
        return packet->whole ? LS_NO : LS_MAYBE;
    if (n < LOGIN7_MIN || n > 128 * 1024 || version >> 24 < TDS_VERSION_MAJOR_MIN ||
        version >> 24 > TDS_VERSION_MAJOR_MAX)
        return LS_NO;
    return LS_YES;
}

static enum ls_answer look_first(const struct ls_view *view, uint8_t side, struct ls_draft *draft)
{
    struct packet packet;
    if (begins_wrong(view->bytes[side]))
        return LS_NO;
    enum ls_answer answer = read_packet(view->bytes[side], &packet);
    if (answer != LS_YES)
        return answer;
    bool client = packet.type != TYPE_TABULAR;
    if (packet.type == TYPE_PRELOGIN || packet.type == TYPE_TABULAR)
        answer = look_prelogin(&packet);
    else
        answer = look_login(&packet);
    if (answer != LS_YES)
        return answer;
    ls_draft_proves(draft, LS_PROTO_TDS);
    ls_draft_client(draft, client ? side : !side);
    return packet.type == TYPE_LOGIN7 ? LS_DONE : LS_YES;
}

/* RFC 5246 section 6.2.1: a handshake record, holding a hello. */
static bool is_tls_hello(struct ls_cursor in)
{
    uint8_t type = ls_u8(&in);
    uint8_t major = ls_u8(&in);
    uint8_t minor = ls_u8(&in);
    ls_be16(&in);
    uint8_t message = ls_u8(&in);
    return !in.failed && type == 22 && major == 3 && minor <= 4 && (message == 1 || message == 2);
}

/* Goes through whole packets after the proof; the handshake's hello is in one of the next. */
static enum ls_answer look_later(struct ls_view *view, struct tds *tds, struct ls_draft *draft)
{
    struct packet packet;
    for (int side = 0; side < 2; side++) {
        struct ls_cursor in = view->bytes[side];
        while (read_packet(in, &packet) == LS_YES) {
            if (packet.type == TYPE_PRELOGIN && is_tls_hello(packet.body)) {
                ls_draft_proves(draft, LS_PROTO_TLS);
                return LS_DONE;
            }
            if (!packet.whole)
                break;
            ls_take(&in, packet.size);
            view->used[side] += packet.size;
            if (++tds->packets >= PROOF_MAX)
                return LS_DONE;
        }
    }
    return LS_YES;
}

static enum ls_answer tds_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    struct tds *tds = state;
    if (!tds->proved) {
        enum ls_answer first = look_first(view, 0, draft);
        if (first != LS_YES && first != LS_DONE)
            first = ls_either(first, look_first(view, 1, draft));
        if (first != LS_YES)
            return first;
        tds->proved = true;
    }
    return look_later(view, tds, draft);
}

static bool tds_begins(uint8_t first, bool stream)
{
    (void)stream;
    const struct ls_cursor in = ls_cursor(&first, 1);
    return !begins_wrong(in);
}

const struct ls_probe ls_probe_tds = {
    .name = "tds",
    .transports = LS_TCP,
    .state_bytes = sizeof(struct tds),
    .budget = 512,
    .follow = 16 * 1024,
    .begins = tds_begins,
    .look = tds_look,
};
