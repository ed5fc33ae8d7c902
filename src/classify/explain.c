/*
 * explain.c - every row that was considered, with what spoke for and against it
 *
 * Read from the candidates as the verdict left them; nothing is decided here.
 */
#include <stdlib.h>
#include <string.h>

#include "classify/reason.h"

struct speech {
    const struct ls_case *c;
    const struct ls_candidate *candidate;
    struct ls_explained *out;
};

static void say(struct ls_ground *grounds, size_t *count, const struct speech *s,
                enum ls_message what, struct ls_writing *w)
{
    if (*count == LS_GROUNDS_MAX)
        return;
    struct ls_ground *ground = &grounds[(*count)++];
    ls_say(ground->text, sizeof ground->text, s->c->context->lang, what, &w->pieces);
}

static void say_for(const struct speech *s, enum ls_message what, struct ls_writing *w)
{
    say(s->out->fits, &s->out->fit_count, s, what, w);
}

static void say_against(const struct speech *s, enum ls_message what, struct ls_writing *w)
{
    say(s->out->against, &s->out->against_count, s, what, w);
}

static void open_writing(const struct speech *s, struct ls_writing *w)
{
    ls_writing_open(s->c, w);
    ls_write_row(s->c, s->candidate, w);
    w->pieces.other = w->other;
    w->pieces.roles = w->roles;
    w->pieces.name = w->name;
}

static void explain_port(const struct speech *s)
{
    struct ls_writing w;
    open_writing(s, &w);
    say_for(s, s->candidate->moved ? LS_SAY_EXPLAIN_MOVED : LS_SAY_EXPLAIN_PORT, &w);
}

static enum ls_message known_as(const struct ls_identity *who)
{
    return who->from == LS_ROLE_TOPOLOGY ? LS_SAY_EXPLAIN_TOLD : LS_SAY_EXPLAIN_INFERRED;
}

static void explain_role(const struct speech *s)
{
    const struct ls_candidate *candidate = s->candidate;
    const struct ls_identity *who = &s->c->who[candidate->end];
    struct ls_writing w;
    open_writing(s, &w);
    ls_write_roles(s->c, ls_solid_roles(who), w.other, sizeof w.other);
    if (candidate->row->role_number >= 0)
        ls_write_roles(s->c, UINT64_C(1) << candidate->row->role_number, w.roles, sizeof w.roles);
    switch (candidate->role) {
    case LS_ROLE_FIT_NO:
        say_against(s, candidate->wrong_mode ? LS_SAY_EXPLAIN_MODE : LS_SAY_EXPLAIN_NOT_ROLE, &w);
        return;
    case LS_ROLE_FIT_OTHER:
        say_against(s, LS_SAY_EXPLAIN_NOT_ROLE, &w);
        return;
    case LS_ROLE_FIT_BALANCER:
        say_against(s, LS_SAY_EXPLAIN_BALANCER, &w);
        return;
    case LS_ROLE_FIT_OPEN:
        return;
    case LS_ROLE_FIT_YES:
        if (candidate->row->role_number >= 0 && ls_solid_roles(who) != 0)
            say_for(s, known_as(who), &w);
        return;
    }
}

static void explain_peer(const struct speech *s)
{
    const struct ls_candidate *candidate = s->candidate;
    const struct ls_row *row = candidate->row;
    const struct ls_identity *who = &s->c->who[1 - candidate->end];
    ls_roles wanted = candidate->end == LS_INITIATOR ? row->to : row->from;
    struct ls_writing w;
    open_writing(s, &w);
    ls_write_roles(s->c, ls_solid_roles(who), w.other, sizeof w.other);
    ls_write_roles(s->c, wanted, w.roles, sizeof w.roles);
    if (candidate->peer == LS_ROLE_FIT_NO && candidate->by_scope)
        say_against(s, LS_SAY_EXPLAIN_NO_EDGE, &w);
    else if (candidate->peer == LS_ROLE_FIT_NO || candidate->peer == LS_ROLE_FIT_OTHER)
        say_against(s, wanted ? LS_SAY_EXPLAIN_NOT_PEER : LS_SAY_EXPLAIN_OUTSIDE, &w);
    else if (candidate->peer == LS_ROLE_FIT_YES && wanted != 0)
        say_for(s, LS_SAY_EXPLAIN_PEER, &w);
}

