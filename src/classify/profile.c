/* profile.c - gathering what flows show of each host. */
#include "classify/profile_store.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HOSTS_FIRST = 64 };

struct ls_profiles *ls_profiles_new(void)
{
    struct ls_profiles *profiles = calloc(1, sizeof *profiles);
    if (profiles == NULL)
        return NULL;
    profiles->hash = ls_hash_key_draw();
    ls_addr_map_init(&profiles->by_addr);
    return profiles;
}

void ls_profiles_free(struct ls_profiles *profiles)
{
    struct profile_name *name, *next_name;
    if (profiles == NULL)
        return;
    for (size_t i = 0; i < profiles->host_count; i++)
        free(profiles->hosts[i]);
    free(profiles->hosts);
    ls_addr_map_clear(&profiles->by_addr);
    HASH_ITER(hh, profiles->names, name, next_name)
    {
        HASH_DEL(profiles->names, name);
        free(name);
    }
    free(profiles);
}

static struct profile *find_profile(const struct ls_profiles *profiles, const struct ls_addr *addr)
{
    uint32_t number = ls_addr_map_find(&profiles->by_addr, addr, 128);
    return number != 0 ? profiles->hosts[number - 1] : NULL;
}

static bool room_for_host(struct ls_profiles *profiles)
{
    if (profiles->host_count < profiles->host_room)
        return true;
    size_t room = profiles->host_room ? profiles->host_room * 2 : HOSTS_FIRST;
    struct profile **grown = realloc(profiles->hosts, room * sizeof(struct profile *));
    if (grown == NULL)
        return false;
    profiles->hosts = grown;
    profiles->host_room = room;
    return true;
}

static struct profile *profile_at(struct ls_profiles *profiles, const struct ls_addr *addr)
{
    struct profile *host = find_profile(profiles, addr);
    if (host != NULL)
        return host;
    host = calloc(1, sizeof *host);
    if (host == NULL || !room_for_host(profiles) ||
        ls_addr_map_put(&profiles->by_addr, addr, 128, (uint32_t)profiles->host_count + 1) < 0) {
        free(host);
        return NULL;
    }
    host->addr = *addr;
    profiles->hosts[profiles->host_count++] = host;
    return host;
}

bool ls_profiles_room(const struct ls_profiles *profiles, const struct ls_summary *summary,
                      size_t limit)
{
    for (int side = 0; side < 2; side++)
        if (find_profile(profiles, &summary->addr[side]) == NULL &&
            profiles->host_count + 2 > limit)
            return false;
    return true;
}

static bool lower_name(struct ls_span value, char text[PROFILE_NAME_BYTES])
{
    if (value.len == 0 || value.len >= PROFILE_NAME_BYTES)
        return false;
    for (size_t i = 0; i < value.len; i++) {
        if (!isalnum(value.at[i]) && strchr("-_.", value.at[i]) == NULL)
            return false; /* wildcards are nobody's name */
        text[i] = (char)tolower(value.at[i]);
    }
    text[value.len] = '\0';
    return memchr(value.at, '\0', value.len) == NULL;
}

static void show(struct profile_name *name, const struct profile *host)
{
    for (size_t i = 0; i < name->shown_count; i++)
        if (name->shown[i] == host)
            return;
    if (name->shown_count < PROFILE_SHOWN_MAX)
        name->shown[name->shown_count++] = host;
}

/* The better way a host came by a name it has is the one that counts. */
static void call_again(struct profile_has *has, enum ls_fact_kind fact, enum profile_by by)
{
    if (by >= has->by)
        return;
    has->by = by;
    has->fact = fact;
}

static struct profile_has *has_name(struct profile *host, struct ls_span text)
{
    for (size_t i = 0; i < host->name_count; i++) {
        const struct profile_name *name = host->names[i].name;
        if (name->length == text.len && memcmp(name->text, text.at, text.len) == 0)
            return &host->names[i];
    }
    return NULL;
}

static int call(struct ls_profiles *profiles, struct profile *host, const struct ls_fact *fact,
                enum profile_by by)
{
    struct profile_name *name;
    char text[PROFILE_NAME_BYTES];
    struct profile_has *has = has_name(host, fact->value); /* mostly: hosts repeat themselves */
    if (has == NULL && !lower_name(fact->value, text))
        return 0;
    if (has == NULL)
        has = has_name(host, ls_span(text, fact->value.len));
    if (has != NULL)
        call_again(has, fact->kind, by);
    if (has != NULL || host->name_count == PROFILE_NAMES_MAX)
        return 0;
    size_t length = fact->value.len;
    unsigned hash = ls_hash_bytes(&profiles->hash, text, length);
    HASH_FIND_BYHASHVALUE(hh, profiles->names, text, length, hash, name);
    if (name == NULL) {
        name = calloc(1, sizeof *name);
        if (name == NULL)
            return LS_E_MEMORY;
        memcpy(name->text, text, length + 1);
        name->length = length;
        HASH_ADD_BYHASHVALUE(hh, profiles->names, text, length, hash, name);
        if (!map_has(name)) {
            free(name);
            return LS_E_MEMORY;
        }
    }
    show(name, host);
    host->names[host->name_count++] = (struct profile_has){name, by, fact->kind};
    return 0;
}

