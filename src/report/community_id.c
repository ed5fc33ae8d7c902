/*
 * community_id.c - the tuple in one order, hashed with SHA-1
 *
 * The functions of OpenSSL 1.1.1 are taken: they hash an id with a third less instructions than a
 * context of EVP, which is made anew for each, and no provider has to be asked for what is no
 * signature but a name.
 */
#define OPENSSL_API_COMPAT 10101

#include "report/community_id.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

/* ICMP messages that come in pairs: the id of one is the id of the other. */
static const uint8_t pairs_v4[][2] = {{8, 0}, {13, 14}, {15, 16}, {10, 9}, {17, 18}};
static const uint8_t pairs_v6[][2] = {{128, 129}, {133, 134}, {135, 136},
                                      {130, 131}, {139, 140}, {144, 145}};

struct endpoints {
    uint16_t port[2];
    bool ports, one_way;
};

static bool counterpart(const uint8_t pairs[][2], size_t count, uint8_t type, uint16_t *other)
{
    for (size_t i = 0; i < count; i++) {
        for (int k = 0; k < 2; k++) {
            if (pairs[i][k] == type) {
                *other = pairs[i][1 - k];
                return true;
            }
        }
    }
    return false;
}

static struct endpoints find_ports(const struct ls_summary *s)
{
    struct endpoints ends = {{s->port[0], s->port[1]}, (s->flags & LS_FLOW_PORTS) != 0, false};
    bool v4 = s->ip_proto == LS_IP_ICMP;
    if (!v4 && s->ip_proto != LS_IP_ICMP6)
        return ends;
    ends.ports = true;
    ends.port[0] = s->icmp_type;
    bool paired = v4 ? counterpart(pairs_v4, sizeof pairs_v4 / 2, s->icmp_type, &ends.port[1])
                     : counterpart(pairs_v6, sizeof pairs_v6 / 2, s->icmp_type, &ends.port[1]);
    if (!paired) {
        ends.port[1] = s->icmp_code;
        ends.one_way = true;
    }
    return ends;
}

static size_t put_addr(uint8_t *at, const struct ls_summary *s, int side)
{
    size_t n = s->flags & LS_FLOW_V6 ? 16 : 4;
    memcpy(at, s->addr[side].bytes + 16 - n, n);
    return n;
}

static size_t put_port(uint8_t *at, uint16_t port)
{
    at[0] = (uint8_t)(port >> 8);
    at[1] = (uint8_t)port;
    return 2;
}

static void digest_of(const uint8_t *input, size_t n, uint8_t digest[SHA_DIGEST_LENGTH])
{
    SHA_CTX sha1;
    SHA1_Init(&sha1);
    SHA1_Update(&sha1, input, n);
    SHA1_Final(digest, &sha1);
}

void community_id(const struct ls_summary *summary, char text[COMMUNITY_ID_TEXT])
{
    uint8_t input[2 + 16 + 16 + 2 + 4] = {0, 0}; /* begins with the seed */
    uint8_t digest[SHA_DIGEST_LENGTH];
    struct endpoints ends = find_ports(summary);
    int order = ls_addr_compare(&summary->addr[0], &summary->addr[1]);
    int first = order > 0 || (order == 0 && ends.port[0] > ends.port[1]);
    if (ends.one_way)
        first = 0;

    size_t n = 2;
    n += put_addr(input + n, summary, first);
    n += put_addr(input + n, summary, 1 - first);
    input[n++] = summary->ip_proto;
    input[n++] = 0;
    if (ends.ports) {
        n += put_port(input + n, ends.port[first]);
        n += put_port(input + n, ends.port[1 - first]);
    }
    digest_of(input, n, digest);
    text[0] = '1';
    text[1] = ':';
    EVP_EncodeBlock((unsigned char *)text + 2, digest, sizeof digest);
}
