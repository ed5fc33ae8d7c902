/*
 * findings_tls.c - remarks about TLS: old versions, and certificates nobody should accept
 *
 * They are remarks: what they are about is documented, and works. Time is the capture's.
 */
#include <stdio.h>

#include "classify/findings.h"
#include "lyncscope/clock.h"

/* RFC 7568 forbids SSL 3.0, RFC 6176 SSL 2.0, RFC 8996 TLS 1.0 and 1.1. */
static const struct {
    uint16_t version;
    const char *name;
    enum ls_message what;
} old[] = {
    {0x0002, "SSL 2.0", LS_SAY_OLD_SSL},
    {0x0300, "SSL 3.0", LS_SAY_OLD_SSL},
    {0x0301, "TLS 1.0", LS_SAY_OLD_TLS},
    {0x0302, "TLS 1.1", LS_SAY_OLD_TLS},
};

bool ls_finding_old_tls(const struct ls_case *c, struct ls_finding *finding)
{
    struct ls_writing w;
    struct ls_fact version;
    if ((c->marks & LS_MARK_TLS_ANSWER) == 0 ||
        !ls_fact_find(c->evidence, LS_FACT_TLS_VERSION, &version))
        return false;
    struct ls_cursor in = ls_span_cursor(version.value);
    uint16_t number = ls_be16(&in);
    for (size_t i = 0; i < sizeof old / sizeof old[0] && !in.failed; i++) {
        if (old[i].version != number)
            continue;
        ls_writing_open(c, &w);
        w.pieces.name = old[i].name;
        finding->severity = LS_LOW;
        return ls_finding_say(c, finding, old[i].what, &w);
    }
    return false;
}

static bool has_fact(const struct ls_case *c, enum ls_fact_kind kind)
{
    return c->kind == LS_DOCUMENTED && (c->facts & UINT64_C(1) << kind) != 0;
}

/* Writes what the certificate of side calls itself, as far as it fits. */
static void write_name(const struct ls_case *c, uint8_t side, struct ls_writing *w)
{
    struct ls_fact fact;
    snprintf(w->name, sizeof w->name, "?");
    w->pieces.name = w->name;
    for (size_t at = 0; ls_fact_next(c->evidence, &at, &fact);) {
        if (fact.side != side ||
            (fact.kind != LS_FACT_CERT_SUBJECT && fact.kind != LS_FACT_CERT_NAME))
            continue;
        ls_show_value(c->context, fact.kind, fact.value, w->name, sizeof w->name);
        return;
    }
}

/* A moment of a certificate, in seconds; false when it is beyond what nanoseconds can say. */
static bool moment(const struct ls_fact *fact, int64_t *ns)
{
    struct ls_cursor in = ls_span_cursor(fact->value);
    int64_t seconds = (int64_t)ls_be64(&in);
    if (in.failed || seconds > INT64_MAX / LS_SECOND || seconds < INT64_MIN / LS_SECOND)
        return false;
    *ns = seconds * LS_SECOND;
    return true;
}

/* The moment as texts may name it: to the day only, where strangers are to read it. */
static int64_t shown_moment(const struct ls_case *c, const struct ls_fact *fact, int64_t then)
{
    char room[LS_STANDIN_TEXT];
    struct ls_fact shown = *fact;
    if (c->context->anonymiser != NULL)
        shown.value = ls_fact_anonymise(c->context->anonymiser, fact->kind, fact->value, room);
    return moment(&shown, &then) ? then : 0;
}

/* Looks for a certificate of either side whose moment of that kind is on the wrong side of now. */
static bool out_of_time(const struct ls_case *c, enum ls_fact_kind kind, enum ls_message what,
                        struct ls_finding *finding)
{
    struct ls_writing w;
    struct ls_fact fact;
    int64_t then = 0;
    int64_t now = c->summary->first_ns;

    if (!has_fact(c, kind))
        return false;
    for (size_t at = 0; ls_fact_next(c->evidence, &at, &fact);) {
        if (fact.kind != kind || !moment(&fact, &then))
            continue;
        if (kind == LS_FACT_CERT_NOT_AFTER ? now <= then : now >= then)
            continue;
        ls_writing_open(c, &w);
        write_name(c, fact.side, &w);
        w.pieces.other = ls_time_format(shown_moment(c, &fact, then), w.other);
        finding->severity = LS_LOW;
        return ls_finding_say(c, finding, what, &w);
    }
    return false;
}

bool ls_finding_expired(const struct ls_case *c, struct ls_finding *finding)
{
    return out_of_time(c, LS_FACT_CERT_NOT_AFTER, LS_SAY_CERT_EXPIRED, finding);
}

bool ls_finding_not_yet_valid(const struct ls_case *c, struct ls_finding *finding)
{
    return out_of_time(c, LS_FACT_CERT_NOT_BEFORE, LS_SAY_CERT_NOT_YET, finding);
}

bool ls_finding_self_signed(const struct ls_case *c, struct ls_finding *finding)
{
    struct ls_writing w;
    if (c->kind != LS_DOCUMENTED || (c->marks & LS_MARK_CERT_SELF_SIGNED) == 0)
        return false;
    ls_writing_open(c, &w);
    write_name(c, c->evidence->server_cert_side, &w);
    finding->severity = LS_LOW;
    return ls_finding_say(c, finding, LS_SAY_CERT_SELF_SIGNED, &w);
}
