/*
 * choice.h - which flows of a list are shown
 *
 * The words are those behind `lyncscope flows`: --only V[,V] and a BPF filter. The filter is
 * compiled by libpcap and asked about a packet from the flow's source to its destination, so it
 * speaks of addresses, ports and transports; what else BPF knows of packets, no flow has.
 */
#pragma once

#include "cli/watch/kept.h"

struct choice;

/* choice_new returns NULL and fills error where the words cannot be understood. */
LS_MUST_USE struct choice *choice_new(const char *words, enum ls_lang lang, struct ls_error *error);
void choice_free(struct choice *choice);

/* choice_takes says whether a flow is chosen; NULL chooses all. */
bool choice_takes(const struct choice *choice, const struct kept *kept);

/* choice_text lends the words as they were given. */
const char *choice_text(const struct choice *choice);
