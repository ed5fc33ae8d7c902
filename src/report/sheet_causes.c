/* sheet_causes.c - findings with one cause, told once. */
#include <inttypes.h>

#include "report/advice.h"
#include "report/sheet_cells.h"
#include "report/sources.h"

#define CAUSE const struct cause *cause = item

static const void *next_cause(const struct ls_audit *audit, const void *before)
{
    const struct cause *cause = before;
    cause = cause ? cause + 1 : audit->causes;
    return cause != NULL && cause < audit->causes + audit->cause_count ? cause : NULL;
}

static bool cause_listed(const void *item)
{
    CAUSE;
    return cause->number <= CAUSES_LISTED;
}

static uint64_t cause_flow_count(const void *item)
{
    CAUSE;
    return cause->flows;
}

/* What is one is named by its group's column; of more, people get the number. */
static void put_one_of(FILE *out, const struct reader *reader, const struct cause *cause,
                       uint64_t many, const struct ls_words *words,
                       void (*one)(FILE *out, const struct reader *reader, const void *item))
{
    if (many == 1)
        one(out, reader, cause->first);
    else if (!reader->keys)
        fprintf(out, "%" PRIu64 " %s", many, words->in[reader->lang]);
}

static void put_role(FILE *out, const struct reader *reader, const struct cause *cause, int end)
{
    static const struct ls_words several = {{"several", "多种"}};
    if (cause->one_role[end])
        put_roles(out, reader, cause->roles[end]);
    else
        fputs(reader->keys ? "" : several.in[reader->lang], out);
}

PUT_NUMBER(cause_number, struct cause, number)

PUT(cause_severity)
{
    CAUSE;
    put_severity(out, reader, cause->first->severity);
}

PUT_TEXT(cause_id, struct cause, first->key.id)

PUT(cause_from)
{
    static const struct ls_words words = {{"sources", "个源"}};
    CAUSE;
    put_one_of(out, reader, cause, cause->sources, &words, put_group_source);
}

PUT(cause_ips)
{
    const struct ls_addr *list[SOURCES_LISTED];
    char text[SOURCES_TEXT];
    CAUSE;
    if (!reader->keys && cause->sources == 1 && !cause->first->source_is_network)
        return;
    size_t count = cause_first_sources(cause, list);
    fputs(sources_text(list, count, cause->addresses, reader->lang, reader->keys, text), out);
}

PUT(cause_from_roles)
{
    CAUSE;
    put_role(out, reader, cause, 0);
}

PUT(cause_to)
{
    static const struct ls_words words = {{"destinations", "个目标"}};
    CAUSE;
    put_one_of(out, reader, cause, cause->destinations, &words, put_group_destination);
}

PUT(cause_to_roles)
{
    CAUSE;
    put_role(out, reader, cause, 1);
}

PUT(cause_transport)
{
    char room[TRANSPORT_TEXT];
    CAUSE;
    fputs(transport_name(cause->first->key.ip_proto, room), out);
}

PUT(cause_port)
{
    CAUSE;
    if (!cause->first->has_port)
        return;
    if (cause->ports == 1) {
        fprintf(out, "%u", cause->low);
        return;
    }
    fprintf(out, "%u-%u", cause->low, cause->high);
    if (!reader->keys && reader->lang == LS_ZH_CN)
        fprintf(out, "（%" PRIu64 " 个端口）", cause->ports);
    else if (!reader->keys)
        fprintf(out, " (%" PRIu64 " ports)", cause->ports);
}

PUT(cause_application)
{
    static const struct ls_words several = {{"several", "多种"}};
    CAUSE;
    if (cause->one_application)
        fputs(cause->first->key.application, out);
    else if (!reader->keys)
        fputs(several.in[reader->lang], out);
}

PUT(cause_reason)
{
    static const struct ls_words example = {{"for example: ", "例如："}};
    CAUSE;
    if (cause->groups > 1 && !reader->keys)
        fputs(example.in[reader->lang], out);
    fputs(cause->first->reason, out);
}

PUT(cause_rule)
{
    CAUSE;
    put_group_rule(out, reader, cause->first);
}

