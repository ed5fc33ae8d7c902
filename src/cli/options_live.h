/*
 * options_live.h - what the options of live captures take; for the table in options.c
 */
#pragma once

#include "cli/options.h"

/* options_live_usual sets what is so unless it is said otherwise. */
void options_live_usual(struct options *o);

LS_MUST_USE int options_set_duration(struct options *o, const char *value, struct ls_error *error);
LS_MUST_USE int options_set_every(struct options *o, const char *value, struct ls_error *error);
LS_MUST_USE int options_set_idle(struct options *o, const char *value, struct ls_error *error);
LS_MUST_USE int options_set_alerts(struct options *o, const char *value, struct ls_error *error);
LS_MUST_USE int options_set_alerts_every(struct options *o, const char *value,
                                         struct ls_error *error);
LS_MUST_USE int options_set_reopen(struct options *o, const char *value, struct ls_error *error);
LS_MUST_USE int options_set_rotate(struct options *o, const char *value, struct ls_error *error);
LS_MUST_USE int options_set_evidence_buffer(struct options *o, const char *value,
                                            struct ls_error *error);
LS_MUST_USE int options_set_evidence_packets(struct options *o, const char *value,
                                             struct ls_error *error);
