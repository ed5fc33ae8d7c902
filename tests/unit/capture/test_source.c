/* test_source.c - one file of every kind, good and bad. */
#include "lyncscope/clock.h"
#include "make.h"

static struct made m, packed;

struct variant {
    uint32_t magic;
    bool big;
    uint32_t fraction;
    int64_t fraction_ns;
};

START_TEST(pcap_in_both_byte_orders_and_precisions)
{
    static const struct variant variants[] = {
        {0xA1B2C3D4, false, 123456, 123456000},
        {0xA1B2C3D4, true, 123456, 123456000},
        {0xA1B23C4D, false, 123456789, 123456789},
        {0xA1B23C4D, true, 123456789, 123456789},
    };
    for (size_t i = 0; i < 4; i++) {
        m.n = 0;
        m.big = variants[i].big;
        pcap_header(&m, variants[i].magic, ETHERNET);
        pcap_packet(&m, 1700000000, variants[i].fraction, 7);
        struct ls_source *source = open_one(write_made("a.pcap", &m));
        expect_frame(source, 1700000000 * SECOND + variants[i].fraction_ns, 7);
        expect_end(source, 0);
        ls_source_free(source);
    }
}
END_TEST

START_TEST(seconds_after_2038_stay_positive)
{
    m.n = 0;
    m.big = false;
    pcap_header(&m, 0xA1B2C3D4, ETHERNET);
    pcap_packet(&m, 0xF0000000, 5, 1);
    struct ls_source *source = open_one(write_made("a.pcap", &m));
    expect_frame(source, INT64_C(0xF0000000) * SECOND + 5000, 1);
    ls_source_free(source);
}
END_TEST

START_TEST(pcapng_in_both_byte_orders)
{
    for (int big = 0; big < 2; big++) {
        m.n = 0;
        m.big = big;
        pcapng_section(&m);
        pcapng_interface(&m, ETHERNET, 0, 9);
        pcapng_packet(&m, 0, UINT64_C(1700000000123456789), 3);
        pcapng_packet(&m, 0, UINT64_C(1700000001000000001), 4);
        struct ls_source *source = open_one(write_made("a.pcapng", &m));
        expect_frame(source, INT64_C(1700000000123456789), 3);
        expect_frame(source, INT64_C(1700000001000000001), 4);
        expect_end(source, 0);
        ls_source_free(source);
    }
}
END_TEST

START_TEST(absurd_time_is_kept_within_range)
{
    m.n = 0;
    m.big = false;
    pcapng_section(&m);
    pcapng_interface(&m, ETHERNET, 0, 0); /* stamps in whole seconds */
    pcapng_packet(&m, 0, UINT64_C(0x7FFFFFFFFFFFFFFF), 3);
    struct ls_source *source = open_one(write_made("a.pcapng", &m));
    expect_frame(source, LS_TIME_MOST, 3);
    ls_source_free(source);
}
END_TEST

static void expect_three(const char *path)
{
    struct ls_source *source = open_one(path);
    for (uint8_t i = 0; i < 3; i++)
        expect_frame(source, (1000 + i) * SECOND, 10 + i);
    expect_end(source, 0);
    ls_source_free(source);
}

START_TEST(compression_is_told_by_content_not_by_name)
{
    three_frames(&m, 1000, 10);
    packed.n = 0;
    gzip_add(&m, &packed);
    expect_three(write_made("gzip.pcap", &packed));
    packed.n = 0;
    zstd_add(&m, &packed);
    expect_three(write_made("zstd.gz", &packed));
    expect_three(write_made("plain.zst", &m));
}
END_TEST

START_TEST(link_type_and_counters)
{
    m.n = 0;
    m.big = false;
    pcap_header(&m, 0xA1B2C3D4, 113); /* LINKTYPE_LINUX_SLL */
    pcap_packet(&m, 1, 0, 1);
    pcap_packet(&m, 2, 0, 1);
    struct ls_source *source = open_one(write_made("a.pcap", &m));
    struct ls_frame frame;
    while (ls_source_next(source, &frame) == LS_NEXT_FRAME)
        ck_assert_int_eq(frame.link_type, 113);
    struct ls_source_stats stats;
    ls_source_stats(source, &stats);
    ck_assert_uint_eq(stats.frames, 2);
    ck_assert_uint_eq(stats.bytes, 2000);
    ck_assert_uint_eq(stats.dropped_kernel, 0);
    ls_source_free(source);
}
END_TEST

