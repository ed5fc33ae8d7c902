/* evidence.c - the file of the packets of flows with findings: complete, or not there. */
#include "capture/evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lyncscope/clock.h"

enum { OWNER_ONLY = 0600 }; /* what strangers said to each other */

static int open_target(struct ls_evidence_file *file, struct ls_error *error)
{
    if (strcmp(file->path, "-") != 0) {
        int code = ls_replace_open(&file->made, file->path, OWNER_ONLY, error);
        file->file = file->made.file;
        return code;
    }
    int fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    if (fd < 0)
        return ls_fail(error, LS_E_OPEN, "%s: %s", file->path, strerror(errno));
    file->file = fdopen(fd, "w");
    if (file->file != NULL)
        return 0;
    close(fd);
    return ls_fail(error, LS_E_MEMORY, "%s: out of memory", file->path);
}

static int start(struct ls_evidence_file *file, const char *application, struct ls_error *error)
{
    int code = open_target(file, error);
    if (code < 0)
        return code;
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

/*
 * The header has one link type for all frames, so it waits for the first. Seconds have 32 bits and
 * no sign.
 */
static int add_classic(struct ls_evidence_file *file, const struct ls_frame *frame,
                       struct ls_error *error)
{
    if (file->begun && frame->link_type != file->link_type)
        return ls_fail(error, LS_E_USAGE,
                       "%s: a .pcap file holds one link type; it has %d, this frame %d. Name it "
                       ".pcapng, which holds any",
                       file->path, file->link_type, frame->link_type);
    if (frame->time_ns < 0 || frame->time_ns / LS_SECOND > UINT32_MAX)
        return ls_fail(error, LS_E_USAGE,
                       "%s: a .pcap file holds times from 1970 to 2106, and a frame is of another. "
                       "Name it .pcapng, which holds any",
                       file->path);
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

int ls_evidence_file_flush(struct ls_evidence_file *file, struct ls_error *error)
{
    if (fflush(file->file) == 0 && !ferror(file->file))
        return 0;
    return ls_fail(error, LS_E_READ, "%s: cannot be written: %s", file->path, strerror(errno));
}

int64_t ls_evidence_file_size(const struct ls_evidence_file *file)
{
    return ftello(file->file);
}

static void release(struct ls_evidence_file *file)
{
    if (file->made.path == NULL && file->file != NULL)
        fclose(file->file);
    free(file->interfaces);
    free(file->path);
    free(file);
}

static int close_stdout(struct ls_evidence_file *file, struct ls_error *error)
{
    bool good = fflush(file->file) == 0 && !ferror(file->file);
    return good ? 0
                : ls_fail(error, LS_E_READ, "%s: cannot be written: %s", file->path,
                          strerror(errno));
}

int ls_evidence_file_close(struct ls_evidence_file *file, struct ls_error *error)
{
    int code = 0;
    if (file->classic && !file->begun)
        code = ls_evidence_classic_begin(file, error);
    if (code < 0) {
        ls_evidence_file_abandon(file);
        return code;
    }
    bool to_stdout = file->made.path == NULL;
    code = to_stdout ? close_stdout(file, error) : ls_replace_close(&file->made, error);
    if (!to_stdout)
        file->file = NULL;
    release(file);
    return code;
}

void ls_evidence_file_abandon(struct ls_evidence_file *file)
{
    if (file == NULL)
        return;
    if (file->made.path != NULL) {
        ls_replace_abandon(&file->made);
        file->file = NULL;
    }
    release(file);
}
