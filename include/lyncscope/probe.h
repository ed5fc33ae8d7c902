/*
 * probe.h - bytes become evidence
 *
 * A probe proves from payload alone what protocol is spoken, and notes what the content
 * says (names, versions, announced endpoints). It knows no port, no flow and no role. An
 * inquiry asks all probes about one flow until one of them is sure or none can be.
 *
 * Threads: one struct ls_probes per thread; an inquiry stays with the set that opened it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lyncscope/address.h"
#include "lyncscope/anonymise.h"
#include "lyncscope/arena.h"
#include "lyncscope/cursor.h"

/*
 * The protocols evidence can name. DISTINCTIVE ones are spoken by few but the audited
 * services, so they count as "misplaced" where no row has them. Order: outer layers and
 * less telling names first; ls_evidence_best takes the innermost of the stack.
 */
#define LS_PROTOS(X)                                                                               \
    X(NONE, "", false)                                                                             \
    X(PSEUDO_TLS, "pseudo-tls", true)                                                              \
    X(TLS, "tls", false)                                                                           \
    X(DTLS, "dtls", false)                                                                         \
    X(NMF, "nmf", true)                                                                            \
    X(HTTP, "http", false)                                                                         \
    X(STUN, "stun", true)                                                                          \
    X(MS_TURN, "ms-turn", true)                                                                    \
    X(RTP, "rtp", true)                                                                            \
    X(RTCP, "rtcp", true)                                                                          \
    X(SIP, "sip", true)                                                                            \
    X(PSOM, "psom", true)                                                                          \
    X(DCERPC, "dcerpc", true)                                                                      \
    X(SMB, "smb", false)                                                                           \
    X(SSRP, "ssrp", true)                                                                          \
    X(DHCP, "dhcp", false)                                                                         \
    X(MSNFTP, "msnftp", true)                                                                      \
    X(DNS, "dns", false)                                                                           \
    X(KERBEROS, "kerberos", false)                                                                 \
    X(LDAP, "ldap", false)                                                                         \
    X(NTP, "ntp", false)                                                                           \
    X(TDS, "tds", false)                                                                           \
    X(RDP, "rdp", false)                                                                           \
    X(SSH, "ssh", false)                                                                           \
    X(NBNS, "nbns", false)                                                                         \
    X(SNMP, "snmp", false)

enum ls_proto {
#define X(id, name, distinctive) LS_PROTO_##id,
    LS_PROTOS(X)
#undef X
        LS_PROTO_COUNT
};

const char *ls_proto_name(enum ls_proto proto);
bool ls_proto_distinctive(enum ls_proto proto);
/* ls_proto_find returns LS_PROTO_NONE for a name no probe has. */
enum ls_proto ls_proto_find(const char *name);

/*
 * What the content says, besides the protocol. Values are bytes as they came (text is not
 * escaped, not terminated) unless the remark gives another form.
 */
