/* parcel.c - a packet, and where need be its payload, outlives its frame in here. */
#include "engine/parcel.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES_FIRST = 64 * 1024 };

int parcel_init(struct parcel *parcel)
{
    *parcel = (struct parcel){.room = BYTES_FIRST};
    parcel->packets = calloc(PARCEL_PACKETS, sizeof *parcel->packets);
    parcel->bytes = malloc(BYTES_FIRST);
    parcel_empty(parcel);
    return parcel->packets != NULL && parcel->bytes != NULL ? 0 : LS_E_MEMORY;
}

void parcel_clear(struct parcel *parcel)
{
    free(parcel->packets);
    free(parcel->bytes);
}

void parcel_empty(struct parcel *parcel)
{
    parcel->count = parcel->used = 0;
    parcel->tidy_ns = INT64_MIN;
}

/* Payloads in the parcel borrow from its bytes, so only an empty one can move them. */
static bool make_room(struct parcel *parcel, size_t n)
{
    if (n <= parcel->room - parcel->used)
        return true;
    if (parcel->count > 0)
        return false;
    uint8_t *grown = realloc(parcel->bytes, n); /* n was captured, so the bytes are really there */
    if (grown == NULL)
        return false;
    parcel->bytes = grown;
    parcel->room = n;
    return true;
}

bool parcel_add(struct parcel *parcel, const struct ls_packet *packet, bool stays, size_t frame)
{
    size_t n = stays ? 0 : ls_left(&packet->payload);
    if (parcel->count == PARCEL_PACKETS || !make_room(parcel, n))
        return false;
    struct parcel_packet *entry = &parcel->packets[parcel->count++];
    entry->packet = *packet;
    entry->packet.ip = ls_cursor(NULL, 0);
    entry->frame = frame;
    entry->number = 0;
    if (n == 0)
        return true;
    uint8_t *bytes = parcel->bytes + parcel->used;
    memcpy(bytes, packet->payload.at, n);
    entry->packet.payload = ls_cursor(bytes, n);
    parcel->used += n;
    return true;
}
