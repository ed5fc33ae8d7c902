/* test_live.c - capturing on the loopback interface; skipped where that is not permitted. */
#include "make.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <time.h>

#include "lyncscope/address.h"

enum { PORT = 48111 };

static struct ls_source *listen_on(const char *interface, const char *filter,
                                   struct ls_error *error)
{
    struct ls_source_options options = {
        .interfaces = &interface, .interface_count = 1, .filter = filter};
    return ls_source_open(&options, error);
}

/* NULL, with a message, where the machine does not let us capture. */
static struct ls_source *listen_on_loopback(const char *filter)
{
    struct ls_error error = {0};
    struct ls_source *source = listen_on("lo", filter, &error);
    if (source == NULL) {
        ck_assert_int_eq(error.code, LS_E_OPEN);
        printf("skipped: %s\n", error.text);
    }
    return source;
}

static void send_datagram(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ck_assert_int_eq(sendto(fd, "hello", 5, 0, (struct sockaddr *)&to, sizeof to), 5);
    close(fd);
}

START_TEST(frames_arrive_with_todays_time)
{
    struct ls_source *source = listen_on_loopback("udp dst port 48111");
    if (source == NULL)
        return;
    struct ls_frame frame;
    int answer = LS_NEXT_IDLE;
    send_datagram();
    for (int i = 0; answer == LS_NEXT_IDLE && i < 30; i++)
        answer = ls_source_next(source, &frame);
    ck_assert_int_eq(answer, LS_NEXT_FRAME);
    ck_assert_uint_eq(frame.wire, 14 + 20 + 8 + 5);
    ck_assert_uint_eq(frame.captured, frame.wire);
    ck_assert_int_eq(frame.link_type, ETHERNET);
    ck_assert_int_lt(llabs(frame.time_ns / SECOND - (int64_t)time(NULL)), 10);
    struct ls_source_stats stats;
    ls_source_stats(source, &stats);
    ck_assert_uint_eq(stats.frames, 1);
    ls_source_free(source);
}
END_TEST

enum { HANDLES = 3, DATAGRAMS = 60 };

static void send_to_many(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    for (uint32_t i = 0; i < DATAGRAMS; i++) {
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK + i);
        ck_assert_int_eq(sendto(fd, "hello", 5, 0, (struct sockaddr *)&to, sizeof to), 5);
    }
    close(fd);
}

/* The share that a frame of loopback, Ethernet and IPv4, was meant for. */
static unsigned meant_for(const struct ls_frame *frame)
{
    const struct ls_addr src = ls_addr_v4(frame->bytes + 26), dst = ls_addr_v4(frame->bytes + 30);
    return ls_share_of(&src, &dst, HANDLES);
}

static unsigned read_share(struct ls_source *share, unsigned number)
{
    const struct ls_frame *frames;
    unsigned taken = 0;
    int next = LS_NEXT_IDLE;
    for (size_t count; next != LS_NEXT_END; taken += (unsigned)count) {
        next = ls_source_next_batch(share, 8, &frames, &count);
        for (size_t i = 0; i < count; i++)
            ck_assert_uint_eq(meant_for(&frames[i]), number);
    }
    return taken;
}

START_TEST(the_kernel_deals_out_frames)
{
    const char *interface = "lo";
    struct ls_error error = {0};
    const struct ls_source_options options = {.interfaces = &interface,
                                              .interface_count = 1,
                                              .handles = HANDLES,
                                              .filter = "udp dst port 48111"};
    struct ls_source *source = ls_source_open(&options, &error);
    if (source == NULL) {
        printf("skipped: %s\n", error.text);
        return;
    }
    unsigned count, taken[HANDLES], all = 0;
    struct ls_source *const *shares = ls_source_shares(source, &count);
    ck_assert_msg(count == HANDLES, "%s", ls_source_event(source));
    send_to_many();
    ls_source_stop(source);
    for (unsigned i = 0; i < count; i++)
        all += taken[i] = read_share(shares[i], i);
    ck_assert_uint_eq(all, DATAGRAMS);
    for (unsigned i = 0; i < count; i++)
        ck_assert_uint_gt(taken[i], 0);
    expect_end(source, 0);
    struct ls_source_stats stats;
    ls_source_stats(source, &stats);
    ck_assert_uint_eq(stats.frames, DATAGRAMS);
    ls_source_free(source);
}
END_TEST

