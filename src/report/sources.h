/*
 * sources.h - which addresses stand behind the network that a finding names as its source
 *
 * Clients of one network are one finding, but whoever deals with it has to find the machines.
 */
#pragma once

#include "report/audit.h"

/* sources_add tells a group of one flow's source. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int sources_add(struct ls_audit *audit, struct group *group,
                            const struct ls_addr *addr);
void sources_free(struct ls_audit *audit);

/* group_addresses returns how many different addresses the group's flows came from. */
uint64_t group_addresses(const struct group *group);
/* sources_count does the same for all groups of a cause. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int sources_count(struct cause *cause);

/*
 * group_first_sources and cause_first_sources lend the first SOURCES_LISTED different addresses,
 * as they were seen, and return how many these are.
 */
enum { SOURCES_LISTED = 8 };
size_t group_first_sources(const struct group *group, const struct ls_addr *list[SOURCES_LISTED]);
size_t cause_first_sources(const struct cause *cause, const struct ls_addr *list[SOURCES_LISTED]);

/* sources_text joins a list of addresses; people are told how many more of all there are. */
enum { SOURCES_TEXT = SOURCES_LISTED * (LS_ADDR_TEXT + 2) + 64 };
const char *sources_text(const struct ls_addr *const *list, size_t count, uint64_t all,
                         enum ls_lang lang, bool keys, char text[SOURCES_TEXT]);
