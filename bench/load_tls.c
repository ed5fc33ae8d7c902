/* load_tls.c - TLS 1.2 handshakes, abbreviated and whole, and records of data. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "load_bytes.h"
#include "load_certificate.h"
#include "load_payload.h"
#include "load_wire.h"

/* RFC 5246 section 6.2.1; the length is that of what follows. */
static size_t tls_record(uint8_t *out, unsigned type, size_t bytes)
{
    be(out, 1, type);
    be(out + 1, 2, 0x0303);
    be(out + 3, 2, bytes);
    return 5;
}

/* RFC 6066 section 3: server_name; RFC 8422 and 5246: groups and signature algorithms. */
static size_t hello_extensions(uint8_t *out, unsigned server)
{
    static const uint8_t others[] = {
        0, 10, 0, 6, 0,    4, 0, 23, 0, 24,       /* supported_groups */
        0, 11, 0, 2, 1,    0,                     /* ec_point_formats */
        0, 13, 0, 8, 0,    6, 4, 1,  4, 3,  2, 1, /* signature_algorithms */
        0, 23, 0, 0, 0xFF, 1, 0, 1,  0,           /* extended_master_secret, renegotiation_info */
    };
    char name[40];
    size_t length = (size_t)snprintf(name, sizeof name, "pool%02u.contoso.test", server);
    size_t n = 2; /* of all extensions, known at the end */
    n += be(out + n, 2, 0);
    n += be(out + n, 2, length + 5);
    n += be(out + n, 2, length + 3);
    n += be(out + n, 1, 0);
    n += be(out + n, 2, length);
    memcpy(out + n, name, length);
    n += length;
    memcpy(out + n, others, sizeof others);
    n += sizeof others;
    be(out, 2, n - 2);
    return n;
}

size_t payload_tls_client_hello(uint8_t *out, uint64_t *random, unsigned server)
{
    static const uint16_t suites[] = {0xC028, 0xC027, 0xC014, 0xC013, 0x009F, 0x009E,
                                      0xC02C, 0xC02B, 0x009D, 0x009C, 0x003D, 0x003C};
    size_t n = 9; /* record and handshake headers, known at the end */
    n += be(out + n, 2, 0x0303);
    n += noise(out + n, random, 32);
    n += be(out + n, 1, 0);
    n += be(out + n, 2, sizeof suites);
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
        n += be(out + n, 2, suites[i]);
    n += be(out + n, 2, 0x0100); /* one compression method: none */
    n += hello_extensions(out + n, server);
    tls_record(out, 22, n - 5);
    be(out + 5, 1, 1);
    be(out + 6, 3, n - 9);
    return n;
}

static size_t tls_finish(uint8_t *out, uint64_t *random)
{
    size_t n = tls_record(out, 20, 1);
    out[n++] = 1; /* ChangeCipherSpec */
    n += tls_record(out + n, 22, 80);
    return n + noise(out + n, random, 80);
}

/* An abbreviated handshake (RFC 5246 section 7.3): no certificate. */
size_t payload_tls_server_flight(uint8_t *out, uint64_t *random)
{
    size_t n = 9;
    n += be(out + n, 2, 0x0303);
    n += noise(out + n, random, 32);
    n += be(out + n, 1, 32);
    n += noise(out + n, random, 32);
    n += be(out + n, 2, 0xC028);
    n += be(out + n, 1, 0);
    tls_record(out, 22, n - 5);
    be(out + 5, 1, 2);
    be(out + 6, 3, n - 9);
    return n + tls_finish(out + n, random);
}

size_t payload_tls_client_finish(uint8_t *out, uint64_t *random)
{
    return tls_finish(out, random);
}

size_t payload_tls_data(uint8_t *out, uint64_t *random, size_t bytes)
{
    size_t n = tls_record(out, 23, bytes);
    return n + noise(out + n, random, bytes);
}

/* RFC 5246 section 7.4: type and length; the length is that of what follows. */
static size_t tls_handshake(uint8_t *out, unsigned type, size_t bytes)
{
    be(out, 1, type);
    be(out + 1, 3, bytes);
    return 4;
}

static size_t server_hello(uint8_t *out, uint64_t *random)
{
    static const uint8_t extensions[] = {0, 9, 0, 23, 0, 0, 0xFF, 1, 0, 1, 0};
    size_t n = 4;
    n += be(out + n, 2, 0x0303);
    n += noise(out + n, random, 32);
    n += be(out + n, 1, 32);
    n += noise(out + n, random, 32);
    n += be(out + n, 2, 0xC028);
    n += be(out + n, 1, 0);
    n += put(out + n, extensions, sizeof extensions);
    tls_handshake(out, 2, n - 4);
    return n;
}

/* Section 7.4.2: the server's certificate, then that of its issuer. */
static size_t certificates(uint8_t *out, unsigned server)
{
    size_t n = 7;
    for (int issuer = 0; issuer < 2; issuer++) {
        size_t bytes = certificate_make(out + n + 3, server, issuer);
        be(out + n, 3, bytes);
        n += 3 + bytes;
    }
    be(out + 4, 3, n - 7);
    tls_handshake(out, 11, n - 4);
    return n;
}

/* RFC 8422 section 5.4: a point of P-256, signed with RSA. */
static size_t key_exchange(uint8_t *out, uint64_t *random)
{
    static const uint8_t curve[] = {3, 0, 23, 65, 4};
    size_t n = 4;
    n += put(out + n, curve, sizeof curve);
    n += noise(out + n, random, 64);
    n += be(out + n, 2, 0x0401);
    n += be(out + n, 2, 256);
    n += noise(out + n, random, 256);
    tls_handshake(out, 12, n - 4);
    return n;
}

/*
 * ServerHello to ServerHelloDone in one record, larger than a segment: piece 0 or 1 of it. Both
 * pieces are cut from the same flight, which the flow's number alone determines.
 */
size_t payload_tls_whole_flight(uint8_t *out, uint64_t number, unsigned server, unsigned piece)
{
    uint8_t flight[2 * WIRE_PAYLOAD];
    size_t n = 5, begin = piece * (size_t)WIRE_PAYLOAD;
    n += server_hello(flight + n, &number);
    n += certificates(flight + n, server);
    n += key_exchange(flight + n, &number);
    n += tls_handshake(flight + n, 14, 0);
    tls_record(flight, 22, n - 5);
    return put(out, flight + begin, piece == 0 ? WIRE_PAYLOAD : n - begin);
}

/* ClientKeyExchange, then the end of the client's handshake. */
size_t payload_tls_client_key(uint8_t *out, uint64_t *random)
{
    size_t n = 9;
    n += be(out + n, 2, 65 << 8 | 4);
    n += noise(out + n, random, 64);
    tls_handshake(out + 5, 16, n - 9);
    tls_record(out, 22, n - 5);
    return n + tls_finish(out + n, random);
}
