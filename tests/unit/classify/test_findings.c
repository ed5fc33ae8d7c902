/* test_findings.c - what is reported, and how bad it is. */
#include "scene.h"

static const struct {
    const char *flow, *id;
    enum ls_severity severity;
} cases[] = {
    {"tcp 10.0.10.12:50001 > 10.0.10.11:135 http", "contradicted", LS_HIGH},
    {"tcp 10.20.0.7:50001 > 10.0.12.11:5067 tls", "misplaced", LS_MEDIUM},
    {"tcp 10.20.0.7:50001 > 10.20.0.8:7000 sip", "misplaced", LS_MEDIUM},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:50123 dcerpc", "misplaced", LS_HIGH},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:3389 rdp", "undocumented", LS_HIGH},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:2222 ssh", "undocumented", LS_HIGH},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:5900 other ndpi-app=vnc", "undocumented", LS_HIGH},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:3306 other ndpi-app=mysql", "undocumented", LS_HIGH},
    {"tcp 10.20.0.7:50001 > 10.20.0.8:3389 rdp", "undocumented", LS_MEDIUM},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:8888 http", "undocumented", LS_MEDIUM},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:3389 syn silent", "undocumented", LS_LOW},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:3389 syn refused", "undocumented", LS_LOW},
    {"udp 10.0.10.11:50001 > 239.1.2.3:7000", "undocumented", LS_LOW},
    {"udp 10.0.10.11:50001 > 255.255.255.255:7000", "undocumented", LS_LOW},
    {"tcp 10.0.10.12:50001 > 10.0.10.11:5062 sip", "clear-text-sip", LS_LOW},
    {"tcp 10.0.10.12:50001 > 10.0.10.11:8060 tls one-sided", "mutual-tls-missing", LS_MEDIUM},
    {"tcp 10.0.10.12:50001 > 10.0.10.11:135 dcerpc "
     "rpc-interface=367abb81-9844-35f1-ad32-98f038001003",
     "forbidden-rpc", LS_HIGH},
};

START_TEST(finding_and_severity)
{
    struct scene s;
    scene_open(&s, true);
    const struct ls_verdict *v = scene_ask(&s, cases[_i].flow);
    const struct ls_finding *finding = scene_finding(v, cases[_i].id);
    ck_assert_msg(finding != NULL, "%s has no %s", cases[_i].flow, cases[_i].id);
    ck_assert_msg(finding->severity == cases[_i].severity, "%s is %s", cases[_i].flow,
                  ls_severity_name(finding->severity));
    ck_assert_uint_eq(v->finding_count, 1);
    ck_assert(finding->text[0] != '\0');
    scene_close(&s);
}
END_TEST

START_TEST(nothing_to_find)
{
    static const char *const fine[] = {
        "tcp 10.20.0.7:50001 > 10.0.10.11:5061 syn tls one-sided",
        "udp 10.0.10.11:50001 > 10.0.33.11:53 dns",
        "udp 10.20.0.7:50001 > 10.20.0.8:50002 stun rtp audio",
        "tcp 10.0.10.12:50001 > 10.0.10.11:5062 syn",
        /* the endpoint mapper, and a domain controller's own business */
        "tcp 10.0.10.12:50001 > 10.0.10.11:135 dcerpc "
        "rpc-interface=e1af8308-5d1f-11c9-91a4-08002b14a0fa",
        "tcp 10.0.10.12:50001 > 10.0.33.11:135 dcerpc "
        "rpc-interface=367abb81-9844-35f1-ad32-98f038001003",
    };
    struct scene s;
    scene_open(&s, true);
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
        ck_assert_msg(scene_ask(&s, fine[i])->finding_count == 0, "%s", fine[i]);
    scene_close(&s);
}
END_TEST

START_TEST(without_a_topology_nobody_is_known_to_be_harmless)
{
    struct scene s;
    scene_open(&s, false);
    const struct ls_verdict *v = scene_ask(&s, "tcp 10.20.0.7:50001 > 10.20.0.8:3389 rdp");
    ck_assert_int_eq(scene_finding(v, "undocumented")->severity, LS_HIGH);
    scene_close(&s);
}
END_TEST

