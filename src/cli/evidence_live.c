/* evidence_live.c - packets to files, as flows get their verdicts. */
#include "cli/evidence_live.h"

#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/rotate.h"
#include "lyncscope/now.h"
#include "lyncscope/replace.h"

enum { LINK_ETHERNET = 1 }; /* DLT_EN10MB: of a file without packets */

static bool rotates(const struct options *options)
{
    return options->rotate_ns + options->rotate_bytes != 0;
}

/* Said once until one can be written again: a full disk stays full for a while. */
static void fail(struct evidence *evidence, const struct ls_error *error)
{
    if (!evidence->failed)
        say("-w %s; the packets are lost, and the next file is tried", error->text);
    evidence->failed = evidence->waits = true;
    evidence->lost += evidence->in_file;
    evidence->in_file = 0;
    ls_evidence_file_abandon(evidence->file);
    evidence->file = NULL;
}

static int begin(struct evidence *evidence, int link_type, struct ls_error *error)
{
    const struct options *options = evidence->options;
    char application[64];
    snprintf(application, sizeof application, "lyncscope %s", program_version);
    free(evidence->path);
    evidence->path = rotates(options) ? rotation_name(options->write) : strdup(options->write);
    if (evidence->path == NULL)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", options->write);
    evidence->file = ls_evidence_file_create(evidence->path, application, link_type, error);
    evidence->begun_ns = ls_now_monotonic();
    return evidence->file != NULL ? 0 : error->code;
}

/* A mistake in the name is told before a month is captured for nothing. */
static int try_name(struct evidence *evidence)
{
    struct ls_error error;
    const char *path = evidence->options->write;
    if (strcmp(path, "-") == 0 || ls_replace_direct(path))
        return 0;
    if (begin(evidence, LINK_ETHERNET, &error) < 0) {
        say("-w %s", error.text);
        return -1;
    }
    ls_evidence_file_abandon(evidence->file);
    evidence->file = NULL;
    return 0;
}

int evidence_open(struct evidence *evidence, const struct options *options,
                  struct ls_engine *engine, const struct ls_anonymiser *anonymiser)
{
    *evidence = (struct evidence){
        .options = options->write != NULL ? options : NULL,
        .engine = engine,
        .frames.anonymiser = anonymiser,
    };
    return options->write != NULL ? try_name(evidence) : 0;
}

static void finish(struct evidence *evidence)
{
    struct ls_error error;
    struct ls_evidence_file *file = evidence->file;
    evidence->file = NULL;
    if (ls_evidence_file_close(file, &error) < 0) {
        fail(evidence, &error);
        return;
    }
    if (evidence->failed)
        say("-w %s: is written; the disk takes files again", evidence->path);
    evidence->failed = false;
    evidence->written += evidence->in_file;
    evidence->in_file = 0;
}

/* Why the packets are evidence; the caller frees it. NULL without memory. */
static char *make_comment(const struct evidence *evidence, const struct ls_verdict *verdict)
{
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    if (out == NULL)
        return NULL;
    ls_comment_write(out, verdict, evidence->options->lang);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

static void add_frame(struct evidence *evidence, struct ls_frame *frame, const char *comment)
{
    struct ls_error error;
    if (evidence->waits) {
        evidence->lost++;
        return;
    }
    evidence->in_file++;
    int code = shown_frame(&evidence->frames, frame, &error);
    if (code == 0 && evidence->file == NULL)
        code = begin(evidence, frame->link_type, &error);
    if (code == 0)
        code = ls_evidence_file_add(evidence->file, frame, comment, &error);
    if (code < 0)
        fail(evidence, &error);
}

static bool is_due(const struct evidence *evidence)
{
    return evidence->file != NULL &&
           rotation_is_due(evidence->options, ls_now_monotonic() - evidence->begun_ns,
                           ls_evidence_file_size(evidence->file));
}

void evidence_take(struct evidence *evidence, const struct ls_summary *flow,
                   const struct ls_verdict *verdict)
{
    struct ls_frame frame;
    if (evidence->options == NULL || !ls_engine_kept(evidence->engine, flow, &frame))
        return;
    char *comment = make_comment(evidence, verdict);
    add_frame(evidence, &frame, comment);
    free(comment);
    while (ls_engine_kept(evidence->engine, flow, &frame))
        add_frame(evidence, &frame, NULL);
    if (is_due(evidence))
        finish(evidence);
}

void evidence_ended(struct evidence *evidence, const struct ls_summary *flow,
                    const struct ls_verdict *verdict)
{
    struct ls_kept_tally kept;
    if (evidence->options == NULL || verdict->finding_count == 0)
        return;
    evidence_take(evidence, flow, verdict);
    ls_engine_kept_tell(evidence->engine, flow, &kept);
    evidence->left += kept.left;
    evidence->flows += kept.left > 0;
    evidence->beyond += kept.beyond;
}

void evidence_turn(struct evidence *evidence)
{
    struct ls_error error;
    evidence->waits = false;
    if (evidence->file == NULL)
        return;
    if (ls_evidence_file_flush(evidence->file, &error) < 0)
        fail(evidence, &error);
    else if (is_due(evidence))
        finish(evidence);
}

void evidence_close(struct evidence *evidence)
{
    struct ls_error error;
    if (evidence->options == NULL)
        return;
    bool empty = evidence->written + evidence->in_file + evidence->lost == 0;
    if (evidence->file == NULL && empty && !rotates(evidence->options) &&
        begin(evidence, LINK_ETHERNET, &error) < 0)
        fail(evidence, &error);
    if (evidence->file != NULL)
        finish(evidence);
}

void evidence_clear(struct evidence *evidence)
{
    ls_evidence_file_abandon(evidence->file);
    shown_frames_clear(&evidence->frames);
    free(evidence->path);
    *evidence = (struct evidence){0};
}