/* Shares that every Windows server has, or that other rows name, are no sign of a file server. */
static void note_share(struct profile *host, const struct ls_case *c, struct ls_span share)
{
    static const uint64_t none[LS_NAMES_MAX / 64];
    size_t n = share.len;
    if (n == 0 || n >= PROFILE_NAME_BYTES || share.at[n - 1] == '$' ||
        memchr(share.at, '\0', n) != NULL || memcmp(c->names.bits, none, sizeof none) != 0)
        return;
    memcpy(host->share, share.at, n);
    host->share[n] = '\0';
}

static int take_fact(struct ls_profiles *profiles, const struct ls_case *c,
                     struct profile *const by_side[2], const struct ls_fact *fact)
{
    unsigned server = c->evidence->server_cert_side;
    struct profile *host = fact->side < LS_SIDE_NONE ? by_side[fact->side] : NULL;
    switch (fact->kind) {
    case LS_FACT_CERT_SUBJECT:
    case LS_FACT_CERT_NAME:
        if (host == NULL)
            return 0;
        return call(profiles, host, fact,
                    fact->side == server ? PROFILE_CERTIFICATE : PROFILE_CLIENT_CERTIFICATE);
    case LS_FACT_TLS_SNI:
        host = fact->side < LS_SIDE_NONE ? by_side[1 - fact->side] : NULL;
        return host ? call(profiles, host, fact, PROFILE_WISH) : 0;
    case LS_FACT_SMB_SHARE:
        if (by_side[c->side[LS_RESPONDER]] != NULL)
            note_share(by_side[c->side[LS_RESPONDER]], c, fact->value);
        return 0;
    default:
        return 0;
    }
}

static bool meets(const struct ls_name_set *a, const struct ls_name_set *b)
{
    for (size_t i = 0; i < sizeof a->bits / sizeof *a->bits; i++)
        if (a->bits[i] & b->bits[i])
            return true;
    return false;
}

/* Who said what only hosts of some role say. Seldom: most flows carry no such name. */
static void take_sayings(const struct ls_case *c, struct profile *const by_side[2])
{
    const struct ls_catalogs *catalogs = c->context->catalogs;
    for (size_t i = 0; i < ls_catalogs_role_count(catalogs); i++) {
        const struct ls_role *role = ls_catalogs_role(catalogs, i);
        struct ls_fact fact;
        if (!meets(&role->said_by, &c->names))
            continue;
        for (size_t at = 0; ls_fact_next(c->evidence, &at, &fact);) {
            struct ls_name_set found = {{0}};
            struct profile *host = fact.side < LS_SIDE_NONE ? by_side[fact.side] : NULL;
            if (host == NULL)
                continue;
            ls_catalogs_names(catalogs, fact.kind, fact.value, &found);
            for (size_t k = 0; k < sizeof found.bits / sizeof *found.bits; k++)
                host->said.bits[k] |= found.bits[k] & role->said_by.bits[k];
        }
    }
}

static void answer(struct profile *host, const struct ls_case *c, ls_roles possible)
{
    host->protos |= c->protos;
    if (possible == 0)
        return;
    host->possible = host->answers ? host->possible & possible : possible;
    host->answers = true;
}

int ls_profiles_add(struct ls_profiles *profiles, const struct ls_case *c,
                    const struct ls_options options[2])
{
    const uint64_t telling = UINT64_C(1) << LS_FACT_CERT_SUBJECT |
                             UINT64_C(1) << LS_FACT_CERT_NAME | UINT64_C(1) << LS_FACT_TLS_SNI |
                             UINT64_C(1) << LS_FACT_SMB_SHARE;
    struct profile *by_side[2] = {NULL, NULL};
    for (int end = 0; end < 2; end++) {
        int side = c->side[end];
        if (c->who[end].from == LS_ROLE_TOPOLOGY)
            continue;
        by_side[side] = profile_at(profiles, &c->summary->addr[side]);
        if (by_side[side] == NULL)
            return LS_E_MEMORY;
        if (end == LS_INITIATOR)
            by_side[side]->opens = true;
        else
            answer(by_side[side], c, options[end].possible);
    }
    if (meets(&c->names, &c->names))
        take_sayings(c, by_side);
    struct ls_fact fact;
    int code = 0;
    for (size_t at = 0; (c->facts & telling) && ls_fact_next(c->evidence, &at, &fact);)
        if (code == 0)
            code = take_fact(profiles, c, by_side, &fact);
    return code;
}
