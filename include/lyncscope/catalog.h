/*
 * catalog.h - the documented rows, as data
 *
 * A catalog is a YAML file of rows: who may be reached where, by what, from whom, and what
 * payload fits. Roles are data too: roles.yaml beside the catalogs. Everything loaded lives
 * in one struct ls_catalogs until it is freed, and is constant after loading.
 *
 * Threads: any number may read; loading is one thread's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lyncscope/error.h"
#include "lyncscope/probe.h"
#include "lyncscope/words.h"

/* A set of roles: bit i stands for role number i of the catalogs' role list. */
typedef uint64_t ls_roles;

/* Content that names a row's service, or what a host of some role says. */
struct ls_row_name {
    enum ls_fact_kind fact;
    const char *text; /* compared without case; never empty */
    size_t length;
    bool whole; /* must equal; otherwise the fact must begin with it, or hold it as a token */
};

/* A set of names: the same name in several rows is one bit. */
enum { LS_NAMES_MAX = 256 };

struct ls_name_set {
    uint64_t bits[LS_NAMES_MAX / 64];
};

struct ls_role {
    const char *key;
    struct ls_words name;
    ls_roles covers; /* roles that count as this one, itself included */
    ls_roles needs;  /* a composed role: all of these on one host (front-end+mediation), or 0 */
    bool balancer;   /* a load balancer's virtual address */
    bool endpoint;   /* a user's device: client or phone */
    bool server;     /* one of the audited servers */
    const struct ls_row_name *says; /* what hosts of this role say of themselves */
    size_t says_count;
    struct ls_name_set said_by;    /* the same, as ls_catalogs_names finds them */
    const char *const *host_names; /* words that are usual in names of such hosts: no proof */
    size_t host_name_count;
};

enum ls_catalog_kind {
    LS_CATALOG_DOCUMENT,   /* what it allows is documented */
    LS_CATALOG_DEPENDENCY, /* what it allows is a known dependency */
};

struct ls_catalog {
    const char *name;
    enum ls_catalog_kind kind;
    struct ls_words title;
    const char *path;
    char sha256[65];
    size_t row_count;
    size_t first_row; /* number of its first row in ls_catalogs_row */
};

/* Which end of a flow the row's role and port belong to. */
enum ls_owner {
    LS_OWNER_RESPONDER, /* role at the responder, port at the responder: the usual case */
    LS_OWNER_INITIATOR, /* role at the initiator, port at the far end (clients, the pushing CMS) */
    LS_OWNER_OUTBOUND,  /* either: role at the initiator, or a listener of that role */
    LS_OWNER_MEDIA,     /* role and port at the same end, whichever opened: media */
    LS_OWNER_DHCP,      /* role at whichever end; ports 67 and 68 at the two ends */
};

enum ls_tls_rule {
    LS_TLS_FITS,        /* TLS is as good as clear text */
    LS_TLS_ONLY,        /* clear text contradicts */
    LS_TLS_CONTRADICTS, /* another row documents TLS for this service, or the row is clear only */
};

enum ls_mutual_rule {
    LS_MUTUAL_UNSAID,
    LS_MUTUAL_DOCUMENTED, /* documented MTLS alone: its absence is a finding */
    LS_MUTUAL_EXEMPT,     /* documented MTLS, but clients show no certificate (T4.6) */
};

enum ls_media_kind {
    LS_MEDIA_NONE,
    LS_MEDIA_AUDIO,
    LS_MEDIA_VIDEO,
    LS_MEDIA_APP_SHARING,
    LS_MEDIA_DATA,
    LS_MEDIA_RELAY, /* to a TURN server: proved by STUN or MS-TURN */
};

enum ls_balancing { LS_BALANCING_UNSAID, LS_BALANCING_HARDWARE, LS_BALANCING_DNS };

struct ls_port_range {
    uint16_t first, last;
};

enum { LS_ROW_PORTS_MAX = 8, LS_ROW_NAMES_MAX = 12 };

struct ls_row {
    const char *id;
    const struct ls_catalog *catalog;
    size_t number;     /* place in load order: document order within a catalog */
    const char *table; /* what is before the id's last dot: "T1" */
    const char *role;  /* key as in the catalog, or "" for a blank row */
    struct ls_words role_name;
    struct ls_words service;
    struct ls_words note;
    const char *ports;    /* as the document writes them, spaces removed; "" when blank */
    const char *protocol; /* as the document writes it, or "" */
    const char *source;   /* where the row comes from, or "" */
    unsigned line;        /* where the row stands in the catalog's file, from 1 */
    unsigned column;
    bool optional;
    bool states_tcp, states_udp; /* the transports the document states */

