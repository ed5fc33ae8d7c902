/* exceptions.h - what the audit says of accepted deviations, and what every format says of one. */
#pragma once

#include "lyncscope/json.h"
#include "report/audit.h"
#include "report/page.h"

/* accepted_json prints who answers for findings as an object, or null. */
void accepted_json(struct ls_json *json, const char *key, const struct ls_exception *accepted);

/* accepted_text prints the same as one line for people, from column `at` on. */
void accepted_text(const struct page *page, const struct ls_exception *accepted, enum ls_lang lang,
                   int at);

/* expired_text says who answered for findings until their exception expired. */
void expired_text(const struct page *page, const struct ls_exception *expired, enum ls_lang lang,
                  int at);

/* The audit's list of exceptions with their state; the text names nothing when there are none. */
void exceptions_json(struct ls_json *json, const struct ls_audit *audit);
void exceptions_text(const struct page *page, const struct ls_audit *audit);

/* exceptions_sources_json prints the files they come from. */
void exceptions_sources_json(struct ls_json *json, const struct ls_run *run);
