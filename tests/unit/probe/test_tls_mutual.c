/* test_tls_mutual.c - mutual TLS: proven, surely absent, or not to be known */
#include <check.h>
#include <stdlib.h>

#include "tls_session.h"

START_TEST(a_client_certificate_proves_mutual_tls)
{
    struct plan plan = plain;
    plan.asks = plan.gives = true;
    struct stream *stream = play(&plan, 1460);

    ck_assert(stream_marked(stream, LS_MARK_TLS_CLIENT_CERT));
    ck_assert(!stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    ck_assert_int_eq(stream->answer, LS_DONE);
    stream_free(stream);
}
END_TEST

START_TEST(an_empty_client_certificate_is_none)
{
    struct plan plan = plain;
    plan.asks = plan.gives_empty = true;
    struct stream *stream = play(&plan, 1460);

    ck_assert(stream_marked(stream, LS_MARK_TLS_CERT_ASKED));
    ck_assert(!stream_marked(stream, LS_MARK_TLS_CLIENT_CERT));
    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    stream_free(stream);
}
END_TEST

START_TEST(a_certificate_without_bytes_is_none)
{
    struct plan plan = plain;
    plan.asks = plan.gives_hollow = true;
    struct stream *stream = play(&plan, 1460);

    ck_assert(stream_marked(stream, LS_MARK_TLS_ANSWER));
    ck_assert(!stream_marked(stream, LS_MARK_TLS_CLIENT_CERT));
    stream_free(stream);
}
END_TEST

START_TEST(resumption_and_tls_1_3_leave_the_question_open)
{
    struct plan plan = plain;
    plan.resumes = _i == 0;
    plan.version = _i == 0 ? 0x0303 : 0x0304;
    struct stream *stream = play(&plan, 1460);

    ck_assert(stream_marked(stream, LS_MARK_TLS_ANSWER));
    ck_assert(!stream_marked(stream, LS_MARK_TLS_CLIENT_CERT | LS_MARK_TLS_NO_CLIENT_CERT));
    ck_assert_int_eq(stream->answer, LS_DONE);
    ck_assert(stream_noted(stream, LS_FACT_TLS_VERSION, _i == 0 ? "\x03\x03" : "\x03\x04", 2));
    ck_assert_int_eq(stream_count(stream, LS_FACT_TLS_VERSION), 1);
    stream_free(stream);
}
END_TEST

START_TEST(renegotiation_takes_the_mark_back)
{
    static struct bytes more;
    struct stream *stream = play(&plain, 1460);

    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    more.n = 0;
    put_opaque(&more, 23, 400);
    stream_say(stream, CLIENT, more.at, more.n);
    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    more.n = 0;
    put_opaque(&more, 22, 36); /* HelloRequest or ClientHello, encrypted */
    ck_assert_int_eq(stream_say(stream, _i, more.at, more.n), LS_DONE);
    ck_assert(!stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    stream_free(stream);
}
END_TEST

START_TEST(the_mark_stands_when_the_flow_ends_or_much_was_watched)
{
    static struct bytes more;
    struct stream *stream = play(&plain, 1460);

    if (_i == 0) {
        ck_assert_int_eq(stream_close(stream), LS_YES);
    } else {
        more.n = 0;
        put_opaque(&more, 23, 16000);
        for (int i = 0; i < 5; i++)
            stream_say_in(stream, SERVER, more.at, more.n, 1460);
        ck_assert_int_eq(stream->answer, LS_DONE);
    }
    ck_assert(stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    stream_free(stream);
}
END_TEST

START_TEST(a_handshake_cut_anywhere_never_says_no_certificate)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, hello.at, hello.n);
    stream_say(stream, SERVER, flight.at, flight.n);
    stream_say(stream, CLIENT, answer.at, answer.n);
    stream_say(stream, SERVER, finish.at, (size_t)_i);
    stream_close(stream);
    ck_assert(!stream_marked(stream, LS_MARK_TLS_NO_CLIENT_CERT));
    stream_free(stream);
}
END_TEST

static bool noted_by(struct stream *stream, enum ls_fact_kind kind, uint8_t side)
{
    struct ls_fact fact;
    for (size_t at = 0; ls_fact_next(stream_evidence(stream), &at, &fact);)
        if (fact.kind == kind && fact.side == side)
            return true;
    return false;
}

START_TEST(each_side_has_the_facts_of_its_own_certificate)
{
    struct plan plan = plain;
    plan.asks = plan.gives = true;
    plan.self_signed = true;
    struct stream *stream = play(&plan, 1460);
    ck_assert(noted_by(stream, LS_FACT_CERT_SUBJECT, CLIENT));
    ck_assert(noted_by(stream, LS_FACT_CERT_SUBJECT, SERVER));
    ck_assert(noted_by(stream, LS_FACT_CERT_SHA256, CLIENT));
    ck_assert_int_eq(stream_evidence(stream)->server_cert_side, SERVER);
    stream_free(stream);

    plan.gives = false;
    stream = play(&plan, 1460);
    ck_assert(!noted_by(stream, LS_FACT_CERT_SUBJECT, CLIENT));
    stream_free(stream);
}
END_TEST

/* A session is established by both Finished, whatever is in the segments; full or resumed. */
START_TEST(a_session_is_full_or_resumed)
{
    static const struct {
        unsigned version;
        bool resumes, shared_key;
        uint32_t marked, unmarked;
    } sessions[] = {
        {0x0303, false, false, LS_MARK_TLS_FULL, LS_MARK_TLS_RESUMED},
        {0x0301, true, false, LS_MARK_TLS_RESUMED, LS_MARK_TLS_FULL},
        {0x0304, false, false, LS_MARK_TLS_FULL, LS_MARK_TLS_RESUMED},
        {0x0304, false, true, LS_MARK_TLS_RESUMED, LS_MARK_TLS_FULL},
    };
    for (size_t i = 0; i < sizeof sessions / sizeof sessions[0]; i++) {
        struct plan plan = plain;
        plan.version = sessions[i].version;
        plan.resumes = sessions[i].resumes;
        plan.shared_key = sessions[i].shared_key;
        struct stream *stream = play(&plan, _i);
        ck_assert(stream_marked(stream, sessions[i].marked));
        ck_assert(!stream_marked(stream, sessions[i].unmarked));
        /* 40 bytes in TLS 1.3 are too few for a Finished */
        ck_assert_int_eq(stream_marked(stream, LS_MARK_TLS_ESTABLISHED), plan.version != 0x0304);
        stream_free(stream);
    }
}
END_TEST

START_TEST(the_clients_finished_of_tls_1_3_is_known_by_its_size)
{
    static struct bytes last;
    struct plan plan = plain;
    plan.version = 0x0304;
    make(&plan);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    stream_say(stream, CLIENT, hello.at, hello.n);
    stream_say(stream, SERVER, flight.at, flight.n);
    last.n = 0;
    put_change(&last);
    put_opaque(&last, 23, _i == 0 ? 19 : 53); /* an alert, a Finished */
    ck_assert_int_eq(stream_say(stream, CLIENT, last.at, last.n), LS_DONE);
    ck_assert_int_eq(stream_marked(stream, LS_MARK_TLS_ESTABLISHED), _i == 1);
    stream_free(stream);
}
END_TEST

START_TEST(an_encrypted_alert_is_no_finished)
{
    make(&plain);
    struct stream *stream = stream_new(&ls_probe_tls, true);
    finish.n = 0;
    put_change(&finish);
    put_opaque(&finish, 21, 40);
    stream_say(stream, CLIENT, hello.at, hello.n);
    stream_say(stream, SERVER, flight.at, flight.n);
    stream_say(stream, CLIENT, answer.at, answer.n);
    stream_say(stream, SERVER, finish.at, finish.n);
    ck_assert(!stream_marked(stream, LS_MARK_TLS_ESTABLISHED | LS_MARK_TLS_NO_CLIENT_CERT));
    stream_free(stream);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("probe/tls_mutual");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, a_client_certificate_proves_mutual_tls);
    tcase_add_test(tests, an_empty_client_certificate_is_none);
    tcase_add_test(tests, a_certificate_without_bytes_is_none);
    tcase_add_loop_test(tests, resumption_and_tls_1_3_leave_the_question_open, 0, 2);
    tcase_add_loop_test(tests, renegotiation_takes_the_mark_back, 0, 2);
    tcase_add_loop_test(tests, the_mark_stands_when_the_flow_ends_or_much_was_watched, 0, 2);
    tcase_add_loop_test(tests, a_handshake_cut_anywhere_never_says_no_certificate, 0, 11);
    tcase_add_test(tests, each_side_has_the_facts_of_its_own_certificate);
    tcase_add_loop_test(tests, a_session_is_full_or_resumed, 1, 8);
    tcase_add_loop_test(tests, the_clients_finished_of_tls_1_3_is_known_by_its_size, 0, 2);
    tcase_add_test(tests, an_encrypted_alert_is_no_finished);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
