/* test_dcerpc_learning.c - DCE/RPC: endpoints that answers announce */
#include "rpc_talk.h"

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
    uint8_t bytes[1024] = {5, 0, 2, 3, 0x10};
    char clean[2048];
    size_t k = 0;
    for (; *hex != '\0'; hex++)
        if (*hex != ' ')
            clean[k++] = *hex;
    clean[k - k % 2] = '\0';
    size_t n = 24 + stream_hex(clean, bytes + 24, sizeof bytes - 24);
    bytes[8] = (uint8_t)n;
    bytes[9] = (uint8_t)(n >> 8);
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

/* A tower of lsarpc; port is four hexadecimal digits. */
#define TOWER(port)                                                                                \
    "050013000d785734123412cdabef000123456789ab00000200000013000d" NDR                             \
    "02000200000001000b020000000100070200" port "01000904000a000002"
/* the same interface by a named pipe (floors 0F and 11), and over UDP */
#define PIPE_TOWER                                                                                 \
    "050013000d785734123412cdabef000123456789ab00000200000013000d" NDR                             \
    "02000200000001000b0200000001000f06005c7069706500010011020061 00"
#define UDP_TOWER                                                                                  \
    "050013000d785734123412cdabef000123456789ab00000200000013000d" NDR                             \
    "02000200000001000a020000000100080200c00301000904000a000002"

