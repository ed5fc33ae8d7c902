/* sheet_findings.c - the groups of findings, one by one. */
#include <ctype.h>

#include "report/advice.h"
#include "report/sheet_cells.h"
#include "report/sources.h"

#define GROUP const struct group *group = item

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

PUT(group_severity)
{
    GROUP;
    put_severity(out, reader, group->severity);
}

PUT_NUMBER(group_cause, struct group, cause)

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

PUT_TEXT(group_id, struct group, key.id)

SHARED_PUT(put_group_source)
{
    char text[GROUP_SOURCE_TEXT];
    GROUP;
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
    put_number(out, group_addresses(group));
}

PUT(group_from_roles)
{
    GROUP;
    put_roles(out, reader, group->roles[0]);
}

SHARED_PUT(put_group_destination)
{
    char text[LS_ADDR_TEXT];
    GROUP;
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
    fputs(transport_name(group->key.ip_proto, room), out);
}

PUT(group_port)
{
    GROUP;
    if (group->has_port)
        fprintf(out, "%u", group->key.port);
}

PUT_TEXT(group_application, struct group, key.application)
PUT_NUMBER(group_flows, struct group, flows)
PUT_NUMBER(group_packets, struct group, packets)
PUT_NUMBER(group_bytes, struct group, bytes)
PUT_MOMENT(group_first, struct group, first_ns)
PUT_MOMENT(group_last, struct group, last_ns)

PUT(group_rows)
{
    GROUP;
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

SHARED_PUT(put_group_rule)
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

PUT_TEXT(group_reason, struct group, reason)

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
