/* child.h - what cannot be taken back is tried in a child process; only its end is looked at. */
#pragma once

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILD_GOOD = 0, CHILD_SETUP = 90 };

/* Returns the exit status, or minus the signal. _exit: a leak checker has no say in the child. */
static int in_child(int (*deed)(void *), void *told)
{
    int status;
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0}); /* death is expected */
        _exit(deed(told));
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}
