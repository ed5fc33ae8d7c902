/*
 * fuzz_capture.c - a capture file from a stranger: sniffing, unpacking, readers, notes
 *
 * Aims at ls_source_open, ls_source_next and what they call for files. The input is a file in
 * memory, which has a path and can be opened again, as the merge does.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lyncscope/capture.h"

enum { FRAME_LIMIT = 2000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every byte that is promised must be there. */
static unsigned look_at(const struct ls_frame *frame)
{
    unsigned sum = 0;
    assert(frame->wire >= frame->captured);
    for (uint32_t k = 0; k < frame->captured; k++)
        sum += frame->bytes[k];
    return sum;
}

/* By ones and by batches, of which all frames must be there at once. */
static void read_all(struct ls_source *source)
{
    const struct ls_frame *frames;
    struct ls_frame frame;
    unsigned sum = 0;
    size_t count;
    for (int i = 0; i < FRAME_LIMIT && ls_source_next(source, &frame) == LS_NEXT_FRAME; i++) {
        sum += look_at(&frame);
        if (ls_source_next_batch(source, 5, &frames, &count) != LS_NEXT_FRAME)
            break;
        for (size_t k = 0; k < count; k++)
            sum += look_at(&frames[k]);
    }
    const struct ls_source_note *notes = ls_source_notes(source, &count);
    for (size_t i = 0; i < count; i++)
        sum += (unsigned)notes[i].text[0];
    volatile unsigned keep = sum;
    (void)keep;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    const char *files[2] = {path, path};
    int fd = memfd_create("capture", MFD_CLOEXEC);
    if (fd < 0)
        return 0;
    if (write(fd, data, size) == (ssize_t)size) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        for (size_t count = 1; count <= 2; count++) {
            struct ls_error error = {0};
            struct ls_source_options options = {
                .files = files, .file_count = count, .filter = count == 2 ? "ip" : NULL};
            struct ls_source *source = ls_source_open(&options, &error);
            if (source != NULL)
                read_all(source);
            ls_source_free(source);
        }
    }
    close(fd);
    return 0;
}
