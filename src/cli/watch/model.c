/* model.c - records come in, and the newest stay. */
#include "cli/watch/model.h"

#include <stdarg.h>
#include <stdlib.h>

#include "report/names.h"

static void drop_ring(struct model *model)
{
    for (size_t i = 0; i < model->ring_count; i++)
        kept_drop(model->ring[(model->ring_first + i) % FLOWS_KEPT]);
    model->ring_first = model->ring_count = 0;
}

void model_open_begin(struct model *model, uint64_t tracked)
{
    for (size_t i = 0; i < model->open_count; i++)
        kept_drop(model->open[i]);
    model->open_count = 0;
    model->tracked = tracked;
    for (int kind = 0; kind < LS_VERDICT_COUNT; kind++)
        model->verdicts_open[kind] = 0;
}

struct model *model_new(const struct ls_run *facts, const struct ls_context *context)
{
    struct model *model = calloc(1, sizeof *model);
    if (model == NULL)
        return NULL;
    model->facts = facts;
    model->context = context;
    if (model_clear(model) == 0)
        return model;
    model_free(model);
    return NULL;
}

void model_free(struct model *model)
{
    if (model == NULL)
        return;
    drop_ring(model);
    model_open_begin(model, 0);
    picture_free(&model->picture);
    ls_audit_free(model->audit);
    choice_free(model->choice);
    free(model->pages.text);
    free(model);
}

/* The picture refers to the audit, so it goes first. */
int model_clear(struct model *model)
{
    model->counted = *model->facts;
    struct ls_audit *fresh = ls_audit_new(&model->counted);
    if (fresh == NULL)
        return LS_E_MEMORY;
    drop_ring(model);
    model_open_begin(model, model->tracked);
    picture_free(&model->picture);
    ls_audit_free(model->audit);
    model->audit = fresh;
    model->taken = 0;
    return 0;
}

static void keep(struct model *model, struct kept *kept)
{
    if (model->ring_count == FLOWS_KEPT) {
        kept_drop(model->ring[model->ring_first]);
        model->ring_first = (model->ring_first + 1) % FLOWS_KEPT;
        model->ring_count--;
    }
    model->ring[(model->ring_first + model->ring_count++) % FLOWS_KEPT] = kept;
}

int model_take(struct model *model, const struct ls_record *record)
{
    model->counted = *model->facts;
    ls_audit_reach(model->audit);
    if (ls_audit_add(model->audit, record) < 0)
        return LS_E_MEMORY;
    struct kept *kept = kept_new(record, false);
    if (kept == NULL)
        return LS_E_MEMORY;
    model->taken++;
    keep(model, kept);
    return 0;
}

int model_open_add(struct model *model, const struct ls_record *record)
{
    model->verdicts_open[record->verdict->kind]++;
    if (model->open_count == OPEN_KEPT)
        return 0;
    struct kept *kept = kept_new(record, true);
    if (kept == NULL)
        return LS_E_MEMORY;
    model->open[model->open_count++] = kept;
    return 0;
}

void model_say(struct model *model, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(model->message, sizeof model->message, format, args);
    va_end(args);
}

void model_choose(struct model *model, const char *words)
{
    struct ls_error error;
    struct choice *choice = NULL;
    if (words[0] != '\0' && (choice = choice_new(words, model_lang(model), &error)) == NULL) {
        model_say(model, "%s", error.text);
        return;
    }
    choice_free(model->choice);
    model->choice = choice;
}

/* "src net 10.20.0.0/16 and dst host 10.0.10.11 and tcp dst port 3389": it can be edited then. */
bool model_choose_finding(struct model *model)
{
    char words[PROMPT_TEXT], source[GROUP_SOURCE_TEXT], destination[LS_ADDR_TEXT];
    char transport[TRANSPORT_TEXT];
    size_t at = model->lists[VIEW_FINDINGS].selected;
    if (at >= model->picture.finding_count)
        return false;
    const struct group *group = model->picture.findings[at].group;
    int n = snprintf(words, sizeof words, "src %s %s and dst host %s",
                     group->source_is_network ? "net" : "host", group_source(group, source),
                     ls_addr_format(&group->key.destination, destination));
    if (group->has_port)
        snprintf(words + n, sizeof words - (size_t)n, " and %s dst port %u",
                 transport_name(group->key.ip_proto, transport), group->key.port);
    model->only = 0;
    model_choose(model, words);
    return true;
}

const struct kept *model_selected(const struct model *model)
{
    size_t at = model->lists[VIEW_FLOWS].selected;
    return at < model->picture.flow_count ? model->picture.flows[at] : NULL;
}
