/* test_sip.c - what is SIP and what is not, and how messages are cut out of a stream */
#include <stdio.h>

#include "probe/probes.h"
#include "talk.h"

static struct talk *talk;

static void set_up(void)
{
    talk = talk_new(&ls_probe_sip);
}

static void tear_down(void)
{
    talk_free(talk);
}

static const char service[] =
    "SERVICE sip:a@contoso.test SIP/2.0\r\n"
    "Via: SIP/2.0/TCP 10.1.1.20:49800\r\n"
    "From: <sip:a@contoso.test>;tag=1;epid=01010101\r\n"
    "To: <sip:pool.contoso.test@contoso.test;gruu;opaque=srvr:MRAS:Kx77AA>\r\n"
    "Call-ID: 0815\r\nCSeq: 1 SERVICE\r\n"
    "User-Agent: UCCAPI/15.0.4569.1503 OC/15.0.4569.1503 (Microsoft Lync)\r\n"
    "Content-Length: 0\r\n\r\n";

static const char unauthorized[] =
    "SIP/2.0 401 Unauthorized\r\n"
    "WWW-Authenticate: TLS-DSK realm=\"SIP Communications Service\", version=4\r\n"
    "Via: SIP/2.0/TLS 10.1.1.20:49800;ms-received-port=49800\r\n"
    "Call-ID: 0815\r\nCSeq: 1 REGISTER\r\nServer: RTC/5.0\r\nCONTENT-LENGTH: 0\r\n\r\n";

static const char compact[] = "INVITE tel:+15550100 SIP/2.0\r\n"
                              "v: SIP/2.0/UDP 10.1.1.20\r\ni: 4711\r\nl: 0\r\n\r\n";

static const char emergency[] = "INVITE urn:service:sos SIP/2.0\r\n"
                                "v: SIP/2.0/TCP 10.1.1.20\r\ni: 4711\r\nl: 0\r\n\r\n";

static const struct {
    const char *text;
    size_t proof; /* bytes after which nothing else is possible */
} good[] = {{service, 70}, {unauthorized, 156}, {compact, 56}, {emergency, 58}};

START_TEST(a_message_of_each_kind_proves_sip_on_streams_and_datagrams)
{
    ck_assert_int_eq(talk_text(talk, 1, good[_i].text), LS_YES);
    ck_assert_uint_eq(ls_draft_evidence(talk->draft, talk->arena)->stack[0], LS_PROTO_SIP);
    ck_assert(ls_draft_marks(talk->draft) & LS_MARK_SIP_CLEAR);
    ck_assert_uint_eq(talk->held[1], 0);

    struct talk *udp = talk_new(&ls_probe_sip);
    ck_assert_int_eq(talk_datagram(udp, 0, good[_i].text, strlen(good[_i].text)), LS_YES);
    ck_assert_uint_eq(ls_draft_evidence(udp->draft, udp->arena)->stack[0], LS_PROTO_SIP);
    talk_free(udp);
}
END_TEST

START_TEST(every_truncation_asks_for_more_until_the_first_telling_header)
{
    for (size_t n = 0; n <= strlen(good[_i].text); n++) {
        struct talk *one = talk_new(&ls_probe_sip);
        ck_assert_msg(talk_say(one, 0, good[_i].text, n) ==
                          (n < good[_i].proof ? LS_MAYBE : LS_YES),
                      "%zu bytes: %d", n, one->answer);
        ck_assert(n >= good[_i].proof || talk_blank(one));
        talk_free(one);
        one = talk_new(&ls_probe_sip);
        ck_assert_int_eq(talk_datagram(one, 0, good[_i].text, n),
                         n < good[_i].proof ? LS_MAYBE : LS_YES);
        talk_free(one);
    }
}
END_TEST

START_TEST(byte_by_byte_gives_what_the_whole_gives)
{
    for (size_t i = 0; i < strlen(service); i++)
        talk_say(talk, 0, service + i, 1);
    ck_assert_int_eq(talk->answer, LS_YES);
    ck_assert_uint_eq(talk->held[0], 0);
    ck_assert(talk_has(talk, LS_FACT_SIP_METHOD, "SERVICE"));
    ck_assert(talk_has(talk, LS_FACT_SIP_OPAQUE, "srvr:MRAS"));
}
END_TEST

