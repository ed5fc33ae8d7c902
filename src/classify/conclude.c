/*
 * conclude.c - roles that follow from all that is known of a host
 *
 * Nothing here looks at what the same step concluded, and hosts are taken in the order they were
 * first seen in, so the same capture always gives the same roles.
 */
#include <stdio.h>
#include <string.h>

#include "classify/profile_store.h"

enum { BECAUSE_TEXT = 200 };

static ls_roles role_bit(const struct ls_catalogs *catalogs, const char *key)
{
    int number = ls_catalogs_role_find(catalogs, key);
    return number < 0 ? 0 : UINT64_C(1) << number;
}

static ls_roles balancers(const struct ls_catalogs *catalogs, ls_roles roles)
{
    ls_roles found = 0;
    for (; roles != 0; roles &= roles - 1) {
        size_t number = (size_t)__builtin_ctzll(roles);
        if (ls_catalogs_role(catalogs, number)->balancer)
            found |= UINT64_C(1) << number;
    }
    return found;
}

static bool one_role(ls_roles roles)
{
    return roles != 0 && (roles & (roles - 1)) == 0;
}

static ls_roles solid_of(const struct ls_topology *topology, const struct ls_addr *addr)
{
    struct ls_identity who;
    ls_topology_who(topology, addr, &who);
    return ls_solid_roles(&who);
}

static bool shows_of_its_own(const struct profile *host, const struct profile_name *not_this,
                             const struct profile *nor_of)
{
    for (size_t i = 0; i < host->name_count; i++) {
        const struct profile_has *has = &host->names[i];
        bool shared = has->name == not_this;
        for (size_t k = 0; k < nor_of->name_count; k++)
            shared = shared || has->name == nor_of->names[k].name;
        if (!shared && has->by != PROFILE_WISH)
            return true;
    }
    return false;
}

/* Servers of these roles that go by this name as well, and by a name of their own. */
static size_t servers_behind(const struct profile *front, const struct profile_name *name,
                             const struct ls_context *context, const struct ls_topology *topology,
                             ls_roles roles, char text[BECAUSE_TEXT])
{
    size_t found = 0;
    for (size_t i = 0; i < name->shown_count; i++) {
        const struct profile *host = name->shown[i];
        char addr[LS_ADDR_TEXT];
        if (host == front || (solid_of(topology, &host->addr) & roles) == 0 ||
            !shows_of_its_own(host, name, front))
            continue;
        size_t n = strlen(text);
        if (found++ < 2)
            snprintf(text + n, BECAUSE_TEXT - n, "%s %s", found > 1 ? "," : "",
                     ls_show_addr(context, &host->addr, addr));
    }
    return found;
}

/* A name or share as a reason names it: sni "pool01.contoso.test" */
static void write_name(const struct ls_context *context, enum ls_fact_kind kind, const char *name,
                       char because[BECAUSE_TEXT])
{
    char text[BECAUSE_TEXT];
    ls_show_value(context, kind, ls_span(name, strlen(name)), text, sizeof text);
    snprintf(because, BECAUSE_TEXT, "%s \"%.160s\"", ls_fact_name(kind), text);
}

/*
 * A load balancer answers for servers, under a name that they go by too, but that is not their
 * own; it begins nothing; and all its ports are ones that balancers are documented to have.
 */
static bool is_balancer(const struct profile *host, const struct ls_context *context,
                        const struct ls_topology *topology, struct ls_conclusion *conclusion,
                        char because[BECAUSE_TEXT])
{
    ls_roles fronts = balancers(context->catalogs, host->possible);
    ls_roles servers = host->possible & ~fronts;
    size_t shared = 0;
    if (host->opens || !one_role(fronts) || servers == 0)
        return false;
    for (size_t i = 0; i < host->name_count; i++) {
        char behind[BECAUSE_TEXT] = "";
        const struct profile_has *has = &host->names[i];
        if (has->by != PROFILE_CERTIFICATE)
            continue;
        if (servers_behind(host, has->name, context, topology, servers, behind) < 2)
            return false;
        if (shared++ > 0)
            continue;
        write_name(context, has->fact, has->name->text, because);
        size_t n = strlen(because);
        snprintf(because + n, BECAUSE_TEXT - n, " =%.80s", behind);
    }
    *conclusion = (struct ls_conclusion){
        .roles = fronts,
        .instead = servers,
        .confidence = LS_CONFIDENCE_LIKELY,
        .because = because,
    };
    return shared > 0;
}

/* In a Windows domain, who issues tickets and keeps the directory is a domain controller. */
static bool is_domain_controller(const struct profile *host, const struct ls_context *context,
                                 struct ls_conclusion *conclusion)
{
    const uint64_t both = UINT64_C(1) << LS_PROTO_KERBEROS | UINT64_C(1) << LS_PROTO_LDAP;
    if ((host->protos & both) != both)
        return false;
    *conclusion = (struct ls_conclusion){
        .roles = role_bit(context->catalogs, "domain-controller"),
        .instead = role_bit(context->catalogs, "infrastructure"),
        .confidence = LS_CONFIDENCE_LIKELY,
        .because = "kerberos + ldap",
    };
    return conclusion->roles != 0;
}

/* A share of its own name, at a host that is nothing else. */
static bool is_file_server(const struct profile *host, const struct ls_context *context,
                           const struct ls_topology *topology, struct ls_conclusion *conclusion,
                           char because[BECAUSE_TEXT])
{
    if (host->share[0] == '\0' || solid_of(topology, &host->addr) != 0)
        return false;
    write_name(context, LS_FACT_SMB_SHARE, host->share, because);
    *conclusion = (struct ls_conclusion){
        .roles = role_bit(context->catalogs, "file-server"),
        .confidence = LS_CONFIDENCE_LIKELY,
        .because = because,
    };
    return conclusion->roles != 0;
}

