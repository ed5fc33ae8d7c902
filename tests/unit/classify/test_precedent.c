/*
 * test_precedent.c - verdicts come out the same, whatever was decided before
 *
 * Neighbours in the list differ in one thing that decides; whoever left it out of what makes cases
 * alike would give the second the verdict of the first.
 */
#include "scene.h"

static struct scene told, untold;

static void open_scenes(void)
{
    scene_open(&told, true);
    scene_open(&untold, false);
}

static void close_scenes(void)
{
    scene_close(&told);
    scene_close(&untold);
}

static const char *const lines[] = {
    /* port, transport, direction */
    "tcp 10.20.0.7:50001 > 10.0.10.11:5061 syn tls",
    "tcp 10.20.0.7:50001 > 10.0.10.11:5064 syn tls",
    "udp 10.20.0.7:50001 > 10.0.10.11:5061 tls",
    "tcp 10.0.10.11:5061 > 10.20.0.7:50001 syn tls",
    /* roles of either end, and none */
    "tcp 10.0.30.11:50001 > 10.0.10.13:5067 syn tls",
    "tcp 10.20.0.7:50001 > 10.0.10.13:5067 syn tls",
    "tcp 10.20.0.7:50001 > 10.0.30.12:5067 syn tls",
    "tcp 198.51.100.7:50001 > 10.0.10.11:443 syn tls",
    "tcp 172.31.0.7:50001 > 10.0.10.11:443 syn tls",
    "tcp 10.20.0.7:50001 > 198.51.100.7:443 syn tls",
    /* what was seen: nothing, bytes of no protocol, a protocol, another, marks */
    "tcp 10.0.10.12:50001 > 10.0.10.11:135 syn",
    "tcp 10.0.10.12:50001 > 10.0.10.11:135 syn other",
    "tcp 10.0.10.12:50001 > 10.0.10.11:135 syn dcerpc",
    "tcp 10.0.10.12:50001 > 10.0.10.11:135 syn http",
    "tcp 10.0.10.12:50001 > 10.0.10.11:444 syn tls answered",
    "tcp 10.0.10.12:50001 > 10.0.10.11:444 syn tls mutual",
    "tcp 10.0.10.12:50001 > 10.0.10.11:444 syn tls one-sided",
    "udp 203.0.113.10:50001 > 10.0.10.11:57600 stun rtp video",
    "udp 203.0.113.10:50001 > 10.0.10.11:57600 stun rtp audio",
    "udp 203.0.113.10:50001 > 10.0.10.11:57600 stun",
    /* what the content names */
    "tcp 10.20.0.7:50001 > 10.0.10.11:443 tls http",
    "tcp 10.20.0.7:50001 > 10.0.10.11:443 tls http http-path=/ucwa/v1/applications",
    "tcp 10.20.0.7:50001 > 10.0.10.11:8081 tls http http-path=/ucwa/v1/applications",
    "tcp 10.20.0.7:50001 > 198.51.100.7:443 syn tls sni=fe01.contoso.test",
    "tcp 10.20.0.7:50001 > 198.51.100.7:443 syn tls sni=www.example.com",
    "tcp 10.0.10.12:50001 > 10.0.10.11:3999 syn other ndpi-app=mysql",
    "tcp 10.0.10.12:50001 > 10.0.10.11:3999 syn other ndpi-app=skype",
    /* findings of flows that are decided alike */
    "tcp 10.20.0.7:50001 > 10.0.10.11:3389 syn",
    "tcp 10.20.0.7:50001 > 10.0.10.11:3390 syn silent",
    "tcp 10.20.0.7:50001 > 10.0.10.11:3391 syn refused",
    "udp 10.20.0.7:50001 > 10.0.10.11:3389",
    "udp 10.20.0.7:50001 > 239.1.2.3:3389 silent",
    /* DHCP asks for the ports themselves */
    "udp 10.20.0.7:68 > 10.0.10.11:67 dhcp",
    "udp 10.0.10.11:67 > 10.20.0.7:68 dhcp",
    "udp 10.20.0.7:67 > 10.0.10.11:67 dhcp dhcp-lync dhcp-vendor=MS-UC-Client",
    "udp 10.20.0.7:68 > 10.0.10.11:68 dhcp",
    "icmp 10.20.0.7 > 10.0.10.11",
    "47 10.20.0.7 > 10.0.10.11",
};

enum { LINES = sizeof lines / sizeof *lines };

