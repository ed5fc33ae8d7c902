/* test_ndpi.c - the second opinion: asked late, about payload alone, and not for long */
#include "show.h"

static const char mail[] = "220 mail.contoso.test ESMTP Postfix\r\n";
static const char hello[] = "EHLO client.contoso.test\r\n";

static struct ls_arena *arena;
static struct ls_probes *probes;
static struct ls_inquiry *inquiry;
static const struct ls_evidence *made;
static struct ls_view view;
static bool folding;   /* see() folds whatever goes on, */
static unsigned folds; /* so many times */

static void set_up(void)
{
    struct ls_error error;
    arena = ls_arena_new();
    probes = ls_probes_new(true, &error);
    ck_assert_ptr_nonnull(probes);
    memset(&view, 0, sizeof view);
    folding = false;
    folds = 0;
    view.from_start[0] = view.from_start[1] = true;
}

static void tear_down(void)
{
    ls_probes_free(probes);
    ls_arena_free(arena);
}

/* What a flow holds of each direction: bytes that nobody has consumed. */
static struct {
    uint8_t bytes[16 * 1024];
    size_t n;
} held[2];

static void open_flow(uint8_t ip_proto)
{
    inquiry = ls_inquiry_open(probes, ip_proto);
    view.stream = ip_proto == 6;
    view.closed = false;
    held[0].n = held[1].n = 0;
}

static void fold_and_unfold(void)
{
    inquiry = ls_inquiry_fold(inquiry, arena);
    if (!ls_inquiry_is_folded(inquiry))
        return;
    folds++;
    inquiry = ls_inquiry_unfold(inquiry);
    ck_assert_ptr_nonnull(inquiry);
}

static bool see(uint8_t side, const void *bytes, size_t n)
{
    if (!view.stream)
        held[0].n = held[1].n = 0;
    memcpy(held[side].bytes + held[side].n, bytes, n);
    held[side].n += n;
    view.side = side;
    for (int i = 0; i < 2; i++)
        view.bytes[i] = ls_cursor(held[i].bytes, held[i].n);
    bool over = ls_inquiry_look(inquiry, &view);
    for (int i = 0; i < 2; i++) {
        held[i].n -= view.used[i];
        memmove(held[i].bytes, held[i].bytes + view.used[i], held[i].n);
    }
    if (folding && !over)
        fold_and_unfold();
    return over;
}

static bool app_is(const char *name)
{
    struct ls_fact fact;
    return ls_fact_find(made, LS_FACT_NDPI_APP, &fact) && fact.value.len == strlen(name) &&
           memcmp(fact.value.at, name, fact.value.len) == 0;
}

static void talk_mail(void)
{
    open_flow(6);
    bool over = see(1, mail, sizeof mail - 1);
    over = over || see(0, hello, sizeof hello - 1);
    over = over || see(1, "250-mail.contoso.test\r\n", 23);
    over = over || see(0, "MAIL FROM:<a@contoso.test>\r\n", 28);
    over = over || see(1, "250 2.1.0 Ok\r\n", 14);
    over = over || see(0, "RCPT TO:<b@contoso.test>\r\n", 26);
    view.closed = true;
    if (!over)
        (void)see(1, "250 2.1.5 Ok\r\n", 14);
    made = ls_inquiry_close(inquiry, arena);
}

START_TEST(a_stream_our_probes_gave_up_on_is_named)
{
    talk_mail();
    ck_assert(app_is("smtp"));
    ck_assert_uint_eq(made->depth, 0); /* an opinion is not a proof */
}
END_TEST

/* A MariaDB server's greeting states its own length; what follows must not be mixed into it. */
START_TEST(a_greeting_is_shown_as_it_came)
{
    static const uint8_t greeting[] =
        "\x64\0\0\0\x0a"
        "5.5.5-10.11.19-MariaDB-0+deb12u1\0\3\0\0\0\"r>yh!e]\0"
        "\xfe\xf7\x08\2\0\xff\x81\x15\0\0\0\0\0\0\x1d\0\0\0\".`ycaB\\-gD[\0mysql_native_password";
    uint8_t login[192] = {0xbc, 0, 0, 1, 0x84, 0xa2, 0xbf, 0};
    static const uint8_t fine[11] = {7, 0, 0, 2, 0, 0, 0, 2};
    static const uint8_t question[13] = "\x09\0\0\0\3select 1";
    open_flow(6);
    bool over = see(1, greeting, sizeof greeting);
    over = over || see(0, login, sizeof login);
    over = over || see(1, fine, sizeof fine);
    over = over || see(0, question, sizeof question);
    over = over || see(1, fine, sizeof fine);
    view.closed = true;
    if (!over)
        (void)see(1, fine, sizeof fine);
    made = ls_inquiry_close(inquiry, arena);
    ck_assert(app_is("mysql"));
}
END_TEST

