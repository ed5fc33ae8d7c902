/* sheet_hosts.c - the hosts of the audit, their roles and where these are known from. */
#include "report/sheet_cells.h"

static const void *next_host(const struct ls_audit *audit, const void *before)
{
    return audit_hosts_next(&audit->hosts, before);
}

static bool host_listed(const void *item)
{
    const struct audit_host *host = item;
    return host->listed;
}

static uint64_t host_flow_count(const void *item)
{
    const struct audit_host *host = item;
    return host->flows;
}

static struct ls_identity who_is(const struct reader *reader, const void *item)
{
    const struct audit_host *host = item;
    struct ls_identity who;
    ls_topology_who(reader->audit->run->topology, &host->addr, &who);
    return who;
}

PUT(host_ip)
{
    const struct audit_host *host = item;
    char text[LS_ADDR_TEXT];
    fputs(ls_addr_format(&host->addr, text), out);
}

PUT(host_name)
{
    fputs(who_is(reader, item).name, out);
}

PUT(host_roles)
{
    put_roles(out, reader, who_is(reader, item).roles);
}

/* How sure each inferred role is: one word where they agree. */
static void put_confidence(FILE *out, const struct reader *reader, struct ls_identity who)
{
    char text[CONFIDENCE_TEXT];
    fputs(confidence_text(reader->audit->run->catalogs, &who, reader->lang, reader->keys, text),
          out);
}

PUT(host_from)
{
    struct ls_identity who = who_is(reader, item);
    if (who.from == LS_ROLE_UNKNOWN)
        return;
    enum label word = who.from == LS_ROLE_TOPOLOGY ? LABEL_TOPOLOGY : LABEL_INFERRED;
    fputs(reader->keys ? role_from_name(who.from) : label(word, reader->lang), out);
}

PUT(host_confidence)
{
    put_confidence(out, reader, who_is(reader, item));
}

PUT_NUMBER(host_flows, struct audit_host, flows)

PUT(host_because)
{
    struct ls_identity who = who_is(reader, item);
    for (size_t i = 0; i < who.because_count; i++) {
        const char *text = who.because[i];
        const char *words = because_words(&text, reader->lang);
        fprintf(out, "%s%s%s", i ? "; " : "", words, text);
    }
}

static const struct column host_columns[] = {
    {"ip", {{"Address", "地址"}}, COLUMN_CODE, host_ip},
    {"name", {{"Name", "名称"}}, COLUMN_WORDS, host_name},
    {"roles", {{"Role", "角色"}}, COLUMN_WORDS, host_roles},
    {"role_from", {{"Known from", "来源"}}, COLUMN_WORDS, host_from},
    {"confidence", {{"How sure", "可信度"}}, COLUMN_WORDS, host_confidence},
    {"flows", {{"Flows", "流数"}}, COLUMN_NUMBER, host_flows},
    {"because", {{"Reasons", "理由"}}, COLUMN_WORDS, host_because},
    {"", {{"", ""}}, COLUMN_WORDS, NULL},
};

const struct sheet sheet_hosts = {"hosts",      {{"Hosts and their roles", "主机及其角色"}},
                                  host_columns, next_host,
                                  host_listed,  host_flow_count};