static bool same_rows(const struct ls_row *const *a, size_t count, const struct ls_row *const *b,
                      size_t other)
{
    return count == other && memcmp(a, b, count * sizeof(struct ls_row *)) == 0;
}

static void compare(const struct ls_verdict *a, const struct ls_verdict *b, const char *line)
{
    ck_assert_msg(a->kind == b->kind && a->level == b->level && a->direction == b->direction &&
                      a->initiator == b->initiator && a->mutual == b->mutual,
                  "%s\n%s\n%s", line, a->reason, b->reason);
    ck_assert_msg(same_rows(a->entries, a->entry_count, b->entries, b->entry_count), "%s", line);
    ck_assert_msg(same_rows(a->rejected, a->rejected_count, b->rejected, b->rejected_count), "%s",
                  line);
    ck_assert_msg(strcmp(a->reason, b->reason) == 0, "%s\n%s\n%s", line, a->reason, b->reason);
    ck_assert_msg(a->finding_count == b->finding_count, "%s", line);
    for (size_t i = 0; i < a->finding_count; i++) {
        ck_assert_str_eq(a->findings[i].id, b->findings[i].id);
        ck_assert_str_eq(a->findings[i].text, b->findings[i].text);
        ck_assert_int_eq(a->findings[i].severity, b->findings[i].severity);
    }
}

static void ask_twice(struct scene *s, const char *line, uint8_t flags)
{
    struct ls_context afresh = s->context;
    struct ls_verdict expected;
    struct ls_summary flow = *scene_flow(s, line);
    flow.flags |= flags;
    afresh.precedents = NULL;
    ls_classify(&afresh, &flow, &expected);
    ls_classify(&s->context, &flow, &s->verdict);
    compare(&expected, &s->verdict, line);
}

static void ask_all(struct scene *s)
{
    s->context.precedents = ls_precedents_new();
    ck_assert_ptr_nonnull(s->context.precedents);
    for (int i = 0; i < 2 * LINES; i++)
        ask_twice(s, lines[i % LINES], 0);
    for (int i = LINES; i-- > 0;)
        ask_twice(s, lines[i], LS_FLOW_CUT);
    ls_precedents_free(s->context.precedents);
}

START_TEST(verdicts_are_those_without_precedents)
{
    ask_all(&told);
    ask_all(&untold);
}
END_TEST

/* Rows are of 1,000 ports and more: what an ephemeral port was makes no other case. */
START_TEST(flows_alike_are_one_case)
{
    struct scene *s = &untold;
    s->context.precedents = ls_precedents_new();
    scene_ask(s, "tcp 10.20.0.7:60001 > 10.0.10.11:5061 syn tls");
    ck_assert_uint_eq(ls_precedents_count(s->context.precedents), 1);
    scene_ask(s, "tcp 10.20.0.8:60002 > 10.0.10.12:5061 syn tls");
    ck_assert_uint_eq(ls_precedents_count(s->context.precedents), 1);
    scene_ask(s, "tcp 10.20.0.8:60002 > 10.0.10.12:5061 syn sip");
    ck_assert_uint_eq(ls_precedents_count(s->context.precedents), 2);
    ls_precedents_free(s->context.precedents);
}
END_TEST

/* What was announced holds for one endpoint and for a time. */
START_TEST(announced_endpoints_are_no_precedent)
{
    struct scene *s = &told;
    s->context.precedents = ls_precedents_new();
    scene_expect(s, "tcp 10.0.10.12:60001 > 10.0.10.11:49170 syn dcerpc", "misplaced", NULL);
    scene_announce(s, "tcp 10.0.10.12:60000 > 10.0.10.11:135 syn dcerpc", LS_ANNOUNCE_RPC,
                   LS_IP_TCP, "10.0.10.11", 49170, 1001);
    scene_expect(s, "tcp 10.0.10.12:60001 > 10.0.10.11:49170 syn dcerpc", "documented", "T1.5");
    scene_expect(s, "tcp 10.0.10.12:60001 > 10.0.10.11:49171 syn dcerpc", "misplaced", NULL);
    ls_precedents_free(s->context.precedents);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("classify/precedent");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_unchecked_fixture(all, open_scenes, close_scenes);
    tcase_add_test(all, verdicts_are_those_without_precedents);
    tcase_add_test(all, flows_alike_are_one_case);
    tcase_add_test(all, announced_endpoints_are_no_precedent);
    suite_add_tcase(suite, all);
    return scene_run(suite);
}