int ls_profiles_conclude(const struct ls_profiles *profiles, const struct ls_context *context,
                         struct ls_topology *topology)
{
    int code = 0;
    for (size_t i = 0; i < profiles->host_count && code == 0; i++) {
        const struct profile *host = profiles->hosts[i];
        struct ls_conclusion conclusion;
        char because[BECAUSE_TEXT];
        if (is_domain_controller(host, context, &conclusion) ||
            is_balancer(host, context, topology, &conclusion, because) ||
            is_file_server(host, context, topology, &conclusion, because))
            code = ls_topology_conclude(topology, &host->addr, &conclusion);
    }
    return code;
}

static bool is_said(const struct ls_role *role, const struct ls_name_set *said)
{
    for (size_t i = 0; i < sizeof said->bits / sizeof *said->bits; i++)
        if (role->said_by.bits[i] & said->bits[i])
            return true;
    return false;
}

/* What it says of itself. The narrower role wins: a phone says what clients say, and more. */
static bool by_saying(const struct profile *host, const struct ls_catalogs *catalogs,
                      struct ls_conclusion *conclusion, char because[BECAUSE_TEXT])
{
    const struct ls_role *said = NULL;
    for (size_t i = 0; i < ls_catalogs_role_count(catalogs); i++) {
        const struct ls_role *role = ls_catalogs_role(catalogs, i);
        bool narrower = said == NULL || (said->covers >> i & 1) != 0;
        if (!narrower || !is_said(role, &host->said) || (role->endpoint && host->answers))
            continue;
        said = role;
        conclusion->roles = UINT64_C(1) << i;
    }
    if (said == NULL)
        return false;
    for (size_t i = 0; i < said->says_count; i++)
        if (said->says[i].length > 0) {
            snprintf(because, BECAUSE_TEXT, "%s \"%s\"", ls_fact_name(said->says[i].fact),
                     said->says[i].text);
            break;
        }
    conclusion->confidence = LS_CONFIDENCE_LIKELY;
    return true;
}

/* Whether a word of letters in the first label is one of the role's: "dir" in "lync-dir01". */
static bool is_usual(const struct ls_role *role, const char *name)
{
    const char *end = name + strcspn(name, ".");
    while (name < end) {
        size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz");
        for (size_t i = 0; i < role->host_name_count; i++)
            if (strlen(role->host_names[i]) == n && memcmp(role->host_names[i], name, n) == 0)
                return true;
        name += n > 0 ? n : 1;
    }
    return false;
}

/* Whether one of the roles that explain what the host answers counts as this one. */
static bool may_be(const struct profile *host, const struct ls_catalogs *catalogs, size_t number)
{
    if (!host->answers)
        return true;
    for (ls_roles left = host->possible; left != 0; left &= left - 1)
        if (ls_catalogs_role(catalogs, (size_t)__builtin_ctzll(left))->covers >> number & 1)
            return true;
    return false;
}

static bool by_name(const struct profile *host, const struct ls_context *context,
                    enum profile_by by, struct ls_conclusion *conclusion,
                    char because[BECAUSE_TEXT])
{
    const struct ls_catalogs *catalogs = context->catalogs;
    for (size_t k = 0; k < host->name_count; k++) {
        const struct profile_has *has = &host->names[k];
        for (size_t i = 0; has->by == by && i < ls_catalogs_role_count(catalogs); i++) {
            const struct ls_role *role = ls_catalogs_role(catalogs, i);
            if (!is_usual(role, has->name->text) || !may_be(host, catalogs, i) ||
                (role->balancer && host->opens))
                continue;
            write_name(context, has->fact, has->name->text, because);
            conclusion->roles = UINT64_C(1) << i;
            conclusion->confidence = LS_CONFIDENCE_HINT;
            return true;
        }
    }
    return false;
}

static ls_roles endpoints(const struct ls_catalogs *catalogs, ls_roles roles)
{
    ls_roles found = 0;
    for (; roles != 0; roles &= roles - 1) {
        size_t number = (size_t)__builtin_ctzll(roles);
        if (ls_catalogs_role(catalogs, number)->endpoint)
            found |= UINT64_C(1) << number;
    }
    return found;
}

int ls_profiles_hint(const struct ls_profiles *profiles, const struct ls_context *context,
                     struct ls_topology *topology)
{
    const struct ls_catalogs *catalogs = context->catalogs;
    int code = 0;
    for (size_t i = 0; i < profiles->host_count && code == 0; i++) {
        const struct profile *host = profiles->hosts[i];
        char because[BECAUSE_TEXT] = "";
        struct ls_conclusion conclusion = {.because = because};
        ls_roles solid = solid_of(topology, &host->addr);
        /* A client is told from its narrower kinds by what it says, even where it is known. */
        bool open = solid == 0 || solid == endpoints(catalogs, solid);
        if (!open)
            continue;
        if (by_saying(host, catalogs, &conclusion, because))
            conclusion.instead = solid & ~conclusion.roles;
        else if (solid != 0 ||
                 (!by_name(host, context, PROFILE_CERTIFICATE, &conclusion, because) &&
                  !by_name(host, context, PROFILE_CLIENT_CERTIFICATE, &conclusion, because) &&
                  !by_name(host, context, PROFILE_WISH, &conclusion, because)))
            continue;
        code = ls_topology_conclude(topology, &host->addr, &conclusion);
    }
    return code;
}
