/*
 * inquiry_datagram.c - an inquiry about datagrams, and what becomes of LS_MAYBE there
 *
 * The next one is shown until the probe's budget of datagrams is spent. Media, STUN and DTLS share
 * flows, so NO is about the one datagram: whoever refused it is asked afresh about the next, as
 * long as another probe's MAYBE keeps the inquiry open.
 */
#include "probe/inquiry_ask.h"

static void datagram_won(struct ls_inquiry *inquiry, size_t winner, enum ls_answer answer)
{
    bool stun = ls_evidence_has(&inquiry->draft.made, LS_PROTO_STUN) ||
                ls_evidence_has(&inquiry->draft.made, LS_PROTO_MS_TURN);
    inquiry->beside = stun ? inquiry->lane->beside_stun & ~set_of(winner) : 0;
    for (uint32_t left = inquiry->beside; left != 0;)
        inquiry->shown[set_take(&left)] = 0;
    inquiry_forget(inquiry, ~set_of(winner) & ~(inquiry->beside & inquiry->asked));
    inquiry->asked = 0;
    if (answer == LS_YES)
        inquiry_win(inquiry, winner);
}

/* What becomes of a probe in question after answer. A cut datagram spends no budget. */
static void datagram_not_won(struct ls_inquiry *inquiry, size_t i, enum ls_answer answer,
                             const struct ls_view *view)
{
    inquiry->asked &= ~set_of(i);
    if (answer == LS_NO) {
        inquiry_forget(inquiry, set_of(i));
        return;
    }
    uint32_t budget = inquiry->lane->probe[i]->budget;
    if (budget > LS_DATAGRAM_BUDGET_MAX)
        budget = LS_DATAGRAM_BUDGET_MAX;
    if (!view->cut)
        inquiry->shown[i]++;
    if (inquiry->shown[i] < budget && (!view->cut || inquiry->datagrams < LS_CUT_DATAGRAMS))
        inquiry->asked |= set_of(i);
}

/* Those of a set that are not worth asking have said no, as if they had been. */
static void refuse(struct ls_inquiry *inquiry, uint32_t set)
{
    inquiry->asked &= ~set;
    inquiry_forget(inquiry, set);
}

static void ask_each_datagram(struct ls_inquiry *inquiry, struct ls_view *view)
{
    uint32_t asked = inquiry_worth(inquiry, inquiry->lane->all, view);
    for (uint32_t left = asked; left != 0;) {
        size_t i = set_take(&left);
        enum ls_answer answer = inquiry_ask(inquiry, i, view);
        if (answer == LS_YES || answer == LS_DONE) {
            refuse(inquiry, ~asked & (set_of(i) - 1)); /* those behind the winner have no turn */
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
    return inquiry->draft.made.depth > 0 || inquiry_nobody_knows(inquiry, view);
}

/* A winner may refuse single datagrams: others share its flow. Only DONE or follow ends it. */
static void follow_datagram(struct ls_inquiry *inquiry, size_t i, struct ls_view *view)
{
    uint32_t limit = inquiry->lane->probe[i]->follow;
    enum ls_answer answer = inquiry_ask(inquiry, i, view);
    bool sure = answer == LS_YES || answer == LS_DONE;

    if ((inquiry->beside & set_of(i)) != 0) {
        limit = LS_BESIDE_DATAGRAMS;
        if (sure) {
            inquiry->beside &= ~set_of(i);
            inquiry_win(inquiry, i);
        }
    }
    inquiry->shown[i]++;
    if (answer == LS_DONE || (limit > 0 && inquiry->shown[i] >= limit)) {
        inquiry->won &= ~set_of(i);
        inquiry->beside &= ~set_of(i);
        inquiry_forget(inquiry, set_of(i));
    }
}

bool inquiry_look_datagram(struct ls_inquiry *inquiry, struct ls_view *view)
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
