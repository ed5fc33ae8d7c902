/* formats.h - every format there is; table.c lists them. */
#pragma once

#include "lyncscope/report.h"

extern const struct ls_record_format format_text;
extern const struct ls_record_format format_jsonl;
extern const struct ls_record_format format_csv;

extern const struct ls_audit_format audit_format_text;
extern const struct ls_audit_format audit_format_json;
extern const struct ls_audit_format audit_format_html;
extern const struct ls_audit_format audit_format_csv;
extern const struct ls_audit_format audit_format_md;