static const char *const others[] = {
    "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "OPTIONS sip:a@b HTTP/1.1\r\nVia: SIP/2.0/UDP a\r\n\r\n",
    "GET / HTTP/1.1\r\n",
    "HTTP/1.1 200 OK\r\n",
    "DESCRIBE rtsp://a/b RTSP/1.0\r\nCSeq: 1\r\n",
    "INVITE http://a SIP/2.0\r\n",
    "INVITE urn:oasis:a SIP/2.0\r\n",
    "INVITE  sip:a SIP/2.0\r\n",
    "INVITE sip: SIP/2.0\r\nVia: SIP/2.0/UDP a\r\n",
    "INVITE sip:a SIP/2.1\r\n",
    "INVITE sip:a SIP/2.0x\r\n",
    "INVITE sip:a SIP/2.0\nVia: SIP/2.0/UDP a\n\n",
    "INV\001TE sip:a",
    "SIP/2.0 700 No\r\n",
    "SIP/2.0 99 No\r\n",
    "SIP/2.0 200\r\nVia: SIP/2.0/UDP a\r\n",
    "SIP/2.0 200 \001\r\nVia: SIP/2.0/UDP a\r\n",
    "SIP/1.0 200 OK\r\n",
    "INVITE sip:a SIP/2.0\r\nFrom: b\r\nTo: c\r\n\r\n",
    "INVITE sip:a SIP/2.0\r\nVia: HTTP/1.1 a\r\nCall-ID: a b\r\nCSeq: x INVITE\r\n\r\n",
    "INVITE sip:a SIP/2.0\r\nno header\r\nVia: SIP/2.0/UDP a\r\n",
    "VER MSN_SECURE_FTP\r\n",
    "220 mail.test ESMTP\r\n",
    "SSH-2.0-x\r\n",
    "\026\003\001\002",
    "\005\001",
    "\200\000",
    "M-SEARCH * HTTP/1.1\r\n",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHI",
};

/* A long message that is not yet whole must not cost a look with each segment of the other side. */
START_TEST(only_the_side_that_spoke_is_read)
{
    static const char unfinished[] = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP x\r\n";
    talk_text(talk, 0, service);
    ck_assert_int_eq(talk_text(talk, 0, unfinished), LS_YES);
    size_t held = talk->held[0];
    talk->held[0] = strlen(strcpy((char *)talk->window[0], service));
    ck_assert_int_eq(talk_text(talk, 1, "\r\n"), LS_YES);
    ck_assert_uint_gt(held, 0);
    ck_assert_uint_eq(talk->held[0], strlen(service));
    ck_assert_uint_eq(talk->held[1], 0);
    ck_assert_int_eq(talk_close(talk), LS_YES);
    ck_assert_uint_eq(talk->held[0], 0);
}
END_TEST

START_TEST(a_cut_segment_says_nothing_of_the_other_side)
{
    ck_assert_int_eq(talk_text(talk, 0, "OPTIONS sip:a@b SIP/2.0\r\nVia:"), LS_MAYBE);
    talk->cut = true;
    ck_assert_int_eq(talk_text(talk, 1, "\r\n"), LS_MAYBE);
    ck_assert_int_eq(talk_text(talk, 0, " SIP"), LS_YES);
}
END_TEST

START_TEST(neighbours_are_refused)
{
    ck_assert_int_eq(talk_text(talk, 0, others[_i]), LS_NO);
    ck_assert(talk_blank(talk));
    struct talk *udp = talk_new(&ls_probe_sip);
    ck_assert_int_eq(talk_datagram(udp, 0, others[_i], strlen(others[_i])), LS_NO);
    talk_free(udp);
}
END_TEST

START_TEST(a_start_line_without_end_is_not_waited_for)
{
    char line[3000] = "INVITE sip:";
    memset(line + 11, 'a', sizeof line - 11);
    ck_assert_int_eq(talk_say(talk, 0, line, 2047), LS_MAYBE);
    ck_assert_int_eq(talk_say(talk, 0, line + 2047, 1), LS_NO);
}
END_TEST

