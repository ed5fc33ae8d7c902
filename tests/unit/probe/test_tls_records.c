/* test_tls_records.c - TLS records: segments, records, sessions from their middle, and SSLv2 hellos
 */
#include <check.h>
#include <stdlib.h>

#include "tls_session.h"

START_TEST(a_session_is_read_in_segments_of_any_size)
{
    static const size_t steps[] = {1, 2, 7, 100, 1460, 16000};
    struct stream *stream = play(&plain, steps[_i]);
    const struct ls_evidence *made = stream_evidence(stream);

    ck_assert_int_eq(stream->answer, LS_YES);
    ck_assert_int_eq(ls_evidence_best(made), LS_PROTO_TLS);
    ck_assert_int_eq(made->client, CLIENT);
    ck_assert_int_eq(made->server_cert_side, SERVER);
    ck_assert(stream_marked(stream, LS_MARK_TLS_HELLO));
    ck_assert(stream_marked(stream, LS_MARK_TLS_ANSWER));
    ck_assert(!stream_marked(stream, LS_MARK_TLS_CERT_ASKED));
    ck_assert(!stream_marked(stream, LS_MARK_TLS_ALERT | LS_MARK_TLS_MIDSTREAM));
    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    ck_assert(stream_noted(stream, LS_FACT_TLS_SNI, "pool01.contoso.tes", 18));
    ck_assert(stream_noted(stream, LS_FACT_TLS_ALPN, "h2", 2));
    ck_assert(stream_noted(stream, LS_FACT_TLS_ALPN, "http/1.1", 8));
    ck_assert(stream_noted(stream, LS_FACT_TLS_VERSION, "\x03\x03", 2));
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_VERSION), 1);
    ck_assert(stream_noted(stream, LS_FACT_TLS_CIPHER, "\xC0\x2F", 2));
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_JA3), 1);
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_JA3S), 1);
    ck_assert(stream_noted(stream, LS_FACT_CERT_SUBJECT, "fe01.contoso.test", 17));
    stream_free(stream);
}
END_TEST

START_TEST(messages_may_span_records)
{
    struct plan plan = plain;
    plan.piece = _i == 0 ? 1 : (size_t)_i * 50;
    plan.asks = plan.gives = true;
    struct stream *stream = play(&plan, 1000);

    ck_assert(stream_noted(stream, LS_FACT_CERT_SUBJECT, "fe01.contoso.test", 17));
    ck_assert(stream_marked(stream, LS_MARK_TLS_CERT_ASKED));
    ck_assert(stream_marked(stream, LS_MARK_TLS_CLIENT_CERT));
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_JA3), 1);
    stream_free(stream);
}
END_TEST

/* The end of a session: often one alert, protected as anything else (RFC 5246 section 7.2). */
START_TEST(one_record_counts_where_the_flow_ends_with_it)
{
    static const struct {
        uint8_t type;
        size_t n, said;
        enum ls_answer at_end;
    } cases[] = {
        {23, 16, 21, LS_DONE}, {21, 26, 31, LS_DONE}, {21, 18, 23, LS_DONE}, {23, 100, 104, LS_NO},
        {23, 15, 20, LS_NO},   {21, 15, 20, LS_NO},   {20, 16, 21, LS_NO},
    };
    static struct bytes one;
    for (int from_start = 0; from_start < 2; from_start++) {
        struct stream *stream = stream_new(&ls_probe_tls, from_start);
        one.n = 0;
        put_opaque(&one, cases[_i].type, cases[_i].n);
        enum ls_answer said = stream_say(stream, SERVER, one.at, cases[_i].said);
        ck_assert_int_eq(said, from_start ? LS_NO : LS_MAYBE);
        if (said == LS_MAYBE)
            ck_assert_int_eq(stream_close(stream), cases[_i].at_end);
        stream_free(stream);
    }
}
END_TEST

