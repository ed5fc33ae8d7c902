/*
 * sandbox.c - the system calls that reading strangers' packets needs, and no others
 *
 * A list of what is allowed, by libseccomp; seccomp(2). What a filter cannot see is what a pointer
 * points to, so it cannot tell one path from another: that is for Landlock (landlock.c). Without
 * it, whoever took over the program where files are written could replace what its user may, and
 * through /proc change the program's memory and that of others. Users and capabilities
 * (privileges.c) and the service's own view of the file system bound that. It could start no
 * program, map no code and open no connection; the socket of a live capture can send frames.
 *
 * What is not listed raises SIGSYS, which nothing can ignore: the default is death, and a program
 * may set a handler before to say why. An error number in its place would let a run go on whose
 * results lack something; and a hijacked one try again.
 */
#include "lyncscope/engine.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <linux/sockios.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <seccomp.h>
#include <sys/prctl.h>

#include "engine/landlock.h"

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41 /* Linux 5.17; newer C libraries name their memory with it */
#endif

/* Only the low half of an int argument is defined. */
#define LOW UINT32_MAX

struct list {
    const int *calls;
    size_t count;
};

/* For reading files, memory, time, and threads that exist. */
static const int always[] = {
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(pwrite64),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(getdents64),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(fadvise64),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getcpu),
    SCMP_SYS(membarrier),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(getrandom),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(getrusage),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
};

/* A file is made under another name, and comes to its own when it is complete. */
static const int writing[] = {
    SCMP_SYS(fchmod),    SCMP_SYS(umask),    SCMP_SYS(fsync),    SCMP_SYS(fdatasync),
    SCMP_SYS(ftruncate), SCMP_SYS(rename),   SCMP_SYS(renameat), SCMP_SYS(renameat2),
    SCMP_SYS(unlink),    SCMP_SYS(unlinkat), SCMP_SYS(mkdir),
};

/* On sockets that are open; none can be made. */
static const int serving[] = {
    SCMP_SYS(accept4),       SCMP_SYS(recvfrom),   SCMP_SYS(recvmsg),     SCMP_SYS(sendto),
    SCMP_SYS(sendmsg),       SCMP_SYS(shutdown),   SCMP_SYS(getsockname), SCMP_SYS(getpeername),
    SCMP_SYS(setsockopt),    SCMP_SYS(getsockopt), SCMP_SYS(select),      SCMP_SYS(pselect6),
    SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl),  SCMP_SYS(epoll_wait),  SCMP_SYS(epoll_pwait),
    SCMP_SYS(eventfd2),
};

/* One argument of a call has to be so. */
struct narrow {
    int call;
    struct scmp_arg_cmp argument;
};

static int add_list(scmp_filter_ctx filter, const int *calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
        if (code < 0)
            return code;
    }
    return 0;
}

static int add_narrow(scmp_filter_ctx filter, const struct narrow *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int code =
            seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, list[i].call, 1, &list[i].argument);
        if (code < 0)
            return code;
    }
    return 0;
}

/* What is wanted of each of these is harmless; the rest of what they can do is not. */
static int add_narrow_always(scmp_filter_ctx filter)
{
    const struct narrow list[] = {
        /* no code but the program's own */
        {SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
        {SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
        /* threads, not processes; flags come first on all machines but s390 */
        {SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)},
        /* SIGSYS keeps the handler it has */
        {SCMP_SYS(rt_sigaction), SCMP_A0(SCMP_CMP_NE, SIGSYS, 0)},
        /* abort() and raise() */
        {SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0)},
        {SCMP_SYS(prlimit64), SCMP_A0(SCMP_CMP_EQ, 0, 0)},
        {SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_MASKED_EQ, LOW, PR_SET_NAME)},
        {SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_MASKED_EQ, LOW, PR_SET_VMA)},
        {SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, F_DUPFD_CLOEXEC)},
        {SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, F_GETFD)},
        {SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, F_SETFD)},
        {SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, F_GETFL)},
        {SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, F_SETFL)},
        /* isatty(), and how wide the terminal is */
        {SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, TCGETS)},
        {SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, TCGETS2)},
        {SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, TIOCGWINSZ)},
    };
    return add_narrow(filter, list, sizeof list / sizeof *list);
}

/*
 * libpcap asks the packet socket for drops and errors and, when the network goes down, whether the
 * interface is still there.
 */
static int add_live(scmp_filter_ctx filter)
{
    const struct narrow list[] = {
        {SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, SIOCGIFFLAGS)},
        {SCMP_SYS(getsockopt), SCMP_A1(SCMP_CMP_EQ, SOL_PACKET, 0)},
        {SCMP_SYS(getsockopt), SCMP_A1(SCMP_CMP_EQ, SOL_SOCKET, 0)},
        {SCMP_SYS(setsockopt), SCMP_A1(SCMP_CMP_EQ, SOL_PACKET, 0)},
    };
    static const int calls[] = {SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(getsockname)};
    int code = add_list(filter, calls, sizeof calls / sizeof *calls);
    return code < 0 ? code : add_narrow(filter, list, sizeof list / sizeof *list);
}

