/*
 * measure.c - what a command took: wall and processor seconds, peak memory
 *
 *   lyncscope-measure COMMAND [ARGUMENT...]
 *
 * Standard output of the command is thrown away; on ours stands one line:
 * wall seconds, user + system seconds, peak resident KiB. Exit status 1 and 3 of the command are
 * no failures: lyncscope says findings and incomplete input that way.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void run(char **command)
{
    int null = open("/dev/null", O_WRONLY);
    if (null >= 0)
        dup2(null, STDOUT_FILENO);
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
}

int main(int argc, char **argv)
{
    struct rusage used;
    int status;
    if (argc < 2) {
        fprintf(stderr, "usage: lyncscope-measure COMMAND [ARGUMENT...]\n");
        return 2;
    }
    double begin = now();
    pid_t child = fork();
    if (child == 0)
        run(argv + 1);
    if (child < 0 || wait4(child, &status, 0, &used) < 0) {
        perror("lyncscope-measure");
        return 2;
    }
    double wall = now() - begin;
    int answer = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    if (answer != 0 && answer != 1 && answer != 3) {
        fprintf(stderr, "lyncscope-measure: %s ended with %d\n", argv[1], answer);
        return 2;
    }
    printf("%.4f %.4f %ld\n", wall, seconds(used.ru_utime) + seconds(used.ru_stime),
           used.ru_maxrss);
    return 0;
}