START_TEST(what_a_probe_of_ours_knows_is_not_asked)
{
    static const char banner[] = "SSH-2.0-x\r\n";
    open_flow(6);
    (void)see(0, banner, sizeof banner - 1);
    (void)see(1, banner, sizeof banner - 1);
    made = ls_inquiry_close(inquiry, arena);
    ck_assert_uint_eq(ls_evidence_best(made), LS_PROTO_SSH);
    struct ls_fact fact;
    ck_assert(!ls_fact_find(made, LS_FACT_NDPI_APP, &fact));
}
END_TEST

/* Bytes of no protocol. */
static bool see_odd(void)
{
    uint8_t odd[64];
    for (size_t i = 0; i < sizeof odd; i++)
        odd[i] = (uint8_t)(i * 37 + 11);
    return see(0, odd, sizeof odd);
}

static int packets_until_over(bool stream)
{
    int seen = 1;
    open_flow(stream ? 6 : 17);
    while (!see_odd() && seen < 1000)
        seen++;
    made = ls_inquiry_close(inquiry, arena);
    return seen;
}

START_TEST(few_packets_are_shown)
{
    ck_assert_int_le(packets_until_over(false), 8 + 1);
    ck_assert(made->marks & LS_MARK_OTHER);
    /* the longest that bytes of no protocol keep one of our own probes asking */
    enum { OWN_BUDGET = 2304 };
    ck_assert_int_le(packets_until_over(true), 24 + OWN_BUDGET / 64 + 1);
}
END_TEST

/* What nDPI has seen so far is neither lost nor seen twice while the flow waits. */
START_TEST(a_flow_that_waits_goes_on_where_it_was)
{
    talk_mail();
    size_t plain = made->facts_bytes;
    folding = true;
    talk_mail();
    ck_assert(app_is("smtp"));
    ck_assert_uint_eq(made->facts_bytes, plain);
    folding = false;
    int packets = packets_until_over(false);
    folding = true;
    folds = 0;
    ck_assert_int_eq(packets_until_over(false), packets);
    ck_assert_uint_eq(folds, (unsigned)packets - 1);
}
END_TEST

START_TEST(a_folded_flow_is_closed_as_it_is)
{
    open_flow(17);
    ck_assert(!see_odd());
    inquiry = ls_inquiry_fold(inquiry, arena);
    ck_assert(ls_inquiry_is_folded(inquiry));
    made = ls_inquiry_close(inquiry, arena); /* the leak checker sees to the rest */
    ck_assert(made->marks & LS_MARK_OTHER);
}
END_TEST

START_TEST(answers_that_noise_gets_are_not_taken)
{
    uint64_t x = 88172645463325252;
    struct ls_fact fact;
    int named = 0;
    for (int flow = 0; flow < 3000; flow++) {
        open_flow(17);
        for (int k = 0; k < 9; k++) {
            uint8_t noise[200];
            for (size_t i = 0; i < sizeof noise; i++) {
                x ^= x << 13;
                x ^= x >> 7;
                x ^= x << 17;
                noise[i] = (uint8_t)(x >> 13);
            }
            if (see((uint8_t)(k & 1), noise, 20 + x % 180))
                break;
        }
        made = ls_inquiry_close(inquiry, arena);
        named += ls_fact_find(made, LS_FACT_NDPI_APP, &fact);
    }
    ck_assert_int_le(named, 6);
}
END_TEST

START_TEST(the_version_is_said)
{
    const char *version = ls_probes_ndpi_version();
    ck_assert_ptr_nonnull(version);
    ck_assert(version[0] >= '4' && version[1] == '.');
}
END_TEST

START_TEST(without_ndpi_a_set_works_and_nothing_is_asked)
{
    ls_probes_free(probes);
    probes = ls_probes_new(false, NULL);
    ck_assert_int_eq(packets_until_over(false), 1);
}
END_TEST

int main(void)
{
    if (ls_probes_ndpi_version() == NULL) {
        puts("built without nDPI: nothing to test");
        return EXIT_SUCCESS;
    }
    Suite *suite = suite_create("ndpi");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_stream_our_probes_gave_up_on_is_named);
    tcase_add_test(tests, a_greeting_is_shown_as_it_came);
    tcase_add_test(tests, what_a_probe_of_ours_knows_is_not_asked);
    tcase_add_test(tests, few_packets_are_shown);
    tcase_add_test(tests, a_flow_that_waits_goes_on_where_it_was);
    tcase_add_test(tests, a_folded_flow_is_closed_as_it_is);
    tcase_add_test(tests, answers_that_noise_gets_are_not_taken);
    tcase_add_test(tests, the_version_is_said);
    tcase_add_test(tests, without_ndpi_a_set_works_and_nothing_is_asked);
    suite_add_tcase(suite, tests);
    return show_run(suite);
}
