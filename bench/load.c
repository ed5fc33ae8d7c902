/*
 * load.c - a reproducible capture of mixed traffic, for measuring
 *
 *   lyncscope-load [-n PACKETS] [-m FLOWS] [-s SEED] FILE
 *
 * TLS, SIP over TCP, HTTP, RTP, DNS and STUN between clients and servers, interleaved by
 * time as on a wire. The same arguments give the same bytes on every machine.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "load_payload.h"
#include "load_random.h"
#include "load_wire.h"

enum kind { KIND_TLS, KIND_HTTP, KIND_SIP, KIND_RTP, KIND_DNS, KIND_STUN, KIND_COUNT };

#define START_NS INT64_C(1772439330000000000) /* 2026-03-02 08:15:30 UTC */
#define MS       INT64_C(1000000)

/*
 * share: flows of this kind in a hundred. fixed: packets each has at least. weight: part of the
 * remaining packets that a flow of this kind takes, relative to the others.
 */
struct nature {
    unsigned share, fixed, weight;
    uint16_t port;
    uint8_t protocol;
};

static const struct nature natures[KIND_COUNT] = {
    [KIND_TLS] = {34, 9, 20, 5061, PROTO_TCP}, [KIND_HTTP] = {10, 8, 15, 80, PROTO_TCP},
    [KIND_SIP] = {6, 8, 4, 5060, PROTO_TCP},   [KIND_RTP] = {10, 2, 250, 0, PROTO_UDP},
    [KIND_DNS] = {30, 2, 0, 53, PROTO_UDP},    [KIND_STUN] = {10, 2, 0, 3478, PROTO_UDP},
};

struct flow {
    int64_t next_ns;
    uint64_t random;
    uint32_t number;
    uint32_t ip[2]; /* client, server */
    uint16_t port[2];
    uint8_t kind;
    uint32_t step;
    uint32_t bulk;   /* packets beyond the fixed ones */
    uint32_t seq[2]; /* next sequence number of each side */
};

struct load {
    uint64_t packets, flow_count, seed;
    const char *path;
    struct flow *flows;
    struct flow **heap; /* by next_ns */
    size_t heap_count;
    int64_t span_ns; /* flows begin within this time */
};

static bool before(const struct flow *a, const struct flow *b)
{
    return a->next_ns != b->next_ns ? a->next_ns < b->next_ns : a->number < b->number;
}

/* The first flow has a later time now, or is finished and replaced by the last: sift it down. */
static void settle(struct load *load, size_t i)
{
    struct flow *moved = load->heap[i];
    for (size_t child; (child = 2 * i + 1) < load->heap_count; i = child) {
        if (child + 1 < load->heap_count && before(load->heap[child + 1], load->heap[child]))
            child++;
        if (!before(load->heap[child], moved))
            break;
        load->heap[i] = load->heap[child];
    }
    load->heap[i] = moved;
}

static enum kind pick_kind(uint64_t *random)
{
    unsigned dice = random_between(random, 0, 99);
    unsigned kind = 0;
    while (dice >= natures[kind].share)
        dice -= natures[kind++].share;
    return (enum kind)kind;
}

static void make_flow(const struct load *load, struct flow *flow, uint32_t number, uint64_t *random)
{
    enum kind kind = pick_kind(random);
    *flow = (struct flow){.number = number, .kind = (uint8_t)kind};
    flow->random = random_next(random);
    flow->next_ns = START_NS + (int64_t)(random_next(random) % (uint64_t)load->span_ns);
    flow->ip[0] = 0x0A140000u | random_between(random, 1, 4000); /* 10.20.0.0/16 */
    flow->ip[1] = 0x0A000A00u | random_between(random, 11, 60);  /* 10.0.10.0/24 */
    flow->port[0] = (uint16_t)(1024 + number % 64000);
    flow->port[1] = natures[kind].port;
    if (kind == KIND_RTP)
        flow->port[1] = (uint16_t)(49152 + 2 * random_between(random, 0, 4000));
    flow->seq[0] = (uint32_t)random_next(random);
    flow->seq[1] = (uint32_t)random_next(random);
}

/*
 * Share out the packets that are left when every flow has its fixed ones. Luck may leave some; they
 * are spread evenly, so that the load never runs dry before its last packet.
 */
