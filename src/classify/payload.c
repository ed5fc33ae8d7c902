/*
 * payload.c - what the bytes say about a row
 *
 * Nothing seen is not a contradiction; a protocol the row does not name is. Rows of wide ranges
 * are never contradicted: a range proves nothing, so without evidence they simply do not apply.
 */
#include <string.h>

#include "classify/case.h"

static uint64_t bit(enum ls_proto proto)
{
    return UINT64_C(1) << proto;
}

static const uint32_t kinds = LS_MARK_AUDIO | LS_MARK_VIDEO | LS_MARK_APP_SHARING;

static const uint64_t outer_layers =
    UINT64_C(1) << LS_PROTO_TLS | UINT64_C(1) << LS_PROTO_NMF | UINT64_C(1) << LS_PROTO_PSEUDO_TLS;

static enum ls_mutual mutual_of(const struct ls_case *c)
{
    if ((c->protos & bit(LS_PROTO_TLS)) == 0)
        return LS_MUTUAL_ABSENT;
    if (c->marks & LS_MARK_TLS_CLIENT_CERT)
        return LS_MUTUAL_TRUE;
    return c->marks & LS_MARK_TLS_NO_CLIENT_CERT ? LS_MUTUAL_FALSE : LS_MUTUAL_NULL;
}

void ls_case_read(struct ls_case *c)
{
    const struct ls_evidence *evidence = c->evidence;
    if (evidence == NULL)
        return;
    for (size_t i = 0; i < evidence->depth; i++)
        c->protos |= UINT64_C(1) << evidence->stack[i];
    c->marks = evidence->marks;
    c->outer = evidence->depth > 0 ? (enum ls_proto)evidence->stack[0] : LS_PROTO_NONE;
    c->best = ls_evidence_best(evidence);
    c->mutual = mutual_of(c);
    struct ls_fact fact;
    size_t at = 0;
    while (ls_fact_next(evidence, &at, &fact)) {
        c->facts |= UINT64_C(1) << fact.kind;
        ls_catalogs_names(c->context->catalogs, fact.kind, fact.value, &c->names);
    }
}

/*
 * What is inside TLS is known only from decrypted captures; it must fit too, unless the row
 * speaks of the outer layers alone.
 */
static bool inner_fits(const struct ls_case *c, const struct ls_row *row)
{
    uint64_t inner = c->protos & ~outer_layers;
    return inner == 0 || (row->fits & ~outer_layers) == 0 || (inner & row->fits) != 0;
}

static enum ls_payload_fit tls_fit(const struct ls_case *c, const struct ls_row *row)
{
    if (row->tls == LS_TLS_CONTRADICTS)
        return LS_FIT_CONTRADICTS;
    if (row->fits == 0)
        return LS_FIT_SILENT;
    bool fits = (row->fits & bit(LS_PROTO_TLS)) && inner_fits(c, row);
    return fits ? LS_FIT_PAYLOAD : LS_FIT_CONTRADICTS;
}

/* WCF upgrades to TLS on the same connection ([MC-NMF] 2.2.3.4), so TLS may come later. */
static enum ls_payload_fit nmf_fit(const struct ls_case *c, const struct ls_row *row)
{
    bool upgraded = (c->protos & bit(LS_PROTO_TLS)) != 0;
    if (upgraded && row->tls == LS_TLS_CONTRADICTS)
        return LS_FIT_CONTRADICTS;
    if (!upgraded && (c->marks & LS_MARK_NMF_CLEAR) && row->tls == LS_TLS_ONLY)
        return LS_FIT_CONTRADICTS;
    if (row->fits == 0)
        return LS_FIT_SILENT;
    return row->fits & bit(LS_PROTO_NMF) ? LS_FIT_PAYLOAD : LS_FIT_CONTRADICTS;
}

static enum ls_payload_fit clear_fit(const struct ls_case *c, const struct ls_row *row)
{
    bool may = c->outer == LS_PROTO_PSEUDO_TLS || row->tls != LS_TLS_ONLY;
    if (!may)
        return LS_FIT_CONTRADICTS;
    if (row->fits == 0)
        return LS_FIT_SILENT;
    uint64_t seen = c->outer == LS_PROTO_PSEUDO_TLS ? bit(LS_PROTO_PSEUDO_TLS) : c->protos;
    return seen & row->fits ? LS_FIT_PAYLOAD : LS_FIT_CONTRADICTS;
}

/*
 * nDPI was sure of a protocol nobody here probes for, after all probes refused. Names that
 * stand for these services themselves, or for a protocol whose probe refused, say nothing.
 */
static bool foreign_app(const struct ls_case *c)
{
    struct ls_fact app;
    if ((c->facts & UINT64_C(1) << LS_FACT_NDPI_APP) == 0 ||
        !ls_fact_find(c->evidence, LS_FACT_NDPI_APP, &app))
        return false;
    char name[32] = "";
    size_t n = app.value.len < sizeof name ? app.value.len : sizeof name - 1;
    memcpy(name, app.value.at, n);
    return n > 0 && !ls_catalogs_app(c->context->catalogs, LS_APP_KIN, app.value) &&
           ls_proto_find(name) == LS_PROTO_NONE;
}

