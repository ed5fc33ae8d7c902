/* sheet_matrix.c - who reached whom where, by role: what a firewall would have to allow. */
#include "report/sheet_cells.h"

#define LINE const struct matrix_line *line = item

static const void *next_line(const struct ls_audit *audit, const void *before)
{
    const struct matrix_line *line = before;
    return line ? line->hh.next : audit->matrix;
}

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

PUT_NUMBER(line_flows, struct matrix_line, flows)
PUT_NUMBER(line_bytes, struct matrix_line, bytes)
PUT_MOMENT(line_first, struct matrix_line, first_ns)
PUT_MOMENT(line_last, struct matrix_line, last_ns)

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
