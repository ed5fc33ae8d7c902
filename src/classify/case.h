/*
 * case.h - one flow on its way to a verdict, as the parts of this layer share it
 *
 * ls_case_open gathers what is known about the flow; ls_case_gather finds the rows that stand at
 * its ports and how far each fits; ls_case_decide picks the verdict and ranks the entries.
 * Nothing is allocated: a case is a local variable.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lyncscope/classify.h"

enum { LS_INITIATOR, LS_RESPONDER };

/* How a host's roles meet a row's wish; ordered: everything from LS_ROLE_FIT_OTHER up passes. */
enum ls_role_fit {
    LS_ROLE_FIT_NO,       /* told, and another */
    LS_ROLE_FIT_OTHER,    /* inferred, and another: ranks last, excludes nothing */
    LS_ROLE_FIT_BALANCER, /* unknown, and the row is of a load balancer */
    LS_ROLE_FIT_OPEN,     /* unknown */
    LS_ROLE_FIT_YES,      /* told, inferred, or the row takes any host */
};

/* How the payload meets a row; ordered: everything from LS_FIT_SILENT up allows the flow. */
enum ls_payload_fit {
    LS_FIT_CONTRADICTS,
    LS_FIT_MISSING,    /* the row needs evidence and there is none */
    LS_FIT_SILENT,     /* nothing seen that says anything */
    LS_FIT_OTHER_KIND, /* media, of another kind than the row's */
    LS_FIT_PAYLOAD,
    LS_FIT_KIND,  /* the kind of media, mutual TLS, or layer inside TLS that the row documents */
    LS_FIT_NAMED, /* the content names the row's service */
    LS_FIT_LEARNED,
};

struct ls_candidate {
    const struct ls_row *row;
    uint8_t end; /* LS_INITIATOR or LS_RESPONDER: where the row's role is looked for */
    enum ls_role_fit role;
    enum ls_role_fit peer;
    bool exact;      /* the host has the row's very role, not one that counts as it */
    bool wrong_mode; /* role is NO because the pool is balanced the other way */
    enum ls_payload_fit payload;
    bool host_named; /* TLS names a host that the row is about */
    bool by_scope;   /* the far end is what the row wants only as far as it lies outside */
    bool displaced;  /* this site has another service here, moved to the row's port */
    const struct ls_learned *learned;         /* payload is LS_FIT_LEARNED: the announcement */
    const struct ls_topology_listener *moved; /* the row's service, that this site has here */
};

/* What was announced for one endpoint, one announcement a kind. */
struct ls_hits {
    const struct ls_learned *by[LS_ANNOUNCE_COUNT];
};

/* Room for every row of several catalogs at one port; what is beyond is the least specific. */
enum { LS_CANDIDATES_MAX = 96 };

struct ls_case {
    const struct ls_context *context;
    const struct ls_summary *summary;
    const struct ls_evidence *evidence; /* may be NULL */
    unsigned depth;                     /* announcers of announcers; limited */

    enum ls_direction direction;
    int side[2];      /* of the summary: [LS_INITIATOR], [LS_RESPONDER] */
    uint16_t port[2]; /* by end */
    uint8_t ip_proto; /* ICMPv6 counts as ICMP */
    struct ls_identity who[2];
    bool global[2];  /* by end: a global address that nobody told us of */
    bool outside[2]; /* by end: nobody we were told of, and in the Internet */

    uint64_t protos;          /* bit i: enum ls_proto i is in the stack */
    uint64_t facts;           /* bit i: there is a fact of enum ls_fact_kind i */
    struct ls_name_set names; /* names of services that the facts carry */
    uint32_t marks;
    enum ls_proto outer, best;
    enum ls_mutual mutual;
    struct ls_hits hits[2];

    bool host_named;          /* TLS names a host of this site */
    ls_roles host_roles;      /* that host's */
    struct ls_fact host_name; /* where it is named */

    struct ls_candidate candidates[LS_CANDIDATES_MAX];
    size_t candidate_count;

    enum ls_verdict_kind kind;
    bool by_role;                   /* misplaced by roles, not by payload */
    const struct ls_row *named_row; /* misplaced, and the content names this row's service */
    /* what the verdict rests on, best first; rejected: what stands at the port in vain */
    const struct ls_candidate *entries[LS_CANDIDATES_MAX];
    size_t entry_count;
    const struct ls_candidate *rejected[LS_CANDIDATES_MAX];
    size_t rejected_count;
    enum ls_level level;
};

/* ls_solid_roles are a host's roles without those that are only hinted at. */
static inline ls_roles ls_solid_roles(const struct ls_identity *who)
{
    return who->from == LS_ROLE_INFERRED ? who->likely | who->certain : who->roles;
}

/* direction.c */
void ls_case_direct(struct ls_case *c);

/* candidates.c */
void ls_case_gather(struct ls_case *c);
/* ls_candidate_stands says whether roles and peers let the row stand. */
bool ls_candidate_stands(const struct ls_candidate *candidate);
/* ls_candidate_allows says whether the row allows the flow. */
bool ls_candidate_allows(const struct ls_candidate *candidate);

/* payload.c */
void ls_case_read(struct ls_case *c);
void ls_case_payload(const struct ls_case *c, struct ls_candidate *candidate);

/* content.c */
bool ls_row_named(const struct ls_case *c, const struct ls_row *row);
/* ls_row_naming_fact finds the fact by which a named row is named. */
bool ls_row_naming_fact(const struct ls_case *c, const struct ls_row *row, struct ls_fact *fact);
/* ls_case_named_row returns the first documented row that the content names, or NULL. */
const struct ls_row *ls_case_named_row(const struct ls_case *c);

/* certificate.c */
void ls_case_name_host(struct ls_case *c);
/* ls_host_named says whether the host that c names is one the row is about. */
bool ls_host_named(const struct ls_case *c, const struct ls_candidate *candidate);

/* rank.c: best first; of what several catalogs have at one port, the best LS_ENTRIES_MAX. */
void ls_case_rank(struct ls_case *c);

/* verdict.c */
void ls_case_open(struct ls_case *c, const struct ls_context *context,
                  const struct ls_summary *summary, unsigned depth);
void ls_case_decide(struct ls_case *c);

/* learned.c */
void ls_case_learn(struct ls_case *c);
/* ls_case_relayed adds the rows by which a relay at one of the ends was asked for. */
void ls_case_relayed(struct ls_case *c);
/* ls_case_inherit takes the rows an announced endpoint falls to; false when none does. */
bool ls_case_inherit(struct ls_case *c);

/*
 * shown.c: a value or an address as the texts may name it. All that comes from the wire or from the
 * site and goes into a text goes through these.
 */
void ls_show_value(const struct ls_context *context, enum ls_fact_kind kind, struct ls_span value,
                   char *text, size_t size);
const char *ls_show_addr(const struct ls_context *context, const struct ls_addr *addr,
                         char text[LS_ADDR_TEXT]);

/* findings.c, reason.c */
void ls_findings(const struct ls_case *c, struct ls_verdict *verdict);
void ls_reason(const struct ls_case *c, char *text, size_t size);
