/* test_reason.c - the sentence, in both languages, never cut within a character. */
#include "classify/messages.h"
#include "scene.h"

static const struct {
    const char *flow, *en, *zh;
} reasons[] = {
    {"tcp 10.20.0.7:50123 > 10.0.10.11:5061 syn tls",
     "TLS to the Front-End service on TCP 5061 (T1.3)",
     "TCP 5061 上到 Lync Server 前端服务的 TLS（T1.3）"},
    {"tcp 10.0.10.12:50001 > 10.0.10.11:135 http", "HTTP on TCP 135, where T1.5 documents DCOM/RPC",
     "TCP 135 上出现 HTTP，而 T1.5 在此规定的是 DCOM/RPC"},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 sip",
     "clear-text SIP on TCP 5061, where T1.3 documents TLS",
     "TCP 5061 上出现明文 SIP，而 T1.3 在此规定的是 TLS"},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 other",
     "bytes that are not TLS on TCP 5061, where T1.3 documents TLS",
     "TCP 5061 上的字节不是 TLS，而 T1.3 在此规定的是 TLS"},
    {"tcp 10.0.10.12:50001 > 10.0.10.11:5060 tls",
     "TLS on TCP 5060, where T1.2 documents SIP without TLS",
     "TCP 5060 上出现 TLS，而 T1.2 在此规定的是不带 TLS 的 SIP"},
    {"tcp 10.0.10.11:50001 > 10.0.30.12:5066 sip",
     "SIP from the Front End Server to TCP 5066 (T1.32)",
     "前端服务器发往 TCP 5066 的 SIP（T1.32）"},
    {"udp 10.0.10.11:57700 > 203.0.113.10:50001 stun rtp video",
     "RTP at the Front End Server on UDP 57700 (T1.10)",
     "前端服务器在 UDP 57700 上的 RTP（T1.10）"},
    {"tcp 10.0.10.12:50001 > 10.0.10.11:5062 syn",
     "TCP 5062 is documented for the IM Conferencing service (T1.6); the payload says "
     "nothing",
     "TCP 5062 是 Lync Server IM 会议服务的文档所列端口（T1.6）；载荷没有提供信息"},
    {"tcp 10.0.10.12:50001 > 10.0.10.11:5062 sip sip-opaque=app:conf:chat:id:7",
     "SIP on TCP 5062 names the IM Conferencing service by sip-opaque "
     "\"app:conf:chat:id:7\" (T1.6)",
     "TCP 5062 上的 SIP 以 sip-opaque \"app:conf:chat:id:7\" 表明是 Lync Server IM "
     "会议服务（T1.6）"},
    {"udp 10.0.10.11:50001 > 10.0.33.11:53 dns", "DNS on UDP 53: DNS, a known dependency (NET.1)",
     "UDP 53 上的 DNS：DNS，已知依赖（NET.1）"},
    {"icmp 10.20.0.7 > 10.0.10.11", "ICMP is used for ICMP and ICMPv6, a known dependency (NET.3)",
     "ICMP 用于 ICMP 与 ICMPv6，已知依赖（NET.3）"},
    {"tcp 10.0.10.12:50001 > 10.0.10.11:3389 syn rdp", "no row allows RDP on TCP 3389",
     "没有行允许 TCP 3389 上的 RDP"},
    {"47 10.20.0.7 > 10.0.10.11", "no row allows IP 47", "没有行允许 IP 47"},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:50123 syn tls",
     "no row allows TLS on TCP 50123: it lies in the media range of T1.39, but no media was seen "
     "or "
     "announced",
     "没有行允许 TCP 50123 上的 TLS：它在 T1.39 "
     "的媒体端口范围内，但没有看到媒体，也没有媒体公布"},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:50123 syn dcerpc",
     "DCE/RPC on TCP 50123, which no row has for it and nobody announced",
     "TCP 50123 上出现 DCE/RPC，没有行为其列出该端口，也无人公布"},
    {"tcp 10.0.10.12:50001 > 10.0.10.11:5062 ssh", "SSH on TCP 5062, where T1.6 documents SIP",
     "TCP 5062 上出现 SSH，而 T1.6 在此规定的是 SIP"},
    /* a client would be as wrong here: it is the responder that the port is not of */
    {"udp 10.0.10.12:50001 > 10.0.10.11:3478 other",
     "UDP 3478 belongs to Edge Server (T4.5), but the responder is Front End Server",
     "UDP 3478 属于边缘服务器（T4.5），而响应方是前端服务器"},
    {"tcp 10.0.10.12:50001 > 198.51.100.77:443 tls",
     "no row allows TLS on TCP 443 between these two: T4.2 has it from Client to Edge Server",
     "没有行允许这两端之间在 TCP 443 上使用 TLS：T4.2 是从客户端到边缘服务器"},
    {"tcp 10.20.0.7:50001 > 198.51.100.77:443 tls",
     "TLS to TCP 443 in the Internet, which the Client opens to Edge Server only (T4.2); nothing "
     "shows that the responder is one",
     "到互联网 TCP 443 的 TLS：客户端只可向边缘服务器连接此端口（T4.2），而没有迹象表明响应方是它"},
};

