/* test_pcapng.c - what we read in pcapng where libpcap gives up, and what a file says of drops. */
#include "capture/stamp.h"
#include "lyncscope/clock.h"
#include "make.h"

static struct made m;

enum { SLL = 113, RAW = 101, DLT_RAW_HERE = 12 };

static void begin_file(bool big)
{
    m.n = 0;
    m.big = big;
    pcapng_section(&m);
}

static void expect_link(struct ls_source *source, int64_t time_ns, uint8_t mark, int link_type)
{
    struct ls_frame frame = {0};
    ck_assert_int_eq(ls_source_next(source, &frame), LS_NEXT_FRAME);
    ck_assert_int_eq(frame.time_ns, time_ns);
    ck_assert_uint_eq(frame.bytes[0], mark);
    ck_assert_int_eq(frame.link_type, link_type);
}

START_TEST(interfaces_of_different_link_types)
{
    for (int big = 0; big < 2; big++) {
        begin_file(big);
        pcapng_interface(&m, ETHERNET, 0, 9);
        pcapng_interface(&m, SLL, 96, 6);
        pcapng_packet(&m, 0, 5, 3);
        pcapng_packet(&m, 1, 5, 4);
        pcapng_interface(&m, RAW, 0, 3); /* described late, and after packets */
        pcapng_packet(&m, 2, 5, 5);
        pcapng_packet(&m, 0, 6, 6);
        struct ls_source *source = open_one(write_made("a.pcapng", &m));
        expect_link(source, 5, 3, ETHERNET);
        expect_link(source, 5000, 4, SLL);
        expect_link(source, 5000000, 5, DLT_RAW_HERE);
        expect_link(source, 6, 6, ETHERNET);
        expect_end(source, 0);
        ls_source_free(source);
    }
}
END_TEST

START_TEST(sections_in_either_byte_order)
{
    m.n = 0;
    for (int part = 0; part < 4; part++) {
        m.big = part % 2;
        pcapng_section(&m);
        pcapng_interface(&m, part < 2 ? ETHERNET : SLL, 0, 9);
        pcapng_packet(&m, 0, 100 + (unsigned)part, (uint8_t)part);
    }
    struct ls_source *source = open_one(write_made("a.pcapng", &m));
    for (int part = 0; part < 4; part++)
        expect_link(source, 100 + part, (uint8_t)part, part < 2 ? ETHERNET : SLL);
    expect_end(source, 0);
    ls_source_free(source);
}
END_TEST

/* Byte 12 and 13 are 08 00: IPv4 to Ethernet; in a cooked frame its type is at 14. */
START_TEST(a_filter_is_compiled_for_each_link_type)
{
    struct ls_error error = {0};
    begin_file(false);
    pcapng_interface(&m, ETHERNET, 0, 9);
    pcapng_interface(&m, SLL, 0, 9);
    pcapng_packet(&m, 0, 1, 3);
    pcapng_packet(&m, 1, 2, 4); /* no IPv4: 04 04 stands where cooked frames have the type */
    size_t type_at = m.n + 28 + 14;
    pcapng_packet(&m, 1, 3, 5);
    m.bytes[type_at] = 8;
    m.bytes[type_at + 1] = 0;
    pcapng_packet(&m, 0, 4, 6);
    const char *path = write_made("a.pcapng", &m);
    struct ls_source *source = open_filtered(&path, 1, "ip", &error);
    ck_assert_msg(source != NULL, "%s", error.text);
    expect_link(source, 1, 3, ETHERNET);
    expect_link(source, 3, 5, SLL);
    expect_link(source, 4, 6, ETHERNET);
    expect_end(source, 0);
    ls_source_free(source);
}
END_TEST

