/*
 * reason.c - why, in one sentence
 *
 * Picks the sentence and fills its places with words from the catalog, in the language of the
 * context. What the wire said goes in as it came: whoever prints it escapes it.
 */
#include "classify/reason.h"

#include <string.h>

#include "lyncscope/digits.h"

/* Protocols as people write them; where the catalogs have no words, the evidence's name serves. */
static const char *protocol_name(enum ls_proto proto)
{
    static const char *const written[LS_PROTO_COUNT] = {
        [LS_PROTO_PSEUDO_TLS] = "pseudo-TLS",
        [LS_PROTO_TLS] = "TLS",
        [LS_PROTO_DTLS] = "DTLS",
        [LS_PROTO_NMF] = "WCF (net.tcp)",
        [LS_PROTO_HTTP] = "HTTP",
        [LS_PROTO_STUN] = "STUN",
        [LS_PROTO_MS_TURN] = "MS-TURN",
        [LS_PROTO_RTP] = "RTP",
        [LS_PROTO_RTCP] = "RTCP",
        [LS_PROTO_SIP] = "SIP",
        [LS_PROTO_PSOM] = "PSOM",
        [LS_PROTO_DCERPC] = "DCE/RPC",
        [LS_PROTO_SMB] = "SMB",
        [LS_PROTO_SSRP] = "SQL Browser (SSRP)",
        [LS_PROTO_DHCP] = "DHCP",
        [LS_PROTO_MSNFTP] = "MSN_SECURE_FTP",
        [LS_PROTO_DNS] = "DNS",
        [LS_PROTO_KERBEROS] = "Kerberos",
        [LS_PROTO_LDAP] = "LDAP",
        [LS_PROTO_NTP] = "NTP",
        [LS_PROTO_TDS] = "TDS",
        [LS_PROTO_RDP] = "RDP",
        [LS_PROTO_SSH] = "SSH",
        [LS_PROTO_NBNS] = "NBNS",
        [LS_PROTO_SNMP] = "SNMP",
    };
    return written[proto] ? written[proto] : ls_proto_name(proto);
}

/* Adds what fits of more, as snprintf does but quicker; returns the text's end. */
static char *add(char *at, const char *text, size_t size, const char *more)
{
    size_t n = strlen(more), room = size - 1 - (size_t)(at - text);
    at = (char *)mempcpy(at, more, n < room ? n : room);
    *at = '\0';
    return at;
}

/* The outermost layer is what the port is about; "SIP in TLS" where the inside was readable. */
static void write_payload(const struct ls_case *c, char *text, size_t size)
{
    struct ls_fact app;
    text[0] = '\0';
    if (c->outer == LS_PROTO_NONE) {
        if ((c->facts & UINT64_C(1) << LS_FACT_NDPI_APP) &&
            ls_fact_find(c->evidence, LS_FACT_NDPI_APP, &app))
            ls_show_value(c->context, app.kind, app.value, text, size);
        return;
    }
    bool wrapped = c->outer == LS_PROTO_TLS && c->best != LS_PROTO_TLS;
    enum ls_proto named = c->outer == LS_PROTO_NMF ? c->outer : c->best;
    char *at = add(text, text, size, protocol_name(named));
    if (wrapped)
        add(at, text, size, " (TLS)");
}

void ls_write_port(const struct ls_case *c, int end, char *text, size_t size)
{
    const char *name = c->ip_proto == LS_IP_TCP    ? "TCP "
                       : c->ip_proto == LS_IP_UDP  ? "UDP "
                       : c->ip_proto == LS_IP_SCTP ? "SCTP "
                                                   : NULL;
    char number[LS_DIGITS_MOST + 1];
    if (c->ip_proto == LS_IP_ICMP) {
        add(text, text, size, c->summary->ip_proto == LS_IP_ICMP6 ? "ICMPv6" : "ICMP");
        return;
    }
    *ls_digits(number, name != NULL ? c->port[end] : c->summary->ip_proto) = '\0';
    add(add(text, text, size, name != NULL ? name : "IP "), text, size, number);
}

static void append(char *text, size_t size, const char *more)
{
    size_t n = strlen(text);
    if (strlen(more) < size - n)
        memcpy(text + n, more, strlen(more) + 1);
}

