/* notify.c - READY=1, WATCHDOG=1, STOPPING=1 and STATUS= to the socket of a service manager. */
#include "cli/notify.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lyncscope/clock.h"

#define STATUS_EVERY (10 * LS_SECOND) /* where no watchdog asks for more */

/* A path, or "@" and a name of the abstract kind (unix(7)). Returns the length, 0 for no address.
 */
static socklen_t address_of(const char *name, struct sockaddr_un *to)
{
    size_t n = strlen(name);
    if ((name[0] != '/' && name[0] != '@') || n < 2 || n >= sizeof to->sun_path)
        return 0;
    *to = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(to->sun_path, name, n);
    if (name[0] == '@')
        to->sun_path[0] = '\0';
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
}

/* sd_watchdog_enabled(3): microseconds, for the process whose number is given; half is advised. */
static int64_t watchdog_ns(void)
{
    const char *pid = getenv("WATCHDOG_PID");
    const char *usec = getenv("WATCHDOG_USEC");
    char *end;
    if (usec == NULL || (pid != NULL && strtoll(pid, NULL, 10) != (long long)getpid()))
        return 0;
    long long n = strtoll(usec, &end, 10);
    if (*end != '\0' || n <= 0 || n > INT64_MAX / 1000)
        return 0;
    return (int64_t)n * 1000 / 2;
}

void notify_open(struct notify *notify)
{
    const char *name = getenv("NOTIFY_SOCKET");
    struct sockaddr_un to;
    *notify = (struct notify){0};
    socklen_t n = name != NULL ? address_of(name, &to) : 0;
    if (n == 0)
        return;
    notify->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    notify->on = notify->fd >= 0;
    if (notify->on && connect(notify->fd, (const struct sockaddr *)&to, n) < 0)
        notify_close(notify);
    notify->watchdog_ns = watchdog_ns();
}

void notify_close(struct notify *notify)
{
    if (notify->on)
        close(notify->fd);
    notify->on = false;
}

LS_PRINTF(3, 0)
static void tell(const struct notify *notify, const char *what, const char *format, va_list args)
{
    char text[256];
    if (!notify->on)
        return;
    int n = snprintf(text, sizeof text, "%s\nSTATUS=", what);
    vsnprintf(text + n, sizeof text - (size_t)n, format, args);
    if (write(notify->fd, text, strlen(text)) < 0)
        return; /* the next sign of life may get through */
}

void notify_ready(struct notify *notify, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tell(notify, "READY=1", format, args);
    va_end(args);
}

bool notify_due(struct notify *notify, int64_t now_ns)
{
    if (!notify->on || now_ns < notify->next_ns)
        return false;
    notify->next_ns = now_ns + (notify->watchdog_ns > 0 && notify->watchdog_ns < STATUS_EVERY
                                    ? notify->watchdog_ns
                                    : STATUS_EVERY);
    return true;
}

void notify_alive(struct notify *notify, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tell(notify, "WATCHDOG=1", format, args);
    va_end(args);
}

LS_PRINTF(3, 4)
static void tell_plain(const struct notify *notify, const char *what, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tell(notify, what, format, args);
    va_end(args);
}

void notify_stopping(struct notify *notify)
{
    tell_plain(notify, "STOPPING=1", "writing what was found");
}
