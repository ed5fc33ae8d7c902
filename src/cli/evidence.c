/*
 * evidence.c - the packets behind the findings
 *
 * Which flows have findings is known only after the last packet, so the files are read a second
 * time; the engine remembered the flow of every frame.
 */
#include "cli/run.h"

enum { LINK_ETHERNET = 1 }; /* DLT_EN10MB */

/* *link_type is that of the file, and of the first frame as long as there is no file. */
static int copy_frames(struct run *run, struct ls_source *source, struct ls_evidence_file **file,
                       int *link_type, const bool *wanted, struct ls_error *error)
{
    const struct ls_result *result = run->result;
    struct ls_frame frame;
    for (size_t i = 0; i < result->frame_count; i++) {
        if (ls_source_next(source, &frame) != LS_NEXT_FRAME)
            return 0; /* what the first read could get is all there is */
        if (i == 0)
            *link_type = frame.link_type;
        uint32_t flow = result->frame_flow[i];
        if (flow == LS_NO_FLOW || !wanted[flow])
            continue;
        if (*file == NULL) {
            *link_type = frame.link_type;
            *file = ls_evidence_file_create(run->options->write, *link_type, error);
            if (*file == NULL)
                return error->code;
        }
        if (frame.link_type != *link_type)
            return ls_fail(error, LS_E_USAGE,
                           "-w %s: the captures have different link types, which one pcap file "
                           "cannot hold; run them one by one",
                           run->options->write);
        int code = ls_evidence_file_add(*file, &frame, error);
        if (code < 0)
            return code;
    }
    return 0;
}

static int write_evidence(struct run *run, const bool *wanted, struct ls_error *error)
{
    const struct options *options = run->options;
    struct ls_source_options again = {
        .files = options->files, .file_count = options->file_count, .filter = options->filter};
    struct ls_source *source = ls_source_open(&again, error);
    if (source == NULL)
        return error->code;
    struct ls_evidence_file *file = NULL;
    int link_type = LINK_ETHERNET;
    int code = copy_frames(run, source, &file, &link_type, wanted, error);
    ls_source_free(source);
    if (file == NULL && code == 0) {
        /* no such frame: an empty capture, so that no older file passes for this run's */
        file = ls_evidence_file_create(options->write, link_type, error);
        code = file != NULL ? 0 : error->code;
    }
    if (code == 0)
        return ls_evidence_file_close(file, error);
    ls_evidence_file_abandon(file);
    return code;
}

/* The report comes to its name last: status 2 leaves nothing that looks finished. */
int run_publish(struct run *run, struct output *output, const bool *wanted)
{
    struct ls_error error;
    if (wanted != NULL && write_evidence(run, wanted, &error) < 0) {
        output_abandon(output);
        say("%s", error.text);
        return EXIT_WRONG;
    }
    if (output_close(output, &error) < 0) {
        say("%s", error.text);
        return EXIT_WRONG;
    }
    return EXIT_FINE;
}