#define LS_FACTS(X)                                                                                \
    X(TLS_VERSION, "tls-version") /* 2 bytes, big endian: negotiated, else offered */              \
    X(TLS_SNI, "sni")                                                                              \
    X(TLS_ALPN, "alpn")                   /* one per offered name */                               \
    X(TLS_JA3, "ja3")                     /* 16 bytes */                                           \
    X(TLS_JA3S, "ja3s")                   /* 16 bytes */                                           \
    X(TLS_JA4, "ja4")                     /* text */                                               \
    X(TLS_NEXT_PROTOCOL, "next-protocol") /* of ALPN: chosen by the server */                      \
    X(TLS_ALERT, "tls-alert")             /* the fatal one, by its name or number */               \
    X(TLS_CIPHER, "cipher")               /* 2 bytes: chosen by the server */                      \
    X(CERT_SUBJECT, "cert-subject")       /* common name of a leaf certificate */                  \
    X(CERT_ISSUER, "cert-issuer")                                                                  \
    X(CERT_NAME, "cert-name")             /* dNSName or iPAddress (as text) of the SAN */          \
    X(CERT_SHA256, "cert-sha256")         /* 32 bytes */                                           \
    X(CERT_NOT_BEFORE, "cert-not-before") /* 8 bytes, big endian, s since 1970 */                  \
    X(CERT_NOT_AFTER, "cert-not-after")                                                            \
    X(SIP_METHOD, "sip-method") /* one per method seen */                                          \
    X(SIP_STATUS, "sip-status")                                                                    \
    X(SIP_AGENT, "sip-agent")   /* User-Agent or Server */                                         \
    X(SIP_OPAQUE, "sip-opaque") /* opaque= parameter of a URI */                                   \
    X(SIP_BODY, "sip-body")     /* Content-Type */                                                 \
    X(SIP_EVENT, "sip-event")   /* event package */                                                \
    X(SIP_REALM, "sip-realm")   /* of a challenge */                                               \
    X(HTTP_METHOD, "http-method")                                                                  \
    X(HTTP_HOST, "http-host")                                                                      \
    X(HTTP_PATH, "http-path")                                                                      \
    X(HTTP_AGENT, "http-agent")                                                                    \
    X(HTTP_SERVER, "http-server")                                                                  \
    X(HTTP_STATUS, "http-status")                                                                  \
    X(RPC_INTERFACE, "rpc-interface") /* uuid as text, one per bind context */                     \
    X(RPC_NAME, "rpc-name")           /* the interface's well-known name */                        \
    X(SMB_DIALECT, "smb-dialect")                                                                  \
    X(SMB_SHARE, "smb-share") /* UTF-8 path of a tree connect */                                   \
    X(SQL_INSTANCE, "sql-instance")                                                                \
    X(DHCP_VENDOR, "dhcp-vendor")         /* option 60 */                                          \
    X(DHCP_SIP_SERVER, "dhcp-sip-server") /* option 120 */                                         \
    X(DHCP_WEB_SERVER, "dhcp-web-server") /* option 43 sub-option 3 */                             \
    X(NMF_VIA, "nmf-via")                                                                          \
    X(STUN_REALM, "stun-realm")                                                                    \
    X(ICE_VERSION, "ice-version")           /* of Microsoft's ICE, a digit of text */              \
    X(TURN_ADMISSION, "turn-admission")     /* of 0x8056: "check", "commit" or "update" */         \
    X(RTP_PAYLOAD_TYPE, "rtp-payload-type") /* 1 byte, one per type seen */                        \
    X(DNS_NAME, "dns-name")                                                                        \
    X(DNS_ANSWER, "dns-answer") /* "10.0.10.11 fe01.contoso.test" */                               \
    X(SSH_BANNER, "ssh-banner")                                                                    \
    X(NDPI_APP, "ndpi-app") /* nDPI's name, lower case, confidence DPI only */

enum ls_fact_kind {
#define X(id, name) LS_FACT_##id,
    LS_FACTS(X)
#undef X
        LS_FACT_COUNT
};

const char *ls_fact_name(enum ls_fact_kind kind);
enum ls_fact_kind ls_fact_find_kind(const char *name); /* LS_FACT_COUNT when unknown */

/* Yes-or-no things evidence carries. */
enum ls_mark {
    LS_MARK_FROM_START = 1 << 0,         /* the opening bytes of at least one direction were seen */
    LS_MARK_OTHER = 1 << 1,              /* opening bytes seen, and of no protocol known here */
    LS_MARK_TLS_HELLO = 1 << 2,          /* ClientHello seen */
    LS_MARK_TLS_ANSWER = 1 << 3,         /* ServerHello seen */
    LS_MARK_TLS_CERT_ASKED = 1 << 4,     /* CertificateRequest seen */
    LS_MARK_TLS_CLIENT_CERT = 1 << 5,    /* client sent a certificate: mutual TLS proven */
    LS_MARK_TLS_NO_CLIENT_CERT = 1 << 6, /* full handshake <= 1.2 seen to its end without one */
    LS_MARK_TLS_ALERT = 1 << 7,          /* the handshake ended in an alert */
    LS_MARK_MS_ICE = 1 << 8,             /* STUN with Microsoft's ICE attributes */
    LS_MARK_TURN_ADMISSION = 1 << 9,     /* MS-TURN with admission control 0x8056 */
    LS_MARK_FRAMED = 1 << 10,            /* RFC 4571 length framing on TCP */
    LS_MARK_AUDIO = 1 << 11,             /* media of this kind, by payload type */
    LS_MARK_VIDEO = 1 << 12,
    LS_MARK_APP_SHARING = 1 << 13,
    LS_MARK_RPC_ENCRYPTED = 1 << 14,
    LS_MARK_DHCP_LYNC = 1 << 15,        /* options 43/60/120 as Lync uses them */
    LS_MARK_SIP_CLEAR = 1 << 16,        /* SIP seen outside TLS */
    LS_MARK_TLS_MIDSTREAM = 1 << 17,    /* TLS records without their handshake */
    LS_MARK_NMF_CLEAR = 1 << 18,        /* an NMF preamble that ended without an upgrade */
    LS_MARK_TLS_RESUMED = 1 << 19,      /* an abbreviated handshake, or a key shared before */
    LS_MARK_TLS_FULL = 1 << 20,         /* surely neither */
    LS_MARK_TLS_ESTABLISHED = 1 << 21,  /* both sides sent their Finished */
    LS_MARK_CERT_SELF_SIGNED = 1 << 22, /* the server's certificate names itself as issuer */
};

