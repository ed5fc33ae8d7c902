/*
 * make.h - small captures of every kind, made byte by byte, in a temporary folder
 */
#pragma once

#include <check.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ZLIB_CONST /* next_in points to const */
#include <zlib.h>
#include <zstd.h>

#include "lyncscope/capture.h"

enum { ETHERNET = 1, PCAP_HEADER_BYTES = 24, PACKET_BYTES = 60 };

#define SECOND INT64_C(1000000000)

struct made {
    uint8_t bytes[256 * 1024];
    size_t n;
    bool big; /* byte order */
};

static char folder[64];

__attribute__((unused)) static void make_folder(void)
{
    strcpy(folder, "/tmp/lyncscope-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

__attribute__((unused)) static int remove_one(const char *path, const struct stat *about, int type,
                                              struct FTW *at)
{
    (void)about;
    (void)type;
    (void)at;
    return remove(path);
}

__attribute__((unused)) static void remove_folder(void)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void put8(struct made *m, uint8_t v)
{
    if (m->n == sizeof m->bytes)
        abort();
    m->bytes[m->n++] = v;
}

static inline void put16(struct made *m, uint16_t v)
{
    put8(m, (uint8_t)(m->big ? v >> 8 : v));
    put8(m, (uint8_t)(m->big ? v : v >> 8));
}

static inline void put32(struct made *m, uint32_t v)
{
    put16(m, (uint16_t)(m->big ? v >> 16 : v));
    put16(m, (uint16_t)(m->big ? v : v >> 16));
}

/* draft-ietf-opsawg-pcap section 4 */
static inline void pcap_header(struct made *m, uint32_t magic, uint32_t link)
{
    put32(m, magic);
    put16(m, 2);
    put16(m, 4);
    put32(m, 0);
    put32(m, 0);
    put32(m, 262144);
    put32(m, link);
}

/* An Ethernet frame of type IPv4 whose other bytes are all mark. */
static inline void frame_bytes(struct made *m, uint8_t mark, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        put8(m, i == 12 ? 8 : i == 13 ? 0 : mark);
}

static inline void pcap_packet(struct made *m, uint32_t seconds, uint32_t fraction, uint8_t mark)
{
    put32(m, seconds);
    put32(m, fraction);
    put32(m, PACKET_BYTES);
    put32(m, 1000); /* on the wire */
    frame_bytes(m, mark, PACKET_BYTES);
}

/* draft-ietf-opsawg-pcapng sections 4.1 to 4.3 */
static inline void pcapng_section(struct made *m)
{
    put32(m, 0x0A0D0D0A);
    put32(m, 28);
    put32(m, 0x1A2B3C4D);
    put16(m, 1);
    put16(m, 0);
    put32(m, 0xFFFFFFFF);
    put32(m, 0xFFFFFFFF);
    put32(m, 28);
}

static inline void pcapng_interface(struct made *m, uint16_t link, uint32_t snaplen,
                                    uint8_t resolution)
{
    put32(m, 1);
    put32(m, 32);
    put16(m, link);
    put16(m, 0);
    put32(m, snaplen);
    put16(m, 9); /* if_tsresol */
    put16(m, 1);
    put8(m, resolution);
    put8(m, 0);
    put16(m, 0);
    put32(m, 0);
    put32(m, 32);
}

static inline void pcapng_packet(struct made *m, uint32_t interface, uint64_t stamp, uint8_t mark)
{
    put32(m, 6);
    put32(m, 32 + PACKET_BYTES);
    put32(m, interface);
    put32(m, (uint32_t)(stamp >> 32));
    put32(m, (uint32_t)stamp);
    put32(m, PACKET_BYTES);
    put32(m, 1000);
    frame_bytes(m, mark, PACKET_BYTES);
    put32(m, 32 + PACKET_BYTES);
}

/* Three frames, one second apart from first on, marked mark, mark + 1, mark + 2. */
static inline void three_frames(struct made *m, uint32_t first, uint8_t mark)
{
    m->n = 0;
    m->big = false;
    pcap_header(m, 0xA1B2C3D4, ETHERNET);
    for (uint32_t i = 0; i < 3; i++)
        pcap_packet(m, first + i, 0, (uint8_t)(mark + i));
}

static inline void gzip_add(const struct made *plain, struct made *packed)
{
    z_stream z = {.next_in = plain->bytes, .avail_in = (uInt)plain->n};
    ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_out = packed->bytes + packed->n;
    z.avail_out = (uInt)(sizeof packed->bytes - packed->n);
    ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    packed->n += z.total_out;
    deflateEnd(&z);
}

static inline void zstd_add(const struct made *plain, struct made *packed)
{
    size_t n = ZSTD_compress(packed->bytes + packed->n, sizeof packed->bytes - packed->n,
                             plain->bytes, plain->n, 3);
    ck_assert(!ZSTD_isError(n));
    packed->n += n;
}

/* The path lives until the same slot is used again: eight slots. */
static inline const char *path_of(const char *name)
{
    static char paths[8][160];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static inline const char *write_bytes(const char *name, const void *bytes, size_t n)
{
    const char *path = path_of(name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, n, file), n);
    fclose(file);
    return path;
}

static inline const char *write_made(const char *name, const struct made *m)
{
    return write_bytes(name, m->bytes, m->n);
}

static inline struct ls_source *open_filtered(const char *const *paths, size_t count,
                                              const char *filter, struct ls_error *error)
{
    struct ls_source_options options = {.files = paths, .file_count = count, .filter = filter};
    return ls_source_open(&options, error);
}

static inline struct ls_source *open_one(const char *path)
{
    static const char *kept[1];
    struct ls_error error = {0};
    kept[0] = path;
    struct ls_source *source = open_filtered(kept, 1, NULL, &error);
    ck_assert_msg(source != NULL, "%s", error.text);
    return source;
}

/* Opening path must fail with code, and the text must hold words. */
static inline void refuse(const char *path, const char *filter, int code, const char *words)
{
    struct ls_error error = {0};
    ck_assert_ptr_null(open_filtered(&path, 1, filter, &error));
    ck_assert_int_eq((int)error.code, code);
    ck_assert_msg(strstr(error.text, words) != NULL, "\"%s\" lacks \"%s\"", error.text, words);
}

static inline void expect_frame(struct ls_source *source, int64_t time_ns, uint8_t mark)
{
    struct ls_frame frame = {0};
    int answer = ls_source_next(source, &frame);
    if (answer == LS_NEXT_FRAME && frame.time_ns == time_ns && frame.captured == PACKET_BYTES &&
        frame.wire == 1000 && frame.bytes[0] == mark && frame.bytes[PACKET_BYTES - 1] == mark)
        return; /* Check logs every assertion, good ones too, which thousands of frames would feel
                 */
    ck_assert_int_eq(answer, LS_NEXT_FRAME);
    ck_assert_int_eq(frame.time_ns, time_ns);
    ck_assert_uint_eq(frame.captured, PACKET_BYTES);
    ck_assert_uint_eq(frame.wire, 1000);
    ck_assert_uint_eq(frame.bytes[0], mark);
    ck_assert_uint_eq(frame.bytes[PACKET_BYTES - 1], mark);
}

static inline void expect_end(struct ls_source *source, size_t notes)
{
    struct ls_frame frame;
    size_t count;
    ck_assert_int_eq(ls_source_next(source, &frame), LS_NEXT_END);
    ck_assert_int_eq(ls_source_next(source, &frame), LS_NEXT_END);
    ls_source_notes(source, &count);
    ck_assert_uint_eq(count, notes);
}

static inline void expect_note(struct ls_source *source, size_t i, const char *path,
                               const char *words)
{
    size_t count;
    const struct ls_source_note *notes = ls_source_notes(source, &count);
    ck_assert_uint_lt(i, count);
    ck_assert_str_eq(notes[i].file, path);
    ck_assert_msg(strstr(notes[i].text, words) != NULL, "\"%s\" lacks \"%s\"", notes[i].text,
                  words);
}

__attribute__((unused)) static int run_suite(const char *name, const TTest *const *tests, size_t n)
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, make_folder, remove_folder);
    for (size_t i = 0; i < n; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
