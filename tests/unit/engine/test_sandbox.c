/* test_sandbox.c - the filter bites: each deed in a child, which lives or dies of SIGSYS. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>

#include "lyncscope/engine.h"

struct trial {
    struct ls_sandbox sandbox;
    bool (*deed)(void);
};

static int try_it(void *told)
{
    const struct trial *trial = told;
    struct ls_error error;
    if (ls_sandbox_enter(&trial->sandbox, &error) < 0)
        return CHILD_SETUP;
    return trial->deed() ? CHILD_GOOD : 1;
}

static int outcome(struct ls_sandbox sandbox, bool (*deed)(void))
{
    struct trial trial = {sandbox, deed};
    return in_child(try_it, &trial);
}

static const struct ls_sandbox reading = {.mode = LS_SANDBOX_ENFORCE};
static const struct ls_sandbox writing = {.mode = LS_SANDBOX_ENFORCE, .writes = true};
static const struct ls_sandbox all = {
    .mode = LS_SANDBOX_ENFORCE, .live = true, .writes = true, .serves = true, .screen = true};

static bool run_a_program(void)
{
    static char name[] = "true";
    char *arguments[] = {name, NULL};
    return execv("/bin/true", arguments) == 0;
}

static bool make_a_process(void)
{
    return fork() >= 0;
}

static bool make_a_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool connect_one(void)
{
    struct sockaddr to = {.sa_family = AF_INET};
    return syscall(SYS_connect, 0, &to, sizeof to) == 0;
}

static bool trace_another(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool signal_another(void)
{
    return kill(getppid(), 0) == 0;
}

static bool map_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
           MAP_FAILED;
}

static bool make_code(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool become_root(void)
{
    return setuid(0) == 0;
}

static bool type_for_the_user(void)
{
    char letter = '\n';
    return ioctl(0, TIOCSTI, &letter) == 0;
}

/* The call is made, and an error: this is no terminal. */
static bool set_the_terminal(void)
{
    struct termios state = {0};
    int no_terminal = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return tcsetattr(no_terminal, TCSANOW, &state) < 0 && errno == ENOTTY;
}

static bool unseat_the_guard(void)
{
    signal(SIGSYS, SIG_IGN);
    return true;
}

static bool make_writable(void)
{
    return open("/dev/null", O_RDWR | O_CLOEXEC) >= 0;
}

static const char other[] = "/tmp";

static bool change_own_memory(void)
{
    return open("/proc/self/mem", O_RDWR | O_CLOEXEC) >= 0;
}

static pid_t parent;

static bool read_other_memory(void)
{
    char name[64];
    snprintf(name, sizeof name, "/proc/%ld/mem", (long)parent);
    return open(name, O_RDONLY | O_CLOEXEC) >= 0;
}

static bool write_elsewhere(void)
{
    char name[sizeof other + 16];
    snprintf(name, sizeof name, "%s/XXXXXX", other);
    return mkstemp(name) >= 0 || errno != EACCES;
}

/* Made under another name, and renamed: over nothing and over a file. */
static bool make(const char *name)
{
    char temporary[128];
    snprintf(temporary, sizeof temporary, "%s.XXXXXX", name);
    int fd = mkstemp(temporary);
    return fd >= 0 && write(fd, "x", 1) == 1 && ftruncate(fd, 0) == 0 && close(fd) == 0 &&
           rename(temporary, name) == 0;
}

static char one[64], two[64], fifo[64], to_nothing[64], to_file[64], folder[64];

static const char *const targets[] = {one, two, fifo, to_nothing, to_file, folder};

static bool make_targets(void)
{
    return make(one) && make(one) && make(two) &&
           open(fifo, O_RDWR | O_NONBLOCK | O_CLOEXEC) >= 0 &&
           open(to_nothing, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) >= 0 &&
           open(to_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) >= 0;
}

static bool make_targets_in_a_folder(void)
{
    char name[sizeof folder];
    snprintf(name, sizeof name, "%s", folder);
    *strrchr(name, '/') = '\0';
    return mkdir(name, 0700) == 0 && make(folder);
}

