/*
 * ndpi.c - the only file that includes nDPI
 *
 * nDPI is given packets made here: the payload behind headers with addresses and ports that mean
 * nothing and that no two flows share. What it then says comes from the payload alone.
 *
 * Measured once with a prototype and nDPI 4.2, over 1,293 flows of public captures and 262,140
 * flows of random bytes:
 *
 * - Given the packets as captured it named 970 flows, 952 with neutral addresses and 553 with
 *   neutral ports as well, although all had the confidence DPI. The difference rests on ports or
 *   addresses. Most of it are protocols with a probe of their own here; by a rough count a fifth
 *   is not (RADIUS, DHCPv6, Teredo and others) and goes unnamed.
 * - Addresses shared between flows make its caches answer for one flow what it learnt of another.
 * - Of random datagrams it called 1.6 % RTP and 0.1 % a Skype call: those answers are not taken.
 *   All others together were below 0.02 %.
 *
 * A flow handed over late is shown the first segment of each side, then the rest as merged stream
 * bytes: what a server greets with is often told by its very length.
 */
#include "probe/ndpi.h"

#include <ctype.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "lyncscope/now.h"
#include "probe/ndpi_shim.h"
#include "probe/sparse.h"

#define TEXT(x)  #x
#define VALUE(x) TEXT(x)

enum {
    IP_BYTES = 20,
    TCP_BYTES = 20,
    UDP_BYTES = 8,
    PACKET_MAX = 65535,
    TCP_PACKETS = 24, /* these two are Suricata's limits */
    UDP_PACKETS = 8,
    PORT = 50001, /* of side 0; side 1 has the next */
    NAME_MAX_BYTES = 64,
};

struct ls_ndpi {
    struct ndpi_detection_module_struct *module; /* NULL until a flow needs it */
    uint32_t flows;                              /* opened so far: makes addresses nobody shares */
    uint64_t packets, ns;                        /* what it was shown, and how long that took */
    uint8_t packet[PACKET_MAX];
};

struct ls_ndpi_flow {
    struct ls_ndpi *ndpi;
    uint32_t number;
    uint32_t sent[2]; /* stream bytes shown of each side */
    unsigned packets;
    struct ndpi_flow_struct *flow; /* NULL while folded */
    struct folded *folded;         /* NULL while not */
};

/* nDPI's struct as the words of it that are not zero; what it points to stays where it is. */
struct folded {
    size_t count;
    uint64_t words[]; /* then their places */
};

const char *ls_ndpi_version(void)
{
    return VALUE(NDPI_MAJOR) "." VALUE(NDPI_MINOR);
}

struct ls_ndpi *ls_ndpi_new(struct ls_error *error)
{
    if (ndpi_detection_get_sizeof_ndpi_flow_struct() != sizeof(struct ndpi_flow_struct)) {
        ls_fail(error, LS_E_USAGE, "nDPI: the library is not the one this program was built for");
        return NULL;
    }
    struct ls_ndpi *ndpi = calloc(1, sizeof *ndpi);
    if (ndpi == NULL)
        ls_fail(error, LS_E_MEMORY, "nDPI: out of memory");
    return ndpi;
}

void ls_ndpi_free(struct ls_ndpi *ndpi)
{
    if (ndpi == NULL)
        return;
    if (ndpi->module != NULL)
        ndpi_exit_detection_module(ndpi->module);
    free(ndpi);
}

void ls_ndpi_add_stats(const struct ls_ndpi *ndpi, struct ls_probes_stats *sum)
{
    sum->second_flows += ndpi->flows;
    sum->second_packets += ndpi->packets;
    sum->second_ns += ndpi->ns;
}

/*
 * A module takes longer to make than a small capture to read, and most captures of a Lync site
 * need none. nDPI fills static tables meanwhile: one thread at a time.
 */
