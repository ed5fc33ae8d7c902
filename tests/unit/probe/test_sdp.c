/* test_sdp.c - the media endpoints that SDP bodies announce, alone and inside SIP messages */
#include <stdio.h>

#include "probe/probes.h"
#include "probe/sdp.h"
#include "talk.h"

enum { TCP = 6, UDP = 17 };

static struct talk *talk;

static void set_up(void)
{
    talk = talk_new(&ls_probe_sip);
}

static void tear_down(void)
{
    talk_free(talk);
}

static void announce(const char *text, size_t n, bool whole)
{
    const struct ls_announcement by = {.side = 1, .time_ns = 42};
    struct guard copy = guard_copy(text, n);
    ls_sdp_announce(ls_cursor(copy.bytes, n), whole, &by, talk->draft);
    guard_free(&copy);
}

static void announce_text(const char *text)
{
    announce(text, strlen(text), true);
}

START_TEST(a_media_line_announces_its_port_and_the_next_for_rtcp)
{
    size_t count;
    announce_text("v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 40000 RTP/AVP 0\r\n"
                  "m=video 50000/2 RTP/SAVP 121\r\nc=IN IP6 fd00::9\r\n");
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_AUDIO, "10.0.0.1", 40000, UDP));
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_AUDIO, "10.0.0.1", 40001, UDP));
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_VIDEO, "fd00::9", 50000, UDP));
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_VIDEO, "fd00::9", 50001, UDP));
    ck_assert_uint_eq(talk_announced(talk), 4);
    const struct ls_announcement *first = ls_draft_announced(talk->draft, &count);
    ck_assert_uint_eq(first->side, 1);
    ck_assert_int_eq(first->time_ns, 42);
}
END_TEST

START_TEST(rtcp_may_have_a_place_of_its_own)
{
    announce_text("c=IN IP4 10.0.0.1\nm=audio 40000 RTP/AVP 0\na=rtcp:41000\n"
                  "m=audio 42000 RTP/AVP 0\na=rtcp:43000 IN IP4 10.0.0.2\n"
                  "m=audio 44000 RTP/AVP 0\na=rtcp-mux\n");
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_AUDIO, "10.0.0.1", 41000, UDP));
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_AUDIO, "10.0.0.2", 43000, UDP));
    ck_assert_uint_eq(talk_announced(talk), 5);
}
END_TEST

START_TEST(application_sharing_and_data_are_tcp_without_an_rtcp_neighbour)
{
    announce_text("c=IN IP4 10.0.0.1\nm=applicationsharing 40000 TCP/RTP/SAVP 127\n"
                  "m=data 40010 TCP/RTP/SAVP 126\n");
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_APP_SHARING, "10.0.0.1", 40000, TCP));
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_DATA, "10.0.0.1", 40010, TCP));
    ck_assert_uint_eq(talk_announced(talk), 2);
}
END_TEST

START_TEST(candidates_of_both_dialects_are_announced)
{
    announce_text(
        "c=IN IP4 10.0.0.1\nm=audio 40000 RTP/SAVP 114\n"
        "a=candidate:1 1 UDP 2130706431 10.0.0.1 40000 typ host \n"
        "a=candidate:1 2 UDP 2130705918 10.0.0.1 40001 typ host \n"
        "a=x-candidate-ipv6:2 1 UDP 2130705919 fd00::5 40002 typ host\n"
        "a=candidate:3 1 TCP-PASS 174455807 203.0.113.9 55000 typ relay raddr 10.0.0.1 rport 4\n"
        "a=candidate:4 1 TCP-ACT 174846975 203.0.113.9 55001 typ relay\n"
        "a=candidate:qkEP+tD 1 NjDh3dd UDP 0.850 192.168.5.2 50010 \n"
        "a=candidate:qkEP+tD 2 NjDh3dd TCP 0.150 192.168.5.2 50011\n");
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_AUDIO, "10.0.0.1", 40001, UDP));
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_AUDIO, "fd00::5", 40002, UDP));
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_AUDIO, "203.0.113.9", 55000, TCP));
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_AUDIO, "203.0.113.9", 55001, TCP));
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_AUDIO, "192.168.5.2", 50010, UDP));
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_AUDIO, "192.168.5.2", 50011, TCP));
    ck_assert_uint_eq(talk_announced(talk), 7);
}
END_TEST

