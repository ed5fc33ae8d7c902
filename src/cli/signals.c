/* signals.c - flags set by handlers, read between two steps. */
#include "cli/signals.h"

#include <signal.h>

#include "cli/watch/restore.h"

/* Signal handlers take no argument, so what they touch has to stand somewhere static. */
static struct ls_source *volatile interrupted_source;
static volatile sig_atomic_t interrupted, status_wanted, reload_wanted;

static void on_end(int number)
{
    (void)number;
    struct ls_source *source = interrupted_source;
    interrupted = 1;
    if (source != NULL)
        ls_source_stop(source);
}

/* The terminal belongs to whoever started us, also when the end cannot be waited for. */
static void on_end_of_screen(int number)
{
    if (interrupted) {
        restore_now();
        signal(number, SIG_DFL);
        raise(number);
    }
    on_end(number);
}

static void on_wish(int number)
{
    if (number == SIGUSR1)
        status_wanted = 1;
    else
        reload_wanted = 1;
}

static void handle(int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    action.sa_flags = flags;
    sigaction(number, &action, NULL);
}

static void catch_of_screen(bool give_back)
{
    void (*end)(int) = give_back ? SIG_DFL : on_end_of_screen;
    handle(SIGINT, end, 0);
    handle(SIGTERM, end, 0);
    handle(SIGHUP, end, 0);
    handle(SIGUSR1, give_back ? SIG_IGN : on_wish, SA_RESTART);
}

void signals_catch(struct ls_source *source, enum signals_of of)
{
    void (*end)(int) = source ? on_end : SIG_DFL;
    void (*wish)(int) = source ? on_wish : SIG_IGN; /* one that comes late must not kill us */
    interrupted_source = source;
    if (of == SIGNALS_WATCH) {
        catch_of_screen(source == NULL);
        return;
    }
    handle(SIGINT, end, (int)SA_RESETHAND); /* a second Ctrl-C ends the program at once */
    handle(SIGTERM, end, (int)SA_RESETHAND);
    if (of == SIGNALS_FILES)
        return;
    handle(SIGUSR1, wish, SA_RESTART);
    handle(SIGHUP, wish, SA_RESTART);
}

bool signals_interrupted(void)
{
    return interrupted != 0;
}

static bool take(volatile sig_atomic_t *flag)
{
    bool set = *flag != 0;
    *flag = 0;
    return set;
}

bool signals_status(void)
{
    return take(&status_wanted);
}

bool signals_reload(void)
{
    return take(&reload_wanted);
}