static bool make_module(struct ls_ndpi *ndpi)
{
    static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;
    if (ndpi->module != NULL)
        return true;
    pthread_mutex_lock(&making);
    ndpi->module = shim_new();
    pthread_mutex_unlock(&making);
    return ndpi->module != NULL;
}

struct ls_ndpi_flow *ls_ndpi_open(struct ls_ndpi *ndpi)
{
    struct ls_ndpi_flow *flow = make_module(ndpi) ? calloc(1, sizeof *flow) : NULL;
    if (flow == NULL)
        return NULL;
    /* nDPI frees this with free(), its default allocator's counterpart. */
    flow->flow = calloc(1, sizeof *flow->flow);
    if (flow->flow == NULL) {
        free(flow);
        return NULL;
    }
    flow->ndpi = ndpi;
    flow->number = ndpi->flows++;
    return flow;
}

enum { FLOW_WORDS = sizeof(struct ndpi_flow_struct) / sizeof(uint64_t) };

void ls_ndpi_fold(struct ls_ndpi_flow *flow)
{
    struct sparse found;
    bool whole_words = sizeof *flow->flow % sizeof(uint64_t) == 0 && FLOW_WORDS <= UINT16_MAX;
    if (flow->flow == NULL || !whole_words)
        return;
    found.count = 0;
    if (!sparse_find(flow->flow, 0, FLOW_WORDS, &found))
        return;
    size_t count = found.count;
    struct folded *folded = malloc(sizeof *folded + count * SPARSE_BYTES);
    if (folded == NULL)
        return;
    folded->count = count;
    sparse_take(flow->flow, found.places, count, folded->words);
    memcpy(folded->words + count, found.places, count * sizeof *found.places);
    flow->folded = folded;
    free(flow->flow); /* it alone: its pointers are in the words */
    flow->flow = NULL;
}

static void put_back(struct ls_ndpi_flow *flow, struct ndpi_flow_struct *zeros)
{
    struct folded *folded = flow->folded;
    sparse_put(zeros, (const uint16_t *)(folded->words + folded->count), folded->count,
               folded->words);
    free(folded);
    flow->folded = NULL;
}

static bool unfold(struct ls_ndpi_flow *flow)
{
    struct ndpi_flow_struct *whole = calloc(1, sizeof *whole);
    if (whole == NULL)
        return false;
    put_back(flow, whole);
    flow->flow = whole;
    return true;
}

void ls_ndpi_close(struct ls_ndpi_flow *flow)
{
    if (flow == NULL)
        return;
    if (flow->folded != NULL) {
        struct ndpi_flow_struct whole;
        memset(&whole, 0, sizeof whole);
        put_back(flow, &whole);
        ndpi_free_flow_data(&whole);
    } else {
        ndpi_free_flow(flow->flow);
    }
    free(flow);
}

static void put16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value);
}

/* 10.x.y.z and 11.x.y.z: sixteen million flows before an address comes again. */
static void put_address(uint8_t *at, uint32_t number, unsigned side)
{
    put32(at, (10 + side) << 24 | (number & 0xffffff));
}

/* Makes a packet around payload; nDPI reads no checksums. Returns its size. */
static size_t make_packet(struct ls_ndpi_flow *flow, bool tcp, unsigned side,
                          struct ls_cursor payload)
{
    uint8_t *ip = flow->ndpi->packet;
    uint8_t *transport = ip + IP_BYTES;
    size_t head = IP_BYTES + (tcp ? TCP_BYTES : UDP_BYTES);
    size_t n = ls_left(&payload);
    if (n > PACKET_MAX - head)
        n = PACKET_MAX - head;