START_TEST(keep_alives_are_neither_yes_nor_no)
{
    ck_assert_int_eq(talk_text(talk, 0, "\r\n\r\n"), LS_MAYBE);
    ck_assert_int_eq(talk_text(talk, 1, "\r\n"), LS_MAYBE);
    ck_assert(talk_blank(talk));
    ck_assert_int_eq(talk_text(talk, 0, service), LS_YES);
    ck_assert_int_eq(talk_text(talk, 0, "\r\n\r\n"), LS_YES);
    ck_assert_uint_eq(talk->held[0], 0);
    ck_assert(talk_has(talk, LS_FACT_SIP_METHOD, "SERVICE"));
}
END_TEST

START_TEST(empty_and_zero_datagrams_are_waited_through_but_not_for_ever)
{
    for (int i = 0; i < 32; i++)
        ck_assert_int_eq(talk_datagram(talk, 0, "\0\0\0\0", i % 2 ? 4 : 0), LS_MAYBE);
    ck_assert_int_eq(talk_datagram(talk, 0, "\r\n", 2), LS_NO);
    ck_assert(talk_blank(talk));
}
END_TEST

START_TEST(a_datagram_flow_once_known_stays_known)
{
    ck_assert_int_eq(talk_datagram(talk, 0, service, strlen(service)), LS_YES);
    ck_assert_int_eq(talk_datagram(talk, 1, "jaK", 4), LS_YES);
    ck_assert_int_eq(talk_datagram(talk, 1, unauthorized, strlen(unauthorized)), LS_YES);
    ck_assert(talk_has(talk, LS_FACT_SIP_STATUS, "401"));
}
END_TEST

/* 96 bytes of a frame leave room for a start line and half a Via; 40 bytes less do not. */
START_TEST(a_cut_packet_needs_the_name_of_a_telling_header)
{
    static const char line[] = "INVITE sip:bob@contoso.test SIP/2.0\r\n";
    static const char via[] = "INVITE sip:bob@contoso.test SIP/2.0\r\nVia: SI";
    talk->cut = true;
    ck_assert_int_eq(talk_datagram(talk, 0, line, strlen(line)), LS_MAYBE);
    ck_assert_int_eq(talk_datagram(talk, 0, via, strlen(line) + 3), LS_MAYBE);
    ck_assert(talk_blank(talk));
    ck_assert_int_eq(talk_datagram(talk, 0, via, strlen(via)), LS_YES);
    ck_assert(talk_has(talk, LS_FACT_SIP_METHOD, "INVITE"));

    struct talk *tcp = talk_new(&ls_probe_sip);
    ck_assert_int_eq(talk_text(tcp, 0, via), LS_MAYBE);
    ck_assert_int_eq(talk_close(tcp), LS_YES);
    ck_assert(talk_has(tcp, LS_FACT_SIP_METHOD, "INVITE"));
    talk_free(tcp);
}
END_TEST

START_TEST(the_client_sends_requests_or_gets_responses)
{
    talk_text(talk, 1, service);
    ck_assert_uint_eq(talk_client(talk), 1);
    talk_text(talk, 0, service);
    ck_assert_uint_eq(talk_client(talk), 1);
    struct talk *other = talk_new(&ls_probe_sip);
    talk_text(other, 1, unauthorized);
    ck_assert_uint_eq(talk_client(other), 0);
    talk_free(other);
}
END_TEST

START_TEST(speakers_methods_and_services_are_noted)
{
    talk_text(talk, 0, service);
    talk_text(talk, 1, unauthorized);
    ck_assert(talk_has(talk, LS_FACT_SIP_AGENT,
                       "UCCAPI/15.0.4569.1503 OC/15.0.4569.1503 (Microsoft Lync)"));
    ck_assert(talk_has(talk, LS_FACT_SIP_AGENT, "RTC/5.0"));
    ck_assert(talk_has(talk, LS_FACT_SIP_STATUS, "401"));
    talk_text(talk, 0,
              "INVITE sip:bob@contoso.test;gruu;opaque=app:conf:audio-video:id:B43LT101 SIP/2.0\r\n"
              "v: SIP/2.0/TCP 10.1.1.20\r\nuser-agent:\r\n  RTCC/5.0.0.0\r\n\tMediationServer\r\n"
              "t: <sip:a@b;opaque=app:voicemail>\r\nm: <sip:a@b;opaque=user:epid:Ux12;gruu>\r\n"
              "c: text/plain; charset=x\r\nl: 2\r\n\r\nab");
    ck_assert(talk_has(talk, LS_FACT_SIP_METHOD, "INVITE"));
    ck_assert(talk_has(talk, LS_FACT_SIP_AGENT, "RTCC/5.0.0.0 MediationServer"));
    ck_assert(talk_has(talk, LS_FACT_SIP_OPAQUE, "app:conf:audio-video"));
    ck_assert(talk_has(talk, LS_FACT_SIP_OPAQUE, "app:voicemail"));
    ck_assert(talk_has(talk, LS_FACT_SIP_OPAQUE, "user:epid"));
    ck_assert(talk_has(talk, LS_FACT_SIP_BODY, "text/plain"));
    ck_assert_uint_eq(talk->held[0], 0);
}
END_TEST

