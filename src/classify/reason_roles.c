/* reason_roles.c - why a documented port used between the wrong hosts is misplaced, and whose it
 * is. */
#include "classify/reason.h"

/*
 * How near a row comes that does not let the flow pass: nothing but the balancing is wrong, or the
 * opener alone, or the balancing too, or whom it opens to, or the opener is no such host at all.
 */
static int nearness(const struct ls_candidate *candidate)
{
    bool opens = candidate->end == LS_INITIATOR;
    if (candidate->wrong_mode)
        return candidate->peer > LS_ROLE_FIT_NO ? 5 : 3;
    if (candidate->role > LS_ROLE_FIT_NO)
        return opens ? 2 : 4;
    return opens && candidate->row->to != 0 && candidate->peer == LS_ROLE_FIT_YES ? 1 : 0;
}

static const struct ls_candidate *nearest(const struct ls_case *c)
{
    const struct ls_candidate *near = c->rejected[0];
    for (size_t i = 1; i < c->rejected_count; i++)
        if (nearness(c->rejected[i]) > nearness(near))
            near = c->rejected[i];
    return near;
}

static enum ls_message say_mode(const struct ls_case *c, const struct ls_candidate *near,
                                struct ls_writing *w)
{
    bool hardware = near->row->balancing == LS_BALANCING_HARDWARE;
    enum ls_lang lang = c->context->lang;
    w->pieces.name = ls_message(lang, hardware ? LS_SAY_HARDWARE : LS_SAY_DNS);
    w->pieces.other = ls_message(lang, hardware ? LS_SAY_DNS : LS_SAY_HARDWARE);
    return LS_SAY_WRONG_MODE;
}

/* A row whose owner listens at the port, where openers of another have a target of their own. */
static const struct ls_candidate *listener_row(const struct ls_case *c)
{
    for (size_t i = 0; i < c->rejected_count; i++)
        if (c->rejected[i]->end == LS_RESPONDER && c->rejected[i]->role == LS_ROLE_FIT_NO &&
            c->rejected[i]->row->owner == LS_OWNER_RESPONDER)
            return c->rejected[i];
    return NULL;
}

/* Whose port it is: all that listen there, and those that openers of other rows go to. */
static enum ls_message wrong_owner(const struct ls_case *c, const struct ls_candidate *near,
                                   struct ls_writing *w)
{
    ls_roles owners = 0;
    for (size_t i = 0; i < c->rejected_count; i++) {
        const struct ls_candidate *candidate = c->rejected[i];
        if (candidate->end == near->end)
            owners |= ls_role_bit(candidate->row);
        else if (near->end == LS_RESPONDER && candidate->role > LS_ROLE_FIT_NO)
            owners |= candidate->row->to;
    }
    ls_write_roles(c, owners, w->roles, sizeof w->roles);
    return near->end == LS_INITIATOR ? LS_SAY_WRONG_OPENER : LS_SAY_WRONG_OWNER;
}

/* Whose port it is where every row's far end is another: a client would be as wrong to open it. */
static enum ls_message wrong_host(const struct ls_case *c, struct ls_writing *w)
{
    ls_roles owners = 0;
    for (size_t i = 0; i < c->rejected_count; i++) {
        const struct ls_candidate *candidate = c->rejected[i];
        owners |= candidate->end == LS_INITIATOR ? candidate->row->to : ls_role_bit(candidate->row);
    }
    ls_write_roles(c, owners, w->roles, sizeof w->roles);
    ls_write_roles(c, c->who[LS_RESPONDER].roles, w->other, sizeof w->other);
    return LS_SAY_WRONG_OWNER;
}

enum ls_message ls_reason_wrong_roles(const struct ls_case *c, struct ls_writing *w)
{
    const struct ls_candidate *near = nearest(c);
    const struct ls_candidate *listening = listener_row(c);
    if (near->end == LS_INITIATOR && near->role > LS_ROLE_FIT_NO && listening != NULL)
        near = listening;
    ls_write_row(c, near, w);
    if (near->wrong_mode)
        return say_mode(c, near, w);
    w->pieces.roles = w->roles;
    w->pieces.other = w->other;
    if (near->end == LS_INITIATOR && near->role == LS_ROLE_FIT_NO && near->peer == LS_ROLE_FIT_NO &&
        near->row->to != 0)
        return wrong_host(c, w);
    bool wrong_peer = near->role > LS_ROLE_FIT_NO;
    bool opens = near->end == LS_INITIATOR;
    int blamed = wrong_peer == opens ? LS_RESPONDER : LS_INITIATOR;
    ls_write_roles(c, c->who[blamed].roles, w->other, sizeof w->other);
    if (!wrong_peer)
        return wrong_owner(c, near, w);
    ls_write_roles(c, opens ? near->row->to : near->row->from, w->roles, sizeof w->roles);
    return opens ? LS_SAY_WRONG_TARGET : LS_SAY_WRONG_OPENER;
}
