/* about.c - the lines, in the order in which a doubtful reader asks. */
#include "report/about.h"

#include <inttypes.h>

#include "lyncscope/clock.h"
#include "report/incomplete.h"
#include "report/notes.h"

struct teller {
    const struct reader *reader;
    void (*put)(void *to, const struct about *about);
    void *to;
};

static void tell(const struct teller *teller, const char *key, const struct ls_words *name,
                 const char *text)
{
    teller->put(teller->to, &(struct about){key, name, text, ABOUT_FACT});
}

static void warn(const struct teller *teller, const char *key, const struct ls_words *name,
                 const char *text)
{
    teller->put(teller->to, &(struct about){key, name, text, ABOUT_WARNING});
}

static void tell_number(const struct teller *teller, const char *key, const struct ls_words *name,
                        uint64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, number);
    tell(teller, key, name, text);
}

static void tell_time(const struct teller *teller, const char *key, const struct ls_words *name,
                      int64_t ns)
{
    char text[LS_TIME_TEXT];
    teller->put(teller->to, &(struct about){key, name, ls_time_format(ns, text), ABOUT_TIME});
}

static void tell_files(const struct teller *teller, const struct ls_run *run)
{
    static const struct ls_words version = {{"lyncscope version", "lyncscope 版本"}};
    static const struct ls_words file = {{"Capture", "抓包文件"}};
    static const struct ls_words first = {{"First packet", "首个数据包"}};
    static const struct ls_words last = {{"Last packet", "末个数据包"}};
    static const struct ls_words filter = {{"Filter", "过滤器"}};
    tell(teller, "version", &version, run->version);
    for (size_t i = 0; i < run->file_count; i++)
        tell(teller, "file", &file, run->files[i]);
    if (run->packets > 0) {
        tell_time(teller, "first", &first, run->first_ns);
        tell_time(teller, "last", &last, run->last_ns);
    }
    if (run->filter != NULL)
        tell(teller, "filter", &filter, run->filter);
}

static void tell_numbers(const struct teller *teller, const struct ls_run *run)
{
    static const struct ls_words packets = {{"Packets", "数据包"}};
    static const struct ls_words bytes = {{"Bytes", "字节"}};
    static const struct ls_words flows = {{"Flows", "流"}};
    static const struct ls_words repeats = {{"Packets delivered twice", "重复投递的数据包"}};
    static const struct ls_words answered = {
        {"TCP connections with an answer", "有应答的 TCP 连接"}};
    static const struct ls_words one_way = {
        {"Of them with one direction captured", "其中只捕获到一个方向的"}};
    tell_number(teller, "packets", &packets, run->packets);
    tell_number(teller, "bytes", &bytes, run->bytes);
    tell_number(teller, "flows", &flows, run->flows);
    tell_number(teller, "duplicates", &repeats, run->repeats);
    tell_number(teller, "answered", &answered, run->answered);
    tell_number(teller, "one_way", &one_way, run->one_way);
}

/* What is not in the verdicts: frames in no flow, parts that are missing, doubts. */
static void tell_gaps(const struct teller *teller, const struct ls_run *run)
{
    static const struct ls_words skipped = {{"Packets in no flow", "未归入流的数据包"}};
    static const struct ls_words incomplete = {{"Incomplete", "不完整"}};
    static const struct ls_words note = {{"Note", "注意"}};
    static const struct ls_words complete = {{"Missing", "缺失"}};
    static const struct ls_words nothing = {{"nothing", "无"}};
    char text[ABOUT_TEXT], missing[INCOMPLETE_TEXT];
    for (enum ls_skip i = 0; i < LS_SKIP_COUNT; i++) {
        if (run->skipped[i] == 0)
            continue;
        snprintf(text, sizeof text, "%" PRIu64 " %s", run->skipped[i],
                 teller->reader->keys ? ls_skip_name(i) : skip_label(i, run->lang));
        tell(teller, "skipped", &skipped, text);
    }
    for (size_t i = 0; i < run->incomplete_count; i++)
        warn(teller, "incomplete", &incomplete,
             incomplete_text(run->incomplete[i], run->lang, missing));
    if (run->incomplete_count == 0)
        tell(teller, "missing", &complete, nothing.in[teller->reader->lang]);
    for (size_t i = 0; i < RUN_NOTES; i++)
        if (run_note(run, i, text))
            warn(teller, "note", &note, text);
}

static void tell_basis(const struct teller *teller, const struct ls_run *run)
{
    static const struct ls_words catalog = {{"Catalog", "目录"}};
    static const struct ls_words topology = {{"Topology", "拓扑"}};
    static const struct ls_words exceptions = {{"Exceptions", "例外文件"}};
    static const struct ls_words hash = {{"SHA-256", "SHA-256"}};
    enum ls_lang lang = teller->reader->lang;
    char text[ABOUT_TEXT];
    size_t count;
    for (size_t i = 0; i < ls_catalogs_count(run->catalogs); i++) {
        const struct ls_catalog *one = ls_catalogs_get(run->catalogs, i);
        snprintf(text, sizeof text, "%s (%zu %s)", one->name, one->row_count,
                 label(LABEL_ROWS, lang));
        tell(teller, "catalog", &catalog, text);
        tell(teller, "sha256", &hash, one->sha256);
    }
    const struct ls_topology_source *sources = ls_topology_sources(run->topology, &count);
    for (size_t i = 0; i < count; i++) {
        tell(teller, "topology", &topology, sources[i].path);
        tell(teller, "sha256", &hash, sources[i].sha256);
    }
    if (count == 0)
        tell(teller, "topology", &topology, label(LABEL_NO_TOPOLOGY, lang));
    const struct ls_exceptions_source *accepted = ls_exceptions_sources(run->exceptions, &count);
    for (size_t i = 0; i < count; i++) {
        tell(teller, "exceptions", &exceptions, accepted[i].path);
        tell(teller, "sha256", &hash, accepted[i].sha256);
    }
}

void about_each(const struct reader *reader, void (*put)(void *to, const struct about *about),
                void *to)
{
    const struct ls_run *run = reader->audit->run;
    struct teller teller = {reader, put, to};
    tell_files(&teller, run);
    tell_numbers(&teller, run);
    tell_gaps(&teller, run);
    tell_basis(&teller, run);
}