/* Each of these predicts no flow at all. */
static const char *const silent[] = {
    "c=IN IP4 10.0.0.1\nm=message 5060 sip null\n",
    "c=IN IP4 10.0.0.1\nm=audio 0 RTP/AVP 0\na=candidate:1 1 UDP 1 10.0.0.1 40000 typ host\n",
    "c=IN IP4 10.0.0.1\nm=audio 9 RTP/AVP 0\n",
    "c=IN IP4 0.0.0.0\nm=audio 40000 RTP/AVP 0\n",
    "c=IN IP6 ::\nm=audio 40000 RTP/AVP 0\n",
    "c=IN IP4 media.contoso.test\nm=audio 40000 RTP/AVP 0\n",
    "c=IN IP4 10.0.0.1.2222222222222222222222222222222222222222222222222\nm=audio 40000 x 0\n",
    "m=audio 40000 RTP/AVP 0\n",
    "c=IN IP4 10.0.0.1\nm=audio 65536 RTP/AVP 0\n",
    "c=IN IP4 10.0.0.1\nm=audio -1 RTP/AVP 0\n",
    "c=IN IP4 10.0.0.1\nm=audio 40000\n",
    "c=IN IP4 10.0.0.1\nm=audio\n",
    "c=IN IP4 10.0.0.1\na=candidate:1 1 UDP 1 10.0.0.1 40000 typ host\n",
    "m=audio 9 RTP/AVP 0\na=candidate:1 1 UDP 1 10.0.0.1\na=candidate:\na=candidate\n",
    "m=audio 9 RTP/AVP 0\na=candidate:1 1 SCTP 1 10.0.0.1 40000 typ host\n",
    "m=audio 9 RTP/AVP 0\na=candidate:1 1 UDP 1 10.0.0.1 9 typ host\n",
    "",
    "=\nm\n\n m=audio 4 x\n",
};

START_TEST(what_is_refused_on_hold_or_malformed_predicts_nothing)
{
    announce_text(silent[_i]);
    ck_assert_uint_eq(talk_announced(talk), 0);
}
END_TEST

START_TEST(the_highest_port_has_no_neighbour)
{
    announce_text("c=IN IP4 10.0.0.1/127\nm=audio 65535 RTP/AVP 0");
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_AUDIO, "10.0.0.1", 65535, UDP));
    ck_assert_uint_eq(talk_announced(talk), 1);
}
END_TEST

START_TEST(a_cut_body_never_yields_half_a_number)
{
    static const char body[] = "c=IN IP4 10.0.0.12\r\nm=audio 40000 RTP/AVP 0\r\n"
                               "a=candidate:1 2 UDP 1 10.0.0.13 40012\r\n";
    for (size_t n = 0; n < strlen(body); n++) {
        size_t count;
        tear_down();
        set_up();
        announce(body, n, false);
        const struct ls_announcement *all = ls_draft_announced(talk->draft, &count);
        for (size_t i = 0; i < count; i++) {
            uint8_t last = all[i].addr.bytes[15];
            ck_assert_msg((last == 12 && (all[i].port | 1) == 40001) ||
                              (last == 13 && all[i].port == 40012),
                          "%zu bytes: port %u", n, all[i].port);
        }
    }
}
END_TEST

static void invite(const char *type, const char *body)
{
    char text[2000];
    snprintf(text, sizeof text,
             "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP a\r\nContent-Type: %s\r\n"
             "Content-Length: %zu\r\n\r\n%s",
             type, strlen(body), body);
    ck_assert_int_eq(talk_text(talk, 1, text), LS_YES);
    ck_assert_uint_eq(talk->held[1], 0);
}

START_TEST(a_sip_body_is_read_with_its_side_and_time)
{
    size_t count;
    invite("application/sdp", "c=IN IP4 10.0.0.1\r\nm=audio 40000 RTP/AVP 0");
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_AUDIO, "10.0.0.1", 40000, UDP));
    const struct ls_announcement *first = ls_draft_announced(talk->draft, &count);
    ck_assert_uint_eq(first->side, 1);
    ck_assert_int_eq(first->time_ns, 7);
}
END_TEST

