/* sheets.c - all sheets but the findings': verdicts, coverage, hosts, timeline, matrix. */
#include "report/sheets.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lyncscope/clock.h"

#define PUT(name)     static void name(FILE *out, const struct reader *reader, const void *item)
#define UNUSED_READER (void)reader

/* --- what every sheet needs --- */

int cell_text_open(struct cell_text *cell)
{
    *cell = (struct cell_text){0};
    cell->file = open_memstream(&cell->at, &cell->size);
    return cell->file != NULL ? 0 : LS_E_MEMORY;
}

int cell_text_close(struct cell_text *cell)
{
    bool failed = ferror(cell->file) != 0 || cell->failed;
    fclose(cell->file);
    free(cell->at);
    return failed ? LS_E_MEMORY : 0;
}

struct ls_span cell_text_fill(struct cell_text *cell, const struct column *column,
                              const struct reader *reader, const void *item)
{
    rewind(cell->file);
    column->put(cell->file, reader, item);
    if (fflush(cell->file) != 0)
        cell->failed = true;
    return ls_span(cell->at, cell->size);
}

const void *sheet_next_listed(const struct sheet *sheet, const struct ls_audit *audit,
                              const void *before, struct rest *rest)
{
    const void *item = sheet->next(audit, before);
    for (; item != NULL && sheet->listed != NULL && !sheet->listed(item);
         item = sheet->next(audit, item)) {
        rest->items++;
        rest->flows += sheet->flows(item);
    }
    return item;
}

const char *rest_text(const struct rest *rest, enum ls_lang lang, char text[REST_TEXT])
{
    text[0] = '\0';
    if (rest->items == 0)
        return text;
    if (lang == LS_ZH_CN)
        snprintf(text, REST_TEXT, "另有 %" PRIu64 " 项，%" PRIu64 " 条流：csv 与 json 列出全部",
                 rest->items, rest->flows);
    else
        snprintf(text, REST_TEXT, "and %" PRIu64 " more, %" PRIu64 " %s: csv and json list all",
                 rest->items, rest->flows, counted(LABEL_FLOWS, rest->flows, lang));
    return text;
}

void put_roles(FILE *out, const struct reader *reader, ls_roles roles)
{
    const struct ls_catalogs *catalogs = reader->audit->run->catalogs;
    bool keys = reader->keys || reader->lang == LS_EN;
    const char *between = "";
    for (size_t i = 0; i < ls_catalogs_role_count(catalogs); i++) {
        const struct ls_role *role = ls_catalogs_role(catalogs, i);
        if ((roles >> i & 1) == 0)
            continue;
        fprintf(out, "%s%s", between, keys ? role->key : role->name.in[reader->lang]);
        between = "+";
    }
    if (roles == 0)
        fputs(reader->keys ? "unknown" : label(LABEL_UNKNOWN_ROLE, reader->lang), out);
}

void put_rule(FILE *out, const struct reader *reader, const struct ls_row *row)
{
    enum ls_lang lang = reader->lang;
    const char *colon = lang == LS_ZH_CN ? "：" : ": ";
    fprintf(out, "%s%s%s", row->id, colon, row->role_name.in[lang]);
    if (row->service.in[lang][0] != '\0')
        fprintf(out, ", %s", row->service.in[lang]);
    if (row->ports[0] != '\0')
        fprintf(out, ", %s", row->ports);
    if (row->protocol[0] != '\0')
        fprintf(out, ", %s", row->protocol);
}

static void put_number(FILE *out, uint64_t number)
{
    fprintf(out, "%" PRIu64, number);
}

static void put_time(FILE *out, int64_t ns)
{
    char text[LS_TIME_TEXT];
    fputs(ls_time_format(ns, text), out);
}

static void put_verdict(FILE *out, const struct reader *reader, enum ls_verdict_kind kind)
{
    fputs(reader->keys ? ls_verdict_name(kind) : verdict_label(kind, reader->lang), out);
}

/* --- verdicts --- */