    /* what a flow is held against; all zero for a row that never matches */
    struct ls_port_range range[LS_ROW_PORTS_MAX];
    size_t range_count;
    uint32_t width;      /* ports in all ranges together */
    bool tcp, udp, icmp; /* transports matched */
    int role_number;     /* of role in the role list, or -1: any host */
    enum ls_owner owner;
    ls_roles without; /* no row of hosts that have one of these, too */
    ls_roles from;    /* roles that may open it, or 0: anyone */
    ls_roles to;      /* LS_OWNER_INITIATOR, _OUTBOUND: roles at the far end, or 0: anyone */
    uint64_t fits; /* bit i: enum ls_proto i fits; 0 = nothing is said about payload */
    enum ls_tls_rule tls;
    enum ls_mutual_rule mutual;
    enum ls_media_kind media;
    bool needs_evidence;         /* wide range: payload or an announcement must speak for it */
    bool external;               /* the far end must be an Edge, or lie outside */
    bool role_known;             /* counts only for a host that is known to have the role */
    bool remark_clear;           /* clear SIP here is fine, with a remark */
    enum ls_balancing balancing; /* the mode of the virtual address the row is for */
    uint32_t learns; /* bit i: an endpoint announced as enum ls_announce i falls to this row */
    struct ls_row_name names[LS_ROW_NAMES_MAX];
    size_t name_count;
    struct ls_name_set named_by; /* the same names, as ls_catalogs_names finds them */
};

/*
 * What is wrong with a file, at a place. Every file is read to its end, so that all mistakes
 * come in one go.
 */
struct ls_mistake {
    const char *file;
    unsigned line, column; /* from 1; 0 where there is no place */
    const char *text;
};

struct ls_catalogs;

LS_MUST_USE struct ls_catalogs *ls_catalogs_new(void);
void ls_catalogs_free(struct ls_catalogs *catalogs);

/*
 * ls_catalogs_load adds a catalog by name ("lync-server-2013") or by path (has a slash or ends
 * in .yaml). Names are looked up in $LYNCSCOPE_SIGNATURES, then in the source tree for a program
 * run from its build folder, then where it is installed; roles.yaml is read from the same place
 * first. Returns 0; LS_E_OPEN (error filled) or LS_E_FORMAT (error holds the first mistake,
 * ls_catalogs_mistakes all).
 */
LS_MUST_USE int ls_catalogs_load(struct ls_catalogs *catalogs, const char *name_or_path,
                                 struct ls_error *error);

const struct ls_mistake *ls_catalogs_mistakes(const struct ls_catalogs *catalogs, size_t *count);

size_t ls_catalogs_count(const struct ls_catalogs *catalogs);
const struct ls_catalog *ls_catalogs_get(const struct ls_catalogs *catalogs, size_t i);
size_t ls_catalogs_row_count(const struct ls_catalogs *catalogs);
const struct ls_row *ls_catalogs_row(const struct ls_catalogs *catalogs, size_t i);
/* ls_catalogs_find returns the first row of that id, or NULL. */
const struct ls_row *ls_catalogs_find(const struct ls_catalogs *catalogs, const char *id);

/*
 * ls_catalogs_at lends the rows that match port on this transport (LS_IP_TCP, LS_IP_UDP,
 * LS_IP_ICMP; ports are ignored for ICMP), in load order.
 */
const struct ls_row *const *ls_catalogs_at(const struct ls_catalogs *catalogs, uint8_t ip_proto,
                                           uint16_t port, size_t *count);
/* ls_catalogs_run numbers the ports of a transport so that those of one number have equal rows. */
unsigned ls_catalogs_run(const struct ls_catalogs *catalogs, uint8_t ip_proto, uint16_t port);
/* ls_catalogs_fixed says whether a row of at most 1,000 ports has this port. */
bool ls_catalogs_fixed(const struct ls_catalogs *catalogs, uint8_t ip_proto, uint16_t port);

/* ls_catalogs_names adds to found all names of all rows that a fact of this value carries. */
void ls_catalogs_names(const struct ls_catalogs *catalogs, enum ls_fact_kind fact,
                       struct ls_span value, struct ls_name_set *found);
/* ls_row_name_in says whether value carries this one name. */
bool ls_row_name_in(const struct ls_row_name *name, struct ls_span value);

/* ls_row_has says whether port is in one of the row's ranges. */
bool ls_row_has(const struct ls_row *row, uint16_t port);

/* What an application that a second opinion (nDPI) names means among these servers. */
enum ls_app_kind {
    LS_APP_REMOTE_CONTROL, /* somebody acts on the host */
    LS_APP_DATA_STORE,     /* somebody gets at data */
    LS_APP_KIN,            /* a name for the audited services themselves: says nothing new */
};

/* ls_catalogs_app says whether an application of that name, in lower case, is of that kind. */
bool ls_catalogs_app(const struct ls_catalogs *catalogs, enum ls_app_kind kind,
                     struct ls_span name);

size_t ls_catalogs_role_count(const struct ls_catalogs *catalogs);
const struct ls_role *ls_catalogs_role(const struct ls_catalogs *catalogs, size_t number);
/* ls_catalogs_role_find returns the number of a role, or -1. */
int ls_catalogs_role_find(const struct ls_catalogs *catalogs, const char *key);
/* ls_role_covers says whether a host with these roles has the role of that number. */
bool ls_role_covers(const struct ls_catalogs *catalogs, int number, ls_roles roles);
