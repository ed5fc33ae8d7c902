/*
 * causes.h - findings that have one cause, as one entry
 *
 * A port scan is one thing to deal with, and so are a program that calls every host, a service
 * that a thousand clients use, and the same habit between many pairs of hosts. The groups of
 * findings stay as they are; a cause says which of them belong together.
 */
#pragma once

#include "report/audit.h"

/* causes_make puts sorted groups into causes. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int causes_make(struct ls_audit *audit);
