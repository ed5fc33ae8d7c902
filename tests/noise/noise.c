/*
 * noise.c - random datagrams to all probes; counts what they claim
 *
 *   lyncscope-noise [DATAGRAMS [SEED]]
 *
 * Flows of 1 to 200 datagrams, both ways, of several lengths. Most shapes help the noise: a first
 * byte of RTP, of RTCP, of STUN, of multiplexed TURN or of RFC 8656 channels, one source or a
 * counter that goes on, a length field that fits. Every third flow is a TCP stream of the same
 * bytes, behind RFC 4571 lengths or not. Exit status 1 when a protocol that is proved by
 * consistency or by a magic number was claimed: none may be, in ten million datagrams.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lyncscope/probe.h"

enum { LENGTH_MAX = 320, FLOW_MAX = 200, STREAM_ROOM = 16 * 1024 };

enum shape {
    PLAIN,        /* all random */
    RTP_FIRST,    /* version 2 */
    RTP_HEADER,   /* version 2, no extension, a payload type in use */
    RTP_TYPE_ONE, /* the same, one payload type and flags for the whole flow */
    RTP_SOURCE,   /* the same, and one source for the whole flow */
    RTP_COUNTS,   /* the same type, and sequence numbers that count on */
    RTCP_FIRST,   /* version 2 and a report's type */
    RTCP_LENGTH,  /* the same, with a length that fits */
    STUN_FIRST,   /* a message type and a length that fits */
    TURN_FIRST,   /* an [MS-TURN] message type and a length that fits */
    MULTIPLEXED,  /* FF 10 and a length that fits, every session another */
    CHANNEL,      /* 4000-7FFF and a length that fits */
    RPC_FIRST,    /* DCE/RPC version 5, or 4 over UDP */
    SMALL,        /* up to twelve bytes */
    ZEROS,        /* random bytes, three in four of them zero */
    TEXT,         /* random printable lines */
    SHAPE_COUNT
};

struct noise {
    uint64_t random;
    uint64_t datagrams, flows;
    uint64_t claims[LS_PROTO_COUNT];
    struct ls_probes *probes;
    struct ls_arena *arena;
};

/* One flow's habits, fixed by dice when it begins. */
struct habit {
    enum shape shape;
    uint8_t head[12];
    uint16_t sequence;
    unsigned length; /* 0: another one every time */
};

/* xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators" */
static uint64_t dice(struct noise *noise)
{
    uint64_t x = noise->random;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    noise->random = x;
    return x * UINT64_C(0x2545F4914F6CDD1D);
}

static unsigned below(struct noise *noise, unsigned n)
{
    return (unsigned)((dice(noise) >> 32) * n >> 32);
}

static void fill(struct noise *noise, uint8_t *at, size_t n)
{
    for (size_t i = 0; i < n; i += 8) {
        uint64_t x = dice(noise);
        memcpy(at + i, &x, n - i < 8 ? n - i : 8);
    }
}

static void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static uint8_t media_type(struct noise *noise)
{
    static const uint8_t types[] = {0, 3, 8, 9, 13, 34, 97, 101, 103, 111, 112, 114, 121, 122, 127};
    return types[below(noise, sizeof types)];
}

static void shape_media(struct noise *noise, struct habit *habit, uint8_t *at, size_t n)
{
    at[0] = (uint8_t)(0x80 | (at[0] & 0x3F));
    if (habit->shape == RTP_FIRST)
        return;
    at[0] = 0x80;
    at[1] = (uint8_t)((at[1] & 0x80) | media_type(noise));
    if (habit->shape >= RTP_TYPE_ONE && n > 2)
        memcpy(at, habit->head, 2);
    if (habit->shape == RTP_SOURCE && n >= 12)
        memcpy(at + 8, habit->head + 8, 4);
    if (habit->shape == RTP_COUNTS && n >= 4)
        put16(at + 2, habit->sequence++);
}

static void shape_report(const struct habit *habit, uint8_t *at, size_t n)
{
    at[0] = (uint8_t)(0x80 | (at[0] & 0x3F));
    at[1] = (uint8_t)(200 + at[1] % 8);
    if (habit->shape == RTCP_LENGTH && n >= 4)
        put16(at + 2, (unsigned)(n / 4 - 1));
}

