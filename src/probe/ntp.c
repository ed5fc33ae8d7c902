/*
 * ntp.c - NTP versions 1 to 4 (RFC 5905 section 7.3) and Microsoft's authenticators [MS-SNTP]
 *
 * An NTP header has no magic number. Its length, and the ranges of seven fields together, make
 * chance agreement with other datagrams rare.
 */
#include "probe/probes.h"

enum {
    HEADER_BYTES = 48,
    STRATUM_MAX = 16,
    POLL_MAX = 17, /* RFC 5905 section 7.2 */
    PRECISION_MIN = -31,
    DELAY_MAX = 16, /* seconds, the upper half of a 16.16 number */
    MODE_ACTIVE = 1,
    MODE_CLIENT = 3,
    MODE_SERVER = 4,
    MODE_PASSIVE = 2,
    MODE_BROADCAST = 5,
    EXTENSION_MIN = 16, /* RFC 7822 */
    TIME_BYTES = 8,
};

/* What may follow: nothing, crypto-NAK, MD5, SHA-1, [MS-SNTP] 2.2.3 ExtendedAuthenticator. */
static bool is_authenticator(size_t n)
{
    return n == 0 || n == 4 || n == 20 || n == 24 || n == 72;
}

static bool tail_is_sane(struct ls_cursor in)
{
    while (!is_authenticator(ls_left(&in))) {
        ls_be16(&in);
        uint16_t n = ls_be16(&in);
        if (n < EXTENSION_MIN || n % 4 != 0)
            return false;
        ls_take(&in, n - 4u);
        if (in.failed)
            return false;
    }
    return true;
}

static uint8_t client_side(unsigned mode, uint8_t sender)
{
    if (mode == MODE_CLIENT || mode == MODE_ACTIVE)
        return sender;
    if (mode == MODE_SERVER || mode == MODE_PASSIVE)
        return !sender;
    return LS_SIDE_NONE;
}

/* RFC 4330 section 5: a simple client may leave all of its times zero. */
static bool is_blank_request(unsigned mode, uint8_t stratum, struct ls_span times)
{
    static const uint8_t zeros[3 * TIME_BYTES];
    return mode == MODE_CLIENT && stratum == 0 && memcmp(times.at, zeros, sizeof zeros) == 0;
}

static enum ls_answer ntp_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    struct ls_cursor in = view->bytes[view->side];
    (void)state;

    uint8_t first = ls_u8(&in);
    uint8_t stratum = ls_u8(&in);
    int8_t poll = (int8_t)ls_u8(&in);
    int8_t precision = (int8_t)ls_u8(&in);
    uint16_t delay = ls_be16(&in);
    ls_be16(&in);
    uint16_t dispersion = ls_be16(&in);
    ls_take(&in, 2 + 4); /* reference id */
    struct ls_span times = ls_span_take(&in, (size_t)3 * TIME_BYTES);
    uint64_t sent = ls_be64(&in);
    if (in.failed)
        return ls_whole(view, LS_MAYBE);

    unsigned mode = first & 7;
    unsigned version = first >> 3 & 7;
    if (version < 1 || version > 4 || mode < MODE_ACTIVE || mode > MODE_BROADCAST)
        return LS_NO;
    if (stratum > STRATUM_MAX || poll < 0 || poll > POLL_MAX || precision < PRECISION_MIN ||
        precision > 0)
        return LS_NO;
    if (delay > DELAY_MAX || dispersion > DELAY_MAX)
        return LS_NO;
    if (sent == 0 && !is_blank_request(mode, stratum, times))
        return LS_NO;
    if (!view->cut && !tail_is_sane(in))
        return LS_NO;
    ls_draft_proves(draft, LS_PROTO_NTP);
    ls_draft_client(draft, client_side(mode, view->side));
    return LS_DONE;
}

/* Version and mode. */
static bool ntp_begins(uint8_t first, bool stream)
{
    (void)stream;
    unsigned mode = first & 7;
    unsigned version = first >> 3 & 7;
    return version >= 1 && version <= 4 && mode >= MODE_ACTIVE && mode <= MODE_BROADCAST;
}

const struct ls_probe ls_probe_ntp = {
    .name = "ntp",
    .transports = LS_UDP,
    .budget = 1,
    .begins = ntp_begins,
    .look = ntp_look,
};
