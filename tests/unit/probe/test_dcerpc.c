/* test_dcerpc.c - DCE/RPC: recognition, interfaces, announced endpoints */
#include <check.h>
#include <stdlib.h>

#include "probe/probes.h"
#include "stream.h"

enum { CLIENT, SERVER };

/* Messages put together from C706 and [MS-RPCE], save where noted. */
#define NDR            "045d888aeb1cc9119fe808002b104860"
#define BIND_HEAD      "05000b03100000004800000001000000b810b810000000000100000000000100"
#define BIND_EPM       BIND_HEAD "0883afe11f5dc91191a408002b14a0fa03000000" NDR "02000000"
#define BIND_OXID      BIND_HEAD "c4fefc9960521b10bbcb00aa0021347a00000000" NDR "02000000"
#define BIND_ACTIVATOR BIND_HEAD "a001000000000000c00000000000004600000000" NDR "02000000"
#define BIND_ACK                                                                                   \
    "05000c03100000003c00000001000000b810b81034120000040031333500000001000000"                     \
    "00000000" NDR "02000000"
#define BIND_BIG                                                                                   \
    "05000b0300000000004800000000000110b810b8000000000100000000000100"                             \
    "e1af83085d1f11c991a408002b14a0fa000000038a885d041ceb11c99fe808002b10486000000002"
/* two contexts with the bind-time feature, from a public capture */
#define BIND_TWO                                                                                   \
    "05000b03100000007400000002000000d016d016000000000200000000000100"                             \
    "c4fefc9960521b10bbcb00aa0021347a00000000" NDR "02000000"                                      \
    "01000100c4fefc9960521b10bbcb00aa0021347a000000002c1cb76c12984045030000000000000001000000"
#define MAP_REQUEST                                                                                \
    "05000003100000009c000000020000008400000000000300010000000000000000000000000000000000000002"   \
    "0000004b0000004b000000050013000d785734123412cdabef000123456789ab00000200000013000d" NDR       \
    "02000200000001000b020000000100070200000001000904000000000000000000000000000000000000000000"   \
    "000000000000000004000000"
#define MAP_ANSWER                                                                                 \
    "05000203100000009800000002000000800000000000000000000000000000000000000000000000000000000100" \
    "0000040000000000000001000000030000004b0000004b000000050013000d785734123412cdabef000123456789" \
    "ab00000200000013000d" NDR "02000200000001000b020000000100070200c00301000904000a0000020000"    \
    "000000"
/* from a public capture: netlogon at port 49668 */
#define MAP_FOUND                                                                                  \
    "0500020310000000980000000100000080000000000000000000000048450468443dad43ad06e9e13075aaf10100" \
    "0000010000000000000001000000030000004b0000004b000000050013000d785634123412cdabef0001234567cf" \
    "fb01000200000013000d" NDR "02000200000001000b020000000100070200c2040100090400ac10053a000000"  \
    "0000"
#define OXID_ANSWER                                                                                \
    "05000203100000007c000000020000006400000000000000000002001d0000001d00190007004600450031002e00" \
    "63006f006e0074006f0073006f002e0063006f006d005b00340039003100360031005d00000000000a00ffff0000" \
    "0000000033221100554477668899aabbccddeeff050000000500070000000000"

static struct stream *begin(void)
{
    return stream_new(&ls_probe_dcerpc, true);
}

static enum ls_answer say(struct stream *stream, int side, const char *hex)
{
    uint8_t bytes[512];
    size_t n = stream_hex(hex, bytes, sizeof bytes);
    return stream_say(stream, side, bytes, n);
}

static bool noted(struct stream *stream, enum ls_fact_kind kind, const char *text)
{
    return stream_noted(stream, kind, text, strlen(text));
}

/* Says whether exactly one endpoint is announced, on the server's side. */
static bool announced(struct stream *stream, unsigned port)
{
    size_t count;
    const struct ls_announcement *what = ls_draft_announced(stream->draft, &count);
    return count == 1 && what->port == port && what->kind == LS_ANNOUNCE_RPC &&
           what->ip_proto == 6 && what->side == SERVER && ls_addr_is_unspecified(&what->addr);
}

static size_t announced_count(struct stream *stream)
{
    size_t count;
    (void)ls_draft_announced(stream->draft, &count);
    return count;
}

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