START_TEST(application_data_counts_only_midstream)
{
    static struct bytes two, one;
    two.n = one.n = 0;
    put_opaque(&one, 23, 100);
    put_opaque(&two, 23, 100);
    put_opaque(&two, 23, 60);

    struct stream *stream = stream_new(&ls_probe_tls, false);
    ck_assert_int_eq(stream_say(stream, CLIENT, two.at, two.n), LS_DONE);
    ck_assert(stream_marked(stream, LS_MARK_TLS_MIDSTREAM));
    ck_assert_int_eq(stream_evidence(stream)->client, LS_SIDE_NONE);
    stream_free(stream);

    stream = stream_new(&ls_probe_tls, false);
    ck_assert_int_eq(stream_say(stream, CLIENT, one.at, one.n), LS_MAYBE);
    ck_assert_int_eq(stream_say(stream, SERVER, one.at, one.n), LS_DONE);
    stream_free(stream);

    stream = stream_new(&ls_probe_tls, false);
    ck_assert_int_eq(stream_say(stream, CLIENT, one.at, one.n - 1), LS_MAYBE);
    ck_assert_int_eq(stream_close(stream), LS_NO);
    stream_free(stream);

    stream = stream_new(&ls_probe_tls, true);
    ck_assert_int_eq(stream_say(stream, CLIENT, two.at, two.n), LS_NO);
    stream_free(stream);
}
END_TEST

static size_t make_v2(uint8_t *out)
{
    static const uint8_t head[] = {0x80, 0x46, 1, 3, 1, 0, 0x2D, 0, 0, 0, 0x10};
    memset(out, 1, 72);
    memcpy(out, head, sizeof head);
    return 72;
}

START_TEST(an_sslv2_hello_counts_when_tls_answers)
{
    uint8_t bytes[72];
    size_t n = make_v2(bytes);
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    ck_assert_int_eq(stream_say_in(stream, CLIENT, bytes, n, 10), LS_MAYBE);
    ck_assert_int_eq(stream_say_in(stream, SERVER, flight.at, flight.n, 100), LS_YES);
    stream_say(stream, CLIENT, answer.at, answer.n);
    stream_say(stream, SERVER, finish.at, finish.n);
    ck_assert(stream_marked(stream, LS_MARK_TLS_HELLO));
    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_JA3), 0);
    stream_free(stream);
}
END_TEST

START_TEST(a_fake_sslv2_hello_does_not)
{
    uint8_t bytes[72 + 16];
    size_t n = make_v2(bytes);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, bytes, n);
    ck_assert_int_eq(stream_say(stream, SERVER, "\x5A\x7C\x11", 3), LS_NO);
    stream_free(stream);

    stream = stream_new(&ls_probe_tls, true);
    memcpy(bytes + n, "\x00\x14\x00\x01\x00\x00", 6);
    ck_assert_int_eq(stream_say(stream, CLIENT, bytes, n + 6), LS_NO);
    stream_free(stream);

    static const size_t places[] = {1, 6, 8, 10};
    for (size_t i = 0; i < 4; i++) {
        make_v2(bytes);
        bytes[places[i]]++;
        stream = stream_new(&ls_probe_tls, true);
        ck_assert_int_eq(stream_say(stream, CLIENT, bytes, n), LS_NO);
        stream_free(stream);
    }
}
END_TEST

START_TEST(an_unanswered_sslv2_hello_is_an_attempt)
{
    uint8_t bytes[72];
    size_t n = make_v2(bytes);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, bytes, n);
    ck_assert_int_eq(stream_close(stream), LS_YES);
    ck_assert(stream_noted(stream, LS_FACT_TLS_VERSION, "\x03\x01", 2));
    stream_free(stream);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("probe/tls_records");
    TCase *tests = tcase_create("all");
    tcase_add_loop_test(tests, a_session_is_read_in_segments_of_any_size, 0, 6);
    tcase_add_loop_test(tests, messages_may_span_records, 0, 6);
    tcase_add_test(tests, application_data_counts_only_midstream);
    tcase_add_loop_test(tests, one_record_counts_where_the_flow_ends_with_it, 0, 7);
    tcase_add_test(tests, an_sslv2_hello_counts_when_tls_answers);
    tcase_add_test(tests, a_fake_sslv2_hello_does_not);
    tcase_add_test(tests, an_unanswered_sslv2_hello_is_an_attempt);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
