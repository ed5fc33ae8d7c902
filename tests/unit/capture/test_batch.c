/* test_batch.c - many frames at once, and how long their bytes stay. */
#include "make.h"

static struct made m;

static size_t next_batch(struct ls_source *source, size_t most, const struct ls_frame **frames)
{
    size_t count;
    int answer = ls_source_next_batch(source, most, frames, &count);
    ck_assert_int_eq(answer, count > 0 ? LS_NEXT_FRAME : LS_NEXT_END);
    ck_assert_uint_le(count, most);
    return count;
}

static void expect_marks(const struct ls_frame *frames, size_t count, uint8_t first)
{
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_eq(frames[i].bytes[0], (uint8_t)(first + i));
        ck_assert_uint_eq(frames[i].bytes[PACKET_BYTES - 1], (uint8_t)(first + i));
    }
}

START_TEST(a_small_file_is_one_batch)
{
    const struct ls_frame *frames;
    three_frames(&m, 1000, 10);
    struct ls_source *source = open_one(write_made("a.pcap", &m));
    ck_assert_uint_eq(next_batch(source, 64, &frames), 3);
    expect_marks(frames, 3, 10);
    ck_assert_uint_eq(next_batch(source, 64, &frames), 0);
    ls_source_free(source);
}
END_TEST

START_TEST(both_calls_may_be_mixed)
{
    const struct ls_frame *frames;
    struct ls_source_stats stats;
    three_frames(&m, 1000, 10);
    struct ls_source *source = open_one(write_made("a.pcap", &m));
    expect_frame(source, 1000 * SECOND, 10);
    ck_assert_uint_eq(next_batch(source, 1, &frames), 1);
    expect_marks(frames, 1, 11);
    ls_source_stats(source, &stats); /* what was read ahead is not delivered yet */
    ck_assert_uint_eq(stats.frames, 2);
    ck_assert_uint_eq(stats.bytes, 2000);
    expect_frame(source, 1002 * SECOND, 12);
    expect_end(source, 0);
    ls_source_free(source);
}
END_TEST

START_TEST(stop_ends_a_batch_that_was_read_ahead)
{
    const struct ls_frame *frames;
    size_t count;
    three_frames(&m, 1000, 10);
    struct ls_source *source = open_one(write_made("a.pcap", &m));
    ck_assert_uint_eq(next_batch(source, 1, &frames), 1);
    ls_source_stop(source);
    ck_assert_int_eq(ls_source_next_batch(source, 64, &frames, &count), LS_NEXT_END);
    ck_assert_uint_eq(count, 0);
    ls_source_free(source);
}
END_TEST

/* Two files whose frames alternate, each longer than a block: batches cross the files, in order. */
START_TEST(batches_of_merged_files_stay_whole)
{
    enum { EACH = 3000 };
    const char *paths[2];
    struct ls_error error = {0};
    const struct ls_frame *frames;
    size_t count, seen = 0, largest = 0;
    for (uint32_t file = 0; file < 2; file++) {
        m.n = 0;
        m.big = false;
        pcap_header(&m, 0xA1B2C3D4, ETHERNET);
        for (uint32_t i = 0; i < EACH; i++)
            pcap_packet(&m, 1000 + 2 * i + file, 0, (uint8_t)(2 * i + file));
        paths[file] = write_made(file == 0 ? "a" : "b", &m);
    }
    struct ls_source *source = open_filtered(paths, 2, NULL, &error);
    ck_assert_ptr_nonnull(source);
    while ((count = next_batch(source, 50, &frames)) > 0) {
        for (size_t i = 0; i < count; i++)
            ck_assert_int_eq(frames[i].time_ns, (1000 + (int64_t)(seen + i)) * SECOND);
        expect_marks(frames, count, (uint8_t)seen);
        seen += count;
        largest = count > largest ? count : largest;
    }
    ck_assert_uint_eq(seen, 2 * EACH);
    ck_assert_uint_eq(largest, 50);
    expect_end(source, 0);
    ls_source_free(source);
}
END_TEST

START_TEST(damage_comes_after_the_frames_before_it)
{
    const struct ls_frame *frames;
    three_frames(&m, 1000, 10);
    const char *path = write_bytes("a.pcap", m.bytes, m.n - 5);
    struct ls_source *source = open_one(path);
    ck_assert_uint_eq(next_batch(source, 64, &frames), 2);
    expect_marks(frames, 2, 10);
    expect_end(source, 1);
    expect_note(source, 0, path, "cut short in the middle of a packet; 2 frames");
    ls_source_free(source);
}
END_TEST

int main(void)
{
    static const TTest *tests[8];
    size_t n = 0;
    tests[n++] = a_small_file_is_one_batch;
    tests[n++] = both_calls_may_be_mixed;
    tests[n++] = stop_ends_a_batch_that_was_read_ahead;
    tests[n++] = batches_of_merged_files_stay_whole;
    tests[n++] = damage_comes_after_the_frames_before_it;
    return run_suite("capture/batch", tests, n);
}