/* A datagram lies in a block that has not filled; being woken is no reason to leave it there. */
START_TEST(what_came_before_the_stop_is_delivered_to_who_is_woken)
{
    struct ls_source *source = listen_on_loopback("udp dst port 48111");
    if (source == NULL)
        return;
    struct ls_frame frame;
    unsigned taken = 0;
    send_datagram();
    ls_source_stop(source);
    for (int next = LS_NEXT_IDLE; next != LS_NEXT_END; taken += next == LS_NEXT_FRAME) {
        ls_source_wake(source);
        next = ls_source_next(source, &frame);
    }
    ck_assert_uint_eq(taken, 1);
    ls_source_free(source);
}
END_TEST

START_TEST(a_share_that_waits_is_woken)
{
    const char *interface = "lo";
    struct ls_error error = {0};
    const struct ls_source_options options = {
        .interfaces = &interface, .interface_count = 1, .handles = 2, .filter = "udp port 48113"};
    struct ls_source *source = ls_source_open(&options, &error);
    if (source == NULL)
        return;
    unsigned count;
    struct ls_source *share = ls_source_shares(source, &count)[0];
    struct ls_frame frame;
    struct timespec began, now;
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (int i = 0; i < 50; i++) {
        ls_source_wake(share);
        ck_assert_int_eq(ls_source_next(share, &frame), LS_NEXT_IDLE);
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    ck_assert_int_lt(now.tv_sec - began.tv_sec, 4); /* 50 times its patience would be 5 s */
    ls_source_free(source);
}
END_TEST

START_TEST(silence_is_idle_and_stop_ends)
{
    struct ls_source *source = listen_on_loopback("udp dst port 48112");
    if (source == NULL)
        return;
    struct ls_frame frame;
    ck_assert_int_eq(ls_source_next(source, &frame), LS_NEXT_IDLE);
    ls_source_stop(source);
    expect_end(source, 0);
    ls_source_free(source);
}
END_TEST

START_TEST(unknown_interface_names_the_known_ones)
{
    struct ls_error error = {0};
    ck_assert_ptr_null(listen_on("nosuch0", NULL, &error));
    ck_assert_int_eq(error.code, LS_E_OPEN);
    ck_assert_ptr_nonnull(strstr(error.text, "nosuch0: "));
}
END_TEST

START_TEST(bad_filter_is_told)
{
    struct ls_error error = {0};
    struct ls_source *source = listen_on_loopback(NULL);
    if (source == NULL)
        return;
    ls_source_free(source);
    ck_assert_ptr_null(listen_on("lo", "tcp prot 80", &error));
    ck_assert_int_eq(error.code, LS_E_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, "filter: "));
}
END_TEST

START_TEST(interfaces_have_names)
{
    struct ls_interface *list;
    size_t count;
    struct ls_error error;
    ck_assert_int_eq(ls_interfaces(&list, &count, &error), 0);
    for (size_t i = 0; i < count; i++)
        ck_assert_str_ne(list[i].name, "");
    ls_interfaces_free(list, count);
}
END_TEST

int main(void)
{
    static const TTest *tests[9];
    size_t n = 0;
    tests[n++] = frames_arrive_with_todays_time;
    tests[n++] = the_kernel_deals_out_frames;
    tests[n++] = what_came_before_the_stop_is_delivered_to_who_is_woken;
    tests[n++] = a_share_that_waits_is_woken;
    tests[n++] = silence_is_idle_and_stop_ends;
    tests[n++] = unknown_interface_names_the_known_ones;
    tests[n++] = bad_filter_is_told;
    tests[n++] = interfaces_have_names;
    return run_suite("capture/live", tests, n);
}
