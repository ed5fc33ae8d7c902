/* test_live_events.c - what is told is taken in order, and what nobody takes is not kept for ever
 */
#include <stdio.h>
#include <string.h>

#include "capture/live_events.h"
#include "suite.h"

START_TEST(the_oldest_is_taken_first)
{
    char text[LS_LIVE_EVENT];
    struct ls_live_events events;
    ls_live_events_init(&events, false);
    for (unsigned round = 0; round < LS_LIVE_EVENTS; round++) {
        ls_live_events_tell(&events, "eth%u: is down", round);
        ls_live_events_tell(&events, "eth%u: is back", round);
        ck_assert(ls_live_events_take(&events, text));
        ck_assert_ptr_nonnull(strstr(text, "down"));
        ck_assert(ls_live_events_take(&events, text));
        ck_assert_ptr_nonnull(strstr(text, "back"));
        ck_assert(!ls_live_events_take(&events, text));
    }
    ls_live_events_clear(&events);
}
END_TEST

START_TEST(what_nobody_takes_makes_no_room_for_more)
{
    char text[LS_LIVE_EVENT], wanted[LS_LIVE_EVENT];
    struct ls_live_events events;
    ls_live_events_init(&events, false);
    for (int i = 0; i < 3 * LS_LIVE_EVENTS; i++)
        ls_live_events_tell(&events, "%d", i);
    for (int i = 0; i < LS_LIVE_EVENTS; i++) {
        snprintf(wanted, sizeof wanted, "%d", i);
        ck_assert(ls_live_events_take(&events, text));
        ck_assert_str_eq(text, wanted);
    }
    ck_assert(!ls_live_events_take(&events, text));
    ls_live_events_clear(&events);
}
END_TEST

START_TEST(a_share_that_is_quiet_tells_nothing)
{
    char text[LS_LIVE_EVENT];
    struct ls_live_events events;
    ls_live_events_init(&events, true);
    ls_live_events_tell(&events, "eth0: is down");
    ck_assert(!ls_live_events_take(&events, text));
    ls_live_events_clear(&events);
}
END_TEST

START_TEST(a_long_text_is_cut)
{
    char text[LS_LIVE_EVENT];
    struct ls_live_events events;
    ls_live_events_init(&events, false);
    ls_live_events_tell(&events, "%*s", 2 * LS_LIVE_EVENT, "x");
    ck_assert(ls_live_events_take(&events, text));
    ck_assert_uint_eq(strlen(text), LS_LIVE_EVENT - 1);
    ls_live_events_clear(&events);
}
END_TEST

int main(void)
{
    TCase *tests;
    Suite *suite = suite_of("capture/live_events", &tests);
    tcase_add_test(tests, the_oldest_is_taken_first);
    tcase_add_test(tests, what_nobody_takes_makes_no_room_for_more);
    tcase_add_test(tests, a_share_that_is_quiet_tells_nothing);
    tcase_add_test(tests, a_long_text_is_cut);
    return suite_run(suite);
}
