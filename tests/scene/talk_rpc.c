/*
 * talk_rpc.c - connection oriented DCE/RPC ([MS-RPCE] 2.2.2, C706 chapter 12), little endian
 *
 *   bind=NAME       the interface, see below
 *   map=PORT,PORT   an endpoint mapper's question, and its answer with a tower a port
 *   binding=TEXT    ResolveOxid2, answered with this string binding
 *   fragment=N      answers come in fragments with N bytes of stub
 *   sealed          answers are encrypted
 *   calls=N         calls of no meaning
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "talk.h"

enum { REQUEST = 0, RESPONSE = 2, BIND = 11, BIND_ACK = 12 };

static const struct {
    const char *name, *uuid; /* as on the wire */
    unsigned major;
} interfaces[] = {
    {"epmapper", "0883afe11f5dc91191a408002b14a0fa", 3},
    {"oxid", "c4fefc9960521b10bbcb00aa0021347a", 0},
    {"activator", "a001000000000000c000000000000046", 0},
    {"lsarpc", "785734123412cdabef000123456789ab", 0},
    {"netlogon", "785634123412cdabef0001234567cffb", 1},
    {"svcctl", "81bb7a364498f135ad3298f038001003", 2},
};

enum { INTERFACES = sizeof interfaces / sizeof *interfaces };

static const char ndr32[] = "045d888aeb1cc9119fe808002b10486002000000";

/* How answers are said. */
struct manner {
    unsigned fragment; /* bytes of stub; 0 = all in one */
    bool sealed;
};

/* [MS-RPCE] 2.2.2.11: SPNEGO at privacy level, and a token nobody checks. */
static const char trailer[] = "0906000000000000 01000000112233445566778800000000";

enum { FIRST = 1, LAST = 2, TOKEN = 16 };

static void put_pdu(struct bytes *b, unsigned type, unsigned flags, unsigned call,
                    const struct bytes *body, bool sealed)
{
    put_hex(b, "0500");
    put8(b, type);
    put8(b, flags);
    put_hex(b, "10000000");
    put16le(b, (unsigned)(16 + body->n + (sealed ? 8 + TOKEN : 0)));
    put16le(b, sealed ? TOKEN : 0);
    put32le(b, call);
    put(b, body->at, body->n);
    if (sealed)
        put_hex(b, trailer);
}

static void say_pdu(struct conv *c, int side, unsigned type, unsigned call, struct bytes *body)
{
    struct bytes b = {0};
    put_pdu(&b, type, FIRST | LAST, call, body, false);
    say(c, side, &b);
    bytes_clear(body);
}

/* Says a stub as the answer to a call, in as many fragments as it takes. */
static void answer(struct conv *c, const struct manner *manner, unsigned call_id,
                   struct bytes *stub)
{
    size_t step = manner->fragment ? manner->fragment : stub->n;
    if (manner->sealed)
        for (size_t i = 0; i < stub->n; i++)
            stub->at[i] ^= 0x5a;
    for (size_t at = 0; at < stub->n; at += step) {
        struct bytes body = {0}, b = {0};
        size_t part = stub->n - at < step ? stub->n - at : step;
        unsigned flags = (at == 0 ? FIRST : 0) | (at + part == stub->n ? LAST : 0);
        put32le(&body, (uint32_t)(stub->n - at));
        put_hex(&body, "00000000");
        put(&body, stub->at + at, part);
        put_pdu(&b, RESPONSE, flags, call_id, &body, manner->sealed);
        bytes_clear(&body);
        say(c, 1, &b);
    }
    bytes_clear(stub);
}

static void bind(struct conv *c, const char *name)
{
    struct bytes body = {0};
    int i = 0;
    while (i < INTERFACES - 1 && strcmp(interfaces[i].name, name) != 0)
        i++;
    put_hex(&body, "b810b810000000000100000000000100");
    put_hex(&body, interfaces[i].uuid);
    put16le(&body, interfaces[i].major);
    put16le(&body, 0);
    put_hex(&body, ndr32);
    say_pdu(c, 0, BIND, 1, &body);

    char port[8];
    size_t n = (size_t)snprintf(port, sizeof port, "%u", c->port[1]) + 1;
    put_hex(&body, "b810b81034120000");
    put16le(&body, (unsigned)n);
    put(&body, port, n);
    put_many(&body, 0, (4 - (body.n + 16) % 4) % 4);
    put_hex(&body, "0100000000000000");
    put_hex(&body, ndr32);
    say_pdu(c, 1, BIND_ACK, 1, &body);
}

