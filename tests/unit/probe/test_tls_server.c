/* test_tls_server.c - TLS servers: hellos, certificates, alerts, and answers that are none */
#include <check.h>
#include <stdlib.h>

#include "probe/draft.h"
#include "probe/tls.h"
#include "tls_session.h"

START_TEST(every_truncation_of_a_server_flight_is_safe)
{
    make(&plain);
    if ((size_t)_i < flight.n) {
        struct stream *stream = stream_new(&ls_probe_tls, true);
        stream_say(stream, SERVER, flight.at, (size_t)_i);
        stream_close(stream);
        bool whole = (size_t)_i >= 5 + 4 + 2 + 32 + 33 + 2; /* its suite is there */
        ck_assert(whole ? stream->answer >= LS_YES : stream->answer == LS_NO);
        if (whole)
            ck_assert_int_eq(stream_evidence(stream)->client, CLIENT);
        stream_free(stream);
    }
}
END_TEST

START_TEST(the_leaf_of_a_long_chain_is_read)
{
    struct plan plan = plain;
    plan.extra = 40000;
    struct stream *stream = play(&plan, 1460);

    ck_assert(stream_noted(stream, LS_FACT_CERT_SUBJECT, "fe01.contoso.test", 17));
    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    stream_free(stream);
}
END_TEST

START_TEST(a_certificate_tells_names_validity_and_digest)
{
    struct stream *stream = play(&plain, 1460);
    uint8_t digest[32];

    ck_assert(stream_noted(stream, LS_FACT_CERT_ISSUER, "Test CA", 7));
    ck_assert(stream_noted(stream, LS_FACT_CERT_NAME, "n0.fe01.contoso.test", 20));
    ck_assert(stream_noted(stream, LS_FACT_CERT_NAME, "n2.fe01.contoso.test", 20));
    ck_assert(stream_noted(stream, LS_FACT_CERT_NAME, "192.0.2.7", 9));
    ck_assert(stream_noted(stream, LS_FACT_CERT_NAME, "2001:db8::7", 11));
    ck_assert_int_eq(stream_count(stream, LS_FACT_CERT_NAME), 5);
    ck_assert(!stream_marked(stream, LS_MARK_CERT_SELF_SIGNED));
    ck_assert(stream_noted(stream, LS_FACT_CERT_NOT_BEFORE, "\0\0\0\0\x65\x53\xF1\x00", 8));
    ck_assert(stream_noted(stream, LS_FACT_CERT_NOT_AFTER, "\0\0\0\0\x6B\x49\xD2\x00", 8));
    EVP_Digest(leaf, leaf_bytes, digest, NULL, EVP_sha256(), NULL);
    ck_assert(stream_noted(stream, LS_FACT_CERT_SHA256, digest, 32));
    stream_free(stream);
}
END_TEST

START_TEST(an_alert_ends_the_attempt)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, hello.at, hello.n);
    ck_assert_int_eq(stream_say(stream, SERVER, "\x15\x03\x01\x00\x02\x02\x28", 7), LS_DONE);
    ck_assert(stream_marked(stream, LS_MARK_TLS_ALERT));
    ck_assert(stream_noted(stream, LS_FACT_TLS_ALERT, "handshake_failure", 17));
    ck_assert(!stream_marked(stream, LS_MARK_TLS_ANSWER));
    ck_assert(stream_noted(stream, LS_FACT_TLS_VERSION, "\x03\x03", 2)); /* offered */
    stream_free(stream);
}
END_TEST

START_TEST(a_warning_is_no_end)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, hello.at, hello.n);
    ck_assert_int_eq(stream_say(stream, SERVER, "\x15\x03\x03\x00\x02\x01\x70", 7), LS_YES);
    ck_assert(!stream_marked(stream, LS_MARK_TLS_ALERT));
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_ALERT), 0);
    stream_say(stream, SERVER, flight.at, flight.n);
    ck_assert(stream_marked(stream, LS_MARK_TLS_ANSWER));
    stream_free(stream);
}
END_TEST

START_TEST(an_answer_in_clear_text_leaves_only_the_hello)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, hello.at, hello.n);
    ck_assert_int_eq(stream_say(stream, SERVER, "HTTP/1.1 400 Bad Request\r\n", 26), LS_DONE);
    ck_assert(stream_marked(stream, LS_MARK_TLS_HELLO));
    ck_assert(!stream_marked(stream, LS_MARK_TLS_ANSWER));
    stream_free(stream);
}
END_TEST

START_TEST(a_hello_retry_is_followed_to_the_real_answer)
{
    static const uint8_t retry[32] = {0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11,
                                      0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
                                      0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E,
                                      0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C};
    struct plan plan = plain;
    plan.version = 0x0304;
    make(&plan);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, hello.at, hello.n);
    uint8_t kept[32];
    memcpy(kept, flight.at + 11, 32);
    memcpy(flight.at + 11, retry, 32);
    stream_say(stream, SERVER, flight.at, flight.n - 45); /* up to and with ChangeCipherSpec */
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_JA3S), 0);
    memcpy(flight.at + 11, kept, 32);
    stream_say(stream, CLIENT, hello.at, hello.n);
    stream_say(stream, SERVER, flight.at, flight.n);
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_JA3S), 1);
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_VERSION), 1);
    stream_free(stream);
}
END_TEST

static size_t make_pseudo_server(uint8_t *out)
{
    static const uint8_t head[] = {0x16, 3, 1, 0, 0x4E, 2, 0, 0, 0x46, 3, 1};
    memset(out, 0, 83);
    memcpy(out, head, sizeof head);
    out[43] = 0x20;
    memcpy(out + 76, "\x00\x18\x00\x0E\x00\x00\x00", 7);
    return 83;
}

