/* restore.c - a copy of the terminal's state, and handlers that put it back. */
#include "cli/watch/restore.h"

#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const int deadly[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGQUIT};

enum { DEADLY = sizeof deadly / sizeof *deadly, TEXT = 128 };

/* Signal handlers take no argument, so what they touch has to stand somewhere static. */
static struct {
    volatile sig_atomic_t armed;
    int fd;
    struct termios state;
    char text[TEXT];
    size_t n;
    struct sigaction before[DEADLY];
} saved;

void restore_now(void)
{
    if (!saved.armed)
        return;
    saved.armed = 0;
    ssize_t written = write(saved.fd, saved.text, saved.n);
    (void)written; /* there is nobody left to tell */
    tcsetattr(saved.fd, TCSANOW, &saved.state);
}

/* What was to happen before happens then: a report of the sanitizer, or the end. */
static void on_deadly(int number)
{
    restore_now();
    for (int i = 0; i < DEADLY; i++)
        if (deadly[i] == number)
            sigaction(number, &saved.before[i], NULL);
    raise(number);
}

void restore_arm(int fd, const char *text, size_t n)
{
    struct sigaction action = {.sa_handler = on_deadly};
    sigemptyset(&action.sa_mask);
    saved.fd = fd;
    saved.n = n < TEXT ? n : 0;
    memcpy(saved.text, text, saved.n);
    if (tcgetattr(fd, &saved.state) < 0)
        return;
    saved.armed = 1;
    for (int i = 0; i < DEADLY; i++)
        sigaction(deadly[i], &action, &saved.before[i]);
}

void restore_disarm(void)
{
    if (!saved.armed)
        return;
    saved.armed = 0;
    for (int i = 0; i < DEADLY; i++)
        sigaction(deadly[i], &saved.before[i], NULL);
}
