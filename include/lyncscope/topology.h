/*
 * topology.h - who has which role here
 *
 * Told: hosts and networks from the user's files. Inferred: roles concluded from the traffic,
 * for hosts nobody told us about, each with its reasons. The two are never mixed: a told host
 * keeps its told roles.
 *
 * Threads: loading and inferring are one thread's; afterwards any number may read. What is
 * lent lives as long as the topology.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lyncscope/address.h"
#include "lyncscope/anonymise.h"
#include "lyncscope/catalog.h"

enum ls_role_from { LS_ROLE_UNKNOWN, LS_ROLE_TOPOLOGY, LS_ROLE_INFERRED };

/* How sure an inferred role is. */
enum ls_confidence {
    LS_CONFIDENCE_HINT,    /* by what the host is called; changes no verdict */
    LS_CONFIDENCE_LIKELY,  /* its payload fits where only this role is documented */
    LS_CONFIDENCE_CERTAIN, /* the content names the service */
};

/* Where a host's address comes from. The later ones were seen in the capture. */
enum ls_name_from {
    LS_NAME_TOLD,        /* stands with the host itself */
    LS_NAME_HOSTS,       /* a hosts file or another list of names and addresses */
    LS_NAME_DNS,         /* a DNS answer */
    LS_NAME_CERTIFICATE, /* the server's certificate */
    LS_NAME_SNI,         /* the name a client asked for in its TLS hello */
};

struct ls_topology_place {
    const char *file; /* "" when seen in the capture */
    unsigned line;
    enum ls_name_from from;
};

/* One place where a service listens here. */
struct ls_topology_listener {
    const char *service;  /* "RGS/WcfMtls": owner and usage as the topology names them */
    uint16_t first, last; /* ports here */
    uint16_t usual_first, usual_last; /* ports where nobody changed them; 0 = not known */
    bool tcp, udp;
    enum ls_media_kind media; /* of a media range, else LS_MEDIA_NONE */
    enum ls_proto speaks;     /* tells its rows from others at the usual port, or LS_PROTO_NONE */
    const char *file;
    unsigned line;
    bool again; /* told by another file, too */
};

/* Servers that serve together. What is said of a pool holds for each of its hosts. */
struct ls_topology_pool {
    const char *name;
    ls_roles roles;
    enum ls_balancing balancing;
    struct ls_topology_listener *listeners;
    size_t listener_count, listener_room;
    bool complete;     /* all its services are listed: what is not there is not deployed */
    unsigned services; /* of cmdlet exports, those that tell what it is: topology/roles.h */
    ls_roles balancer; /* roles of its virtual address, where that is told; else 0 */
    bool clients;      /* no servers: where clients may open media ports */
    const char *file;
    unsigned line;
    const char *roles_file; /* where its first role was told */
    unsigned roles_line;
    ls_roles stated; /* all its roles, where a file states them; then by whom: */
    const char *stated_file;
    unsigned stated_line;
    ls_roles served; /* roles that follow from its services; then by whose first: */
    const char *served_file;
    unsigned served_line;
};

struct ls_topology_host {
    const char *name; /* "" when it has none */
    const struct ls_addr *addrs;
    size_t addr_count;
    ls_roles roles; /* its own and its pool's */
    enum ls_balancing balancing;
    const char *file; /* where it was told */
    unsigned line;
    const struct ls_topology_place *places; /* of each address */
    size_t addr_room;
    ls_roles own;                        /* told for this host, not for its pool */
    const struct ls_topology_pool *pool; /* or NULL */
    bool shared;   /* no machine but a virtual address of its pool, mostly with its name */
    unsigned seen; /* addresses taken from the capture; they do not stand in addrs */
};

struct ls_topology_network {
    struct ls_prefix prefix;
    ls_roles roles;
    const char *file;
    unsigned line;
};

struct ls_topology_source {
    const char *path;
    char sha256[65];
    size_t hosts, networks;
};

