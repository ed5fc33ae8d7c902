/*
 * evidence.c - the packets behind the findings
 *
 * Which flows have findings is known only after the last packet, so the files are read a second
 * time; the engine remembered the flow of every frame.
 */
#include "cli/run.h"
#include "cli/shown_frames.h"

#include <stdlib.h>

enum { LINK_ETHERNET = 1 }; /* DLT_EN10MB */

struct wanted *wanted_new(const struct run *run, int *code)
{
    *code = 0;
    if (run->options->write == NULL)
        return NULL;
    struct wanted *wanted = calloc(run->result->flow_count + 1, sizeof *wanted);
    if (wanted == NULL)
        *code = LS_E_MEMORY;
    return wanted;
}

/* Why the packets of this flow are evidence; the caller frees it. NULL without memory. */
static char *make_comment(const struct run *run, const struct ls_summary *flow)
{
    struct ls_verdict verdict;
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    if (out == NULL)
        return NULL;
    ls_classify(&run->context, flow, &verdict);
    shown_accepted(&run->shown, &verdict);
    ls_comment_write(out, &verdict, run->options->lang);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

static int add_frame(const struct run *run, struct ls_evidence_file *file,
                     const struct ls_frame *frame, struct wanted *wanted, struct ls_error *error)
{
    char *comment = NULL;
    if (!wanted->told) {
        comment = make_comment(run, wanted->flow);
        if (comment == NULL)
            return ls_fail(error, LS_E_MEMORY, "out of memory");
    }
    wanted->told = true;
    int code = ls_evidence_file_add(file, frame, comment, error);
    free(comment);
    return code;
}

/* The file begins with the first frame read: without any other, that gives its link type. */
static int begin(const struct run *run, int link_type, struct ls_evidence_file **file,
                 struct ls_error *error)
{
    char application[64];
    snprintf(application, sizeof application, "lyncscope %s", program_version);
    *file = ls_evidence_file_create(run->options->write, application, link_type, error);
    return *file != NULL ? 0 : error->code;
}

static int copy_frames(const struct run *run, struct ls_source *source,
                       struct ls_evidence_file **file, struct wanted *wanted,
                       struct shown_frames *frames, struct ls_error *error)
{
    const struct ls_result *result = run->result;
    struct ls_frame frame;
    for (size_t i = 0; i < result->frame_count; i++) {
        if (ls_source_next(source, &frame) != LS_NEXT_FRAME)
            break; /* what the first read could get is all there is */
        int code = *file == NULL ? begin(run, frame.link_type, file, error) : 0;
        uint32_t flow = result->frame_flow[i];
        bool asked = flow != LS_NO_FLOW && wanted[flow].flow != NULL;
        if (code == 0 && asked)
            code = shown_frame(frames, &frame, error);
        if (code == 0 && asked)
            code = add_frame(run, *file, &frame, &wanted[flow], error);
        if (code < 0)
            return code;
    }
    /* no frame at all: an empty capture, so that no older file passes for this run's */
    return *file == NULL ? begin(run, LINK_ETHERNET, file, error) : 0;
}

static int write_evidence(struct run *run, struct wanted *wanted, struct ls_error *error)
{
    const struct options *options = run->options;
    struct ls_source_options again = {
        .files = options->files,
        .file_count = options->file_count,
        .filter = options->filter,
        .threads = options->workers > 1,
    };
    struct ls_source *source = ls_source_open(&again, error);
    if (source == NULL)
        return error->code;
    struct ls_evidence_file *file = NULL;
    struct shown_frames frames = {.anonymiser = run->shown.anonymiser};
    int code = copy_frames(run, source, &file, wanted, &frames, error);
    shown_frames_clear(&frames);
    ls_source_free(source);
    if (code == 0)
        return ls_evidence_file_close(file, error);
    ls_evidence_file_abandon(file);
    return code;
}

/* The report comes to its name last: status 2 leaves nothing that looks finished. */
int run_publish(struct run *run, struct output *outputs, size_t count, struct wanted *wanted)
{
    struct ls_error error;
    int status = EXIT_FINE;
    if (wanted != NULL && run->shown.anonymiser != NULL)
        say("-w: --anonymise cuts off what stands behind the transport headers");
    if (wanted != NULL && write_evidence(run, wanted, &error) < 0) {
        for (size_t i = 0; i < count; i++)
            output_abandon(&outputs[i]);
        say("%s", error.text);
        return EXIT_WRONG;
    }
    for (size_t i = 0; i < count; i++) {
        if (output_close(&outputs[i], &error) == 0)
            continue;
        if (!run->hushed)
            say("%s", error.text);
        status = EXIT_WRONG;
    }
    return status;
}
