/*
 * inquiry_ask.h - what inquiries about streams and about datagrams share: asking one probe, then
 * nDPI, and the books kept of who is in
 */
#pragma once

#include "probe/inquiry.h"

/* Whoever is forgotten begins anew when it is asked again. */
static inline void inquiry_forget(struct ls_inquiry *inquiry, uint32_t set)
{
    inquiry->touched &= ~set;
}

static inline void inquiry_win(struct ls_inquiry *inquiry, size_t i)
{
    inquiry->won |= set_of(i);
    inquiry->shown[i] = 0;
}

/*
 * inquiry_worth returns those of a set that may say anything but no, judged by the first byte: of a
 * datagram, or of a stream of which one direction has shown its beginning and the other nothing.
 */
uint32_t inquiry_worth(const struct ls_inquiry *inquiry, uint32_t set, const struct ls_view *view);

/* inquiry_ask gives the probe a view of its own, so that none can change what others see. */
enum ls_answer inquiry_ask(struct ls_inquiry *inquiry, size_t i, struct ls_view *view);

/*
 * What follows says whether the inquiry is over. inquiry_ask_second shows the bytes to nDPI, which
 * keeps none waiting. inquiry_nobody_knows is for when all probes said no: it marks what that
 * means, and turns to nDPI.
 */
bool inquiry_ask_second(struct ls_inquiry *inquiry, struct ls_view *view);
bool inquiry_nobody_knows(struct ls_inquiry *inquiry, struct ls_view *view);

/* inquiry_stream.c, inquiry_datagram.c */
bool inquiry_look_stream(struct ls_inquiry *inquiry, struct ls_view *view);
bool inquiry_look_datagram(struct ls_inquiry *inquiry, struct ls_view *view);