/* What is known about one address. */
struct ls_identity {
    ls_roles roles;
    enum ls_role_from from;
    enum ls_balancing balancing;
    const char *name;           /* "" when unknown */
    bool host;                  /* told as a host, not only by a network */
    ls_roles likely, certain;   /* inferred: parts of roles; the rest are hints */
    const char *const *because; /* inferred: reasons, in both languages' neutral form */
    size_t because_count;
    const struct ls_topology_pool *pool; /* whose listeners are known, or NULL */
};

struct ls_topology;

/* ls_topology_new keeps catalogs, for the role list; it must outlive the topology. */
LS_MUST_USE struct ls_topology *ls_topology_new(const struct ls_catalogs *catalogs);
void ls_topology_free(struct ls_topology *topology);

/*
 * ls_topology_load reads one file and merges it. The form is told by the content: YAML, CSV (our
 * own columns or an export of a Get-Cs... cmdlet), a hosts file, or the XML of Get-CsTopology
 * -AsXml and of Topology Builder; UTF-8 or UTF-16. Returns 0, LS_E_OPEN or LS_E_FORMAT; all
 * mistakes of the file (unknown role, bad address, conflict with what was told before) are then
 * in ls_topology_mistakes with file, line and column, and error holds the first.
 */
LS_MUST_USE int ls_topology_load(struct ls_topology *topology, const char *path,
                                 struct ls_error *error);
const struct ls_mistake *ls_topology_mistakes(const struct ls_topology *topology, size_t *count);

/*
 * ls_topology_settle is to be called once when all files are loaded: it gives pools their virtual
 * addresses and notes what files say against each other. Returns 0, LS_E_FORMAT (as
 * ls_topology_load) or LS_E_MEMORY.
 */
LS_MUST_USE int ls_topology_settle(struct ls_topology *topology, struct ls_error *error);

/*
 * ls_topology_gaps lists what one would wish to know and nobody told: hosts without address,
 * without role. They are no mistakes. Lent until the next call.
 */
const struct ls_mistake *ls_topology_gaps(struct ls_topology *topology, size_t *count);

/*
 * ls_topology_anonymised makes a topology that says the same of the stand-ins of all addresses and
 * names; nothing can be loaded into it. The topology it is made of must outlive it. NULL when
 * memory is out. Reasons are copied as they are, so whoever gives them gives stand-ins; for what
 * the topology itself writes, ls_topology_shows says which ones beforehand.
 */
LS_MUST_USE struct ls_topology *ls_topology_anonymised(const struct ls_topology *topology,
                                                       const struct ls_anonymiser *anonymiser);
void ls_topology_shows(struct ls_topology *topology, const struct ls_anonymiser *anonymiser);

/* ls_topology_told says whether anything was loaded. */
bool ls_topology_told(const struct ls_topology *topology);

/* ls_topology_told_roles are all roles that a loaded file gives to somebody. */
ls_roles ls_topology_told_roles(const struct ls_topology *topology);

const struct ls_topology_source *ls_topology_sources(const struct ls_topology *topology,
                                                     size_t *count);
/* ls_topology_source_names counts the addresses that source i gives to names, and of them those
 * whose name a host has. */
void ls_topology_source_names(const struct ls_topology *topology, size_t i, size_t *names,
                              size_t *used);
const struct ls_topology_host *ls_topology_hosts(const struct ls_topology *topology, size_t *count);
/* ls_topology_host_named finds a host by its name of n bytes, whatever their case; or NULL. */
const struct ls_topology_host *ls_topology_host_named(const struct ls_topology *topology,
                                                      const void *name, size_t n);
const struct ls_topology_network *ls_topology_networks(const struct ls_topology *topology,
                                                       size_t *count);

size_t ls_topology_pool_count(const struct ls_topology *topology);
const struct ls_topology_pool *ls_topology_pool(const struct ls_topology *topology, size_t i);