/*
 * libpcap opens an interface: a packet socket, and one of generic netlink to ask what the interface
 * can do. Who may not change interfaces (CAP_NET_ADMIN) can only ask.
 */
static int add_reopening(scmp_filter_ctx filter)
{
    const struct narrow list[] = {
        {SCMP_SYS(socket), SCMP_A0(SCMP_CMP_EQ, AF_PACKET, 0)},
        /* stamps of nanoseconds, and the filter */
        {SCMP_SYS(setsockopt), SCMP_A1(SCMP_CMP_EQ, SOL_SOCKET, 0)},
        {SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, SIOCGIFINDEX)},
        {SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, SIOCGIFNAME)},
        {SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, SIOCGIFHWADDR)},
        {SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, SIOCGIFMTU)},
        {SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, SIOCETHTOOL)},
    };
    static const int calls[] = {SCMP_SYS(bind), SCMP_SYS(eventfd2)};
    int code = add_list(filter, calls, sizeof calls / sizeof *calls);
    if (code == 0)
        code = add_narrow(filter, list, sizeof list / sizeof *list);
    if (code < 0)
        return code;
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2,
                            SCMP_A0(SCMP_CMP_EQ, AF_NETLINK, 0),
                            SCMP_A2(SCMP_CMP_EQ, NETLINK_GENERIC, 0));
}

/* How a terminal is set (tcsetattr(3)); typing for the user (TIOCSTI) is not among it. */
static int add_screen(scmp_filter_ctx filter)
{
    const struct narrow list[] = {
        {SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, TCSETS)},
        {SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, TCSETSW)},
        {SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, TCSETSF)},
        {SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, LOW, TCFLSH)},
    };
    return add_narrow(filter, list, sizeof list / sizeof *list);
}

static int add_opening(scmp_filter_ctx filter, bool writes)
{
    const struct narrow reading = {
        SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY)};
    if (!writes)
        return add_narrow(filter, &reading, 1);
    int code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 0);
    return code < 0 ? code : add_list(filter, writing, sizeof writing / sizeof *writing);
}

static int fill(scmp_filter_ctx filter, const struct ls_sandbox *wish)
{
    int code = add_list(filter, always, sizeof always / sizeof *always);
    if (code == 0)
        code = add_narrow_always(filter);
    if (code == 0)
        code = add_opening(filter, wish->writes);
    if (code == 0 && wish->live)
        code = add_live(filter);
    if (code == 0 && wish->reopens)
        code = add_reopening(filter);
    if (code == 0 && wish->screen)
        code = add_screen(filter);
    if (code == 0 && wish->serves)
        code = add_list(filter, serving, sizeof serving / sizeof *serving);
    /* Its flags stand in memory, where no filter sees them: threads are made with clone() then. */
    if (code == 0)
        code = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    return code;
}

/*
 * Kernels before 5.16 slow a filtered program down, as browsers want it that run strangers' code
 * (speculative store bypass, PR_SET_SPECULATION_CTRL); here runs none.
 */
static int set_up(scmp_filter_ctx filter, uint32_t action)
{
    int code = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, action);
    if (code == 0)
        code = seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 1);
    (void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
    (void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    return code;
}

/* Of a program that only logs a leak checker wants to know what this hides. */
static int close_files(const struct ls_sandbox *wish, struct ls_error *error)
{
    if (wish->mode != LS_SANDBOX_ENFORCE)
        return 0;
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return ls_fail(error, LS_E_USAGE, "sandbox: %s", strerror(errno));
    return ls_landlock_enter(wish->targets, wish->target_count, error);
}

int ls_sandbox_enter(const struct ls_sandbox *wish, struct ls_error *error)
{
    if (wish->mode == LS_SANDBOX_OFF)
        return 0;
    if (close_files(wish, error) < 0)
        return error->code;
    uint32_t action = wish->mode == LS_SANDBOX_LOG ? SCMP_ACT_LOG : SCMP_ACT_TRAP;
    scmp_filter_ctx filter = seccomp_init(action);
    if (filter == NULL)
        return ls_fail(error, LS_E_MEMORY, "sandbox: the filter of system calls cannot be made");
    int code = set_up(filter, action);
    if (code == 0)
        code = fill(filter, wish);
    if (code == 0)
        code = seccomp_load(filter);
    seccomp_release(filter);
    if (code == 0)
        return 0;
    return ls_fail(error, LS_E_USAGE,
                   "sandbox: this system does not let the program restrict its system calls (%s); "
                   "--sandbox off runs without that",
                   strerror(-code));
}

#if defined(__has_feature)
#define LS_HAS(what) __has_feature(what)
#else
#define LS_HAS(what) 0
#endif

/*
 * The leak checker of a sanitized build stops all threads and reads them with ptrace, which no list
 * of ours should have; a build for coverage writes its counts to files of its own in the end.
 */
enum ls_sandbox_mode ls_sandbox_usual(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || LS_HAS(address_sanitizer) ||  \
    LS_HAS(thread_sanitizer) || defined(LS_COVERAGE)
    return LS_SANDBOX_LOG;
#else
    return LS_SANDBOX_ENFORCE;
#endif
}
