/* test_sniff.c - what a file begins with. */
#include "capture/sniff.h"

#include "make.h"

static enum ls_capture_kind kind(const char *bytes, size_t n)
{
    return ls_capture_kind_of((const uint8_t *)bytes, n);
}

static const char *like(const char *bytes, size_t n)
{
    return ls_looks_like((const uint8_t *)bytes, n);
}

START_TEST(captures_are_known)
{
    ck_assert_int_eq(kind("\xA1\xB2\xC3\xD4", 4), LS_CAPTURE_PCAP);
    ck_assert_int_eq(kind("\xD4\xC3\xB2\xA1", 4), LS_CAPTURE_PCAP);
    ck_assert_int_eq(kind("\xA1\xB2\x3C\x4D", 4), LS_CAPTURE_PCAP);
    ck_assert_int_eq(kind("\x4D\x3C\xB2\xA1", 4), LS_CAPTURE_PCAP);
    ck_assert_int_eq(kind("\x0A\x0D\x0D\x0A", 4), LS_CAPTURE_PCAPNG);
    ck_assert_int_eq(kind("\x0A\x0D\x0D", 3), LS_CAPTURE_NO);
    ck_assert_int_eq(kind("\x0A\x0D\x0A\x0D", 4), LS_CAPTURE_NO);
    ck_assert_int_eq(kind("snoop", 5), LS_CAPTURE_NO);
}
END_TEST

START_TEST(others_are_named)
{
    ck_assert_str_eq(like("time,source", 11), "begins with text");
    ck_assert_str_eq(like("\xE5\x89\x8D\n", 4), "begins with text");
    ck_assert_str_eq(like("\0\0\0\0", 4), "begins with zero bytes");
    ck_assert_str_eq(like("\1\2\3\4", 4), "begins with bytes of no capture format");
    ck_assert_ptr_nonnull(strstr(like("snoop\0\0\0\0", 9), "editcap"));
    ck_assert_ptr_nonnull(strstr(like("GMBU\1\2", 6), "Network Monitor"));
    ck_assert_ptr_nonnull(strstr(like("<?xml version", 13), "XML"));
    ck_assert_ptr_nonnull(strstr(like("\x1F\x8B\x08", 3), "gzip"));
}
END_TEST

int main(void)
{
    static const TTest *tests[8];
    size_t n = 0;
    tests[n++] = captures_are_known;
    tests[n++] = others_are_named;
    return run_suite("capture/sniff", tests, n);
}
