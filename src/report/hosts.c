/* hosts.c - the topology on paper. */
#include "report/names.h"
#include "report/page.h"

static void write_place(const struct page *page, const char *file, unsigned line)
{
    page_colour(page, PAGE_DIM);
    fputs("  ", page->out);
    page_text(page, file);
    fprintf(page->out, ":%u\n", line);
    page_colour(page, PAGE_PLAIN);
}

static void write_host(const struct page *page, const struct ls_catalogs *catalogs,
                       const struct ls_topology_host *host)
{
    char text[ROLES_TEXT];
    page_colour(page, PAGE_BOLD);
    page_text(page, host->name[0] != '\0' ? host->name : "-");
    page_colour(page, PAGE_PLAIN);
    fputc('\n', page->out);
    for (size_t i = 0; i < host->addr_count; i++) {
        char addr[LS_ADDR_TEXT];
        fprintf(page->out, "  %s\n", ls_addr_format(&host->addrs[i], addr));
    }
    fprintf(page->out, "  %s", roles_text(catalogs, host->roles, text));
    if (host->balancing != LS_BALANCING_UNSAID)
        fprintf(page->out, " (%s)", host->balancing == LS_BALANCING_DNS ? "dns" : "hardware");
    write_place(page, host->file, host->line);
}

void ls_topology_write(FILE *out, const struct ls_catalogs *catalogs,
                       const struct ls_topology *topology, const struct ls_look *look,
                       enum ls_lang lang)
{
    struct page page = page_on(out, look);
    size_t count;
    (void)lang; /* role keys are what one types; they have no translation */
    const struct ls_topology_host *hosts = ls_topology_hosts(topology, &count);
    for (size_t i = 0; i < count; i++)
        write_host(&page, catalogs, &hosts[i]);
    const struct ls_topology_network *networks = ls_topology_networks(topology, &count);
    for (size_t i = 0; i < count; i++) {
        char addr[LS_ADDR_TEXT];
        char text[ROLES_TEXT];
        unsigned bits = networks[i].prefix.bits;
        if (ls_addr_is_v4(&networks[i].prefix.addr))
            bits -= 96;
        page_colour(&page, PAGE_BOLD);
        fprintf(out, "%s/%u\n", ls_addr_format(&networks[i].prefix.addr, addr), bits);
        page_colour(&page, PAGE_PLAIN);
        fprintf(out, "  %s", roles_text(catalogs, networks[i].roles, text));
        write_place(&page, networks[i].file, networks[i].line);
    }
}
