/*
 * inquiry_ask.c - one question to one probe, and what is to be done when none is left to ask
 */
#include "probe/inquiry_ask.h"

#include <string.h>

/* The state of a probe, which begins as zeros. */
static void *state_of(struct ls_inquiry *inquiry, size_t i)
{
    const struct ls_lane *lane = inquiry->lane;
    uint8_t *state = inquiry->state + lane->state_at[i];
    if ((inquiry->touched & set_of(i)) == 0)
        memset(state, 0, state_words(lane, i) * sizeof(uint64_t));
    inquiry->touched |= set_of(i);
    return state;
}

uint32_t inquiry_worth(const struct ls_inquiry *inquiry, uint32_t set, const struct ls_view *view)
{
    uint8_t side = ls_left(&view->bytes[0]) == 0;
    const struct ls_cursor *in = &view->bytes[side];
    bool opening = view->from_start[side] && !view->cut && ls_left(in) > 0 &&
                   ls_left(&view->bytes[!side]) == 0;
    return opening ? set & inquiry->lane->begins[*in->at] : set;
}

enum ls_answer inquiry_ask(struct ls_inquiry *inquiry, size_t i, struct ls_view *view)
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

bool inquiry_ask_second(struct ls_inquiry *inquiry, struct ls_view *view)
{
    if (ls_ndpi_look(inquiry->second, view, &inquiry->opening, &inquiry->draft))
        return true;
    for (int side = 0; side < 2 && view->stream; side++)
        view->used[side] = ls_left(&view->bytes[side]);
    return view->closed;
}

bool inquiry_nobody_knows(struct ls_inquiry *inquiry, struct ls_view *view)
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
    return inquiry_ask_second(inquiry, view);
}
