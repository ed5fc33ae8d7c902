/* community_id.h - Community ID v1 (github.com/corelight/community-id-spec), seed 0. */
#pragma once

#include "lyncscope/report.h"

enum { COMMUNITY_ID_TEXT = 32 };

/* community_id prints "1:" and the base64 digest into text; "" when SHA-1 is refused. ids
 * may be NULL: it only saves time. */
void community_id(const struct ls_community_ids *ids, const struct ls_summary *summary,
                  char text[COMMUNITY_ID_TEXT]);
