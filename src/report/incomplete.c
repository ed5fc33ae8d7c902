/*
 * incomplete.c - see incomplete.h
 *
 * What is missing is noted where it is missed, in English. Here are the same sentences once more: #
 * is a number, * what a library or an operating system said.
 */
#include "report/incomplete.h"

#include <string.h>

enum { HOLES_MAX = 4 };

static const struct ls_words sentences[] = {
    {{"cut short in the middle of a packet; # frames of it were read",
      "在数据包中间被截断；已读取其中 # 帧"}},
    {{"cut short in the middle of a packet; # matching frames of it were read",
      "在数据包中间被截断；已读取其中符合过滤器的 # 帧"}},
    {{"damaged midway; # frames of it were read (*)", "中途损坏；已读取其中 # 帧（*）"}},
    {{"damaged midway; # matching frames of it were read (*)",
      "中途损坏；已读取其中符合过滤器的 # 帧（*）"}},
    {{"the gzip data is damaged; # frames of it were read", "gzip 数据已损坏；已读取其中 # 帧"}},
    {{"the zstd data is damaged; # frames of it were read", "zstd 数据已损坏；已读取其中 # 帧"}},
    {{"packets were lost when it was captured, as it says itself: the interface dropped #, the "
      "system #",
      "抓包时已丢失数据包（文件自身的记录）：接口丢弃 #，系统丢弃 #"}},
    {{"the kernel dropped # packets; a larger buffer (-B) helps",
      "内核丢弃了 # 个数据包；可用 -B 增大缓冲区"}},
    {{"the interface dropped # packets", "接口丢弃了 # 个数据包"}},
    {{"the capture ended: *", "抓包终止：*"}},
    {{"interrupted after # packets: the rest was not read", "读取 # 个数据包后被中断：其余未读取"}},
    {{"flow table full: # flows ended early, so one conversation may be several records; raise "
      "--flow-limit",
      "流表已满：# 条流提前结束，同一会话可能成为多条记录；请增大 --flow-limit"}},
    {{"# packets were dropped so far; a larger buffer (-B) helps",
      "目前已丢弃 # 个数据包；可用 -B 增大缓冲区"}},
    {{"the interface went away, which ended its capture", "接口已消失，其抓包随之终止"}},
    {{"the interface was gone or down once, for * s", "接口曾断开或消失一次，持续 * 秒"}},
    {{"the interface was gone or down # times, * s in all", "接口断开或消失 # 次，共 * 秒"}},
    {{"too many flows undecided at once: # were judged by what they had shown",
      "同时未判定的流过多：# 条按当时所见判定"}},
    {{"too many announced endpoints at once: # were forgotten before their time",
      "同时公布的端点过多：# 个被提前遗忘"}},
    {{"no memory for some announced endpoints", "内存不足，部分已公布的端点未能记录"}},
    {{"too many hosts to infer roles for: nothing was concluded from # flows",
      "需推断角色的主机过多：# 条流未用于推断"}},
    {{"too many findings: # more are in the totals only", "发现过多：另有 # 个只计入总数"}},
    {{"too many hosts: some are in the totals only, as are # flows in the matrix",
      "主机过多：部分主机以及矩阵中的 # 条流只计入总数"}},
    {{"# records could not be written", "# 条记录未能写入"}},
    {{"-w: # packets of # flows with findings were given up before their verdict; a larger "
      "--evidence-buffer helps",
      "-w：# 个数据包（属于 # 条有发现的流）在判定之前被放弃；可增大 --evidence-buffer"}},
    {{"-w: # packets could not be written", "-w：# 个数据包未能写入"}},
    {{"no room for bytes out of order: # flows were judged by what was in order",
      "乱序字节过多，无处暂存：# 条流仅按已按序到达的内容判定"}},
    {{"memory ran out: what # flows had shown was lost", "内存不足：# 条流已显示的内容丢失"}},
    {{"the last record is cut short", "最后一条记录被截断"}},
    {{"it cannot be read: *", "无法读取：*"}},
    {{"*; # frames of it were read", "*；已读取其中 # 帧"}},
};

struct holes {
    const char *at[HOLES_MAX];
    size_t length[HOLES_MAX];
};

/* A hole ends where the letter behind it in the sentence stands; the last * takes all but the end.
 */
static size_t hole_length(const char *said, const char *rest, bool number)
{
    size_t n = strlen(said), behind = strlen(rest);
    const char *end;
    if (number)
        return strspn(said, "0123456789");
    if (strchr(rest, '#') == NULL)
        return n >= behind ? n - behind : 0;
    end = strchr(said, rest[0]);
    return end != NULL ? (size_t)(end - said) : 0;
}

static bool fits(const char *said, const char *sentence, struct holes *holes)
{
    size_t count = 0;
    for (; *sentence != '\0'; sentence++) {
        if (*sentence != '#' && *sentence != '*') {
            if (*said++ != *sentence)
                return false;
            continue;
        }
        size_t n = hole_length(said, sentence + 1, *sentence == '#');
        if (n == 0 || count == HOLES_MAX)
            return false;
        holes->at[count] = said;
        holes->length[count++] = n;
        said += n;
    }
    return *said == '\0';
}

static const char *write_sentence(const char *said, size_t before, const char *sentence,
                                  const struct holes *holes, char text[INCOMPLETE_TEXT])
{
    size_t n = before, count = 0;
    if (before + strlen(said + before) + strlen(sentence) >= INCOMPLETE_TEXT)
        return said;
    memcpy(text, said, before);
    for (; *sentence != '\0'; sentence++) {
        if (*sentence != '#' && *sentence != '*') {
            text[n++] = *sentence;
            continue;
        }
        memcpy(text + n, holes->at[count], holes->length[count]);
        n += holes->length[count++];
    }
    text[n] = '\0';
    return text;
}

/* A file's name may have colons in it, so a sentence may begin behind any of them. */
const char *incomplete_text(const char *said, enum ls_lang lang, char text[INCOMPLETE_TEXT])
{
    struct holes holes;
    for (size_t i = 0; lang != LS_EN && i < sizeof sentences / sizeof *sentences; i++) {
        for (const char *at = said; at != NULL;) {
            if (fits(at, sentences[i].in[LS_EN], &holes))
                return write_sentence(said, (size_t)(at - said), sentences[i].in[lang], &holes,
                                      text);
            at = strstr(at, ": ");
            at = at != NULL ? at + 2 : NULL;
        }
    }
    return said;
}
