/* stun_message.c - the two message formats of stun_message.h */
#include "probe/stun_message.h"

enum {
    ID_BYTES = 16,
    FINGERPRINT = 0x8028,
    FINGERPRINT_BYTES = 8, /* the attribute with its head */
    MS_COOKIE_BYTES = 8,
};

static const uint8_t cookie[] = {0x21, 0x12, 0xA4, 0x42};

/* [MS-TURN] 2.2.2.8: Magic Cookie "must be the first attribute". */
static const uint8_t ms_cookie[MS_COOKIE_BYTES] = {0x00, 0x0F, 0x00, 0x04, 0x72, 0xC6, 0x4B, 0xC6};

static bool is_ms_turn_type(uint16_t type)
{
    switch (type) {
    case TURN_ALLOCATE:
    case TURN_ALLOCATED:
    case TURN_ALLOCATE_ERROR:
    case MSTURN_SEND:
    case MSTURN_DATA_INDICATION:
    case MSTURN_SET_ACTIVE:
    case MSTURN_SET_ACTIVE_DONE:
    case MSTURN_SET_ACTIVE_ERROR:
        return true;
    default:
        return false;
    }
}

static uint16_t method_of(uint16_t type)
{
    return (uint16_t)((type & 0x000F) | (type >> 1 & 0x0070) | (type >> 2 & 0x0F80));
}

/* Binding, and Allocate to ConnectionAttempt of RFC 8656 and RFC 6062; 2 and 5 are retired. */
static bool is_known_method(uint16_t type)
{
    uint16_t method = method_of(type);
    return method == 1 || method == 3 || method == 4 || (method >= 6 && method <= 0xC);
}

/*
 * The CRC-32 of ITU-T V.42. with_slip: the table of Windows Live Messenger 2009 has one wrong
 * entry, 0x08BBE8EA in place of 0x8BBEB8EA, and libnice speaks it to Microsoft's ICE; a message
 * of 100 bytes meets that entry about one time in three.
 */
static uint32_t crc32_of(struct ls_cursor in, bool with_slip)
{
    uint32_t crc = 0xFFFFFFFF;
    while (ls_left(&in) > 0) {
        uint32_t entry = (crc ^ ls_u8(&in)) & 0xFF;
        for (int bit = 0; bit < 8; bit++)
            entry = entry >> 1 ^ (0xEDB88320 & (0 - (entry & 1)));
        if (with_slip && entry == 0x8BBEB8EA)
            entry = 0x08BBE8EA;
        crc = entry ^ crc >> 8;
    }
    return ~crc;
}

/* RFC 8489 section 14.7; must be the last attribute. covered: the message before it. */
static bool fingerprint_fits(struct ls_cursor covered, struct ls_cursor value)
{
    uint32_t stated = ls_be32(&value) ^ 0x5354554E;
    if (value.failed || ls_left(&value) > 0)
        return false;
    return stated == crc32_of(covered, false) || stated == crc32_of(covered, true);
}

bool stun_attribute_next(const struct stun_message *message, struct ls_cursor *at,
                         struct stun_attribute *attribute)
{
    if (ls_left(at) == 0)
        return false;
    attribute->type = ls_be16(at);
    uint16_t length = ls_be16(at);
    attribute->value = ls_cut(at, length);
    if (!message->ms_turn && length % 4 != 0)
        ls_take(at, 4 - length % 4u);
    return !at->failed;
}

/* Says whether the attributes fill the message exactly and its checksum, if any, is right. */
static bool attributes_fit(const struct stun_message *message, const uint8_t *start)
{
    struct ls_cursor at = message->attributes;
    struct stun_attribute attribute;

    while (stun_attribute_next(message, &at, &attribute)) {
        if (message->ms_turn || attribute.type != FINGERPRINT)
            continue;
        size_t covered = (size_t)(at.at - start) - FINGERPRINT_BYTES;
        if (ls_left(&at) > 0 || !fingerprint_fits(ls_cursor(start, covered), attribute.value))
            return false;
    }
    return !at.failed || message->cut;
}

bool stun_message_may_start(const struct ls_cursor *in)
{
    struct ls_cursor head = *in;
    size_t have = ls_left(in);
    uint16_t type = ls_be16(&head);
    ls_take(&head, 2);
    if (have >= 1 && in->at[0] > 3)
        return false;
    if (have < 20 + MS_COOKIE_BYTES && (have < 2 || is_ms_turn_type(type)))
        return true;
    if (have < 8 || ls_starts(&head, cookie, sizeof cookie))
        return true;
    ls_take(&head, ID_BYTES);
    return is_ms_turn_type(type) && ls_starts(&head, ms_cookie, sizeof ms_cookie);
}

/* Reads the header and says by which cookie this is a message; in stands before attributes. */
static enum ls_answer read_header(struct ls_cursor *in, struct stun_message *message,
                                  uint16_t *length)
{
    if (!stun_message_may_start(in))
        return LS_NO;
    message->type = ls_be16(in);
    *length = ls_be16(in);
    message->id = ls_take(in, ID_BYTES);
    if (in->failed)
        return LS_MAYBE;
    bool ms_type = is_ms_turn_type(message->type) && *length >= MS_COOKIE_BYTES;
    if (ms_type && ls_left(in) < MS_COOKIE_BYTES)
        return LS_MAYBE;
    message->ms_turn = ms_type && ls_starts(in, ms_cookie, sizeof ms_cookie);
    if (message->ms_turn)
        return LS_YES;
    return memcmp(message->id, cookie, sizeof cookie) == 0 && *length % 4 == 0 ? LS_YES : LS_NO;
}

enum ls_answer stun_message_read(struct ls_cursor *in, struct stun_message *message)
{
    struct ls_cursor at = *in;
    uint16_t length;
    enum ls_answer answer = read_header(&at, message, &length);

    if (answer != LS_YES)
        return answer;
    message->cut = false;
    message->attributes = ls_cut(&at, length);
    if (at.failed)
        return LS_MAYBE;
    if (!attributes_fit(message, in->at))
        return LS_NO;
    *in = at;
    return LS_YES;
}

enum ls_answer stun_message_read_cut(struct ls_cursor in, struct stun_message *message)
{
    const uint8_t *start = in.at;
    uint16_t length;
    enum ls_answer answer = read_header(&in, message, &length);

    if (answer != LS_YES)
        return answer;
    if (!message->ms_turn && !is_known_method(message->type))
        return LS_NO;
    message->cut = true;
    message->attributes = ls_cut(&in, ls_left(&in));
    if (ls_left(&message->attributes) >= length || !attributes_fit(message, start))
        return LS_NO;
    return LS_YES;
}

uint8_t stun_message_client(const struct stun_message *message, uint8_t side)
{
    uint8_t other = side == 0 ? 1 : 0;
    if (message->ms_turn && message->type == MSTURN_DATA_INDICATION)
        return other;
    if (message->type == STUN_SEND_INDICATION)
        return side;
    if (message->type == STUN_DATA_INDICATION)
        return other;
    switch (message->type & 0x0110) {
    case 0x0000:
        return side;
    case 0x0010:
        return LS_SIDE_NONE;
    default:
        return other;
    }
}
