/* evidence.c - the file of the packets of flows with findings: complete, or not there. */
#include "capture/evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_TRIES = 100 };

/*
 * Devices, FIFOs and standard output cannot be replaced by a rename, and a link must not be:
 * /dev/stdout is one, and whoever may write to /dev would lose it.
 */
static bool written_directly(const char *path)
{
    struct stat about;
    if (strcmp(path, "-") == 0)
        return true;
    if (lstat(path, &about) == 0 && S_ISLNK(about.st_mode))
        return true;
    return stat(path, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode);
}

/* In the same folder, so that the rename stays on one file system. */
static int open_temporary(struct ls_evidence_file *file)
{
    const char *slash = strrchr(file->path, '/');
    int folder = slash != NULL ? (int)(slash - file->path) + 1 : 0;
    for (int i = 0; i < NAME_TRIES; i++) {
        if (asprintf(&file->temporary, "%.*s.%s.%ld-%d", folder, file->path, file->path + folder,
                     (long)getpid(), i) < 0) {
            file->temporary = NULL;
            errno = ENOMEM;
            return -1;
        }
        int fd = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0)
            return fd;
        free(file->temporary);
        file->temporary = NULL;
        if (errno != EEXIST)
            return -1;
    }
    return -1;
}

static int open_target(struct ls_evidence_file *file)
{
    struct stat about;
    if (strcmp(file->path, "-") == 0)
        return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    if (written_directly(file->path))
        return open(file->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
    if (stat(file->path, &about) == 0 && S_ISDIR(about.st_mode)) {
        errno = EISDIR;
        return -1;
    }
    return open_temporary(file);
}

static int start(struct ls_evidence_file *file, const char *application, struct ls_error *error)
{
    int fd = open_target(file);
    if (fd < 0)
        return ls_fail(error, LS_E_OPEN, "%s: %s", file->path, strerror(errno));
    file->file = fdopen(fd, "w");
    if (file->file == NULL) {
        close(fd);
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", file->path);
    }
    return file->classic ? 0 : ls_evidence_ng_begin(file, application, error);
}

static bool wants_classic(const char *path)
{
    static const char suffix[] = ".pcap";
    size_t n = strlen(path);
    return n >= sizeof suffix - 1 && strcasecmp(path + n - (sizeof suffix - 1), suffix) == 0;
}

struct ls_evidence_file *ls_evidence_file_create(const char *path, const char *application,
                                                 int link_type, struct ls_error *error)
{
    struct ls_evidence_file *file = calloc(1, sizeof *file);
    if (file != NULL)
        file->path = strdup(path);
    if (file == NULL || file->path == NULL) {
        ls_fail(error, LS_E_MEMORY, "%s: out of memory", path);
        free(file);
        return NULL;
    }
    file->link_type = link_type;
    file->classic = wants_classic(path);
    if (start(file, application, error) < 0) {
        ls_evidence_file_abandon(file);
        return NULL;
    }
    return file;
}

/* The header has one link type for all frames, so it waits for the first. */
static int add_classic(struct ls_evidence_file *file, const struct ls_frame *frame,
                       struct ls_error *error)
{
    if (file->begun && frame->link_type != file->link_type)
        return ls_fail(error, LS_E_USAGE,
                       "%s: a .pcap file holds one link type; it has %d, this frame %d. Name it "
                       ".pcapng, which holds any",
                       file->path, file->link_type, frame->link_type);
    file->link_type = frame->link_type;
    if (!file->begun && ls_evidence_classic_begin(file, error) < 0)
        return error->code;
    file->begun = true;
    ls_evidence_classic_add(file, frame);
    return 0;
}

int ls_evidence_file_add(struct ls_evidence_file *file, const struct ls_frame *frame,
                         const char *comment, struct ls_error *error)
{
    int code = file->classic ? add_classic(file, frame, error)
                             : ls_evidence_ng_add(file, frame, comment, error);
    if (code == 0 && ferror(file->file))
        return ls_fail(error, LS_E_READ, "%s: cannot be written: %s", file->path, strerror(errno));
    return code;
}

static void release(struct ls_evidence_file *file)
{
    if (file->file != NULL)
        fclose(file->file);
    free(file->interfaces);
    free(file->temporary);
    free(file->path);
    free(file);
}

int ls_evidence_file_close(struct ls_evidence_file *file, struct ls_error *error)
{
    int code = 0;
    if (file->classic && !file->begun)
        code = ls_evidence_classic_begin(file, error);
    bool written = code == 0 && fflush(file->file) == 0 && !ferror(file->file);
    if (written && file->temporary != NULL)
        written = fsync(fileno(file->file)) == 0 && rename(file->temporary, file->path) == 0;
    if (!written && code == 0)
        code = ls_fail(error, LS_E_READ, "%s: cannot be written: %s", file->path, strerror(errno));
    if (!written && file->temporary != NULL)
        unlink(file->temporary);
    release(file);
    return code;
}

void ls_evidence_file_abandon(struct ls_evidence_file *file)
{
    if (file == NULL)
        return;
    if (file->temporary != NULL)
        unlink(file->temporary);
    release(file);
}
