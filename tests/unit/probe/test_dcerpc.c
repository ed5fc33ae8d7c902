/* test_dcerpc.c - DCE/RPC: what is recognised, and what is refused */
#include "rpc_talk.h"

static const struct {
    const char *hex, *uuid, *name;
} binds[] = {
    {BIND_EPM, "e1af8308-5d1f-11c9-91a4-08002b14a0fa", "epmapper"},
    {BIND_BIG, "e1af8308-5d1f-11c9-91a4-08002b14a0fa", "epmapper"},
    {BIND_OXID, "99fcfec4-5260-101b-bbcb-00aa0021347a", "IOXIDResolver"},
    {BIND_TWO, "99fcfec4-5260-101b-bbcb-00aa0021347a", "IOXIDResolver"},
    {BIND_ACTIVATOR, "000001a0-0000-0000-c000-000000000046", "ISystemActivator"},
};

START_TEST(a_bind_names_its_interface)
{
    struct stream *stream = begin();
    ck_assert_int_eq(say(stream, CLIENT, binds[_i].hex), LS_YES);
    ck_assert_int_eq(ls_evidence_best(stream_evidence(stream)), LS_PROTO_DCERPC);
    ck_assert_int_eq(stream_evidence(stream)->client, CLIENT);
    ck_assert(noted(stream, LS_FACT_RPC_INTERFACE, binds[_i].uuid));
    ck_assert(noted(stream, LS_FACT_RPC_NAME, binds[_i].name));
    ck_assert_int_eq(stream_count(stream, LS_FACT_RPC_INTERFACE), 1);
    stream_free(stream);
}
END_TEST

START_TEST(every_truncation_asks_for_more)
{
    uint8_t bytes[256];
    size_t n = stream_hex(_i < 72 ? BIND_EPM : BIND_ACK, bytes, sizeof bytes);
    size_t cut = _i < 72 ? (size_t)_i : (size_t)_i - 72;
    ck_assert_uint_lt(cut, n);
    struct stream *stream = begin();
    ck_assert_int_eq(stream_say_in(stream, CLIENT, bytes, cut, 7), LS_MAYBE);
    ck_assert_int_eq(stream_close(stream), LS_NO);
    stream_free(stream);
}
END_TEST

START_TEST(segments_may_be_of_any_size)
{
    uint8_t bytes[512];
    struct stream *stream = begin();
    size_t n = stream_hex(BIND_EPM MAP_REQUEST, bytes, sizeof bytes);
    ck_assert_int_eq(stream_say_in(stream, CLIENT, bytes, n, (size_t)_i), LS_YES);
    n = stream_hex(BIND_ACK MAP_ANSWER, bytes, sizeof bytes);
    ck_assert_int_eq(stream_say_in(stream, SERVER, bytes, n, (size_t)_i), LS_YES);
    ck_assert(announced(stream, 49155));
    stream_free(stream);
}
END_TEST

START_TEST(an_answer_alone_is_enough)
{
    struct stream *stream = begin();
    ck_assert_int_eq(say(stream, SERVER, BIND_ACK), LS_YES);
    ck_assert_int_eq(stream_evidence(stream)->client, CLIENT);
    say(stream, SERVER, MAP_FOUND);
    ck_assert(announced(stream, 49668));
    stream_free(stream);

    stream = begin();
    ck_assert_int_eq(say(stream, SERVER, "05000d0310000000150000000100000004000105"), LS_MAYBE);
    ck_assert_int_eq(say(stream, SERVER, "00"), LS_YES); /* bind_nak, complete now */
    stream_free(stream);
}
END_TEST

START_TEST(wrong_fields_are_refused)
{
    static const struct {
        size_t at;
        uint8_t value;
    } wrong[] = {
        {0, 4},    /* version */
        {1, 2},    /* minor version */
        {2, 1},    /* type of connectionless RPC */
        {2, 99},   /* no type */
        {2, 0},    /* a request opens nothing */
        {2, 2},    /* nor does a response */
        {3, 2},    /* the last fragment of a bind opens nothing */
        {4, 0x11}, /* EBCDIC */
        {4, 0x20}, /* no byte order */
        {5, 1},    /* VAX floats */
        {6, 1},    /* reserved */
        {8, 71},   /* shorter than its context */
        {8, 16},   /* shorter than a bind */
        {10, 80},  /* trailer longer than the PDU */
        {17, 0},   /* receives nothing */
        {24, 0},   /* no context */
        {24, 2},   /* a context that is not there */
        {30, 0},   /* no transfer syntax */
        {30, 2},   /* one that is not there */
    };
    uint8_t bytes[128];
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        size_t n = stream_hex(BIND_EPM, bytes, sizeof bytes);
        bytes[wrong[i].at] = wrong[i].value;
        struct stream *stream = begin();
        ck_assert_int_eq(stream_say(stream, CLIENT, bytes, n), LS_NO);
        stream_free(stream);
    }
    size_t n = stream_hex(BIND_EPM, bytes, sizeof bytes);
    memset(bytes + n, 0, 32);
    bytes[8] = (uint8_t)(n + 32); /* longer than its contexts */
    struct stream *stream = begin();
    ck_assert_int_eq(stream_say(stream, CLIENT, bytes, n + 32), LS_NO);
    stream_free(stream);
}
END_TEST

