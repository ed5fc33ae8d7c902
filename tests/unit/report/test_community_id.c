/* test_community_id.c - the specification's published vectors, and ties. */
#include "report/community_id.h"

#include "suite.h"

struct vector {
    uint8_t proto;
    const char *a;
    uint16_t a_port; /* ICMP: the type */
    const char *b;
    uint16_t b_port; /* ICMP: the code */
    const char *id;
};

static const struct vector vectors[] = {
    {6, "128.232.110.120", 34855, "66.35.250.204", 80, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="},
    {17, "192.168.1.52", 54585, "8.8.8.8", 53, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="},
    {6, "2001:470:e5bf:dead:4957:2174:e82c:4887", 63943, "2607:f8b0:400c:c03::1a", 25,
     "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4="},
    {132, "192.168.170.8", 7, "192.168.170.56", 7, "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs="},
    {1, "192.168.0.89", 8, "192.168.0.1", 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="},
    {1, "10.0.0.1", 11, "10.0.0.2", 0, "1:YHxtAirCG//0OzkcVAukqKQN9xM="},
    {58, "fe80::200:86ff:fe05:80da", 133, "ff02::2", 0, "1:hO+sN4H+MG5MY/8hIrXPqc4ZQz0="},
    {58, "3ffe:501:1800:2345::2", 3, "3ffe:507:0:1:200:86ff:fe05:80da", 0,
     "1:2ObVBgIn28oZvibYZhZMBgh7WdQ="},
    {46, "10.1.12.1", 0, "10.1.12.2", 0, "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw="},
    {6, "10.1.1.20", 49800, "10.1.1.10", 5061, "1:IFY0YhEeGWskslmhjkmyOt1eF+s="},
    {6, "10.1.1.10", 49800, "10.1.1.10", 5061, "1:BwvvlnDZk6Is9ERpoxW2/xq6834="},
};

static struct ls_summary summary_of(const struct vector *v, bool swapped)
{
    struct ls_summary s = {.ip_proto = v->proto};
    ck_assert(ls_addr_parse(v->a, &s.addr[swapped]) && ls_addr_parse(v->b, &s.addr[!swapped]));
    if (!ls_addr_is_v4(&s.addr[0]))
        s.flags |= LS_FLOW_V6;
    if (v->proto == LS_IP_ICMP || v->proto == LS_IP_ICMP6) {
        s.icmp_type = (uint8_t)v->a_port;
        s.icmp_code = (uint8_t)v->b_port;
    } else if (v->proto == LS_IP_TCP || v->proto == LS_IP_UDP || v->proto == LS_IP_SCTP) {
        s.flags |= LS_FLOW_PORTS;
        s.port[swapped] = v->a_port;
        s.port[!swapped] = v->b_port;
    }
    return s;
}

START_TEST(published_vectors)
{
    char text[COMMUNITY_ID_TEXT];
    struct ls_summary s = summary_of(&vectors[_i], false);
    community_id(&s, text);
    ck_assert_str_eq(text, vectors[_i].id);
}
END_TEST

START_TEST(both_directions_have_one_id)
{
    char text[COMMUNITY_ID_TEXT];
    struct ls_summary s = summary_of(&vectors[_i], true);
    if (s.ip_proto == LS_IP_ICMP || s.ip_proto == LS_IP_ICMP6)
        return; /* the type belongs to the sender of the first packet */
    community_id(&s, text);
    ck_assert_str_eq(text, vectors[_i].id);
}
END_TEST

START_TEST(an_echo_reply_has_the_id_of_its_request)
{
    char request[COMMUNITY_ID_TEXT], reply[COMMUNITY_ID_TEXT];
    struct vector echo = {1, "192.168.0.89", 8, "192.168.0.1", 0, ""};
    struct vector back = {1, "192.168.0.1", 0, "192.168.0.89", 0, ""};
    struct ls_summary s = summary_of(&echo, false);
    community_id(&s, request);
    s = summary_of(&back, false);
    community_id(&s, reply);
    ck_assert_str_eq(request, reply);
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("community_id", &tests);
    tcase_add_loop_test(tests, published_vectors, 0, sizeof vectors / sizeof *vectors);
    tcase_add_loop_test(tests, both_directions_have_one_id, 0, sizeof vectors / sizeof *vectors);
    tcase_add_test(tests, an_echo_reply_has_the_id_of_its_request);
    return suite_run(suite);
}
