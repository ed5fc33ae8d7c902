/* notes.c - see notes.h. Numbers are exact; the share beside them is rounded to a tenth. */
#include "report/notes.h"

#include "lyncscope/topology.h"
#include "lyncscope/words.h"

static const struct ls_words duplicated = {{
    "%llu of %llu packets (%llu.%llu %%) were delivered twice, as mirror ports do. They count in "
    "packets and bytes and as evidence once; mirror one direction of each port for true volumes",
    "%llu 个数据包（共 %llu 个，占 %llu.%llu%%）被重复投递，常见于镜像端口。"
    "数据包数与字节数计入重复部分，证据只计一次；如需真实流量，请每个端口只镜像一个方向",
}};

static const struct ls_words one_way = {{
    "of %llu of %llu TCP connections (%llu.%llu %%) only one direction was captured. What the "
    "other "
    "side said is not known: certificates, answers and client certificates may be missing",
    "%llu 条 TCP 连接（共 %llu 条，占 %llu.%llu%%）只捕获到一个方向。"
    "另一方的内容未知：证书、应答与客户端证书可能缺失",
}};

static const struct ls_words recorded_again = {{
    "%llu of %llu saved records (%llu.%llu %%) tell of flows that other records tell of, too. Each "
    "flow counts once, as the file with most of its packets has it",
    "%llu 条记录（共 %llu 条，占 %llu.%llu%%）描述的流在其他记录中也有描述。"
    "每条流只计一次，以包含其数据包最多的文件为准",
}};

static const struct ls_words recorded = {{
    "made from saved records: verdicts, roles and reasons stand as they were recorded. What is in "
    "no record is not known: packets of no flow, packets delivered twice, what was incomplete",
    "由已保存的记录生成：判定、角色与理由均以记录为准。记录中没有的内容无从得知："
    "未归入流的数据包、重复投递的数据包以及不完整之处",
}};

static const struct ls_words anonymised = {{
    "anonymised: addresses, names, users, files and the texts of exceptions are stand-ins. Equal "
    "ones stand for equal originals, and addresses share as many leading bits as before; private "
    "addresses stay private. Ports, times, sizes, VLANs and product names are as captured",
    "已匿名化：地址、名称、用户、文件以及例外条目的文字均为代称。代称相同则原值相同，"
    "地址之间的公共前缀长度不变，私有地址仍为私有地址。端口、时间、大小、VLAN 与产品名称保持原样",
}};

static const struct ls_words untold = {{
    "role checks are off for hosts that nobody told: no topology was given (-t), and inferred "
    "roles "
    "exclude nothing. Whatever fits port and payload of some row is documented, whoever opens it "
    "and whoever answers, also in the Internet",
    "未提供拓扑（-t），因此不检查主机角色：推断的角色不排除任何行。"
    "只要端口与载荷符合某一行即视为文档允许，无论由谁发起、由谁响应，互联网主机也不例外",
}};

static void write_share(char text[RUN_NOTE_TEXT], const char *format, uint64_t part, uint64_t all)
{
    unsigned long long tenths = (unsigned long long)(1000.0 * (double)part / (double)all + 0.5);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* one of those above */
    snprintf(text, RUN_NOTE_TEXT, format, (unsigned long long)part, (unsigned long long)all,
             tenths / 10, tenths % 10);
#pragma GCC diagnostic pop
}

static const struct ls_words no_packets = {{
    "no packet was read: the capture is empty, or the filter lets nothing through. That there is "
    "no "
    "finding says nothing about the network",
    "没有读到任何数据包：抓包文件为空，或过滤器未放行任何数据包。因此没有发现并不说明网络没有问题",
}};

static const struct ls_words no_flows = {{
    "no packet belongs to a flow: what was read is counted above. That there is no finding says "
    "nothing about the network",
    "没有任何数据包归入流：读到的数据包见上面的计数。因此没有发现并不说明网络没有问题",
}};

const char *run_note_empty(const struct ls_run *run)
{
    if (run->flows > 0)
        return NULL;
    return (run->packets == 0 ? &no_packets : &no_flows)->in[run->lang];
}

bool run_note(const struct ls_run *run, size_t i, char text[RUN_NOTE_TEXT])
{
    if (i == 0 && run->repeats > 0) {
        write_share(text, duplicated.in[run->lang], run->repeats, run->packets);
        return true;
    }
    if (i == 1 && run->one_way * 2 > run->answered) {
        write_share(text, one_way.in[run->lang], run->one_way, run->answered);
        return true;
    }
    if (i == 2 && run->records_again > 0) {
        write_share(text, recorded_again.in[run->lang], run->records_again, run->records);
        return true;
    }
    if (i == 3 && run->records > 0) {
        snprintf(text, RUN_NOTE_TEXT, "%s", recorded.in[run->lang]);
        return true;
    }
    if (i == 4 && run->anonymised) {
        snprintf(text, RUN_NOTE_TEXT, "%s", anonymised.in[run->lang]);
        return true;
    }
    if (i == 5 && run->records == 0 && run_note_empty(run) != NULL) {
        snprintf(text, RUN_NOTE_TEXT, "%s", run_note_empty(run));
        return true;
    }
    bool untold_here = run->topology != NULL && !ls_topology_told(run->topology);
    if (i == 6 && run->records == 0 && untold_here) {
        snprintf(text, RUN_NOTE_TEXT, "%s", untold.in[run->lang]);
        return true;
    }
    return false;
}
