/* test_rewrite.c - frames for strangers: every address replaced, no payload, and still a frame */
#include <stdlib.h>

#include "shapes.h"

static struct ls_anonymiser *anonymiser;
static uint8_t room[4096];

static void open_both(void)
{
    static const char key[] = "a key of the tests";
    set_up();
    anonymiser = ls_anonymiser_new(key, sizeof key, NULL);
    ck_assert_ptr_nonnull(anonymiser);
}

static void close_both(void)
{
    ls_anonymiser_free(anonymiser);
    tear_down();
}

static struct ls_frame rewrite_cut(const struct frame_maker *f, int link_type, uint32_t cut)
{
    struct guard guard = guard_copy(f->bytes, f->n - cut);
    struct ls_frame frame = frame_of(f, link_type), out;
    frame.bytes = guard.bytes;
    frame.captured = f->n - cut;
    ls_frame_anonymise(anonymiser, &frame, room, &out);
    guard_free(&guard);
    ck_assert_uint_le(out.captured, frame.captured);
    ck_assert_uint_eq(out.wire, frame.wire);
    return out;
}

static struct ls_frame rewrite(const struct frame_maker *f, int link_type)
{
    return rewrite_cut(f, link_type, 0);
}

static bool holds(const struct ls_frame *frame, const void *bytes, size_t n)
{
    return memmem(frame->bytes, frame->captured, bytes, n) != NULL;
}

static void expect_stand_in(const struct ls_addr *got, const char *original)
{
    struct ls_addr addr;
    ck_assert(ls_addr_parse(original, &addr));
    addr = ls_anonymise_addr(anonymiser, &addr);
    ck_assert(ls_addr_equal(got, &addr));
}

/* None of the addresses of frame.h and shapes.h, and nothing that was carried. */
static void expect_clean(const struct ls_frame *frame, const char *what)
{
    static const char *const secrets[] = {"\x0a\0\0\1", "\x0a\0\0\2",     "\xc0\0\2\1",
                                          "\xc0\0\2\2", "\x02\0\0\0\0\1", "\x02\0\0\0\0\2",
                                          "abcd"};
    static const size_t lengths[] = {4, 4, 4, 4, 6, 6, 4};
    static const uint8_t v6[2][16] = {{0xfd, [15] = 1}, {0xfd, [15] = 2}};
    for (size_t i = 0; i < 7; i++)
        ck_assert_msg(!holds(frame, secrets[i], lengths[i]), "%s: secret %zu", what, i);
    ck_assert_msg(!holds(frame, v6[0], 16) && !holds(frame, v6[1], 16), "%s: IPv6", what);
}

START_TEST(every_encapsulation_is_replaced_to_its_end)
{
    const struct shape *shape = &shapes[_i / 2];
    struct frame_maker f;
    bool v6 = _i % 2;
    make_shape(&f, shape, v6);
    struct ls_frame out = rewrite(&f, DLT_EN10MB);
    expect_clean(&out, shape->name);
    if (strcmp(shape->name, "gre with all fields") == 0) { /* routes of addresses: not opened */
        ck_assert_uint_eq(out.captured, 34);
        return;
    }
    ck_assert_msg(out.captured == f.n - 4, "%s", shape->name); /* all but the payload */
    ck_assert_msg(ls_decode(decoder, &out, &packet) == LS_DECODED_PACKET, "%s", shape->name);
    ck_assert_msg(packet.dport == 3478 && packet.sport == 50000, "%s", shape->name);
    expect_stand_in(&packet.src, v6 ? "fd00::1" : "10.0.0.1");
    expect_stand_in(&packet.dst, v6 ? "fd00::2" : "10.0.0.2");
    ck_assert_uint_eq(packet.payload_wire, 4);
    ck_assert_uint_eq(packet.wire_bytes, f.n);
}
END_TEST

/* What is not all there is not shown: at no length anything slips through. */
START_TEST(every_cut_is_clean)
{
    const struct shape *shape = &shapes[_i / 2];
    struct frame_maker f;
    make_shape(&f, shape, _i % 2);
    for (uint32_t cut = 1; cut <= f.n; cut++) {
        struct ls_frame out = rewrite_cut(&f, DLT_EN10MB, cut);
        expect_clean(&out, shape->name);
    }
}
END_TEST

