/* test_kept.c - bytes of frames stay until they are let go, and not much longer. */
#include "make.h"

enum { EACH = 3000, ALL = 2 * EACH };

static struct made m;

/* Two files whose frames alternate, each of several blocks; libpcap reads the second. */
static struct ls_source *open_two(void)
{
    static const char *paths[2];
    struct ls_error error = {0};
    for (uint32_t file = 0; file < 2; file++) {
        m.n = 0;
        m.big = false;
        pcap_header(&m, 0xA1B2C3D4, ETHERNET);
        m.bytes[6] = file == 0 ? 4 : 3; /* version 2.3 is none of ours */
        for (uint32_t i = 0; i < EACH; i++)
            pcap_packet(&m, 1000 + 2 * i + file, 0, (uint8_t)((2 * i + file) % 253));
        paths[file] = write_made(file == 0 ? "a" : "b", &m);
    }
    struct ls_source *source = open_filtered(paths, 2, NULL, &error);
    ck_assert_ptr_nonnull(source);
    ck_assert(ls_source_keep(source));
    return source;
}

static void expect_mark(const uint8_t *bytes, size_t i)
{
    ck_assert_uint_eq(bytes[0], i % 253);
    ck_assert_uint_eq(bytes[PACKET_BYTES - 1], i % 253);
}

START_TEST(all_frames_stay_to_the_end)
{
    static const uint8_t *bytes[ALL];
    const struct ls_frame *frames;
    size_t count, seen = 0;
    uint64_t mark = 0;
    struct ls_source *source = open_two();
    while (ls_source_next_batch(source, 50, &frames, &count) == LS_NEXT_FRAME) {
        ck_assert_uint_ge(ls_source_mark(source), mark);
        mark = ls_source_mark(source);
        for (size_t i = 0; i < count; i++)
            bytes[seen++] = frames[i].bytes;
    }
    ck_assert_uint_eq(seen, ALL);
    for (size_t i = 0; i < ALL; i++)
        expect_mark(bytes[i], i);
    ck_assert_uint_gt(ls_source_let_go(source, 0), EACH); /* libpcap's frames stay one by one */
    ls_source_free(source);
}
END_TEST

/* Whoever needs the present and the last batch keeps those, and no more memory than that. */
START_TEST(what_is_let_go_is_used_again)
{
    const struct ls_frame *frames;
    const uint8_t *before[50];
    size_t count, seen = 0, held = 0;
    uint64_t mark = 0;
    struct ls_source *source = open_two();
    while (ls_source_next_batch(source, 50, &frames, &count) == LS_NEXT_FRAME) {
        ck_assert_uint_le(ls_source_let_go(source, mark), 2 * 64 + 4);
        for (size_t i = 0; i < held; i++)
            expect_mark(before[i], seen - held + i);
        for (size_t i = 0; i < count; i++)
            before[i] = frames[i].bytes;
        seen += count;
        held = count;
        mark = ls_source_mark(source);
    }
    ck_assert_uint_eq(seen, ALL);
    ls_source_free(source);
}
END_TEST

int main(void)
{
    static const TTest *tests[2];
    size_t n = 0;
    tests[n++] = all_frames_stay_to_the_end;
    tests[n++] = what_is_let_go_is_used_again;
    return run_suite("capture/kept", tests, n);
}