/* Two contexts, of which the second stands in the next fragment, or nowhere. */
START_TEST(a_bind_may_come_in_fragments)
{
    uint8_t bytes[256];
    size_t n = stream_hex(BIND_TWO, bytes, sizeof bytes);
    bytes[8] = 72 + 20;
    for (int last = 0; last < 2; last++) {
        bytes[3] = (uint8_t)(RPC_FIRST | (last ? RPC_LAST : 0));
        struct stream *stream = begin();
        ck_assert_int_eq(stream_say(stream, CLIENT, bytes, 72 + 20), last ? LS_NO : LS_YES);
        if (!last)
            ck_assert(noted(stream, LS_FACT_RPC_NAME, "IOXIDResolver"));
        stream_free(stream);
    }
    ck_assert_uint_gt(n, 72 + 20);
    bytes[3] = 0; /* neither first nor last: whole, or nothing */
    struct stream *neither = begin();
    ck_assert_int_eq(stream_say(neither, CLIENT, bytes, 72 + 20), LS_NO);
    stream_free(neither);
    neither = begin();
    bytes[8] = (uint8_t)n;
    ck_assert_int_eq(stream_say(neither, CLIENT, bytes, n), LS_YES);
    stream_free(neither);
    bytes[3] = RPC_FIRST; /* not one whole context */
    bytes[8] = 60;
    struct stream *stream = begin();
    ck_assert_int_eq(stream_say(stream, CLIENT, bytes, 60), LS_NO);
    stream_free(stream);
}
END_TEST

START_TEST(neighbours_are_refused)
{
    static const char *const others[] = {
        "1603010100010000fc0303",                   /* TLS */
        "0300001302e00000000000010008000b000000",   /* TPKT */
        "05010005000000000000",                     /* SOCKS 5 */
        "474554202f20485454502f312e310d0a",         /* text */
        "000000a4ff534d4272",                       /* SMB */
        "0400280010000000000000000000000000000000", /* connectionless RPC */
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct stream *stream = begin();
        ck_assert_int_eq(say(stream, CLIENT, others[i]), LS_NO);
        stream_free(stream);
    }
}
END_TEST

START_TEST(midway_needs_a_request_and_its_answer)
{
    struct stream *stream = stream_new(&ls_probe_dcerpc, false);
    ck_assert_int_eq(say(stream, CLIENT, MAP_REQUEST), LS_MAYBE);
    ck_assert_int_eq(say(stream, SERVER, MAP_FOUND), LS_MAYBE); /* another call id */
    ck_assert_int_eq(say(stream, SERVER, MAP_ANSWER), LS_YES);
    ck_assert_int_eq(stream_evidence(stream)->client, CLIENT);
    ck_assert_uint_eq(announced_count(stream), 2);
    stream_free(stream);

    stream = begin(); /* the same from the start is no DCE/RPC */
    ck_assert_int_eq(say(stream, CLIENT, MAP_REQUEST), LS_NO);
    stream_free(stream);

    stream = stream_new(&ls_probe_dcerpc, false); /* joined amid a bind */
    ck_assert_int_eq(say(stream, CLIENT, "389b2b2650cdb6be"), LS_MAYBE);
    ck_assert_int_eq(say(stream, SERVER, BIND_ACK), LS_YES);
    stream_free(stream);
}
END_TEST

START_TEST(forbidden_interfaces_are_known)
{
    ck_assert(ls_rpc_forbidden("367abb81-9844-35f1-ad32-98f038001003"));
    ck_assert(ls_rpc_forbidden("e3514235-4b06-11d1-ab04-00c04fc2dcd2"));
    ck_assert(!ls_rpc_forbidden("e1af8308-5d1f-11c9-91a4-08002b14a0fa"));
    ck_assert(!ls_rpc_forbidden("00000143-0000-0000-c000-000000000046"));
    ck_assert(!ls_rpc_forbidden("nothing known"));
}
END_TEST

static TCase *recognition(void)
{
    TCase *tests = tcase_create("recognition");
    tcase_add_loop_test(tests, a_bind_names_its_interface, 0, sizeof binds / sizeof binds[0]);
    tcase_add_loop_test(tests, every_truncation_asks_for_more, 0, 72 + 60);
    tcase_add_loop_test(tests, segments_may_be_of_any_size, 1, 80);
    tcase_add_test(tests, an_answer_alone_is_enough);
    tcase_add_test(tests, wrong_fields_are_refused);
    tcase_add_test(tests, a_bind_may_come_in_fragments);
    tcase_add_test(tests, neighbours_are_refused);
    tcase_add_test(tests, midway_needs_a_request_and_its_answer);
    tcase_add_test(tests, forbidden_interfaces_are_known);
    return tests;
}

int main(void)
{
    Suite *suite = suite_create("probe/dcerpc");
    suite_add_tcase(suite, recognition());
    return rpc_run(suite);
}
