/* saved_verdict.c - a record's rows, findings and who accepts them. */
#include <string.h>

#include "report/saved_line.h"

static const struct ls_row *find_row(const struct ls_catalogs *catalogs, const char *id,
                                     const char *catalog)
{
    const struct ls_row *row = id ? ls_catalogs_find(catalogs, id) : NULL;
    if (row == NULL || catalog == NULL || strcmp(row->catalog->name, catalog) == 0)
        return row;
    for (size_t i = 0; i < ls_catalogs_row_count(catalogs); i++) {
        row = ls_catalogs_row(catalogs, i);
        if (strcmp(row->id, id) == 0 && strcmp(row->catalog->name, catalog) == 0)
            return row;
    }
    return NULL;
}

int saved_read_rows(struct saved_line *l)
{
    const json_t *entries = saved_at(l->root, "lync.entries");
    const json_t *rejected = saved_at(l->root, "lync.rejected");
    size_t entry_count = json_array_size(entries), rejected_count = json_array_size(rejected);
    if (entry_count > LS_ENTRIES_MAX || rejected_count > LS_ENTRIES_MAX)
        return saved_wrong(l, "lync.entries", "has more rows than a flow can have");
    size_t count = entry_count + rejected_count;
    if (count == 0)
        return 0;
    l->flow->rows = ls_arena_alloc(l->saved->arena, count * sizeof(const struct ls_row *));
    if (l->flow->rows == NULL)
        return saved_no_memory(l);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = i < entry_count ? json_array_get(entries, i)
                                            : json_array_get(rejected, i - entry_count);
        const char *id = json_string_value(json_is_string(one) ? one : json_object_get(one, "id"));
        const char *catalog = json_string_value(json_object_get(one, "catalog"));
        l->flow->rows[i] = find_row(l->saved->catalogs, id, catalog);
        if (l->flow->rows[i] == NULL)
            return ls_fail(l->error, LS_E_FORMAT,
                           "row %.40s is in no loaded catalog; name the one of the recording with "
                           "-C",
                           id ? id : "without id");
    }
    l->flow->entry_count = (uint8_t)entry_count;
    l->flow->rejected_count = (uint8_t)rejected_count;
    return 0;
}

static const char *keep_text(struct saved_line *l, const char *text)
{
    return text ? ls_arena_text(l->saved->arena, text, strlen(text)) : "";
}

static const char *keep_id(struct saved_line *l, const char *id)
{
    struct ls_saved *saved = l->saved;
    for (size_t i = 0; i < saved->id_count; i++)
        if (strcmp(saved->ids[i], id) == 0)
            return saved->ids[i];
    if (saved->id_count == SAVED_WORDS_MAX || strlen(id) > 64)
        return NULL;
    const char *kept = keep_text(l, id);
    if (kept != NULL)
        saved->ids[saved->id_count++] = kept;
    return kept;
}

static int read_finding(struct saved_line *l, const json_t *one, struct saved_finding *finding)
{
    const char *id = json_string_value(json_object_get(one, "id"));
    const char *severity = json_string_value(json_object_get(one, "severity"));
    const char *text = json_string_value(json_object_get(one, "text"));
    finding->id = id ? keep_id(l, id) : NULL;
    if (finding->id == NULL || severity == NULL)
        return saved_wrong(l, "lync.findings",
                           "has a finding without id or severity, or too many kinds");
    for (finding->severity = LS_LOW; finding->severity <= LS_HIGH; finding->severity++)
        if (strcmp(severity, ls_severity_name(finding->severity)) == 0)
            break;
    if (finding->severity > LS_HIGH)
        return saved_wrong(l, "lync.findings", "has a severity that is not known");
    finding->text = keep_text(l, text);
    return finding->text ? 0 : saved_no_memory(l);
}

int saved_read_findings(struct saved_line *l)
{
    const json_t *list = saved_at(l->root, "lync.findings");
    size_t count = json_array_size(list);
    if (count > LS_FINDINGS_MAX)
        return saved_wrong(l, "lync.findings", "has more findings than a flow can have");
    if (count == 0)
        return 0;
    struct saved_finding *findings =
        ls_arena_alloc(l->saved->arena, count * sizeof(struct saved_finding));
    l->flow->reason = keep_text(l, saved_text_at(l, "lync.reason"));
    if (findings == NULL || l->flow->reason == NULL)
        return saved_no_memory(l);
    for (size_t i = 0; i < count; i++) {
        int code = read_finding(l, json_array_get(list, i), &findings[i]);
        if (code < 0)
            return code;
    }
    l->flow->findings = findings;
    l->flow->finding_count = (uint8_t)count;
    return 0;
}

static int new_accepted(struct saved_line *l, const char *id, const json_t *from)
{
    struct ls_saved *saved = l->saved;
    if (saved->accepted_count == SAVED_WORDS_MAX)
        return saved_wrong(l, "lync.accepted", "names more exceptions than can be kept; use -x");
    struct ls_exception *e = ls_arena_alloc(saved->arena, sizeof *e);
    if (e == NULL)
        return saved_no_memory(l);
    e->id = keep_text(l, id);
    e->owner = keep_text(l, json_string_value(json_object_get(from, "owner")));
    e->reason = keep_text(l, json_string_value(json_object_get(from, "reason")));
    e->expires = keep_text(l, json_string_value(json_object_get(from, "expires")));
    if (e->id == NULL || e->owner == NULL || e->reason == NULL || e->expires == NULL)
        return saved_no_memory(l);
    e->number = saved->accepted_count;
    e->file = "";
    saved->accepted[saved->accepted_count++] = l->flow->accepted = e;
    return 0;
}

int saved_read_accepted(struct saved_line *l)
{
    const json_t *from = saved_at(l->root, "lync.accepted");
    const char *id = json_string_value(json_object_get(from, "id"));
    if (id == NULL)
        return 0;
    for (size_t i = 0; i < l->saved->accepted_count; i++) {
        if (strcmp(l->saved->accepted[i]->id, id) == 0) {
            l->flow->accepted = l->saved->accepted[i];
            return 0;
        }
    }
    return new_accepted(l, id, from);
}