START_TEST(wire_length_below_captured_is_lifted)
{
    m.n = 0;
    m.big = false;
    pcap_header(&m, 0xA1B2C3D4, ETHERNET);
    pcap_packet(&m, 1, 0, 1);
    m.bytes[PCAP_HEADER_BYTES + 12] = 5; /* original length 1000 becomes 5 */
    m.bytes[PCAP_HEADER_BYTES + 13] = 0;
    struct ls_source *source = open_one(write_made("a.pcap", &m));
    struct ls_frame frame;
    ck_assert_int_eq(ls_source_next(source, &frame), LS_NEXT_FRAME);
    ck_assert_uint_eq(frame.captured, PACKET_BYTES);
    ck_assert_uint_eq(frame.wire, PACKET_BYTES);
    ls_source_free(source);
}
END_TEST

START_TEST(what_is_no_capture_is_refused_in_words)
{
    const char *path = path_of("absent.pcap");
    char words[200];
    snprintf(words, sizeof words, "%s: No such file or directory", path);
    refuse(path, NULL, LS_E_OPEN, words);
    refuse(write_bytes("empty", "", 0), NULL, LS_E_FORMAT, ": is empty");
    refuse(write_bytes("text", "source,destination\n", 19), NULL, LS_E_FORMAT,
           "is not a capture: begins with text");
    refuse(write_bytes("zip", "PK\3\4xxxxxxxxxxxxxxxxxxxx", 24), NULL, LS_E_FORMAT,
           "is not a capture: begins like a ZIP archive");
}
END_TEST

START_TEST(empty_inside_compression_is_empty)
{
    m.n = 0;
    packed.n = 0;
    gzip_add(&m, &packed);
    refuse(write_made("a.gz", &packed), NULL, LS_E_FORMAT, ": is empty");
    packed.n = 0;
    zstd_add(&m, &packed);
    refuse(write_made("a.zst", &packed), NULL, LS_E_FORMAT, ": is empty");
}
END_TEST

START_TEST(header_cut_short_is_refused)
{
    three_frames(&m, 1, 1);
    for (size_t n = 4; n < PCAP_HEADER_BYTES; n++)
        refuse(write_bytes("a.pcap", m.bytes, n), NULL, LS_E_FORMAT,
               "cut short in its file header");
    m.n = 0;
    pcapng_section(&m);
    refuse(write_bytes("a.pcapng", m.bytes, 26), NULL, LS_E_FORMAT, "cut short in its file header");
}
END_TEST

START_TEST(no_packets_is_fine)
{
    m.n = 0;
    m.big = false;
    pcap_header(&m, 0xA1B2C3D4, ETHERNET);
    struct ls_source *source = open_one(write_made("a.pcap", &m));
    expect_end(source, 0);
    ls_source_free(source);
}
END_TEST

/* Wherever the file ends, whole frames are delivered and the rest is noted. */
START_TEST(every_cut_is_noted)
{
    three_frames(&m, 1000, 10);
    size_t each = (m.n - PCAP_HEADER_BYTES) / 3;
    for (size_t n = PCAP_HEADER_BYTES; n <= m.n; n++) {
        const char *path = write_bytes("a.pcap", m.bytes, n);
        struct ls_source *source = open_one(path);
        size_t whole = (n - PCAP_HEADER_BYTES) / each;
        bool cut = (n - PCAP_HEADER_BYTES) % each != 0;
        for (size_t i = 0; i < whole; i++)
            expect_frame(source, (1000 + (int64_t)i) * SECOND, (uint8_t)(10 + i));
        expect_end(source, cut);
        char words[80];
        snprintf(words, sizeof words, "cut short in the middle of a packet; %zu frames", whole);
        if (cut)
            expect_note(source, 0, path, words);
        ls_source_free(source);
    }
}
END_TEST

/* Compressed data that stops anywhere, even between packets, is never a complete file. */
static void cut_packed(const char *words)
{
    for (size_t n = 12; n < packed.n; n++) {
        const char *path = write_bytes("a.packed", packed.bytes, n);
        struct ls_error error = {0};
        struct ls_source *source = open_filtered(&path, 1, NULL, &error);
        if (source == NULL) {
            ck_assert_msg(strstr(error.text, words) != NULL, "%s", error.text);
            continue;
        }
        struct ls_frame frame;
        while (ls_source_next(source, &frame) == LS_NEXT_FRAME)
            ;
        expect_end(source, 1);
        expect_note(source, 0, path, words);
        ls_source_free(source);
    }
}