enum { LS_STACK_MAX = 5, LS_SIDE_NONE = 2 };

/*
 * Evidence about one flow: plain data, immutable once made. Sides are 0 and 1 as in the flow
 * (0 = sender of the first packet, or of the SYN).
 */
struct ls_evidence {
    uint8_t stack[LS_STACK_MAX]; /* enum ls_proto, outermost first */
    uint8_t depth;               /* entries of stack */
    uint8_t client;              /* side that speaks as client by payload, or LS_SIDE_NONE */
    uint8_t server_cert_side;    /* side whose certificate the CERT_ facts describe, or NONE */
    uint32_t marks;              /* enum ls_mark */
    uint32_t facts_bytes;
    const uint8_t *facts; /* packed; read with ls_fact_next */
};

struct ls_fact {
    enum ls_fact_kind kind;
    uint8_t side; /* who said it, or LS_SIDE_NONE */
    struct ls_span value;
};

/* ls_fact_next steps through the facts; *at starts at 0. evidence may be NULL. */
bool ls_fact_next(const struct ls_evidence *evidence, size_t *at, struct ls_fact *fact);
/* ls_fact_find returns the first fact of a kind. */
bool ls_fact_find(const struct ls_evidence *evidence, enum ls_fact_kind kind, struct ls_fact *fact);
/* ls_evidence_has says whether proto is anywhere in the stack; evidence may be NULL. */
bool ls_evidence_has(const struct ls_evidence *evidence, enum ls_proto proto);
/* ls_evidence_best returns the innermost protocol, or LS_PROTO_NONE. */
enum ls_proto ls_evidence_best(const struct ls_evidence *evidence);

/*
 * ls_fact_anonymise returns the stand-in of a fact's value: in room, or value itself where that
 * says nothing of anybody.
 */
struct ls_span ls_fact_anonymise(const struct ls_anonymiser *anonymiser, enum ls_fact_kind kind,
                                 struct ls_span value, char room[LS_STANDIN_TEXT]);
/* ls_evidence_anonymise copies evidence with stand-ins; NULL when memory is out. */
LS_MUST_USE const struct ls_evidence *ls_evidence_anonymise(const struct ls_anonymiser *anonymiser,
                                                            const struct ls_evidence *evidence,
                                                            struct ls_arena *arena);

/* An endpoint that signalling announced. */
enum ls_announce {
    LS_ANNOUNCE_RPC,   /* endpoint mapper answer or DCOM string binding */
    LS_ANNOUNCE_AUDIO, /* SDP */
    LS_ANNOUNCE_VIDEO,
    LS_ANNOUNCE_APP_SHARING,
    LS_ANNOUNCE_DATA,  /* SDP m=data: peer file transfer */
    LS_ANNOUNCE_SQL,   /* SSRP answer */
    LS_ANNOUNCE_RELAY, /* TURN allocation */
    LS_ANNOUNCE_COUNT
};

