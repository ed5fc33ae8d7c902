/*
 * whole.h - a capture from a stranger, all the way: source, engine, roles, and then what a target
 * does
 *
 * The input is a capture in memory, or, when it begins with 'P', packets alone (packets.h). The
 * capture is made of those here, so that the fuzzer need not learn the file format first, and they
 * are mutated as packets. For one target each: the mutator is defined here.
 */
#pragma once

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "custom.h"
#include "lyncscope/engine.h"
#include "packets.h"

enum { FRAME_LIMIT = 2000, PACKET_HEAD = 16, MICROSECONDS = 1000000 };

/* What is done with the flows; each can be judged. */
typedef void whole_use(const struct ls_result *result, const struct ls_context *context);

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

static void judge(const struct ls_result *result, whole_use *use)
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
    use(result, &context);
    ls_topology_free(topology);
}

static void run(struct ls_source *source, whole_use *use)
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
        judge(result, use);
    ls_engine_free(engine);
}

static void whole_run(const uint8_t *data, size_t size, whole_use *use)
{
    char path[64];
    const char *const files[1] = {path};
    struct ls_error error;
    int fd = memfd_create("capture", MFD_CLOEXEC);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    if (file == NULL)
        return;
    if (packets_is(data, size))
        write_packets(file, data, size);
    else
        fwrite(data, 1, size, file);
    fflush(file);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct ls_source *source =
        ls_source_open(&(struct ls_source_options){.files = files, .file_count = 1}, &error);
    if (source != NULL)
        run(source, use);
    ls_source_free(source);
    fclose(file);
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