static bool write_beside_a_fifo(void)
{
    char name[sizeof fifo + 2];
    snprintf(name, sizeof name, "%s.x", fifo);
    return open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0 || errno != EACCES;
}

static bool remove_a_file(void)
{
    return unlink("/nonexistent/file") < 0 && errno == ENOENT;
}

static bool take_a_connection(void)
{
    return accept4(0, NULL, NULL, SOCK_CLOEXEC) < 0;
}

static bool ask_for_drops(void)
{
    int value;
    socklen_t n = sizeof value;
    return getsockopt(0, SOL_SOCKET, SO_ERROR, &value, &n) < 0;
}

START_TEST(what_no_run_needs_is_death)
{
    bool (*const deeds[])(void) = {run_a_program, make_a_process,    make_a_socket,   connect_one,
                                   trace_another, signal_another,    map_code,        make_code,
                                   become_root,   type_for_the_user, unseat_the_guard};
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
        ck_assert_msg(outcome(reading, deeds[i]) == -SIGSYS, "deed %zu", i);
        ck_assert_msg(outcome(all, deeds[i]) == -SIGSYS, "deed %zu, all wishes", i);
    }
}
END_TEST

START_TEST(files_are_written_only_where_that_was_asked)
{
    ck_assert_int_eq(outcome(reading, make_writable), -SIGSYS);
    ck_assert_int_eq(outcome(reading, remove_a_file), -SIGSYS);
    const char *const null[] = {"/dev/null"};
    struct ls_sandbox said = writing;
    said.targets = null;
    said.target_count = 1;
    ck_assert_int_eq(outcome(said, make_writable), CHILD_GOOD);
    ck_assert_int_eq(outcome(writing, remove_a_file), CHILD_GOOD);
}
END_TEST

/* Folders of a test: a with a file's place, b with another's, c with what is written where it is.
 */
static void furnish(char root[])
{
    char command[512];
    ck_assert_ptr_nonnull(mkdtemp(root));
    snprintf(one, sizeof one, "%s/a/one", root);
    snprintf(two, sizeof two, "%s/b/two", root);
    snprintf(fifo, sizeof fifo, "%s/c/fifo", root);
    snprintf(to_nothing, sizeof to_nothing, "%s/c/nothing", root);
    snprintf(to_file, sizeof to_file, "%s/c/file", root);
    snprintf(folder, sizeof folder, "%s/d/new/file", root);
    snprintf(command, sizeof command,
             "cd %s && mkdir a b c d e f && mkfifo c/fifo && ln -s ../e/nothing c/nothing && "
             "echo x >f/file && ln -s ../f/file c/file",
             root);
    ck_assert_int_eq(system(command), 0);
}

START_TEST(a_file_is_written_only_where_it_was_said)
{
    char root[] = "/var/tmp/lyncscope-test-XXXXXX", command[64];
    struct ls_sandbox said = writing;
    if (!ls_sandbox_knows_files())
        return;
    furnish(root);
    parent = getpid();
    said.targets = targets;
    said.target_count = sizeof targets / sizeof *targets;
    ck_assert_int_eq(outcome(said, make_targets), CHILD_GOOD);
    ck_assert_int_eq(outcome(said, make_targets_in_a_folder), CHILD_GOOD);
    bool (*const deeds[])(void) = {change_own_memory, read_other_memory, write_elsewhere,
                                   write_beside_a_fifo, make_writable};
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        ck_assert_msg(outcome(said, deeds[i]) == 1, "deed %zu", i);
    ck_assert_int_eq(outcome(reading, read_other_memory), 1);
    snprintf(command, sizeof command, "rm -r %s", root);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

/* What /proc shows of a process that cannot be looked into is root's. */
static int be_hidden(void *told)
{
    struct ls_error error;
    struct stat about;
    (void)told;
    if (geteuid() == 0 && (setgid(1) != 0 || setuid(1) != 0))
        return CHILD_SETUP;
    if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0 || ls_sandbox_enter(&reading, &error) < 0 ||
        stat("/proc/self/status", &about) != 0)
        return CHILD_SETUP;
    return about.st_uid != geteuid() ? CHILD_GOOD : 1;
}