struct ls_announcement {
    struct ls_addr addr; /* unspecified (::) = the announcing side's own address */
    uint16_t port;
    uint8_t ip_proto;
    uint8_t kind; /* enum ls_announce */
    uint8_t side; /* who announced */
    int64_t time_ns;
};

/*
 * What a probe is shown. For a stream: both directions' in-order bytes that no one has
 * consumed yet. For a datagram: the new one alone, in bytes[side].
 */
struct ls_view {
    struct ls_cursor bytes[2];
    struct ls_cursor ip; /* newest packet from the IP header on; for nDPI only */
    size_t used[2];      /* out, streams: bytes the deciding probe is done with */
    int64_t time_ns;
    uint8_t side; /* whose bytes are new */
    uint8_t ip_proto;
    bool stream;
    bool v6;
    bool from_start[2]; /* bytes[i] begins where the direction began */
    bool closed;        /* no more bytes will come: closed, idle, or a gap */
    bool cut;           /* the newest packet was cut by the snapshot length */
};

/* The evidence while it is gathered. Probes write to it through these calls only. */
struct ls_draft;

/* ls_draft_proves adds proto inside what is already on the stack (once). */
void ls_draft_proves(struct ls_draft *draft, enum ls_proto proto);
void ls_draft_mark(struct ls_draft *draft, uint32_t marks);
void ls_draft_unmark(struct ls_draft *draft, uint32_t marks);
uint32_t ls_draft_marks(const struct ls_draft *draft);
void ls_draft_client(struct ls_draft *draft, uint8_t side);
void ls_draft_cert_side(struct ls_draft *draft, uint8_t side);
/* ls_draft_fact notes a fact; equal ones are kept once, long ones cut at 255 bytes. */
void ls_draft_fact(struct ls_draft *draft, enum ls_fact_kind kind, uint8_t side, const void *value,
                   size_t n);
void ls_draft_text(struct ls_draft *draft, enum ls_fact_kind kind, uint8_t side, const char *text);
void ls_draft_announce(struct ls_draft *draft, const struct ls_announcement *what);

enum ls_answer {
    LS_NO,    /* never this protocol */
    LS_MAYBE, /* bytes ran out, and nothing speaks against it */
    LS_YES,   /* it is this; keep showing new bytes */
    LS_DONE,  /* it is this; there is nothing more to learn */
};

enum { LS_TCP = 1 << 0, LS_UDP = 1 << 1 };

/*
 * A probe is constant data. look may be called again with the same bytes plus more (streams,
 * as long as it consumes nothing) or with one datagram after another; state is its own,
 * zeroed before the first call. look must not write to draft before it is sure (LS_YES or
 * LS_DONE): other probes share the draft.
 *
 * A stream probe that answered LS_YES sets view->used to what it has read for good; those
 * bytes are not shown again.
 */
struct ls_probe {
    const char *name;
    unsigned transports; /* LS_TCP | LS_UDP */
    size_t state_bytes;
    uint32_t budget;  /* bytes (streams, per direction) or datagrams (UDP) until MAYBE means NO */
    uint32_t follow;  /* the same, after LS_YES; 0 = without end */
    bool beside_stun; /* may still prove itself on a datagram flow that stun has proved */
    /*
     * begins spares looks that can only fail. It is false for a first byte, of a stream or of a
     * datagram, about which look, before it is sure, says nothing but LS_NO while there is nothing
     * else to see: all of a datagram that was not cut, or one direction of a stream from its start.
     * NULL: there is no such byte.
     */
    bool (*begins)(uint8_t first, bool stream);
    enum ls_answer (*look)(struct ls_view *view, void *state, struct ls_draft *draft);
};

/* ls_probe_table lends the list of all probes; src/probe/table.c is the one place to add one. */
const struct ls_probe *const *ls_probe_table(size_t *count);

/*
 * ls_rpc_forbidden says whether peers of a Lync server have no business with the DCE/RPC
 * interface uuid (text, lower case, as in LS_FACT_RPC_INTERFACE); false for unknown ones.
 */
bool ls_rpc_forbidden(const char *uuid);

struct ls_probes;
struct ls_inquiry;

