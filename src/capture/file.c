/* file.c - one capture file: the reader for its format, and its complaints in words for people. */
#include "capture/file.h"

#include <inttypes.h>

#include "capture/sniff.h"

/* Tell what is no capture, and choose how to read what is one. */
static int open_reader(struct ls_capture_file *file, const struct ls_filter *filter,
                       struct ls_error *error)
{
    size_t n;
    const uint8_t *head = ls_stream_head(file->stream, &n);
    const char *trouble = ls_stream_trouble(file->stream);
    enum ls_capture_kind kind = ls_capture_kind_of(head, n);

    if (n < LS_STREAM_HEAD && trouble != NULL)
        return ls_fail(error, LS_E_FORMAT, "%s: %s", file->path, trouble);
    if (n == 0)
        return ls_fail(error, LS_E_FORMAT, "%s: is empty", file->path);
    if (kind == LS_CAPTURE_NO)
        return ls_fail(error, LS_E_FORMAT, "%s: is not a capture: %s", file->path,
                       ls_looks_like(head, n));
    if (n < LS_STREAM_HEAD)
        return ls_fail(error, LS_E_FORMAT, "%s: is cut short in its file header", file->path);
    if (kind == LS_CAPTURE_PCAPNG)
        file->reader = ls_pcapng_open(&file->block, filter, error);
    else if (ls_classic_plain(head))
        file->reader = ls_classic_open(&file->block, filter, error);
    else
        file->reader = ls_odd_open(&file->block, filter, error);
    if (file->reader != NULL)
        return 0;
    if (ls_stream_trouble(file->stream) != NULL && error->code == LS_E_FORMAT)
        return ls_fail(error, LS_E_FORMAT, "%s: %s", file->path, ls_stream_trouble(file->stream));
    return error->code;
}

int ls_capture_file_open(struct ls_capture_file *file, const struct ls_capture_setup *setup,
                         struct ls_error *error)
{
    struct ls_filter filter = {.text = setup->filter, .where = file->path};
    int code;
    file->stream = ls_stream_open(file->path, setup->stop, error);
    if (file->stream == NULL)
        return error->code;
    file->size = ls_stream_size(file->stream);
    file->regular = ls_stream_regular(file->stream);
    file->filtered = filter.text != NULL;
    if (ls_block_init(&file->block, file->stream, setup->kept) < 0)
        code = ls_fail(error, LS_E_MEMORY, "%s: out of memory", file->path);
    else
        code = open_reader(file, &filter, error);
    if (code < 0)
        ls_capture_file_close(file);
    return code;
}

void ls_capture_file_close(struct ls_capture_file *file)
{
    if (file->reader != NULL)
        file->reader->close(file->reader);
    ls_block_clear(&file->block);
    ls_stream_free(file->stream);
    file->reader = NULL;
    file->stream = NULL;
    file->ready = false;
}

void ls_capture_file_start(struct ls_capture_file *file)
{
    file->started = true;
    file->reader->filtering = file->filtered;
}

int ls_capture_file_peek(struct ls_capture_file *file, struct ls_error *error)
{
    int code = 0;
    const struct ls_reader *reader = file->reader;
    if (!ls_capture_file_advance(file, true)) {
        if (reader->code == LS_E_USAGE)
            code = ls_fail(error, LS_E_USAGE, "%s", reader->why);
        file->next.time_ns = INT64_MIN; /* what is wrong is told before other files are read */
    }
    if (file->regular || code < 0)
        ls_capture_file_close(file);
    return code;
}

bool ls_capture_file_damage(const struct ls_capture_file *file, char *text, size_t room)
{
    const char *trouble = ls_stream_trouble(file->stream);
    const struct ls_reader *reader = file->reader;
    if (trouble == NULL && !reader->cut && reader->code == 0)
        return false;
    char read[64];
    snprintf(read, sizeof read, "%" PRIu64 " %sframes of it were read", file->delivered,
             file->filtered ? "matching " : "");
    if (trouble != NULL)
        snprintf(text, room, "%s; %s", trouble, read);
    else if (reader->cut)
        snprintf(text, room, "cut short in the middle of a packet; %s", read);
    else
        snprintf(text, room, "damaged midway; %s (%s)", read, reader->why);
    return true;
}

bool ls_capture_file_drops(const struct ls_capture_file *file, char *text, size_t room)
{
    const struct ls_reader *reader = file->reader;
    if (reader->dropped_interface == 0 && reader->dropped_kernel == 0)
        return false;
    snprintf(text, room,
             "packets were lost when it was captured, as it says itself: the interface dropped "
             "%" PRIu64 ", the system %" PRIu64,
             reader->dropped_interface, reader->dropped_kernel);
    return true;
}
