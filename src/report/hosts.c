/*
 * hosts.c - the topology on paper: a table for people, one JSON object a line for programs
 *
 * The table has a column each for name, address and roles, and where the thing on that line was
 * told. Columns are as wide as what is in them; a name too long for its column pushes the rest to
 * the next line rather than being cut.
 */
#include "report/hosts.h"

#include <string.h>

#include "lyncscope/escape.h"
#include "lyncscope/json.h"

enum { NAME_MAX_WIDTH = 32, PLACE_TEXT = 300 };

struct table {
    struct page page;
    const struct ls_catalogs *catalogs;
    const struct ls_topology *topology;
    enum ls_lang lang;
    int name, addr, role; /* widths */
};

const char *hosts_network_text(const struct ls_prefix *prefix, char text[NETWORK_TEXT])
{
    char addr[LS_ADDR_TEXT];
    unsigned bits = prefix->bits;
    if (ls_addr_is_v4(&prefix->addr))
        bits -= 96;
    snprintf(text, NETWORK_TEXT, "%s/%u", ls_addr_format(&prefix->addr, addr), bits);
    return text;
}

/* A role after the one numbered `after`; NULL when there is none. Start with -1. */
static const char *next_role(const struct ls_catalogs *catalogs, ls_roles roles, int *after)
{
    for (size_t i = (size_t)(*after + 1); i < ls_catalogs_role_count(catalogs); i++)
        if ((roles >> i & 1) != 0) {
            *after = (int)i;
            return ls_catalogs_role(catalogs, i)->key;
        }
    return NULL;
}

static void widen(int *width, const char *text, int most)
{
    int n = ls_text_columns(text);
    if (n > *width && n <= most)
        *width = n;
}

/* Fills a column, or goes on in the next line below it when the text is too long. */
static void cell(const struct table *t, const char *text, int width, int before)
{
    int used = page_text(&t->page, text);
    if (used > width) {
        fprintf(t->page.out, "\n%*s", before + width + 2, "");
        return;
    }
    fprintf(t->page.out, "%*s", width - used + 2, "");
}

static void line(const struct table *t, const char *name, const char *addr, const char *role,
                 const char *place)
{
    if (name[0] != '\0')
        page_colour(&t->page, PAGE_BOLD);
    cell(t, name, t->name, 0);
    page_colour(&t->page, PAGE_PLAIN);
    cell(t, addr, t->addr, t->name + 2);
    if (place[0] == '\0') {
        page_text(&t->page, role);
        fputc('\n', t->page.out);
        return;
    }
    cell(t, role, t->role, t->name + t->addr + 4);
    page_colour(&t->page, PAGE_DIM);
    page_text(&t->page, place);
    page_colour(&t->page, PAGE_PLAIN);
    fputc('\n', t->page.out);
}

/* The file's name without its folder where that is enough to know it by. */
static const char *place_text(const struct table *t, const char *file, unsigned number,
                              char text[PLACE_TEXT])
{
    const char *slash = strrchr(file, '/');
    const char *base = slash ? slash + 1 : file;
    size_t count;
    size_t alike = 0;
    const struct ls_topology_source *sources = ls_topology_sources(t->topology, &count);
    for (size_t i = 0; i < count; i++) {
        const char *other = strrchr(sources[i].path, '/');
        alike += strcmp(other ? other + 1 : sources[i].path, base) == 0;
    }
    snprintf(text, PLACE_TEXT, "%.280s:%u", alike > 1 ? file : base, number);
    return text;
}

/* Who told the roles: the host's own line, or the pool's service. */
static void roles_place(const struct ls_topology_host *host, const char **file, unsigned *number)
{
    bool pool = host->own == 0 && host->pool != NULL && !host->shared;
    *file = pool ? host->pool->roles_file : host->file;
    *number = pool ? host->pool->roles_line : host->line;
}

static void write_host(const struct table *t, const struct ls_topology_host *host)
{
    int after = -1;
    const char *role = next_role(t->catalogs, host->roles, &after);
    const char *name = host->name[0] != '\0' ? host->name : "-";
    const char *roles_file;
    unsigned roles_line;
    bool roles_said = false;
    roles_place(host, &roles_file, &roles_line);
    for (size_t i = 0; i < host->addr_count || role != NULL || i == 0; i++) {
        char addr[LS_ADDR_TEXT] = "", text[PLACE_TEXT] = "";
        if (i < host->addr_count) {
            ls_addr_format(&host->addrs[i], addr);
            place_text(t, host->places[i].file, host->places[i].line, text);
            roles_said = roles_said ||
                         (host->places[i].line == roles_line && host->places[i].file == roles_file);
        } else if (i == 0) {
            strcpy(addr, "-");
            place_text(t, host->file, host->line, text);
            roles_said = host->line == roles_line && host->file == roles_file;
        } else if (!roles_said && role != NULL) {
            place_text(t, roles_file, roles_line, text);
            roles_said = true;
        }
        line(t, i == 0 ? name : "", addr, role ? role : i == 0 ? "-" : "", text);
        role = role ? next_role(t->catalogs, host->roles, &after) : NULL;
    }
}