static const void *next_verdict(const struct ls_audit *audit, const void *before)
{
    const uint64_t *verdict = before;
    verdict = verdict ? verdict + 1 : audit->verdicts;
    return verdict < audit->verdicts + LS_VERDICT_COUNT ? verdict : NULL;
}

PUT(verdict_name)
{
    const uint64_t *verdict = item;
    put_verdict(out, reader, (enum ls_verdict_kind)(verdict - reader->audit->verdicts));
}

PUT(verdict_flows)
{
    const uint64_t *verdict = item;
    UNUSED_READER;
    put_number(out, *verdict);
}

PUT(verdict_meaning)
{
    static const struct ls_words meanings[LS_VERDICT_COUNT] = {
        [LS_DOCUMENTED] = {{"a row allows this flow, and nothing seen contradicts it",
                            "有行允许该流，且未见相反证据"}},
        [LS_CONTRADICTED] = {{"a row allows port and roles, but the payload is another protocol",
                              "端口与角色有行允许，但载荷是另一种协议"}},
        [LS_MISPLACED] =
            {{"traffic of these services, or to a documented port, at a place or between "
              "roles that no row allows",
              "属于这些服务的流量或发往文档所列端口的流量，但没有行允许其位置或角色"}},
        [LS_DEPENDENCY] = {{"not in the document; a known dependency of such servers",
                            "不在文档中；此类服务器的已知依赖"}},
        [LS_UNDOCUMENTED] = {{"nothing allows it", "没有任何依据允许它"}},
    };
    const uint64_t *verdict = item;
    fputs(meanings[verdict - reader->audit->verdicts].in[reader->lang], out);
}

static const struct column verdict_columns[] = {
    {"verdict", {{"Verdict", "判定"}}, COLUMN_WORDS, verdict_name},
    {"flows", {{"Flows", "流数"}}, COLUMN_NUMBER, verdict_flows},
    {"meaning", {{"Meaning", "含义"}}, COLUMN_WORDS, verdict_meaning},
    {"", {{"", ""}}, COLUMN_WORDS, NULL},
};

const struct sheet sheet_verdicts = {
    "verdicts", {{"Verdicts", "判定"}}, verdict_columns, next_verdict, NULL, NULL};

/* --- coverage --- */

static const void *next_coverage(const struct ls_audit *audit, const void *before)
{
    const struct coverage *coverage = before;
    coverage = coverage ? coverage + 1 : audit->coverage;
    return coverage < audit->coverage + audit->coverage_count ? coverage : NULL;
}

#define COVERAGE const struct coverage *coverage = item

PUT(coverage_id)
{
    COVERAGE;
    UNUSED_READER;
    fputs(coverage->row->id, out);
}

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

PUT(coverage_ports)
{
    COVERAGE;
    UNUSED_READER;
    fputs(coverage->row->ports, out);
}

PUT(coverage_protocol)
{
    COVERAGE;
    UNUSED_READER;
    fputs(coverage->row->protocol, out);
}

PUT(coverage_flows)
{
    COVERAGE;
    UNUSED_READER;
    put_number(out, coverage->flows);
}

PUT(coverage_confirmed)
{
    COVERAGE;
    UNUSED_READER;
    put_number(out, coverage->confirmed);
}

PUT(coverage_contradicted)
{
    COVERAGE;
    UNUSED_READER;
    put_number(out, coverage->contradicted);
}

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

/* --- timeline --- */

static const void *next_bin(const struct ls_audit *audit, const void *before)
{
    return timeline_next(&audit->timeline, before);
}

PUT(bin_start)
{
    put_time(out, timeline_start(&reader->audit->timeline, item));
}

PUT(bin_flows)
{
    const struct bin *bin = item;
    UNUSED_READER;
    put_number(out, bin->flows);
}

PUT(bin_findings)
{
    const struct bin *bin = item;
    UNUSED_READER;
    put_number(out, bin->findings);
}

