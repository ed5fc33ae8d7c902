/* privileges.c - once the interface is open, nothing needs root any more. */
#include "lyncscope/engine.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

int ls_privileges_drop(const char *user, struct ls_error *error)
{
    errno = 0;
    struct passwd *entry = getpwnam(user);
    if (entry == NULL)
        return ls_fail(error, LS_E_USAGE, "-Z %s: no such user", user);
    if (initgroups(entry->pw_name, entry->pw_gid) != 0 || setgid(entry->pw_gid) != 0 ||
        setuid(entry->pw_uid) != 0)
        return ls_fail(error, LS_E_USAGE, "-Z %s: %s", user, strerror(errno));
    if (entry->pw_uid != 0 && setuid(0) == 0)
        return ls_fail(error, LS_E_USAGE, "-Z %s: root could be regained", user);
    return 0;
}
