/* test_ntp.c - NTP, which has no magic number, by the ranges of its fields */
#include "show.h"

static uint8_t packet[160];

static void make(uint8_t first)
{
    static const uint8_t head[] = {0, 2, 6, 0xe9, 0, 0, 1, 2, 0, 0, 3, 4};
    memset(packet, 0, sizeof packet);
    memcpy(packet, head, sizeof head);
    packet[0] = first;
    memcpy(packet + 40, "\xe5\x01\x02\x03\x04\x05\x06\x07", 8);
}

static enum ls_answer look(size_t n)
{
    return show(&ls_probe_ntp, 0, packet, n, 0);
}

START_TEST(modes_tell_who_is_client)
{
    static const struct {
        uint8_t first;
        uint8_t client;
    } cases[] = {{0x1b, 0}, {0x23, 0}, {0xdb, 0},           {0x24, 1},
                 {0x19, 0}, {0x1a, 1}, {0x25, LS_SIDE_NONE}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        make(cases[i].first);
        ck_assert_int_eq(look(48), LS_DONE);
        ck_assert(shown_is(LS_PROTO_NTP));
        ck_assert_uint_eq(shown.made.client, cases[i].client);
    }
}
END_TEST

START_TEST(versions_and_modes_have_ranges)
{
    static const uint8_t bad[] = {0x03, 0x2b, 0x3b, 0x20, 0x26, 0x27};
    for (size_t i = 0; i < sizeof bad; i++) {
        make(bad[i]);
        ck_assert_int_eq(look(48), LS_NO);
    }
}
END_TEST

START_TEST(fields_have_ranges)
{
    static const struct {
        uint8_t at, value;
    } bad[] = {{1, 17}, {2, 18}, {2, 0xff}, {3, 1}, {3, 0xe0}, {4, 1}, {5, 17}, {8, 1}, {9, 17}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        make(0x23);
        packet[bad[i].at] = bad[i].value;
        ck_assert_int_eq(look(48), LS_NO);
    }
}
END_TEST

/* What simple clients send: no time at all (RFC 4330 section 5). */
START_TEST(only_a_client_may_send_no_time)
{
    static const uint8_t first[] = {0x0b, 0x1b, 0x23, 0xe3};
    for (size_t i = 0; i < sizeof first; i++) {
        memset(packet, 0, sizeof packet);
        packet[0] = first[i];
        ck_assert_int_eq(look(48), LS_DONE);
        ck_assert_uint_eq(shown.made.client, 0);
    }
    memcpy(packet + 2, "\x06\xec\0\0\0\0\0\0\0\0\x31N14", 14); /* the Arduino library's */
    ck_assert_int_eq(look(48), LS_DONE);
    static const uint8_t other[] = {1, 16, 31, 39}; /* stratum, and a byte of each other time */
    for (size_t i = 0; i < sizeof other; i++) {
        packet[other[i]] = 1;
        ck_assert_int_eq(look(48), LS_NO);
        packet[other[i]] = 0;
    }
    static const uint8_t modes[] = {0xe1, 0xe2, 0xe4, 0xe5};
    for (size_t i = 0; i < sizeof modes; i++) {
        packet[0] = modes[i];
        ck_assert_int_eq(look(48), LS_NO);
    }
}
END_TEST

START_TEST(only_known_tails_follow)
{
    make(0x23);
    for (size_t n = 49; n <= 60 + 64; n++) {
        bool known = n == 52 || n == 68 || n == 72 || n == 120;
        ck_assert_int_eq(look(n), known ? LS_DONE : LS_NO);
    }
    packet[51] = 16; /* an extension field of 16 bytes, then nothing */
    ck_assert_int_eq(look(64), LS_DONE);
    packet[51] = 15;
    ck_assert_int_eq(look(64), LS_NO);
    packet[51] = 20;
    ck_assert_int_eq(look(64), LS_NO);
}
END_TEST

START_TEST(every_truncation)
{
    make(0x23);
    show_each_cut(&ls_probe_ntp, packet, 48, 48);
    show_each_short(&ls_probe_ntp, packet, 48);
}
END_TEST

START_TEST(others_are_refused)
{
    show_neighbours(&ls_probe_ntp);
    show_noise(&ls_probe_ntp, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ntp");
    TCase *tests = show_tests(suite);
    tcase_add_test(tests, modes_tell_who_is_client);
    tcase_add_test(tests, versions_and_modes_have_ranges);
    tcase_add_test(tests, fields_have_ranges);
    tcase_add_test(tests, only_a_client_may_send_no_time);
    tcase_add_test(tests, only_known_tails_follow);
    tcase_add_test(tests, every_truncation);
    tcase_add_test(tests, others_are_refused);
    return show_run(suite);
}