/* ls_probes_new makes a set for one thread; with_ndpi asks for the second opinion if built in. */
LS_MUST_USE struct ls_probes *ls_probes_new(bool with_ndpi, struct ls_error *error);
void ls_probes_free(struct ls_probes *probes);
/* What asking has come to, for who wants to know where the time goes. */
struct ls_probes_stats {
    uint64_t flows;          /* that had payload to be asked about */
    uint64_t second_flows;   /* of them, those that nDPI was asked about, */
    uint64_t second_packets; /* what it was shown of them, */
    uint64_t second_ns;      /* and how long it took, by the clock */
};

/* ls_probes_add_stats adds those of one set to sum. */
void ls_probes_add_stats(const struct ls_probes *probes, struct ls_probes_stats *sum);
/* ls_probes_starved counts the flows whose evidence was lost for want of memory. */
uint64_t ls_probes_starved(const struct ls_probes *probes);
const char *ls_probes_ndpi_version(void); /* "4.2", or NULL when built without */

/* ls_inquiry_open starts asking about one flow; NULL when memory is out. */
LS_MUST_USE struct ls_inquiry *ls_inquiry_open(struct ls_probes *probes, uint8_t ip_proto);

/*
 * ls_inquiry_number tells inquiries of one set apart, where their memory does not: it is used
 * again. 1 is the first that was opened. Not of one that is folded.
 */
uint64_t ls_inquiry_number(const struct ls_inquiry *inquiry);

/*
 * ls_inquiry_look shows the newest bytes to all probes still in question. Returns true when
 * nothing more is to be learnt: then call ls_inquiry_close. Sets view->used.
 */
LS_MUST_USE bool ls_inquiry_look(struct ls_inquiry *inquiry, struct ls_view *view);

/* ls_inquiry_announced moves up to room announcements out; returns how many. */
size_t ls_inquiry_announced(struct ls_inquiry *inquiry, struct ls_announcement *out, size_t room);

/*
 * ls_inquiry_close ends the inquiry and frees it. Returns the evidence, whose memory is in
 * arena, or NULL when nothing at all was proved, marked or noted (or memory is out).
 * Probes still at LS_MAYBE have been told no more will come by a last look with closed set,
 * which the caller makes when it has the bytes.
 */
LS_MUST_USE const struct ls_evidence *ls_inquiry_close(struct ls_inquiry *inquiry,
                                                       struct ls_arena *arena);

/*
 * ls_inquiry_so_far returns the evidence up to now, in arena, or NULL as ls_inquiry_close; the
 * inquiry goes on.
 */
LS_MUST_USE const struct ls_evidence *ls_inquiry_so_far(const struct ls_inquiry *inquiry,
                                                        struct ls_arena *arena);

/*
 * ls_evidence_copy makes one that stands alone, for who cannot free an arena; NULL when memory is
 * out. Ends with ls_evidence_free, which takes NULL.
 */
LS_MUST_USE const struct ls_evidence *ls_evidence_copy(const struct ls_evidence *evidence);
void ls_evidence_free(const struct ls_evidence *evidence);

/*
 * An inquiry that waits for more packets takes little memory when it is folded. ls_inquiry_fold
 * returns what stands for the inquiry from then on: itself, where it cannot be folded. A folded
 * one can be unfolded, or closed as it is, and nothing else. ls_inquiry_unfold gives it back as it
 * was, or NULL when memory is out: then it is still folded. What it has proved is in arena from the
 * first fold on: it has to be the one that the inquiry is closed with.
 */
LS_MUST_USE struct ls_inquiry *ls_inquiry_fold(struct ls_inquiry *inquiry, struct ls_arena *arena);
bool ls_inquiry_is_folded(const struct ls_inquiry *inquiry);
LS_MUST_USE struct ls_inquiry *ls_inquiry_unfold(struct ls_inquiry *inquiry);

/* For tests and tools: a draft of its own, and the evidence made of it. */
LS_MUST_USE struct ls_draft *ls_draft_new(void);
void ls_draft_free(struct ls_draft *draft);
LS_MUST_USE const struct ls_evidence *ls_draft_evidence(const struct ls_draft *draft,
                                                        struct ls_arena *arena);
const struct ls_announcement *ls_draft_announced(const struct ls_draft *draft, size_t *count);