/* Without the roles that another of them covers: "a Front End" says it for its special kinds. */
static ls_roles widest(const struct ls_case *c, ls_roles roles)
{
    ls_roles wide = roles;
    for (ls_roles left = roles; left != 0; left &= left - 1) {
        size_t number = (size_t)__builtin_ctzll(left);
        ls_roles own = UINT64_C(1) << number;
        wide &= ~(ls_catalogs_role(c->context->catalogs, number)->covers & ~own);
    }
    return wide ? wide : roles;
}

void ls_write_roles(const struct ls_case *c, ls_roles roles, char *text, size_t size)
{
    enum ls_lang lang = c->context->lang;
    text[0] = '\0';
    roles = widest(c, roles);
    for (; roles != 0; roles &= roles - 1) {
        size_t number = (size_t)__builtin_ctzll(roles);
        if (text[0] != '\0')
            append(text, size, ls_message(lang, LS_SAY_OR));
        append(text, size, ls_catalogs_role(c->context->catalogs, number)->name.in[lang]);
    }
    if (text[0] == '\0')
        append(text, size, ls_message(lang, LS_SAY_UNKNOWN_HOST));
}

void ls_write_fact(const struct ls_case *c, const struct ls_fact *fact, char *text, size_t size)
{
    char value[96];
    ls_show_value(c->context, fact->kind, fact->value, value, sizeof value);
    char *at = add(text, text, size, ls_fact_name(fact->kind));
    at = add(at, text, size, " \"");
    at = add(at, text, size, value);
    add(at, text, size, "\"");
}

/* A relay is announced by the protocol it was asked for in, whatever is carried there later. */
static enum ls_proto announcing(const struct ls_learned *learned)
{
    const struct ls_evidence *evidence = learned->announcer->evidence;
    for (size_t i = 0; evidence != NULL && i < evidence->depth; i++)
        if (learned->what.kind == LS_ANNOUNCE_RELAY && evidence->stack[i] == LS_PROTO_MS_TURN)
            return LS_PROTO_MS_TURN;
    return ls_evidence_best(evidence);
}

void ls_write_announcer(const struct ls_case *c, const struct ls_learned *learned, char *text,
                        size_t size)
{
    char addr[LS_ADDR_TEXT];
    const struct ls_summary *from = learned->announcer;
    ls_show_addr(c->context, &from->addr[learned->what.side], addr);
    enum ls_proto proto = announcing(learned);
    char *at = add(text, text, size, proto ? protocol_name(proto) : "");
    at = add(at, text, size, proto ? " @ " : "");
    add(at, text, size, addr);
}

/* The service where the row names one, else the role. */
static const char *service_of(const struct ls_row *row, enum ls_lang lang)
{
    return row->service.in[lang][0] ? row->service.in[lang] : row->role_name.in[lang];
}

/*
 * The document often names the transport where it means what is spoken there; where one protocol
 * alone fits, that is said: SSH is TCP, too.
 */
static const char *spoken(const struct ls_row *row)
{
    static const uint64_t layers = UINT64_C(1) << LS_PROTO_NONE | UINT64_C(1) << LS_PROTO_TLS |
                                   UINT64_C(1) << LS_PROTO_PSEUDO_TLS |
                                   UINT64_C(1) << LS_PROTO_DTLS;
    uint64_t inner = row->fits & ~layers;
    bool transport = strcmp(row->protocol, "TCP") == 0 || strcmp(row->protocol, "UDP") == 0;
    if (!transport || inner == 0 || (inner & (inner - 1)) != 0)
        return row->protocol;
    return protocol_name((enum ls_proto)__builtin_ctzll(inner));
}

void ls_write_row(const struct ls_case *c, const struct ls_candidate *candidate,
                  struct ls_writing *w)
{
    enum ls_lang lang = c->context->lang;
    const struct ls_row *row = candidate->row;
    bool at_end = row->owner == LS_OWNER_MEDIA || candidate->payload == LS_FIT_LEARNED;
    ls_write_port(c, at_end ? candidate->end : LS_RESPONDER, w->port, sizeof w->port);
    w->pieces.row = row->id;
    w->pieces.service = service_of(row, lang);
    w->pieces.role = row->role_name.in[lang];
    w->pieces.protocol = row->protocol[0] ? spoken(row) : ls_message(lang, LS_SAY_ANOTHER_PROTOCOL);
    if (row->protocol[0] == '\0' && row->tls == LS_TLS_ONLY)
        w->pieces.protocol = "TLS";
}

