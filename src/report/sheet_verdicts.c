/* sheet_verdicts.c - how many flows got which verdict, and what each means. */
#include "report/sheet_cells.h"

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
