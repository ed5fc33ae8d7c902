/* fields_tls.c - tls.* of the Elastic Common Schema. */
#include <stdlib.h>

#include "lyncscope/clock.h"
#include "report/values.h"

bool has_tls(const struct account *of)
{
    return of->tls || of->dtls;
}

static bool tls_fact(const struct account *of, enum ls_fact_kind kind, struct ls_fact *fact)
{
    return account_has(of, kind) && has_tls(of) && account_next(of, kind, &(size_t){0}, fact);
}

static void put_tls_text(const struct account *of, enum ls_fact_kind kind, struct value *value)
{
    struct ls_fact fact;
    if (!tls_fact(of, kind, &fact))
        return;
    put_text(value, content_text(&fact, value->room));
}

/* Versions by number: RFC 6101, RFC 5246, RFC 8446, RFC 6347, RFC 9147. */
static const struct {
    uint16_t number;
    const char *version, *protocol;
} versions[] = {
    {0x0002, "2.0", "ssl"},  {0x0300, "3.0", "ssl"},  {0x0301, "1.0", "tls"},
    {0x0302, "1.1", "tls"},  {0x0303, "1.2", "tls"},  {0x0304, "1.3", "tls"},
    {0xFEFF, "1.0", "dtls"}, {0xFEFD, "1.2", "dtls"}, {0xFEFC, "1.3", "dtls"},
};

static void put_version(const struct account *of, bool protocol, struct value *value)
{
    struct ls_fact fact;
    if (!tls_fact(of, LS_FACT_TLS_VERSION, &fact))
        return;
    struct ls_cursor in = ls_span_cursor(fact.value);
    uint16_t number = ls_be16(&in);
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++)
        if (versions[i].number == number)
            put(value, protocol ? versions[i].protocol : versions[i].version);
}

GET(get_tls_version)
{
    put_version(of, false, value);
}

GET(get_tls_protocol)
{
    put_version(of, true, value);
}

/* True, false, or absent where the bytes do not tell. */
static void put_marks(const struct account *of, uint32_t yes, uint32_t no, struct value *value)
{
    const struct ls_evidence *evidence = of->summary->evidence;
    if (!of->tls || (evidence->marks & (yes | no)) == 0)
        return;
    value->kind = VALUE_BOOL;
    value->number = (evidence->marks & yes) != 0;
}

GET(get_established)
{
    put_marks(of, LS_MARK_TLS_ESTABLISHED, LS_MARK_TLS_ALERT, value);
}

GET(get_resumed)
{
    put_marks(of, LS_MARK_TLS_RESUMED, LS_MARK_TLS_FULL, value);
}

GET(get_next_protocol)
{
    put_tls_text(of, LS_FACT_TLS_NEXT_PROTOCOL, value);
}

GET(get_ja4)
{
    put_tls_text(of, LS_FACT_TLS_JA4, value);
}

GET(get_sni)
{
    put_tls_text(of, LS_FACT_TLS_SNI, value);
}

GET(get_ja3)
{
    put_tls_text(of, LS_FACT_TLS_JA3, value);
}

GET(get_ja3s)
{
    put_tls_text(of, LS_FACT_TLS_JA3S, value);
}

/* Certificates: whose it is, is the side that the fact came from. */
enum owner { CLIENT, SERVER };

static bool next_certificate_fact(const struct account *of, enum owner owner,
                                  enum ls_fact_kind kind, size_t *at, struct ls_fact *fact)
{
    const struct ls_evidence *evidence = of->summary->evidence;
    if (!of->tls || !account_has(of, kind))
        return false;
    uint8_t side = owner == CLIENT ? evidence->client : evidence->server_cert_side;
    while (side != LS_SIDE_NONE && account_next(of, kind, at, fact))
        if (fact->side == side)
            return true;
    return false;
}

static void put_cert_text(const struct account *of, enum owner owner, enum ls_fact_kind kind,
                          struct value *value)
{
    struct ls_fact fact;
    size_t at = 0;
    if (!next_certificate_fact(of, owner, kind, &at, &fact))
        return;
    put_text(value, content_text(&fact, value->room));
}

