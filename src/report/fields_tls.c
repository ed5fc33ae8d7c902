/* fields_tls.c - tls.* of the Elastic Common Schema. */
#include <stdlib.h>

#include "lyncscope/clock.h"
#include "report/values.h"

static bool tls_fact(const struct ls_record *record, enum ls_fact_kind kind, struct ls_fact *fact)
{
    const struct ls_evidence *evidence = record->summary->evidence;
    return ls_evidence_has(evidence, LS_PROTO_TLS) && ls_fact_find(evidence, kind, fact);
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

GET(get_tls_version)
{
    UNUSED_RUN;
    struct ls_fact fact;
    if (!tls_fact(record, LS_FACT_TLS_VERSION, &fact))
        return;
    struct ls_cursor in = ls_span_cursor(fact.value);
    uint16_t version = ls_be16(&in);
    if (version == 0x0002)
        put(value, "2.0");
    else if (version == 0x0300)
        put(value, "3.0");
    else if (version > 0x0300 && version <= 0x0304) {
        snprintf(value->room, sizeof value->room, "1.%u", (version & 0xffU) - 1);
        put(value, value->room);
    }
}

GET(get_tls_protocol)
{
    UNUSED_RUN;
    struct ls_fact fact;
    if (!tls_fact(record, LS_FACT_TLS_VERSION, &fact))
        return;
    struct ls_cursor in = ls_span_cursor(fact.value);
    put(value, ls_be16(&in) <= 0x0300 ? "ssl" : "tls");
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

/* The server's certificate is described under tls.server only when it is the server's. */
static bool server_cert(const struct ls_record *record, enum ls_fact_kind kind,
                        struct ls_fact *fact)
{
    const struct ls_evidence *evidence = record->summary->evidence;
    return tls_fact(record, kind, fact) &&
           (evidence->client == LS_SIDE_NONE || evidence->server_cert_side != evidence->client);
}

static void put_cert_text(const struct ls_record *record, enum ls_fact_kind kind,
                          struct value *value)
{
    struct ls_fact fact;
    if (!server_cert(record, kind, &fact))
        return;
    value->kind = VALUE_TEXT;
    value->text = content_text(&fact, value->room);
}

GET(get_cert_subject)
{
    UNUSED_RUN;
    put_cert_text(record, LS_FACT_CERT_SUBJECT, value);
}

GET(get_cert_issuer)
{
    UNUSED_RUN;
    put_cert_text(record, LS_FACT_CERT_ISSUER, value);
}

GET(get_cert_sha256)
{
    UNUSED_RUN;
    put_cert_text(record, LS_FACT_CERT_SHA256, value);
}

static void put_cert_time(const struct ls_record *record, enum ls_fact_kind kind,
                          struct value *value)
{
    struct ls_fact fact;
    if (!server_cert(record, kind, &fact))
        return;
    struct ls_cursor in = ls_span_cursor(fact.value);
    int64_t seconds = (int64_t)ls_be64(&in);
    if (!in.failed && llabs(seconds) < INT64_MAX / LS_SECOND)
        put_time(value, seconds * LS_SECOND);
}

GET(get_cert_not_before)
{
    UNUSED_RUN;
    put_cert_time(record, LS_FACT_CERT_NOT_BEFORE, value);
}

GET(get_cert_not_after)
{
    UNUSED_RUN;
    put_cert_time(record, LS_FACT_CERT_NOT_AFTER, value);
}

GET(get_cert_names)
{
    UNUSED_RUN;
    struct ls_fact fact;
    if (!server_cert(record, LS_FACT_CERT_NAME, &fact))
        return;
    value->kind = VALUE_LIST;
    for (size_t at = 0; ls_fact_next(record->summary->evidence, &at, &fact);) {
        if (fact.kind == LS_FACT_CERT_NAME && value->count < VALUE_LIST_MAX)
            value->list[value->count++] = fact.value;
    }
}

const struct field fields_tls[] = {
    {"tls.version", get_tls_version},
    {"tls.version_protocol", get_tls_protocol},
    {"tls.client.server_name", get_sni},
    {"tls.client.ja3", get_ja3},
    {"tls.server.ja3s", get_ja3s},
    {"tls.server.hash.sha256", get_cert_sha256},
    {"tls.server.x509.subject.common_name", get_cert_subject},
    {"tls.server.x509.issuer.common_name", get_cert_issuer},
    {"tls.server.x509.alternative_names", get_cert_names},
    {"tls.server.x509.not_before", get_cert_not_before},
    {"tls.server.x509.not_after", get_cert_not_after},
    {NULL, NULL},
};