/* Told at once before the first frame, noted after it. */
START_TEST(a_filter_that_does_not_fit_a_later_interface)
{
    const char *filter = "ether host 00:11:22:33:44:55 or ip";
    struct ls_error error = {0};
    begin_file(false);
    pcapng_interface(&m, ETHERNET, 0, 9);
    size_t first = m.n;
    pcapng_interface(&m, RAW, 0, 9);
    pcapng_packet(&m, 0, 1, 3);
    refuse(write_made("a.pcapng", &m), filter, LS_E_USAGE, "link type RAW");
    m.n = first;
    pcapng_packet(&m, 0, 1, 3);
    pcapng_interface(&m, RAW, 0, 9);
    const char *path = write_made("a.pcapng", &m);
    struct ls_source *source = open_filtered(&path, 1, filter, &error);
    ck_assert_msg(source != NULL, "%s", error.text);
    expect_link(source, 1, 3, ETHERNET);
    expect_end(source, 1);
    expect_note(source, 0, path, "link type RAW");
    ls_source_free(source);
}
END_TEST

START_TEST(a_simple_packet_is_as_long_as_its_interface_lets_it)
{
    begin_file(false);
    pcapng_interface(&m, ETHERNET, 60, 9);
    put32(&m, 3);
    put32(&m, 16 + 60);
    put32(&m, 1000);
    frame_bytes(&m, 7, 60);
    put32(&m, 16 + 60);
    struct ls_source *source = open_one(write_made("a.pcapng", &m));
    expect_frame(source, 0, 7);
    expect_end(source, 0);
    ls_source_free(source);
}
END_TEST

static void put_count(uint16_t code, uint64_t value)
{
    put16(&m, code);
    put16(&m, 8);
    put32(&m, (uint32_t)(m.big ? value >> 32 : value));
    put32(&m, (uint32_t)(m.big ? value : value >> 32));
}

static void pcapng_statistics(uint32_t interface, uint64_t by_interface, uint64_t by_system)
{
    put32(&m, 5);
    put32(&m, 24 + 24 + 4);
    put32(&m, interface);
    put32(&m, 0);
    put32(&m, 0);
    put_count(5, by_interface);
    put_count(7, by_system);
    put32(&m, 0);
    put32(&m, 24 + 24 + 4);
}

static void expect_drops(struct ls_source *source, uint64_t by_interface, uint64_t by_system)
{
    struct ls_source_stats stats;
    ls_source_stats(source, &stats);
    ck_assert_uint_eq(stats.dropped_interface, by_interface);
    ck_assert_uint_eq(stats.dropped_kernel, by_system);
}

/* Counters run from the start of a capture: the last one of an interface is its sum. */
START_TEST(drops_are_counted_once_and_noted)
{
    for (int big = 0; big < 2; big++) {
        begin_file(big);
        pcapng_interface(&m, ETHERNET, 0, 9);
        pcapng_interface(&m, ETHERNET, 0, 9);
        pcapng_packet(&m, 0, 1, 3);
        pcapng_statistics(0, 10, 0);
        pcapng_statistics(1, 5, UINT64_MAX); /* not known */
        pcapng_statistics(0, 12, 7);
        pcapng_statistics(9, 100, 100); /* of no interface */
        pcapng_section(&m);
        pcapng_interface(&m, ETHERNET, 0, 9);
        pcapng_statistics(0, 1, 0);
        const char *path = write_made("a.pcapng", &m);
        struct ls_source *source = open_one(path);
        expect_frame(source, 1, 3);
        expect_end(source, 1);
        expect_note(source, 0, path, "the interface dropped 18, the system 7");
        expect_drops(source, 18, 7);
        ls_source_free(source);
    }
}
END_TEST

START_TEST(no_drops_are_no_news)
{
    begin_file(false);
    pcapng_interface(&m, ETHERNET, 0, 9);
    pcapng_statistics(0, 0, 0);
    struct ls_source *source = open_one(write_made("a.pcapng", &m));
    expect_end(source, 0);
    expect_drops(source, 0, 0);
    ls_source_free(source);
}
END_TEST

START_TEST(damage_and_drops_are_both_noted)
{
    begin_file(false);
    pcapng_interface(&m, ETHERNET, 0, 9);
    pcapng_statistics(0, 4, 0);
    pcapng_packet(&m, 0, 1, 3);
    const char *path = write_bytes("a.pcapng", m.bytes, m.n - 1);
    struct ls_source *source = open_one(path);
    expect_end(source, 2);
    expect_note(source, 0, path, "cut short in the middle of a packet");
    expect_note(source, 1, path, "the interface dropped 4");
    ls_source_free(source);
}
END_TEST

