/*
 * watch.c - stands where the program stood: runs PROGRAM.real, notes how it ended, ends likewise
 *
 * One line a run is added to $LS_WATCH: the status, or minus the signal, and the arguments.
 */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile pid_t child;

static void pass_on(int number)
{
    if (child > 0)
        kill(child, number);
}

static void note(int outcome, char **argv)
{
    const char *path = getenv("LS_WATCH");
    char line[4096];
    int n = snprintf(line, sizeof line, "%d", outcome);
    for (; *argv != NULL && n < (int)sizeof line - 1; argv++)
        n += snprintf(line + n, sizeof line - (size_t)n, " %s", *argv);
    n = n < (int)sizeof line - 1 ? n : (int)sizeof line - 2;
    line[n++] = '\n';
    int fd = path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644) : -1;
    if (fd < 0 || write(fd, line, (size_t)n) != n)
        abort(); /* a run that is not counted would pass for a good one */
    close(fd);
}

int main(int argc, char **argv)
{
    char real[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", real, sizeof real - 8);
    if (n < 0 || argc < 1)
        abort();
    memcpy(real + n, ".real", sizeof ".real");
    struct sigaction action = {.sa_handler = pass_on};
    const int passed[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
        sigaction(passed[i], &action, NULL);
    child = fork();
    if (child == 0) {
        execv(real, argv);
        abort();
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        continue; /* a signal that is passed on */
    note(WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status), argv + 1);
    if (WIFSIGNALED(status)) {
        signal(WTERMSIG(status), SIG_DFL);
        raise(WTERMSIG(status));
    }
    return WEXITSTATUS(status);
}
