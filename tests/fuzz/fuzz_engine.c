/*
 * fuzz_engine.c - a capture from a stranger, all the way: source, engine, roles, verdicts, records
 *
 * The input is a capture in memory, or, when it begins with 'P', packets alone (packets.h). The
 * target makes the capture of those, so that the fuzzer need not learn the file format first, and
 * mutates them as packets. Records go to memory as jsonl, and each line must be one that jansson
 * takes.
 */
#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "custom.h"
#include "lyncscope/engine.h"
#include "packets.h"

enum { FRAME_LIMIT = 2000, PACKET_HEAD = 16, MICROSECONDS = 1000000 };

static struct ls_catalogs *catalogs(void)
{
    static struct ls_catalogs *loaded;
    struct ls_error error;
    if (loaded != NULL)
        return loaded;
    loaded = ls_catalogs_new();
    if (loaded == NULL || ls_catalogs_load(loaded, "lync-server-2013", &error) < 0 ||
        ls_catalogs_load(loaded, "windows-infrastructure", &error) < 0)
        abort(); /* set LYNCSCOPE_SIGNATURES */
    return loaded;
}

/* A classic pcap header, draft-ietf-opsawg-pcap section 4, and the packets. */
static void write_packets(FILE *out, const uint8_t *data, size_t size)
{
    static struct packets packets;
    const uint32_t head[6] = {0xA1B2C3D4, 2 | 4 << 16, 0, 0, 262144, 1};
    uint64_t now = UINT64_C(1772438400) * MICROSECONDS;
    packets_read(&packets, data, size);
    fwrite(head, sizeof head, 1, out);
    for (size_t i = 0; i < packets.count; i++) {
        const struct packet *one = &packets.list[i];
        uint32_t n = (uint32_t)one->n, wire = n + (one->flags & PACKET_CUT ? 64 : 0);
        now += one->flags & PACKET_LATER ? 60 * MICROSECONDS : 1000;
        const uint32_t record[4] = {(uint32_t)(now / MICROSECONDS), (uint32_t)(now % MICROSECONDS),
                                    n, wire};
        fwrite(record, PACKET_HEAD, 1, out);
        fwrite(one->at, n, 1, out);
    }
    packets_clear(&packets);
}

static void check_lines(const char *text, size_t n)
{
    for (const char *end; n > 0 && (end = memchr(text, '\n', n)) != NULL;) {
        size_t line = (size_t)(end - text);
        json_t *value = json_loadb(text, line, JSON_REJECT_DUPLICATES, NULL);
        assert(value != NULL);
        json_decref(value);
        text += line + 1;
        n -= line + 1;
    }
    assert(n == 0);
}

static void write_records(const struct ls_result *result, const struct ls_context *context)
{
    const struct ls_record_format *format = ls_record_format_find("jsonl");
    struct ls_run run = {.catalogs = context->catalogs, .topology = context->topology};
    struct ls_look look = {0};
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    if (out == NULL)
        return;
    format->begin(out, &run, &look);
    for (size_t i = 0; i < result->flow_count; i++) {
        struct ls_verdict verdict;
        ls_classify(context, result->flows[i], &verdict);
        format->record(out, &run, &look, &(struct ls_record){result->flows[i], &verdict});
    }
    format->end(out, &run, &look);
    fclose(out);
    check_lines(text, n);
    free(text);
}

static void judge(const struct ls_result *result)
{
    struct ls_topology *topology = ls_topology_new(catalogs());
    struct ls_context context = {
        .catalogs = catalogs(), .topology = topology, .learned = result->learned};
    struct ls_inference *inference = ls_inference_new(&context, topology);
    int code = 0;
    uint64_t packets = 0;
    for (size_t i = 0; i < result->flow_count && code == 0; i++) {
        packets += result->flows[i]->packets[0] + result->flows[i]->packets[1];
        code = ls_inference_add(inference, result->flows[i]);
    }
    for (size_t i = 0; i < LS_SKIP_COUNT; i++)
        packets += result->skipped[i];
    assert(packets == result->packets); /* every frame is in a flow or counted */
    if (code == 0)
        code = ls_inference_finish(inference);
    assert(code == 0);
    ls_inference_free(inference);
    write_records(result, &context);
    ls_topology_free(topology);
}

static void run(struct ls_source *source)
{
    struct ls_error error;
    const struct ls_result *result;
    struct ls_engine_options options = {
        .source = source, .packet_limit = FRAME_LIMIT, .no_ndpi = true};
    struct ls_engine *engine = ls_engine_new(&options, &error);
    int more = 1;
    while (engine != NULL && more > 0)
        more = ls_engine_step(engine, &error);
    if (engine != NULL && more == 0 && ls_engine_finish(engine, &result, &error) == 0)
        judge(result);
    ls_engine_free(engine);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    const char *const files[1] = {path};
    struct ls_error error;
    int fd = memfd_create("capture", MFD_CLOEXEC);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    if (file == NULL)
        return 0;
    if (packets_is(data, size))
        write_packets(file, data, size);
    else
        fwrite(data, 1, size, file);
    fflush(file);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct ls_source *source =
        ls_source_open(&(struct ls_source_options){.files = files, .file_count = 1}, &error);
    if (source != NULL)
        run(source);
    ls_source_free(source);
    fclose(file);
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    return packets_is(data, size) ? packets_mutate(data, size, most, seed, LLVMFuzzerMutate)
                                  : LLVMFuzzerMutate(data, size, most);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t most, unsigned seed)
{
    if (!packets_is(a, a_size) || !packets_is(b, b_size))
        return 0;
    return packets_cross(a, a_size, b, b_size, out, most, seed);
}