START_TEST(a_packet_of_no_interface_is_damage)
{
    begin_file(false);
    pcapng_interface(&m, ETHERNET, 0, 9);
    pcapng_packet(&m, 0, 1, 3);
    pcapng_section(&m); /* forgets the interface */
    pcapng_packet(&m, 0, 2, 4);
    const char *path = write_made("a.pcapng", &m);
    struct ls_source *source = open_one(path);
    expect_frame(source, 1, 3);
    expect_end(source, 1);
    expect_note(source, 0, path, "interface 0, which is not described");
    ls_source_free(source);
}
END_TEST

START_TEST(without_interface_it_is_no_capture)
{
    begin_file(false);
    refuse(write_made("a.pcapng", &m), NULL, LS_E_FORMAT, "it describes no interface");
}
END_TEST

/* draft-ietf-opsawg-pcapng section 4.2: if_tsresol in powers of ten and two, if_tsoffset. */
START_TEST(stamps_of_every_resolution)
{
    struct ls_stamp_clock clock;
    for (uint8_t power = 0; power <= 19; power++) {
        uint64_t second = 1;
        for (int i = 0; i < power; i++)
            second *= 10;
        ls_stamp_clock_set(&clock, power, 0);
        ck_assert_int_eq(ls_stamp_ns(&clock, second), LS_SECOND);
        ls_stamp_clock_set(&clock, power, -1);
        ck_assert_int_eq(ls_stamp_ns(&clock, second), 0);
        ls_stamp_clock_set(&clock, power, 1700000000);
        ck_assert_int_eq(ls_stamp_ns(&clock, 0), INT64_C(1700000000) * LS_SECOND);
    }
    for (uint8_t power = 1; power <= 63; power++) {
        ls_stamp_clock_set(&clock, (uint8_t)(0x80 + power), 3);
        uint64_t second = UINT64_C(1) << power;
        ck_assert_int_eq(ls_stamp_ns(&clock, second), 4 * LS_SECOND);
        ck_assert_int_eq(ls_stamp_ns(&clock, second / 2), 3 * LS_SECOND + LS_SECOND / 2);
        /* rounded down, also where a product would not fit 64 bits */
        ck_assert_int_eq(ls_stamp_ns(&clock, second - 1),
                         3 * LS_SECOND + (power >= 30
                                              ? LS_SECOND - 1
                                              : (int64_t)((second - 1) * 1000000000 >> power)));
    }
}
END_TEST

/* Both ways of reckoning agree on either side of where the quick one ends. */
START_TEST(quick_and_slow_stamps_agree)
{
    static const int64_t offsets[] = {0, 1, -1, 1700000000, -4000000000, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        for (uint8_t power = 0; power <= 9; power++) {
            struct ls_stamp_clock clock;
            ls_stamp_clock_set(&clock, power, offsets[i]);
            uint64_t edge = clock.quick;
            uint64_t stamps[] = {0, 1, 999999, edge / 3, edge - 1, edge, edge + 1};
            for (size_t k = 0; k < sizeof stamps / sizeof stamps[0]; k++)
                ck_assert_int_eq(ls_stamp_ns(&clock, stamps[k]), ls_stamp_slow(&clock, stamps[k]));
        }
    }
}
END_TEST

int main(void)
{
    static const TTest *tests[32];
    size_t n = 0;
    tests[n++] = interfaces_of_different_link_types;
    tests[n++] = sections_in_either_byte_order;
    tests[n++] = a_filter_is_compiled_for_each_link_type;
    tests[n++] = a_filter_that_does_not_fit_a_later_interface;
    tests[n++] = a_simple_packet_is_as_long_as_its_interface_lets_it;
    tests[n++] = drops_are_counted_once_and_noted;
    tests[n++] = no_drops_are_no_news;
    tests[n++] = damage_and_drops_are_both_noted;
    tests[n++] = a_packet_of_no_interface_is_damage;
    tests[n++] = without_interface_it_is_no_capture;
    tests[n++] = stamps_of_every_resolution;
    tests[n++] = quick_and_slow_stamps_agree;
    return run_suite("capture/pcapng", tests, n);
}