static void share_bulk(struct load *load, uint64_t *random)
{
    uint64_t fixed = 0, weights = 0, takers = 0, given = 0;
    for (size_t i = 0; i < load->flow_count; i++) {
        const struct nature *nature = &natures[load->flows[i].kind];
        fixed += nature->fixed;
        weights += nature->weight;
        takers += nature->weight > 0;
    }
    uint64_t left = load->packets > fixed ? load->packets - fixed : 0;
    for (size_t i = 0; i < load->flow_count && weights > 0; i++) {
        struct flow *flow = &load->flows[i];
        uint64_t fair = left * natures[flow->kind].weight / weights;
        flow->bulk = (uint32_t)(fair * random_between(random, 50, 150) / 100);
        given += flow->bulk;
    }
    uint64_t more = given < left && takers > 0 ? (left - given + takers - 1) / takers : 0;
    for (size_t i = 0; i < load->flow_count; i++)
        load->flows[i].bulk += natures[load->flows[i].kind].weight > 0 ? (uint32_t)more : 0;
}

/* One message of a flow: who says it, its bytes, and when the next one follows. */
struct message {
    unsigned side; /* 0 client, 1 server */
    uint8_t flags;
    size_t bytes;
    int64_t gap_ns;
    bool last;
};

static size_t tcp_opening_words(struct flow *flow, uint32_t word, uint8_t *out)
{
    size_t body = HTTP_FIRST + (size_t)(flow->bulk - flow->bulk / 3) * WIRE_PAYLOAD;
    switch (flow->kind) {
    case KIND_TLS:
        if (word == 0)
            return payload_tls_client_hello(out, &flow->random, flow->ip[1] & 0x3F);
        if (word == 1)
            return payload_tls_server_flight(out, &flow->random);
        return payload_tls_client_finish(out, &flow->random);
    case KIND_HTTP:
        if (word == 0)
            return payload_http_request(out, flow->number);
        return payload_http_answer(out, &flow->random, body);
    default:
        if (word == 0)
            return payload_sip_request(out, flow->number, 1);
        return payload_sip_answer(out, flow->number, 1);
    }
}

/* Most bytes come from the server; the client acknowledges every second packet. */
static void tcp_bulk(struct flow *flow, uint32_t word, uint8_t *out, struct message *message)
{
    message->gap_ns = (int64_t)random_between(&flow->random, 1, 40) * MS;
    if (flow->kind == KIND_SIP) {
        message->side = word % 2;
        message->gap_ns *= 50;
        message->bytes = message->side == 0 ? payload_sip_request(out, flow->number, 2 + word)
                                            : payload_sip_answer(out, flow->number, 1 + word);
        return;
    }
    message->side = word % 3 != 2;
    if (message->side == 0)
        return;
    if (flow->kind == KIND_HTTP)
        message->bytes = payload_http_body(out, &flow->random);
    else
        message->bytes =
            payload_tls_data(out, &flow->random, random_between(&flow->random, 60, 1400));
}

static struct message tcp_message(struct flow *flow, uint8_t *out)
{
    struct message message = {.flags = TCP_ACK, .gap_ns = MS};
    uint32_t words = flow->kind == KIND_TLS ? 3 : 2;
    uint32_t step = flow->step;
    if (step < 3) {
        message.side = step == 1;
        message.flags = step == 0 ? TCP_SYN : step == 1 ? TCP_SYN | TCP_ACK : TCP_ACK;
        return message;
    }
    step -= 3;
    if (step < words) {
        message.side = step == 1;
        message.bytes = tcp_opening_words(flow, step, out);
    } else if (step - words < flow->bulk) {
        tcp_bulk(flow, step - words, out, &message);
    } else {
        step -= words + flow->bulk;
        message.side = step == 1;
        message.flags = step < 2 ? TCP_FIN | TCP_ACK : TCP_ACK;
        message.last = step == 2;
    }
    if (message.bytes > 0)
        message.flags |= TCP_PSH;
    return message;
}