void ls_writing_open(const struct ls_case *c, struct ls_writing *w)
{
    w->pieces = (struct ls_pieces){0};
    w->roles[0] = w->other[0] = w->name[0] = '\0';
    write_payload(c, w->payload, sizeof w->payload);
    ls_write_port(c, LS_RESPONDER, w->port, sizeof w->port);
    w->pieces.port = w->port;
    w->pieces.payload = w->payload[0] ? w->payload : ls_message(c->context->lang, LS_SAY_BYTES);
}

static enum ls_message silent_entry(const struct ls_case *c, const struct ls_candidate *best)
{
    if (best->end == LS_INITIATOR && best->row->owner != LS_OWNER_DHCP)
        return LS_SAY_PORT_ROLE;
    return c->marks & LS_MARK_OTHER ? LS_SAY_PORT_OTHER : LS_SAY_PORT_SERVICE;
}

static void write_name(const struct ls_case *c, const struct ls_row *row, struct ls_writing *w)
{
    struct ls_fact fact;
    if (ls_row_naming_fact(c, row, &fact))
        ls_write_fact(c, &fact, w->name, sizeof w->name);
    w->pieces.name = w->name;
}

static enum ls_message learned_entry(const struct ls_case *c, const struct ls_candidate *best,
                                     struct ls_writing *w)
{
    ls_write_announcer(c, best->learned, w->other, sizeof w->other);
    w->pieces.other = w->other;
    if (best->row->owner != LS_OWNER_MEDIA)
        return LS_SAY_INHERITED;
    return c->best == LS_PROTO_NONE ? LS_SAY_ANNOUNCED_SILENT : LS_SAY_ANNOUNCED;
}

static enum ls_message entry_sentence(const struct ls_case *c, struct ls_writing *w)
{
    const struct ls_candidate *best = c->entries[0];
    ls_write_row(c, best, w);
    if (best->payload == LS_FIT_LEARNED)
        return learned_entry(c, best, w);
    if (c->kind == LS_DEPENDENCY)
        return c->best == LS_PROTO_NONE ? LS_SAY_DEPENDENCY_PORT : LS_SAY_DEPENDENCY;
    if (best->payload == LS_FIT_SILENT)
        return silent_entry(c, best);
    if (best->payload == LS_FIT_NAMED) {
        write_name(c, best->row, w);
        return LS_SAY_NAMED;
    }
    if (best->host_named) {
        ls_write_fact(c, &c->host_name, w->name, sizeof w->name);
        w->pieces.name = w->name;
        return best->end == LS_INITIATOR ? LS_SAY_FAR_HOST_NAMED : LS_SAY_HOST_NAMED;
    }
    if (best->row->owner == LS_OWNER_MEDIA)
        return LS_SAY_MEDIA;
    return best->end == LS_INITIATOR ? LS_SAY_FROM_ROLE : LS_SAY_TO_SERVICE;
}

static enum ls_message contradiction(const struct ls_case *c, struct ls_writing *w)
{
    const struct ls_row *row = c->rejected[0]->row;
    ls_write_row(c, c->rejected[0], w);
    if (c->outer == LS_PROTO_TLS && row->tls == LS_TLS_CONTRADICTS)
        return LS_SAY_TLS_WHERE_CLEAR;
    if (row->tls != LS_TLS_ONLY)
        return LS_SAY_CONTRADICTED;
    if (w->payload[0] == '\0')
        return LS_SAY_NOT_TLS;
    bool has_tls_form = c->best == LS_PROTO_SIP || c->best == LS_PROTO_HTTP;
    return has_tls_form ? LS_SAY_CLEAR : LS_SAY_CONTRADICTED;
}

