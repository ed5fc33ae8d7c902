/* sheets_found.c - the sheets of findings and of hosts. */
#include <ctype.h>
#include <inttypes.h>

#include "lyncscope/clock.h"
#include "report/advice.h"
#include "report/sheets.h"
#include "report/sources.h"

#define PUT(name)     static void name(FILE *out, const struct reader *reader, const void *item)
#define GROUP         const struct group *group = item
#define UNUSED_READER (void)reader

static const void *next_group(const struct ls_audit *audit, const void *before)
{
    const struct group *group = before;
    return group ? group->hh.next : audit->groups;
}

static bool group_listed(const void *item)
{
    GROUP;
    return group->number <= FINDINGS_LISTED;
}

static uint64_t group_flow_count(const void *item)
{
    GROUP;
    return group->flows;
}

void put_severity(FILE *out, const struct reader *reader, enum ls_severity severity)
{
    fputs(reader->keys ? ls_severity_name(severity) : severity_label(severity, reader->lang), out);
}

void put_accepted(FILE *out, const struct reader *reader, const struct ls_exception *accepted)
{
    if (accepted == NULL)
        return;
    if (reader->keys)
        fputs(accepted->id, out);
    else if (reader->lang == LS_ZH_CN)
        fprintf(out, "%s（%s）：%s，有效期至 %s", accepted->id, accepted->owner, accepted->reason,
                accepted->expires);
    else
        fprintf(out, "%s (%s): %s, until %s", accepted->id, accepted->owner, accepted->reason,
                accepted->expires);
}

PUT(group_severity)
{
    GROUP;
    put_severity(out, reader, group->severity);
}

PUT(group_cause)
{
    GROUP;
    UNUSED_READER;
    fprintf(out, "%" PRIu32, group->cause);
}

PUT(group_accepted)
{
    GROUP;
    put_accepted(out, reader, group->key.accepted);
}

PUT(group_expired)
{
    GROUP;
    put_accepted(out, reader, group->expired);
}

PUT(group_id)
{
    GROUP;
    UNUSED_READER;
    fputs(group->key.id, out);
}

void put_group_source(FILE *out, const struct reader *reader, const void *item)
{
    char text[GROUP_SOURCE_TEXT];
    GROUP;
    UNUSED_READER;
    fputs(group_source(group, text), out);
}

/* People read the address of a host in the column before. */
PUT(group_ips)
{
    const struct ls_addr *list[SOURCES_LISTED];
    char text[SOURCES_TEXT];
    GROUP;
    if (!reader->keys && !group->source_is_network)
        return;
    size_t count = group_first_sources(group, list);
    fputs(sources_text(list, count, group_addresses(group), reader->lang, reader->keys, text), out);
}

PUT(group_address_count)
{
    GROUP;
    UNUSED_READER;
    fprintf(out, "%" PRIu64, group_addresses(group));
}

PUT(group_from_roles)
{
    GROUP;
    put_roles(out, reader, group->roles[0]);
}

void put_group_destination(FILE *out, const struct reader *reader, const void *item)
{
    char text[LS_ADDR_TEXT];
    GROUP;
    UNUSED_READER;
    fputs(ls_addr_format(&group->key.destination, text), out);
}

PUT(group_to_roles)
{
    GROUP;
    put_roles(out, reader, group->roles[1]);
}

PUT(group_transport)
{
    char room[TRANSPORT_TEXT];
    GROUP;
    UNUSED_READER;
    fputs(transport_name(group->key.ip_proto, room), out);
}

PUT(group_port)
{
    GROUP;
    UNUSED_READER;
    if (group->has_port)
        fprintf(out, "%u", group->key.port);
}

PUT(group_application)
{
    GROUP;
    UNUSED_READER;
    fputs(group->key.application, out);
}

PUT(group_flows)
{
    GROUP;
    UNUSED_READER;
    fprintf(out, "%" PRIu64, group->flows);
}

PUT(group_packets)
{
    GROUP;
    UNUSED_READER;
    fprintf(out, "%" PRIu64, group->packets);
}

PUT(group_bytes)
{
    GROUP;
    UNUSED_READER;
    fprintf(out, "%" PRIu64, group->bytes);
}

PUT(group_first)
{
    char text[LS_TIME_TEXT];
    GROUP;
    UNUSED_READER;
    fputs(ls_time_format(group->first_ns, text), out);
}