static void measure(struct table *t)
{
    size_t count;
    const struct ls_topology_host *hosts = ls_topology_hosts(t->topology, &count);
    t->name = t->addr = t->role = 7;
    for (size_t i = 0; i < count; i++) {
        const char *role;
        int after = -1;
        widen(&t->name, hosts[i].name, NAME_MAX_WIDTH);
        for (size_t k = 0; k < hosts[i].addr_count; k++) {
            char text[LS_ADDR_TEXT];
            widen(&t->addr, ls_addr_format(&hosts[i].addrs[k], text), 18);
        }
        while ((role = next_role(t->catalogs, hosts[i].roles, &after)) != NULL)
            widen(&t->role, role, 18);
    }
    const struct ls_topology_network *networks = ls_topology_networks(t->topology, &count);
    for (size_t i = 0; i < count; i++) {
        const char *role;
        int after = -1;
        char text[NETWORK_TEXT];
        widen(&t->name, hosts_network_text(&networks[i].prefix, text), NAME_MAX_WIDTH);
        while ((role = next_role(t->catalogs, networks[i].roles, &after)) != NULL)
            widen(&t->role, role, 18);
    }
}

static void write_network(const struct table *t, const struct ls_topology_network *network)
{
    char text[NETWORK_TEXT], place[PLACE_TEXT];
    int after = -1;
    const char *role = next_role(t->catalogs, network->roles, &after);
    hosts_network_text(&network->prefix, text);
    line(t, text, "", role ? role : "-", place_text(t, network->file, network->line, place));
    while (role != NULL && (role = next_role(t->catalogs, network->roles, &after)) != NULL)
        line(t, "", "", role, "");
}

/* "8404 -> 8405": what somebody changed; the rest is where everybody has it. */
static void write_listener(const struct table *t, const struct ls_topology_listener *l)
{
    char usual[16], here[16], text[PLACE_TEXT];
    if (l->usual_first == 0 || (l->first == l->usual_first && l->last == l->usual_last))
        return;
    snprintf(usual, sizeof usual, l->usual_first == l->usual_last ? "%u" : "%u-%u", l->usual_first,
             l->usual_last);
    snprintf(here, sizeof here, l->first == l->last ? "%u" : "%u-%u", l->first, l->last);
    fprintf(t->page.out, "  %-12s %-12s ", here, usual);
    page_padded(&t->page, l->service, 34);
    page_colour(&t->page, PAGE_DIM);
    page_text(&t->page, place_text(t, l->file, l->line, text));
    page_colour(&t->page, PAGE_PLAIN);
    fputc('\n', t->page.out);
}

static bool is_changed(const struct ls_topology_pool *pool)
{
    for (size_t i = 0; i < pool->listener_count; i++) {
        const struct ls_topology_listener *l = &pool->listeners[i];
        if (l->usual_first != 0 && (l->first != l->usual_first || l->last != l->usual_last))
            return true;
    }
    return false;
}

static void write_pools(const struct table *t)
{
    bool first = true;
    for (size_t i = 0; i < ls_topology_pool_count(t->topology); i++) {
        const struct ls_topology_pool *pool = ls_topology_pool(t->topology, i);
        if (!is_changed(pool))
            continue;
        if (first)
            page_heading(&t->page, label(LABEL_PORTS_HERE, t->lang));
        first = false;
        page_text(&t->page, pool->name);
        fputc('\n', t->page.out);
        for (size_t k = 0; k < pool->listener_count; k++)
            write_listener(t, &pool->listeners[k]);
    }
}

void hosts_write_text(FILE *out, const struct ls_catalogs *catalogs,
                      const struct ls_topology *topology, const struct ls_look *look,
                      enum ls_lang lang)
{
    struct table t = {
        .page = page_on(out, look), .catalogs = catalogs, .topology = topology, .lang = lang};
    size_t count;
    measure(&t);
    line(&t, label(LABEL_HOST, lang), label(LABEL_ADDRESS, lang), label(LABEL_ROLE, lang),
         label(LABEL_FROM, lang));
    const struct ls_topology_host *hosts = ls_topology_hosts(topology, &count);
    for (size_t i = 0; i < count; i++)
        write_host(&t, &hosts[i]);
    const struct ls_topology_network *networks = ls_topology_networks(topology, &count);
    for (size_t i = 0; i < count; i++)
        write_network(&t, &networks[i]);
    write_pools(&t);
}
