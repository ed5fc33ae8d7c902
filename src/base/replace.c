/* replace.c - temporary file, then rename. */
#include "lyncscope/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PERMISSIONS = 0777 };

bool ls_replace_direct(const char *path)
{
    struct stat about;
    if (lstat(path, &about) == 0 && S_ISLNK(about.st_mode))
        return true;
    return stat(path, &about) == 0 && !S_ISREG(about.st_mode);
}

static mode_t mode_of(const char *path, mode_t mode)
{
    struct stat about;
    if (stat(path, &about) == 0)
        return about.st_mode & PERMISSIONS;
    mode_t mask = umask(0);
    umask(mask);
    return mode & ~mask;
}

/* In the same folder, so that the rename stays on one file system. */
static int open_temporary(struct ls_replacement *new, mode_t mode)
{
    if (asprintf(&new->temporary, "%s.XXXXXX", new->path) < 0) {
        new->temporary = NULL;
        errno = ENOMEM;
        return -1;
    }
    int fd = mkostemp(new->temporary, O_CLOEXEC);
    if (fd >= 0 && fchmod(fd, mode_of(new->path, mode)) == 0)
        return fd;
    int why = errno;
    if (fd >= 0) {
        close(fd);
        unlink(new->temporary);
    }
    free(new->temporary);
    new->temporary = NULL;
    errno = why;
    return -1;
}

int ls_replace_open(struct ls_replacement *new, const char *path, mode_t mode,
                    struct ls_error *error)
{
    *new = (struct ls_replacement){.path = path};
    int fd = ls_replace_direct(path)
                 ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, mode)
                 : open_temporary(new, mode);
    if (fd < 0)
        return ls_fail(error, LS_E_OPEN, "%s: %s", path, strerror(errno));
    new->file = fdopen(fd, "w");
    if (new->file != NULL)
        return 0;
    close(fd);
    ls_replace_abandon(new);
    return ls_fail(error, LS_E_MEMORY, "%s: out of memory", path);
}

/* Some file systems have nothing to bring to the disk. */
static bool on_disk(FILE *file)
{
    return fsync(fileno(file)) == 0 || errno == EINVAL || errno == EROFS;
}

int ls_replace_close(struct ls_replacement *new, struct ls_error *error)
{
    errno = 0;
    bool good = fflush(new->file) == 0 && !ferror(new->file) &&
                (new->temporary == NULL || on_disk(new->file));
    int why = errno != 0 ? errno : EIO;
    if (fclose(new->file) != 0 && good) {
        good = false;
        why = errno;
    }
    if (good && new->temporary != NULL && rename(new->temporary, new->path) != 0) {
        good = false;
        why = errno;
    }
    if (!good && new->temporary != NULL)
        unlink(new->temporary);
    free(new->temporary);
    const char *path = new->path;
    *new = (struct ls_replacement){0};
    return good ? 0 : ls_fail(error, LS_E_READ, "%s: cannot be written: %s", path, strerror(why));
}

void ls_replace_abandon(struct ls_replacement *new)
{
    if (new->temporary != NULL)
        unlink(new->temporary);
    if (new->file != NULL)
        fclose(new->file);
    free(new->temporary);
    *new = (struct ls_replacement){0};
}
