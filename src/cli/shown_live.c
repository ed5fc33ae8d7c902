/*
 * shown_live.c - stand-ins in a run without end
 *
 * A flow's are made when it is shown. They need no list of what was seen: a stand-in follows from
 * the key and the name, so the last flow of a month has those of the first.
 */
#include <string.h>

#include "cli/shown_parts.h"

enum { ARENA_BYTES = 256 * 1024 };

static int make_once(struct shown *shown, struct ls_run *facts)
{
    shown->names = ls_arena_new();
    if (shown->names == NULL || shown_make_files(shown, shown->names, facts) < 0)
        return LS_E_MEMORY;
    if (facts->filter != NULL)
        ls_anonymise_filter(shown->anonymiser, facts->filter, shown->filter);
    return shown_topology(shown, facts->topology, facts);
}

int shown_facts(struct shown *shown, struct ls_run *facts)
{
    if (shown->anonymiser == NULL)
        return 0;
    if (shown->names == NULL && make_once(shown, facts) < 0)
        return LS_E_MEMORY;
    if (facts->exceptions != NULL && shown->exceptions == NULL)
        shown->exceptions = ls_exceptions_anonymised(facts->exceptions, shown->anonymiser);
    if (facts->exceptions != NULL && shown->exceptions == NULL)
        return LS_E_MEMORY;
    facts->exceptions = shown->exceptions;
    facts->topology = shown->topology;
    facts->files = shown->files;
    facts->filter = facts->filter != NULL ? shown->filter : NULL;
    facts->anonymised = true;
    ls_exceptions_set_time(shown->exceptions, facts->flows_last_ns);
    return 0;
}

int shown_topology(struct shown *shown, const struct ls_topology *topology, struct ls_run *facts)
{
    if (shown->anonymiser == NULL)
        return 0;
    struct ls_topology *made = ls_topology_anonymised(topology, shown->anonymiser);
    if (made == NULL)
        return LS_E_MEMORY;
    ls_topology_free(shown->topology);
    facts->topology = shown->topology = made;
    return 0;
}

static int show_name(struct shown *shown, struct ls_identity *who)
{
    char text[LS_STANDIN_TEXT];
    if (who->name[0] == '\0')
        return 0;
    size_t n = ls_anonymise_host(shown->anonymiser, ls_span(who->name, strlen(who->name)), text);
    who->name = ls_arena_text(shown->arena, text, n);
    return who->name != NULL ? 0 : LS_E_MEMORY;
}

const struct ls_summary *shown_now(struct shown *shown, const struct ls_summary *summary,
                                   struct ls_verdict *verdict)
{
    if (shown->anonymiser == NULL)
        return summary;
    if (shown->arena == NULL || ls_arena_size(shown->arena) > ARENA_BYTES) {
        ls_arena_free(shown->arena);
        shown->arena = ls_arena_new();
    }
    if (shown->arena == NULL || show_name(shown, &verdict->who[0]) < 0 ||
        show_name(shown, &verdict->who[1]) < 0)
        return NULL;
    shown_accepted(shown, verdict);
    return shown_make_flow(shown, summary);
}

const char *shown_line(const struct shown *shown, const char *text, char *room, size_t size)
{
    char name[64], standin[LS_STANDIN_TEXT];
    const char *rest = strstr(text, ": ");
    if (shown->anonymiser == NULL || rest == NULL || (size_t)(rest - text) >= sizeof name)
        return text;
    snprintf(name, sizeof name, "%.*s", (int)(rest - text), text);
    ls_anonymise_file(shown->anonymiser, "capture", name, standin);
    snprintf(room, size, "%s%s", standin, rest);
    return room;
}