/*
 * ls_topology_name_seen tells of a name and its address, as seen in the capture. Only hosts of
 * the topology that have no told address take one: from DNS answers as if told, from TLS as
 * inferred, since anybody may ask for a name anywhere. At most 8 a host. Call it before
 * ls_topology_infer. Returns 0 or LS_E_MEMORY.
 */
LS_MUST_USE int ls_topology_name_seen(struct ls_topology *topology, const char *name,
                                      const struct ls_addr *addr, enum ls_name_from from);

/* ls_topology_lacks says whether a host has no told address, so that names matter at all. */
bool ls_topology_lacks(const struct ls_topology *topology);

enum ls_port_state {
    LS_PORT_UNSAID, /* the topology does not speak of it */
    LS_PORT_HERE,   /* a service listens there; listener may say it was moved there */
    LS_PORT_MOVED,  /* the service that usually has this port listens elsewhere */
    LS_PORT_ABSENT, /* the service that usually has this port is not deployed */
};

/* ls_pool_port says what a pool has at a port. listener may be NULL: UNSAID, ABSENT. */
enum ls_port_state ls_pool_port(const struct ls_topology_pool *pool, uint8_t ip_proto,
                                uint16_t port, const struct ls_topology_listener **listener);

/*
 * ls_pool_media says the same of media of one kind: HERE, MOVED (outside the range in use;
 * listener is that range) or UNSAID.
 */
enum ls_port_state ls_pool_media(const struct ls_topology_pool *pool, enum ls_media_kind kind,
                                 uint16_t port, const struct ls_topology_listener **listener);

/*
 * ls_topology_who answers for an address: a host beats a network, the longest prefix wins, and
 * only where nothing is told the inferred roles count.
 */
void ls_topology_who(const struct ls_topology *topology, const struct ls_addr *addr,
                     struct ls_identity *identity);

/* ls_topology_fetch begins to load what ls_topology_who will look at. */
void ls_topology_fetch(const struct ls_topology *topology, const struct ls_addr *addr);

/* Roles concluded for an address, and why. */
struct ls_conclusion {
    ls_roles roles;
    ls_roles instead; /* roles concluded before, of which this is the better explanation */
    enum ls_confidence confidence;
    const char *because;
    uint64_t mark; /* stands for the text of because; 0 is no mark */
};

/*
 * ls_topology_conclude adds roles concluded for an address, with the reason (copied; equal ones
 * are kept once, at most 8, a new role's before one more of a known role). A role's confidence is
 * the highest given. It changes nothing for a told host. Returns 0 or LS_E_MEMORY.
 */
LS_MUST_USE int ls_topology_conclude(struct ls_topology *topology, const struct ls_addr *addr,
                                     const struct ls_conclusion *conclusion);
/* ls_topology_infer is ls_topology_conclude of roles that are likely. */
LS_MUST_USE int ls_topology_infer(struct ls_topology *topology, const struct ls_addr *addr,
                                  ls_roles roles, const char *because, uint64_t mark);
/*
 * ls_topology_inferred says whether a reason of this mark was given before for these roles of
 * the address; a mark stands for the text that would be written. 0 is no mark.
 */
bool ls_topology_inferred(const struct ls_topology *topology, const struct ls_addr *addr,
                          ls_roles roles, uint64_t mark);
/* The words of the records: "hint", "likely", "certain". Static text. */
const char *ls_confidence_name(enum ls_confidence confidence);
/* ls_confidence_of says how sure one of the roles of an inferred identity is. */
enum ls_confidence ls_confidence_of(const struct ls_identity *identity, int role);
/*
 * ls_topology_recorded adds what saved records say of an address: roles with their confidence, from
 * whom, reasons and a name (all copied). It changes nothing for a told host. Returns 0 or
 * LS_E_MEMORY.
 */
LS_MUST_USE int ls_topology_recorded(struct ls_topology *topology, const struct ls_addr *addr,
                                     const struct ls_identity *recorded);
/* ls_topology_forget drops all inferred roles. */
void ls_topology_forget(struct ls_topology *topology);