START_TEST(the_mapper_announces_a_port)
{
    struct stream *stream = begin();
    say(stream, CLIENT, BIND_EPM);
    say(stream, SERVER, BIND_ACK);
    say(stream, CLIENT, MAP_REQUEST);
    ck_assert_uint_eq(announced_count(stream), 0);
    say(stream, SERVER, _i == 0 ? MAP_ANSWER : MAP_FOUND);
    ck_assert(announced(stream, _i == 0 ? 49155 : 49668));
    stream_free(stream);
}
END_TEST

START_TEST(a_string_binding_announces_a_port)
{
    struct stream *stream = begin();
    say(stream, CLIENT, _i == 0 ? BIND_OXID : BIND_ACTIVATOR);
    say(stream, SERVER, BIND_ACK);
    ck_assert_int_eq(say(stream, SERVER, OXID_ANSWER), LS_YES);
    ck_assert(announced(stream, 49161));
    stream_free(stream);
}
END_TEST

/* Parts of a stub (an answer of context 0) and the port that stands there; 0 = none. */
static const struct {
    const char *stub;
    unsigned port;
} bindings[] = {
    {"07004400430031005b", 0},
    {"070044004300310 05b00 3400 3900 3700 3200 3400 5d00 0000", 49724}, /* public capture */
    {"00 070044004300310 05b00 3400 3900 3700 3200 3400 5d00 0000", 49724},
    {"080044004300310 05b00 3400 3900 3700 3200 3400 5d00 0000", 0}, /* another tower */
    {"07005b00 3400 3900 3700 3200 3400 5d00 0000", 0},              /* no name */
    {"070044004300310 05b00 3700 3200 3400 5d00 0000", 0},           /* a system port */
    {"070044004300310 05b00 3100 3000 3200 3500 5d00 0000", 1025},
    {"070044004300310 05b00 3600 3500 3500 3300 3600 5d00 0000", 0}, /* above 65535 */
    {"070044004300310 05b00 3600 3500 3500 3300 3500 5d00 0000", 65535},
    {"070044004300310 05b00 3400 3900 3700 3200 3400 5d00 4100", 0}, /* goes on */
    {"070044004300310 05b00 3400 3900 3700 3200 3400 5d00", 0},      /* ends early */
    {"070044004300310 05b00 3400 3900 4100 3200 3400 5d00 0000", 0}, /* no number */
    {"070044004300310 00000", 0},                                    /* ServerAlive2 */
};

static enum ls_answer say_stub(struct stream *stream, const char *hex, size_t step)
{
    uint8_t bytes[512] = {5, 0, 2, 3, 0x10};
    char clean[512];
    size_t k = 0;
    for (; *hex != '\0'; hex++)
        if (*hex != ' ')
            clean[k++] = *hex;
    clean[k - k % 2] = '\0';
    size_t n = 24 + stream_hex(clean, bytes + 24, sizeof bytes - 24);
    bytes[8] = (uint8_t)n;
    bytes[12] = 9;
    return stream_say_in(stream, SERVER, bytes, n, step);
}

START_TEST(string_bindings_follow_the_rule)
{
    struct stream *stream = begin();
    say(stream, CLIENT, BIND_OXID);
    say(stream, SERVER, BIND_ACK);
    say_stub(stream, bindings[_i].stub, 1000);
    if (bindings[_i].port != 0)
        ck_assert(announced(stream, bindings[_i].port));
    else
        ck_assert_uint_eq(announced_count(stream), 0);
    stream_free(stream);
}
END_TEST

START_TEST(towers_with_wrong_lengths_announce_nothing)
{
    static const struct {
        size_t at;
        uint8_t value;
    } wrong[] = {{72, 4},  {74, 18}, {76, 9},  {95, 3},  {99, 18}, {101, 2},
                 {124, 2}, {126, 8}, {131, 2}, {133, 8}, {134, 4}};
    uint8_t bytes[256];
    size_t n = stream_hex(MAP_ANSWER, bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct stream *stream = begin();
        say(stream, CLIENT, BIND_EPM);
        uint8_t kept = bytes[wrong[i].at];
        ck_assert_uint_ne(kept, wrong[i].value);
        bytes[wrong[i].at] = wrong[i].value;
        stream_say(stream, SERVER, bytes, n);
        ck_assert_uint_eq(announced_count(stream), 0);
        bytes[wrong[i].at] = kept;
        stream_free(stream);
    }
}
END_TEST