static uint32_t sum_of(const uint8_t *bytes, size_t n, uint32_t sum)
{
    for (size_t i = 0; i < n; i += 2)
        sum += (uint32_t)bytes[i] << 8 | (i + 1 < n ? bytes[i + 1] : 0);
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum;
}

static void put_syn(struct frame_maker *f, const void *options, size_t n, const char *payload)
{
    put_ethernet(f, 0x0800);
    put_ipv4(f, 6, (unsigned)(20 + 20 + n + strlen(payload)), 1, 0);
    put16(f, 50000);
    put16(f, 5061);
    put32(f, 7);
    put32(f, 0);
    put8(f, (unsigned)(20 + n) / 4 << 4);
    put8(f, 0x02);
    put16(f, 64240);
    put32(f, 0x12340000);
    put(f, options, n);
    put(f, payload, strlen(payload));
}

/* Valid for payload of zeros, so the same whatever the payload was. */
START_TEST(checksums_are_right_and_tell_no_payload)
{
    struct frame_maker f = {.n = 0}, other = {.n = 0};
    put_syn(&f, "", 0, "secret");
    put_syn(&other, "", 0, "hidden");
    struct ls_frame out = rewrite(&f, DLT_EN10MB);
    ck_assert_uint_eq(out.captured, 14 + 20 + 20);
    ck_assert_uint_eq(sum_of(out.bytes + 14, 20, 0), 0xffff);
    ck_assert_uint_eq(sum_of(out.bytes + 34, 20, sum_of(out.bytes + 26, 8, 6 + 26)), 0xffff);
    uint8_t first[54];
    memcpy(first, out.bytes, sizeof first);
    out = rewrite(&other, DLT_EN10MB);
    ck_assert_mem_eq(first, out.bytes, sizeof first);
}
END_TEST

START_TEST(options_that_hold_addresses_are_blanked)
{
    /* MSS, an unknown option with an address, end */
    static const char options[] = "\2\4\5\xb4\x1e\x08\x0a\0\0\1\x99\x98\0\0\0";
    struct frame_maker f = {.n = 0};
    put_syn(&f, options, 16, "");
    struct ls_frame out = rewrite(&f, DLT_EN10MB);
    ck_assert(holds(&out, "\2\4\5\xb4\1\1\1\1\1\1\1\1", 12));
    expect_clean(&out, "tcp");
    f.n = 0;
    put_ethernet(&f, 0x0800);
    put_ipv4(&f, 17, 20 + 8 + 8 + 4, 1, 0);
    f.bytes[14] = 0x47; /* seven words: eight bytes of options */
    put(&f, "\x83\x07\x04\x0a\0\0\1\0", 8);
    put_udp(&f, 12);
    put(&f, "abcd", 4);
    out = rewrite(&f, DLT_EN10MB);
    ck_assert(holds(&out, "\1\1\1\1\1\1\1\1", 8));
    expect_clean(&out, "ip");
    ck_assert_int_eq(ls_decode(decoder, &out, &packet), LS_DECODED_PACKET);
    ck_assert_uint_eq(packet.dport, 3478);
}
END_TEST

/* An option that has not the length its RFC gives it holds something else. */
START_TEST(options_of_a_wrong_length_are_blanked)
{
    static const struct {
        const char *options, *wish;
        size_t n;
    } cases[] = {
        {"\x02\x14SECRET-IN-OPTION!!", "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1", 20},
        {"\3\4SE\4\4SE", "\1\1\1\1\1\1\1\1", 8},
        {"\x08\x08SECRET", "\1\1\1\1\1\1\1\1", 8},
        {"\5\x08SECRET", "\1\1\1\1\1\1\1\1", 8},
        {"\5\x02SE\5\x2a"
         "abcdef",
         "\1\1\1\1\1\1\1\1\1\1\1\1", 12},
        {"\2\4\5\xb4\0\2\4SE\3\3\7", "\2\4\5\xb4\0\0\0\0\0\0\0\0", 12},
        {"\4\2\1\1\5\x0a"
         "abcdEFGH\1\1",
         "\4\2\1\1\5\x0a"
         "abcdEFGH\1\1",
         16},
        {"\4\2\x08\x0a"
         "abcdEFGH\1\3\3\7",
         "\4\2\x08\x0a"
         "abcdEFGH\1\3\3\7",
         16},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct frame_maker f = {.n = 0};
        put_syn(&f, cases[i].options, cases[i].n, "secret");
        struct ls_frame out = rewrite(&f, DLT_EN10MB);
        ck_assert_uint_eq(out.captured, 54 + cases[i].n);
        ck_assert_mem_eq(out.bytes + 54, cases[i].wish, cases[i].n);
    }
}
END_TEST

