/*
 * exceptions_anonymise.c - accepted deviations as strangers may read them
 *
 * Ids, owners and reasons are what people wrote for themselves: a number each is all that stays.
 */
#include <stdlib.h>
#include <string.h>

#include "classify/exceptions.h"

struct copy {
    struct ls_exceptions *to;
    const struct ls_anonymiser *anonymiser;
};

static const char *word(const struct copy *copy, const char *kind, const char *text)
{
    char standin[LS_STANDIN_TEXT];
    size_t n = ls_anonymise_word(copy->anonymiser, kind, ls_span(text, strlen(text)), standin);
    return ls_arena_text(copy->to->arena, standin, n);
}

static const char *file(const struct copy *copy, const char *path)
{
    char standin[LS_STANDIN_TEXT];
    size_t n = ls_anonymise_file(copy->anonymiser, "exceptions", path, standin);
    return ls_arena_text(copy->to->arena, standin, n);
}

static bool copy_end(const struct copy *copy, struct ls_exception_end *end)
{
    struct ls_exception_place *places =
        ls_arena_alloc(copy->to->arena, (end->count + 1) * sizeof *places);
    if (places == NULL)
        return false;
    for (size_t i = 0; i < end->count; i++) {
        places[i] = end->places[i];
        if (places[i].role < 0)
            places[i].prefix = ls_anonymise_prefix(copy->anonymiser, &places[i].prefix);
    }
    end->places = places;
    return true;
}

static struct ls_exception *copy_one(const struct copy *copy, const struct ls_exception *from)
{
    struct ls_exception *made = ls_arena_alloc(copy->to->arena, sizeof *made);
    struct ls_exception_rule *rule = ls_arena_alloc(copy->to->arena, sizeof *rule);
    if (made == NULL || rule == NULL)
        return NULL;
    *made = *from;
    *rule = *from->rule;
    made->rule = rule;
    made->id = word(copy, "exception", from->id);
    made->owner = word(copy, "owner", from->owner);
    made->reason = word(copy, "reason", from->reason);
    made->file = file(copy, from->file);
    bool good = made->id != NULL && made->owner != NULL && made->reason != NULL &&
                made->file != NULL && copy_end(copy, &rule->end[0]) &&
                copy_end(copy, &rule->end[1]);
    return good ? made : NULL;
}

static bool copy_sources(const struct copy *copy, const struct ls_exceptions *from)
{
    struct ls_exceptions *to = copy->to;
    to->sources = calloc(from->source_count + 1, sizeof *to->sources);
    for (size_t i = 0; to->sources != NULL && i < from->source_count; i++) {
        struct ls_exceptions_source *source = &to->sources[to->source_count++];
        *source = from->sources[i];
        source->path = file(copy, source->path);
        ls_anonymise_sha256(copy->anonymiser, source->sha256);
        if (source->path == NULL)
            return false;
    }
    return to->sources != NULL;
}

struct ls_exceptions *ls_exceptions_anonymised(const struct ls_exceptions *exceptions,
                                               const struct ls_anonymiser *anonymiser)
{
    struct copy copy = {ls_exceptions_new(exceptions->catalogs), anonymiser};
    bool good = copy.to != NULL && copy_sources(&copy, exceptions);
    for (size_t i = 0; good && i < exceptions->count; i++) {
        copy.to->list[i] = copy_one(&copy, exceptions->list[i]);
        good = copy.to->list[i] != NULL;
        copy.to->count += good;
    }
    if (good) {
        copy.to->now_ns = exceptions->now_ns;
        return copy.to;
    }
    ls_exceptions_free(copy.to);
    return NULL;
}
