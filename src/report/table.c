/* table.c - the one place to add a format. */
#include <string.h>
#include <strings.h>

#include "report/formats.h"

static const struct ls_record_format *const record_formats[] = {&format_text, &format_jsonl,
                                                                &format_csv};
static const struct ls_audit_format *const audit_formats[] = {
    &audit_format_text, &audit_format_html, &audit_format_json, &audit_format_csv,
    &audit_format_md};

enum {
    RECORD_FORMATS = sizeof record_formats / sizeof *record_formats,
    AUDIT_FORMATS = sizeof audit_formats / sizeof *audit_formats,
};

const struct ls_record_format *const *ls_record_formats(size_t *count)
{
    *count = RECORD_FORMATS;
    return record_formats;
}

const struct ls_audit_format *const *ls_audit_formats(size_t *count)
{
    *count = AUDIT_FORMATS;
    return audit_formats;
}

const struct ls_record_format *ls_record_format_find(const char *name)
{
    for (size_t i = 0; i < RECORD_FORMATS; i++) {
        if (strcmp(record_formats[i]->name, name) == 0)
            return record_formats[i];
    }
    return NULL;
}

const struct ls_audit_format *ls_audit_format_find(const char *name)
{
    for (size_t i = 0; i < AUDIT_FORMATS; i++) {
        if (strcmp(audit_formats[i]->name, name) == 0)
            return audit_formats[i];
    }
    return NULL;
}

const struct ls_audit_format *ls_audit_format_for(const char *path)
{
    size_t length = strlen(path);
    for (size_t i = 0; i < AUDIT_FORMATS; i++) {
        size_t n = strlen(audit_formats[i]->suffix);
        if (length >= n && strcasecmp(path + length - n, audit_formats[i]->suffix) == 0)
            return audit_formats[i];
    }
    return NULL;
}