static uint32_t put_gre(struct frame_maker *f, unsigned sum, const char *payload)
{
    struct frame_maker inner = {.n = 0};
    put_ipv4(&inner, 17, 20 + 8 + 6, 1, 0);
    put_udp(&inner, 8 + 6);
    put(&inner, payload, 6);
    f->n = 0;
    put_ethernet(f, 0x0800);
    put_outer(f, 47, 20 + 12 + inner.n);
    put(f, "\xa0\0\x08\0", 4); /* checksum and key */
    put16(f, sum);
    put(f, "zz\0\0\0\7", 6);
    put(f, inner.bytes, inner.n);
    return inner.n;
}

/* RFC 2784 section 2.3: over the addresses that were, and the payload, so it would tell both. */
START_TEST(checksums_of_gre_tell_nothing)
{
    struct frame_maker f, other;
    uint32_t n = put_gre(&f, 0x1234, "secret");
    put_gre(&other, 0xabcd, "hidden");
    struct ls_frame out = rewrite(&f, DLT_EN10MB);
    ck_assert_uint_eq(out.captured, f.n - 6);
    ck_assert_uint_eq(sum_of(out.bytes + 34, 12 + n - 6, 0), 0xffff);
    ck_assert(!holds(&out, "zz", 2));
    ck_assert_int_eq(ls_decode(decoder, &out, &packet), LS_DECODED_PACKET);
    ck_assert_uint_eq(packet.dport, 3478);
    uint8_t first[sizeof f.bytes];
    memcpy(first, out.bytes, out.captured);
    out = rewrite(&other, DLT_EN10MB);
    ck_assert_mem_eq(first, out.bytes, out.captured);
}
END_TEST

START_TEST(fields_of_tunnels_that_may_hold_anything_are_blanked)
{
    struct frame_maker f;
    for (size_t i = 0; i < SHAPES; i++) {
        make_shape(&f, &shapes[i], false);
        struct ls_frame out = rewrite(&f, DLT_EN10MB);
        ck_assert_msg(!holds(&out, "platform", 8), "%s", shapes[i].name);
        ck_assert_msg(!holds(&out, "\1\2\3\4\5\6", 6), "%s", shapes[i].name); /* of GTP-U */
    }
}
END_TEST

/* A tunnel's header is one when the packet in it can be read. */
START_TEST(tunnels_of_nothing_are_payload)
{
    struct frame_maker f;
    for (size_t i = 0; i < SHAPES; i++) {
        make_shape(&f, &shapes[i], false);
        f.bytes[f.n - 4 - 8 - 20] = 0x42; /* a header of two words */
        struct ls_frame out = rewrite(&f, DLT_EN10MB);
        uint32_t wish = shapes[i].proto == 0 ? 0 : shapes[i].port == 0 ? 34 : 42;
        ck_assert_msg(out.captured == wish, "%s: %u", shapes[i].name, out.captured);
    }
}
END_TEST

