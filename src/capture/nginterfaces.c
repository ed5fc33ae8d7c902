/* nginterfaces.c - interfaces of a pcapng file, and a filter for each link type among them. */
#include <stdlib.h>

#include "capture/pcapng.h"

static const struct ls_link_type *type_of(struct ls_pcapng *ng, uint16_t number)
{
    for (size_t i = 0; i < ng->type_count; i++) {
        if (ng->types[i].number == number && ng->types[i].big == ng->big)
            return &ng->types[i];
    }
    if (ng->type_count == LS_PCAPNG_TYPES) {
        ls_reader_damage(&ng->base, "its interfaces have more than %d link types", LS_PCAPNG_TYPES);
        return NULL;
    }
    struct ls_link_type *type = &ng->types[ng->type_count];
    struct ls_error error;
    if (ls_link_type_make(type, number, ng->big, &ng->filter, &error) < 0) {
        ls_reader_damage(&ng->base, "%s", error.text);
        ng->base.code = error.code;
        return NULL;
    }
    ng->type_count++;
    if (type->most > ng->frame_most)
        ng->frame_most = type->most;
    return type;
}

static bool make_room(struct ls_pcapng *ng)
{
    if (ng->interface_count < ng->interface_room)
        return true;
    if (ng->interface_count == LS_PCAPNG_INTERFACES) {
        ls_reader_damage(&ng->base, "a section has more than %d interfaces", LS_PCAPNG_INTERFACES);
        return false;
    }
    size_t room = ng->interface_room > 0 ? ng->interface_room * 2 : 4;
    struct ls_described *grown = realloc(ng->interfaces, room * sizeof *grown);
    if (grown == NULL) {
        ls_reader_damage(&ng->base, "no memory is left for its interfaces");
        return false;
    }
    ng->interfaces = grown;
    ng->interface_room = room;
    return true;
}

void ls_pcapng_describe(struct ls_pcapng *ng, struct ls_cursor body)
{
    struct ls_described described;
    if (!make_room(ng) || !ls_described_read(&described, body, ng->big, &ng->base))
        return;
    described.type = type_of(ng, described.link_type);
    if (described.type == NULL)
        return;
    described.snaplen = ls_link_type_snaplen(described.type, described.snaplen);
    ng->interfaces[ng->interface_count++] = described;
}
