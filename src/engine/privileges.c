/*
 * privileges.c - once the sources are open, nothing needs root any more
 *
 * Reading an interface as root ends as another user. Files that root reads stay root's business,
 * because files that are opened later and results are root's too; of its powers over everything
 * else only those over files are left. capabilities(7).
 */
#include "lyncscope/engine.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include <cap-ng.h>
#include <sys/prctl.h>

/* The user of the packages, then the one every system has. */
static const struct passwd *usual_user(void)
{
    const struct passwd *entry = getpwnam("lyncscope");
    return entry != NULL ? entry : getpwnam("nobody");
}

/* *entry is NULL where nobody else need be become. */
static int choose_user(const struct ls_privileges *wish, const struct passwd **entry,
                       struct ls_error *error)
{
    *entry = NULL;
    if (wish->user != NULL) {
        *entry = getpwnam(wish->user);
        return *entry != NULL ? 0 : ls_fail(error, LS_E_USAGE, "-Z %s: no such user", wish->user);
    }
    if (geteuid() != 0 || !wish->live)
        return 0;
    *entry = usual_user();
    if (*entry == NULL)
        return ls_fail(error, LS_E_USAGE,
                       "there is neither a user lyncscope nor nobody to run as: name one with -Z "
                       "(-Z root stays root)");
    return 0;
}

/* The bounding set can be emptied only by who may; no_new_privs makes it idle in any case. */
static bool may_change_bounds(void)
{
    return capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP) == 1;
}

/* Of all that opens an interface this is the least; it opens others, too, so it must be asked for.
 */
static bool keep_raw(const struct ls_privileges *wish, bool had)
{
    if (had && wish->reopens)
        capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_NET_RAW);
    return had && wish->reopens;
}

static int become(const struct passwd *entry, const struct ls_privileges *wish,
                  struct ls_error *error)
{
    int flags = CAPNG_INIT_SUPP_GRP | (may_change_bounds() ? CAPNG_CLEAR_BOUNDING : 0);
    bool had_raw = capng_have_capability(CAPNG_EFFECTIVE, CAP_NET_RAW) == 1;
    capng_clear(CAPNG_SELECT_BOTH);
    bool raw = keep_raw(wish, had_raw);
    errno = 0;
    int code = capng_change_id((int)entry->pw_uid, (int)entry->pw_gid, (capng_flags_t)flags);
    if (code < 0)
        return ls_fail(error, LS_E_USAGE, "-Z %s: %s", entry->pw_name,
                       errno != 0 ? strerror(errno) : "the privileges cannot be given up");
    if (setuid(0) == 0 || getgid() != entry->pw_gid ||
        capng_have_capabilities(CAPNG_SELECT_CAPS) != (raw ? CAPNG_PARTIAL : CAPNG_NONE))
        return ls_fail(error, LS_E_USAGE, "-Z %s: root could be regained", entry->pw_name);
    return 0;
}

/*
 * Root without any power over files could not read a capture of another user, nor write into a
 * folder of one, nor replace a file there; all that is what root was asked for.
 */
static void keep_files(const struct ls_privileges *wish, const bool *had)
{
    if (had[0] && !wish->writes)
        capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_DAC_READ_SEARCH);
    if (had[1] && wish->writes)
        capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_DAC_OVERRIDE);
    if (had[2] && wish->writes)
        capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_FOWNER);
}

static int stay(const struct ls_privileges *wish, struct ls_error *error)
{
    bool had[] = {
        capng_have_capability(CAPNG_EFFECTIVE, CAP_DAC_READ_SEARCH) == 1,
        capng_have_capability(CAPNG_EFFECTIVE, CAP_DAC_OVERRIDE) == 1,
        capng_have_capability(CAPNG_EFFECTIVE, CAP_FOWNER) == 1,
    };
    bool had_raw = capng_have_capability(CAPNG_EFFECTIVE, CAP_NET_RAW) == 1;
    capng_select_t what = may_change_bounds() ? CAPNG_SELECT_BOTH : CAPNG_SELECT_CAPS;
    capng_clear(CAPNG_SELECT_BOTH);
    if (geteuid() == 0)
        keep_files(wish, had);
    (void)keep_raw(wish, had_raw);
    if (capng_apply(what) < 0)
        return ls_fail(error, LS_E_USAGE, "the capabilities cannot be given up");
    return 0;
}

int ls_privileges_drop(const struct ls_privileges *wish, const char **became,
                       struct ls_error *error)
{
    const struct passwd *entry;
    int code = choose_user(wish, &entry, error);
    if (code < 0)
        return code;
    *became = NULL;
    if (capng_get_caps_process() < 0)
        return ls_fail(error, LS_E_USAGE, "the capabilities cannot be read");
    if (entry != NULL && entry->pw_uid == geteuid() && entry->pw_uid == getuid())
        entry = NULL;
    code = entry != NULL ? become(entry, wish, error) : stay(wish, error);
    if (code < 0)
        return code;
    if (entry != NULL)
        *became = entry->pw_name;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return ls_fail(error, LS_E_USAGE, "no_new_privs: %s", strerror(errno));
    return 0;
}
