/* bench.h - catalogs, a topology and hand-made flows for the report tests. */
#pragma once

#include <stdlib.h>
#include <string.h>

#include "lyncscope/report.h"
#include "suite.h"

struct bench {
    struct ls_catalogs *catalogs;
    struct ls_topology *topology;
    struct ls_arena *arena;
    uint64_t skipped[LS_SKIP_COUNT];
    struct ls_run run;
    struct ls_context context;
};

static inline void bench_init(struct bench *bench)
{
    struct ls_error error;
    memset(bench, 0, sizeof *bench);
    bench->catalogs = ls_catalogs_new();
    ck_assert_msg(ls_catalogs_load(bench->catalogs, "lync-server-2013", &error) == 0, "%s",
                  error.text);
    bench->topology = ls_topology_new(bench->catalogs);
    bench->arena = ls_arena_new();
    bench->run = (struct ls_run){.version = "test",
                                 .catalogs = bench->catalogs,
                                 .topology = bench->topology,
                                 .skipped = bench->skipped};
    bench->context = (struct ls_context){.catalogs = bench->catalogs, .topology = bench->topology};
}

static inline void bench_clear(struct bench *bench)
{
    ls_arena_free(bench->arena);
    ls_topology_free(bench->topology);
    ls_catalogs_free(bench->catalogs);
}

/* A TCP flow opened by 10.20.0.<client> to 10.0.10.11, 3 packets of 60 bytes each way. */
static inline struct ls_summary bench_flow(uint8_t client, uint16_t port)
{
    const uint8_t from[4] = {10, 20, 0, client}, to[4] = {10, 0, 10, 11};
    struct ls_summary s = {.addr = {ls_addr_v4(from), ls_addr_v4(to)},
                           .port = {50000, port},
                           .ip_proto = LS_IP_TCP,
                           .flags = LS_FLOW_PORTS | LS_FLOW_OPENED,
                           .first_ns = 1772439330123456000,
                           .last_ns = 1772439331357456000,
                           .packets = {3, 3},
                           .bytes = {180, 180}};
    return s;
}

/* What a record format prints for one flow; free it. */
static inline char *bench_record(struct bench *bench, const char *format,
                                 const struct ls_summary *summary)
{
    struct ls_verdict verdict;
    struct ls_look look = {.columns = 80};
    struct ls_record record = {summary, &verdict};
    char *out = NULL;
    size_t size;
    FILE *file = open_memstream(&out, &size);
    ls_classify(&bench->context, summary, &verdict);
    ls_record_format_find(format)->begin(file, &bench->run, &look);
    ls_record_format_find(format)->record(file, &bench->run, &look, &record);
    ls_record_format_find(format)->end(file, &bench->run, &look);
    fclose(file);
    return out;
}
