/*
 * sdp.h - the media endpoints an SDP body announces
 */
#pragma once

#include <stdbool.h>

#include "lyncscope/probe.h"

/*
 * ls_sdp_announce notes every endpoint of an SDP body; side and time are taken from `by`.
 * whole says that body is complete, so that its last line may lack a line end.
 */
void ls_sdp_announce(struct ls_cursor body, bool whole, const struct ls_announcement *by,
                     struct ls_draft *draft);
