/*
 * load.c - reproducible captures, for measuring
 *
 *   lyncscope-load [-k LOAD] [-n PACKETS] [-m FLOWS] [-s SEED] FILE
 *
 * Flows of several kinds between clients and servers, interleaved by time as on a wire. The same
 * arguments give the same bytes on every machine.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "load_random.h"
#include "load_talk.h"
#include "load_wire.h"

#define START_NS INT64_C(1772439330000000000) /* 2026-03-02 08:15:30 UTC */

enum { PARTS = 16 };

/*
 * share: flows of this kind in a thousand. weight: part of the packets beyond the fixed ones that
 * a flow of this kind takes, relative to the others.
 */
struct part {
    enum kind kind;
    unsigned share, weight;
};

/* packets: 0 stands for what the flows' fixed messages come to. */
struct mix {
    const char *name;
    uint64_t packets, flows;
    unsigned clients, servers;
    int64_t span_ns; /* flows begin within this time */
    struct part parts[PARTS];
};

static const struct mix mixes[] = {
    {.name = "mix",
     .packets = 2000000,
     .flows = 50000,
     .clients = 4000,
     .servers = 50,
     .span_ns = 300000 * MS,
     .parts = {{KIND_TLS, 290, 20},
               {KIND_HANDSHAKE, 30, 20},
               {KIND_HTTP, 90, 15},
               {KIND_SIP, 60, 4},
               {KIND_RTP, 100, 250},
               {KIND_DNS, 260, 0},
               {KIND_STUN, 40, 0},
               {KIND_TURN, 40, 0},
               {KIND_RPC, 20, 0},
               {KIND_SMB, 20, 0},
               {KIND_BROWSER, 5, 0},
               {KIND_NTP, 20, 0},
               {KIND_RDP, 3, 0},
               {KIND_SSH, 2, 0},
               {KIND_REFUSED, 10, 0},
               {KIND_SYN, 10, 0}}},
    {.name = "media",
     .packets = 3000000,
     .flows = 400, /* signalling and voice of 200 calls */
     .clients = 200,
     .servers = 4,
     .span_ns = 60000 * MS,
     .parts = {{KIND_TLS, 500, 1}, {KIND_RTP, 500, 400}}},
    {.name = "flows",
     .flows = 1000000,
     .clients = 20000,
     .servers = 100,
     .span_ns = 300000 * MS,
     .parts = {{KIND_DNS, 450, 0},
               {KIND_HTTP, 150, 0},
               {KIND_TLS, 150, 0},
               {KIND_REFUSED, 150, 0},
               {KIND_STUN, 50, 0},
               {KIND_NTP, 50, 0}}},
    {.name = "synflood",
     .flows = 3000000,
     .clients = 60000,
     .servers = 8,
     .span_ns = 60000 * MS,
     .parts = {{KIND_SYN, 1000, 0}}},
    {.name = "hello",
     .flows = 300000,
     .clients = 20000,
     .servers = 400,
     .span_ns = 300000 * MS,
     .parts = {{KIND_HANDSHAKE, 1000, 0}}},
};