static void shape_message(struct noise *noise, const struct habit *habit, uint8_t *at, size_t n)
{
    static const uint16_t stun[] = {0x0001, 0x0101, 0x0111, 0x0011, 0x0003, 0x0016, 0x0017};
    static const uint16_t turn[] = {0x0003, 0x0103, 0x0113, 0x0004, 0x0115, 0x0006, 0x0106};
    if (n < 20)
        return;
    put16(at, habit->shape == STUN_FIRST ? stun[below(noise, 7)] : turn[below(noise, 7)]);
    put16(at + 2, (unsigned)(n - 20));
}

static void shape_other(struct noise *noise, const struct habit *habit, uint8_t *at, size_t n)
{
    switch (habit->shape) {
    case MULTIPLEXED:
        put16(at, 0xFF10);
        put16(at + 2, (unsigned)(n - 4));
        break;
    case CHANNEL:
        at[0] = (uint8_t)(0x40 | (at[0] & 0x3F));
        put16(at + 2, (unsigned)(n - 4));
        break;
    case RPC_FIRST:
        at[0] = at[0] & 1 ? 4 : 5;
        at[1] = 0;
        break;
    case ZEROS:
        for (size_t i = 0; i < n; i++)
            at[i] = dice(noise) & 3 << 20 ? 0 : at[i];
        break;
    case TEXT:
        for (size_t i = 0; i < n; i++)
            at[i] = at[i] < 12 ? '\n' : (uint8_t)(' ' + at[i] % 95);
        break;
    default:
        break;
    }
}

static size_t make_datagram(struct noise *noise, struct habit *habit, uint8_t *at)
{
    size_t n = habit->length ? habit->length : 4 + below(noise, LENGTH_MAX - 4);
    if (habit->shape == SMALL)
        n = 1 + below(noise, 12);
    fill(noise, at, n);
    if (habit->shape >= RTP_FIRST && habit->shape <= RTP_COUNTS)
        shape_media(noise, habit, at, n);
    else if (habit->shape == RTCP_FIRST || habit->shape == RTCP_LENGTH)
        shape_report(habit, at, n);
    else if (habit->shape == STUN_FIRST || habit->shape == TURN_FIRST)
        shape_message(noise, habit, at, n);
    else
        shape_other(noise, habit, at, n);
    return n;
}

static struct habit make_habit(struct noise *noise)
{
    static const unsigned lengths[] = {0, 0, 12, 20, 28, 32, 60, 92, 172, 182};
    struct habit habit = {.shape = (enum shape)below(noise, SHAPE_COUNT)};
    fill(noise, habit.head, sizeof habit.head);
    habit.head[0] = 0x80;
    habit.head[1] = media_type(noise);
    habit.sequence = (uint16_t)dice(noise);
    habit.length = lengths[below(noise, sizeof lengths / sizeof lengths[0])];
    return habit;
}

static void count_claims(struct noise *noise, struct ls_inquiry *inquiry, enum shape shape)
{
    const struct ls_evidence *made = ls_inquiry_close(inquiry, noise->arena);
    for (size_t i = 0; made != NULL && i < made->depth; i++) {
        noise->claims[made->stack[i]]++;
        printf("%s claimed for shape %d\n", ls_proto_name((enum ls_proto)made->stack[i]),
               (int)shape);
    }
}

static bool datagrams_flow(struct noise *noise, struct habit *habit, unsigned count)
{
    uint8_t bytes[LENGTH_MAX + 8];
    struct ls_inquiry *inquiry = ls_inquiry_open(noise->probes, 17);
    bool over = inquiry == NULL;
    for (unsigned i = 0; i < count && !over; i++) {
        struct ls_view view = {.ip_proto = 17, .side = (uint8_t)(dice(noise) >> 40 & 1)};
        size_t n = make_datagram(noise, habit, bytes);
        view.bytes[view.side] = ls_cursor(bytes, n);
        view.from_start[0] = view.from_start[1] = true;
        view.time_ns = INT64_C(20000000) * i;
        noise->datagrams++;
        over = ls_inquiry_look(inquiry, &view);
    }
    if (inquiry == NULL)
        return false;
    count_claims(noise, inquiry, habit->shape);
    return true;
}