START_TEST(the_pseudo_server_is_refused_in_any_segments)
{
    uint8_t bytes[83];
    size_t n = make_pseudo_server(bytes);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    ck_assert_int_eq(stream_say_in(stream, SERVER, bytes, n, (size_t)_i), LS_NO);
    stream_free(stream);
}
END_TEST

START_TEST(a_server_hello_needs_tls_behind_it)
{
    uint8_t bytes[83 + 20];
    make_pseudo_server(bytes);
    bytes[4] = 0x4A; /* as Google's pseudo-SSL: the ServerHello alone */
    bytes[77] = 0x04;
    memcpy(bytes + 79, "\x00\x14\x01\x01\x00\x00", 6);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    ck_assert_int_eq(stream_say(stream, SERVER, bytes, 79), LS_MAYBE);
    ck_assert_int_eq(stream_say(stream, SERVER, bytes + 79, 6), LS_NO);
    stream_free(stream);
}
END_TEST

START_TEST(an_alert_without_a_name_keeps_its_number)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, hello.at, hello.n);
    stream_say(stream, SERVER, "\x15\x03\x01\x00\x02\x02\x77", 7);
    ck_assert(stream_noted(stream, LS_FACT_TLS_ALERT, "119", 3));
    stream_free(stream);
}
END_TEST

START_TEST(the_chosen_protocol_is_noted)
{
    struct plan plan = plain;
    plan.chooses = _i == 1;
    struct stream *stream = play(&plan, 1460);
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_NEXT_PROTOCOL), _i);
    ck_assert_int_eq(stream_noted(stream, LS_FACT_TLS_NEXT_PROTOCOL, "h2", 2), _i == 1);
    stream_free(stream);
}
END_TEST

START_TEST(a_certificate_that_names_itself_is_self_signed)
{
    struct plan plan = plain;
    plan.self_signed = true;
    struct stream *stream = play(&plan, 1460);
    ck_assert(stream_marked(stream, LS_MARK_CERT_SELF_SIGNED));
    stream_free(stream);
}
END_TEST

/* A leaf cut to any length, or with any byte changed, is refused or read; the memo agrees. */
START_TEST(a_damaged_certificate_does_no_harm)
{
    struct ls_memo *memo = ls_memo_new();
    make(&plain);
    for (size_t n = 0; n <= leaf_bytes; n++)
        for (int again = 0; again < 2; again++) {
            struct guard copy = guard_copy(leaf, n);
            struct ls_draft draft;
            ls_draft_init(&draft);
            draft.memo = memo;
            tls_certificate_note(ls_span(copy.bytes, n), SERVER, true, &draft);
            ck_assert_int_eq(draft.made.facts_bytes > 0, n == leaf_bytes);
            ls_draft_clear(&draft);
            guard_free(&copy);
        }
    for (size_t i = 0; i < leaf_bytes; i++) {
        struct ls_draft once;
        ls_draft_init(&once);
        leaf[i] ^= 0xFF;
        tls_certificate_note(ls_span(leaf, leaf_bytes), SERVER, true, &once);
        leaf[i] ^= 0xFF;
        ls_draft_clear(&once);
    }
    ls_memo_free(memo);
}
END_TEST

/* The second flow gets from the memo what the first got from the bytes. */
START_TEST(the_memo_gives_what_the_bytes_give)
{
    struct ls_memo *memo = ls_memo_new();
    struct stream *fresh = play(&plain, 1460);
    const struct ls_evidence *expected = stream_evidence(fresh);
    for (int i = 0; i < 3; i++) {
        struct stream *stream = stream_new(&ls_probe_tls, true);
        stream->draft->memo = memo;
        stream_say(stream, CLIENT, hello.at, hello.n);
        stream_say(stream, SERVER, flight.at, flight.n);
        stream_say(stream, CLIENT, answer.at, answer.n);
        stream_say(stream, SERVER, finish.at, finish.n);
        const struct ls_evidence *made = stream_evidence(stream);
        ck_assert_uint_eq(made->facts_bytes, expected->facts_bytes);
        ck_assert_mem_eq(made->facts, expected->facts, made->facts_bytes);
        ck_assert_uint_eq(made->marks, expected->marks);
        stream_free(stream);
    }
    stream_free(fresh);
    ls_memo_free(memo);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("probe/tls_server");
    TCase *tests = tcase_create("all");
    tcase_add_loop_test(tests, every_truncation_of_a_server_flight_is_safe, 0, 500);
    tcase_add_test(tests, the_leaf_of_a_long_chain_is_read);
    tcase_add_test(tests, a_certificate_tells_names_validity_and_digest);
    tcase_add_test(tests, an_alert_ends_the_attempt);
    tcase_add_test(tests, a_warning_is_no_end);
    tcase_add_test(tests, an_answer_in_clear_text_leaves_only_the_hello);
    tcase_add_test(tests, a_hello_retry_is_followed_to_the_real_answer);
    tcase_add_loop_test(tests, the_pseudo_server_is_refused_in_any_segments, 1, 84);
    tcase_add_test(tests, a_server_hello_needs_tls_behind_it);
    tcase_add_test(tests, an_alert_without_a_name_keeps_its_number);
    tcase_add_loop_test(tests, the_chosen_protocol_is_noted, 0, 2);
    tcase_add_test(tests, a_certificate_that_names_itself_is_self_signed);
    tcase_add_test(tests, a_damaged_certificate_does_no_harm);
    tcase_add_test(tests, the_memo_gives_what_the_bytes_give);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