static void explain_name(const struct speech *s, struct ls_writing *w)
{
    struct ls_fact fact;
    if (ls_row_naming_fact(s->c, s->candidate->row, &fact))
        ls_write_fact(s->c, &fact, w->name, sizeof w->name);
    say_for(s, LS_SAY_EXPLAIN_NAMED, w);
}

static void explain_payload(const struct speech *s)
{
    struct ls_writing w;
    open_writing(s, &w);
    switch (s->candidate->payload) {
    case LS_FIT_CONTRADICTS:
        say_against(s, LS_SAY_EXPLAIN_CONTRADICTS, &w);
        return;
    case LS_FIT_MISSING:
        say_against(s, LS_SAY_EXPLAIN_RANGE, &w);
        return;
    case LS_FIT_SILENT:
        return;
    case LS_FIT_OTHER_KIND:
        say_against(s, LS_SAY_EXPLAIN_OTHER_KIND, &w);
        return;
    case LS_FIT_PAYLOAD:
        say_for(s, LS_SAY_EXPLAIN_PAYLOAD, &w);
        return;
    case LS_FIT_KIND:
        say_for(s, LS_SAY_EXPLAIN_KIND, &w);
        return;
    case LS_FIT_NAMED:
        explain_name(s, &w);
        return;
    case LS_FIT_LEARNED:
        ls_write_announcer(s->c, s->candidate->learned, w.other, sizeof w.other);
        say_for(s, LS_SAY_EXPLAIN_LEARNED, &w);
        return;
    }
}

static void explain_host(const struct speech *s)
{
    struct ls_writing w;
    if (!s->candidate->host_named)
        return;
    open_writing(s, &w);
    ls_write_fact(s->c, &s->c->host_name, w.name, sizeof w.name);
    say_for(s, LS_SAY_EXPLAIN_HOST, &w);
}

static void explain(const struct ls_case *c, const struct ls_candidate *candidate,
                    struct ls_explained *out)
{
    const struct speech s = {c, candidate, out};
    out->row = candidate->row;
    out->fit_count = out->against_count = 0;
    /* An announced endpoint is the row's by the announcement alone, wherever its own port is. */
    bool by_port = candidate->payload != LS_FIT_LEARNED || candidate->row->owner == LS_OWNER_MEDIA;
    if (by_port) {
        explain_port(&s);
        explain_role(&s);
        explain_peer(&s);
    }
    explain_payload(&s);
    explain_host(&s);
}

static bool is_entry(const struct ls_case *c, const struct ls_candidate *candidate)
{
    for (size_t i = 0; i < c->entry_count; i++)
        if (c->entries[i] == candidate)
            return true;
    return false;
}

struct ls_explained *ls_explained_new(void)
{
    return calloc(LS_EXPLAINED_MAX, sizeof(struct ls_explained));
}

void ls_explain(const struct ls_context *context, const struct ls_summary *summary,
                struct ls_explained *room, struct ls_verdict *verdict)
{
    struct ls_case c;
    size_t count = 0;
    ls_case_open(&c, context, summary, 0);
    ls_case_decide(&c);
    for (size_t i = 0; i < c.entry_count && count < LS_EXPLAINED_MAX; i++)
        explain(&c, c.entries[i], &room[count++]);
    for (size_t i = 0; i < c.candidate_count && count < LS_EXPLAINED_MAX; i++)
        if (!is_entry(&c, &c.candidates[i]))
            explain(&c, &c.candidates[i], &room[count++]);
    verdict->explained = room;
    verdict->explained_count = count;
}
