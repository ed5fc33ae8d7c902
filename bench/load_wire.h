/*
 * load_wire.h - Ethernet, IPv4, TCP and UDP around a payload, written as pcap with nanoseconds
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { WIRE_PAYLOAD = 1460 };
enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16 };
enum { PROTO_TCP = 6, PROTO_UDP = 17 };

struct wire_packet {
    int64_t time_ns;
    uint32_t from_ip, to_ip;
    uint16_t from_port, to_port;
    uint8_t protocol;
    uint8_t tcp_flags;
    uint32_t seq, ack;
    uint16_t id;
    const uint8_t *payload;
    size_t payload_bytes; /* at most WIRE_PAYLOAD */
};

void wire_header(FILE *file);
void wire_write(FILE *file, const struct wire_packet *packet);
