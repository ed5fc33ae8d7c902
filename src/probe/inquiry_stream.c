/*
 * inquiry_stream.c - an inquiry about a stream, and what becomes of LS_MAYBE there
 *
 * NO once a direction has shown the probe's budget, or the window is full. When the stream is
 * closed nobody is asked again, but the flow counts as not known rather than as foreign: what was
 * seen may be the beginning of what the probe looks for. A probe that only searches answers LS_NO
 * itself when it finds nothing and view->closed is set.
 */
#include "probe/inquiry_ask.h"

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
    switch (inquiry_ask(inquiry, winner, view)) {
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
    inquiry->asked = inquiry_worth(inquiry, inquiry->asked, view);
    for (uint32_t left = inquiry->asked; left != 0;) {
        size_t i = set_take(&left);
        enum ls_answer answer = inquiry_ask(inquiry, i, view);
        if (answer == LS_YES || answer == LS_DONE) {
            inquiry_win(inquiry, i);
            inquiry->asked = 0;
            inquiry_forget(inquiry, ~set_of(i));
            return answer == LS_DONE || stream_won(inquiry, i, view);
        }
        view->used[0] = view->used[1] = 0;
        bool over = answer == LS_NO || stream_budget_spent(view, inquiry->lane->probe[i]->budget);
        if (!over && view->closed)
            inquiry->unknown = true;
        if (over || view->closed) {
            inquiry->asked &= ~set_of(i);
            inquiry_forget(inquiry, set_of(i));
        }
    }
    return inquiry->asked == 0 && inquiry_nobody_knows(inquiry, view);
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

bool inquiry_look_stream(struct ls_inquiry *inquiry, struct ls_view *view)
{
    note_opening(&inquiry->opening, view);
    if (!worth_asking(inquiry, view))
        return false;
    uint32_t won = inquiry->won;
    return won != 0 ? follow_stream(inquiry, set_take(&won), view) : ask_all_stream(inquiry, view);
}