    memset(ip, 0, head);
    ip[0] = 0x45;
    put16(ip + 2, (uint32_t)(head + n));
    ip[8] = 64;
    ip[9] = tcp ? 6 : 17;
    put_address(ip + 12, flow->number, side);
    put_address(ip + 16, flow->number, !side);
    put16(transport, PORT + side);
    put16(transport + 2, PORT + !side);
    if (tcp) {
        put32(transport + 4, 1 + flow->sent[side]);
        put32(transport + 8, 1 + flow->sent[!side]);
        transport[12] = TCP_BYTES / 4 << 4;
        transport[13] = 0x18; /* ACK, PSH */
        put16(transport + 14, 0xffff);
        flow->sent[side] += (uint32_t)n;
    } else {
        put16(transport + 4, (uint32_t)(UDP_BYTES + n));
    }
    memcpy(ip + head, payload.at, n);
    return head + n;
}

/* Names whose answers random bytes get too often (see above), in nDPI's spelling over time. */
static bool is_trusted(const char *name)
{
    static const char *const not_trusted[] = {
        "rtp", "rtcp", "skypecall", "skype_teams", "skype_teamscall", "teamscall"};
    for (size_t i = 0; i < sizeof not_trusted / sizeof not_trusted[0]; i++)
        if (strcmp(name, not_trusted[i]) == 0)
            return false;
    return true;
}

static void note_answer(struct ls_ndpi_flow *flow, unsigned id, struct ls_draft *draft)
{
    char lower[NAME_MAX_BYTES];
    const char *name = ndpi_get_proto_name(flow->ndpi->module, (u_int16_t)id);
    size_t n = 0;
    for (; name != NULL && name[n] != '\0' && n < sizeof lower - 1; n++)
        lower[n] = (char)tolower((unsigned char)name[n]);
    lower[n] = '\0';
    if (n > 0 && is_trusted(lower))
        ls_draft_text(draft, LS_FACT_NDPI_APP, LS_SIDE_NONE, lower);
}

/* Shows bytes of one side; returns true when that settled the question. */
static bool show(struct ls_ndpi_flow *flow, const struct ls_view *view, unsigned side,
                 struct ls_cursor bytes, struct ls_draft *draft)
{
    unsigned limit = view->stream ? TCP_PACKETS : UDP_PACKETS;
    if (ls_left(&bytes) == 0)
        return false;
    size_t n = make_packet(flow, view->stream, side, bytes);
    int64_t began = ls_now_monotonic();
    unsigned id = shim_process(flow->ndpi->module, flow->flow, flow->ndpi->packet,
                               (unsigned short)n, (uint64_t)view->time_ns / 1000000);
    flow->ndpi->ns += (uint64_t)(ls_now_monotonic() - began);
    flow->ndpi->packets++;
    if (id != 0 && flow->flow->confidence == NDPI_CONFIDENCE_DPI) {
        note_answer(flow, id, draft);
        return true;
    }
    return ++flow->packets >= limit;
}

/* Takes what the two sides opened with off the view, in the order in which they spoke. */
static bool look_opening(struct ls_ndpi_flow *flow, struct ls_view *view,
                         const struct ls_ndpi_opening *opening, struct ls_draft *draft)
{
    for (unsigned i = 0; i < 2; i++) {
        unsigned side = i == 0 ? opening->first : !opening->first;
        size_t n = opening->bytes[side];
        if (n > ls_left(&view->bytes[side]))
            continue;
        if (show(flow, view, side, ls_cut(&view->bytes[side], n), draft))
            return true;
    }
    return false;
}

bool ls_ndpi_look(struct ls_ndpi_flow *flow, const struct ls_view *view,
                  const struct ls_ndpi_opening *opening, struct ls_draft *draft)
{
    struct ls_view rest = *view;
    if (flow->folded != NULL && !unfold(flow))
        return true; /* no memory, no answer */
    if (view->stream && flow->packets == 0 && look_opening(flow, &rest, opening, draft))
        return true;
    /* What the other side said was there before the newest bytes. */
    if (view->stream && show(flow, &rest, !view->side, rest.bytes[!view->side], draft))
        return true;
    return show(flow, &rest, view->side, rest.bytes[view->side], draft);
}
