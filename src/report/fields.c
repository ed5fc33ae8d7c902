/* fields.c - the tables joined, the values' small tools, and content that has no field. */
#include "report/fields.h"

#include "lyncscope/digits.h"
#include "report/values.h"

const struct branch branch_record = {0};

const struct field_table field_tables[] = {
    {fields_network, NULL},
    {fields_tls, has_tls},
    {fields_lync, NULL},
    {NULL, NULL},
};

const uint64_t facts_with_field =
    FACT_BIT(LS_FACT_TLS_VERSION) | FACT_BIT(LS_FACT_TLS_SNI) | FACT_BIT(LS_FACT_TLS_JA3) |
    FACT_BIT(LS_FACT_TLS_JA3S) | FACT_BIT(LS_FACT_TLS_JA4) | FACT_BIT(LS_FACT_TLS_NEXT_PROTOCOL) |
    FACT_BIT(LS_FACT_CERT_SUBJECT) | FACT_BIT(LS_FACT_CERT_ISSUER) | FACT_BIT(LS_FACT_CERT_NAME) |
    FACT_BIT(LS_FACT_CERT_SHA256) | FACT_BIT(LS_FACT_CERT_NOT_BEFORE) |
    FACT_BIT(LS_FACT_CERT_NOT_AFTER) | FACT_BIT(LS_FACT_NDPI_APP);

void put_time(const struct account *of, struct value *value, enum clock clock, int64_t ns)
{
    value->kind = VALUE_WORDS;
    value->text = ls_span(value->room, ls_clock_format(&of->clocks[clock], ns, value->room));
}

struct ls_span content_text(const struct ls_fact *fact, char room[VALUE_ROOM])
{
    struct ls_cursor in = ls_span_cursor(fact->value);
    size_t n = 0;
    switch (fact->kind) {
    case LS_FACT_TLS_JA3:
    case LS_FACT_TLS_JA3S:
    case LS_FACT_CERT_SHA256:
    case LS_FACT_TLS_CIPHER:
        n = ls_left(&in) < VALUE_ROOM / 2 ? ls_left(&in) : VALUE_ROOM / 2;
        return ls_span(room, (size_t)(ls_digits_hex(room, in.at, n) - room));
    case LS_FACT_RTP_PAYLOAD_TYPE:
        return ls_span(room, (size_t)(ls_digits(room, ls_u8(&in)) - room));
    default:
        return fact->value;
    }
}