/* The same as a stream: each datagram a segment, half of the flows with a length before each. */
static bool stream_flow(struct noise *noise, struct habit *habit, unsigned count)
{
    static uint8_t held[2][STREAM_ROOM];
    size_t have[2] = {0, 0};
    bool lengths = dice(noise) >> 40 & 1;
    struct ls_inquiry *inquiry = ls_inquiry_open(noise->probes, 6);
    bool over = inquiry == NULL;
    for (unsigned i = 0; i < count && !over; i++) {
        struct ls_view view = {.ip_proto = 6, .stream = true};
        view.side = (uint8_t)(dice(noise) >> 40 & 1);
        uint8_t *at = held[view.side] + have[view.side];
        size_t n = make_datagram(noise, habit, at + (lengths ? 2 : 0));
        if (lengths)
            put16(at, (unsigned)n);
        have[view.side] += n + (lengths ? 2 : 0);
        for (int side = 0; side < 2; side++)
            view.bytes[side] = ls_cursor(held[side], have[side]);
        view.from_start[0] = view.from_start[1] = true;
        view.closed = i + 1 == count || have[view.side] + 2 * LENGTH_MAX > STREAM_ROOM;
        noise->datagrams++;
        over = ls_inquiry_look(inquiry, &view) || view.closed;
        for (int side = 0; side < 2; side++) {
            have[side] -= view.used[side];
            memmove(held[side], held[side] + view.used[side], have[side]);
        }
    }
    if (inquiry == NULL)
        return false;
    count_claims(noise, inquiry, habit->shape);
    return true;
}

static bool run(struct noise *noise, uint64_t wanted)
{
    while (noise->datagrams < wanted) {
        struct habit habit = make_habit(noise);
        unsigned count = 1 + below(noise, FLOW_MAX);
        noise->arena = ls_arena_new();
        bool fine = noise->arena != NULL &&
                    (noise->flows++ % 3 == 2 ? stream_flow(noise, &habit, count)
                                             : datagrams_flow(noise, &habit, count));
        ls_arena_free(noise->arena);
        if (!fine)
            return false;
    }
    return true;
}

/* What may never be claimed: protocols with a magic number, a fixed word, or a rule over packets.
 */
static bool report(const struct noise *noise)
{
    static const enum ls_proto strict[] = {
        LS_PROTO_RTP, LS_PROTO_RTCP, LS_PROTO_STUN,   LS_PROTO_MS_TURN, LS_PROTO_PSEUDO_TLS,
        LS_PROTO_SIP, LS_PROTO_PSOM, LS_PROTO_DCERPC, LS_PROTO_SSRP,    LS_PROTO_NMF};
    uint64_t wrong = 0;
    for (size_t i = 0; i < sizeof strict / sizeof strict[0]; i++)
        wrong += noise->claims[strict[i]];
    printf("%" PRIu64 " datagrams in %" PRIu64 " flows:", noise->datagrams, noise->flows);
    for (int i = LS_PROTO_NONE + 1; i < LS_PROTO_COUNT; i++)
        printf(" %s %" PRIu64, ls_proto_name((enum ls_proto)i), noise->claims[i]);
    printf("\n");
    return wrong == 0;
}

int main(int argc, char **argv)
{
    struct ls_error error = {0};
    struct noise noise = {.random = argc > 2 ? strtoull(argv[2], NULL, 0) | 1 : 2013};
    uint64_t wanted = argc > 1 ? strtoull(argv[1], NULL, 10) : 200000;
    noise.probes = ls_probes_new(false, &error);
    if (noise.probes == NULL) {
        fprintf(stderr, "lyncscope-noise: %s\n", error.text);
        return 2;
    }
    bool fine = run(&noise, wanted);
    bool silent = report(&noise);
    ls_probes_free(noise.probes);
    return fine ? !silent : 2;
}
