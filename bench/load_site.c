/* load_site.c - DCE/RPC, SMB, MS-TURN, SQL Browser, NTP, RDP and SSH: first words. */
#include <stdio.h>

#include "load_bytes.h"
#include "load_payload.h"
#include "load_wire.h"

/* [C706] section 12.6.3: version 5.0, little endian, first and last fragment. */
static size_t rpc_header(uint8_t *out, unsigned type, size_t bytes, uint32_t call)
{
    const uint8_t head[] = {5, 0, (uint8_t)type, 3, 0x10, 0, 0, 0};
    put(out, head, sizeof head);
    le(out + 8, 2, bytes);
    le(out + 10, 2, 0);
    le(out + 12, 4, call);
    return bytes;
}

/* IObjectExporter ([MS-DCOM] section 1.9) and NDR ([C706] appendix I), as they are sent. */
static const uint8_t exporter[] = {0xC4, 0xFE, 0xFC, 0x99, 0x60, 0x52, 0x1B, 0x10, 0xBB, 0xCB,
                                   0x00, 0xAA, 0x00, 0x21, 0x34, 0x7A, 0,    0,    0,    0};
static const uint8_t ndr[] = {0x04, 0x5D, 0x88, 0x8A, 0xEB, 0x1C, 0xC9, 0x11, 0x9F, 0xE8,
                              0x08, 0x00, 0x2B, 0x10, 0x48, 0x60, 2,    0,    0,    0};

/* Bind, its acknowledgement, ServerAlive and its answer: [MS-DCOM] section 3.1.2.5.1.4. */
size_t payload_rpc(uint8_t *out, uint32_t call, unsigned word)
{
    static const uint8_t one_context[] = {1, 0, 0, 0, 0, 0, 1, 0};
    static const uint8_t accepted[] = {4, 0, '1', '3', '5', 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0};
    size_t n = 16;
    if (word < 2) {
        n += le(out + n, 4, 4280u << 16 | 4280u);
        n += le(out + n, 4, word * 0x4711u);
    }
    if (word == 0) {
        n += put(out + n, one_context, sizeof one_context);
        n += put(out + n, exporter, sizeof exporter);
        n += put(out + n, ndr, sizeof ndr);
        return rpc_header(out, 11, n, call);
    }
    if (word == 1) {
        n += put(out + n, accepted, sizeof accepted);
        n += put(out + n, ndr, sizeof ndr);
        return rpc_header(out, 12, n, call);
    }
    n += le(out + n, 4, word == 2 ? 0 : 4); /* bytes of the stub that follow */
    n += le(out + n, 4, word == 2 ? 3u << 16 : 0);
    n += le(out + n, word == 2 ? 0 : 4, 0);
    return rpc_header(out, word == 2 ? 0 : 2, n, call);
}

/* [MS-SMB2] sections 2.2.1.2, 2.2.3 and 2.2.4: negotiation of 2.0.2 to 3.0. */
size_t payload_smb(uint8_t *out, uint64_t *random, unsigned word)
{
    static const uint16_t dialects[] = {0x0202, 0x0210, 0x0300};
    size_t n = 4;
    n += be(out + n, 4, 0xFE534D42);
    n += le(out + n, 2, 64);
    memset(out + n, 0, 58);
    le(out + n + 10, 4, word); /* a response */
    n += 58;
    memset(out + n, 0, 64);
    le(out + n, 2, word == 0 ? 36 : 65);
    le(out + n + 2, 2, word == 0 ? 3 : 1);
    le(out + n + 4, 2, word == 0 ? 1 : 0x0300);
    noise(out + n + (word == 0 ? 12 : 8), random, 16);
    n += word == 0 ? 36 : 64;
    for (unsigned i = 0; word == 0 && i < 3; i++)
        n += le(out + n, 2, dialects[i]);
    be(out, 4, n - 4); /* [MS-SMB2] section 2.1: direct TCP transport */
    return n;
}

/* [MS-TURN] sections 2.2.1 and 2.2.2: Allocate, refused for want of credentials. */
size_t payload_turn(uint8_t *out, uint64_t id, bool answer)
{
    static const uint8_t cookie[] = {0, 0x0F, 0, 4, 0x72, 0xC6, 0x4B, 0xC6};
    static const uint8_t version[] = {0x80, 0x08, 0, 4, 0, 0, 0, 4};
    static const uint8_t unauthorized[] = {0, 9, 0, 4, 0, 0, 4, 1};
    size_t n = be(out, 2, answer ? 0x0113 : 0x0003);
    n += be(out + n, 2, sizeof cookie + 8);
    n += be(out + n, 8, 0x2112A44200000000);
    n += be(out + n, 8, id);
    n += put(out + n, cookie, sizeof cookie);
    return n + (answer ? put(out + n, unauthorized, 8) : put(out + n, version, 8));
}

/* [MC-SQLR] sections 2.2.3 and 2.2.5 */
size_t payload_browser(uint8_t *out, unsigned host, bool answer)
{
    char words[200];
    if (!answer)
        return put(out, "\4RTC", 5);
    int printed = snprintf(words, sizeof words,
                           "ServerName;SQL%02u;InstanceName;RTC;IsClustered;No;"
                           "Version;11.0.2100.60;tcp;%u;;",
                           host % 100, 50000 + host % 100);
    size_t n = be(out, 1, 5);
    n += le(out + n, 2, (uint64_t)printed);
    return n + put(out + n, words, (size_t)printed);
}

/* RFC 5905 section 7.3 */
size_t payload_ntp(uint8_t *out, uint64_t *random, bool answer)
{
    memset(out, 0, 48);
    out[0] = answer ? 0x24 : 0x23;
    out[1] = answer ? 2 : 0;
    out[2] = 6;
    out[3] = 0xE9;
    if (answer) {
        be(out + 12, 4, 0x0A000A01);
        be(out + 16, 4, 0xED4F0000);
        noise(out + 24, random, 24);
        be(out + 32, 4, 0xED4F0001);
    }
    be(out + 40, 4, 0xED4F0001);
    noise(out + 44, random, 4);
    return 48;
}

/* [MS-RDPBCGR] sections 2.2.1.1 and 2.2.1.2: negotiation of TLS. */
size_t payload_rdp(uint8_t *out, bool answer)
{
    static const uint8_t request[] = {3, 0, 0, 19, 14, 0xE0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0};
    static const uint8_t confirm[] = {3, 0, 0,    19, 14, 0xD0, 0, 0, 0x12, 0x34,
                                      0, 2, 0x1F, 8,  0,  2,    0, 0, 0};
    return put(out, answer ? confirm : request, sizeof request);
}

/* RFC 4253 section 4.2 */
size_t payload_ssh(uint8_t *out, bool server)
{
    return server ? put(out, "SSH-2.0-OpenSSH_9.2p1\r\n", 23)
                  : put(out, "SSH-2.0-PuTTY_Release_0.78\r\n", 28);
}
