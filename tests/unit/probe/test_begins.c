/*
 * test_begins.c - the first byte spares a look only where it could not have been anything but no
 *
 * Every probe is shown what lies in the folders of all fuzz targets, from several offsets and with
 * every first byte that its begins() refuses. What inquiries make of it is compared by
 * fuzz_inquiry.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/draft.h"
#include "probe/inquiry.h"
#include "probe/probes.h"

enum { SEED_MAX = 2048, STATE_MAX = 8192, UDP = 17, TCP = 6 };

static uint8_t seed[SEED_MAX];
static size_t refused;

/* Shows n bytes as the opening of a stream, or as a datagram, to a probe that refuses the first. */
static void must_refuse(const struct ls_probe *probe, bool stream, const uint8_t *bytes, size_t n)
{
    _Alignas(max_align_t) static uint8_t state[STATE_MAX];
    for (int how = 0; how < 4; how++) {
        struct ls_draft draft;
        struct ls_view view = {.side = how & 1, .stream = stream, .ip_proto = stream ? TCP : UDP};
        view.closed = stream && (how & 2);
        view.from_start[view.side] = true;
        view.bytes[view.side] = ls_cursor(bytes, n);
        ck_assert_uint_le(probe->state_bytes, sizeof state);
        memset(state, 0, sizeof state);
        ls_draft_init(&draft);
        ck_assert_msg(probe->look(&view, state, &draft) == LS_NO, "%s, first byte %02x of %zu",
                      probe->name, bytes[0], n);
        ls_draft_clear(&draft);
        refused++;
    }
}

/* Each transport of each probe: calls with the bytes when their first is refused. */
static void show_all(const uint8_t *bytes, size_t n)
{
    size_t count;
    const struct ls_probe *const *table = ls_probe_table(&count);
    for (size_t i = 0; i < count; i++)
        for (int stream = 0; stream < 2 && table[i]->begins != NULL; stream++)
            if ((table[i]->transports & (stream ? LS_TCP : LS_UDP)) != 0 &&
                !table[i]->begins(bytes[0], stream))
                must_refuse(table[i], stream, bytes, n);
}

/* The heads of fuzz inputs have up to some bytes; behind them is what a peer might send. */
static void show_seed(size_t n)
{
    enum { OFFSETS = 8, STEP = 16 }; /* all first bytes, over a few seeds */
    for (size_t at = 0; at < OFFSETS && at < n; at++)
        show_all(seed + at, n - at);
    for (int first = (int)(n % STEP); n > 1 && first < 256; first += STEP) {
        seed[1] = (uint8_t)first;
        show_all(seed + 1, n - 1);
    }
}

static void show_folder(const char *path)
{
    DIR *folder = opendir(path);
    ck_assert_msg(folder != NULL, "%s", path);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char name[2048];
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        FILE *file = entry->d_name[0] == '.' ? NULL : fopen(name, "rb");
        if (file == NULL)
            continue;
        size_t n = fread(seed, 1, sizeof seed, file);
        fclose(file);
        show_seed(n);
    }
    closedir(folder);
}

START_TEST(what_is_not_asked_would_have_refused)
{
    size_t count;
    const struct ls_probe *const *table = ls_probe_table(&count);
    for (size_t i = 0; i < count; i++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/tests/fuzz/corpus/%s", getenv("LS_SOURCE"), table[i]->name);
        show_folder(path);
    }
    ck_assert_uint_gt(refused, 10000);
}
END_TEST

START_TEST(so_would_it_have_when_little_has_come)
{
    for (int first = 0; first < 256; first++) {
        for (size_t n = 1; n <= 8; n++) {
            memset(seed, first, n);
            show_all(seed, n);
            memset(seed + 1, 0, n - 1);
            show_all(seed, n);
        }
    }
}
END_TEST

/* A probe that counts its looks and remembers in its state whether it was asked before. */

static unsigned looks;

static enum ls_answer count_looks(struct ls_view *view, void *state, struct ls_draft *draft)
{
    uint8_t *seen = state;
    (void)view;
    (void)draft;
    looks++;
    ck_assert_uint_eq(*seen, 0);
    *seen = 1;
    return LS_MAYBE;
}

static bool begins_with_a(uint8_t first, bool stream)
{
    (void)stream;
    return first == 'a';
}

static const struct ls_probe picky = {.name = "picky",
                                      .transports = LS_TCP | LS_UDP,
                                      .state_bytes = 1,
                                      .budget = 100,
                                      .begins = begins_with_a,
                                      .look = count_looks};

/* Whether the probe was asked about text, shown in a way. */
static bool asked_about(const char *text, bool stream, struct ls_view view)
{
    static const struct ls_probe *const table[] = {&picky};
    struct ls_probes *probes = ls_probes_of(table, 1, false, NULL);
    struct ls_arena *arena = ls_arena_new();
    struct ls_inquiry *inquiry = ls_inquiry_open(probes, stream ? TCP : UDP);
    view.stream = stream;
    view.bytes[0] = ls_cursor(text, strlen(text));
    looks = 0;
    bool over = ls_inquiry_look(inquiry, &view);
    ck_assert(over == (looks == 0));
    const struct ls_evidence *made = ls_inquiry_close(inquiry, arena);
    ck_assert(made == NULL || made->depth == 0);
    ls_arena_free(arena);
    ls_probes_free(probes);
    return looks > 0;
}

START_TEST(only_openings_are_judged_by_their_first_byte)
{
    struct ls_view opening = {.from_start = {true, true}};
    struct ls_view cut = {.from_start = {true, true}, .cut = true};
    struct ls_view answered = {.from_start = {true, true}, .bytes[1] = ls_cursor("b", 1)};
    for (int stream = 0; stream < 2; stream++) {
        ck_assert(asked_about("ab", stream, opening));
        ck_assert(!asked_about("ba", stream, opening));
        ck_assert(asked_about("ba", stream, cut));
    }
    ck_assert(asked_about("ba", true, answered));
    opening.from_start[0] = false;
    ck_assert(asked_about("ba", true, opening));
}
END_TEST

/* Datagrams: whoever refused one is asked afresh about the next. */
START_TEST(a_refusal_forgets_what_was_before)
{
    static const struct ls_probe *const table[] = {&picky};
    struct ls_probes *probes = ls_probes_of(table, 1, false, NULL);
    struct ls_inquiry *inquiry = ls_inquiry_open(probes, UDP);
    struct ls_arena *arena = ls_arena_new();
    struct ls_view view = {.from_start = {true, true}, .bytes[0] = ls_cursor("a", 1)};
    ck_assert(!ls_inquiry_look(inquiry, &view));
    view.bytes[0] = ls_cursor("b", 1);
    ck_assert(ls_inquiry_look(inquiry, &view));
    view.bytes[0] = ls_cursor("a", 1);
    ck_assert(!ls_inquiry_look(inquiry, &view)); /* count_looks finds its state empty */
    ck_assert(ls_inquiry_close(inquiry, arena) != NULL);
    ls_arena_free(arena);
    ls_probes_free(probes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("begins");
    TCase *tests = tcase_create("begins");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, what_is_not_asked_would_have_refused);
    tcase_add_test(tests, so_would_it_have_when_little_has_come);
    tcase_add_test(tests, only_openings_are_judged_by_their_first_byte);
    tcase_add_test(tests, a_refusal_forgets_what_was_before);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
