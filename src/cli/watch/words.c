/* words.c - the table of both languages. */
#include "cli/watch/words.h"

static const struct ls_words words[WORD_COUNT] = {
    [WORD_FLOWS_TAB] = {{"1 Flows", "1 流"}},
    [WORD_FINDINGS_TAB] = {{"2 Findings", "2 发现"}},
    [WORD_ROLES_TAB] = {{"3 Roles", "3 角色"}},
    [WORD_REPORT_TAB] = {{"4 Report", "4 报告"}},
    [WORD_LIVE] = {{"live", "实时"}},
    [WORD_READING] = {{"reading", "读取中"}},
    [WORD_ENDED] = {{"ended", "已结束"}},
    [WORD_PAUSED] = {{"PAUSED", "已暂停"}},
    [WORD_OPEN] = {{"open", "进行中"}},
    [WORD_SHOWN] = {{"shown", "条显示"}},
    [WORD_OLDER] = {{"older ones are in the totals only", "条较早的流仅计入总数"}},
    [WORD_LATEST] = {{", the latest", "，其中最近"}},
    [WORD_FILTER] = {{"filter", "过滤器"}},
    [WORD_FINDINGS_MORE] = {{"more findings, not shown", "项发现未列出"}},
    [WORD_STATE] = {{"state", "状态"}},
    [WORD_VERDICT] = {{"verdict", "判定"}},
    [WORD_SOURCE] = {{"source", "源"}},
    [WORD_DESTINATION] = {{"destination", "目标"}},
    [WORD_REASON] = {{"reason", "理由"}},
    [WORD_LAST] = {{"last", "最近"}},
    [WORD_SEVERITY] = {{"grade", "级别"}},
    [WORD_FROM_ROLE] = {{"from", "源角色"}},
    [WORD_TO_ROLE] = {{"to", "目标角色"}},
    [WORD_BY_VERDICT] = {{"by verdict", "按判定"}},
    [WORD_NOTHING_YET] = {{"nothing yet", "尚无内容"}},
    [WORD_NOTHING_CHOSEN] = {{"no flow is chosen by the filter", "没有流符合过滤器"}},
    [WORD_ASK_FILTER] = {{"Filter: ", "过滤器："}},
    [WORD_ASK_FILE] = {{"Save the flows shown to: ", "将所示流保存到："}},
    [WORD_ASK_REPLACE] = {{"%s is there already; replace it? (y/n) ",
                           "%s 已存在；是否替换？(y/n) "}},
    [WORD_NO_PLACE] = {{"start with -o FILE to save: the sandbox lets files be made only where "
                        "that says",
                        "要保存，请以 -o FILE 启动：沙箱只允许在该处建立文件"}},
    [WORD_OTHER_FOLDER] = {{"the sandbox lets files be made only in the folder of -o, %s",
                            "沙箱只允许在 -o 所在的文件夹中建立文件：%s"}},
    [WORD_CLEARED] = {{"cleared: counting begins anew", "已清除：重新开始计数"}},
    [WORD_NOT_CLEARED] = {{"nothing more will come, so nothing was cleared",
                           "不会再有新内容，因此未清除"}},
    [WORD_PROVISIONAL] = {{"open: the flow goes on, and this verdict is provisional",
                           "进行中：该流尚未结束，判定为暂定"}},
    [WORD_RULES] = {{"rows at this port", "该端口的行"}},
    [WORD_ADVICE] = {{"what to do", "建议"}},
    [WORD_TOO_SMALL] = {{"the terminal is too small", "终端太小"}},
    [WORD_KEYS] =
        {{"F1 Help Enter Detail / Filter v Verdict < > Sort p Pause c Clear s Save q Quit",
          "F1 帮助 Enter 详情 / 过滤 v 判定 < > 排序 p 暂停 c 清除 s 保存 q 退出"}},
    [WORD_KEYS_FINDINGS] =
        {{"F1 Help Enter Detail f Its flows p Pause c Clear Tab Next view q Quit",
          "F1 帮助 Enter 详情 f 相关流 p 暂停 c 清除 Tab 下一视图 q 退出"}},
    [WORD_KEYS_ROLES] = {{"F1 Help Enter Detail p Pause c Clear Tab Next view q Quit",
                          "F1 帮助 Enter 详情 p 暂停 c 清除 Tab 下一视图 q 退出"}},
    [WORD_KEYS_REPORT] = {{"F1 Help arrows, PgUp, PgDn Scroll p Pause c Clear Tab Next view q Quit",
                           "F1 帮助 方向键、PgUp、PgDn 滚动 p 暂停 c 清除 Tab 下一视图 q 退出"}},
    [WORD_KEYS_DETAIL] = {{"F1 Help  arrows, PgUp, PgDn Scroll  Esc Back",
                           "F1 帮助  方向键、PgUp、PgDn 滚动  Esc 返回"}},
    [WORD_HELP] =
        {{"Keys\n"
          "\n"
          "  F2..F5, 1..4    flows, findings, role to role, the report so far\n"
          "  Tab, left right the next of them, the one before\n"
          "  arrows, j k     one line\n"
          "  PgUp, PgDn      one page\n"
          "  Home, End       first and last\n"
          "  Enter           the line in detail: every row that was considered, and why\n"
          "  f               of a finding: the flows between its two ends\n"
          "  Esc, q          back; from a list: Esc removes the filter, q ends the program\n"
          "  /, F7           filter the flows, as behind 'lyncscope flows':\n"
          "                  --only V[,V] and a BPF filter of addresses, ports, transports\n"
          "  v               just flows of one verdict: the next one, and at last all again\n"
          "  <, >, F6        sort by the column to the left, to the right\n"
          "  r               the other way round\n"
          "  p, blank        hold what is shown; counting goes on\n"
          "  c               begin anew: lists and totals are emptied\n"
          "  s               save the flows shown; the name's end says how: .jsonl, .csv, .txt\n"
          "\n"
          "A flow that goes on is 'open'. Its verdict is provisional: it is not in the totals, "
          "and\n"
          "not among the findings before it has ended.\n",
          "按键\n"
          "\n"
          "  F2..F5, 1..4    流、发现、角色之间、目前的报告\n"
          "  Tab, 左 右      下一个、上一个视图\n"
          "  方向键、j k     一行\n"
          "  PgUp, PgDn      一页\n"
          "  Home, End       首行与末行\n"
          "  Enter           该行详情：考虑过的每一行文档及其理由\n"
          "  f               对于发现：其两端之间的流\n"
          "  Esc, q          返回；在列表中：Esc 取消过滤，q 退出程序\n"
          "  /, F7           过滤流，写法与 'lyncscope flows' 之后相同：\n"
          "                  --only V[,V] 以及关于地址、端口、传输协议的 BPF 过滤器\n"
          "  v               只看一种判定的流：依次切换，最后恢复全部\n"
          "  <, >, F6        按左边、右边的列排序\n"
          "  r               反向排序\n"
          "  p, 空格         保持画面不变；计数继续\n"
          "  c               重新开始：清空列表与总数\n"
          "  s               保存所示的流；文件名结尾决定格式：.jsonl、.csv、.txt\n"
          "\n"
          "尚未结束的流标为“进行中”。其判定为暂定，结束之前不计入总数。\n"
          "发现中的 2+1 表示：两条流已结束，一条进行中。角色之间两者都计；报告只计已结束的。\n"}},
};

const char *word(enum word which, enum ls_lang lang)
{
    return words[which].in[lang];
}
