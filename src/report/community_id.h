/* community_id.h - Community ID v1 (github.com/corelight/community-id-spec), seed 0. */
#pragma once

#include "lyncscope/report.h"

enum { COMMUNITY_ID_TEXT = 32 };

/* community_id prints "1:" and the base64 digest into text. */
void community_id(const struct ls_summary *summary, char text[COMMUNITY_ID_TEXT]);