static enum ls_message misplacement(const struct ls_case *c, struct ls_writing *w)
{
    if (c->by_role)
        return ls_reason_wrong_roles(c, w);
    if (c->named_row) {
        write_name(c, c->named_row, w);
        w->pieces.row = c->named_row->id;
        w->pieces.service = service_of(c->named_row, c->context->lang);
        return LS_SAY_NAMED_ELSEWHERE;
    }
    return c->best == LS_PROTO_DCERPC ? LS_SAY_RPC_UNANNOUNCED : LS_SAY_NO_ROW_HAS;
}

/* The row of what lies outside that fails for nothing but who answers there. */
static const struct ls_candidate *outside_row(const struct ls_case *c)
{
    for (size_t i = 0; i < c->rejected_count; i++)
        if (c->rejected[i]->by_scope && c->rejected[i]->role > LS_ROLE_FIT_NO &&
            c->rejected[i]->payload >= LS_FIT_SILENT)
            return c->rejected[i];
    return NULL;
}

/* A row that has the port and the payload, of which the site or the document lets others in. */
static const struct ls_candidate *others_row(const struct ls_case *c)
{
    for (size_t i = 0; i < c->candidate_count; i++) {
        const struct ls_candidate *candidate = &c->candidates[i];
        const struct ls_row *row = candidate->row;
        bool fixed = row->owner == LS_OWNER_RESPONDER || row->owner == LS_OWNER_INITIATOR;
        ls_roles far = candidate->end == LS_INITIATOR ? row->to : row->from;
        if (fixed && far != 0 && row->role_number >= 0 && candidate->payload >= LS_FIT_SILENT &&
            !ls_candidate_stands(candidate))
            return candidate;
    }
    return NULL;
}

static enum ls_message between_others(const struct ls_case *c, const struct ls_candidate *others,
                                      struct ls_writing *w)
{
    const struct ls_row *row = others->row;
    bool opens = others->end == LS_INITIATOR;
    ls_write_row(c, others, w);
    ls_write_roles(c, opens ? ls_role_bit(row) : row->from, w->roles, sizeof w->roles);
    ls_write_roles(c, opens ? row->to : ls_role_bit(row), w->other, sizeof w->other);
    w->pieces.roles = w->roles;
    w->pieces.other = w->other;
    return LS_SAY_BETWEEN_OTHERS;
}

static enum ls_message missing(const struct ls_case *c, struct ls_writing *w)
{
    bool silent = w->payload[0] == '\0' && (c->marks & LS_MARK_OTHER) == 0;
    const struct ls_candidate *outside = outside_row(c);
    if (outside != NULL) {
        ls_write_row(c, outside, w);
        ls_write_roles(c, outside->row->to, w->roles, sizeof w->roles);
        w->pieces.roles = w->roles;
        if (silent)
            w->pieces.payload = ls_message(c->context->lang, LS_SAY_AN_ATTEMPT);
        return LS_SAY_NO_EDGE;
    }
    for (size_t i = 0; i < c->rejected_count; i++) {
        const struct ls_candidate *candidate = c->rejected[i];
        if (candidate->payload == LS_FIT_MISSING && ls_candidate_stands(candidate) &&
            candidate->role > LS_ROLE_FIT_OTHER) {
            ls_write_row(c, candidate, w);
            return silent ? LS_SAY_RANGE_SILENT : LS_SAY_RANGE;
        }
    }
    const struct ls_candidate *others = silent ? NULL : others_row(c);
    if (others != NULL)
        return between_others(c, others, w);
    return silent ? LS_SAY_UNDOCUMENTED_SILENT : LS_SAY_UNDOCUMENTED;
}

static enum ls_message sentence(const struct ls_case *c, struct ls_writing *w)
{
    switch (c->kind) {
    case LS_DOCUMENTED:
    case LS_DEPENDENCY:
        return entry_sentence(c, w);
    case LS_CONTRADICTED:
        return contradiction(c, w);
    case LS_MISPLACED:
        return misplacement(c, w);
    case LS_UNDOCUMENTED:
    case LS_VERDICT_COUNT:
        break;
    }
    return missing(c, w);
}

void ls_reason(const struct ls_case *c, char *text, size_t size)
{
    struct ls_writing w;
    ls_writing_open(c, &w);
    enum ls_message what = sentence(c, &w);
    ls_say(text, size, c->context->lang, what, &w.pieces);
}
