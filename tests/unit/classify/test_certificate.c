/* test_certificate.c - names of this site's hosts in certificates and in what clients ask for */
#include "scene.h"

/* Facts of these lines are side 0's: cert 0 makes that the side that showed the certificate. */
static const struct {
    const char *line;
    int cert_side;
    enum ls_level level;
} cases[] = {
    /* the responder's own name, in either place of the certificate; letters' case never counts */
    {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 tls cert-name=fe01.contoso.test", 0, LS_LEVEL_NAMED},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 tls cert-subject=FE01.Contoso.Test", 0, LS_LEVEL_NAMED},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 tls sni=fe01.contoso.test", 0, LS_LEVEL_NAMED},
    /* its pool's, and another host's of the same role */
    {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 tls cert-name=pool-vip.contoso.test", 0,
     LS_LEVEL_NAMED},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 tls cert-name=fe02.contoso.test", 0, LS_LEVEL_NAMED},
    /* the second name */
    {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 tls cert-name=x.test cert-name=fe01.contoso.test", 0,
     LS_LEVEL_NAMED},
    /* another role's, nobody's, a part of a name, a wildcard */
    {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 tls cert-name=sql01.contoso.test", 0, LS_LEVEL_PAYLOAD},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 tls cert-name=www.example.test", 0, LS_LEVEL_PAYLOAD},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 tls cert-name=fe01.contoso", 0, LS_LEVEL_PAYLOAD},
    {"tcp 10.20.0.7:50001 > 10.0.10.11:5061 tls cert-name=*.contoso.test", 0, LS_LEVEL_PAYLOAD},
    /* the client's certificate names the client */
    {"tcp 10.0.10.12:50001 > 10.0.10.11:5061 tls cert-name=fe01.contoso.test", 1, LS_LEVEL_PAYLOAD},
    /* where the row's role opens: the far end's name, and not just anybody's */
    {"tcp 10.20.0.7:50001 > 203.0.113.10:443 tls cert-name=edge01.contoso.test", 0, LS_LEVEL_NAMED},
    {"tcp 10.20.0.7:50001 > 203.0.113.10:443 tls cert-name=fe01.contoso.test", 0, LS_LEVEL_PAYLOAD},
    {"tcp 10.0.10.13:50001 > 10.0.30.11:5082 tls cert-name=gw01.contoso.test", 0, LS_LEVEL_NAMED},
    /* no TLS */
    {"tcp 10.20.0.7:50001 > 10.0.10.11:5062 sip sni=fe01.contoso.test", 0, LS_LEVEL_PAYLOAD},
};

START_TEST(names_of_hosts_are_evidence_for_their_roles)
{
    struct scene s;
    scene_open(&s, true);
    struct ls_summary flow = *scene_flow(&s, cases[_i].line);
    struct ls_evidence made = *flow.evidence;
    made.server_cert_side = (uint8_t)cases[_i].cert_side;
    flow.evidence = &made;
    ls_classify(&s.context, &flow, &s.verdict);
    ck_assert_int_eq(s.verdict.kind, LS_DOCUMENTED);
    ck_assert_msg(s.verdict.level == cases[_i].level, "%s: %s", cases[_i].line, s.verdict.reason);
    ck_assert_int_eq(strstr(s.verdict.reason, "a host of this site") != NULL,
                     cases[_i].level == LS_LEVEL_NAMED);
    scene_close(&s);
}
END_TEST

/* It is the host that is named, not a service: a place without a row stays without one. */
START_TEST(a_name_documents_nothing)
{
    struct scene s;
    scene_open(&s, true);
    const struct ls_verdict *v =
        scene_ask(&s, "tcp 10.20.0.7:50001 > 10.0.10.11:9443 tls sni=fe01.contoso.test");
    ck_assert_int_eq(v->kind, LS_UNDOCUMENTED);
    ck_assert_int_eq(v->level, LS_LEVEL_PAYLOAD);
    scene_close(&s);
    scene_open(&s, false);
    v = scene_ask(&s, "tcp 10.20.0.7:50001 > 10.0.10.11:5061 tls sni=fe01.contoso.test");
    ck_assert_int_eq(v->level, LS_LEVEL_PAYLOAD);
    scene_close(&s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("classify/certificate");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_loop_test(all, names_of_hosts_are_evidence_for_their_roles, 0,
                        (int)(sizeof cases / sizeof *cases));
    tcase_add_test(all, a_name_documents_nothing);
    suite_add_tcase(suite, all);
    return scene_run(suite);
}
