/*
 * flood.c - a capture that nobody could keep in memory
 *   flood KIND SEED PACKETS FILE
 * syn: connection attempts from ever new addresses. udp: datagrams without meaning, likewise. scan:
 * one client asks every address and port, and all refuse.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;

static uint32_t draw(void)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33);
}

static void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value & 0xffff);
}

static void put_record(FILE *out, const uint8_t *frame, uint32_t bytes, uint32_t number)
{
    const uint32_t head[4] = {1772438400 + number / 1000000, number % 1000000, bytes, bytes};
    fwrite(head, sizeof head, 1, out);
    fwrite(frame, bytes, 1, out);
}

/* Ethernet, IPv4 (RFC 791), TCP (RFC 9293) or UDP (RFC 768) with 32 bytes; no checksums. */
static uint32_t make(uint8_t frame[128], int tcp, uint32_t from, uint32_t to, unsigned sport,
                     unsigned dport, unsigned flags)
{
    uint32_t bytes = tcp ? 14 + 20 + 20 : 14 + 20 + 8 + 32;
    memset(frame, 0, 128);
    frame[5] = 2;
    frame[11] = 1;
    put16(frame + 12, 0x0800);
    uint8_t *ip = frame + 14;
    ip[0] = 0x45;
    put16(ip + 2, bytes - 14);
    put16(ip + 4, draw() & 0xffff);
    ip[8] = 64;
    ip[9] = tcp ? 6 : 17;
    put32(ip + 12, from);
    put32(ip + 16, to);
    put16(ip + 20, sport);
    put16(ip + 22, dport);
    if (tcp) {
        put32(ip + 24, draw());
        ip[32] = 0x50;
        ip[33] = (uint8_t)flags;
        return bytes;
    }
    put16(ip + 24, 40);
    for (int i = 0; i < 32; i++)
        ip[28 + i] = (uint8_t)draw();
    return bytes;
}

int main(int argc, char **argv)
{
    static const uint32_t head[6] = {0xa1b2c3d4, 2 | 4 << 16, 0, 0, 65535, 1};
    if (argc != 5)
        return 2;
    FILE *out = fopen(argv[4], "w");
    if (out == NULL)
        return 2;
    state = strtoull(argv[2], NULL, 10);
    uint32_t count = (uint32_t)strtoul(argv[3], NULL, 10);
    fwrite(head, sizeof head, 1, out);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t frame[128];
        uint32_t host = draw(), port = draw() & 0xffff;
        uint32_t bytes;
        if (strcmp(argv[1], "syn") == 0)
            bytes = make(frame, 1, host, 0x0a000a0b, port, 5061, 0x02);
        else if (strcmp(argv[1], "udp") == 0)
            bytes = make(frame, 0, host, 0x0a000a0b, port, draw() & 0xffff, 0);
        else
            bytes = make(frame, 1, 0x0a140007, host, 40000 + i % 20000, port, i % 2 ? 0x02 : 0x10);
        put_record(out, frame, bytes, i);
    }
    return fclose(out) == 0 ? 0 : 2;
}