START_TEST(reason_in_both_languages)
{
    struct scene s;
    scene_open(&s, true);
    ck_assert_str_eq(scene_ask(&s, reasons[_i].flow)->reason, reasons[_i].en);
    s.context.lang = LS_ZH_CN;
    ck_assert_str_eq(scene_ask(&s, reasons[_i].flow)->reason, reasons[_i].zh);
    scene_close(&s);
}
END_TEST

START_TEST(every_message_has_both_languages_and_the_same_places)
{
    static const char *const places[] = {"{payload}", "{port}",  "{row}",  "{service}", "{role}",
                                         "{roles}",   "{other}", "{name}", "{protocol}"};
    for (int i = 0; i < LS_SAY_COUNT; i++) {
        const char *en = ls_message(LS_EN, (enum ls_message)i);
        const char *zh = ls_message(LS_ZH_CN, (enum ls_message)i);
        ck_assert_msg(en && zh && en[0] && zh[0], "message %d", i);
        size_t braces = 0, found = 0;
        for (const char *at = en; *at; at++)
            braces += *at == '{';
        for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
            found += strstr(en, places[k]) != NULL;
            ck_assert_msg(!strstr(en, places[k]) == !strstr(zh, places[k]), "%s / %s", en, zh);
        }
        ck_assert_uint_eq(braces, found);
    }
}
END_TEST

/* Says whether text ends within a character. */
static bool torn(const char *text)
{
    size_t n = strlen(text), lead = n;
    while (lead > 0 && ((unsigned char)text[lead - 1] & 0xC0) == 0x80)
        lead--;
    if (lead == 0)
        return n > 0;
    unsigned char first = (unsigned char)text[lead - 1];
    size_t want = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    return n - lead + 1 != want;
}

START_TEST(a_sentence_is_cut_between_characters)
{
    char text[200];
    struct ls_pieces pieces = {.port = "TCP 50123", .row = "T1.39", .payload = "TLS"};
    ls_say(text, sizeof text, LS_ZH_CN, LS_SAY_RANGE, &pieces);
    size_t full = strlen(text);
    for (size_t size = 1; size <= full + 1; size++) {
        char *part = malloc(size);
        ls_say(part, size, LS_ZH_CN, LS_SAY_RANGE, &pieces);
        ck_assert_msg(!torn(part), "at %zu: %s", size, part);
        ck_assert_int_eq(strncmp(part, text, strlen(part)), 0);
        ck_assert_uint_gt(strlen(part) + 4, size - 1);
        free(part);
    }
}
END_TEST

START_TEST(pieces_are_not_read_as_sentences)
{
    char text[100];
    struct ls_pieces pieces = {.port = "{row}{port}%s%n", .row = "T1.1"};
    ls_say(text, sizeof text, LS_EN, LS_SAY_UNDOCUMENTED_SILENT, &pieces);
    ck_assert_str_eq(text, "no row allows {row}{port}%s%n");
    pieces.port = NULL;
    ls_say(text, sizeof text, LS_EN, LS_SAY_UNDOCUMENTED_SILENT, &pieces);
    ck_assert_str_eq(text, "no row allows ");
}
END_TEST

START_TEST(long_content_does_not_overflow)
{
    struct scene s;
    char line[480];
    scene_open(&s, true);
    int n = snprintf(line, sizeof line,
                     "tcp 10.0.10.12:50001 > 10.0.10.11:5062 sip sip-opaque=app:conf:chat:id:");
    memset(line + n, 'x', 250);
    line[n + 250] = '\0';
    const struct ls_verdict *v = scene_ask(&s, line);
    ck_assert_int_eq(v->level, LS_LEVEL_NAMED);
    ck_assert_uint_lt(strlen(v->reason), 300);
    scene_close(&s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("classify/reason");
    TCase *words = tcase_create("words");
    tcase_set_timeout(words, 60);
    tcase_add_loop_test(words, reason_in_both_languages, 0,
                        (int)(sizeof reasons / sizeof *reasons));
    tcase_add_test(words, every_message_has_both_languages_and_the_same_places);
    tcase_add_test(words, a_sentence_is_cut_between_characters);
    tcase_add_test(words, pieces_are_not_read_as_sentences);
    tcase_add_test(words, long_content_does_not_overflow);
    suite_add_tcase(suite, words);
    return scene_run(suite);
}