START_TEST(every_cut_of_compressed_data_is_noted)
{
    three_frames(&m, 1000, 10);
    packed.n = 0;
    gzip_add(&m, &packed);
    cut_packed("the gzip data is cut short");
    packed.n = 0;
    zstd_add(&m, &packed);
    cut_packed("the zstd data is cut short");
}
END_TEST

START_TEST(damage_midway_is_noted)
{
    three_frames(&m, 1000, 10);
    memset(m.bytes + PCAP_HEADER_BYTES + 76 + 8, 0xFF, 4); /* captured length of the second */
    const char *path = write_made("a.pcap", &m);
    struct ls_source *source = open_one(path);
    expect_frame(source, 1000 * SECOND, 10);
    expect_end(source, 1);
    expect_note(source, 0, path, "damaged midway; 1 frames of it were read");
    ls_source_free(source);
}
END_TEST

START_TEST(filter_drops_frames)
{
    three_frames(&m, 1000, 10);
    const char *path = write_made("a.pcap", &m);
    struct ls_error error = {0};
    struct ls_source *source = open_filtered(&path, 1, "ether[0] == 11", &error);
    ck_assert_ptr_nonnull(source);
    expect_frame(source, 1001 * SECOND, 11);
    expect_end(source, 0);
    ls_source_free(source);
}
END_TEST

START_TEST(bad_filter_is_told_at_once)
{
    three_frames(&m, 1000, 10);
    const char *path = write_made("a.pcap", &m);
    refuse(path, "tcp prot 80", LS_E_USAGE, "filter: ");
    refuse(path, "tcp prot 80", LS_E_USAGE, "syntax error");
    m.n = 0;
    pcap_header(&m, 0xA1B2C3D4, 101); /* LINKTYPE_RAW: has no Ethernet addresses */
    refuse(write_made("raw.pcap", &m), "ether host 00:11:22:33:44:55", LS_E_USAGE, "link type RAW");
}
END_TEST

START_TEST(stop_ends_the_run)
{
    three_frames(&m, 1000, 10);
    struct ls_source *source = open_one(write_made("a.pcap", &m));
    expect_frame(source, 1000 * SECOND, 10);
    ls_source_stop(source);
    expect_end(source, 0);
    ls_source_free(source);
}
END_TEST

START_TEST(progress_counts_stored_bytes)
{
    uint64_t done, total;
    three_frames(&m, 1000, 10);
    packed.n = 0;
    gzip_add(&m, &packed);
    struct ls_source *source = open_one(write_made("a.gz", &packed));
    ls_source_progress(source, &done, &total);
    ck_assert_uint_le(done, total);
    ck_assert_uint_eq(total, packed.n);
    for (uint8_t i = 0; i < 3; i++)
        expect_frame(source, (1000 + i) * SECOND, 10 + i);
    expect_end(source, 0);
    ls_source_progress(source, &done, &total);
    ck_assert_uint_eq(done, packed.n);
    ls_source_free(source);
}
END_TEST

int main(void)
{
    static const TTest *tests[64];
    size_t n = 0;
    tests[n++] = pcap_in_both_byte_orders_and_precisions;
    tests[n++] = seconds_after_2038_stay_positive;
    tests[n++] = pcapng_in_both_byte_orders;
    tests[n++] = absurd_time_is_kept_within_range;
    tests[n++] = compression_is_told_by_content_not_by_name;
    tests[n++] = link_type_and_counters;
    tests[n++] = wire_length_below_captured_is_lifted;
    tests[n++] = what_is_no_capture_is_refused_in_words;
    tests[n++] = empty_inside_compression_is_empty;
    tests[n++] = header_cut_short_is_refused;
    tests[n++] = no_packets_is_fine;
    tests[n++] = every_cut_is_noted;
    tests[n++] = every_cut_of_compressed_data_is_noted;
    tests[n++] = damage_midway_is_noted;
    tests[n++] = filter_drops_frames;
    tests[n++] = bad_filter_is_told_at_once;
    tests[n++] = stop_ends_the_run;
    tests[n++] = progress_counts_stored_bytes;
    return run_suite("capture/source", tests, n);
}
