/* load_talk.c - what each kind of flow says, message by message. */
#include "load_talk.h"

#include "load_payload.h"
#include "load_random.h"
#include "load_wire.h"

typedef size_t say(struct flow *flow, unsigned word, uint8_t *out);

/*
 * The opening: words that sides say in turn; a capital letter of `sides` is a word of the server's.
 * Then bulk, if the kind has any; then the end of the connection.
 */
struct nature {
    uint16_t port;
    uint8_t protocol;
    const char *sides;
    say *words;
    void (*bulk)(struct flow *flow, uint32_t word, uint8_t *out, struct message *message);
};

static size_t tls_words(struct flow *flow, unsigned word, uint8_t *out)
{
    if (word == 0)
        return payload_tls_client_hello(out, &flow->random, flow->ip[1] & 0x3F);
    if (word == 1)
        return payload_tls_server_flight(out, &flow->random);
    return payload_tls_client_finish(out, &flow->random);
}

static size_t handshake_words(struct flow *flow, unsigned word, uint8_t *out)
{
    switch (word) {
    case 0:
        return payload_tls_client_hello(out, &flow->random, flow->ip[1] & 0x1FF);
    case 1:
    case 2:
        return payload_tls_whole_flight(out, flow->number, flow->ip[1] & 0x1FF, word - 1);
    case 3:
        return payload_tls_client_key(out, &flow->random);
    default:
        return payload_tls_client_finish(out, &flow->random);
    }
}

static size_t http_words(struct flow *flow, unsigned word, uint8_t *out)
{
    size_t body = HTTP_FIRST + (size_t)(flow->bulk - flow->bulk / 3) * WIRE_PAYLOAD;
    if (word == 0)
        return payload_http_request(out, flow->number);
    return payload_http_answer(out, &flow->random, body);
}

static size_t sip_words(struct flow *flow, unsigned word, uint8_t *out)
{
    if (word == 0)
        return payload_sip_request(out, flow->number, 1);
    return payload_sip_answer(out, flow->number, 1);
}

static size_t rtp_words(struct flow *flow, unsigned word, uint8_t *out)
{
    return payload_rtp(out, &flow->random, flow->number * 2 + word, 0);
}

static size_t dns_words(struct flow *flow, unsigned word, uint8_t *out)
{
    return payload_dns(out, (uint16_t)flow->number, flow->number, word == 1);
}

static size_t stun_words(struct flow *flow, unsigned word, uint8_t *out)
{
    return payload_stun(out, flow->number, word == 1);
}

static size_t rpc_words(struct flow *flow, unsigned word, uint8_t *out)
{
    return payload_rpc(out, flow->number, word);
}

static size_t smb_words(struct flow *flow, unsigned word, uint8_t *out)
{
    return payload_smb(out, &flow->random, word);
}

static size_t turn_words(struct flow *flow, unsigned word, uint8_t *out)
{
    return payload_turn(out, flow->number, word == 1);
}

static size_t browser_words(struct flow *flow, unsigned word, uint8_t *out)
{
    return payload_browser(out, flow->number, word == 1);
}

static size_t ntp_words(struct flow *flow, unsigned word, uint8_t *out)
{
    return payload_ntp(out, &flow->random, word == 1);
}

static size_t rdp_words(struct flow *flow, unsigned word, uint8_t *out)
{
    (void)flow;
    return payload_rdp(out, word == 1);
}

static size_t ssh_words(struct flow *flow, unsigned word, uint8_t *out)
{
    (void)flow;
    return payload_ssh(out, word == 0);
}

/* Most bytes come from the server; the client acknowledges every second packet. */
static void download(uint32_t word, struct message *message)
{
    message->side = word % 3 != 2;
}

static void tls_bulk(struct flow *flow, uint32_t word, uint8_t *out, struct message *message)
{
    download(word, message);
    if (message->side == 0)
        return;
    message->bytes = payload_tls_data(out, &flow->random, random_between(&flow->random, 60, 1400));
}

static void http_bulk(struct flow *flow, uint32_t word, uint8_t *out, struct message *message)
{
    download(word, message);
    if (message->side == 1)
        message->bytes = payload_http_body(out, &flow->random);
}

static void sip_bulk(struct flow *flow, uint32_t word, uint8_t *out, struct message *message)
{
    message->gap_ns *= 50;
    message->side = word % 2;
    message->bytes = message->side == 0 ? payload_sip_request(out, flow->number, 2 + word)
                                        : payload_sip_answer(out, flow->number, 1 + word);
}

/* Both talk, every 20 ms each. */
static void rtp_bulk(struct flow *flow, uint32_t word, uint8_t *out, struct message *message)
{
    message->side = word % 2;
    message->gap_ns = 10 * MS;
    message->bytes =
        payload_rtp(out, &flow->random, flow->number * 2 + message->side, word / 2 + 1);
}

