/* evidence.c - packets of flows with findings, written as classic pcap with nanoseconds. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pcap/pcap.h>

#include "lyncscope/capture.h"
#include "lyncscope/clock.h"

enum { SNAPLEN = 262144, NAME_TRIES = 100 };

struct ls_evidence_file {
    pcap_t *pcap; /* dead: carries the link type only */
    pcap_dumper_t *dumper;
    char *path;
    char *temporary; /* NULL: written directly */
    int link_type;
};

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

static int start(struct ls_evidence_file *file, struct ls_error *error)
{
    int fd = open_target(file);
    if (fd < 0)
        return ls_fail(error, LS_E_OPEN, "%s: %s", file->path, strerror(errno));
    FILE *stdio = fdopen(fd, "w");
    if (stdio == NULL) {
        close(fd);
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", file->path);
    }
    file->pcap =
        pcap_open_dead_with_tstamp_precision(file->link_type, SNAPLEN, PCAP_TSTAMP_PRECISION_NANO);
    if (file->pcap != NULL)
        file->dumper = pcap_dump_fopen(file->pcap, stdio);
    if (file->dumper != NULL)
        return 0;
    if (fcntl(fd, F_GETFD) >= 0)
        fclose(stdio); /* libpcap closes it only when it could not write the header */
    return ls_fail(error, LS_E_OPEN, "%s: %s", file->path,
                   file->pcap != NULL ? pcap_geterr(file->pcap) : "out of memory");
}

struct ls_evidence_file *ls_evidence_file_create(const char *path, int link_type,
                                                 struct ls_error *error)
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
    if (start(file, error) < 0) {
        ls_evidence_file_abandon(file);
        return NULL;
    }
    return file;
}

int ls_evidence_file_add(struct ls_evidence_file *file, const struct ls_frame *frame,
                         struct ls_error *error)
{
    if (frame->link_type != file->link_type)
        return ls_fail(error, LS_E_USAGE,
                       "%s: one evidence file holds one link type; it has %d, this frame %d",
                       file->path, file->link_type, frame->link_type);
    int64_t seconds = frame->time_ns / LS_SECOND;
    int64_t ns = frame->time_ns % LS_SECOND;
    if (ns < 0) {
        ns += LS_SECOND;
        seconds--;
    }
    struct pcap_pkthdr header = {
        .ts = {.tv_sec = seconds, .tv_usec = ns},
        .caplen = frame->captured,
        .len = frame->wire,
    };
    pcap_dump((u_char *)file->dumper, &header, frame->bytes);
    if (ferror(pcap_dump_file(file->dumper)))
        return ls_fail(error, LS_E_READ, "%s: cannot be written: %s", file->path, strerror(errno));
    return 0;
}

static void release(struct ls_evidence_file *file)
{
    if (file->dumper != NULL)
        pcap_dump_close(file->dumper);
    if (file->pcap != NULL)
        pcap_close(file->pcap);
    free(file->temporary);
    free(file->path);
    free(file);
}

int ls_evidence_file_close(struct ls_evidence_file *file, struct ls_error *error)
{
    int code = 0;
    FILE *stdio = pcap_dump_file(file->dumper);
    bool written = fflush(stdio) == 0 && !ferror(stdio);
    if (written && file->temporary != NULL)
        written = fsync(fileno(stdio)) == 0 && rename(file->temporary, file->path) == 0;
    if (!written) {
        code = ls_fail(error, LS_E_READ, "%s: cannot be written: %s", file->path, strerror(errno));
        if (file->temporary != NULL)
            unlink(file->temporary);
    }
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
