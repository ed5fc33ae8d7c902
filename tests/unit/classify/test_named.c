/* test_named.c - content that names a service of the port document, and what it does to a verdict
 */
#include "scene.h"

struct line {
    const char *flow, *kind, *first; /* the first entry, "" for none */
};

static void expect_named(const struct line *lines, size_t count)
{
    struct scene s;
    scene_open(&s, true);
    for (size_t i = 0; i < count; i++) {
        scene_expect(&s, lines[i].flow, lines[i].kind, NULL);
        const char *first = s.verdict.entry_count > 0 ? s.verdict.entries[0]->id : "";
        ck_assert_msg(strcmp(first, lines[i].first) == 0, "%s: %s", lines[i].flow, first);
        ck_assert_msg(s.verdict.level == LS_LEVEL_NAMED, "%s: %s", lines[i].flow, s.verdict.reason);
    }
    scene_close(&s);
}

START_TEST(speakers_uris_and_bodies_name_the_services_of_sip)
{
    static const struct line lines[] = {
        {"tcp 10.0.10.12:50001 > 10.0.10.11:5060 syn sip sip-body=application/csta+xml",
         "documented", "T1.2"},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:5062 syn sip sip-opaque=app:conf:chat", "documented",
         "T1.6"},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:5063 syn sip sip-opaque=app:conf:audio-video",
         "documented", "T1.9"},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:5065 syn sip sip-agent=applicationsharing",
         "documented", "T1.27"},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:5072 syn sip sip-agent=Conferencing_Attendant_1.0",
         "documented", "T1.21"},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:5071 syn sip sip-agent=Response_Group_Service",
         "documented", "T1.33"},
        {"tcp 10.0.30.11:50001 > 10.0.12.11:5068 syn sip sip-agent=MediationServer", "documented",
         "T1.48"},
        /* inside TLS, as a decrypted capture shows it */
        {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 syn tls sip sip-agent=RTC/6.0", "documented",
         "T1.3"},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 syn tls sip sip-event=vnd-microsoft-roaming-self",
         "documented", "T1.3"},
        {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 syn tls sip "
         "sip-body=application/conference-info+xml",
         "documented", "T1.3"},
        /* where no row has them */
        {"tcp 10.0.10.12:1100 > 10.0.10.11:9000 syn sip sip-body=application/cccp+xml", "misplaced",
         ""},
    };
    expect_named(lines, sizeof lines / sizeof *lines);
}
END_TEST

START_TEST(admission_control_is_the_bandwidth_policy_services)
{
    static const struct line lines[] = {
        {"tcp 10.0.10.12:50001 > 10.0.10.11:448 syn ms-turn turn-admission=check", "documented",
         "T1.36"},
        {"tcp 10.0.10.12:50001 > 10.0.10.11:5080 syn pseudo-tls ms-turn turn-admission=commit",
         "documented", "T1.35"},
        {"tcp 10.0.10.12:50001 > 10.0.20.2:448 syn ms-turn turn-admission=update", "documented",
         "T2.14"},
        {"tcp 10.0.10.12:50001 > 10.0.20.2:5080 syn ms-turn turn-admission=check", "documented",
         "T2.13"},
        {"tcp 10.0.10.12:1100 > 10.0.10.11:9000 syn ms-turn turn-admission=check", "misplaced", ""},
    };
    expect_named(lines, sizeof lines / sizeof *lines);
    struct scene s;
    scene_open(&s, true);
    const struct ls_verdict *v =
        scene_ask(&s, "tcp 10.0.10.12:1100 > 10.0.10.11:9000 syn ms-turn turn-admission=check");
    ck_assert_msg(strstr(v->reason, "T1.35") != NULL, "%s", v->reason);
    /* media on these ports stays a contradiction */
    scene_expect(&s, "tcp 10.0.10.12:1100 > 10.0.10.11:5080 syn rtp framed", "contradicted", NULL);
    scene_expect(&s, "tcp 10.0.10.12:1100 > 10.0.10.11:448 syn rtp framed", "contradicted", NULL);
    scene_close(&s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("classify/named");
    TCase *named = tcase_create("content");
    tcase_add_test(named, speakers_uris_and_bodies_name_the_services_of_sip);
    tcase_add_test(named, admission_control_is_the_bandwidth_policy_services);
    suite_add_tcase(suite, named);
    return scene_run(suite);
}
