/*
 * cost.c - runs a program and says what it cost: cost FILE PROGRAM ARGUMENTS...
 *
 * FILE gets its peak of resident memory in KiB and its processor time in milliseconds; the exit
 * status is the program's.
 */
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long milliseconds(struct timeval spent)
{
    return (long)spent.tv_sec * 1000 + (long)spent.tv_usec / 1000;
}

int main(int count, char **words)
{
    struct rusage usage;
    int status;
    pid_t child;
    if (count < 3 || posix_spawnp(&child, words[2], NULL, NULL, words + 2, environ) != 0 ||
        waitpid(child, &status, 0) != child || getrusage(RUSAGE_CHILDREN, &usage) != 0)
        return 125;
    FILE *file = fopen(words[1], "w");
    if (file == NULL)
        return 125;
    fprintf(file, "%ld %ld\n", usage.ru_maxrss,
            milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime));
    return fclose(file) == 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