START_TEST(each_tower_of_an_answer_announces_its_port)
{
    struct stream *stream = begin();
    size_t count;
    say(stream, CLIENT, BIND_EPM);
    say(stream, SERVER, BIND_ACK);
    say_stub(stream, TOWER("c003") "00" PIPE_TOWER "00" UDP_TOWER "0000" TOWER("c008"), 1000);
    const struct ls_announcement *what = ls_draft_announced(stream->draft, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(what[0].port, 0xc003);
    ck_assert_uint_eq(what[1].port, 0xc008);
    stream_free(stream);
}
END_TEST

START_TEST(ndr64_and_port_zero)
{
    struct stream *stream = begin();
    say(stream, CLIENT, BIND_EPM);
    say(stream, SERVER, BIND_ACK);
    say_stub(stream, "4b000000000000004b00000000000000" TOWER("0000"), 1000);
    ck_assert_uint_eq(announced_count(stream), 0); /* a template, no answer */
    say_stub(stream, "4b000000000000004b00000000000000" TOWER("c003"), 1000);
    ck_assert(announced(stream, 0xc003));
    stream_free(stream);
}
END_TEST

/* An answer of a server that writes big endian; towers stay little endian, UTF-16 does not. */
START_TEST(a_big_endian_server_announces_too)
{
    uint8_t bytes[256] = {5, 0, 2, 3};
    const char *stub =
        _i == 0 ? TOWER("c003") : "0007004400430031005b00340039003100350035005d00000000";
    size_t n = 24 + stream_hex(stub, bytes + 24, sizeof bytes - 24);
    bytes[9] = (uint8_t)n;
    struct stream *stream = begin();
    say(stream, CLIENT, _i == 0 ? BIND_BIG : BIND_OXID);
    stream_say(stream, SERVER, bytes, n);
    ck_assert(announced(stream, 49155));
    stream_free(stream);
}
END_TEST

/* The two halves of a stub as fragments of one answer; trailer is hexadecimal, or empty. */
struct halves {
    uint8_t stub[256];
    size_t size, first;
    uint8_t flags[2], call[2];
    const char *trailer;
};

static void say_halves(struct stream *stream, const struct halves *halves, size_t step)
{
    uint8_t bytes[1024];
    size_t n = 0;
    for (int i = 0; i < 2; i++) {
        uint8_t *pdu = bytes + n;
        size_t part = i == 0 ? halves->first : halves->size - halves->first;
        const uint8_t head[24] = {5, 0, 2, halves->flags[i], 0x10, 0, 0, 0, 0,
                                  0, 0, 0, halves->call[i]};
        memcpy(pdu, head, sizeof head);
        memcpy(pdu + 24, halves->stub + (i == 0 ? 0 : halves->first), part);
        size_t trailer = stream_hex(halves->trailer, pdu + 24 + part, 64);
        pdu[8] = (uint8_t)(24 + part + trailer);
        pdu[10] = (uint8_t)(trailer > 8 ? trailer - 8 : 0);
        n += 24 + part + trailer;
    }
    stream_say_in(stream, SERVER, bytes, n, step);
}

static struct halves halves_of(const char *hex, const char *trailer)
{
    struct halves halves = {.flags = {1, 2}, .call = {7, 7}, .trailer = trailer};
    halves.size = stream_hex(hex, halves.stub, sizeof halves.stub);
    return halves;
}

static const struct {
    const char *bind, *stub, *trailer;
} straddling[] = {
    {BIND_EPM, TOWER("c003"), ""},
    {BIND_OXID, "0a00 0700 4600 4500 3100 5b00 3400 3900 3100 3500 3500 5d00 0000 0000", ""},
    {BIND_EPM, TOWER("c003"), "0a050000000000000102030405060708"},
};

START_TEST(an_endpoint_may_straddle_two_fragments)
{
    struct halves halves = halves_of(straddling[_i].stub, straddling[_i].trailer);
    for (halves.first = 0; halves.first <= halves.size; halves.first++) {
        for (size_t step = 1; step < 400; step += 133) {
            struct stream *stream = begin();
            say(stream, CLIENT, straddling[_i].bind);
            say(stream, SERVER, BIND_ACK);
            say_halves(stream, &halves, step);
            ck_assert_msg(announced(stream, 49155), "cut at %zu", halves.first);
            stream_free(stream);
        }
    }
}
END_TEST

START_TEST(what_is_no_seam_is_not_joined)
{
    static const struct {
        uint8_t flags[2], call[2];
        const char *trailer;
    } apart[] = {
        {{3, 3}, {7, 7}, ""}, /* two answers */
        {{1, 3}, {7, 7}, ""},
        {{1, 2}, {7, 8}, ""},                                 /* of two calls */
        {{1, 2}, {7, 7}, "0a060000000000000102030405060708"}, /* encrypted */
    };
    for (size_t i = 0; i < sizeof apart / sizeof apart[0]; i++) {
        struct halves halves = halves_of(TOWER("c003"), apart[i].trailer);
        memcpy(halves.flags, apart[i].flags, 2);
        memcpy(halves.call, apart[i].call, 2);
        halves.first = 40;
        struct stream *stream = begin();
        say(stream, CLIENT, BIND_EPM);
        say(stream, SERVER, BIND_ACK);
        say_halves(stream, &halves, 1000);
        ck_assert_uint_eq(announced_count(stream), 0);
        stream_free(stream);
    }
}
END_TEST

/* A fragment waits for its next one, but not beyond the end of the connection. */
START_TEST(a_last_fragment_that_never_comes_is_not_waited_for)
{
    struct halves halves = halves_of(TOWER("c003") TOWER("c008"), "");
    struct stream *stream = begin();
    halves.first = 80;
    say(stream, CLIENT, BIND_EPM);
    say(stream, SERVER, BIND_ACK);
    uint8_t bytes[128] = {5, 0, 2, 1, 0x10, 0, 0, 0, 104};
    memcpy(bytes + 24, halves.stub, 80);
    stream_say(stream, SERVER, bytes, 104);
    stream_close(stream);
    ck_assert(announced(stream, 0xc003));
    stream_free(stream);
}
END_TEST

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
    tcase_add_test(tests, each_tower_of_an_answer_announces_its_port);
    tcase_add_test(tests, ndr64_and_port_zero);
    tcase_add_loop_test(tests, a_big_endian_server_announces_too, 0, 2);
    tcase_add_loop_test(tests, an_endpoint_may_straddle_two_fragments, 0,
                        sizeof straddling / sizeof straddling[0]);
    tcase_add_test(tests, what_is_no_seam_is_not_joined);
    tcase_add_test(tests, a_last_fragment_that_never_comes_is_not_waited_for);
    return tests;
}

int main(void)
{
    Suite *suite = suite_create("probe/dcerpc_learning");
    suite_add_tcase(suite, learning());
    return rpc_run(suite);
}