START_TEST(both_offers_of_a_multipart_count)
{
    invite("multipart/alternative;boundary=\"--=_x\"",
           "----=_x\r\nContent-Type: application/sdp\r\n"
           "Content-Disposition: session; handling=optional; ms-proxy-2007fallback\r\n\r\n"
           "c=IN IP4 10.0.0.1\r\nm=audio 40000 RTP/AVP 0\r\na=rtcp-mux\r\n\r\n----=_x\r\n"
           "content-type:APPLICATION/SDP\r\n\r\n"
           "c=IN IP4 10.0.0.2\r\nm=audio 40002 RTP/AVP 0\r\na=rtcp-mux\r\n----=_x--\r\n");
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_AUDIO, "10.0.0.1", 40000, UDP));
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_AUDIO, "10.0.0.2", 40002, UDP));
    ck_assert_uint_eq(talk_announced(talk), 2);
    ck_assert(talk_has(talk, LS_FACT_SIP_BODY, "multipart/alternative"));
}
END_TEST

START_TEST(a_multipart_in_a_multipart_is_opened)
{
    invite("multipart/mixed; boundary=a",
           "preamble\r\n--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
           "--b\r\nContent-Type: application/sdp\r\n\r\n"
           "c=IN IP4 10.0.0.1\r\nm=audio 40000 RTP/AVP 0\r\n--b--\r\n--a\r\n"
           "Content-Type: application/pidf+xml\r\n\r\n<x/>\r\n--a--");
    ck_assert(talk_learnt(talk, LS_ANNOUNCE_AUDIO, "10.0.0.1", 40000, UDP));
    ck_assert(talk_has(talk, LS_FACT_SIP_BODY, "application/pidf+xml"));
}
END_TEST

START_TEST(a_body_of_another_type_is_not_read_as_sdp)
{
    invite("text/plain", "c=IN IP4 10.0.0.1\r\nm=audio 40000 RTP/AVP 0\r\n");
    ck_assert_uint_eq(talk_announced(talk), 0);
}
END_TEST

START_TEST(a_body_that_comes_later_is_waited_for)
{
    talk_text(talk, 0,
              "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP a\r\nc: application/sdp\r\n"
              "l: 44\r\n\r\nc=IN IP4 10.0.0.1\r\n");
    ck_assert_uint_eq(talk_announced(talk), 0);
    talk_text(talk, 0, "m=audio 40000 RTP/AVP 0\r\n");
    ck_assert_uint_eq(talk_announced(talk), 2);
    ck_assert_uint_eq(talk->held[0], 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("probe/sdp");
    TCase *wire = tcase_create("wire");
    tcase_add_checked_fixture(wire, set_up, tear_down);
    tcase_add_test(wire, a_media_line_announces_its_port_and_the_next_for_rtcp);
    tcase_add_test(wire, rtcp_may_have_a_place_of_its_own);
    tcase_add_test(wire, application_sharing_and_data_are_tcp_without_an_rtcp_neighbour);
    tcase_add_test(wire, candidates_of_both_dialects_are_announced);
    tcase_add_loop_test(wire, what_is_refused_on_hold_or_malformed_predicts_nothing, 0,
                        (int)(sizeof silent / sizeof *silent));
    tcase_add_test(wire, the_highest_port_has_no_neighbour);
    tcase_add_test(wire, a_cut_body_never_yields_half_a_number);
    tcase_add_test(wire, a_sip_body_is_read_with_its_side_and_time);
    tcase_add_test(wire, both_offers_of_a_multipart_count);
    tcase_add_test(wire, a_multipart_in_a_multipart_is_opened);
    tcase_add_test(wire, a_body_of_another_type_is_not_read_as_sdp);
    tcase_add_test(wire, a_body_that_comes_later_is_waited_for);
    suite_add_tcase(all, wire);
    return all;
}

int main(void)
{
    return talk_run(suite());
}
