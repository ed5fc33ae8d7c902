/* match.c - the keys of a row that say what a flow is held against, payload apart. */
#include "catalog/store.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static const struct ls_choice owners[] = {
    {"responder", LS_OWNER_RESPONDER}, {"initiator", LS_OWNER_INITIATOR},
    {"outbound", LS_OWNER_OUTBOUND},   {"media", LS_OWNER_MEDIA},
    {"dhcp", LS_OWNER_DHCP},
};

static const struct ls_choice medias[] = {
    {"audio", LS_MEDIA_AUDIO}, {"video", LS_MEDIA_VIDEO}, {"app-sharing", LS_MEDIA_APP_SHARING},
    {"data", LS_MEDIA_DATA},   {"relay", LS_MEDIA_RELAY},
};

static const struct ls_choice balancings[] = {
    {"hardware", LS_BALANCING_HARDWARE},
    {"dns", LS_BALANCING_DNS},
};

static const struct ls_choice announcements[] = {
    {"rpc", LS_ANNOUNCE_RPC},     {"audio", LS_ANNOUNCE_AUDIO},
    {"video", LS_ANNOUNCE_VIDEO}, {"app-sharing", LS_ANNOUNCE_APP_SHARING},
    {"data", LS_ANNOUNCE_DATA},   {"sql", LS_ANNOUNCE_SQL},
    {"relay", LS_ANNOUNCE_RELAY},
};

enum { TCP, UDP, ICMP };

static const struct ls_choice transports[] = {{"tcp", TCP}, {"udp", UDP}, {"icmp", ICMP}};

/* Also reads `match`; which of the two it is makes no difference to what is matched. */
void ls_match_transport(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    if (!ls_is_list(r->yaml, value))
        return;
    for (const struct ls_yaml_node *n = value->first; n != NULL; n = n->next) {
        int transport;
        if (!ls_pick(r->yaml, n, transports, COUNT(transports), &transport))
            continue;
        bool *matched[] = {&r->row->tcp, &r->row->udp, &r->row->icmp};
        if (*matched[transport])
            ls_wrong(r->yaml, n, "'%s' stands here twice", n->text);
        *matched[transport] = true;
    }
}

void ls_match_owner(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    int owner;
    if (ls_pick(r->yaml, value, owners, COUNT(owners), &owner))
        r->row->owner = (enum ls_owner)owner;
}

void ls_match_opened_by(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    r->row->from = ls_roles_read(r->yaml, r->catalogs, value, true);
}

void ls_match_without(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    r->row->without = ls_roles_read(r->yaml, r->catalogs, value, true);
}

void ls_match_to(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    r->row->to = ls_roles_read(r->yaml, r->catalogs, value, true);
}

void ls_match_media(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    int media;
    if (ls_pick(r->yaml, value, medias, COUNT(medias), &media))
        r->row->media = (enum ls_media_kind)media;
}

void ls_match_balancing(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    int balancing;
    if (ls_pick(r->yaml, value, balancings, COUNT(balancings), &balancing))
        r->row->balancing = (enum ls_balancing)balancing;
}

void ls_match_learns(void *context, const struct ls_yaml_node *value)
{
    struct ls_row_reader *r = context;
    if (!ls_is_list(r->yaml, value))
        return;
    for (const struct ls_yaml_node *n = value->first; n != NULL; n = n->next) {
        int kind;
        if (ls_pick(r->yaml, n, announcements, COUNT(announcements), &kind))
            r->row->learns |= UINT32_C(1) << kind;
    }
}
