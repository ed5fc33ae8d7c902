/*
 * inquiry.c - asks all probes of a transport about one flow
 *
 * Here, and nowhere else, stands what becomes of LS_MAYBE:
 *
 * - Streams: NO once a direction has shown the probe's budget, or the window is full. When the
 *   stream is closed nobody is asked again, but the flow counts as not known rather than as
 *   foreign: what was seen may be the beginning of what the probe looks for. A probe that
 *   only searches answers LS_NO itself when it finds nothing and view->closed is set.
 * - Datagrams: the next one is shown until the probe's budget of datagrams is spent. Media, STUN
 *   and DTLS share flows, so NO is about the one datagram: whoever refused it is asked afresh
 *   about the next, as long as another probe's MAYBE keeps the inquiry open.
 * - Cut by the snapshot length: never NO, since the missing bytes cannot be known; the flow
 *   is not marked foreign.
 *
 * Probes are asked in table order and the first to say YES wins: the table has the most
 * specific first. From then on the winner alone is shown bytes; on datagrams that stun has
 * proved, probes with beside_stun go on too, because media share the flow with the checks.
 */
#include "probe/inquiry.h"

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

static uint32_t only(size_t i)
{
    return (uint32_t)1 << i;
}

/* The state of a probe, which begins as zeros. */
static void *state_of(struct ls_inquiry *inquiry, size_t i)
{
    const struct ls_lane *lane = inquiry->lane;
    uint8_t *state = inquiry->state + lane->state_at[i];
    if ((inquiry->touched & only(i)) == 0)
        memset(state, 0, state_words(lane, i) * sizeof(uint64_t));
    inquiry->touched |= only(i);
    return state;
}

/* Whoever is forgotten begins anew when it is asked again. */
static void forget(struct ls_inquiry *inquiry, uint32_t set)
{
    inquiry->touched &= ~set;
}

/*
 * The probes of a set that may say anything but no, judged by the first byte: of a datagram, or of
 * a stream of which one direction has shown its beginning and the other nothing.
 */
static uint32_t worth(const struct ls_inquiry *inquiry, uint32_t set, const struct ls_view *view)
{
    uint8_t side = ls_left(&view->bytes[0]) == 0;
    const struct ls_cursor *in = &view->bytes[side];
    bool opening = view->from_start[side] && !view->cut && ls_left(in) > 0 &&
                   ls_left(&view->bytes[!side]) == 0;
    return opening ? set & inquiry->lane->begins[*in->at] : set;
}