/* DHCP is one whole datagram, so what was seen and is not DHCP never becomes it. */
static bool no_dhcp(const struct ls_case *c, const struct ls_row *row)
{
    return row->owner == LS_OWNER_DHCP && (c->marks & LS_MARK_FROM_START) != 0 &&
           (c->summary->flags & LS_FLOW_CUT) == 0;
}

/* Bit 0 of fits (no protocol) admits bytes of no protocol known here. */
static enum ls_payload_fit unknown_fit(const struct ls_case *c, const struct ls_row *row)
{
    if (no_dhcp(c, row))
        return LS_FIT_CONTRADICTS;
    if ((c->marks & LS_MARK_OTHER) == 0 || row->fits & bit(LS_PROTO_NONE))
        return LS_FIT_SILENT;
    /* A dependency is excused for what it is known to speak, and for nothing else. */
    bool strict = row->tls == LS_TLS_ONLY || row->owner == LS_OWNER_DHCP ||
                  (row->fits != 0 && row->catalog->kind == LS_CATALOG_DEPENDENCY);
    if (strict || (row->fits != 0 && foreign_app(c)))
        return LS_FIT_CONTRADICTS;
    return LS_FIT_SILENT;
}

static enum ls_payload_fit protocol_fit(const struct ls_case *c, const struct ls_row *row)
{
    if (c->outer == LS_PROTO_NONE)
        return unknown_fit(c, row);
    if (c->outer == LS_PROTO_TLS)
        return tls_fit(c, row);
    if (c->outer == LS_PROTO_NMF)
        return nmf_fit(c, row);
    return clear_fit(c, row);
}

/*
 * Evidence for a wide range: media as Lync frames it. DCE/RPC on such a range is what its
 * announcement says, and nothing without one.
 */
static bool wide_proof(const struct ls_case *c, const struct ls_row *row)
{
    uint64_t framed = bit(LS_PROTO_STUN) | bit(LS_PROTO_RTP) | bit(LS_PROTO_RTCP);
    uint64_t proof = c->protos & row->fits & ~bit(LS_PROTO_DCERPC);
    bool stream = c->ip_proto == LS_IP_TCP;
    if (stream && row->media != LS_MEDIA_NONE && (c->marks & LS_MARK_FRAMED) == 0)
        proof &= ~framed;
    return proof != 0;
}

static uint32_t kind_mark(enum ls_media_kind kind)
{
    switch (kind) {
    case LS_MEDIA_AUDIO:
        return LS_MARK_AUDIO;
    case LS_MEDIA_VIDEO:
        return LS_MARK_VIDEO;
    case LS_MEDIA_APP_SHARING:
        return LS_MARK_APP_SHARING;
    case LS_MEDIA_NONE:
    case LS_MEDIA_DATA:
    case LS_MEDIA_RELAY:
        break;
    }
    return 0;
}

/* A fit becomes more, or less, by what else the content says. */
static enum ls_payload_fit refined(const struct ls_case *c, const struct ls_row *row)
{
    bool has_kind = row->media != LS_MEDIA_NONE && row->media != LS_MEDIA_RELAY;
    if (has_kind && (c->marks & kinds))
        return c->marks & kind_mark(row->media) ? LS_FIT_KIND : LS_FIT_OTHER_KIND;
    if (row->media == LS_MEDIA_RELAY && (c->protos & bit(LS_PROTO_MS_TURN)))
        return LS_FIT_KIND;
    if (row->mutual == LS_MUTUAL_DOCUMENTED && c->mutual == LS_MUTUAL_TRUE)
        return LS_FIT_KIND;
    if (c->outer == LS_PROTO_TLS && (row->fits & c->protos & ~outer_layers))
        return LS_FIT_KIND;
    return LS_FIT_PAYLOAD;
}

static bool announced(const struct ls_case *c, struct ls_candidate *candidate)
{
    const struct ls_row *row = candidate->row;
    if (row->owner != LS_OWNER_MEDIA || row->learns == 0)
        return false;
    if (c->best != LS_PROTO_NONE && (c->protos & row->fits) == 0)
        return false;
    for (size_t kind = 0; kind < LS_ANNOUNCE_COUNT; kind++) {
        const struct ls_learned *hit = c->hits[candidate->end].by[kind];
        if (hit && (row->learns & 1u << kind)) {
            candidate->learned = hit;
            return true;
        }
    }
    return false;
}

void ls_case_payload(const struct ls_case *c, struct ls_candidate *candidate)
{
    const struct ls_row *row = candidate->row;
    enum ls_payload_fit fit = protocol_fit(c, row);
    if (row->needs_evidence && (fit != LS_FIT_PAYLOAD || !wide_proof(c, row)))
        fit = LS_FIT_MISSING;
    if (fit == LS_FIT_PAYLOAD)
        fit = refined(c, row);
    bool usable = fit >= LS_FIT_SILENT && c->evidence;
    if (usable && ls_row_named(c, row))
        fit = LS_FIT_NAMED;
    if (announced(c, candidate))
        fit = LS_FIT_LEARNED;
    candidate->payload = fit;
    candidate->host_named = c->host_named && ls_host_named(c, candidate);
}