static const struct column timeline_columns[] = {
    {"start", {{"From", "起始时间"}}, COLUMN_TIME, bin_start},
    {"flows", {{"Flows begun", "开始的流"}}, COLUMN_NUMBER, bin_flows},
    {"findings", {{"Of them with findings", "其中有发现的"}}, COLUMN_NUMBER, bin_findings},
    {"", {{"", ""}}, COLUMN_WORDS, NULL},
};

const struct sheet sheet_timeline = {
    "timeline", {{"When flows began", "时间线：流的开始时间"}}, timeline_columns, next_bin, NULL,
    NULL};

/* --- matrix --- */

static const void *next_line(const struct ls_audit *audit, const void *before)
{
    const struct matrix_line *line = before;
    return line ? line->hh.next : audit->matrix;
}

#define LINE const struct matrix_line *line = item

static bool line_listed(const void *item)
{
    LINE;
    return line->listed;
}

static uint64_t line_flow_count(const void *item)
{
    LINE;
    return line->flows;
}

PUT(line_from)
{
    LINE;
    put_roles(out, reader, line->key.from);
}

PUT(line_to)
{
    LINE;
    put_roles(out, reader, line->key.to);
}

PUT(line_transport)
{
    char room[TRANSPORT_TEXT];
    LINE;
    UNUSED_READER;
    fputs(transport_name(line->key.ip_proto, room), out);
}

PUT(line_port)
{
    char room[MATRIX_PORT_TEXT];
    LINE;
    fputs(matrix_port(reader->audit, line, room), out);
}

PUT(line_rows)
{
    LINE;
    const struct ls_row *row;
    for (size_t i = 0; (row = matrix_row(reader->audit, line, i)) != NULL; i++)
        fprintf(out, "%s%s", i ? " " : "", row->id);
}

PUT(line_verdict)
{
    LINE;
    put_verdict(out, reader, line->key.verdict);
}

PUT(line_flows)
{
    LINE;
    UNUSED_READER;
    put_number(out, line->flows);
}

PUT(line_bytes)
{
    LINE;
    UNUSED_READER;
    put_number(out, line->bytes);
}

PUT(line_first)
{
    LINE;
    UNUSED_READER;
    put_time(out, line->first_ns);
}

PUT(line_last)
{
    LINE;
    UNUSED_READER;
    put_time(out, line->last_ns);
}

static const struct column matrix_columns[] = {
    {"from", {{"Source role", "源角色"}}, COLUMN_WORDS, line_from},
    {"to", {{"Destination role", "目标角色"}}, COLUMN_WORDS, line_to},
    {"transport", {{"Transport", "传输"}}, COLUMN_CODE, line_transport},
    {"port", {{"Port", "端口"}}, COLUMN_CODE, line_port},
    {"rows", {{"Rows", "行"}}, COLUMN_ROWS, line_rows},
    {"verdict", {{"Verdict", "判定"}}, COLUMN_WORDS, line_verdict},
    {"flows", {{"Flows", "流数"}}, COLUMN_NUMBER, line_flows},
    {"bytes", {{"Bytes", "字节"}}, COLUMN_NUMBER, line_bytes},
    {"first", {{"First seen", "首次出现"}}, COLUMN_TIME, line_first},
    {"last", {{"Last seen", "末次出现"}}, COLUMN_TIME, line_last},
    {"", {{"", ""}}, COLUMN_WORDS, NULL},
};

const struct sheet sheet_matrix = {
    "matrix",       {{"Flow matrix for firewall rules", "防火墙规则用流量矩阵"}},
    matrix_columns, next_line,
    line_listed,    line_flow_count};

const struct sheet *sheet_at(size_t i)
{
    static const struct sheet *const sheets[] = {
        &sheet_verdicts, &sheet_kinds, &sheet_causes,   &sheet_findings, &sheet_exceptions,
        &sheet_coverage, &sheet_hosts, &sheet_timeline, &sheet_matrix};
    return i < sizeof sheets / sizeof *sheets ? sheets[i] : NULL;
}
