/*
 * load_payload.h - what the flows of the load say to each other
 *
 * Each function writes one message into out (WIRE_PAYLOAD bytes) and returns its length.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HTTP_FIRST = 1000 }; /* bytes of the body that travel with the answer's header */

size_t payload_tls_client_hello(uint8_t *out, uint64_t *random, unsigned server);
size_t payload_tls_server_flight(uint8_t *out, uint64_t *random);
size_t payload_tls_client_finish(uint8_t *out, uint64_t *random);
size_t payload_tls_whole_flight(uint8_t *out, uint64_t number, unsigned server, unsigned piece);
size_t payload_tls_client_key(uint8_t *out, uint64_t *random);
size_t payload_tls_data(uint8_t *out, uint64_t *random, size_t bytes);
size_t payload_sip_request(uint8_t *out, unsigned user, unsigned number);
size_t payload_sip_answer(uint8_t *out, unsigned user, unsigned number);
size_t payload_http_request(uint8_t *out, unsigned number);
size_t payload_http_answer(uint8_t *out, uint64_t *random, size_t body_bytes);
size_t payload_http_body(uint8_t *out, uint64_t *random);
size_t payload_rtp(uint8_t *out, uint64_t *random, uint32_t ssrc, uint32_t number);
size_t payload_dns(uint8_t *out, uint16_t id, unsigned host, bool answer);
size_t payload_stun(uint8_t *out, uint64_t id, bool answer);
size_t payload_rpc(uint8_t *out, uint32_t call, unsigned word);
size_t payload_smb(uint8_t *out, uint64_t *random, unsigned word);
size_t payload_turn(uint8_t *out, uint64_t id, bool answer);
size_t payload_browser(uint8_t *out, unsigned host, bool answer);
size_t payload_ntp(uint8_t *out, uint64_t *random, bool answer);
size_t payload_rdp(uint8_t *out, bool answer);
size_t payload_ssh(uint8_t *out, bool server);
