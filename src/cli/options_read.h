/*
 * options_read.h - what the options of reading take; for the table in options.c
 */
#pragma once

#include "cli/options.h"

LS_MUST_USE int options_set_count(struct options *o, const char *value, struct ls_error *error);
LS_MUST_USE int options_set_snaplen(struct options *o, const char *value, struct ls_error *error);
LS_MUST_USE int options_set_buffer(struct options *o, const char *value, struct ls_error *error);
LS_MUST_USE int options_set_no_promiscuous(struct options *o, const char *value,
                                           struct ls_error *error);
LS_MUST_USE int options_set_flow_limit(struct options *o, const char *value,
                                       struct ls_error *error);
LS_MUST_USE int options_set_workers(struct options *o, const char *value, struct ls_error *error);
