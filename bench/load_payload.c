/* load_payload.c - SIP, HTTP, RTP, DNS and STUN messages, complete and valid. */
#include "load_payload.h"

#include <stdio.h>
#include <string.h>

#include "load_bytes.h"
#include "load_wire.h"

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
