/* load_payload.c - TLS, SIP, HTTP, RTP, DNS and STUN messages, complete and valid. */
#include "load_payload.h"

#include <stdio.h>
#include <string.h>

#include "load_random.h"
#include "load_wire.h"

static size_t be(uint8_t *at, unsigned bytes, uint64_t v)
{
    for (unsigned i = 0; i < bytes; i++)
        at[i] = (uint8_t)(v >> 8 * (bytes - 1 - i));
    return bytes;
}

static size_t noise(uint8_t *at, uint64_t *random, size_t bytes)
{
    for (size_t i = 0; i < bytes; i += 8) {
        uint64_t v = random_next(random);
        memcpy(at + i, &v, bytes - i < 8 ? bytes - i : 8);
    }
    return bytes;
}

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

static size_t text(int printed)
{
    return printed > 0 && printed < WIRE_PAYLOAD ? (size_t)printed : 0;
}

/* RFC 3261 section 7 */
size_t payload_sip_request(uint8_t *out, unsigned user, unsigned number)
{
    return text(snprintf((char *)out, WIRE_PAYLOAD,
                         "REGISTER sip:contoso.test SIP/2.0\r\n"
                         "Via: SIP/2.0/TCP 10.20.0.7:50123;branch=z9hG4bK%08x%04x\r\n"
                         "Max-Forwards: 70\r\n"
                         "From: <sip:user%u@contoso.test>;tag=%08x;epid=%010x\r\n"
                         "To: <sip:user%u@contoso.test>\r\n"
                         "Call-ID: %08x%08x\r\n"
                         "CSeq: %u REGISTER\r\n"
                         "Contact: <sip:10.20.0.7:50123;transport=tcp>;expires=600\r\n"
                         "User-Agent: UCCAPI/15.0.4420.1017 OC/15.0.4420.1017 (Microsoft Lync)\r\n"
                         "Supported: gruu-10, adhoclist, msrtc-event-categories\r\n"
                         "Content-Length: 0\r\n\r\n",
                         user, number, user, user * 7919u, user, user, user * 31u, user, number));
}

size_t payload_sip_answer(uint8_t *out, unsigned user, unsigned number)
{
    return text(snprintf((char *)out, WIRE_PAYLOAD,
                         "SIP/2.0 200 OK\r\n"
                         "Via: SIP/2.0/TCP 10.20.0.7:50123;branch=z9hG4bK%08x%04x\r\n"
                         "From: <sip:user%u@contoso.test>;tag=%08x;epid=%010x\r\n"
                         "To: <sip:user%u@contoso.test>;tag=%08x\r\n"
                         "Call-ID: %08x%08x\r\n"
                         "CSeq: %u REGISTER\r\n"
                         "Server: RTC/5.0\r\n"
                         "Expires: 7200\r\n"
                         "Content-Length: 0\r\n\r\n",
                         user, number, user, user * 7919u, user, user, user * 13u, user * 31u, user,
                         number));
}

/* RFC 9112 section 2 */
size_t payload_http_request(uint8_t *out, unsigned number)
{
    return text(snprintf((char *)out, WIRE_PAYLOAD,
                         "GET /static/page%u.html HTTP/1.1\r\n"
                         "Host: intranet.contoso.test\r\n"
                         "User-Agent: Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0)\r\n"
                         "Accept: text/html, */*\r\n"
                         "Connection: Keep-Alive\r\n\r\n",
                         number));
}

size_t payload_http_answer(uint8_t *out, uint64_t *random, size_t body_bytes)
{
    size_t n = text(snprintf((char *)out, WIRE_PAYLOAD,
                             "HTTP/1.1 200 OK\r\n"
                             "Content-Type: application/octet-stream\r\n"
                             "Server: Microsoft-IIS/7.5\r\n"
                             "Content-Length: %zu\r\n\r\n",
                             body_bytes));
    return n + noise(out + n, random, body_bytes < HTTP_FIRST ? body_bytes : HTTP_FIRST);
}

size_t payload_http_body(uint8_t *out, uint64_t *random)
{
    return noise(out, random, WIRE_PAYLOAD);
}

/* RFC 3550 section 5.1; payload type 8 is G.711 A-law, 20 ms are 160 samples. */
size_t payload_rtp(uint8_t *out, uint64_t *random, uint32_t ssrc, uint32_t number)
{
    out[0] = 0x80;
    out[1] = number == 0 ? 0x88 : 0x08; /* marker at the start of talk */
    be(out + 2, 2, number & 0xFFFF);
    be(out + 4, 4, (uint32_t)(number * 160u));
    be(out + 8, 4, ssrc);
    return 12 + noise(out + 12, random, 160);
}

/* RFC 1035 section 4.1 */
size_t payload_dns(uint8_t *out, uint16_t id, unsigned host, bool answer)
{
    char label[16];
    size_t n = be(out, 2, id);
    n += be(out + n, 2, answer ? 0x8580 : 0x0100);
    n += be(out + n, 2, 1);
    n += be(out + n, 2, answer);
    n += be(out + n, 4, 0);
    size_t length = (size_t)snprintf(label, sizeof label, "host%u", host % 100000);
    n += be(out + n, 1, length);
    memcpy(out + n, label, length);
    n += length;
    memcpy(out + n, "\7contoso\4test", 14); /* the last byte is the root label */
    n += 14;
    n += be(out + n, 4, 0x00010001); /* A IN */
    if (!answer)
        return n;
    n += be(out + n, 2, 0xC00C);
    n += be(out + n, 4, 0x00010001);
    n += be(out + n, 4, 3600);
    n += be(out + n, 2, 4);
    return n + be(out + n, 4, 0x0A000000u | host);
}

/* RFC 5389 sections 6 and 15.2 */
size_t payload_stun(uint8_t *out, uint64_t id, bool answer)
{
    size_t n = be(out, 2, answer ? 0x0101 : 0x0001);
    n += be(out + n, 2, answer ? 12 : 0);
    n += be(out + n, 4, 0x2112A442);
    n += be(out + n, 4, 0);
    n += be(out + n, 8, id);
    if (!answer)
        return n;
    n += be(out + n, 4, 0x00200008); /* XOR-MAPPED-ADDRESS */
    n += be(out + n, 2, 1);
    n += be(out + n, 2, 50000 ^ 0x2112);
    return n + be(out + n, 4, 0x0A140007 ^ 0x2112A442);
}