START_TEST(event_packages_realms_and_routes_are_noted)
{
    talk_text(talk, 0,
              "SUBSCRIBE sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP a\r\nCall-ID: 1\r\n"
              "Route: <sip:pool.contoso.test:5061;opaque=state:T:F:Ci.R0815;lr;ms-fe=fe1>\r\n"
              "Event: vnd-microsoft-roaming-self;id=1\r\nContent-Length: 0\r\n\r\n");
    talk_text(talk, 0,
              "NOTIFY sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP a\r\no: conference\r\n"
              "Contact: <sip:a@b>;x=y;opaque=\"app:conf:focus:id:1\"\r\n\r\n");
    talk_text(talk, 1, unauthorized);
    ck_assert(talk_has(talk, LS_FACT_SIP_EVENT, "vnd-microsoft-roaming-self"));
    ck_assert(talk_has(talk, LS_FACT_SIP_EVENT, "conference"));
    ck_assert(talk_has(talk, LS_FACT_SIP_OPAQUE, "state"));
    ck_assert(talk_has(talk, LS_FACT_SIP_REALM, "SIP Communications Service"));
    ck_assert(talk_has(talk, LS_FACT_SIP_OPAQUE, "app:conf:focus"));
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_SIP_OPAQUE), 2);
}
END_TEST

/* A name that only begins as one that is asked about, or has it further in, is another field. */
START_TEST(fields_of_similar_names_are_not_taken_for_them)
{
    talk_text(talk, 0,
              "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP a\r\nUser-Agents: one\r\n"
              "X-Server: two\r\nServ: three\r\nSubject: x\r\n User-Agent: four\r\n"
              "Events: five\r\nContent-Typ: six/six\r\nServer : seven\r\n\r\n");
    ck_assert(talk_has(talk, LS_FACT_SIP_METHOD, "OPTIONS"));
    ck_assert(talk_has(talk, LS_FACT_SIP_AGENT, "seven"));
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_SIP_AGENT), 1);
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_SIP_EVENT), 0);
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_SIP_BODY), 0);
}
END_TEST

/* One message with its own status, so that each leaves a trace. */
static size_t response(char *out, size_t room, int status, const char *length, const char *body)
{
    int n = snprintf(out, room,
                     "SIP/2.0 %d x\r\nVia: SIP/2.0/TCP a\r\nContent-Type: text/x\r\n%s\r\n%s",
                     status, length, body);
    ck_assert_int_lt(n, (int)room);
    return (size_t)n;
}

START_TEST(several_messages_come_in_one_segment)
{
    char text[1000];
    size_t n = response(text, sizeof text, 180, "l: 3\r\n", "abc");
    n += response(text + n, sizeof text - n, 183, "Content-length : 0\r\n", "\r\n\r\n");
    n += response(text + n, sizeof text - n, 200, "CONTENT-LENGTH: 1\r\n", "x");
    ck_assert_int_eq(talk_say(talk, 0, text, n), LS_YES);
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_SIP_STATUS), 3);
    ck_assert_uint_eq(talk->held[0], 0);
}
END_TEST

static const struct {
    const char *length; /* of a first message with body "12345678\r\n" */
    const char *why;
} wrong[] = {
    {"l: 0\r\n", "too small"},
    {"l: 4\r\n", "too small by some"},
    {"l: 60\r\n", "too large"},
    {"l: 4294967295\r\n", "absurd"},
    {"l: 99999999999\r\n", "no number"},
    {"l: -1\r\n", "negative"},
    {"", "missing"},
};

