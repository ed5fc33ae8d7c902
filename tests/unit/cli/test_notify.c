/* test_notify.c - what a service manager hears, at a socket of ours. */
#include <check.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/notify.h"
#include "lyncscope/clock.h"

static char heard[512];

/* A manager at an abstract address of this process. */
static int manager(void)
{
    char name[64];
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    snprintf(name, sizeof name, "@lyncscope-test-%ld", (long)getpid());
    memcpy(at.sun_path + 1, name + 1, strlen(name) - 1);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&at,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name))),
                     0);
    setenv("NOTIFY_SOCKET", name, 1);
    return fd;
}

static const char *next(int fd)
{
    ssize_t n = recv(fd, heard, sizeof heard - 1, 0);
    heard[n < 0 ? 0 : n] = '\0';
    return heard;
}

static void forget(void)
{
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
}

START_TEST(the_manager_hears_a_run)
{
    struct notify notify;
    int fd = manager();
    notify_open(&notify);
    notify_ready(&notify, "reading %s", "eth0");
    ck_assert_str_eq(next(fd), "READY=1\nSTATUS=reading eth0");
    notify_alive(&notify, "%d packets read", 7);
    ck_assert_str_eq(next(fd), "WATCHDOG=1\nSTATUS=7 packets read");
    notify_stopping(&notify);
    ck_assert_str_eq(next(fd), "STOPPING=1\nSTATUS=writing what was found");
    notify_close(&notify);
    notify_ready(&notify, "no more");
    ck_assert_str_eq(next(fd), "");
    close(fd);
    forget();
}
END_TEST

START_TEST(signs_of_life_come_twice_a_watchdog)
{
    char self[32];
    struct notify notify;
    int fd = manager();
    setenv("WATCHDOG_USEC", "4000000", 1);
    snprintf(self, sizeof self, "%ld", (long)getpid());
    setenv("WATCHDOG_PID", self, 1);
    notify_open(&notify);
    ck_assert(notify_due(&notify, LS_SECOND));
    ck_assert(!notify_due(&notify, 2 * LS_SECOND));
    ck_assert(notify_due(&notify, 3 * LS_SECOND));
    notify_close(&notify);
    setenv("WATCHDOG_PID", "1", 1); /* another's watchdog */
    notify_open(&notify);
    ck_assert_int_eq(notify.watchdog_ns, 0);
    ck_assert(notify_due(&notify, LS_SECOND));
    ck_assert(!notify_due(&notify, 10 * LS_SECOND));
    notify_close(&notify);
    unsetenv("WATCHDOG_PID");
    const char *const odd[] = {"", "0", "-5", "5s", "99999999999999999999"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        setenv("WATCHDOG_USEC", odd[i], 1);
        notify_open(&notify);
        ck_assert_int_eq(notify.watchdog_ns, 0);
        notify_close(&notify);
    }
    close(fd);
    forget();
}
END_TEST

START_TEST(nobody_need_be_there)
{
    char far[200];
    memset(far, 'x', sizeof far);
    far[0] = '/';
    far[sizeof far - 1] = '\0';
    const char *const names[] = {"/nonexistent/socket", "vsock:2:1", "@", "", far};
    struct notify notify;
    forget();
    notify_open(&notify);
    ck_assert(!notify.on);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        setenv("NOTIFY_SOCKET", names[i], 1);
        notify_open(&notify);
        ck_assert(!notify.on);
        ck_assert(!notify_due(&notify, LS_SECOND));
        notify_alive(&notify, "unheard");
        notify_close(&notify);
    }
    forget();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli/notify");
    TCase *tests = tcase_create("all");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, the_manager_hears_a_run);
    tcase_add_test(tests, signs_of_life_come_twice_a_watchdog);
    tcase_add_test(tests, nobody_need_be_there);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