PUT(cause_advice)
{
    CAUSE;
    fputs(advice_for(cause->first->key.id, reader->lang), out);
}

PUT_NUMBER(cause_sources, struct cause, sources)
PUT_NUMBER(cause_addresses, struct cause, addresses)
PUT_NUMBER(cause_destinations, struct cause, destinations)

PUT(cause_ports)
{
    CAUSE;
    put_number(out, cause->first->has_port ? cause->ports : 0);
}

PUT_NUMBER(cause_groups, struct cause, groups)
PUT_NUMBER(cause_flows, struct cause, flows)
PUT_NUMBER(cause_packets, struct cause, packets)
PUT_NUMBER(cause_bytes, struct cause, bytes)
PUT_MOMENT(cause_first, struct cause, first_ns)
PUT_MOMENT(cause_last, struct cause, last_ns)

PUT(cause_accepted)
{
    CAUSE;
    put_accepted(out, reader, cause->first->key.accepted);
}

PUT(cause_expired)
{
    CAUSE;
    const struct group *group = cause->first;
    while (group != NULL && group->expired == NULL)
        group = group->next_alike;
    put_accepted(out, reader, group ? group->expired : NULL);
}

static const struct column cause_columns[] = {
    {"number", {{"No.", "序号"}}, COLUMN_NUMBER, cause_number},
    {"severity", {{"Severity", "严重程度"}}, COLUMN_WORDS, cause_severity},
    {"id", {{"Finding", "发现"}}, COLUMN_CODE, cause_id},
    {"source", {{"Source", "源"}}, COLUMN_CODE, cause_from},
    {"source_ips", {{"Source addresses", "源地址"}}, COLUMN_CODE, cause_ips},
    {"source_roles", {{"Source role", "源角色"}}, COLUMN_WORDS, cause_from_roles},
    {"destination", {{"Destination", "目标"}}, COLUMN_CODE, cause_to},
    {"destination_roles", {{"Destination role", "目标角色"}}, COLUMN_WORDS, cause_to_roles},
    {"transport", {{"Transport", "传输"}}, COLUMN_CODE, cause_transport},
    {"port", {{"Port", "端口"}}, COLUMN_CODE, cause_port},
    {"application", {{"Payload", "载荷"}}, COLUMN_CODE, cause_application},
    {"reason", {{"Evidence", "依据"}}, COLUMN_WORDS, cause_reason},
    {"rule", {{"Rule in force", "适用规定"}}, COLUMN_WORDS, cause_rule},
    {"advice", {{"What to do", "处理建议"}}, COLUMN_ADVICE, cause_advice},
    {"accepted", {{"Accepted by", "由谁接受"}}, COLUMN_WORDS, cause_accepted},
    {"expired", {{"Exception that has expired", "已过期的例外"}}, COLUMN_WORDS, cause_expired},
    {"sources", {{"Sources", "源数"}}, COLUMN_NUMBER, cause_sources},
    {"source_addresses", {{"Addresses they have", "源地址数"}}, COLUMN_NUMBER, cause_addresses},
    {"destinations", {{"Destinations", "目标数"}}, COLUMN_NUMBER, cause_destinations},
    {"ports", {{"Ports", "端口数"}}, COLUMN_NUMBER, cause_ports},
    {"findings", {{"Findings", "发现数"}}, COLUMN_NUMBER, cause_groups},
    {"flows", {{"Flows", "流数"}}, COLUMN_NUMBER, cause_flows},
    {"packets", {{"Packets", "数据包"}}, COLUMN_NUMBER, cause_packets},
    {"bytes", {{"Bytes", "字节"}}, COLUMN_NUMBER, cause_bytes},
    {"first", {{"First seen", "首次出现"}}, COLUMN_TIME, cause_first},
    {"last", {{"Last seen", "末次出现"}}, COLUMN_TIME, cause_last},
    {"", {{"", ""}}, COLUMN_WORDS, NULL},
};

const struct sheet sheet_causes = {
    "causes",      {{"Findings by cause, worst first", "按原因归并的发现（最严重者在前）"}},
    cause_columns, next_cause,
    cause_listed,  cause_flow_count};
