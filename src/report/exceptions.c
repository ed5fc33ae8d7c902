/* exceptions.c - accepted deviations in the audit: counted, and told with their state. */
#include "report/exceptions.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lyncscope/words.h"

int exceptions_make(struct ls_audit *audit)
{
    const struct ls_exceptions *all = audit->run->exceptions;
    size_t count = ls_exceptions_count(all);
    audit->exceptions = calloc(count + 1, sizeof *audit->exceptions);
    if (audit->exceptions == NULL)
        return LS_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        audit->exceptions[i].what = ls_exceptions_get(all, i);
        audit->exceptions[i].expired = ls_exception_expired(all, audit->exceptions[i].what);
    }
    audit->exception_count = count;
    return 0;
}

void exceptions_reach(struct ls_audit *audit)
{
    for (size_t i = 0; i < audit->exception_count; i++)
        audit->exceptions[i].expired =
            ls_exception_expired(audit->run->exceptions, audit->exceptions[i].what);
}

static struct exception_use *use_of(struct ls_audit *audit, const char *id)
{
    for (size_t i = 0; i < audit->exception_count; i++)
        if (strcmp(audit->exceptions[i].what->id, id) == 0)
            return &audit->exceptions[i];
    return NULL;
}

static const struct ls_exception *renewed(struct ls_audit *audit, const struct ls_exception *before)
{
    const struct exception_use *use = before ? use_of(audit, before->id) : NULL;
    return use ? use->what : before;
}

static void accept_first_again(struct ls_audit *audit)
{
    struct group *group = audit->groups;
    HASH_DEL(audit->groups, group);
    group->expired = renewed(audit, group->expired);
    group->key.accepted = renewed(audit, group->key.accepted);
    unsigned hash = ls_hash_bytes(&audit->hash, &group->key, sizeof group->key);
    HASH_ADD_BYHASHVALUE(hh, audit->groups, key, sizeof group->key, hash, group);
}

/*
 * The exception is part of a group's key, so the groups are hashed anew: each is taken from the
 * front and added behind. A table that is never empty and does not expand asks for no memory.
 */
static void accept_again(struct ls_audit *audit)
{
    struct group keeper = {0};
    size_t count = HASH_COUNT(audit->groups);
    audit->sorted = false;
    if (count == 0)
        return;
    unsigned noexpand = audit->groups->hh.tbl->noexpand;
    audit->groups->hh.tbl->noexpand = 1;
    HASH_ADD_BYHASHVALUE(hh, audit->groups, key, sizeof keeper.key, 0, &keeper);
    for (size_t i = 0; i < count; i++)
        accept_first_again(audit);
    HASH_DEL(audit->groups, &keeper);
    audit->groups->hh.tbl->noexpand = noexpand;
}

int ls_audit_reload(struct ls_audit *audit)
{
    struct exception_use *before = audit->exceptions;
    size_t count = audit->exception_count;
    if (exceptions_make(audit) < 0) {
        audit->exceptions = before;
        return LS_E_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        struct exception_use *use = use_of(audit, before[i].what->id);
        if (use == NULL)
            continue;
        use->flows = before[i].flows;
        use->inferred = before[i].inferred;
    }
    free(before);
    accept_again(audit);
    return 0;
}

const struct ls_exception *exceptions_count(struct ls_audit *audit, const struct ls_record *record)
{
    const struct ls_exception *expired = NULL;
    for (size_t i = 0; i < audit->exception_count && record->verdict->finding_count > 0; i++) {
        struct exception_use *use = &audit->exceptions[i];
        bool inferred;
        if (!ls_exception_fits(audit->run->exceptions, use->what, record->summary, record->verdict,
                               &inferred))
            continue;
        use->flows++;
        use->inferred += inferred;
        if (use->expired && expired == NULL)
            expired = use->what;
    }
    return expired;
}

enum exception_state exception_state(const struct exception_use *use)
{
    if (use->expired)
        return EXCEPTION_EXPIRED;
    return use->flows > 0 ? EXCEPTION_USED : EXCEPTION_UNUSED;
}

const char *exception_state_name(enum exception_state state)
{
    static const char *const names[] = {"used", "expired", "unused"};
    return names[state];
}

const char *exception_state_label(enum exception_state state, enum ls_lang lang)
{
    static const struct ls_words words[] = {
        [EXCEPTION_USED] = {{"used", "生效"}},
        [EXCEPTION_EXPIRED] = {{"expired", "已过期"}},
        [EXCEPTION_UNUSED] = {{"unused", "未使用"}},
    };
    return words[state].in[lang];
}

void accepted_json(struct ls_json *json, const char *key, const struct ls_exception *accepted)
{
    if (accepted == NULL) {
        ls_json_null(json, key);
        return;
    }
    ls_json_object(json, key);
    ls_json_text(json, "id", accepted->id);
    ls_json_text(json, "owner", accepted->owner);
    ls_json_text(json, "reason", accepted->reason);
    ls_json_text(json, "expires", accepted->expires);
    ls_json_end(json);
}

