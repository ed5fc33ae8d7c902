/* fields.c - the tables joined, the values' small tools, and content that has no field. */
#include "report/fields.h"

#include <string.h>

#include "lyncscope/clock.h"
#include "lyncscope/digits.h"
#include "report/values.h"

void put(struct value *value, const char *text)
{
    value->kind = VALUE_TEXT;
    value->text = ls_span(text, strlen(text));
}

void put_uint(struct value *value, uint64_t number)
{
    value->kind = VALUE_UINT;
    value->number = number;
}

void put_list_one(struct value *value, const char *text)
{
    value->kind = VALUE_LIST;
    if (value->count < VALUE_LIST_MAX)
        value->list[value->count++] = ls_span(text, strlen(text));
}

void put_time(struct value *value, int64_t ns)
{
    put(value, ls_time_format(ns, value->room));
}

int side_of(const struct ls_record *record, int end)
{
    return end == 0 ? record->verdict->initiator : 1 - record->verdict->initiator;
}

const struct field *const field_tables[] = {fields_network, fields_tls, fields_lync, NULL};

/* Facts printed under tls.* or lync.application. */
static bool has_own_field(enum ls_fact_kind kind)
{
    switch (kind) {
    case LS_FACT_TLS_VERSION:
    case LS_FACT_TLS_SNI:
    case LS_FACT_TLS_JA3:
    case LS_FACT_TLS_JA3S:
    case LS_FACT_TLS_JA4:
    case LS_FACT_TLS_NEXT_PROTOCOL:
    case LS_FACT_CERT_SUBJECT:
    case LS_FACT_CERT_ISSUER:
    case LS_FACT_CERT_NAME:
    case LS_FACT_CERT_SHA256:
    case LS_FACT_CERT_NOT_BEFORE:
    case LS_FACT_CERT_NOT_AFTER:
    case LS_FACT_NDPI_APP:
        return true;
    default:
        return false;
    }
}

bool next_content(const struct ls_evidence *evidence, size_t *at, struct ls_fact *fact)
{
    while (ls_fact_next(evidence, at, fact)) {
        if (!has_own_field(fact->kind))
            return true;
    }
    return false;
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
        n = (size_t)snprintf(room, VALUE_ROOM, "%u", ls_u8(&in));
        return ls_span(room, n);
    default:
        return fact->value;
    }
}