START_TEST(a_wrong_length_loses_no_later_message)
{
    char text[1000];
    size_t n = response(text, sizeof text, 180, wrong[_i].length, "12345678\r\n");
    n += response(text + n, sizeof text - n, 183, "l: 0\r\n", "");
    n += response(text + n, sizeof text - n, 200, "l: 0\r\n", "");
    ck_assert_int_eq(talk_say(talk, 0, text, n), LS_YES);
    ck_assert(talk_has(talk, LS_FACT_SIP_STATUS, "180"));
    ck_assert_msg(talk_has(talk, LS_FACT_SIP_STATUS, "183"), "%s", wrong[_i].why);
    ck_assert(talk_has(talk, LS_FACT_SIP_STATUS, "200"));
    ck_assert_uint_eq(talk->held[0], 0);
}
END_TEST

START_TEST(a_wrong_length_loses_no_message_of_the_next_segment)
{
    char text[1000];
    size_t n = response(text, sizeof text, 180, wrong[_i].length, "12345678\r\n");
    talk_say(talk, 0, text, n);
    n = response(text, sizeof text, 200, "l: 0\r\n", "");
    talk_say(talk, 0, text, n);
    ck_assert_msg(talk_has(talk, LS_FACT_SIP_STATUS, "200"), "%s", wrong[_i].why);
}
END_TEST

/* Its end is where a message can begin, so it is believed: what is inside is the body's own. */
START_TEST(a_length_that_leads_to_the_next_message_is_believed)
{
    char text[1000];
    size_t n =
        response(text, sizeof text, 180, "l: 38\r\n", "SIP/2.0 603 Declined\r\nVia: SIP/2.0/a\r\n");
    n += response(text + n, sizeof text - n, 200, "l: 0\r\n", "");
    ck_assert_int_eq(talk_say(talk, 0, text, n), LS_YES);
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_SIP_STATUS), 2);
    ck_assert(talk_has(talk, LS_FACT_SIP_STATUS, "200"));
}
END_TEST

START_TEST(a_fragment_of_sip_in_a_body_is_no_message)
{
    static const char notify[] =
        "NOTIFY sip:a SIP/2.0\r\nVia: SIP/2.0/TCP a\r\nContent-Type: message/sipfrag\r\n"
        "Content-Length: 38\r\n\r\nSIP/2.0 603 Declined\r\nVia: SIP/2.0/a\r\n";
    ck_assert_int_eq(talk_text(talk, 0, notify), LS_YES);
    ck_assert(talk_has(talk, LS_FACT_SIP_METHOD, "NOTIFY"));
    ck_assert_uint_eq(talk_facts(talk, LS_FACT_SIP_STATUS), 0);
    ck_assert_uint_eq(talk->held[0], 0);
}
END_TEST

START_TEST(a_body_larger_than_the_window_is_dropped_in_parts)
{
    static char block[4096];
    char head[300];
    memset(block, 'x', sizeof block);
    size_t n = response(head, sizeof head, 180, "l: 102400\r\n", "");
    talk_say(talk, 0, head, n);
    for (int i = 0; i < 25; i++)
        ck_assert_int_eq(talk_say(talk, 0, block, sizeof block), LS_YES);
    ck_assert_uint_eq(talk->held[0], 0);
    n = response(head, sizeof head, 200, "l: 0\r\n", "");
    talk_say(talk, 0, head, n);
    ck_assert(talk_has(talk, LS_FACT_SIP_STATUS, "180"));
    ck_assert(talk_has(talk, LS_FACT_SIP_STATUS, "200"));
}
END_TEST

START_TEST(a_head_without_end_is_read_as_far_as_it_is_waited_for)
{
    char line[128];
    ck_assert_int_eq(talk_text(talk, 0, "SIP/2.0 200 x\r\nVia: SIP/2.0/TCP a\r\n"), LS_YES);
    memset(line, 'x', sizeof line);
    memcpy(line, "X: ", 3);
    memcpy(line + sizeof line - 2, "\r\n", 2);
    for (int i = 0; i < 200; i++)
        ck_assert_int_eq(talk_say(talk, 0, line, sizeof line), LS_YES);
    ck_assert(talk_has(talk, LS_FACT_SIP_STATUS, "200"));
    ck_assert_uint_lt(talk->held[0], 8192 + sizeof line);
}
END_TEST

