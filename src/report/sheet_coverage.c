/* sheet_coverage.c - each documented row, and whether flows were seen at it. */
#include "report/sheet_cells.h"

#define COVERAGE const struct coverage *coverage = item

static const void *next_coverage(const struct ls_audit *audit, const void *before)
{
    const struct coverage *coverage = before;
    coverage = coverage ? coverage + 1 : audit->coverage;
    return coverage < audit->coverage + audit->coverage_count ? coverage : NULL;
}

PUT_TEXT(coverage_id, struct coverage, row->id)

PUT(coverage_state_word)
{
    COVERAGE;
    fputs(reader->keys ? coverage_state_name(coverage_state(coverage))
                       : coverage_label(coverage, reader->lang),
          out);
}

PUT(coverage_deployed)
{
    static const struct ls_words says[] = {{{"no", "否"}}, {{"yes", "是"}}};
    COVERAGE;
    if (!ls_topology_told(reader->audit->run->topology))
        return;
    if (reader->keys)
        fputs(coverage->absent ? "false" : "true", out);
    else
        fputs(says[!coverage->absent].in[reader->lang], out);
}

PUT(coverage_role)
{
    COVERAGE;
    fputs(coverage->row->role_name.in[reader->lang], out);
}

PUT(coverage_service)
{
    COVERAGE;
    fputs(coverage->row->service.in[reader->lang], out);
}

PUT_TEXT(coverage_ports, struct coverage, row->ports)
PUT_TEXT(coverage_protocol, struct coverage, row->protocol)
PUT_NUMBER(coverage_flows, struct coverage, flows)
PUT_NUMBER(coverage_confirmed, struct coverage, confirmed)
PUT_NUMBER(coverage_contradicted, struct coverage, contradicted)

static const struct column coverage_columns[] = {
    {"id", {{"Row", "行"}}, COLUMN_CODE, coverage_id},
    {"state", {{"State", "状态"}}, COLUMN_WORDS, coverage_state_word},
    {"flows", {{"Flows", "流数"}}, COLUMN_NUMBER, coverage_flows},
    {"confirmed", {{"Seen", "已观察到"}}, COLUMN_NUMBER, coverage_confirmed},
    {"contradicted", {{"Contradicted", "相矛盾"}}, COLUMN_NUMBER, coverage_contradicted},
    {"deployed", {{"Deployed here", "此处已部署"}}, COLUMN_WORDS, coverage_deployed},
    {"role", {{"Role", "角色"}}, COLUMN_WORDS, coverage_role},
    {"service", {{"Service", "服务"}}, COLUMN_WORDS, coverage_service},
    {"ports", {{"Port", "端口"}}, COLUMN_CODE, coverage_ports},
    {"protocol", {{"Protocol", "协议"}}, COLUMN_CODE, coverage_protocol},
    {"", {{"", ""}}, COLUMN_WORDS, NULL},
};

const struct sheet sheet_coverage = {"coverage",
                                     {{"Coverage of the document", "文档覆盖情况"}},
                                     coverage_columns,
                                     next_coverage,
                                     NULL,
                                     NULL};
