/* test_tls_hello.c - TLS clients: hellos recognised, what they say, and what they are not */
#include <check.h>
#include <stdlib.h>

#include "tls_session.h"

/* The hello of these plans, cut to _i bytes, alone on the wire. */
START_TEST(every_truncation_of_a_hello_asks_for_more)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    ck_assert_uint_gt(hello.n, (size_t)_i);
    ck_assert_int_eq(stream_say(stream, CLIENT, hello.at, (size_t)_i), LS_MAYBE);
    enum ls_answer last = stream_close(stream);
    if (_i < 5 + 4 + 2 + 32 + 33 + 2 + 2) /* up to the first cipher suite */
        ck_assert_int_eq(last, LS_NO);
    else
        ck_assert(last == LS_YES && stream_marked(stream, LS_MARK_TLS_HELLO));
    stream_free(stream);
}
END_TEST

/* Places in the hello that hold a length, and values that cannot be. */
static const struct {
    size_t at;
    uint8_t value;
} wrong_lengths[] = {
    {0, 0x19},  /* record type */
    {1, 0x02},  /* major version */
    {3, 0x7F},  /* record longer than allowed */
    {6, 0x03},  /* handshake longer than any hello */
    {8, 0x20},  /* handshake shorter than its lists */
    {9, 0x02},  /* client version */
    {43, 33},   /* session id too long */
    {43, 0x1F}, /* session id shorter: all lists shift */
    {77, 0x07}, /* odd suites */
    {77, 0x00}, /* no suites */
    {76, 0xFF}, /* suites beyond the message */
    {86, 0x00}, /* no compression method */
    {86, 0x02}, /* compression methods eat into the extensions */
    {88, 0x01}, /* extensions longer than the message */
    {89, 0x01}, /* extensions shorter */
};

START_TEST(wrong_lengths_are_refused)
{
    make(&plain);
    hello.at[wrong_lengths[_i].at] = wrong_lengths[_i].value;
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, hello.at, hello.n);
    ck_assert_int_ne(stream->answer, LS_YES);
    ck_assert_int_eq(ls_draft_marks(stream->draft), 0);
    stream_free(stream);
}
END_TEST

START_TEST(repeated_extensions_are_refused)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    uint8_t *grease = hello.at + 90;
    ck_assert_uint_eq(grease[0], 0x2A);
    memcpy(grease, "\x00\x0B", 2); /* as the later one */
    ck_assert_int_eq(stream_say(stream, CLIENT, hello.at, hello.n), LS_NO);
    stream_free(stream);
}
END_TEST

/* Room for facts is short: an offer of many protocols must leave some for the certificates. */
START_TEST(of_many_offered_protocols_the_first_are_noted)
{
    struct plan plan = plain;
    plan.offers = 20;
    struct stream *stream = play(&plan, 1460);
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_ALPN), 8);
    ck_assert(stream_noted(stream, LS_FACT_TLS_ALPN, "h", 1));
    ck_assert(stream_noted(stream, LS_FACT_CERT_SUBJECT, "fe01.contoso.test", 17));
    stream_free(stream);
}
END_TEST

START_TEST(names_with_odd_bytes_are_not_noted)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    uint8_t *name = memmem(hello.at, hello.n, "Pool01", 6);
    ck_assert_ptr_nonnull(name);
    name[2] = (uint8_t) "/ \0\xC3"[_i];
    ck_assert_int_eq(stream_say(stream, CLIENT, hello.at, hello.n), LS_YES);
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_SNI), 0);
    stream_free(stream);
}
END_TEST

START_TEST(a_hello_longer_than_the_window_is_still_a_hello)
{
    static struct bytes body, text, out;
    body.n = text.n = out.n = 0;
    put16(&body, 0x0303);
    put_fill(&body, 0x11, 32);
    put8(&body, 0);
    put16(&body, 40000);
    put_fill(&body, 0x2F, 40000);
    put(&body, "\x01\x00", 2);
    put_message(&text, 1, &body);
    put_records(&out, 22, 0x0301, &text, 16384);
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    ck_assert_int_eq(stream_say_in(stream, CLIENT, out.at, out.n, 1460), LS_YES);
    stream_say(stream, SERVER, flight.at, flight.n);
    stream_say(stream, CLIENT, answer.at, answer.n);
    stream_say(stream, SERVER, finish.at, finish.n);
    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    stream_free(stream);
}
END_TEST

START_TEST(an_offer_without_answer_is_noted_at_the_end)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    ck_assert_int_eq(stream_say_in(stream, CLIENT, hello.at, hello.n, 50), LS_YES);
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_VERSION), 0);
    stream_close(stream);
    ck_assert(stream_noted(stream, LS_FACT_TLS_VERSION, "\x03\x03", 2));
    stream_free(stream);
}
END_TEST

/* What must not be taken for TLS. */
static const char *const neighbours[] = {
    ("160301002d010000290301c1fcd5a36d93dd7e0b45673fec7985fbbc3fd660c2ce8485081b8121bcaa10fb"
     "00000200180100"),                         /* pseudo-TLS of [MS-TURN] */
    "0300001302e00000000000010008000b000000",   /* TPKT */
    "474554202f20485454502f312e310d0a0d0a",     /* text */
    "05000b03100000004800000001000000b810b810", /* DCE/RPC */
    "0014000100000000000000000000000000000000", /* framed STUN */
    "16fefd0000000000000000002001000014",       /* DTLS */
    "1603010030ff0000291603010030ff000029",     /* no such message */
};

START_TEST(neighbours_are_refused)
{
    uint8_t bytes[128];
    size_t n = stream_hex(neighbours[_i], bytes, sizeof bytes);
    for (int side = 0; side < 2; side++) {
        struct stream *stream = stream_new(&ls_probe_tls, true);
        ck_assert_int_eq(stream_say(stream, side, bytes, n), LS_NO);
        stream_free(stream);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("probe/tls_hello");
    TCase *tests = tcase_create("all");
    tcase_add_loop_test(tests, every_truncation_of_a_hello_asks_for_more, 0, 157);
    tcase_add_loop_test(tests, wrong_lengths_are_refused, 0,
                        sizeof wrong_lengths / sizeof wrong_lengths[0]);
    tcase_add_test(tests, repeated_extensions_are_refused);
    tcase_add_test(tests, of_many_offered_protocols_the_first_are_noted);
    tcase_add_loop_test(tests, names_with_odd_bytes_are_not_noted, 0, 4);
    tcase_add_test(tests, a_hello_longer_than_the_window_is_still_a_hello);
    tcase_add_test(tests, an_offer_without_answer_is_noted_at_the_end);
    tcase_add_loop_test(tests, neighbours_are_refused, 0, sizeof neighbours / sizeof neighbours[0]);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