struct load {
    const struct mix *mix;
    uint64_t packets, flow_count, seed;
    const char *path;
    struct flow *flows;
    struct flow **heap; /* by next_ns */
    size_t heap_count;
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

static enum kind pick_kind(const struct mix *mix, uint64_t *random)
{
    unsigned dice = random_between(random, 0, 999);
    const struct part *part = mix->parts;
    for (; dice >= part->share; part++)
        dice -= part->share;
    return part->kind;
}

static unsigned weight_of(const struct mix *mix, uint8_t kind)
{
    for (size_t i = 0; i < PARTS; i++)
        if (mix->parts[i].share > 0 && mix->parts[i].kind == (enum kind)kind)
            return mix->parts[i].weight;
    return 0;
}

static void make_flow(const struct load *load, struct flow *flow, uint32_t number, uint64_t *random)
{
    const struct mix *mix = load->mix;
    enum kind kind = pick_kind(mix, random);
    *flow = (struct flow){.number = number, .kind = (uint8_t)kind};
    flow->random = random_next(random);
    flow->next_ns = START_NS + (int64_t)(random_next(random) % (uint64_t)mix->span_ns);
    flow->ip[0] = 0x0A140000u + random_between(random, 1, mix->clients); /* from 10.20.0.1 */
    flow->ip[1] = 0x0A000A0Bu + random_between(random, 0, mix->servers - 1);
    flow->port[0] = (uint16_t)(10000 + number % 55000);
    flow->port[1] = talk_port(kind);
    if (flow->port[1] == 0)
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
        unsigned weight = weight_of(load->mix, load->flows[i].kind);
        fixed += talk_fixed(load->flows[i].kind);
        weights += weight;
        takers += weight > 0;
    }
    if (load->packets == 0)
        load->packets = fixed;
    uint64_t left = load->packets > fixed ? load->packets - fixed : 0;
    for (size_t i = 0; i < load->flow_count && weights > 0; i++) {
        struct flow *flow = &load->flows[i];
        uint64_t fair = left * weight_of(load->mix, flow->kind) / weights;
        flow->bulk = (uint32_t)(fair * random_between(random, 50, 150) / 100);
        given += flow->bulk;
    }
    uint64_t more = given < left && takers > 0 ? (left - given + takers - 1) / takers : 0;
    for (size_t i = 0; i < load->flow_count; i++)
        load->flows[i].bulk += weight_of(load->mix, load->flows[i].kind) > 0 ? (uint32_t)more : 0;
}

/* Write the flow's next packet; true when it was the last one. */
static bool speak(struct flow *flow, FILE *file)
{
    uint8_t payload[WIRE_PAYLOAD];
    struct message message = talk_next(flow, payload);
    unsigned from = message.side, to = 1 - from;
    wire_write(file, &(struct wire_packet){
                         .time_ns = flow->next_ns,
                         .from_ip = flow->ip[from],
                         .to_ip = flow->ip[to],
                         .from_port = flow->port[from],
                         .to_port = flow->port[to],
                         .protocol = talk_protocol(flow->kind),
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

static const struct mix *find_mix(const char *name)
{
    for (size_t i = 0; i < sizeof mixes / sizeof mixes[0]; i++)
        if (strcmp(mixes[i].name, name) == 0)
            return &mixes[i];
    return NULL;
}

static bool read_options(struct load *load, int argc, char **argv)
{
    const char *packets = NULL, *flows = NULL;
    int option;
    while ((option = getopt(argc, argv, "k:n:m:s:")) != -1) {
        if (option == 'k')
            load->mix = find_mix(optarg);
        else if (option == 'n')
            packets = optarg;
        else if (option == 'm')
            flows = optarg;
        else if (option == 's')
            load->seed = strtoull(optarg, NULL, 10);
        else
            return false;
    }
    if (load->mix == NULL || optind + 1 != argc)
        return false;
    load->path = argv[optind];
    load->packets = packets != NULL ? strtoull(packets, NULL, 10) : load->mix->packets;
    load->flow_count = flows != NULL ? strtoull(flows, NULL, 10) : load->mix->flows;
    return load->flow_count > 0 && load->flow_count <= UINT32_MAX;
}

int main(int argc, char **argv)
{
    struct load load = {.mix = &mixes[0], .seed = 2013};
    if (!read_options(&load, argc, argv)) {
        fprintf(stderr, "usage: lyncscope-load [-k mix|media|flows|synflood|hello] [-n PACKETS] "
                        "[-m FLOWS] [-s SEED] FILE\n");
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
    printf("%s: %" PRIu64 " packets, %" PRIu64 " flows, seed %" PRIu64 "\n", load.mix->name,
           written, load.flow_count, load.seed);
    free(load.flows);
    free(load.heap);
    return 0;
}