START_TEST(others_cannot_look_in)
{
    ck_assert_int_eq(in_child(be_hidden, NULL), CHILD_GOOD);
}
END_TEST

START_TEST(the_terminal_is_set_only_where_that_was_asked)
{
    ck_assert_int_eq(outcome(reading, set_the_terminal), -SIGSYS);
    ck_assert_int_eq(outcome(all, set_the_terminal), CHILD_GOOD);
}
END_TEST

START_TEST(sockets_are_used_only_where_that_was_asked)
{
    struct ls_sandbox live = {.live = true};
    ck_assert_int_eq(outcome(writing, take_a_connection), -SIGSYS);
    ck_assert_int_eq(outcome(live, take_a_connection), -SIGSYS);
    ck_assert_int_eq(outcome(all, take_a_connection), CHILD_GOOD);
    ck_assert_int_eq(outcome(writing, ask_for_drops), -SIGSYS);
    ck_assert_int_eq(outcome(live, ask_for_drops), CHILD_GOOD);
}
END_TEST

static void *of_a_thread(void *told)
{
    (void)told;
    return malloc(1 << 20);
}

static int by_value(const void *a, const void *b)
{
    return memcmp(a, b, 4);
}

/* Memory, threads, sorting (which asks how much memory there is), time, a file, randomness. */
static bool work(void)
{
    enum { COUNT = 1 << 16 };
    pthread_t thread;
    void *made = NULL;
    char bytes[64];
    if (ls_sandbox_usual() == LS_SANDBOX_ENFORCE && /* a sanitizer does more with each thread */
        (pthread_create(&thread, NULL, of_a_thread, NULL) != 0 || pthread_join(thread, &made) != 0))
        return false;
    free(made);
    uint32_t *numbers = malloc(COUNT * sizeof *numbers);
    if (numbers == NULL)
        return false;
    for (uint32_t i = 0; i < COUNT; i++)
        numbers[i] = i * 2654435761U;
    qsort(numbers, COUNT, sizeof *numbers, by_value);
    free(numbers);
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    return fd >= 0 && read(fd, bytes, sizeof bytes) > 0 && close(fd) == 0 && isatty(0) <= 1 &&
           sysconf(_SC_NPROCESSORS_ONLN) > 0;
}

START_TEST(a_run_can_work)
{
    ck_assert_int_eq(outcome(reading, work), CHILD_GOOD);
    ck_assert_int_eq(outcome(all, work), CHILD_GOOD);
}
END_TEST

static bool give_up(void)
{
    abort();
}

/* A failed assertion is our own mistake, and must look like one. */
START_TEST(abort_stays_abort)
{
    ck_assert_int_eq(outcome(reading, give_up), -SIGABRT);
}
END_TEST

static bool no_new_privileges(void)
{
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

START_TEST(log_permits_and_off_does_nothing)
{
    struct ls_sandbox log = {.mode = LS_SANDBOX_LOG}, off = {.mode = LS_SANDBOX_OFF};
    ck_assert_int_eq(outcome(log, make_a_socket), CHILD_GOOD);
    ck_assert_int_eq(outcome(log, no_new_privileges), CHILD_GOOD);
    ck_assert_int_eq(outcome(log, run_a_program), CHILD_GOOD);
    ck_assert_int_eq(outcome(off, make_a_socket), CHILD_GOOD);
    ck_assert_int_eq(outcome(off, run_a_program), CHILD_GOOD);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine/sandbox");
    TCase *tests = tcase_create("all");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, what_no_run_needs_is_death);
    tcase_add_test(tests, files_are_written_only_where_that_was_asked);
    tcase_add_test(tests, a_file_is_written_only_where_it_was_said);
    tcase_add_test(tests, others_cannot_look_in);
    tcase_add_test(tests, the_terminal_is_set_only_where_that_was_asked);
    tcase_add_test(tests, sockets_are_used_only_where_that_was_asked);
    tcase_add_test(tests, a_run_can_work);
    tcase_add_test(tests, abort_stays_abort);
    tcase_add_test(tests, log_permits_and_off_does_nothing);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