START_TEST(a_capture_that_begins_midway_finds_the_next_message)
{
    talk->midway[0] = talk->midway[1] = true;
    ck_assert_int_eq(talk_text(talk, 0, "nd of a body\r\n"), LS_MAYBE);
    ck_assert_int_eq(talk_text(talk, 0, service), LS_YES);
    ck_assert(talk_has(talk, LS_FACT_SIP_METHOD, "SERVICE"));
    ck_assert_uint_eq(talk->held[0], 0);
}
END_TEST

START_TEST(midway_a_message_behind_binary_or_with_half_a_head_is_not_believed)
{
    talk->midway[0] = talk->midway[1] = true;
    talk_say(talk, 0, "a\0b\r\n", 5);
    ck_assert_int_ne(talk_text(talk, 0, service), LS_YES);
    struct talk *half = talk_new(&ls_probe_sip);
    half->midway[0] = true;
    talk_text(half, 0, "text\r\nINVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a\r\n\r\n");
    ck_assert_int_ne(half->answer, LS_YES);
    ck_assert(talk_blank(half));
    talk_free(half);
}
END_TEST

START_TEST(a_side_that_speaks_something_else_from_its_start_is_a_no)
{
    ck_assert_int_eq(talk_text(talk, 0, "INVITE sip:a"), LS_MAYBE);
    ck_assert_int_eq(talk_text(talk, 1, "HTTP/1.1 400 Bad\r\n"), LS_NO);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("probe/sip");
    TCase *wire = tcase_create("wire");
    int kinds = (int)(sizeof good / sizeof *good);
    int lengths = (int)(sizeof wrong / sizeof *wrong);
    tcase_add_checked_fixture(wire, set_up, tear_down);
    tcase_add_loop_test(wire, a_message_of_each_kind_proves_sip_on_streams_and_datagrams, 0, kinds);
    tcase_add_loop_test(wire, every_truncation_asks_for_more_until_the_first_telling_header, 0,
                        kinds);
    tcase_add_test(wire, byte_by_byte_gives_what_the_whole_gives);
    tcase_add_test(wire, only_the_side_that_spoke_is_read);
    tcase_add_test(wire, a_cut_segment_says_nothing_of_the_other_side);
    tcase_add_loop_test(wire, neighbours_are_refused, 0, (int)(sizeof others / sizeof *others));
    tcase_add_test(wire, a_start_line_without_end_is_not_waited_for);
    tcase_add_test(wire, keep_alives_are_neither_yes_nor_no);
    tcase_add_test(wire, empty_and_zero_datagrams_are_waited_through_but_not_for_ever);
    tcase_add_test(wire, a_datagram_flow_once_known_stays_known);
    tcase_add_test(wire, a_cut_packet_needs_the_name_of_a_telling_header);
    tcase_add_test(wire, the_client_sends_requests_or_gets_responses);
    tcase_add_test(wire, speakers_methods_and_services_are_noted);
    tcase_add_test(wire, event_packages_realms_and_routes_are_noted);
    tcase_add_test(wire, fields_of_similar_names_are_not_taken_for_them);
    tcase_add_test(wire, several_messages_come_in_one_segment);
    tcase_add_loop_test(wire, a_wrong_length_loses_no_later_message, 0, lengths);
    tcase_add_loop_test(wire, a_wrong_length_loses_no_message_of_the_next_segment, 0, lengths);
    tcase_add_test(wire, a_length_that_leads_to_the_next_message_is_believed);
    tcase_add_test(wire, a_fragment_of_sip_in_a_body_is_no_message);
    tcase_add_test(wire, a_body_larger_than_the_window_is_dropped_in_parts);
    tcase_add_test(wire, a_head_without_end_is_read_as_far_as_it_is_waited_for);
    tcase_add_test(wire, a_capture_that_begins_midway_finds_the_next_message);
    tcase_add_test(wire, midway_a_message_behind_binary_or_with_half_a_head_is_not_believed);
    tcase_add_test(wire, a_side_that_speaks_something_else_from_its_start_is_a_no);
    suite_add_tcase(all, wire);
    return all;
}

int main(void)
{
    return talk_run(suite());
}
