/* test_inquiry.c - whom an inquiry asks, and what its answers make of a flow */
#include "asked.h"

START_TEST(the_first_of_the_table_wins_and_the_others_are_not_asked)
{
    open_tcp();
    ck_assert(!see("y*"));
    ck_assert_int_eq(fake.calls[0], 1);
    ck_assert_int_eq(fake.calls[1], 0);
    ck_assert(see("y1")); /* only 0 is asked, says no, and that ends a stream's inquiry */
    ck_assert_int_eq(fake.calls[1], 0);
    end();
    ck_assert_uint_eq(made->depth, 1);
    ck_assert_uint_eq(ls_evidence_best(made), LS_PROTO_SIP);
}
END_TEST

START_TEST(done_ends_at_once)
{
    open_tcp();
    ck_assert(see("d1"));
    end();
    ck_assert_uint_eq(ls_evidence_best(made), LS_PROTO_STUN);
    ck_assert(marks() & LS_MARK_FROM_START);
}
END_TEST

START_TEST(transports_keep_probes_apart)
{
    open_udp();
    ck_assert(see("d0"));
    ck_assert_int_eq(fake.calls[0], 0);
    end();
    inquiry = ls_inquiry_open(probes, 132);
    ck_assert(see("d*"));
    end();
    ck_assert(made == NULL || made->depth == 0);
}
END_TEST

START_TEST(opening_bytes_nobody_knows_are_marked)
{
    open_tcp();
    ck_assert(see("n*"));
    end();
    ck_assert_uint_eq(marks(), LS_MARK_OTHER | LS_MARK_FROM_START);
}
END_TEST

START_TEST(midway_bytes_nobody_knows_prove_nothing)
{
    open_tcp();
    view.from_start[0] = view.from_start[1] = false;
    ck_assert(see("n*"));
    end();
    ck_assert_ptr_null(made);
}
END_TEST

START_TEST(from_start_needs_a_byte)
{
    open_tcp();
    view.closed = true;
    ck_assert(see(""));
    end();
    ck_assert_ptr_null(made);
}
END_TEST

START_TEST(cut_bytes_are_not_foreign)
{
    open_tcp();
    view.cut = true;
    ck_assert(see("n*"));
    end();
    ck_assert_uint_eq(marks(), LS_MARK_FROM_START);
}
END_TEST

START_TEST(a_probe_cannot_change_what_others_see)
{
    open_tcp();
    fake.scribble = true;
    ck_assert(see("d1"));
    ck_assert_uint_eq(ls_left(&view.bytes[0]), 2);
    end();
    ck_assert_uint_eq(ls_evidence_best(made), LS_PROTO_STUN);
}
END_TEST

START_TEST(state_is_the_probes_own_and_starts_at_zero)
{
    open_tcp();
    ck_assert(!see("m*"));
    ck_assert(!see("m*"));
    ck_assert_int_eq(fake.state_seen[0], 1);
    ck_assert_int_eq(fake.state_seen[1], 1);
    end();
    open_tcp();
    ck_assert(!see("m*"));
    ck_assert_int_eq(fake.state_seen[0], 0);
    end();
}
END_TEST

START_TEST(the_built_in_table_fits_and_is_well_formed)
{
    size_t count;
    const struct ls_probe *const *all = ls_probe_table(&count);
    ck_assert_uint_gt(count, 10);
    for (size_t i = 0; i < count; i++) {
        ck_assert_ptr_nonnull(all[i]->look);
        ck_assert_uint_ne(ls_proto_find(all[i]->name), LS_PROTO_NONE);
        ck_assert_uint_ne(all[i]->transports, 0);
        ck_assert_uint_ne(all[i]->budget, 0);
    }
    struct ls_probes *set = ls_probes_new(false, NULL);
    ck_assert_ptr_nonnull(set);
    ls_probes_free(set);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_first_of_the_table_wins_and_the_others_are_not_asked,
        done_ends_at_once,
        transports_keep_probes_apart,
        opening_bytes_nobody_knows_are_marked,
        midway_bytes_nobody_knows_prove_nothing,
        from_start_needs_a_byte,
        cut_bytes_are_not_foreign,
        a_probe_cannot_change_what_others_see,
        state_is_the_probes_own_and_starts_at_zero,
        the_built_in_table_fits_and_is_well_formed,
    };
    return run_asked("inquiry", tests, sizeof tests / sizeof *tests);
}