static struct message udp_message(struct flow *flow, uint8_t *out)
{
    struct message message = {.side = flow->step % 2, .gap_ns = 2 * MS};
    bool answer = message.side == 1;
    switch (flow->kind) {
    case KIND_RTP: /* both talk, every 20 ms each */
        message.bytes =
            payload_rtp(out, &flow->random, flow->number * 2 + message.side, flow->step / 2);
        message.gap_ns = 10 * MS;
        break;
    case KIND_DNS:
        message.bytes = payload_dns(out, (uint16_t)flow->number, flow->number, answer);
        break;
    default:
        message.bytes = payload_stun(out, flow->number, answer);
    }
    message.last = flow->step + 1 >= natures[flow->kind].fixed + flow->bulk;
    return message;
}

/* Write the flow's next packet; true when it was the last one. */
static bool speak(struct flow *flow, FILE *file)
{
    uint8_t payload[WIRE_PAYLOAD];
    bool tcp = natures[flow->kind].protocol == PROTO_TCP;
    struct message message = tcp ? tcp_message(flow, payload) : udp_message(flow, payload);
    unsigned from = message.side, to = 1 - from;
    wire_write(file, &(struct wire_packet){
                         .time_ns = flow->next_ns,
                         .from_ip = flow->ip[from],
                         .to_ip = flow->ip[to],
                         .from_port = flow->port[from],
                         .to_port = flow->port[to],
                         .protocol = natures[flow->kind].protocol,
                         .tcp_flags = message.flags,
                         .seq = flow->seq[from],
                         .ack = message.flags & TCP_ACK ? flow->seq[to] : 0,
                         .id = (uint16_t)(flow->number + flow->step),
                         .payload = payload,
                         .payload_bytes = message.bytes,
                     });
    flow->seq[from] += (uint32_t)message.bytes + ((message.flags & (TCP_SYN | TCP_FIN)) != 0);
    flow->step++;
    flow->next_ns += message.gap_ns + (int64_t)random_between(&flow->random, 0, 200000);
    return message.last;
}

static uint64_t write_all(struct load *load, FILE *file)
{
    uint64_t written = 0;
    wire_header(file);
    while (load->heap_count > 0 && written < load->packets) {
        if (speak(load->heap[0], file))
            load->heap[0] = load->heap[--load->heap_count];
        if (load->heap_count > 0)
            settle(load, 0);
        written++;
    }
    return written;
}

static bool make_flows(struct load *load)
{
    uint64_t random = load->seed;
    load->flows = calloc(load->flow_count, sizeof *load->flows);
    load->heap = calloc(load->flow_count, sizeof(struct flow *));
    if (load->flows == NULL || load->heap == NULL)
        return false;
    for (size_t i = 0; i < load->flow_count; i++)
        make_flow(load, &load->flows[i], (uint32_t)i, &random);
    share_bulk(load, &random);
    load->heap_count = load->flow_count;
    for (size_t i = 0; i < load->flow_count; i++)
        load->heap[i] = &load->flows[i];
    for (size_t i = load->heap_count; i-- > 0;)
        settle(load, i);
    return true;
}

static bool read_options(struct load *load, int argc, char **argv)
{
    int option;
    while ((option = getopt(argc, argv, "n:m:s:")) != -1) {
        if (option == '?')
            return false;
        uint64_t value = strtoull(optarg, NULL, 10);
        if (option == 'n')
            load->packets = value;
        else if (option == 'm')
            load->flow_count = value;
        else
            load->seed = value;
    }
    load->path = argv[optind];
    return optind + 1 == argc && load->packets > 0 && load->flow_count > 0 &&
           load->flow_count <= UINT32_MAX;
}

int main(int argc, char **argv)
{
    struct load load = {
        .packets = 2000000, .flow_count = 50000, .seed = 2013, .span_ns = 300000 * MS};
    if (!read_options(&load, argc, argv)) {
        fprintf(stderr, "usage: lyncscope-load [-n PACKETS] [-m FLOWS] [-s SEED] FILE\n");
        return 2;
    }
    FILE *file = fopen(load.path, "wb");
    if (file == NULL || !make_flows(&load)) {
        perror(load.path);
        return 2;
    }
    uint64_t written = write_all(&load, file);
    if (fclose(file) != 0) {
        perror(load.path);
        return 2;
    }
    printf("%" PRIu64 " packets, %" PRIu64 " flows, seed %" PRIu64 "\n", written, load.flow_count,
           load.seed);
    free(load.flows);
    free(load.heap);
    return 0;
}