/* Asks one probe. It gets a view of its own, so that no probe can change what others see. */
static enum ls_answer ask(struct ls_inquiry *inquiry, size_t i, struct ls_view *view)
{
    struct ls_view own = *view;
    own.used[0] = own.used[1] = 0;
    enum ls_answer answer =
        inquiry->lane->probe[i]->look(&own, state_of(inquiry, i), &inquiry->draft);
    for (int side = 0; side < 2; side++) {
        size_t left = ls_left(&view->bytes[side]);
        view->used[side] = own.used[side] < left ? own.used[side] : left;
    }
    if (answer == LS_NO)
        view->used[0] = view->used[1] = 0;
    return answer;
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

static void win(struct ls_inquiry *inquiry, size_t i)
{
    inquiry->won |= only(i);
    inquiry->shown[i] = 0;
}

/* Shows view to nDPI; it keeps no stream bytes waiting. */
static bool ask_second(struct ls_inquiry *inquiry, struct ls_view *view)
{
    if (ls_ndpi_look(inquiry->second, view, &inquiry->opening, &inquiry->draft))
        return true;
    for (int side = 0; side < 2 && view->stream; side++)
        view->used[side] = ls_left(&view->bytes[side]);
    return view->closed;
}

/* All probes said no: says what that means, and turns to nDPI. */
static bool nobody_knows(struct ls_inquiry *inquiry, struct ls_view *view)
{
    bool opening = ls_draft_marks(&inquiry->draft) & LS_MARK_FROM_START;
    if (opening && !inquiry->cut && !inquiry->unknown)
        ls_draft_mark(&inquiry->draft, LS_MARK_OTHER);
    if (inquiry->probes->ndpi == NULL || !inquiry->payload)
        return true;
    inquiry->second = ls_ndpi_open(inquiry->probes->ndpi);
    if (inquiry->second == NULL) {
        inquiry->probes->starved++;
        return true;
    }
    return ask_second(inquiry, view);
}

/* streams */

static bool worth_asking(struct ls_inquiry *inquiry, const struct ls_view *view)
{
    size_t *asked_at = &inquiry->asked_at[view->side];
    uint32_t *asks = &inquiry->asks[view->side];
    size_t left = ls_left(&view->bytes[view->side]);
    bool worth = view->closed || left <= LS_ASK_ALWAYS_BYTES || left >= LS_WINDOW_BYTES ||
                 *asks < LS_ASK_FREELY || left >= *asked_at + *asked_at / LS_ASK_GROWTH;
    if (!worth)
        return false;
    ++*asks;
    *asked_at = left;
    return true;
}

static bool stream_budget_spent(const struct ls_view *view, uint32_t budget)
{
    for (int side = 0; side < 2; side++) {
        size_t left = ls_left(&view->bytes[side]);
        if (left >= budget || left >= LS_WINDOW_BYTES)
            return true;
    }
    return false;
}

/* Keeps the books on what the winner consumed, and says whether it has seen enough. */
static bool stream_won(struct ls_inquiry *inquiry, size_t winner, struct ls_view *view)
{
    uint32_t follow = inquiry->lane->probe[winner]->follow;
    bool enough = view->closed;
    for (int side = 0; side < 2; side++) {
        size_t left = ls_left(&view->bytes[side]);
        /* A full window that nothing is taken from would stall a long session. */
        if (left >= LS_WINDOW_BYTES && view->used[side] == 0)
            view->used[side] = left;
        if (view->used[side] > 0)
            inquiry->asks[side] = 0;
        left -= view->used[side];
        if (side == view->side || view->used[side] > 0)
            inquiry->asked_at[side] = left;
        inquiry->gone[side] += view->used[side];
        if (follow > 0 && inquiry->gone[side] + left >= follow)
            enough = true;
    }
    return enough;
}

static bool follow_stream(struct ls_inquiry *inquiry, size_t winner, struct ls_view *view)
{
    switch (ask(inquiry, winner, view)) {
    case LS_NO:
    case LS_DONE:
        return true;
    case LS_MAYBE:
    case LS_YES:
        break;
    }
    return stream_won(inquiry, winner, view);
}

static bool ask_all_stream(struct ls_inquiry *inquiry, struct ls_view *view)
{
    inquiry->asked = worth(inquiry, inquiry->asked, view);
    for (uint32_t left = inquiry->asked; left != 0;) {
        size_t i = set_take(&left);
        enum ls_answer answer = ask(inquiry, i, view);
        if (answer == LS_YES || answer == LS_DONE) {
            win(inquiry, i);
            inquiry->asked = 0;
            forget(inquiry, ~only(i));
            return answer == LS_DONE || stream_won(inquiry, i, view);
        }
        view->used[0] = view->used[1] = 0;
        bool over = answer == LS_NO || stream_budget_spent(view, inquiry->lane->probe[i]->budget);
        if (!over && view->closed)
            inquiry->unknown = true;
        if (over || view->closed) {
            inquiry->asked &= ~only(i);
            forget(inquiry, only(i));
        }
    }
    return inquiry->asked == 0 && nobody_knows(inquiry, view);
}

/* Greetings are told by where they end, which merged bytes do not say any more. */
static void note_opening(struct ls_ndpi_opening *opening, const struct ls_view *view)
{
    if (opening->bytes[view->side] > 0)
        return;
    size_t n = ls_left(&view->bytes[view->side]);
    if (n > 0 && opening->bytes[!view->side] == 0)
        opening->first = view->side;
    opening->bytes[view->side] = (uint16_t)(n < UINT16_MAX ? n : UINT16_MAX);
}

static bool look_stream(struct ls_inquiry *inquiry, struct ls_view *view)
{
    note_opening(&inquiry->opening, view);
    if (!worth_asking(inquiry, view))
        return false;
    uint32_t won = inquiry->won;
    return won != 0 ? follow_stream(inquiry, set_take(&won), view) : ask_all_stream(inquiry, view);
}

/* datagrams */

static void datagram_won(struct ls_inquiry *inquiry, size_t winner, enum ls_answer answer)
{
    bool stun = ls_evidence_has(&inquiry->draft.made, LS_PROTO_STUN) ||
                ls_evidence_has(&inquiry->draft.made, LS_PROTO_MS_TURN);
    inquiry->beside = stun ? inquiry->lane->beside_stun & ~only(winner) : 0;
    for (uint32_t left = inquiry->beside; left != 0;)
        inquiry->shown[set_take(&left)] = 0;
    forget(inquiry, ~only(winner) & ~(inquiry->beside & inquiry->asked));
    inquiry->asked = 0;
    if (answer == LS_YES)
        win(inquiry, winner);
}

/* What becomes of a probe in question after answer. A cut datagram spends no budget. */
static void datagram_not_won(struct ls_inquiry *inquiry, size_t i, enum ls_answer answer,
                             const struct ls_view *view)
{
    inquiry->asked &= ~only(i);
    if (answer == LS_NO) {
        forget(inquiry, only(i));
        return;
    }
    uint32_t budget = inquiry->lane->probe[i]->budget;
    if (budget > LS_DATAGRAM_BUDGET_MAX)
        budget = LS_DATAGRAM_BUDGET_MAX;
    if (!view->cut)
        inquiry->shown[i]++;
    if (inquiry->shown[i] < budget && (!view->cut || inquiry->datagrams < LS_CUT_DATAGRAMS))
        inquiry->asked |= only(i);
}

/* Those of a set that are not worth asking have said no, as if they had been. */
static void refuse(struct ls_inquiry *inquiry, uint32_t set)
{
    inquiry->asked &= ~set;
    forget(inquiry, set);
}

static void ask_each_datagram(struct ls_inquiry *inquiry, struct ls_view *view)
{
    uint32_t asked = worth(inquiry, inquiry->lane->all, view);
    for (uint32_t left = asked; left != 0;) {
        size_t i = set_take(&left);
        enum ls_answer answer = ask(inquiry, i, view);
        if (answer == LS_YES || answer == LS_DONE) {
            refuse(inquiry, ~asked & (only(i) - 1)); /* those behind the winner have no turn */
            datagram_won(inquiry, i, answer);
            return;
        }
        datagram_not_won(inquiry, i, answer, view);
    }
    refuse(inquiry, ~asked);
}

static bool ask_all_datagram(struct ls_inquiry *inquiry, struct ls_view *view)
{
    ask_each_datagram(inquiry, view);
    if ((inquiry->asked | inquiry->won | inquiry->beside) != 0)
        return false;
    return inquiry->draft.made.depth > 0 || nobody_knows(inquiry, view);
}

/* A winner may refuse single datagrams: others share its flow. Only DONE or follow ends it. */
static void follow_datagram(struct ls_inquiry *inquiry, size_t i, struct ls_view *view)
{
    uint32_t limit = inquiry->lane->probe[i]->follow;
    enum ls_answer answer = ask(inquiry, i, view);
    bool sure = answer == LS_YES || answer == LS_DONE;

    if ((inquiry->beside & only(i)) != 0) {
        limit = LS_BESIDE_DATAGRAMS;
        if (sure) {
            inquiry->beside &= ~only(i);
            win(inquiry, i);
        }
    }
    inquiry->shown[i]++;
    if (answer == LS_DONE || (limit > 0 && inquiry->shown[i] >= limit)) {
        inquiry->won &= ~only(i);
        inquiry->beside &= ~only(i);
        forget(inquiry, only(i));
    }
}

static bool look_datagram(struct ls_inquiry *inquiry, struct ls_view *view)
{
    if (ls_left(&view->bytes[view->side]) == 0)
        return false; /* an empty datagram says nothing, and spends nothing */
    inquiry->datagrams++;
    uint32_t followed = inquiry->won | inquiry->beside;
    if (followed == 0)
        return ask_all_datagram(inquiry, view);
    while (followed != 0)
        follow_datagram(inquiry, set_take(&followed), view);
    return (inquiry->won | inquiry->beside) == 0;
}

bool ls_inquiry_look(struct ls_inquiry *inquiry, struct ls_view *view)
{
    note_view(inquiry, view);
    if (inquiry->lane->count == 0)
        return true;
    if (inquiry->second != NULL)
        return ask_second(inquiry, view);
    bool over = view->stream ? look_stream(inquiry, view) : look_datagram(inquiry, view);
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
