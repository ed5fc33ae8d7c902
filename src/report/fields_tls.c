/* fields_tls.c - tls.* of the Elastic Common Schema. */
#include <stdlib.h>

#include "lyncscope/clock.h"
#include "report/values.h"

static bool tls_fact(const struct ls_record *record, enum ls_fact_kind kind, struct ls_fact *fact)
{
    const struct ls_evidence *evidence = record->summary->evidence;
    bool tls = ls_evidence_has(evidence, LS_PROTO_TLS) || ls_evidence_has(evidence, LS_PROTO_DTLS);
    return tls && ls_fact_find(evidence, kind, fact);
}

static void put_tls_text(const struct ls_record *record, enum ls_fact_kind kind,
                         struct value *value)
{
    struct ls_fact fact;
    if (!tls_fact(record, kind, &fact))
        return;
    value->kind = VALUE_TEXT;
    value->text = content_text(&fact, value->room);
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

static void put_version(const struct ls_record *record, bool protocol, struct value *value)
{
    struct ls_fact fact;
    if (!tls_fact(record, LS_FACT_TLS_VERSION, &fact))
        return;
    struct ls_cursor in = ls_span_cursor(fact.value);
    uint16_t number = ls_be16(&in);
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++)
        if (versions[i].number == number)
            put(value, protocol ? versions[i].protocol : versions[i].version);
}

GET(get_tls_version)
{
    UNUSED_RUN;
    put_version(record, false, value);
}

GET(get_tls_protocol)
{
    UNUSED_RUN;
    put_version(record, true, value);
}

/* True, false, or absent where the bytes do not tell. */
static void put_marks(const struct ls_record *record, uint32_t yes, uint32_t no,
                      struct value *value)
{
    const struct ls_evidence *evidence = record->summary->evidence;
    if (!ls_evidence_has(evidence, LS_PROTO_TLS) || (evidence->marks & (yes | no)) == 0)
        return;
    value->kind = VALUE_BOOL;
    value->number = (evidence->marks & yes) != 0;
}

GET(get_established)
{
    UNUSED_RUN;
    put_marks(record, LS_MARK_TLS_ESTABLISHED, LS_MARK_TLS_ALERT, value);
}

GET(get_resumed)
{
    UNUSED_RUN;
    put_marks(record, LS_MARK_TLS_RESUMED, LS_MARK_TLS_FULL, value);
}

GET(get_next_protocol)
{
    UNUSED_RUN;
    put_tls_text(record, LS_FACT_TLS_NEXT_PROTOCOL, value);
}

GET(get_ja4)
{
    UNUSED_RUN;
    put_tls_text(record, LS_FACT_TLS_JA4, value);
}

GET(get_sni)
{
    UNUSED_RUN;
    put_tls_text(record, LS_FACT_TLS_SNI, value);
}

GET(get_ja3)
{
    UNUSED_RUN;
    put_tls_text(record, LS_FACT_TLS_JA3, value);
}

GET(get_ja3s)
{
    UNUSED_RUN;
    put_tls_text(record, LS_FACT_TLS_JA3S, value);
}

/* Certificates: whose it is, is the side that the fact came from. */
enum owner { CLIENT, SERVER };

static bool next_certificate_fact(const struct ls_record *record, enum owner owner,
                                  enum ls_fact_kind kind, size_t *at, struct ls_fact *fact)
{
    const struct ls_evidence *evidence = record->summary->evidence;
    if (!ls_evidence_has(evidence, LS_PROTO_TLS))
        return false;
    uint8_t side = owner == CLIENT ? evidence->client : evidence->server_cert_side;
    while (side != LS_SIDE_NONE && ls_fact_next(evidence, at, fact))
        if (fact->kind == kind && fact->side == side)
            return true;
    return false;
}

static void put_cert_text(const struct ls_record *record, enum owner owner, enum ls_fact_kind kind,
                          struct value *value)
{
    struct ls_fact fact;
    size_t at = 0;
    if (!next_certificate_fact(record, owner, kind, &at, &fact))
        return;
    value->kind = VALUE_TEXT;
    value->text = content_text(&fact, value->room);
}

static void put_cert_time(const struct ls_record *record, enum owner owner, enum ls_fact_kind kind,
                          struct value *value)
{
    struct ls_fact fact;
    size_t at = 0;
    if (!next_certificate_fact(record, owner, kind, &at, &fact))
        return;
    struct ls_cursor in = ls_span_cursor(fact.value);
    int64_t seconds = (int64_t)ls_be64(&in);
    if (!in.failed && llabs(seconds) < INT64_MAX / LS_SECOND)
        put_time(value, seconds * LS_SECOND);
}

static void put_cert_list(const struct ls_record *record, enum owner owner, enum ls_fact_kind kind,
                          struct value *value)
{
    struct ls_fact fact;
    for (size_t at = 0; next_certificate_fact(record, owner, kind, &at, &fact);) {
        value->kind = VALUE_LIST;
        if (value->count < VALUE_LIST_MAX)
            value->list[value->count++] = fact.value;
    }
}

/* Both sides show the same of a certificate: one getter each. */
#define CERTIFICATE(name, how, fact)                                                               \
    GET(get_client_##name)                                                                         \
    {                                                                                              \
        UNUSED_RUN;                                                                                \
        put_cert_##how(record, CLIENT, fact, value);                                               \
    }                                                                                              \
    GET(get_server_##name)                                                                         \
    {                                                                                              \
        UNUSED_RUN;                                                                                \
        put_cert_##how(record, SERVER, fact, value);                                               \
    }

CERTIFICATE(sha256, text, LS_FACT_CERT_SHA256)
CERTIFICATE(subject, text, LS_FACT_CERT_SUBJECT)
CERTIFICATE(issuer, text, LS_FACT_CERT_ISSUER)
CERTIFICATE(names, list, LS_FACT_CERT_NAME)
CERTIFICATE(not_before, time, LS_FACT_CERT_NOT_BEFORE)
CERTIFICATE(not_after, time, LS_FACT_CERT_NOT_AFTER)

/* tls.client.ja4 is not in the schema; it stands where the schema has JA3. */
const struct field fields_tls[] = {
    {"tls.", "version", get_tls_version},
    {"tls.", "version_protocol", get_tls_protocol},
    {"tls.", "established", get_established},
    {"tls.", "resumed", get_resumed},
    {"tls.", "next_protocol", get_next_protocol},
    {"tls.client.", "server_name", get_sni},
    {"tls.client.", "ja3", get_ja3},
    {"tls.client.", "ja4", get_ja4},
    {"tls.client.hash.", "sha256", get_client_sha256},
    {"tls.client.x509.subject.", "common_name", get_client_subject},
    {"tls.client.x509.issuer.", "common_name", get_client_issuer},
    {"tls.client.x509.", "alternative_names", get_client_names},
    {"tls.client.x509.", "not_before", get_client_not_before},
    {"tls.client.x509.", "not_after", get_client_not_after},
    {"tls.server.", "ja3s", get_ja3s},
    {"tls.server.hash.", "sha256", get_server_sha256},
    {"tls.server.x509.subject.", "common_name", get_server_subject},
    {"tls.server.x509.issuer.", "common_name", get_server_issuer},
    {"tls.server.x509.", "alternative_names", get_server_names},
    {"tls.server.x509.", "not_before", get_server_not_before},
    {"tls.server.x509.", "not_after", get_server_not_after},
    {NULL, NULL, NULL},
};
