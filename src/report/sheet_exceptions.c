/* sheet_exceptions.c - accepted deviations: what each was good for. */
#include "report/exceptions.h"
#include "report/sheet_cells.h"

#define USE const struct exception_use *use = item

static const void *next_use(const struct ls_audit *audit, const void *before)
{
    const struct exception_use *use = before;
    use = use ? use + 1 : audit->exceptions;
    return use < audit->exceptions + audit->exception_count ? use : NULL;
}

PUT_TEXT(use_id, struct exception_use, what->id)

PUT(use_state)
{
    USE;
    enum exception_state state = exception_state(use);
    fputs(reader->keys ? exception_state_name(state) : exception_state_label(state, reader->lang),
          out);
}

PUT_NUMBER(use_flows, struct exception_use, flows)
PUT_NUMBER(use_inferred, struct exception_use, inferred)
PUT_TEXT(use_owner, struct exception_use, what->owner)
PUT_TEXT(use_reason, struct exception_use, what->reason)
PUT_TEXT(use_expires, struct exception_use, what->expires)
PUT_TEXT(use_file, struct exception_use, what->file)
PUT_NUMBER(use_line, struct exception_use, what->line)

static const struct column exception_columns[] = {
    {"id", {{"Exception", "例外"}}, COLUMN_CODE, use_id},
    {"state", {{"State", "状态"}}, COLUMN_WORDS, use_state},
    {"flows", {{"Flows with findings that match", "符合的有发现的流"}}, COLUMN_NUMBER, use_flows},
    {"by_inferred_role",
     {{"Of them by an inferred role", "其中依据推断的角色"}},
     COLUMN_NUMBER,
     use_inferred},
    {"owner", {{"Owner", "负责人"}}, COLUMN_WORDS, use_owner},
    {"reason", {{"Reason", "理由"}}, COLUMN_WORDS, use_reason},
    {"expires", {{"Last day", "最后一天"}}, COLUMN_CODE, use_expires},
    {"file", {{"File", "文件"}}, COLUMN_WORDS, use_file},
    {"line", {{"Line", "行号"}}, COLUMN_NUMBER, use_line},
    {"", {{"", ""}}, COLUMN_WORDS, NULL},
};

const struct sheet sheet_exceptions = {
    "exceptions", {{"Accepted deviations", "已接受的例外"}}, exception_columns, next_use, NULL,
    NULL};
