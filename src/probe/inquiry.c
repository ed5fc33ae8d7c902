/*
 * inquiry.c - asks all probes of a transport about one flow: how that begins and ends
 *
 * Probes are asked in table order and the first to say YES wins: the table has the most
 * specific first. From then on the winner alone is shown bytes; on datagrams that stun has
 * proved, probes with beside_stun go on too, because media share the flow with the checks.
 *
 * What becomes of LS_MAYBE stands in inquiry_stream.c and inquiry_datagram.c. For both: cut by the
 * snapshot length is never NO, since the missing bytes cannot be known; the flow is not marked
 * foreign.
 */
#include "probe/inquiry_ask.h"

#include <stdlib.h>
#include <string.h>

#include "probe/draft.h"
#include "probe/ndpi.h"

/* One that was closed before, or a new one; its draft is empty, all else is yet to be set. */
static struct ls_inquiry *take_spare(struct ls_lane *lane)
{
    if (lane->spares > 0)
        return lane->spare[--lane->spares];
    struct ls_inquiry *inquiry = malloc(sizeof *inquiry + lane->state_bytes);
    if (inquiry != NULL)
        ls_draft_init(&inquiry->draft);
    return inquiry;
}

struct ls_inquiry *inquiry_open(struct ls_probes *probes, struct ls_lane *lane)
{
    struct ls_inquiry *inquiry = take_spare(lane);
    if (inquiry == NULL)
        return NULL;
    memset((uint8_t *)inquiry + LS_INQUIRY_BODY, 0, sizeof *inquiry - LS_INQUIRY_BODY);
    inquiry->stance = NULL;
    inquiry->kept = NULL;
    inquiry->probes = probes;
    inquiry->lane = lane;
    inquiry->number = 0;
    inquiry->draft.memo = probes->memo;
    return inquiry;
}

struct ls_inquiry *ls_inquiry_open(struct ls_probes *probes, uint8_t ip_proto)
{
    struct ls_lane *lane = &probes->none;
    if (ip_proto == 6)
        lane = &probes->tcp;
    if (ip_proto == 17)
        lane = &probes->udp;
    struct ls_inquiry *inquiry = inquiry_open(probes, lane);
    if (inquiry == NULL)
        return NULL;
    inquiry->number = ++probes->opened;
    inquiry->asked = lane->all;
    return inquiry;
}

uint64_t ls_inquiry_number(const struct ls_inquiry *inquiry)
{
    return inquiry->number;
}

void inquiry_release(struct ls_inquiry *inquiry)
{
    struct ls_lane *lane = inquiry->lane;
    if (lane->spares < LS_SPARE_MAX) {
        ls_draft_restart(&inquiry->draft);
        lane->spare[lane->spares++] = inquiry;
        return;
    }
    ls_draft_clear(&inquiry->draft);
    free(inquiry);
}

static void note_view(struct ls_inquiry *inquiry, struct ls_view *view)
{
    view->used[0] = view->used[1] = 0;
    inquiry->cut = inquiry->cut || view->cut;
    for (int side = 0; side < 2; side++) {
        if (ls_left(&view->bytes[side]) == 0)
            continue;
        inquiry->payload = true;
        if (view->from_start[side])
            ls_draft_mark(&inquiry->draft, LS_MARK_FROM_START);
    }
}

bool ls_inquiry_look(struct ls_inquiry *inquiry, struct ls_view *view)
{
    note_view(inquiry, view);
    if (inquiry->lane->count == 0)
        return true;
    if (inquiry->second != NULL)
        return inquiry_ask_second(inquiry, view);
    bool over =
        view->stream ? inquiry_look_stream(inquiry, view) : inquiry_look_datagram(inquiry, view);
    if (!view->stream)
        view->used[0] = view->used[1] = 0;
    return over || (view->closed && inquiry->second == NULL);
}

size_t ls_inquiry_announced(struct ls_inquiry *inquiry, struct ls_announcement *out, size_t room)
{
    return ls_draft_fetch(&inquiry->draft, out, room);
}

const struct ls_evidence *ls_inquiry_so_far(const struct ls_inquiry *inquiry,
                                            struct ls_arena *arena)
{
    if (ls_draft_is_blank(&inquiry->draft))
        return NULL;
    return ls_draft_evidence(&inquiry->draft, arena);
}

const struct ls_evidence *inquiry_evidence(struct ls_probes *probes, const struct ls_draft *draft,
                                           struct ls_arena *arena)
{
    if (ls_draft_is_blank(draft) && !draft->memory_out)
        return NULL;
    const struct ls_evidence *made = ls_draft_evidence(draft, arena);
    probes->starved += made == NULL;
    return made;
}

const struct ls_evidence *ls_inquiry_close(struct ls_inquiry *inquiry, struct ls_arena *arena)
{
    const struct ls_evidence *made;
    if (ls_inquiry_is_folded(inquiry))
        return fold_close(inquiry);
    ls_ndpi_close(inquiry->second);
    made = inquiry_evidence(inquiry->probes, &inquiry->draft, arena);
    inquiry_release(inquiry);
    return made;
}