static const struct nature natures[KIND_COUNT] = {
    [KIND_TLS] = {5061, PROTO_TCP, "cSc", tls_words, tls_bulk},
    [KIND_HTTP] = {80, PROTO_TCP, "cS", http_words, http_bulk},
    [KIND_SIP] = {5060, PROTO_TCP, "cS", sip_words, sip_bulk},
    [KIND_RTP] = {0, PROTO_UDP, "cS", rtp_words, rtp_bulk},
    [KIND_DNS] = {53, PROTO_UDP, "cS", dns_words, NULL},
    [KIND_STUN] = {3478, PROTO_UDP, "cS", stun_words, NULL},
    [KIND_HANDSHAKE] = {5061, PROTO_TCP, "cSScS", handshake_words, tls_bulk},
    [KIND_RPC] = {135, PROTO_TCP, "cScS", rpc_words, NULL},
    [KIND_SMB] = {445, PROTO_TCP, "cS", smb_words, NULL},
    [KIND_TURN] = {3478, PROTO_UDP, "cS", turn_words, NULL},
    [KIND_BROWSER] = {1434, PROTO_UDP, "cS", browser_words, NULL},
    [KIND_NTP] = {123, PROTO_UDP, "cS", ntp_words, NULL},
    [KIND_RDP] = {3389, PROTO_TCP, "cS", rdp_words, NULL},
    [KIND_SSH] = {22, PROTO_TCP, "Sc", ssh_words, NULL},
    [KIND_REFUSED] = {8080, PROTO_TCP, "", NULL, NULL},
    [KIND_SYN] = {443, PROTO_TCP, "", NULL, NULL},
};

static unsigned count_words(const struct nature *nature)
{
    unsigned n = 0;
    while (nature->sides[n] != '\0')
        n++;
    return n;
}

uint16_t talk_port(enum kind kind)
{
    return natures[kind].port;
}

uint8_t talk_protocol(enum kind kind)
{
    return natures[kind].protocol;
}

unsigned talk_fixed(enum kind kind)
{
    if (kind == KIND_SYN)
        return 1;
    if (kind == KIND_REFUSED)
        return 2;
    unsigned words = count_words(&natures[kind]);
    return natures[kind].protocol == PROTO_TCP ? words + 6 : words;
}

static struct message speak_word(struct flow *flow, uint32_t word, uint8_t *out)
{
    const struct nature *nature = &natures[flow->kind];
    struct message message = {.gap_ns = MS, .side = nature->sides[word] == 'S'};
    message.bytes = nature->words(flow, word, out);
    return message;
}

static struct message speak_bulk(struct flow *flow, uint32_t word, uint8_t *out)
{
    struct message message = {.gap_ns = (int64_t)random_between(&flow->random, 1, 40) * MS};
    natures[flow->kind].bulk(flow, word, out, &message);
    return message;
}

static struct message tcp_attempt(const struct flow *flow)
{
    struct message message = {.side = flow->step == 1, .gap_ns = MS};
    message.flags = flow->step == 0 ? TCP_SYN : TCP_RST | TCP_ACK;
    message.last = flow->kind == KIND_SYN || flow->step == 1;
    return message;
}

static struct message tcp_next(struct flow *flow, uint8_t *out)
{
    struct message message = {.gap_ns = MS};
    uint32_t words = count_words(&natures[flow->kind]);
    uint32_t step = flow->step;
    if (step < 3) {
        message.side = step == 1;
        message.flags = step == 0 ? TCP_SYN : step == 1 ? TCP_SYN | TCP_ACK : TCP_ACK;
        return message;
    }
    step -= 3;
    if (step < words) {
        message = speak_word(flow, step, out);
    } else if (step - words < flow->bulk) {
        message = speak_bulk(flow, step - words, out);
    } else {
        step -= words + flow->bulk;
        message.side = step == 1;
        message.flags = step < 2 ? TCP_FIN : 0;
        message.last = step == 2;
    }
    message.flags |= message.bytes > 0 ? TCP_ACK | TCP_PSH : TCP_ACK;
    return message;
}

static struct message udp_next(struct flow *flow, uint8_t *out)
{
    uint32_t words = count_words(&natures[flow->kind]);
    struct message message = flow->step < words ? speak_word(flow, flow->step, out)
                                                : speak_bulk(flow, flow->step - words, out);
    message.last = flow->step + 1 >= words + flow->bulk;
    return message;
}

struct message talk_next(struct flow *flow, uint8_t *out)
{
    if (flow->kind == KIND_SYN || flow->kind == KIND_REFUSED)
        return tcp_attempt(flow);
    return natures[flow->kind].protocol == PROTO_TCP ? tcp_next(flow, out) : udp_next(flow, out);
}