START_TEST(a_finding_of_the_verdict_says_its_reason)
{
    struct scene s;
    scene_open(&s, true);
    const struct ls_verdict *v = scene_ask(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:135 http");
    ck_assert_str_eq(v->findings[0].text, v->reason);
    v = scene_ask(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:5062 sip");
    ck_assert_str_eq(v->findings[0].text,
                     "SIP without TLS on TCP 5062 (T1.6): documented, but readable on the way");
    scene_close(&s);
}
END_TEST

START_TEST(old_tls_is_remarked_only_when_negotiated)
{
    static const struct {
        uint16_t version;
        uint32_t marks;
        bool found;
    } hellos[] = {{0x0300, LS_MARK_TLS_ANSWER, true},  {0x0002, LS_MARK_TLS_ANSWER, true},
                  {0x0301, LS_MARK_TLS_ANSWER, true},  {0x0302, LS_MARK_TLS_ANSWER, true},
                  {0x0303, LS_MARK_TLS_ANSWER, false}, {0x0300, LS_MARK_TLS_HELLO, false}};
    struct scene s;
    scene_open(&s, true);
    for (size_t i = 0; i < sizeof hellos / sizeof *hellos; i++) {
        struct ls_draft *draft = ls_draft_new();
        struct ls_summary flow = *scene_flow(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:5062 syn");
        const uint8_t bytes[2] = {hellos[i].version >> 8, hellos[i].version & 0xff};
        ls_draft_proves(draft, LS_PROTO_TLS);
        ls_draft_mark(draft, hellos[i].marks);
        ls_draft_fact(draft, LS_FACT_TLS_VERSION, 1, bytes, sizeof bytes);
        flow.evidence = ls_draft_evidence(draft, s.arena);
        ls_draft_free(draft);
        ls_classify(&s.context, &flow, &s.verdict);
        ck_assert_int_eq(s.verdict.kind, LS_DOCUMENTED);
        ck_assert_int_eq(scene_finding(&s.verdict, "old-tls") != NULL, hellos[i].found);
    }
    scene_close(&s);
}
END_TEST

/* Makes the verdict about a session whose server showed a certificate of that validity. */
static const struct ls_verdict *ask_certificate(struct scene *s, const char *line,
                                                uint64_t not_before, uint64_t not_after,
                                                uint32_t marks)
{
    struct ls_draft *draft = ls_draft_new();
    struct ls_summary flow = *scene_flow(s, line);
    uint8_t bytes[2][8];
    for (int i = 0; i < 8; i++) {
        bytes[0][i] = (uint8_t)(not_before >> (56 - 8 * i));
        bytes[1][i] = (uint8_t)(not_after >> (56 - 8 * i));
    }
    ls_draft_proves(draft, LS_PROTO_TLS);
    ls_draft_mark(draft, marks);
    ls_draft_cert_side(draft, 1);
    ls_draft_text(draft, LS_FACT_CERT_SUBJECT, 0, "client.test");
    ls_draft_text(draft, LS_FACT_CERT_SUBJECT, 1, "server.test");
    ls_draft_fact(draft, LS_FACT_CERT_NOT_BEFORE, 1, bytes[0], 8);
    ls_draft_fact(draft, LS_FACT_CERT_NOT_AFTER, 1, bytes[1], 8);
    flow.evidence = ls_draft_evidence(draft, s->arena);
    ls_draft_free(draft);
    ls_classify(&s->context, &flow, &s->verdict);
    return &s->verdict;
}

/* The flow begins in second 1000. */
static const struct {
    uint64_t not_before, not_after;
    bool early, late;
} validities[] = {{999, 1001, false, false},
                  {1000, 1000, false, false},
                  {500, 999, false, true},
                  {1001, 2000, true, false},
                  {(uint64_t)-5, 1001, false, false}, /* before 1970 */
                  {0, UINT64_C(253402300799), false, false} /* the year 9999: for ever */};

START_TEST(certificates_are_held_against_the_time_of_the_capture)
{
    struct scene s;
    scene_open(&s, true);
    const struct ls_verdict *v =
        ask_certificate(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:5061 syn", validities[_i].not_before,
                        validities[_i].not_after, LS_MARK_TLS_ANSWER);
    ck_assert_int_eq(v->kind, LS_DOCUMENTED);
    const struct ls_finding *early = scene_finding(v, "certificate-not-yet-valid");
    const struct ls_finding *late = scene_finding(v, "certificate-expired");
    ck_assert_int_eq(early != NULL, validities[_i].early);
    ck_assert_int_eq(late != NULL, validities[_i].late);
    if (late) {
        ck_assert_int_eq(late->severity, LS_LOW);
        ck_assert_str_eq(late->text, "the certificate \"server.test\" shown on TCP 5061 expired on "
                                     "1970-01-01T00:16:39.000000Z");
    }
    scene_close(&s);
}
END_TEST

START_TEST(self_signed_certificates_are_remarked_where_the_flow_is_documented)
{
    struct scene s;
    scene_open(&s, true);
    const struct ls_verdict *v =
        ask_certificate(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:5061 syn", 0, 2000,
                        LS_MARK_TLS_ANSWER | LS_MARK_CERT_SELF_SIGNED);
    const struct ls_finding *found = scene_finding(v, "certificate-self-signed");
    ck_assert_ptr_nonnull(found);
    ck_assert_int_eq(found->severity, LS_LOW);
    ck_assert_ptr_nonnull(strstr(found->text, "\"server.test\""));
    v = ask_certificate(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:9999 syn", 0, 500,
                        LS_MARK_TLS_ANSWER | LS_MARK_CERT_SELF_SIGNED);
    ck_assert_int_eq(v->kind, LS_UNDOCUMENTED);
    ck_assert_uint_eq(v->finding_count, 1);
    scene_close(&s);
}
END_TEST

START_TEST(rejected_rows_stand_at_the_port)
{
    struct scene s;
    scene_open(&s, true);
    const struct ls_verdict *v = scene_ask(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:135 http");
    ck_assert_uint_eq(v->rejected_count, 1);
    ck_assert_str_eq(v->rejected[0]->id, "T1.5");
    v = scene_ask(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:135 dcerpc");
    ck_assert_uint_eq(v->rejected_count, 0);
    /* the ranges around an opener's ephemeral port are no rows of that port */
    v = scene_ask(&s, "tcp 10.0.10.12:50001 > 10.0.10.11:22 ssh");
    ck_assert_uint_eq(v->rejected_count, 0);
    scene_close(&s);
}
END_TEST

START_TEST(the_words_of_the_records)
{
    ck_assert_str_eq(ls_verdict_name(LS_DOCUMENTED), "documented");
    ck_assert_str_eq(ls_verdict_name(LS_UNDOCUMENTED), "undocumented");
    ck_assert_str_eq(ls_level_name(LS_LEVEL_NONE), "none");
    ck_assert_str_eq(ls_level_name(LS_LEVEL_LEARNED), "learned");
    ck_assert_str_eq(ls_direction_name(LS_DIRECTION_SYN), "syn");
    ck_assert_str_eq(ls_direction_name(LS_DIRECTION_GUESS), "guess");
    ck_assert_str_eq(ls_severity_name(LS_HIGH), "high");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("classify/findings");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_loop_test(all, finding_and_severity, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(all, nothing_to_find);
    tcase_add_test(all, without_a_topology_nobody_is_known_to_be_harmless);
    tcase_add_test(all, a_finding_of_the_verdict_says_its_reason);
    tcase_add_test(all, old_tls_is_remarked_only_when_negotiated);
    tcase_add_loop_test(all, certificates_are_held_against_the_time_of_the_capture, 0,
                        (int)(sizeof validities / sizeof *validities));
    tcase_add_test(all, self_signed_certificates_are_remarked_where_the_flow_is_documented);
    tcase_add_test(all, rejected_rows_stand_at_the_port);
    tcase_add_test(all, the_words_of_the_records);
    suite_add_tcase(suite, all);
    return scene_run(suite);
}