/* The tower of lsarpc over TCP with this port, as in C706 appendix L. */
static void put_tower(struct bytes *b, unsigned port)
{
    put_hex(b, "4b0000004b000000050013000d785734123412cdabef000123456789ab000002000000"
               "13000d045d888aeb1cc9119fe808002b104860020002000000"
               "01000b02000000 010007 0200");
    put16(b, port);
    put_hex(b, "0100090400 00000000 00");
}

static void map_endpoint(struct conv *c, const char *ports, const struct manner *manner)
{
    struct bytes body = {0}, towers = {0};
    uint32_t count = 0;
    put32le(&body, 132);
    put16le(&body, 0);
    put16le(&body, 3); /* ept_map */
    put_hex(&body, "01000000 00000000000000000000000000000000 02000000");
    put_tower(&body, 0);
    put_many(&body, 0, 20);
    put_hex(&body, "04000000");
    say_pdu(c, 0, REQUEST, 2, &body);

    for (const char *at = ports; at != NULL; count++) {
        put_tower(&towers, (unsigned)strtoul(at, NULL, 10));
        at = strchr(at, ',');
        at = at != NULL ? at + 1 : NULL;
    }
    put_many(&body, 0, 20);
    put32le(&body, count);
    put32le(&body, count);
    put32le(&body, 0);
    put32le(&body, count);
    for (uint32_t i = 0; i < count; i++)
        put32le(&body, 3 + i);
    put(&body, towers.at, towers.n);
    put_hex(&body, "00000000");
    bytes_clear(&towers);
    answer(c, manner, 2, &body);
}

/* ResolveOxid2 answers with the string binding HOST[PORT] ([MS-DCOM] 2.2.19). */
static void resolve(struct conv *c, const char *binding, const struct manner *manner)
{
    struct bytes body = {0};
    size_t words = 1 + strlen(binding) + 1 + 1;
    put_hex(&body, "18000000000004000000000000000000 010007000000");
    put_many(&body, 0, 8);
    say_pdu(c, 0, REQUEST, 2, &body);
    put_hex(&body, "00000200");
    put32le(&body, (uint32_t)words + 4);
    put16le(&body, (unsigned)words + 4);
    put16le(&body, (unsigned)words);
    put16le(&body, 7);
    put_utf16(&body, binding);
    put_hex(&body, "0000 0000 0a00ffff 0000 0000");
    put_many(&body, 0, (4 - body.n % 4) % 4);
    put_hex(&body, "00000000 33221100554477668899aabbccddeeff 05000000 05000700 00000000");
    answer(c, manner, 2, &body);
}

static void call(struct conv *c, unsigned number)
{
    struct bytes body = {0};
    put32le(&body, 32);
    put_hex(&body, "00000100");
    put_noise(&body, 32, number);
    say_pdu(c, 0, REQUEST, number, &body);
    put32le(&body, 16);
    put_hex(&body, "00000000");
    put_noise(&body, 16, number + 1);
    say_pdu(c, 1, RESPONSE, number, &body);
}

static void talk_rpc(struct conv *c, struct words *words)
{
    const char *binding = word(words, "binding", "");
    const char *ports = word(words, "map", "");
    struct manner manner = {number(words, "fragment", 0), flag(words, "sealed")};
    bind(c, word(words, "bind", "epmapper"));
    if (*ports != '\0')
        map_endpoint(c, ports, &manner);
    else if (*binding != '\0')
        resolve(c, binding, &manner);
    for (unsigned i = 0; i < number(words, "calls", 0); i++)
        call(c, 3 + i);
}

const struct verb talk_rpc_verbs[] = {{"rpc", talk_rpc}, {NULL, NULL}};
