/* fields.c - the tables joined, the values' small tools, and content that has no field. */
#include "report/fields.h"

#include <string.h>

#include "lyncscope/clock.h"
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

const struct field *field_at(size_t i)
{
    static const struct field *const tables[] = {fields_network, fields_tls, fields_lync};
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        for (const struct field *field = tables[t]; field->path != NULL; field++) {
            if (i-- == 0)
                return field;
        }
    }
    return NULL;
}

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
        while (ls_left(&in) > 0 && n + 3 < VALUE_ROOM)
            n += (size_t)snprintf(room + n, VALUE_ROOM - n, "%02x", ls_u8(&in));
        return ls_span(room, n);
    case LS_FACT_RTP_PAYLOAD_TYPE:
        n = (size_t)snprintf(room, VALUE_ROOM, "%u", ls_u8(&in));
        return ls_span(room, n);
    default:
        return fact->value;
    }
}
