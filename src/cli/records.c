/*
 * records.c - flows of files are judged and printed
 *
 * With threads this is done in pieces, each to memory, and these are written in order.
 */
#include "cli/records.h"

#include <stdlib.h>

#include "cli/terminal.h"

enum { PIECE_FLOWS = 128 };

/* What one thread at a time has for itself. */
struct place {
    struct ls_context context; /* with precedents of its own */
    struct ls_run facts;       /* with a scribe of its own */
    char *text;
    size_t bytes;
    struct ls_explained *room; /* or NULL: nobody asked for it */
    struct metrics judged;
};

struct printing {
    struct run *run;
    const struct ls_record_format *format;
    struct ls_look look;
    struct wanted *wanted; /* or NULL */
    FILE *out;
    struct place *places;
    size_t place_count;
};

static void print_flow(const struct printing *printing, size_t i, struct place *place, FILE *out)
{
    const struct run *run = printing->run;
    const struct ls_summary *flow = run->result->flows[i];
    struct ls_verdict verdict;
    ls_classify(&place->context, flow, &verdict);
    metrics_judge(&place->judged, &verdict);
    if (printing->wanted != NULL && verdict.finding_count > 0)
        printing->wanted[flow->number].flow = flow;
    if (!run_wants(run->options, &verdict))
        return;
    if (place->room != NULL)
        ls_explain(&place->context, flow, place->room, &verdict);
    struct ls_record record = {shown_flow(&run->shown, run->result, i, &verdict), &verdict};
    printing->format->record(out, &place->facts, &printing->look, &record);
}

static int make_piece(void *self, size_t piece, size_t at)
{
    const struct printing *printing = self;
    struct place *place = &printing->places[at];
    size_t first = piece * PIECE_FLOWS, count = printing->run->result->flow_count;
    FILE *out = open_memstream(&place->text, &place->bytes);
    if (out == NULL)
        return LS_E_MEMORY;
    for (size_t i = first; i < count && i < first + PIECE_FLOWS; i++)
        print_flow(printing, i, place, out);
    return fclose(out) == 0 ? 0 : LS_E_MEMORY;
}

/* What cannot be written is told when the output is closed. */
static int take_piece(void *self, size_t piece, size_t at)
{
    const struct printing *printing = self;
    struct place *place = &printing->places[at];
    (void)piece;
    (void)!fwrite(place->text, 1, place->bytes, printing->out);
    monitor_add(&printing->run->monitor, &place->judged);
    place->judged = (struct metrics){0};
    free(place->text);
    place->text = NULL;
    return 0;
}

static int print_pieces(struct printing *printing)
{
    const struct run *run = printing->run;
    struct ls_pieces pieces = {
        .self = printing,
        .count = (run->result->flow_count + PIECE_FLOWS - 1) / PIECE_FLOWS,
        .make = make_piece,
        .take = take_piece,
    };
    return ls_pieces_run(&pieces, run_judges(run));
}

/* One thread writes what it prints. */
static void print_all(struct printing *printing)
{
    struct place *place = printing->places;
    for (size_t i = 0; i < printing->run->result->flow_count; i++)
        print_flow(printing, i, place, printing->out);
    monitor_add(&printing->run->monitor, &place->judged);
}

static int print(struct printing *printing)
{
    const struct run *run = printing->run;
    printing->look = terminal_look(run->options->colour, printing->out);
    printing->format->begin(printing->out, &run->facts, &printing->look);
    int code = 0;
    if (run_judges(run) > 1)
        code = print_pieces(printing);
    else
        print_all(printing);
    printing->format->end(printing->out, &run->facts, &printing->look);
    return code;
}

static void free_place(struct place *place)
{
    ls_precedents_free(place->context.precedents);
    ls_scribe_free(place->facts.scribe);
    free(place->room);
    free(place->text);
}

static int make_places(struct printing *printing)
{
    const struct options *options = printing->run->options;
    size_t count = ls_pieces_places(run_judges(printing->run));
    printing->places = calloc(count, sizeof *printing->places);
    if (printing->places == NULL)
        return LS_E_MEMORY;
    for (; printing->place_count < count; printing->place_count++) {
        struct place *place = &printing->places[printing->place_count];
        place->context = printing->run->context;
        place->context.precedents = ls_precedents_new();
        place->facts = printing->run->facts;
        place->facts.scribe = ls_scribe_new(place->facts.catalogs);
        place->room = options->explain ? ls_explained_new() : NULL;
        if (options->explain && place->room == NULL) {
            free_place(place);
            return LS_E_MEMORY;
        }
    }
    return 0;
}

static void free_places(struct printing *printing)
{
    for (size_t i = 0; i < printing->place_count; i++)
        free_place(&printing->places[i]);
    free(printing->places);
}

static int open_output(const struct options *options, struct output *output)
{
    struct ls_error error;
    if (output_open(output, options->output, &error) == 0)
        return 0;
    say("%s", error.text);
    return -1;
}

int records_write(struct run *run, const struct ls_record_format *format, struct wanted *wanted)
{
    struct printing printing = {.run = run, .format = format, .wanted = wanted};
    struct output output;
    int status = EXIT_WRONG;
    if (make_places(&printing) < 0) {
        say("out of memory");
    } else if (open_output(run->options, &output) == 0) {
        printing.out = output.file;
        if (print(&printing) == 0) {
            status = run_publish(run, &output, 1, wanted);
        } else {
            output_abandon(&output);
            say("out of memory");
        }
    }
    free_places(&printing);
    return status;
}