static void put_cert_time(const struct account *of, enum owner owner, enum ls_fact_kind kind,
                          struct value *value)
{
    struct ls_fact fact;
    size_t at = 0;
    if (!next_certificate_fact(of, owner, kind, &at, &fact))
        return;
    struct ls_cursor in = ls_span_cursor(fact.value);
    int64_t seconds = (int64_t)ls_be64(&in);
    if (!in.failed && llabs(seconds) < INT64_MAX / LS_SECOND)
        put_time(of, value, kind == LS_FACT_CERT_NOT_BEFORE ? CLOCK_NOT_BEFORE : CLOCK_NOT_AFTER,
                 seconds * LS_SECOND);
}

static void put_cert_list(const struct account *of, enum owner owner, enum ls_fact_kind kind,
                          struct value *value)
{
    struct ls_fact fact;
    for (size_t at = 0; next_certificate_fact(of, owner, kind, &at, &fact);) {
        put_list_one(value, fact.value);
    }
}

/* Both sides show the same of a certificate: one getter each. */
#define CERTIFICATE(name, how, fact)                                                               \
    GET(get_client_##name)                                                                         \
    {                                                                                              \
        put_cert_##how(of, CLIENT, fact, value);                                                   \
    }                                                                                              \
    GET(get_server_##name)                                                                         \
    {                                                                                              \
        put_cert_##how(of, SERVER, fact, value);                                                   \
    }

CERTIFICATE(sha256, text, LS_FACT_CERT_SHA256)
CERTIFICATE(subject, text, LS_FACT_CERT_SUBJECT)
CERTIFICATE(issuer, text, LS_FACT_CERT_ISSUER)
CERTIFICATE(names, list, LS_FACT_CERT_NAME)
CERTIFICATE(not_before, time, LS_FACT_CERT_NOT_BEFORE)
CERTIFICATE(not_after, time, LS_FACT_CERT_NOT_AFTER)

BRANCH(tls, record, 1, "tls");
BRANCH(tls_client, tls, 2, "client");
BRANCH(tls_client_hash, tls_client, 3, "hash");
BRANCH(tls_client_x509, tls_client, 3, "x509");
BRANCH(tls_client_x509_subject, tls_client_x509, 4, "subject");
BRANCH(tls_client_x509_issuer, tls_client_x509, 4, "issuer");
BRANCH(tls_server, tls, 2, "server");
BRANCH(tls_server_hash, tls_server, 3, "hash");
BRANCH(tls_server_x509, tls_server, 3, "x509");
BRANCH(tls_server_x509_subject, tls_server_x509, 4, "subject");
BRANCH(tls_server_x509_issuer, tls_server_x509, 4, "issuer");

/* tls.client.ja4 is not in the schema; it stands where the schema has JA3. */
const struct field fields_tls[] = {
    FIELD(tls, "version", get_tls_version),
    FIELD(tls, "version_protocol", get_tls_protocol),
    FIELD(tls, "established", get_established),
    FIELD(tls, "resumed", get_resumed),
    FIELD(tls, "next_protocol", get_next_protocol),
    FIELD(tls_client, "server_name", get_sni),
    FIELD(tls_client, "ja3", get_ja3),
    FIELD(tls_client, "ja4", get_ja4),
    FIELD(tls_client_hash, "sha256", get_client_sha256),
    FIELD(tls_client_x509_subject, "common_name", get_client_subject),
    FIELD(tls_client_x509_issuer, "common_name", get_client_issuer),
    FIELD(tls_client_x509, "alternative_names", get_client_names),
    FIELD(tls_client_x509, "not_before", get_client_not_before),
    FIELD(tls_client_x509, "not_after", get_client_not_after),
    FIELD(tls_server, "ja3s", get_ja3s),
    FIELD(tls_server_hash, "sha256", get_server_sha256),
    FIELD(tls_server_x509_subject, "common_name", get_server_subject),
    FIELD(tls_server_x509_issuer, "common_name", get_server_issuer),
    FIELD(tls_server_x509, "alternative_names", get_server_names),
    FIELD(tls_server_x509, "not_before", get_server_not_before),
    FIELD(tls_server_x509, "not_after", get_server_not_after),
    {.get = NULL},
};
