/* tls_alert.c - names of alerts (IANA, TLS Alerts; RFC 5246 section 7.2, RFC 8446 section 6) */
#include <stdio.h>

#include "probe/tls.h"

static const struct {
    uint8_t number;
    const char *name;
} alerts[] = {
    {0, "close_notify"},
    {10, "unexpected_message"},
    {20, "bad_record_mac"},
    {21, "decryption_failed"},
    {22, "record_overflow"},
    {30, "decompression_failure"},
    {40, "handshake_failure"},
    {41, "no_certificate"},
    {42, "bad_certificate"},
    {43, "unsupported_certificate"},
    {44, "certificate_revoked"},
    {45, "certificate_expired"},
    {46, "certificate_unknown"},
    {47, "illegal_parameter"},
    {48, "unknown_ca"},
    {49, "access_denied"},
    {50, "decode_error"},
    {51, "decrypt_error"},
    {60, "export_restriction"},
    {70, "protocol_version"},
    {71, "insufficient_security"},
    {80, "internal_error"},
    {86, "inappropriate_fallback"},
    {90, "user_canceled"},
    {100, "no_renegotiation"},
    {109, "missing_extension"},
    {110, "unsupported_extension"},
    {111, "certificate_unobtainable"},
    {112, "unrecognized_name"},
    {113, "bad_certificate_status_response"},
    {114, "bad_certificate_hash_value"},
    {115, "unknown_psk_identity"},
    {116, "certificate_required"},
    {120, "no_application_protocol"},
};

void tls_note_alert(struct ls_draft *draft, uint8_t side, uint8_t description)
{
    char number[4];
    for (size_t i = 0; i < sizeof alerts / sizeof alerts[0]; i++) {
        if (alerts[i].number != description)
            continue;
        ls_draft_text(draft, LS_FACT_TLS_ALERT, side, alerts[i].name);
        return;
    }
    snprintf(number, sizeof number, "%u", description);
    ls_draft_text(draft, LS_FACT_TLS_ALERT, side, number);
}
