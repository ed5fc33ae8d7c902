/*
 * incomplete.c - see incomplete.h
 *
 * What is missing is noted where it is missed, in English, and stands so in the json. Here are the
 * same sentences once more: # is a number, * what a library or an operating system said.
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