/*
 * Texts of the user's files may be long, so what is put together here grows. Without memory for a
 * long one its beginning has to do.
 */
LS_PRINTF(2, 3)
static void wrapped(const struct page *page, const char *format, ...)
{
    char usual[1024], *line = NULL;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(usual, sizeof usual, format, args);
    va_end(args);
    va_start(args, format);
    if (n >= (int)sizeof usual && vasprintf(&line, format, args) < 0)
        line = NULL;
    va_end(args);
    page_wrap(page, 4, 4, line != NULL ? line : usual);
    free(line);
}

void accepted_text(const struct page *page, const struct ls_exception *accepted, enum ls_lang lang,
                   int at)
{
    fprintf(page->out, "%*s", at, "");
    page_colour(page, PAGE_GREEN);
    if (lang == LS_ZH_CN)
        wrapped(page, "已由 %s 接受（%s）：%s，有效期至 %s", accepted->id, accepted->owner,
                accepted->reason, accepted->expires);
    else
        wrapped(page, "accepted by %s (%s): %s, until %s", accepted->id, accepted->owner,
                accepted->reason, accepted->expires);
    page_colour(page, PAGE_PLAIN);
}

void expired_text(const struct page *page, const struct ls_exception *expired, enum ls_lang lang,
                  int at)
{
    fprintf(page->out, "%*s", at, "");
    page_colour(page, PAGE_YELLOW);
    if (lang == LS_ZH_CN)
        wrapped(page, "例外 %s（%s）已于 %s 过期：%s", expired->id, expired->owner,
                expired->expires, expired->reason);
    else
        wrapped(page, "the exception %s (%s) expired on %s: %s", expired->id, expired->owner,
                expired->expires, expired->reason);
    page_colour(page, PAGE_PLAIN);
}

void exceptions_sources_json(struct ls_json *json, const struct ls_run *run)
{
    size_t count;
    const struct ls_exceptions_source *sources = ls_exceptions_sources(run->exceptions, &count);
    ls_json_list(json, "exceptions");
    for (size_t i = 0; i < count; i++) {
        ls_json_object(json, NULL);
        ls_json_text(json, "file", sources[i].path);
        ls_json_text(json, "sha256", sources[i].sha256);
        ls_json_uint(json, "exceptions", sources[i].count);
        ls_json_end(json);
    }
    ls_json_end(json);
}

void exceptions_json(struct ls_json *json, const struct ls_audit *audit)
{
    ls_json_list(json, "exceptions");
    for (size_t i = 0; i < audit->exception_count; i++) {
        const struct exception_use *use = &audit->exceptions[i];
        ls_json_object(json, NULL);
        ls_json_text(json, "id", use->what->id);
        ls_json_text(json, "state", exception_state_name(exception_state(use)));
        ls_json_uint(json, "flows", use->flows);
        ls_json_uint(json, "by_inferred_role", use->inferred);
        ls_json_text(json, "owner", use->what->owner);
        ls_json_text(json, "reason", use->what->reason);
        ls_json_text(json, "expires", use->what->expires);
        ls_json_text(json, "file", use->what->file);
        ls_json_uint(json, "line", use->what->line);
        ls_json_end(json);
    }
    ls_json_end(json);
}

static void write_use(const struct page *page, const struct exception_use *use, enum ls_lang lang)
{
    const struct ls_exception *what = use->what;
    enum exception_state state = exception_state(use);
    unsigned long long flows = use->flows, inferred = use->inferred;
    fputs("  ", page->out);
    page_colour(page, state == EXCEPTION_USED ? PAGE_PLAIN : PAGE_YELLOW);
    page_padded(page, exception_state_label(state, lang), 9);
    page_colour(page, PAGE_PLAIN);
    page_text(page, what->id);
    fprintf(page->out, "\n%*s", 4, "");
    if (lang == LS_ZH_CN) {
        wrapped(page, "%s：%s，有效期至 %s（%s，第 %u 行）", what->owner, what->reason,
                what->expires, what->file, what->line);
        fprintf(page->out, "%*s", 4, "");
        wrapped(page, "%llu 条有发现的流符合%s（其中 %llu 条依据推断的角色）", flows,
                use->expired ? "，但不再被接受" : "", inferred);
        return;
    }
    wrapped(page, "%s: %s, until %s (%s, line %u)", what->owner, what->reason, what->expires,
            what->file, what->line);
    fprintf(page->out, "%*s", 4, "");
    if (flows == 1)
        wrapped(page, "1 flow with findings matches%s (%llu by an inferred role)",
                use->expired ? " and is no longer accepted" : "", inferred);
    else
        wrapped(page, "%llu flows with findings match%s (%llu by an inferred role)", flows,
                use->expired ? " and are no longer accepted" : "", inferred);
}

void exceptions_text(const struct page *page, const struct ls_audit *audit)
{
    enum ls_lang lang = audit->run->lang;
    if (audit->exception_count == 0)
        return;
    page_heading(page, lang == LS_ZH_CN ? "例外" : "Exceptions");
    for (size_t i = 0; i < audit->exception_count; i++)
        write_use(page, &audit->exceptions[i], lang);
}