START_TEST(other_interfaces_announce_nothing)
{
    struct stream *stream = begin();
    say(stream, CLIENT, BIND_HEAD "81bb7a364498f135ad3298f03800100302000000" NDR "02000000");
    ck_assert(noted(stream, LS_FACT_RPC_NAME, "svcctl"));
    say(stream, SERVER, BIND_ACK);
    say(stream, SERVER, MAP_ANSWER OXID_ANSWER);
    ck_assert_uint_eq(announced_count(stream), 0);
    stream_free(stream);
}
END_TEST

/* An answer with an authentication trailer of this level around a binding. */
static void say_protected(struct stream *stream, uint8_t level)
{
    uint8_t bytes[256];
    size_t n = stream_hex("0500020310000000500010000900000000000000 00000000"
                          "0700440043003100 5b0034003900370032003400 5d000000 0000"
                          "0a000200 00000000 00000000000000000000000000000000",
                          bytes, sizeof bytes);
    size_t trailer = n - 24;
    bytes[trailer + 1] = level;
    bytes[8] = (uint8_t)n;
    stream_say(stream, SERVER, bytes, n);
}

START_TEST(privacy_hides_what_integrity_shows)
{
    struct stream *stream = begin();
    say(stream, CLIENT, BIND_ACTIVATOR);
    say_protected(stream, 6);
    ck_assert_uint_eq(announced_count(stream), 0);
    ck_assert(stream_marked(stream, LS_MARK_RPC_ENCRYPTED));
    stream_free(stream);

    stream = begin();
    say(stream, CLIENT, BIND_ACTIVATOR);
    say_protected(stream, 5);
    ck_assert(announced(stream, 49724));
    ck_assert(!stream_marked(stream, LS_MARK_RPC_ENCRYPTED));
    stream_free(stream);
}
END_TEST

START_TEST(a_learning_connection_is_followed_for_ever)
{
    static uint8_t big[5840] = {5, 0, 2, 3, 0x10, 0, 0, 0, 0xD0, 0x16};
    struct stream *stream = begin();
    say(stream, CLIENT,
        _i == 0 ? BIND_EPM : BIND_HEAD "81bb7a364498f135ad3298f03800100302000000" NDR "02000000");
    for (int i = 0; i < 20; i++)
        stream_say_in(stream, SERVER, big, sizeof big, 1460);
    ck_assert_int_eq(stream->answer, _i == 0 ? LS_YES : LS_DONE);
    if (_i == 0) {
        say(stream, SERVER, MAP_ANSWER);
        ck_assert(announced(stream, 49155));
    }
    stream_free(stream);
}
END_TEST

START_TEST(fragments_longer_than_the_window_are_passed)
{
    static uint8_t huge[60000] = {5, 0, 2, 3, 0x10, 0, 0, 0, 0x60, 0xEA};
    struct stream *stream = begin();
    say(stream, CLIENT, BIND_EPM);
    ck_assert_int_eq(stream_say_in(stream, SERVER, huge, sizeof huge, 1460), LS_YES);
    say(stream, SERVER, MAP_ANSWER);
    ck_assert(announced(stream, 49155));
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
    tcase_add_test(tests, neighbours_are_refused);
    tcase_add_test(tests, midway_needs_a_request_and_its_answer);
    tcase_add_test(tests, forbidden_interfaces_are_known);
    return tests;
}

static TCase *learning(void)
{
    TCase *tests = tcase_create("learning");
    tcase_add_loop_test(tests, the_mapper_announces_a_port, 0, 2);
    tcase_add_loop_test(tests, a_string_binding_announces_a_port, 0, 2);
    tcase_add_loop_test(tests, string_bindings_follow_the_rule, 0,
                        sizeof bindings / sizeof bindings[0]);
    tcase_add_test(tests, towers_with_wrong_lengths_announce_nothing);
    tcase_add_test(tests, other_interfaces_announce_nothing);
    tcase_add_test(tests, privacy_hides_what_integrity_shows);
    tcase_add_loop_test(tests, a_learning_connection_is_followed_for_ever, 0, 2);
    tcase_add_test(tests, fragments_longer_than_the_window_are_passed);
    return tests;
}

int main(void)
{
    Suite *suite = suite_create("probe/dcerpc");
    suite_add_tcase(suite, recognition());
    suite_add_tcase(suite, learning());
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