PUT(group_last)
{
    char text[LS_TIME_TEXT];
    GROUP;
    UNUSED_READER;
    fputs(ls_time_format(group->last_ns, text), out);
}

PUT(group_rows)
{
    GROUP;
    UNUSED_READER;
    for (size_t i = 0; i < group->row_count; i++)
        fprintf(out, "%s%s", i ? " " : "", group->rows[i]->id);
}

static bool names(const char *text, const char *id)
{
    size_t n = strlen(id);
    for (const char *at = text; (at = strstr(at, id)) != NULL; at += n)
        if ((at == text || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[n]))
            return true;
    return false;
}

/* The row that the reason goes by; where it goes by none, the first of that port. */
static const struct ls_row *rule_of(const struct group *group)
{
    for (size_t i = 0; i < group->row_count; i++)
        if (names(group->reason, group->rows[i]->id))
            return group->rows[i];
    return group->rows[0];
}

void put_group_rule(FILE *out, const struct reader *reader, const void *item)
{
    static const struct ls_words none = {{"no row for this port", "没有针对该端口的行"}};
    static const struct ls_words nearest = {
        {"none allows this; at the port ", "均不允许；该端口的行 "}};
    GROUP;
    if (group->row_count == 0) {
        fputs(none.in[reader->lang], out);
        return;
    }
    if (strcmp(group->key.id, ls_verdict_name(LS_UNDOCUMENTED)) == 0)
        fputs(nearest.in[reader->lang], out);
    put_rule(out, reader, rule_of(group));
}

PUT(group_reason)
{
    GROUP;
    UNUSED_READER;
    fputs(group->reason, out);
}

PUT(group_advice)
{
    GROUP;
    fputs(advice_for(group->key.id, reader->lang), out);
}

static const struct column finding_columns[] = {
    {"severity", {{"Severity", "严重程度"}}, COLUMN_WORDS, group_severity},
    {"id", {{"Finding", "发现"}}, COLUMN_CODE, group_id},
    {"source", {{"Source", "源"}}, COLUMN_CODE, put_group_source},
    {"source_ips", {{"Source addresses", "源地址"}}, COLUMN_CODE, group_ips},
    {"source_addresses", {{"How many", "源地址数"}}, COLUMN_NUMBER, group_address_count},
    {"source_roles", {{"Source role", "源角色"}}, COLUMN_WORDS, group_from_roles},
    {"destination", {{"Destination", "目标"}}, COLUMN_CODE, put_group_destination},
    {"destination_roles", {{"Destination role", "目标角色"}}, COLUMN_WORDS, group_to_roles},
    {"transport", {{"Transport", "传输"}}, COLUMN_CODE, group_transport},
    {"port", {{"Port", "端口"}}, COLUMN_CODE, group_port},
    {"application", {{"Payload", "载荷"}}, COLUMN_CODE, group_application},
    {"reason", {{"Evidence", "依据"}}, COLUMN_WORDS, group_reason},
    {"rule", {{"Rule in force", "适用规定"}}, COLUMN_WORDS, put_group_rule},
    {"advice", {{"What to do", "处理建议"}}, COLUMN_ADVICE, group_advice},
    {"flows", {{"Flows", "流数"}}, COLUMN_NUMBER, group_flows},
    {"packets", {{"Packets", "数据包"}}, COLUMN_NUMBER, group_packets},
    {"bytes", {{"Bytes", "字节"}}, COLUMN_NUMBER, group_bytes},
    {"first", {{"First seen", "首次出现"}}, COLUMN_TIME, group_first},
    {"last", {{"Last seen", "末次出现"}}, COLUMN_TIME, group_last},
    {"rows", {{"Rows", "行"}}, COLUMN_ROWS, group_rows},
    {"accepted", {{"Accepted by", "由谁接受"}}, COLUMN_WORDS, group_accepted},
    {"expired", {{"Exception that has expired", "已过期的例外"}}, COLUMN_WORDS, group_expired},
    {"cause", {{"Cause", "原因序号"}}, COLUMN_NUMBER, group_cause},
    {"", {{"", ""}}, COLUMN_WORDS, NULL},
};

const struct sheet sheet_findings = {
    "findings",      {{"Findings, worst first", "发现（最严重者在前）"}},
    finding_columns, next_group,
    group_listed,    group_flow_count};

/* --- hosts --- */

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
    UNUSED_READER;
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

PUT(host_flows)
{
    const struct audit_host *host = item;
    UNUSED_READER;
    fprintf(out, "%" PRIu64, host->flows);
}

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