START_TEST(extension_headers_are_blanked)
{
    struct frame_maker f = {.n = 0};
    put_ethernet(&f, 0x86dd);
    put_ipv6(&f, 43, 24 + 12);
    put(&f, "\x11\2\0\1\0\0\0\0\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 24); /* a route */
    put_udp(&f, 12);
    put(&f, "abcd", 4);
    struct ls_frame out = rewrite(&f, DLT_EN10MB);
    expect_clean(&out, "route");
    ck_assert_int_eq(ls_decode(decoder, &out, &packet), LS_DECODED_PACKET);
    ck_assert_uint_eq(packet.dport, 3478);
}
END_TEST

START_TEST(later_fragments_end_behind_ip)
{
    struct frame_maker f = {.n = 0};
    put_ethernet(&f, 0x0800);
    put_ipv4(&f, 17, 20 + 12, 1, 8);
    put(&f, "abcdabcdabcd", 12);
    struct ls_frame out = rewrite(&f, DLT_EN10MB);
    ck_assert_uint_eq(out.captured, 34);
    expect_clean(&out, "fragment");
}
END_TEST

START_TEST(icmp_redirects_name_stand_ins)
{
    struct frame_maker f = {.n = 0};
    put_ethernet(&f, 0x0800);
    put_ipv4(&f, 1, 20 + 8 + 28, 1, 0);
    put(&f, "\5\1\0\0\x0a\0\0\2", 8);
    put_ipv4(&f, 17, 28, 1, 0);
    put_udp(&f, 8);
    struct ls_frame out = rewrite(&f, DLT_EN10MB);
    ck_assert_uint_eq(out.captured, 14 + 20 + 8);
    expect_clean(&out, "redirect");
    struct ls_addr gateway = ls_addr_v4(out.bytes + 38);
    expect_stand_in(&gateway, "10.0.0.2");
    ck_assert_uint_eq(sum_of(out.bytes + 34, 8, 0), 0xffff);
}
END_TEST

START_TEST(what_is_not_understood_is_not_shown)
{
    struct frame_maker f = {.n = 0};
    put_ethernet(&f, 0x0806); /* ARP */
    put(&f, "\0\1\x08\0\6\4\0\1\2\0\0\0\0\1\x0a\0\0\1", 18);
    struct ls_frame out = rewrite(&f, DLT_EN10MB);
    ck_assert_uint_eq(out.captured, 0);
    out = rewrite(&f, 147); /* a link type of somebody's own */
    ck_assert_uint_eq(out.captured, 0);
    f.n = 0;
    put_ethernet(&f, 0x0800);
    put_ipv4(&f, 99, 24, 1, 0);
    put(&f, "abcd", 4);
    out = rewrite(&f, DLT_EN10MB);
    ck_assert_uint_eq(out.captured, 34);
}
END_TEST

/* The other link layers, each with the sender's address where it has one. */
START_TEST(other_link_layers_are_replaced)
{
    static const struct {
        int type;
        const char *head;
        size_t n;
    } links[] = {
        {DLT_LINUX_SLL, "\0\0\0\1\0\6\2\0\0\0\0\1zz\x08\0", 16},
        {DLT_LINUX_SLL2, "\x08\0\0\0\0\0\0\1\0\1\0\6\2\0\0\0\0\1zz", 20},
        {DLT_NULL, "\2\0\0\0", 4},
        {101, "", 0},
        {DLT_PPP, "\xff\3\0\x21", 4},
    };
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        struct frame_maker f = {.n = 0};
        put(&f, links[i].head, links[i].n);
        put_ip_udp(&f);
        struct ls_frame out = rewrite(&f, links[i].type);
        expect_clean(&out, "link");
        ck_assert(!holds(&out, "zz", 2));
        ck_assert_int_eq(ls_decode(decoder, &out, &packet), LS_DECODED_PACKET);
        expect_stand_in(&packet.src, "10.0.0.1");
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rewrite");
    TCase *tests = tcase_create("rewrite");
    tcase_add_checked_fixture(tests, open_both, close_both);
    tcase_add_loop_test(tests, every_encapsulation_is_replaced_to_its_end, 0, 2 * SHAPES);
    tcase_add_loop_test(tests, every_cut_is_clean, 0, 2 * SHAPES);
    tcase_add_test(tests, checksums_are_right_and_tell_no_payload);
    tcase_add_test(tests, options_that_hold_addresses_are_blanked);
    tcase_add_test(tests, options_of_a_wrong_length_are_blanked);
    tcase_add_test(tests, checksums_of_gre_tell_nothing);
    tcase_add_test(tests, fields_of_tunnels_that_may_hold_anything_are_blanked);
    tcase_add_test(tests, tunnels_of_nothing_are_payload);
    tcase_add_test(tests, extension_headers_are_blanked);
    tcase_add_test(tests, later_fragments_end_behind_ip);
    tcase_add_test(tests, icmp_redirects_name_stand_ins);
    tcase_add_test(tests, what_is_not_understood_is_not_shown);
    tcase_add_test(tests, other_link_layers_are_replaced);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
