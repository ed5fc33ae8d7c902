/*
 * landlock.c - files are written where the user said, and nowhere else
 *
 * A filter of system calls does not see names; Landlock, Linux 5.13, does: landlock(7). What is not
 * granted here is refused with EACCES, files under /proc and the memory of other processes
 * included. There is no C library function for it yet.
 */
#include "engine/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lyncscope/replace.h"

#if __has_include(<linux/landlock.h>) && defined(SYS_landlock_create_ruleset)

#include <linux/landlock.h>

#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (UINT64_C(1) << 14)
#endif

enum { TRUNCATE_SINCE = 3, LINKS_MAX = 8 };

/* A file that is written where it is. */
#define IN_PLACE      (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE)
/* A folder in which a file is made under another name and renamed. */
#define MAKING        (IN_PLACE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE)
/* A folder in which a folder is made first. */
#define MAKING_FOLDER (MAKING | LANDLOCK_ACCESS_FS_MAKE_DIR)
#define ALL_WRITING                                                                                \
    (MAKING_FOLDER | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_CHAR |                \
     LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
     LANDLOCK_ACCESS_FS_MAKE_SYM)

struct rules {
    int fd;
    uint64_t known; /* what this kernel can restrict */
};

/* The version of its interface, or something below 1. */
static long version(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

/* What is not there, or in no file system, as a pipe, needs no rule: opening says what is wrong. */
static void grant(const struct rules *rules, const char *path, uint64_t rights)
{
    struct stat about;
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return;
    if (fstat(fd, &about) == 0 && !S_ISDIR(about.st_mode))
        rights &= IN_PLACE;
    struct landlock_path_beneath_attr rule = {.allowed_access = rights & rules->known,
                                              .parent_fd = fd};
    (void)syscall(SYS_landlock_add_rule, rules->fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(fd);
}

/* Cuts off the last name and the slashes before it; "." and "/" remain where nothing else does. */
static void to_folder(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash == NULL) {
        memcpy(path, ".", 2);
        return;
    }
    while (slash > path && slash[-1] == '/')
        slash--;
    slash[slash == path] = '\0';
}

/* Follows a link that points to nothing yet, one step. */
static bool follow(char path[PATH_MAX])
{
    char to[PATH_MAX], from[PATH_MAX];
    ssize_t n = readlink(path, to, sizeof to - 1);
    if (n < 0)
        return false;
    to[n] = '\0';
    snprintf(from, sizeof from, "%s", path);
    to_folder(from);
    int length = to[0] == '/' ? snprintf(path, PATH_MAX, "%s", to)
                              : snprintf(path, PATH_MAX, "%s/%s", from, to);
    return length < PATH_MAX;
}

static void grant_target(const struct rules *rules, const char *target)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s", target) >= (int)sizeof path)
        return;
    for (int i = 0; i < LINKS_MAX && access(path, F_OK) < 0 && follow(path); i++)
        ;
    if (ls_replace_direct(path)) {
        grant(rules, path, IN_PLACE);
        return;
    }
    to_folder(path);
    if (access(path, F_OK) == 0) {
        grant(rules, path, MAKING);
        return;
    }
    to_folder(path);
    grant(rules, path, MAKING_FOLDER);
}

int ls_landlock_enter(const char *const *targets, size_t count, struct ls_error *error)
{
    long interface = version();
    if (interface < 1)
        return 0;
    struct rules rules = {.known = ALL_WRITING};
    if (interface < TRUNCATE_SINCE)
        rules.known &= ~LANDLOCK_ACCESS_FS_TRUNCATE;
    struct landlock_ruleset_attr attributes = {.handled_access_fs = rules.known};
    rules.fd = (int)syscall(SYS_landlock_create_ruleset, &attributes,
                            sizeof attributes.handled_access_fs, 0);
    for (size_t i = 0; rules.fd >= 0 && i < count; i++)
        grant_target(&rules, targets[i]);
    long code = rules.fd >= 0 ? syscall(SYS_landlock_restrict_self, rules.fd, 0) : -1;
    int why = errno;
    if (rules.fd >= 0)
        close(rules.fd);
    if (code == 0)
        return 0;
    return ls_fail(error, LS_E_USAGE,
                   "sandbox: this system does not let the program restrict its files (%s); "
                   "--sandbox off runs without that",
                   strerror(why));
}

bool ls_sandbox_knows_files(void)
{
    return version() >= 1;
}

#else

int ls_landlock_enter(const char *const *targets, size_t count, struct ls_error *error)
{
    (void)targets, (void)count, (void)error;
    return 0;
}

bool ls_sandbox_knows_files(void)
{
    return false;
}

#endif
